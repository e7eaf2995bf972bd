"""Issue 3's year: three boards, forty owners, two hundred actions, and no message twice, none missing, none astray."""

from collections import Counter

import pytest

from actions.models import Action, Notice, ProgressUpdate, UpdateRound
from meetings.models import Meeting
from people.models import Event, Message, Owner
from tests.actions.rounds.council import ACTIONS, EXEMPT_WORDS
from tests.actions.rounds.year import Year
from tests.people.test_events import is_whole

SEED = 20260303


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.django_db(transaction=True)
def test_year_in_which_senders_are_killed_at_random(sink, settings, monkeypatch):
    year = Year(sink, settings, monkeypatch, SEED)

    year.live()

    _print(year)
    assert (Owner.objects.count(), Action.objects.count()) == (40, ACTIONS)
    _check_counts_in_the_database_are_those_in_the_sink(year)
    _check_nothing_was_told_twice()
    _check_only_the_uncertain_are_uncertain(year)
    _check_updates_are_of_their_rounds(year)
    _check_steps_upwards_come_in_order()
    _check_year_was_worth_it(year)
    assert not [book for book in year.books if EXEMPT_WORDS in book.text]
    assert all(is_whole(Event.objects.of(meeting)) for meeting in Meeting.objects.all())


def _mails(messages):
    return Counter(messages.values_list("address", "subject"))


def _check_counts_in_the_database_are_those_in_the_sink(year):
    taken = [pk for pk, was_taken in year.killer.handed.items() if was_taken]
    dropped = Message.objects.filter(state="uncertain").exclude(pk__in=year.killer.handed)
    after = Message.objects.filter(pk__in=taken)
    in_sink = Counter((mail.address, mail.subject) for mail in year.sink.mails)

    surely = _mails(Message.objects.filter(state="sent")) + _mails(after)
    perhaps = _mails(dropped)

    assert (surely - in_sink, in_sink - surely - perhaps) == (Counter(), Counter())
    assert Message.objects.filter(state__in=["waiting", "claimed", "handed"], tries=0).count() == 0


def _check_nothing_was_told_twice():
    """Once a meeting, post, kind and recipient; and of one recipient's messages no two about the same."""
    rows = Notice.objects.filter(message__state="sent").exclude(kind__in=Notice.DAILY)
    told = Counter(rows.values_list("meeting", "owner", "kind", "recipient"))

    assert set(told.values()) == {1}


def _check_only_the_uncertain_are_uncertain(year):
    uncertain = set(Message.objects.filter(state="uncertain").values_list("pk", flat=True))
    killed = set(year.killer.handed)

    assert killed <= uncertain
    dropped = Message.objects.filter(pk__in=uncertain - killed).values_list("address", flat=True)
    assert Counter(dropped) == Counter(year.sink.dropped)


def _check_updates_are_of_their_rounds(year):
    rows = dict(ProgressUpdate.objects.filter(pk__in=year.attributed).values_list("pk", "meeting"))

    assert {pk: (meeting, meeting) for pk, meeting in rows.items()} == year.attributed


def _check_steps_upwards_come_in_order():
    order = ["above", "director", "letter"]
    steps = {}
    for notice in Notice.objects.filter(kind__in=order).order_by("pk"):
        steps.setdefault((notice.meeting_id, notice.owner_id), []).append(notice)
    for taken in steps.values():
        kinds = list(dict.fromkeys(notice.kind for notice in taken))
        days = {kind: {notice.written_on for notice in taken if notice.kind == kind} for kind in kinds}
        people = Counter(notice.recipient_id for notice in taken if notice.kind != "letter")
        assert kinds == sorted(kinds, key=order.index)
        assert len(set.union(*days.values())) == len(kinds)
        assert max(people.values(), default=1) == 1


def _check_year_was_worth_it(year):
    """That everything it is about did happen in it."""
    kinds = Counter(Notice.objects.values_list("kind", flat=True))
    states = Counter(Message.objects.values_list("state", flat=True))

    assert {kind for kind in Notice.Kind.values if kinds[kind] == 0} == {"clerk"}
    # one is dropped only if an answer or a change comes between its writing and its going, which a year may not see
    assert all(states[state] > 0 for state in ("sent", "failed", "uncertain"))
    assert UpdateRound.objects.count() >= 18
    assert len(year.killer.kills) == 12
    assert year.figures["told of a line"] > 5000


def _print(year):
    print()
    for name, figures in (
        ("messages", Counter(Message.objects.values_list("state", flat=True))),
        ("notices", Counter(Notice.objects.values_list("kind", flat=True))),
        ("meetings", Counter(Meeting.objects.values_list("status", flat=True))),
        ("killed", year.killer.kills),
        ("besides", year.figures),
    ):
        print(f"{name:>9}: " + ", ".join(f"{count} {what}" for what, count in sorted(figures.items())))
    print(f"    mails: {len(year.sink.mails)}, dropped by the server: {len(year.sink.dropped)}")
