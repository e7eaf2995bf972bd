"""How the report counts what is easily counted wrongly. All figures at once: test_against_the_oracle."""

import datetime

import pytest

from actions.reports import figures
from actions.reports.facts import facts
from actions.reports.periods import Period
from actions.services import meetings, updates
from actions.services.rounds import requests
from meetings.services import meetings as meetings_of_calendar
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_decision,
    make_finding,
    make_item,
    make_meeting,
    make_proposal,
    make_recommendation,
    make_resolution,
    make_response,
    make_review,
    make_update,
    make_user,
    standing,
)

pytestmark = pytest.mark.django_db

# the half that ended in October, and the one that is running
BEFORE, NOW = Period(datetime.date(2025, 5, 1), datetime.date(2025, 10, 31)), Period(day(-122), day(0))


@pytest.fixture
def board():
    return make_board()


def found(period, user=None, **over):
    return facts(standing(user or make_clerk()), period, **over)


def close(action, offset, **over):
    """Ask on a day that an action be closed, and close it at a meeting on another."""
    proposal = make_proposal(action, now=at(over.pop("asked", offset - 5)))
    meeting = make_meeting(board=action.monitoring_board, date=day(offset))
    return make_decision(proposal, meeting=meeting, now=at(offset + 3), **over)


def test_closed_after_the_period_counts_as_open_in_it(board):
    action = make_action(monitoring_board=board, now=at(-200), today=day(-200))
    close(action, -50)

    before, now = (figures.moved(found(period), period, board.pk) for period in (BEFORE, NOW))

    assert (before.open_after, before.closed, now.open_before, now.closed, now.open_after) == (1, 0, 1, 1, 0)


def test_closed_counts_on_the_day_of_the_meeting_however_late_it_was_recorded(board):
    last = (BEFORE.last - day(0)).days
    close(make_action(monitoring_board=board, now=at(-200), today=day(-200)), last)

    assert figures.moved(found(BEFORE), BEFORE, board.pk).closed == 1


def test_in_time_is_said_to_be_complete_by_then_though_the_board_met_later(board):
    early = make_action(monitoring_board=board, now=at(-100), today=day(-100), due_on=day(-40))
    late = make_action(monitoring_board=board, now=at(-100), today=day(-100), due_on=day(-46))
    close(early, -10, asked=-45)
    close(late, -9, asked=-45)

    counted = figures.timely(found(NOW), NOW, board.pk)

    assert (counted.closed, counted.had_first_due, counted.by_first_due, counted.by_due) == (2, 2, 1, 1)


def test_what_was_refused_once_was_complete_when_it_was_said_again(board):
    action = make_action(monitoring_board=board, now=at(-100), today=day(-100), due_on=day(-40))
    first = make_proposal(action, now=at(-60))
    make_decision(first, granted=False, meeting=make_meeting(board=board, date=day(-55)), now=at(-55))
    close(action, -10, asked=-20)

    assert figures.timely(found(NOW), NOW, board.pk).by_first_due == 0


def test_more_time_moves_one_of_the_two_dates(board):
    action = make_action(monitoring_board=board, now=at(-100), today=day(-100), due_on=day(-60))
    more = make_proposal(action, kind="extend", new_due_on=day(-20), now=at(-80))
    make_decision(more, meeting=make_meeting(board=board, date=day(-70)), now=at(-70))
    close(action, -10, asked=-30)

    counted = figures.timely(found(NOW), NOW, board.pk)

    assert (counted.by_first_due, counted.by_due, counted.extended, counted.extensions) == (0, 1, 1, 1)


def test_month_is_in_time_until_its_end(board):
    action = make_action(monitoring_board=board, now=at(-100), today=day(-100), due_month=datetime.date(2026, 1, 9))
    close(action, -10, asked=(datetime.date(2026, 1, 31) - day(0)).days)

    counted = figures.timely(found(NOW), NOW, board.pk)

    assert (counted.by_first_due, counted.by_due) == (1, 1)


