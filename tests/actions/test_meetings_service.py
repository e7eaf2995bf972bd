"""What dating, moving and cancelling a meeting does to what is due at it."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from actions.models import Action
from actions.services import decisions, meetings, updates
from meetings.models import Meeting
from meetings.services import meetings as calendar
from people.models import Event
from tests.builders import (
    at,
    day,
    make_action,
    make_clerk,
    make_meeting,
    make_owner,
    make_proposal,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db

JUNE = datetime.date(2026, 6, 1)


@pytest.fixture
def by():
    return make_clerk()


def due_at(meeting, **over):
    return make_action(monitoring_board=meeting.board, due_meeting=meeting, **over)


def last_event(action):
    return Event.objects.of(action).last()


def test_moving_a_meeting_moves_what_is_due_at_it_and_keeps_the_first_day(by):
    meeting = make_meeting(date=day(28))
    action = due_at(meeting)

    meetings.set_day(meeting=meeting, date=day(35), by=by, now=at())

    action = Action.objects.get(pk=action.pk)
    event = last_event(action)
    assert (action.due, action.original_due) == ("7 April 2026 meeting", "31 March 2026")
    assert (event.verb, event.actor) == ("due_moved_with_meeting", by)
    assert (event.old["due"], event.new["due"]) == ("31 March 2026 meeting", "7 April 2026 meeting")


def test_moving_a_meeting_is_no_extension(by):
    meeting = make_meeting(date=day(28))
    action = due_at(meeting)

    meetings.set_day(meeting=meeting, date=day(35), by=by, now=at())

    assert not Event.objects.of(action).filter(verb="extended").exists()
    assert not action.proposals.exists()


def test_dating_a_provisional_meeting_rebinds_nothing_and_keeps_the_first_month(by):
    meeting = make_meeting(month=JUNE)
    action = due_at(meeting)

    meetings.set_day(meeting=meeting, date=datetime.date(2026, 6, 9), by=by, now=at())

    action = Action.objects.get(pk=action.pk)
    assert (action.due_meeting, action.due, action.original_due) == (meeting, "9 June 2026 meeting", "June 2026")
    assert last_event(action).old["due"] == "June 2026 meeting"


def test_changing_only_the_room_leaves_the_actions_alone(by):
    meeting = make_meeting(date=day(28))
    action = due_at(meeting)

    meetings.set_day(meeting=meeting, date=day(28), venue="Room 2", by=by, now=at())

    assert last_event(action).verb == "made"


def test_moving_a_meeting_leaves_what_has_ended_alone(by):
    meeting = make_meeting(date=day(28))
    action = due_at(meeting)
    held = make_meeting(board=meeting.board, date=day(-1))
    decisions.decide(proposal=make_proposal(action), granted=True, meeting=held, by=by, now=at())

    meetings.set_day(meeting=meeting, date=day(35), by=by, now=at())

    assert not Event.objects.of(action).filter(verb="due_moved_with_meeting").exists()


def test_moving_records_where_the_meeting_was_and_not_where_the_page_had_it(by):
    meeting = make_meeting(date=day(28))
    action = due_at(meeting)
    stale = Meeting.objects.get(pk=meeting.pk)
    meetings.set_day(meeting=meeting, date=day(35), by=by, now=at())

    meetings.set_day(meeting=stale, date=day(42), by=by, now=at())

    assert last_event(action).old["due"] == "7 April 2026 meeting"


def test_moving_that_is_refused_writes_nothing(by):
    meeting = make_meeting(date=day(28))
    action = due_at(meeting)
    taken = make_meeting(board=meeting.board, date=day(35))

    with pytest.raises(ValidationError):
        meetings.set_day(meeting=meeting, date=taken.date, by=by, now=at())

    assert last_event(action).verb == "made"


def test_cancelling_unbinds_what_was_due_and_never_slides_it_to_the_next(by):
    meeting = make_meeting(date=day(28))
    make_meeting(board=meeting.board, date=day(56))
    action, other = due_at(meeting), due_at(meeting)
    make_action(monitoring_board=meeting.board, due_on=day(28))

    unbound = meetings.cancel(meeting=meeting, reason="Snow.", by=by, now=at())

    action = Action.objects.get(pk=action.pk)
    assert unbound == [action, other]
    assert (action.due_meeting, action.due_on, action.due, action.original_due) == (None, None, "", "31 March 2026")
    assert (last_event(action).verb, last_event(action).note) == ("due_meeting_cancelled", "Snow.")
    assert set(Action.objects.without_due()) == {action, other}


def test_cancelling_that_is_refused_unbinds_nothing(by):
    meeting = make_meeting(date=day(28))
    action = due_at(meeting)

    with pytest.raises(ValidationError, match="Say why"):
        meetings.cancel(meeting=meeting, reason="", by=by, now=at())

    assert Action.objects.get(pk=action.pk).due_meeting == meeting


def test_nothing_can_be_made_due_at_a_cancelled_meeting(by):
    meeting = make_meeting(date=day(28))
    meetings.cancel(meeting=meeting, reason="Snow.", by=by, now=at())
    meeting.refresh_from_db()

    with pytest.raises(ValidationError, match="cancelled"):
        due_at(meeting)


@pytest.mark.django_db(transaction=True)
def test_action_made_while_its_meeting_is_being_cancelled_is_refused(by):
    meeting, owner = make_meeting(date=day(28)), make_owner()
    cancelled, refusals = threading.Event(), []

    def make():
        cancelled.wait(timeout=20)
        try:
            due_at(meeting, owner=owner, by=by)
        except ValidationError as error:
            refusals.append(error.messages)
        finally:
            connection.close()

    maker = threading.Thread(target=make)
    maker.start()
    with transaction.atomic():
        meetings.cancel(meeting=meeting, reason="Snow.", by=by, now=at())
        cancelled.set()
        # long enough for the other to come to the lock, were there none it would be through
        maker.join(timeout=1)
    maker.join(timeout=20)

    assert refusals == [["This meeting is cancelled. Choose another."]]
    assert not Action.objects.exists()


def test_moved_action_is_overdue_by_its_meetings_new_day(by):
    meeting = make_meeting(date=day(2))
    due_at(meeting)

    meetings.set_day(meeting=meeting, date=day(20), by=by, now=at())

    assert not Action.objects.overdue(day(10)).exists()
    assert Action.objects.overdue(day(21)).exists()


def test_action_due_at_a_provisional_meeting_is_overdue_when_its_month_is_over():
    action = due_at(make_meeting(month=JUNE))

    assert not action.is_overdue(datetime.date(2026, 6, 30))
    assert action.is_overdue(datetime.date(2026, 7, 1))
    assert not Action.objects.overdue(datetime.date(2026, 6, 30)).exists()
    assert Action.objects.overdue(datetime.date(2026, 7, 1)).exists()


def test_update_goes_to_the_boards_next_meeting_not_held(by):
    meeting = make_meeting(date=day(0))
    later = make_meeting(board=meeting.board, date=day(28))
    action = make_action(monitoring_board=meeting.board)

    before = make_update(action, now=at())
    calendar.hold(meeting=meeting, by=by, now=at(), today=day(0))
    after = updates.add_no_change(action=action, by=make_user(), now=at(), seen_version=None)

    assert (before.meeting, after.meeting) == (meeting, later)
