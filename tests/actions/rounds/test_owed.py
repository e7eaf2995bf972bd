"""What is owed for a meeting on a day: the one queryset that every page, message and count of a round reads."""

import datetime

import pytest
from django.urls import reverse

from actions.models import Action, ActionPlan, ProgressUpdate
from actions.services import clearing, decisions, meetings
from actions.services.rounds import requests
from actions.services.updates import next_meeting
from meetings.models import Meeting
from meetings.services import meetings as calendar
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_holding,
    make_meeting,
    make_proposal,
    make_review,
    make_update,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return make_board()


@pytest.fixture
def meeting(board):
    """The board's next meeting, four weeks from now; its last was four weeks ago."""
    make_meeting(board=board, date=day(-28))
    return make_meeting(board=board, date=day(28))


def monitored_by(board, **over):
    return make_action(**{"monitoring_board": board, "now": at(-300), "today": day(-300), **over})


def owed(meeting, offset=0):
    return list(Action.objects.owed_for(meeting, day(offset)).order_by("pk"))


# none since the board's last meeting


def test_action_nobody_has_said_anything_about_is_owed(meeting):
    action = monitored_by(meeting.board)

    assert owed(meeting) == [action]


def test_action_is_owed_where_the_last_update_is_from_before_the_last_meeting(meeting):
    action = monitored_by(meeting.board)
    _update_for(action, None, day(-40))

    assert owed(meeting) == [action]


def test_action_updated_on_the_day_of_the_last_meeting_is_owed(meeting):
    action = monitored_by(meeting.board)
    _update_for(action, None, day(-28))

    assert owed(meeting) == [action]


def test_action_updated_since_the_last_meeting_is_not_owed(meeting):
    monitored = monitored_by(meeting.board)
    make_update(monitored, now=at(-27))

    assert owed(meeting) == []


def test_last_meeting_is_the_last_that_was_held(meeting):
    action = monitored_by(meeting.board)
    _update_for(action, None, day(-20))
    make_meeting(board=meeting.board, date=day(-7), status="cancelled", cancelled_reason="Snow.")
    before = owed(meeting)

    make_meeting(board=meeting.board, date=day(-6))

    assert (before, owed(meeting)) == ([], [action])


def test_every_action_is_owed_for_a_boards_first_meeting_unless_it_was_updated(board):
    first = make_meeting(board=board, date=day(28))
    silent, updated = monitored_by(board), monitored_by(board)
    make_update(updated, now=at(-200))

    assert owed(first) == [silent]


# due by this meeting


@pytest.mark.parametrize(("due", "expected"), [(27, 1), (28, 1), (29, 0)])
def test_action_due_by_the_meeting_is_owed_though_it_was_updated(meeting, due, expected):
    # entered while no meeting was planned, so that it answers for none
    action = monitored_by(meeting.board, due_on=day(due))
    _update_for_no_meeting(action)

    assert len(owed(meeting)) == expected


def test_action_due_at_the_meeting_itself_is_owed(meeting):
    action = monitored_by(meeting.board, due_meeting=meeting)
    _update_for_no_meeting(action)

    assert owed(meeting) == [action]


def test_action_due_in_the_month_of_a_provisional_meeting_is_owed_at_one_on_a_day_in_it(meeting):
    # 31 March 2026
    action = monitored_by(meeting.board, due_month=datetime.date(2026, 3, 1))
    assert action.due_meeting == meeting
    other = monitored_by(meeting.board, due_month=datetime.date(2026, 4, 1))
    for one in (action, other):
        _update_for_no_meeting(one)

    assert owed(meeting) == [action]


# asked for by name


def test_action_asked_for_by_name_is_owed_though_it_was_updated(meeting):
    action = monitored_by(meeting.board)
    _update_for_no_meeting(action)
    before = owed(meeting)
    requests.open_round(meeting=meeting, by=None, now=at())

    requests.ask_by_name(meeting=meeting, action=action, by=make_clerk(), now=at())

    assert (before, owed(meeting)) == ([], [action])


def test_action_asked_for_by_name_is_owed_for_that_meeting_alone(meeting):
    action = monitored_by(meeting.board)
    _update_for_no_meeting(action)
    requests.open_round(meeting=meeting, by=None, now=at())
    requests.ask_by_name(meeting=meeting, action=action, by=make_clerk(), now=at())

    assert owed(make_meeting(board=meeting.board, date=day(56))) == []


# less those updated for this round


def test_action_is_answered_by_an_update_for_the_meeting(meeting):
    action = monitored_by(meeting.board, due_on=day(-1))
    make_update(action, now=at(-1))

    assert action.updates.get().meeting == meeting
    assert owed(meeting) == []


