"""What recording an ending does to the actions: complete, and put before the board; only the board closes."""

import pytest
from django.core.exceptions import ValidationError

from actions.services import decisions, endings
from meetings.models import Referral, Resolution
from meetings.services import work
from people.models import Event
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_item,
    make_meeting,
    make_membership,
    make_owner,
    make_proposal,
    make_resolution,
    make_update,
    send_circulation,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return make_board()


@pytest.fixture
def clerk():
    return make_clerk(name="Asha Clerk")


def resolved(board, kind):
    return make_resolution(item=make_item(meeting=make_meeting(board=board, date=day(-28))), kind=kind)


def answering(resolution, **over):
    return make_action(resolution=resolution, monitoring_board=resolution.item.meeting.board, **over)


def asked(action):
    """(status, the kinds of proposals that wait, whether an ending raised them) of an action."""
    action.refresh_from_db()
    return action.status, [(one.kind, one.by_ending) for one in action.proposals.waiting()]


def serve(resolution, clerk, **over):
    fields = {"to_body": "Cabinet", "served_on": day(-10), "by": clerk, "now": at(-10), **over}
    return endings.serve(resolution=resolution, **fields).row


def respond(recommendation, clerk, **over):
    fields = {"answer": "accepted", "received_on": day(-1), "seen": 0, "by": clerk, "now": at(-1), **over}
    return endings.respond(recommendation=recommendation, **fields)


COMPLETE_AND_ASKED = ("complete", [("close", True)])
UNTOUCHED = ("not_started", [])


# each kind's ending


def test_circulated(board, clerk):
    make_membership(board=board)
    resolution = resolved(board, Resolution.Kind.CIRCULATE)
    action = answering(resolution)

    send_circulation(resolution=resolution, by=clerk, now=at(-3))

    assert asked(action) == COMPLETE_AND_ASKED
    proposal = action.proposals.get()
    assert (proposal.proposed_by, proposal.on_behalf_of) == (clerk, action.owner)
    assert proposal.reason == "What was asked for was circulated to 1 member on 28 February 2026."


@pytest.mark.parametrize("answer", ["accepted", "partly", "rejected"])
def test_answered(board, clerk, answer):
    resolution = resolved(board, Resolution.Kind.RECOMMEND)
    action = answering(resolution)
    recommendation = serve(resolution, clerk)
    assert asked(action) == UNTOUCHED

    effect = respond(recommendation, clerk, answer=answer, reasons="There is money for half of it.")

    assert (effect.ended, effect.asked, asked(action)) == (True, [action], COMPLETE_AND_ASKED)
    assert action.proposals.get().reason.endswith("There is money for half of it.")


def test_deferred_does_not_end_it(board, clerk):
    resolution = resolved(board, Resolution.Kind.RECOMMEND)
    action = answering(resolution)

    effect = respond(serve(resolution, clerk), clerk, answer="deferred", reasons="Later.", new_due_on=day(30))

    assert (effect.ended, asked(action)) == (False, UNTOUCHED)


def test_ends_with_the_last_of_several_responses(board, clerk):
    resolution = resolved(board, Resolution.Kind.RECOMMEND)
    action = answering(resolution)
    first, second = serve(resolution, clerk), serve(resolution, clerk, to_body="The hospital trust")

    respond(first, clerk)
    assert asked(action) == UNTOUCHED
    respond(second, clerk)

    assert asked(action) == COMPLETE_AND_ASKED


def test_report_taken(board, clerk):
    resolution = resolved(board, Resolution.Kind.REQUEST_REPORT)
    action, held = answering(resolution), make_meeting(board=board, date=day(-2))
    item = endings.request_report(resolution=resolution, board=board, title="Progress", by=clerk, now=at(-20)).row
    assert asked(action) == UNTOUCHED

    endings.take_report(item=item, meeting=held, by=clerk, now=at())

    assert asked(action) == COMPLETE_AND_ASKED
    assert action.proposals.get().reason == f"{board} took it at its meeting of 1 March 2026."


def test_report_is_asked_for_once_a_board(board, clerk):
    resolution = resolved(board, Resolution.Kind.REQUEST_REPORT)
    common = {"resolution": resolution, "board": board, "title": "Progress", "by": clerk, "now": at()}
    endings.request_report(**common)

    with pytest.raises(ValidationError, match="in the work programme of this board already"):
        endings.request_report(**common)


def test_referral_stands_in_the_other_boards_programme_and_ends_when_taken(board, clerk):
    resolution, other = resolved(board, Resolution.Kind.REFER), make_board()
    action, held = answering(resolution), make_meeting(board=other, date=day(-2))
    referral = endings.refer(resolution=resolution, to_board=other, why="Look into it.", by=clerk, now=at(-20)).row
    [item] = other.work_items.all()
    assert (item.title, item.is_open, asked(action)) == (f"Referred by {board}: {resolution}", True, UNTOUCHED)

    endings.answer_referral(referral=referral, taken=True, meeting=held, by=clerk, now=at())

    item.refresh_from_db()
    assert (item.taken_at, asked(action)) == (held, COMPLETE_AND_ASKED)


