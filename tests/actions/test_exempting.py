"""A clerk marks what is on record as exempt, or opens it again: who sees it, what goes with it, what is recorded."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from actions.exempting import beside, exempt_above, marked_below, parts
from actions.models import Action, Finding, Outcome, ProgressUpdate, Review
from actions.services import exempting, updates
from actions.services.status import Changed
from meetings.models import AgendaItem, DocumentVersion, WorkItem
from meetings.services.exempting import marking
from people.models import Event
from scrutiny.management.commands.verify_history import Command as VerifyHistory
from tests.builders import (
    at,
    day,
    make_action,
    make_answer,
    make_finding,
    make_letter,
    make_outcome,
    make_pack,
    make_question,
    make_review,
    make_update,
    make_version,
    make_work_item,
    standing,
)

pytestmark = pytest.mark.django_db

WHY = "The monitoring officer decided so on 2 March 2026."
OPEN = {"is_exempt": False, "exempt_paragraphs": "", "is_confidential": False}
EXEMPT = {"is_exempt": True, "exempt_paragraphs": "3", "is_confidential": False}
CONFIDENTIAL = {"is_exempt": True, "exempt_paragraphs": "", "is_confidential": True}
KINDS = ["items", "documents", "reviews", "findings", "actions", "updates"]


@pytest.fixture
def rows(cast):
    """One row of each kind that can be marked, all of them open."""
    return {
        "items": cast.item,
        "documents": make_version(item=cast.item),
        "reviews": cast.review,
        "findings": cast.area,
        "actions": cast.action,
        "updates": cast.action.updates.get(),
    }


def mark(row, new, by, **over):
    fields = {"seen": marking(row), "why": WHY, "now": at(1), **over}
    made = exempting.mark(row=row, by=by, **new, **fields)
    row.refresh_from_db()
    return made


def address(kind, row):
    return reverse("exempt:mark", args=[kind, row.pk])


def typed(**over):
    """What the page of something open sends when it is marked as exempt by paragraph 3."""
    return {"seen": "False||False", "is_exempt": "on", "exempt_paragraphs": "3", "why": WHY, **over}


@pytest.mark.parametrize("kind", KINDS)
def test_marked_row_is_gone_for_who_may_not_see_it_and_back_when_it_is_opened(cast, rows, kind):
    row = rows[kind]

    def seen_by():
        visible = {role: type(row).objects.visible_to(standing(user)) for role, user in cast.everybody.items()}
        return {role for role, rows in visible.items() if rows.filter(pk=row.pk).exists()}

    everybody = seen_by()
    assert {"co_optee", "health_member", "superuser"} < everybody
    mark(row, EXEMPT, cast.clerk)
    assert {"clerk", "member"} <= seen_by() <= cast.may_see_exempt
    mark(row, OPEN, cast.clerk)
    assert seen_by() == everybody


@pytest.mark.parametrize(
    ("kind", "stream", "prefix"),
    [
        ("items", "meeting", "item_"),
        ("documents", "document", "version_"),
        ("reviews", "review", ""),
        ("findings", "review", "finding_"),
        ("actions", "action", ""),
        ("updates", "action", "update_"),
    ],
)
def test_every_change_of_a_marking_stands_in_history_with_its_reason(cast, rows, kind, stream, prefix):
    row = rows[kind]
    before = Event.objects.count()

    for new in (EXEMPT, CONFIDENTIAL, OPEN):
        mark(row, new, cast.clerk)

    events = Event.objects.order_by("-pk")[: Event.objects.count() - before]
    told = [event for event in reversed(events) if event.verb.startswith(f"{prefix}made") or "otherwise" in event.verb]
    assert [event.verb for event in told] == [
        f"{prefix}made_exempt",
        f"{prefix}exempt_otherwise",
        f"{prefix}made_open",
    ]
    assert {event.stream.split(":")[0] for event in told} == {stream}
    assert {(event.actor, event.note) for event in told} == {(cast.clerk, WHY)}
    assert [event.old["exempt_paragraphs"] for event in told] == ["", "3", ""]
    assert [event.new["is_confidential"] for event in told] == [False, True, False]


def test_history_is_whole_after_markings(cast, rows, capsys):
    for row in rows.values():
        mark(row, EXEMPT, cast.clerk)

    VerifyHistory().run_from_argv(["manage.py", "verify_history"])

    assert "events" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(
    ("new", "why", "words"),
    [
        (EXEMPT, "  ", "Say why"),
        (OPEN, WHY, "marked so already"),
        ({**EXEMPT, "exempt_paragraphs": ""}, WHY, "Schedule 12A"),
        ({**EXEMPT, "exempt_paragraphs": "8"}, WHY, "3 or 1, 3"),
    ],
)
def test_marking_that_says_too_little_is_refused_and_nothing_is_written(cast, new, why, words):
    before = Event.objects.count()

    with pytest.raises(ValidationError, match=words):
        mark(cast.action, new, cast.clerk, why=why)

    assert (marking(Action.objects.get(pk=cast.action.pk)), Event.objects.count()) == (OPEN, before)


def test_marking_that_somebody_changed_meanwhile_is_not_overwritten(cast):
    mark(cast.action, EXEMPT, cast.other_clerk)

    with pytest.raises(exempting.Changed):
        mark(cast.action, CONFIDENTIAL, cast.clerk, seen=OPEN)

    assert marking(cast.action) == EXEMPT


def test_officer_who_has_the_page_open_notices_that_the_action_was_marked(cast):
    seen = cast.action.version
    mark(cast.action, EXEMPT, cast.clerk)

    with pytest.raises(Changed):
        updates.add(
            action=cast.action,
            by=cast.officer,
            now=at(1),
            seen_version=seen,
            status_reported="complete",
            confidence="green",
            progress="Done.",
        )


def test_pack_that_shows_it_is_withdrawn_from_the_public(cast):
    pack = make_pack(cast.next)
    assert cast.action.title in pack.public_content

    [made] = mark(cast.action, EXEMPT, cast.clerk)

    pack.refresh_from_db()
    assert (pack.public_withdrawn_at, pack.public_withdrawn_by) == (at(1), cast.clerk)
    assert (made.version, cast.action.title in made.public_content) == (2, False)


def test_opening_leaves_packs_as_they_are(cast):
    mark(cast.action, EXEMPT, cast.clerk)
    pack = make_pack(cast.next)

    assert mark(cast.action, OPEN, cast.clerk) == []

    pack.refresh_from_db()
    assert pack.public_withdrawn_at is None
    assert cast.action.title not in pack.public_content


def test_letter_of_a_review_becomes_exempt_with_it_and_is_opened_by_itself(cast):
    letter = make_letter(cast.review)

    mark(cast.review, EXEMPT, cast.clerk)
    letter.refresh_from_db()
    assert marking(letter) == EXEMPT
    assert Event.objects.of(letter.document).last().verb == "version_made_exempt"

    mark(cast.review, OPEN, cast.clerk)
    letter.refresh_from_db()
    assert marking(letter) == EXEMPT
    assert marked_below(cast.review) == [letter]


@pytest.fixture
def asked(cast):
    """A report on the action that the last meeting asked for, in the work programme."""
    item = make_work_item(board=cast.lives, title="What the pathway costs", meeting=cast.next, by=cast.clerk)
    fields = {"action": cast.action, "meeting": cast.past, "recorded_by": cast.clerk}
    return make_outcome(kind="ask_report", words="What the pathway costs", work_item=item, **fields)


def test_report_asked_for_on_it_leaves_the_work_programme_of_the_public(cast, asked):
    mark(cast.action, EXEMPT, cast.clerk)

    asked.work_item.refresh_from_db()
    assert marking(asked.work_item) == EXEMPT
    assert asked.work_item not in WorkItem.objects.visible_to(standing(cast.viewer))


def test_report_that_a_clerk_opened_stays_open_when_something_else_is_marked(cast, asked):
    mark(cast.action, EXEMPT, cast.clerk)
    WorkItem.objects.update(**OPEN)

    mark(cast.item, EXEMPT, cast.clerk)

    asked.work_item.refresh_from_db()
    assert marking(asked.work_item) == OPEN


def test_report_asked_for_on_what_the_minutes_make_exempt_goes_with_it(cast, asked):
    before = exempting.open_work()
    AgendaItem.objects.filter(pk=cast.item.pk).update(**CONFIDENTIAL)

    exempting.take_work_along(before, by=cast.clerk, now=at(1))

    asked.work_item.refresh_from_db()
    assert marking(asked.work_item) == CONFIDENTIAL


def test_what_a_row_is_exempt_with_is_what_the_database_says(cast):
    """The way upwards that pages name is the one that decides who sees a row."""
    from tests.scene import make_scene

    make_scene(cast)
    checked = 0
    for model in (Action, Outcome):
        for row in model.objects.with_exempt():
            assert row.exempt == bool(row.is_exempt or exempt_above(row)), row
            checked += row.exempt
    member, viewer = standing(cast.clerk), standing(cast.viewer)
    for model in (AgendaItem, DocumentVersion, Review, Finding, ProgressUpdate):
        seen = set(model.objects.visible_to(viewer).values_list("pk", flat=True))
        for row in model.objects.visible_to(member):
            assert (row.pk not in seen) == bool(row.is_exempt or exempt_above(row)), row
            checked += row.pk not in seen
    assert checked > 10


def test_what_is_marked_by_itself_below_is_named(cast, asked):
    make_finding(review=cast.review, text="Open.")
    hidden = make_finding(review=cast.review, text="Hidden.", **EXEMPT)
    action = make_action(finding=cast.area, monitoring_board=cast.lives, **EXEMPT)
    version = make_version(item=cast.item, **EXEMPT)
    update = make_update(
        cast.action, by=cast.officer, status_reported="complete", is_exempt=True, exempt_paragraphs="3"
    )
    Outcome.objects.filter(pk=asked.pk).update(**EXEMPT)

    WorkItem.objects.filter(pk=asked.work_item_id).update(**EXEMPT)

    assert marked_below(cast.item) == [version, hidden, action, update, asked, asked.work_item]
    assert marked_below(cast.review) == [hidden, action, update, asked, asked.work_item]
    assert marked_below(cast.area) == [action, update, asked, asked.work_item]
    assert marked_below(cast.action) == [update, asked, asked.work_item]
    assert marked_below(update) == []


@pytest.mark.parametrize("kind", KINDS)
def test_clerk_marks_it_on_its_page_and_comes_back_to_where_it_stands(client, cast, rows, kind):
    client.force_login(cast.clerk)
    row = rows[kind]
    page = client.get(address(kind, row))
    assert page.context["form"].initial["seen"] == "False||False"

    done = client.post(address(kind, row), typed(), follow=True)

    row.refresh_from_db()
    assert marking(row) == EXEMPT
    assert (done.status_code, "is marked as exempt" in done.text) == (200, True)
    again = client.get(address(kind, row))
    assert WHY in again.text
    assert "Schedule 12A, paragraph 3" in again.text

    client.post(address(kind, row), {"seen": "True|3|False", "why": "The sale is over."})
    row.refresh_from_db()
    assert marking(row) == OPEN


def test_page_says_what_else_it_is_exempt_with_and_that_it_stays_so(client, cast):
    client.force_login(cast.clerk)
    mark(cast.item, EXEMPT, cast.clerk)
    mark(cast.action, EXEMPT, cast.clerk)
    update = cast.action.updates.get()

    page = client.get(address("updates", update))

    assert [one.row for one in page.context["above"]] == [cast.action, cast.item]
    assert address("items", cast.item) in page.text
    assert "stays so until all of these are opened too" in page.text


def test_page_names_what_may_have_the_same_words(client, cast):
    client.force_login(cast.clerk)
    first = cast.action.updates.get()
    second = make_update(cast.action, by=cast.officer, status_reported="complete", corrects=first)
    no_change = updates.add_no_change(action=cast.action, by=cast.officer, now=at(), seen_version=None)
    question = make_question(meeting=cast.next, action=cast.action)
    promised = make_action(undertaking=make_answer(question, undertaking="Publish it."), monitoring_board=cast.lives)
    decided = make_outcome(action=cast.action, meeting=cast.past)
    made = make_action(outcome=decided, monitoring_board=cast.lives)

    named = {
        cast.area: [cast.item],
        cast.action: [cast.item],
        first: [second],
        second: [first],
        no_change: [second],
        promised: [question],
        made: [decided],
        cast.item: [],
    }
    assert {row: beside(row) for row in named} == named
    for kind, row in (("actions", promised), ("actions", made), ("updates", first), ("findings", cast.area)):
        page = client.get(address(kind, row))
        assert "Its words may stand in these too" in page.text
        assert page.context["beside"][0].url in page.text

    for row in (cast.item, cast.action):
        mark(row, EXEMPT, cast.clerk)
    assert [beside(row) for row in (cast.area, promised, made, first)] == [[], [], [], []]


def test_letter_is_opened_after_its_review(client, cast):
    letter = make_letter(cast.review)
    mark(cast.review, EXEMPT, cast.clerk)
    client.force_login(cast.clerk)

    page = client.get(address("documents", letter))
    refused = client.post(address("documents", letter), {"seen": "True|3|False", "why": WHY})

    assert "is opened after it" in page.text
    assert "Open the review first" in refused.text
    letter.refresh_from_db()
    assert marking(letter) == EXEMPT


@pytest.mark.parametrize(
    ("over", "field", "words"),
    [
        ({"why": " "}, "why", "Say why, and who decided it"),
        ({"exempt_paragraphs": ""}, "exempt_paragraphs", "Enter the Schedule 12A paragraphs"),
        ({"exempt_paragraphs": "9"}, "exempt_paragraphs", "Write the paragraphs as 3 or 1, 3."),
        ({"is_exempt": "", "exempt_paragraphs": ""}, "__all__", "It is marked so already"),
        ({"is_exempt": "", "exempt_paragraphs": "x"}, "exempt_paragraphs", "Write the paragraphs as 3 or 1, 3."),
        ({"seen": "True|3|False"}, "__all__", "Somebody else has marked this otherwise"),
    ],
)
def test_mistakes_are_said_beside_the_field_and_nothing_typed_is_lost(client, cast, over, field, words):
    client.force_login(cast.clerk)

    page = client.post(address("actions", cast.action), typed(**over))

    assert page.status_code == 200
    assert words in " ".join(page.context["form"].errors[field])
    assert over.get("why", WHY).strip() in page.text
    cast.action.refresh_from_db()
    assert marking(cast.action) == OPEN


@pytest.mark.parametrize("reason", [{"exempt_paragraphs": "3"}, {"exempt_paragraphs": "", "is_confidential": "on"}])
def test_reason_without_the_tick_still_means_exempt(client, cast, reason):
    client.force_login(cast.clerk)

    client.post(address("actions", cast.action), {**typed(**reason), "is_exempt": ""})

    cast.action.refresh_from_db()
    assert cast.action.is_exempt


def test_tick_taken_away_opens_though_its_paragraphs_are_left(client, cast):
    client.force_login(cast.clerk)
    mark(cast.action, EXEMPT, cast.clerk)

    client.post(address("actions", cast.action), typed(seen="True|3|False", is_exempt=""))

    cast.action.refresh_from_db()
    assert marking(cast.action) == OPEN


def test_update_with_paragraphs_and_no_tick_is_exempt(client, cast):
    client.force_login(cast.officer)
    update = {"version": cast.action.version, "status": "complete", "confidence": "green", "progress": "Signed."}

    client.post(reverse("actions:add_update", args=[cast.action.slug]), {**update, "exempt_paragraphs": "3"})

    assert marking(cast.action.updates.get(progress="Signed.")) == EXEMPT


def test_marking_seen_meanwhile_can_be_sent_on_top(client, cast):
    client.force_login(cast.clerk)
    mark(cast.action, CONFIDENTIAL, cast.other_clerk)

    page = client.post(address("actions", cast.action), typed())
    assert page.context["form"]["seen"].value() == "True||True"
    client.post(address("actions", cast.action), typed(seen=page.context["form"]["seen"].value()))

    cast.action.refresh_from_db()
    assert marking(cast.action) == EXEMPT


@pytest.mark.parametrize(("kind", "pk"), [("boards", 1), ("actions", 10**12), ("items", 999999)])
def test_what_is_not_there_is_not_found(client, cast, kind, pk):
    client.force_login(cast.clerk)

    assert client.get(f"/exempt/{kind}/{pk}/").status_code == 404


def test_note_on_an_exempt_update_is_told_to_those_alone_who_see_the_update(client, cast):
    update = cast.action.updates.get()
    mark(update, EXEMPT, cast.clerk)

    told = {}
    for role in ("member", "viewer"):
        client.force_login(getattr(cast, role))
        told[role] = WHY in client.get(cast.action.get_absolute_url()).text

    assert told == {"member": True, "viewer": False}


def test_meeting_says_that_an_item_was_marked_to_those_alone_who_see_it(client, cast):
    mark(cast.item, EXEMPT, cast.clerk)

    told = {}
    for role in ("member", "co_optee"):
        client.force_login(getattr(cast, role))
        text = client.get(cast.past.get_absolute_url()).text
        told[role] = ("An agenda item was marked as exempt" in text, WHY in text, cast.item.title in text)

    assert told == {"member": (True, True, True), "co_optee": (False, False, False)}


def test_pack_that_was_withdrawn_is_named_to_the_clerk(client, cast):
    client.force_login(cast.clerk)
    make_pack(cast.next)

    done = client.post(address("actions", cast.action), typed(), follow=True)

    assert "1 published pack showed it to the public: withdrawn from them, with a new version" in done.text
    assert str(cast.next) in done.text


@pytest.mark.parametrize("kind", KINDS)
def test_clerk_is_led_to_marking_it_from_where_it_stands_and_nobody_else_is(client, cast, rows, kind):
    pages = [cast.action.get_absolute_url(), cast.past.get_absolute_url(), cast.review.get_absolute_url()]
    # a finding is marked as a part of its review, a paper as one of its item
    pages += [address("reviews", cast.review), address("items", cast.item)]

    def led(user):
        client.force_login(user)
        return any(address(kind, rows[kind]) in client.get(page).text for page in pages)

    assert (led(cast.clerk), led(cast.officer), led(cast.member), led(cast.superuser)) == (True, False, False, False)


def test_parts_that_are_open_are_named_and_others_are_not_named_twice(cast, rows):
    letter = make_letter(cast.review)
    assert parts(cast.item) == [rows["documents"], letter, cast.review]
    assert parts(cast.review) == [letter, cast.strength, cast.area]

    mark(cast.area, EXEMPT, cast.clerk)
    mark(letter, EXEMPT, cast.clerk)

    assert parts(cast.item) == [rows["documents"], cast.review]
    assert parts(cast.review) == [cast.strength]
    assert parts(cast.action) == []


def test_review_that_no_board_saw_is_left_to_the_clerks(cast):
    review = make_review(title="Audit nobody reported", item=None, started_on=day(-90))

    mark(review, EXEMPT, cast.clerk)

    seen = {role: Review.objects.visible_to(standing(getattr(cast, role))).filter(pk=review.pk).exists()
            for role in ("clerk", "member", "superuser")}  # fmt: skip
    assert seen == {"clerk": True, "member": False, "superuser": False}


def test_page_is_drawn_in_as_many_queries_however_much_hangs_from_it(client, cast, django_assert_max_num_queries):
    client.force_login(cast.clerk)
    for n in range(8):
        make_finding(review=cast.review, text=f"Hidden {n}.", **EXEMPT)
        make_action(finding=cast.area, monitoring_board=cast.lives, **EXEMPT)

    with django_assert_max_num_queries(30):
        client.get(address("items", cast.item))