def test_answer_that_was_sent_back_is_owed_again(meeting):
    action = monitored_by(meeting.board)
    update = make_update(action, now=at(-1))

    clearing.send_back(update=update, reason="Say how many.", by=make_clerk(), now=at())

    assert owed(meeting) == [action]


def test_answer_waiting_to_be_cleared_is_no_longer_owed(meeting):
    action = monitored_by(meeting.board)
    directorate = action.owner.directorate
    directorate.director, directorate.clears_updates = action.owner, True
    directorate.save()
    action.refresh_from_db()

    update = make_update(action, now=at(-1))

    assert update.needs_clearance
    assert owed(meeting) == []


def test_action_answered_for_one_meeting_is_owed_for_the_next(meeting):
    action = monitored_by(meeting.board)
    make_update(action, now=at(27))
    later = make_meeting(board=meeting.board, date=day(56))
    before = owed(later, 28)

    calendar.hold(meeting=meeting, by=make_clerk(), now=at(28), today=day(28))

    assert (before, owed(later, 28)) == ([], [action])


# not those that need none


def test_answer_for_a_meeting_that_is_then_cancelled_counts_for_the_next(meeting):
    action = monitored_by(meeting.board, due_on=day(20))
    make_update(action, now=at(-1))
    next_one = make_meeting(board=meeting.board, date=day(42))
    calendar.cancel(meeting=meeting, reason="Not quorate.", by=make_clerk(), now=at())

    assert owed(next_one) == []
    assert list(Action.objects.answered_for(next_one)) == [action]


def test_answer_for_a_cancelled_meeting_counts_for_no_later_one_than_the_next(meeting):
    action = monitored_by(meeting.board, due_on=day(20))
    make_update(action, now=at(-1))
    calendar.cancel(meeting=meeting, reason="Not quorate.", by=make_clerk(), now=at())
    make_meeting(board=meeting.board, date=day(42))
    later = make_meeting(board=meeting.board, date=day(70))

    assert owed(later) == [action]
    assert list(Action.objects.answered_for(later)) == []


def test_other_boards_actions_are_not_owed(meeting):
    make_action()

    assert owed(meeting) == []


@pytest.mark.parametrize("kind", ["close", "withdraw"])
def test_ended_action_is_not_owed(meeting, kind):
    action = monitored_by(meeting.board)
    held = make_meeting(board=meeting.board, date=day(-1))
    decisions.decide(proposal=make_proposal(action, kind=kind), granted=True, meeting=held, by=make_clerk(), now=at())

    assert owed(meeting) == []


def test_complete_action_the_board_has_not_closed_is_owed(meeting):
    action = monitored_by(meeting.board)
    _update_for(action, None, day(-40), status="complete")
    Action.objects.filter(pk=action.pk).update(status="complete")

    assert owed(meeting) == [action]


@pytest.mark.parametrize(("offset", "expected"), [(-301, 0), (-300, 1)])
def test_action_is_not_owed_on_a_day_before_it_was_made(meeting, offset, expected):
    monitored_by(meeting.board)

    assert len(owed(meeting, offset)) == expected


# plans that want updates less often


def plan(action, frequency):
    review = make_review()
    made = ActionPlan.objects.create(
        title=f"Plan {frequency}", review=review, monitored_by=action.monitoring_board, frequency=frequency
    )
    made.actions.add(action)
    return made


def said_for(action, date):
    """An update for a held meeting of the action's board on `date`, entered a week before."""
    meeting = make_meeting(board=action.monitoring_board, date=date, status="held")
    return _update_for(action, meeting, date - datetime.timedelta(days=7))


@pytest.mark.parametrize(
    ("frequency", "last", "expected"),
    [
        # for the meeting of 31 March 2026
        ("every_meeting", datetime.date(2026, 2, 26), 1),
        ("quarterly", datetime.date(2026, 2, 10), 0),
        ("quarterly", datetime.date(2026, 1, 6), 0),
        ("quarterly", datetime.date(2025, 12, 30), 1),
        ("quarterly", datetime.date(2025, 12, 2), 1),
        ("half_yearly", datetime.date(2025, 10, 1), 0),
        ("half_yearly", datetime.date(2025, 9, 30), 1),
        ("annually", datetime.date(2025, 4, 1), 0),
        ("annually", datetime.date(2025, 3, 4), 1),
    ],
)
def test_plans_frequency_counts_the_months_between_the_meetings_updates_were_for(meeting, frequency, last, expected):
    action = monitored_by(meeting.board, now=at(-500), today=day(-500))
    plan(action, frequency)
    said_for(action, last)

    assert len(owed(meeting)) == expected