def test_taking_the_item_of_a_programme_takes_the_referral(board, clerk):
    resolution, other = resolved(board, Resolution.Kind.REFER), make_board()
    action, held = answering(resolution), make_meeting(board=other, date=day(-2))
    endings.refer(resolution=resolution, to_board=other, by=clerk, now=at(-20))

    endings.take_report(item=other.work_items.get(), meeting=held, by=clerk, now=at())

    referral = Referral.objects.get()
    assert (referral.taken, referral.at_meeting, asked(action)) == (True, held, COMPLETE_AND_ASKED)


def test_referral_not_taken_leaves_it_outstanding(board, clerk):
    resolution, other = resolved(board, Resolution.Kind.REFER), make_board()
    action = answering(resolution)
    referral = endings.refer(resolution=resolution, to_board=other, by=clerk, now=at(-20)).row

    effect = endings.answer_referral(referral=referral, taken=False, why="Not ours.", by=clerk, now=at())

    item = other.work_items.get()
    assert (effect.ended, asked(action), item.dropped_why) == (False, UNTOUCHED, "Not ours.")


def test_another_kind_of_ending_does_not_end_it(board, clerk):
    make_membership(board=board)
    resolution = resolved(board, Resolution.Kind.RECOMMEND)
    action = answering(resolution)

    send_circulation(resolution=resolution, by=clerk)

    assert asked(action) == UNTOUCHED


def test_item_of_a_programme_without_a_resolution_is_just_taken(board, clerk):
    item = work.plan(board=board, title="Budget", by=clerk, now=at(-9))
    held = make_meeting(board=board, date=day(-2))

    effect = endings.take_report(item=item, meeting=held, by=clerk, now=at())

    assert (effect.row.taken_at, effect.asked) == (held, [])


# the state the action is in already


def test_two_keys_hold_for_what_an_ending_asks(board, clerk):
    resolution = resolved(board, Resolution.Kind.RECOMMEND)
    action = answering(resolution)
    respond(serve(resolution, clerk), clerk)
    held = make_meeting(board=board, date=day(-1))
    decision = {"proposal": action.proposals.get(), "granted": True, "meeting": held, "now": at()}

    with pytest.raises(ValidationError, match="You entered this proposal"):
        decisions.decide(by=clerk, **decision)
    decisions.decide(by=make_clerk(), **decision)

    assert asked(action) == ("closed", [])


def test_no_action_is_no_obstacle(board, clerk):
    resolution = resolved(board, Resolution.Kind.RECOMMEND)

    effect = respond(serve(resolution, clerk), clerk)

    assert (effect.ended, effect.asked) == (True, [])


def test_ended_action_stays_as_it_is(board, clerk):
    resolution = resolved(board, Resolution.Kind.RECOMMEND)
    action = answering(resolution)
    proposal = make_proposal(action, kind="withdraw")
    held = make_meeting(board=board, date=day(-4))
    decisions.decide(proposal=proposal, granted=True, meeting=held, by=clerk, now=at(-3))

    effect = respond(serve(resolution, clerk), clerk)

    assert (effect.asked, asked(action)) == ([], ("withdrawn", []))


def test_board_that_was_asked_to_close_it_is_not_asked_twice(board, clerk):
    resolution = resolved(board, Resolution.Kind.RECOMMEND)
    action = answering(resolution)
    make_proposal(action, kind="close")

    effect = respond(serve(resolution, clerk), clerk)

    assert (effect.asked, effect.asked_before) == ([], [action])
    assert asked(action) == ("complete", [("close", False)])


def test_other_proposal_that_waits_is_decided_first(board, clerk):
    resolution = resolved(board, Resolution.Kind.RECOMMEND)
    action = answering(resolution, due_on=day(5))
    make_proposal(action, kind="extend", new_due_on=day(60))

    effect = respond(serve(resolution, clerk), clerk)

    assert (effect.asked, effect.held_up) == ([], [action])
    assert asked(action) == ("complete", [("extend", False)])


def test_paused_action_is_complete_too(board, clerk):
    resolution = resolved(board, Resolution.Kind.RECOMMEND)
    action = answering(resolution)
    make_update(action, status_reported="paused", status_reason="Cabinet sets its budget first.")

    respond(serve(resolution, clerk), clerk)

    assert asked(action) == COMPLETE_AND_ASKED


def test_all_open_actions_of_the_resolution_are_put_before_their_boards(board, clerk):
    resolution = resolved(board, Resolution.Kind.RECOMMEND)
    actions = [answering(resolution, owner=make_owner()) for _ in range(2)]
    other = make_action(monitoring_board=board)

    effect = respond(serve(resolution, clerk), clerk)

    assert effect.asked == actions
    assert asked(other) == UNTOUCHED


# errors, and second thoughts


