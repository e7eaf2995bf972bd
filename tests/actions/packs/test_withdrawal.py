"""When matter becomes exempt, every pack that shows it to the public is withdrawn, and a version without it is made."""

import pytest
from django.db import transaction

from actions.models import Action, Finding, Pack, ProgressUpdate
from actions.packs import published
from actions.services import minutes, packs
from actions.services.minutes.entries import kept
from meetings.models import AgendaItem
from people.models import Event
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_item,
    make_meeting,
    make_pack,
    make_review,
    make_update,
    standing,
)

pytestmark = pytest.mark.django_db

EXEMPT = {"is_exempt": True, "exempt_paragraphs": "3"}


def withdraw():
    return packs.withdraw_exempt(by=make_clerk(), now=at(1))


@pytest.mark.parametrize(
    ("model", "which"),
    [(Action, "action"), (AgendaItem, "item"), (Finding, "area")],
)
def test_whatever_became_exempt_leaves_the_public_form(cast, model, which):
    first = make_pack(cast.next)
    assert cast.action.title in first.public_content
    model.objects.filter(pk=getattr(cast, which).pk).update(**EXEMPT)

    [second] = withdraw()

    first.refresh_from_db()
    assert (first.public_withdrawn_at, first.public_withdrawn_why) == (
        at(1),
        "Matter in version 1 has become exempt.",
    )
    assert (second.version, second.published_at) == (2, at(1))
    assert cast.action.title not in second.public_content
    assert cast.action.title in second.content
    assert published.read(second, "public").counts.current == published.read(first, "public").counts.current - 1


def test_update_that_became_exempt_leaves_its_action(cast):
    make_pack(cast.next)
    ProgressUpdate.objects.filter(action=cast.action).update(**EXEMPT)

    [pack] = withdraw()

    assert "Half of it is done." not in pack.public_content
    assert cast.action.title in pack.public_content


def test_review_without_findings_that_became_exempt_leaves_the_pack():
    board = make_board()
    last = make_meeting(board=board, date=day(-28))
    item = make_item(meeting=last)
    make_review(title="Audit of the lease", item=item)
    make_pack(make_meeting(board=board, date=day(28)))
    AgendaItem.objects.filter(pk=item.pk).update(**EXEMPT)

    [pack] = withdraw()

    assert "Audit of the lease" not in pack.public_content


def test_new_version_is_the_old_one_but_for_the_marks(cast):
    first = make_pack(cast.next)
    make_update(cast.action, by=cast.officer, now=at(), status_reported="complete", progress="Later.")
    Action.objects.filter(pk=cast.action.pk).update(**EXEMPT)

    [second] = withdraw()

    old, new = published.read(first, "full"), published.read(second, "full")
    assert (old.as_of, old.counts) == (new.as_of, new.counts)
    assert [entry.updates[0].progress for entry in new.actions if entry.pk == cast.action.pk] == ["Half of it is done."]
    assert [entry.exempt for entry in new.actions] == [True, True]


def test_every_version_that_shows_it_is_withdrawn_and_one_made(cast):
    make_pack(cast.next)
    make_pack(cast.next, correction="A name.")
    Action.objects.filter(pk=cast.action.pk).update(**EXEMPT)

    made = withdraw()

    versions = Pack.objects.filter(meeting=cast.next).values_list("version", "public_withdrawn_at")
    assert list(versions) == [(1, at(1)), (2, at(1)), (3, None)]
    assert [pack.version for pack in made] == [3]


def test_nothing_is_withdrawn_for_what_the_public_form_never_had(cast):
    make_pack(cast.next)
    Action.objects.filter(pk=cast.exempt_action.pk).update(**EXEMPT)

    assert withdraw() == []


def test_withdrawal_is_recorded(cast):
    pack = make_pack(cast.next)
    clerk = make_clerk()
    Action.objects.filter(pk=cast.action.pk).update(**EXEMPT)

    [second] = packs.withdraw_exempt(by=clerk, now=at(1))

    _published, withdrawn = Event.objects.of(pack)
    assert (withdrawn.verb, withdrawn.actor, withdrawn.note) == (
        "withdrawn_from_the_public",
        clerk,
        "Matter in version 1 has become exempt.",
    )
    assert [event.verb for event in Event.objects.of(second)] == ["corrected"]


def test_withdrawn_version_stays_with_the_clerks(cast):
    first = make_pack(cast.next)
    Action.objects.filter(pk=cast.action.pk).update(**EXEMPT)
    [second] = withdraw()

    seen = {name: set(Pack.objects.visible_to(standing(user))) for name, user in cast.everybody.items()}

    clerks = {"clerk", "other_clerk"}
    assert seen == {name: {first, second} if name in clerks else {second} for name in cast.everybody}


# by importing the minutes again, which is how an item becomes exempt


def import_minutes(cast, *, exempt):
    draft = minutes.start(
        text="5. SEND peer challenge\n\nIt was noted.\n", origin="minutes.txt", by=cast.clerk, now=at()
    )
    minutes.settle(draft, board=cast.lives, date=cast.past.date)
    [entry] = kept("items", draft.entries["items"])
    entry.update(number="5", title="SEND peer challenge")
    if exempt:
        entry.update(is_exempt=True, exempt_paragraphs="3")
    minutes.save(draft, draft.entries)
    return minutes.confirm(draft, by=cast.clerk, now=at(1), today=day(1))


def test_importing_an_item_as_exempt_withdraws_what_shows_what_hangs_from_it(cast):
    pack = make_pack(cast.next)

    import_minutes(cast, exempt=True)

    pack.refresh_from_db()
    latest = Pack.objects.latest_for(cast.next)
    assert (pack.public_withdrawn_at, latest.version) == (at(1), 2)
    assert "SEND peer challenge" not in latest.public_content


def test_importing_that_fails_withdraws_nothing(cast, monkeypatch):
    pack = make_pack(cast.next)

    def fail(**_):
        raise RuntimeError

    monkeypatch.setattr(packs, "withdraw_public", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        import_minutes(cast, exempt=True)

    pack.refresh_from_db()
    cast.item.refresh_from_db()
    assert (pack.public_withdrawn_at, cast.item.is_exempt) == (None, False)


def test_importing_again_as_it_was_withdraws_nothing(cast):
    make_pack(cast.next)

    import_minutes(cast, exempt=False)

    assert Pack.objects.public().count() == 1


def test_what_became_exempt_while_a_pack_was_put_together_is_marked(cast, monkeypatch):
    # between reading and writing somebody else's transaction ends
    def read_then_mark(meeting, **over):
        shown = for_members(meeting, **over)
        Action.objects.filter(pk=cast.action.pk).update(**EXEMPT)
        return shown

    for_members = packs.content.for_members
    monkeypatch.setattr(packs.content, "for_members", read_then_mark)

    pack = make_pack(cast.next)

    assert cast.action.title not in pack.public_content


def test_public_form_of_a_pack_leaves_nothing_out_that_is_not_exempt():
    meeting = make_meeting(date=day(28))
    make_action(monitoring_board=meeting.board)

    pack = make_pack(meeting)

    assert (pack.holds_exempt_matter, pack.content) == (False, pack.public_content)