def test_without_a_due_date_nothing_is_in_time_or_late(board):
    close(make_action(monitoring_board=board), -3)

    counted = figures.timely(found(NOW), NOW, board.pk)

    assert (counted.closed, counted.had_first_due, counted.by_first_due, counted.had_due) == (1, 0, 0, 0)


def test_median_is_of_the_days_from_made_to_the_meeting(board):
    for made, closed in ((-40, -10), (-30, -11), (-100, -12), (-20, -13)):
        close(make_action(monitoring_board=board, now=at(made), today=day(made)), closed)

    assert figures.timely(found(NOW), NOW, board.pk).median_days == 24.5


def test_nothing_closed_has_no_median(board):
    assert figures.timely(found(NOW), NOW, board.pk).median_days is None


def test_impact_entered_after_the_period_is_not_in_it(board):
    action = make_action(monitoring_board=board, now=at(-300), today=day(-300))
    make_update(action, status_reported="complete", impact="Nobody waits.", now=at(-100), by=make_user())
    close(action, -150, asked=-160)

    counts = [figures.changed(found(period), period, board.pk) for period in (BEFORE,)]

    assert [(one.closed, one.with_impact) for one in counts] == [(1, 0)]


def test_impact_that_was_corrected_is_not_its_words(board):
    user, action = make_user(), make_action(monitoring_board=board)
    wrong = make_update(action, impact="Ten families.", by=user, now=at(-9))
    make_update(action, impact="Twelve families.", by=user, now=at(-8), corrects=wrong)
    close(action, -2)

    fact = found(NOW).actions[action.pk]

    assert [one.words for one in fact.impacts] == ["Twelve families."]


def test_last_response_by_then_is_what_counts(board):
    item = make_item(meeting=make_meeting(board=board, date=day(-200)))
    row = make_recommendation(
        resolution=make_resolution(kind="recommend", item=item), served_on=day(-200), response_due_on=day(-140)
    )
    make_response(row, answer="deferred", received_on=day(-150), new_due_on=day(-50))
    make_response(row, answer="partly", received_on=day(-10))

    before, now = (figures.recommended(found(period), period, board.pk) for period in (BEFORE, NOW))

    assert (before.made, before.deferred, before.waiting, before.overdue, before.partly) == (1, 1, 1, 0, 0)
    assert (now.made, now.deferred, now.waiting, now.partly) == (0, 0, 0, 1)


def test_recommendation_recorded_in_error_is_not_counted(board):
    item = make_item(meeting=make_meeting(board=board, date=day(-20)))
    make_recommendation(
        resolution=make_resolution(kind="recommend", item=item),
        served_on=day(-20),
        response_due_on=day(40),
        withdrawn_by=make_clerk(),
        withdrawn_at=at(-1),
        withdrawn_why="Served on nobody.",
    )

    assert figures.recommended(found(NOW), NOW, board.pk).waiting == 0


@pytest.mark.parametrize(("answer", "implemented"), [(None, 1), ("accepted", 1), ("partly", 1), ("rejected", 0)])
def test_implemented_is_closed_and_not_rejected(board, answer, implemented):
    resolution = make_resolution(
        kind="recommend", item=make_item(meeting=make_meeting(board=board, date=day(-30), status="held"))
    )
    if answer:
        make_response(make_recommendation(resolution=resolution), answer=answer)
    close(make_action(monitoring_board=board, resolution=resolution), -2)

    assert figures.recommended(found(NOW), NOW, board.pk).implemented == implemented


def test_recommendation_with_something_left_to_do_is_not_implemented(board):
    resolution = make_resolution(
        kind="recommend", item=make_item(meeting=make_meeting(board=board, date=day(-30), status="held"))
    )
    close(make_action(monitoring_board=board, resolution=resolution), -2)
    make_action(monitoring_board=board, resolution=resolution)

    assert figures.recommended(found(NOW), NOW, board.pk).implemented == 0


