"""Served on somebody, who has a time to respond; every answer is kept, and the last one counts."""

import pytest
from django.core.exceptions import ValidationError

from meetings.models import Recommendation, Resolution
from meetings.services import recommendations, referrals
from people.models import Board
from tests.builders import (
    at,
    day,
    make_board,
    make_clerk,
    make_item,
    make_meeting,
    make_owner,
    make_recommendation,
    make_referral,
    make_resolution,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def resolution():
    return make_resolution(kind=Resolution.Kind.RECOMMEND)


def serve(resolution, **over):
    fields = {"served_on": day(-10), "by": make_clerk(), "now": at(), **over}
    return recommendations.serve(resolution=resolution, **fields)


def respond(recommendation, **over):
    fields = {"answer": "accepted", "received_on": day(-1), "by": make_clerk(), "now": at(), "seen": 0, **over}
    return recommendations.respond(recommendation=recommendation, **fields)


# when the response is due


def test_response_is_due_within_two_months_beginning_with_the_day_of_serving(resolution):
    # 21 February to 20 April: Local Government Act 2000, section 9FE
    assert serve(resolution, to_board=make_board()).response_due_on.isoformat() == "2026-04-20"


def test_a_respondent_may_have_been_given_another_time(resolution):
    board, owner = make_board(kind=Board.Kind.PARTNER, response_days=28), make_owner(response_days=14)

    assert serve(resolution, to_board=board).response_due_on == day(18)
    assert serve(resolution, to_owner=owner).response_due_on == day(4)


def test_a_recommendation_may_have_a_day_of_its_own(resolution):
    recommendation = serve(resolution, to_body="The hospital trust", response_due_on=day(5))

    assert (recommendation.respondent, recommendation.response_due_on) == ("The hospital trust", day(5))


@pytest.mark.parametrize(("served", "why"), [(day(1), "still to come"), (day(-29), "cannot be served before")])
def test_not_served_before_it_was_resolved_or_after_today(resolution, served, why):
    with pytest.raises(ValidationError, match=why):
        serve(resolution, to_body="Cabinet", served_on=served)


def test_not_served_twice_while_the_response_is_awaited(resolution):
    first = serve(resolution, to_body="Cabinet")
    with pytest.raises(ValidationError, match="waits for the response of Cabinet"):
        serve(resolution, to_body="Cabinet")

    respond(first)

    assert serve(resolution, to_body="Cabinet").pk


# what was answered


def test_several_answers_are_kept_and_the_last_one_counts(resolution):
    recommendation = serve(resolution, to_body="Cabinet")
    respond(recommendation, answer="deferred", reasons="After the budget.", new_due_on=day(30), received_on=day(-5))

    respond(recommendation, answer="partly", reasons="Half of it.", seen=1)

    found = Recommendation.objects.with_answer().get()
    assert [one.answer for one in found.responses.all()] == ["partly", "deferred"]
    assert (found.answer, found.is_answered) == ("partly", True)


def test_two_clerks_do_not_record_the_same_answer_twice(resolution):
    recommendation = serve(resolution, to_body="Cabinet")
    respond(recommendation)

    with pytest.raises(ValidationError, match="Somebody else recorded a response"):
        respond(recommendation)


@pytest.mark.parametrize(
    ("over", "why"),
    [
        ({"received_on": day(-11)}, "before the recommendation was served"),
        ({"received_on": day(1)}, "still to come"),
        ({"answer": "rejected"}, "Give the reasons"),
        ({"answer": "deferred", "reasons": "Later."}, "deferred"),
        ({"answer": "deferred", "reasons": "Later.", "new_due_on": day(-1)}, "a later day"),
    ],
)
def test_an_answer_that_cannot_stand(resolution, over, why):
    recommendation = serve(resolution, to_body="Cabinet")

    with pytest.raises(ValidationError, match=why):
        respond(recommendation, **over)


def test_reported_to_a_held_meeting_after_it_came_and_once(resolution):
    board = resolution.item.meeting.board
    response = respond(serve(resolution, to_body="Cabinet"), received_on=day(-5))
    before, planned = make_meeting(board=board, date=day(-6)), make_meeting(board=board, date=day(7))
    after = make_meeting(board=board, date=day(-2))
    common = {"response": response, "by": make_clerk(), "now": at()}

    for meeting, why in ((before, "before the response came"), (planned, "was held")):
        with pytest.raises(ValidationError, match=why):
            recommendations.report(meeting=meeting, **common)
    recommendations.report(meeting=after, **common)

    with pytest.raises(ValidationError, match="reported already"):
        recommendations.report(meeting=after, **common)


def test_what_was_recorded_in_error_has_no_response(resolution):
    recommendation = make_recommendation(
        resolution=resolution, withdrawn_at=at(), withdrawn_by=make_clerk(), withdrawn_why="Another body."
    )

    with pytest.raises(ValidationError, match="in error"):
        respond(recommendation)


# referred


def test_referred_to_another_board_and_not_to_its_own(resolution):
    with pytest.raises(ValidationError, match="this board’s own"):
        referrals.refer(resolution=resolution, to_board=resolution.item.meeting.board, by=make_clerk(), now=at())


@pytest.mark.parametrize(
    ("offset", "own", "why"),
    [(-1, False, "has held"), (7, True, "has held"), (-60, True, "before it was referred")],
)
def test_taken_at_a_held_meeting_of_that_board_after_it_was_referred(offset, own, why):
    referral = make_referral(resolution=make_resolution(item=make_item(meeting=make_meeting(date=day(-28)))))
    meeting = make_meeting(date=day(offset), **({"board": referral.to_board} if own else {}))

    with pytest.raises(ValidationError, match=why):
        referrals.answer(referral=referral, taken=True, meeting=meeting, by=make_clerk(), now=at())


def test_answered_once():
    referral = make_referral()
    common = {"referral": referral, "taken": False, "why": "Not ours.", "by": make_clerk(), "now": at()}
    referrals.answer(**common)

    with pytest.raises(ValidationError, match="no longer waiting: not taken"):
        referrals.answer(**common)