def test_taken_back_the_board_is_asked_no_longer(board, clerk):
    make_membership(board=board)
    resolution = resolved(board, Resolution.Kind.CIRCULATE)
    action = answering(resolution)
    make_update(action, status_reported="in_progress")
    circulation = send_circulation(resolution=resolution, by=clerk)

    effect = endings.take_back(ending=circulation, why="The wrong plan.", by=make_clerk(), now=at())

    assert (effect.ended, effect.taken_back, asked(action)) == (False, [action], ("in_progress", []))


def test_taken_back_while_another_one_stands_the_board_is_still_asked(board, clerk):
    make_membership(board=board)
    resolution = resolved(board, Resolution.Kind.CIRCULATE)
    action = answering(resolution)
    send_circulation(resolution=resolution, by=clerk)
    again = send_circulation(resolution=resolution, by=clerk, title="Another", now=at(-2))

    endings.take_back(ending=again, why="Sent twice.", by=clerk, now=at())

    assert asked(action) == COMPLETE_AND_ASKED


def test_what_the_owner_asked_stays_when_an_ending_is_taken_back(board, clerk):
    make_membership(board=board)
    resolution = resolved(board, Resolution.Kind.CIRCULATE)
    action = answering(resolution)
    make_proposal(action, kind="close")
    circulation = send_circulation(resolution=resolution, by=clerk)

    endings.take_back(ending=circulation, why="The wrong plan.", by=clerk, now=at())

    assert asked(action) == ("complete", [("close", False)])


def test_taking_back_says_why_and_happens_once(board, clerk):
    recommendation = serve(resolved(board, Resolution.Kind.RECOMMEND), clerk)

    with pytest.raises(ValidationError, match="Say why"):
        endings.take_back(ending=recommendation, why=" ", by=clerk, now=at())
    endings.take_back(ending=recommendation, why="Another body.", by=clerk, now=at())

    with pytest.raises(ValidationError, match="taken back already"):
        endings.take_back(ending=recommendation, why="Again.", by=clerk, now=at())


def test_referral_taken_back_leaves_the_other_boards_programme(board, clerk):
    referral = endings.refer(resolution=resolved(board, "refer"), to_board=make_board(), by=clerk, now=at()).row

    endings.take_back(ending=referral, why="Another board.", by=clerk, now=at())

    assert referral.to_board.work_items.get().dropped_why == "Another board."


def test_further_answer_that_defers_takes_the_question_back(board, clerk):
    resolution = resolved(board, Resolution.Kind.RECOMMEND)
    action = answering(resolution)
    recommendation = serve(resolution, clerk)
    respond(recommendation, clerk)

    effect = respond(
        recommendation, clerk, answer="deferred", reasons="After the election.", new_due_on=day(40), seen=1, now=at()
    )

    assert (effect.taken_back, asked(action)) == ([action], UNTOUCHED)


def test_refused_by_the_board_it_is_not_asked_again_by_something_else(board, clerk):
    make_membership(board=board)
    resolution = resolved(board, Resolution.Kind.CIRCULATE)
    action = answering(resolution)
    send_circulation(resolution=resolution, by=clerk, now=at(-5))
    held = make_meeting(board=board, date=day(-4))
    decisions.decide(
        proposal=action.proposals.get(), granted=False, meeting=held, by=make_clerk(), now=at(-3), note="Not enough."
    )

    endings.describe(
        resolution=resolution, title="The plan", kind="circulate", seen_kind="circulate", by=clerk, now=at(-2)
    )
    assert asked(action) == UNTOUCHED
    # a better version is a further ending
    send_circulation(resolution=resolution, by=clerk, title="A better plan", now=at(-1))

    assert asked(action) == COMPLETE_AND_ASKED


def test_another_kind_may_have_ended_by_what_is_recorded(board, clerk):
    make_membership(board=board)
    resolution = resolved(board, Resolution.Kind.OTHER)
    action = answering(resolution)
    send_circulation(resolution=resolution, by=clerk)
    assert asked(action) == UNTOUCHED
    change = {"resolution": resolution, "title": "", "by": clerk, "now": at()}

    endings.describe(kind="circulate", seen_kind="other", **change)
    assert asked(action) == COMPLETE_AND_ASKED
    endings.describe(kind="recommend", seen_kind="circulate", **change)

    assert asked(action) == UNTOUCHED


def test_kind_that_somebody_else_changed_meanwhile(board, clerk):
    resolution = resolved(board, Resolution.Kind.OTHER)

    with pytest.raises(ValidationError, match="Somebody else changed it to “Other”"):
        endings.describe(resolution=resolution, title="", kind="circulate", seen_kind="note", by=clerk, now=at())


def test_everything_stands_in_the_history_of_the_resolution(board, clerk):
    make_membership(board=board)
    resolution = resolved(board, Resolution.Kind.CIRCULATE)

    circulation = send_circulation(resolution=resolution, by=clerk)
    endings.take_back(ending=circulation, why="The wrong plan.", by=clerk, now=at())

    found = [(event.verb, event.actor, event.note) for event in Event.objects.of(resolution)]
    assert found == [
        ("circulation_prepared", clerk, ""),
        ("circulated", clerk, ""),
        ("ending_taken_back", clerk, "The wrong plan."),
    ]