def test_area_is_closed_once_all_that_answers_it_has_ended(board):
    review = make_review(item=make_item(meeting=make_meeting(board=board, date=day(-30), status="held")))
    done, half = make_finding(review=review), make_finding(review=review)
    make_finding(review=review)
    make_finding(review=review, kind="strength")
    close(make_action(finding=done, monitoring_board=board), -2)
    close(make_action(finding=half, monitoring_board=board), -3)
    make_action(finding=half, monitoring_board=board)

    counted = figures.areas(found(NOW), NOW, board.pk)

    assert (counted.all, counted.open, counted.closed) == (3, 2, 1)


def asked(board, offset, *, opened=None):
    """A meeting on a day for which officers were asked, twenty days before or on another day."""
    meeting = make_meeting(board=board, date=day(offset), status="scheduled")
    requests.open_round(meeting=meeting, by=None, now=at(offset - 20 if opened is None else opened))
    return meeting


def hold(meeting):
    meetings_of_calendar.hold(meeting=meeting, by=make_clerk(), now=at(), today=day(0))


def test_updates_are_in_time_late_excused_or_missing(board):
    actions = [make_action(monitoring_board=board, now=at(-60), today=day(-60)) for _ in range(5)]
    meeting = asked(board, -2)
    due = (meeting.updates_due_on - day(0)).days
    make_update(actions[0], now=at(due))
    updates.add_no_change(action=actions[1], by=make_user(), now=at(due + 1), seen_version=None)
    requests.give_reason(meeting=meeting, action=actions[2], reason="Ill.", by=make_clerk(), now=at(due))
    make_update(actions[3], now=at(due))
    make_update(actions[3], now=at(due + 1))
    hold(meeting)

    facts_found = found(NOW)
    [row] = facts_found.meetings

    counted = figures.updated(facts_found, row)
    assert (counted.asked, counted.on_time, counted.late, counted.excused, counted.missing) == (5, 2, 1, 1, 1)


def test_whoever_was_asked_late_had_until_the_meeting(board):
    action = make_action(monitoring_board=board, now=at(-60), today=day(-60))
    meeting = asked(board, -2, opened=-4)
    make_update(action, now=at(-3))
    hold(meeting)

    facts_found = found(NOW)

    assert figures.updated(facts_found, facts_found.meetings[0]).on_time == 1


def test_meeting_to_come_and_one_cancelled_are_not_counted(board):
    make_action(monitoring_board=board, now=at(-60), today=day(-60))
    asked(board, 20, opened=0)
    cancelled = asked(board, -2)
    meetings.cancel(meeting=cancelled, reason="Not quorate.", by=make_clerk(), now=at(-2))

    assert found(NOW).meetings == ()


def test_what_one_may_not_see_is_not_counted_and_the_public_form_leaves_it_out(cast):
    close_exempt = make_proposal(
        make_action(
            title="Zanzibar lease", monitoring_board=cast.lives, is_exempt=True, exempt_paragraphs="3", owner=cast.owner
        )
    )
    make_decision(close_exempt, meeting=cast.past)

    def closed(user, **over):
        return figures.moved(found(NOW, user, **over), NOW, cast.lives.pk).closed

    assert [closed(cast.member), closed(cast.co_optee), closed(cast.clerk, public=True)] == [1, 0, 0]


def test_boards_with_nothing_to_count_are_left_out(board):
    make_board()
    make_action(monitoring_board=board)

    assert figures.boards(found(NOW), NOW) == [board.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_facts_ask_a_constant_number_of_queries(board, count, django_assert_num_queries):
    reader = standing(make_clerk())
    for number in range(count):
        resolution = make_resolution(
            kind="recommend", item=make_item(meeting=make_meeting(date=day(-30), status="held"))
        )
        make_response(make_recommendation(resolution=resolution))
        action = make_action(monitoring_board=board, resolution=resolution)
        make_update(action, impact="Less waiting.", now=at(-19))
        close(action, -2 - number)
        make_finding(review=make_review(item=resolution.item))
        asked(make_board(), -6)

    with django_assert_num_queries(15):
        facts(reader, NOW)
