"""Meetings: planned, given their day, moved, held, cancelled; and what the database refuses."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from meetings.models import Meeting
from meetings.services import confirmation, meetings
from people.models import Event
from tests.builders import at, day, make_board, make_clerk, make_meeting, make_membership, make_user, standing

pytestmark = pytest.mark.django_db

JUNE = datetime.date(2026, 6, 1)


@pytest.fixture
def by():
    return make_clerk()


def verbs(meeting):
    return list(Event.objects.of(meeting).values_list("verb", flat=True))


# planning


def test_plan_on_a_day_is_scheduled_and_recorded(by):
    meeting = meetings.plan(board=make_board(), date=day(30), by=by, now=at())

    assert (meeting.status, meeting.month) == ("scheduled", None)
    event = Event.objects.of(meeting).get()
    assert (event.verb, event.actor, event.new["date"]) == ("planned", by, "2026-04-02")


def test_plan_in_a_month_is_provisional_on_its_first(by):
    meeting = meetings.plan(board=make_board(), month=datetime.date(2026, 6, 17), by=by, now=at())

    assert (meeting.status, meeting.date, meeting.month) == ("provisional", None, JUNE)


@pytest.mark.parametrize("fields", [{"date": day(30)}, {"month": JUNE}])
def test_plan_twice_is_refused(by, fields):
    board = make_board()
    meetings.plan(board=board, by=by, now=at(), **fields)

    with pytest.raises(ValidationError, match="already has a"):
        meetings.plan(board=board, by=by, now=at(), **fields)


def test_plan_on_the_day_of_a_cancelled_meeting_is_allowed(by):
    cancelled = make_meeting(status="cancelled", cancelled_reason="Snow.")

    meeting = meetings.plan(board=cancelled.board, date=cancelled.date, by=by, now=at())

    assert meeting.pk != cancelled.pk


# the meeting of a month


def test_in_month_finds_the_one_meeting(by):
    meeting = make_meeting(date=datetime.date(2026, 6, 30))
    make_meeting(board=meeting.board, date=datetime.date(2026, 7, 1))
    make_meeting(board=meeting.board, date=datetime.date(2026, 6, 2), status="cancelled", cancelled_reason="Snow.")

    assert meetings.in_month(board=meeting.board, month=JUNE, by=by, now=at()) == (meeting, [])


def test_in_month_makes_a_provisional_one_where_there_is_none(by):
    board = make_board()

    made, candidates = meetings.in_month(board=board, month=datetime.date(2026, 6, 9), by=by, now=at())
    again, _ = meetings.in_month(board=board, month=JUNE, by=by, now=at())

    assert (made.status, made.month, candidates) == ("provisional", JUNE, [])
    assert again == made


def test_in_month_asks_where_there_are_several(by):
    one = make_meeting(date=datetime.date(2026, 6, 3))
    other = make_meeting(board=one.board, date=datetime.date(2026, 6, 24))

    found, candidates = meetings.in_month(board=one.board, month=JUNE, by=by, now=at())

    assert found is None
    assert set(candidates) == {one, other}


# the day


def test_set_day_dates_a_provisional_meeting(by):
    meeting = make_meeting(month=JUNE)

    dated = meetings.set_day(meeting=meeting, date=datetime.date(2026, 6, 9), by=by, now=at())

    assert (dated.pk, dated.status, dated.month) == (meeting.pk, "scheduled", None)
    assert verbs(meeting) == ["dated"]


def test_set_day_in_another_month_than_the_provisional_one_is_allowed(by):
    meeting = make_meeting(month=JUNE)

    assert meetings.set_day(meeting=meeting, date=datetime.date(2026, 7, 1), by=by, now=at()).when == "1 July 2026"


def test_set_day_moves_a_scheduled_meeting_and_says_why(by):
    meeting = make_meeting(date=day(28))

    meetings.set_day(meeting=meeting, date=day(35), by=by, now=at(), note="The chair is away.")

    event = Event.objects.of(meeting).get()
    assert (event.verb, event.old["date"], event.new["date"]) == ("moved", "2026-03-31", "2026-04-07")
    assert event.note == "The chair is away."


def test_set_day_to_the_same_day_records_nothing(by):
    meeting = make_meeting(date=day(28))

    meetings.set_day(meeting=meeting, date=day(28), by=by, now=at())

    assert verbs(meeting) == []


def test_set_day_after_another_changed_it_is_refused(by):
    meeting = make_meeting(date=day(28))
    meetings.set_day(meeting=meeting, date=day(35), by=by, now=at())

    with pytest.raises(ValidationError, match="Somebody else changed this meeting to 7 April 2026"):
        meetings.set_day(meeting=meeting, date=day(42), seen=day(28), by=by, now=at())


@pytest.mark.parametrize("fields", [{"status": "held"}, {"status": "cancelled", "cancelled_reason": "Snow."}])
def test_set_day_of_a_meeting_that_is_over_is_refused(by, fields):
    meeting = make_meeting(date=day(-3), **fields)

    with pytest.raises(ValidationError, match="its day can no longer change"):
        meetings.set_day(meeting=meeting, date=day(35), by=by, now=at())


def test_set_day_on_another_meetings_day_is_refused(by):
    taken = make_meeting(date=day(28))
    meeting = make_meeting(board=taken.board, date=day(35))

    with pytest.raises(ValidationError, match="already has a meeting on that day"):
        meetings.set_day(meeting=meeting, date=taken.date, by=by, now=at())


# holding and cancelling


def test_hold_from_its_day_on(by):
    meeting = make_meeting(date=day(0))

    held = meetings.hold(meeting=meeting, by=by, now=at(), today=day(0))

    assert held.status == "held"
    assert verbs(meeting) == ["held"]


def test_hold_twice_records_it_once(by):
    meeting = make_meeting(date=day(0))

    for _ in range(2):
        meetings.hold(meeting=meeting, by=by, now=at(), today=day(0))

    assert verbs(meeting) == ["held"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"date": day(1)}, "from that day"),
        ({"month": JUNE}, "Give it its day first"),
        ({"date": day(-1), "status": "cancelled", "cancelled_reason": "Snow."}, "has its day can be held"),
    ],
)
def test_hold_too_early_is_refused(by, fields, said):
    with pytest.raises(ValidationError, match=said):
        meetings.hold(meeting=make_meeting(**fields), by=by, now=at(), today=day(0))


def test_cancel_keeps_the_reason(by):
    meeting = make_meeting(month=JUNE)

    cancelled = meetings.cancel(meeting=meeting, reason="Snow.", by=by, now=at())

    assert (cancelled.status, cancelled.cancelled_reason) == ("cancelled", "Snow.")
    assert Event.objects.of(meeting).get().note == "Snow."


@pytest.mark.parametrize(
    ("fields", "reason", "said"), [({"date": day(-1)}, "Snow.", "held already"), ({"date": day(9)}, " ", "Say why")]
)
def test_cancel_that_cannot_be_is_refused(by, fields, reason, said):
    with pytest.raises(ValidationError, match=said):
        meetings.cancel(meeting=make_meeting(**fields), reason=reason, by=by, now=at())


# minutes


def test_confirm_minutes_twice_records_the_first_and_the_correction(by):
    meeting = make_meeting(date=day(-60))
    first, right = (make_meeting(board=meeting.board, date=day(offset)) for offset in (-30, -2))

    for at_meeting in (first, first, right):
        confirmation.confirm_minutes(meeting=meeting, at_meeting=at_meeting, by=by, now=at())

    meeting.refresh_from_db()
    events = Event.objects.of(meeting).values_list("old", "new")
    assert meeting.minutes_confirmed_at == right
    assert list(events) == [
        ({"confirmed_at": None}, {"confirmed_at": first.pk}),
        ({"confirmed_at": first.pk}, {"confirmed_at": right.pk}),
    ]


@pytest.mark.parametrize("fields", [{"month": JUNE}, {"date": day(9)}])
def test_confirm_minutes_of_a_meeting_not_held_is_refused(by, fields):
    meeting = make_meeting(**fields)
    later = make_meeting(board=meeting.board, date=day(-1))

    with pytest.raises(ValidationError, match="was held can be confirmed"):
        confirmation.confirm_minutes(meeting=meeting, at_meeting=later, by=by, now=at())


@pytest.mark.parametrize(("offset", "said"), [(-61, "after the one they are of"), (9, "later held meeting")])
def test_confirm_minutes_at_a_meeting_that_cannot_have_is_refused(by, offset, said):
    meeting = make_meeting(date=day(-60))
    other = make_meeting(board=meeting.board, date=day(offset))

    with pytest.raises(ValidationError, match=said):
        confirmation.confirm_minutes(meeting=meeting, at_meeting=other, by=by, now=at())


# the days counted from it


def test_deadlines_follow_the_boards_numbers():
    board = make_board(publish_days=5, updates_lead_days=5)
    meeting = make_meeting(board=board, date=datetime.date(2026, 3, 31))

    assert (meeting.publish_on, meeting.updates_due_on) == (datetime.date(2026, 3, 23), datetime.date(2026, 3, 16))


def test_deadlines_over_christmas():
    board = make_board(publish_days=5, updates_lead_days=5)
    meeting = make_meeting(board=board, date=datetime.date(2026, 1, 6))

    assert (meeting.publish_on, meeting.updates_due_on) == (datetime.date(2025, 12, 24), datetime.date(2025, 12, 17))


def test_deadlines_of_a_provisional_meeting_are_not_known():
    meeting = make_meeting(month=JUNE)

    assert (meeting.publish_on, meeting.updates_due_on) == (None, None)


# which meetings


def test_upcoming_and_past_their_day_share_out_what_is_planned():
    late = make_meeting(date=day(-1), status="scheduled")
    late_month = make_meeting(month=datetime.date(2026, 2, 1))
    today, this_month = make_meeting(date=day(0)), make_meeting(month=datetime.date(2026, 3, 1))
    make_meeting(date=day(-1))
    make_meeting(date=day(9), status="cancelled", cancelled_reason="Snow.")

    assert list(Meeting.objects.past_their_day(day(0))) == [late_month, late]
    assert list(Meeting.objects.upcoming(day(0))) == [this_month, today]


def test_last_held_is_the_one_before():
    board = make_board()
    first, second = make_meeting(board=board, date=day(-60)), make_meeting(board=board, date=day(-30))
    coming, month = make_meeting(board=board, date=day(9)), make_meeting(board=board, month=JUNE)
    make_meeting(date=day(-1))
    make_meeting(board=board, date=day(-2), status="cancelled", cancelled_reason="Snow.")

    found = Meeting.objects.filter(board=board).exclude(status="cancelled").with_last_held()

    assert {meeting: (meeting.last_held_id, meeting.last_held_on) for meeting in found} == {
        first: (None, None),
        second: (first.pk, first.date),
        coming: (second.pk, second.date),
        month: (second.pk, second.date),
    }


def test_viewers_see_only_what_was_held():
    held, coming = make_meeting(date=day(-1)), make_meeting(date=day(1))

    assert list(Meeting.objects.visible_to(standing(make_user()))) == [held]
    assert set(Meeting.objects.visible_to(standing(make_membership().user))) == {held, coming}


# what the database refuses


@pytest.mark.parametrize(
    "change",
    [
        "date = NULL, month = NULL",
        "month = '2026-06-01'",
        "status = 'provisional'",
        "status = 'cancelled'",
        "date = NULL, month = '2026-06-01'",
    ],
)
def test_database_refuses_a_meeting_that_cannot_be(change):
    meeting = make_meeting(date=day(28))

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE meetings_meeting SET {change} WHERE id = %s", [meeting.pk])  # noqa: S608


def test_database_refuses_to_delete_a_meeting():
    meeting = make_meeting()

    with pytest.raises(IntegrityError, match="cancelled, never deleted"), transaction.atomic():
        meeting.delete()