def test_quarterly_update_given_in_the_month_of_its_meeting_is_wanted_again_a_quarter_later():
    board = make_board()
    march, june = datetime.date(2026, 3, 10), datetime.date(2026, 6, 9)
    action = monitored_by(board)
    plan(action, "quarterly")
    held = make_meeting(board=board, date=march, status="held")
    _update_for(action, held, datetime.date(2026, 3, 5))

    assert owed(make_meeting(board=board, date=june)) == [action]


def test_most_frequent_of_several_plans_counts(meeting):
    rests, wanted = monitored_by(meeting.board), monitored_by(meeting.board)
    for action, frequencies in ((rests, ["annually", "quarterly", ""]), (wanted, ["annually", "every_meeting"])):
        for frequency in frequencies:
            plan(action, frequency)
        _update_for(action, Meeting.objects.past().get(), day(-30))

    assert owed(meeting) == [wanted]


def test_plan_does_not_let_an_action_rest_that_was_never_updated(meeting):
    action = monitored_by(meeting.board)
    plan(action, "annually")

    assert owed(meeting) == [action]


def test_plan_does_not_let_an_action_rest_that_is_due(meeting):
    action = monitored_by(meeting.board, due_on=day(20))
    plan(action, "annually")
    said_for(action, day(-27))

    assert owed(meeting) == [action]


# a meeting of which only the month is known


def test_provisional_meeting_counts_to_the_end_of_its_month(board):
    provisional = make_meeting(board=board, month=datetime.date(2026, 6, 1))
    due, later = (monitored_by(board, due_on=datetime.date(2026, month, 1 if month == 7 else 30)) for month in (6, 7))
    for action in (due, later):
        _update_for_no_meeting(action)

    assert owed(provisional) == [due]


def test_dating_a_provisional_meeting_changes_what_is_owed_for_it(board):
    provisional = make_meeting(board=board, month=datetime.date(2026, 6, 1))
    action = monitored_by(board, due_on=datetime.date(2026, 6, 30))
    _update_for_no_meeting(action)
    before = owed(provisional)

    dated = meetings.set_day(meeting=provisional, date=datetime.date(2026, 6, 9), by=make_clerk(), now=at())

    assert (before, owed(dated)) == ([action], [])


def test_owed_for_several_boards_is_what_is_owed_for_each(meeting):
    other = make_meeting(date=day(20))
    ours, theirs = monitored_by(meeting.board), monitored_by(other.board)
    monitored_by(make_board())

    assert set(Action.objects.owed_for_any([meeting, other], day(0))) == {ours, theirs}
    assert not Action.objects.owed_for_any([], day(0)).exists()


# the meeting an update is for


def test_update_is_for_the_meeting_whose_round_is_open_and_not_for_an_undated_one_this_month(board):
    undated = make_meeting(board=board, month=day(0).replace(day=1))
    dated = make_meeting(board=board, date=day(28))
    action = monitored_by(board)
    before = next_meeting(action, day(0))

    requests.open_round(meeting=dated, by=None, now=at())
    update = make_update(action, now=at())

    assert (before, update.meeting) == (undated, dated)
    assert owed(dated) == []


def test_pages_lead_officers_to_the_meeting_whose_round_is_open(client, board):
    make_meeting(board=board, month=day(0).replace(day=1))
    dated, holding = make_meeting(board=board, date=day(28)), make_holding()
    action = monitored_by(board, owner=holding.owner)
    requests.open_round(meeting=dated, by=None, now=at())
    client.force_login(holding.user)

    answering = client.get(reverse("rounds:mine", args=[dated.pk])).context["form"]
    home = client.get("/").context["sections"][0]["content"]

    assert [form.action for form in answering.owed] == [action]
    assert [asking.meeting for asking in home.asking] == [dated]
    assert client.get(reverse("rounds:list")).context["mine"] == [(dated, 1)]


def test_update_after_a_meeting_was_held_is_for_the_next(meeting):
    today = make_meeting(board=meeting.board, date=day(0))
    action = monitored_by(meeting.board)
    requests.open_round(meeting=today, by=None, now=at())
    before = next_meeting(action, day(0))

    calendar.hold(meeting=today, by=make_clerk(), now=at(), today=day(0))

    assert (before, next_meeting(action, day(0))) == (today, meeting)


def _update_for_no_meeting(action):
    """An update since the last meeting that was entered while none was planned."""
    return _update_for(action, None, day(-10))


def _update_for(action, meeting, on, status="in_progress"):
    return ProgressUpdate.objects.create(
        action=action,
        kind="progress",
        status=status,
        confidence="green",
        progress="Half of it is done.",
        meeting=meeting,
        entered_by=make_clerk(),
        entered_at=at((on - day(0)).days),
    )
