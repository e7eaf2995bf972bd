"""Fifty people at once: nothing that was taken is lost, nothing is taken twice, and nobody waits for ever."""

from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from actions.models import Action, ProgressUpdate, Proposal
from actions.services import actions, decisions, turnover, updates
from actions.services.status import Changed
from actions.statuses import StatusError
from people import history
from tests.builders import at, day, make_action, make_board, make_clerk, make_meeting, make_owner, make_user
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 50


def update(action, by, number=0, **over):
    fields = {"status_reported": "in_progress", "confidence": "green", "progress": f"Step {number}.", **over}
    return updates.add(action=action, by=by, now=at(), seen_version=None, **fields)


def kinds(raised):
    return Counter(type(error).__name__ for error in raised)


def whole():
    return history.verify().breaks == ()


def test_everybody_updates_the_same_action_and_all_of_it_is_kept():
    action, officers = make_action(), [make_user() for _ in range(PEOPLE)]

    raised = at_once(*(lambda n=n, by=by: update(action, by, n) for n, by in enumerate(officers)))

    action.refresh_from_db()
    assert raised == []
    assert set(action.updates.values_list("progress", flat=True)) == {f"Step {n}." for n in range(PEOPLE)}
    assert (action.version, whole()) == (1 + PEOPLE, True)


def test_of_everybody_who_saw_the_same_page_one_is_first_and_the_others_are_told():
    action, officers = make_action(), [make_user() for _ in range(PEOPLE)]

    def answer(by):
        updates.add_no_change(action=action, by=by, now=at(), seen_version=1)

    raised = at_once(*(lambda by=by: answer(by) for by in officers))

    assert kinds(raised) == {"Changed": PEOPLE - 1}
    assert action.updates.count() == 1


def test_everybody_updates_an_action_of_their_own_and_nobody_waits():
    board, officer = make_board(), make_user()
    rows = [make_action(monitoring_board=board) for _ in range(PEOPLE)]

    raised = at_once(*(lambda row=row: update(row, officer) for row in rows))

    assert raised == []
    assert Counter(ProgressUpdate.objects.values_list("action", flat=True)) == dict.fromkeys(
        [row.pk for row in rows], 1
    )
    assert whole()


def test_references_handed_out_at_once_are_each_anothers_next():
    board, owner, clerk = make_board(code="ILSC"), make_owner(), make_clerk()

    def make(number):
        actions.create(title=f"Action {number}", owner=owner, monitoring_board=board, by=clerk, now=at(), today=day(0))

    raised = at_once(*(lambda n=n: make(n) for n in range(PEOPLE)))

    assert raised == []
    assert sorted(Action.objects.values_list("number", flat=True)) == list(range(1, PEOPLE + 1))


@pytest.mark.parametrize("granted", [True, False])
def test_proposal_decided_while_everybody_updates_leaves_what_fits_together(granted):
    board, proposer, clerk = make_board(), make_user(), make_clerk()
    action = make_action(monitoring_board=board)
    meeting = make_meeting(board=board, date=day(-1))
    proposal = decisions.propose(
        action=action, kind="close", reason="Done.", by=proposer, now=at(-2), seen_version=None
    )
    acts = [lambda n=n: update(action, make_user(), n, status_reported="complete") for n in range(10)]
    acts += [
        lambda: decisions.decide(proposal=proposal, granted=granted, meeting=meeting, by=clerk, now=at())
        for _ in range(5)
    ]

    raised = at_once(*acts)

    action.refresh_from_db()
    taken = action.updates.count()
    assert kinds(raised)["ValidationError"] == 4
    assert set(kinds(raised)) <= {"ValidationError", "StatusError"}
    assert taken + kinds(raised)["StatusError"] == 10
    assert Proposal.objects.get().granted is granted
    assert action.status == ("closed" if granted else action.status)
    assert whole()


def test_hand_over_while_the_round_is_answered_loses_no_answer():
    old, new, clerk = make_owner(), make_owner(), make_clerk()
    board = make_board()
    rows = [make_action(owner=old, monitoring_board=board) for _ in range(10)]
    acts = [lambda row=row: update(row, make_user()) for row in rows]
    acts.append(lambda: turnover.hand_over(from_owner=old, to_owner=new, reason="Merged.", by=clerk, now=at()))

    raised = at_once(*acts)

    assert raised == []
    assert set(Action.objects.values_list("owner", flat=True)) == {new.pk}
    assert ProgressUpdate.objects.count() == 10
    assert whole()


def test_everybody_asks_the_board_at_once_and_one_proposal_waits():
    action = make_action()

    def propose(by):
        decisions.propose(action=action, kind="close", reason="Done.", by=by, now=at(), seen_version=None)

    raised = at_once(*(lambda by=by: propose(by) for by in [make_user() for _ in range(10)]))

    assert kinds(raised) == {"ValidationError": 9}
    assert Proposal.objects.waiting().count() == 1


def test_everything_at_once_on_the_same_few_actions_ends_and_fits_together():
    board, clerk = make_board(), make_clerk()
    owners = [make_owner(), make_owner()]
    rows = [make_action(owner=owner, monitoring_board=board) for owner in owners for _ in range(3)]
    meeting = make_meeting(board=board, date=day(-1))

    def decide_all():
        choices = [(proposal, True, "") for proposal in Proposal.objects.waiting()]
        decisions.decide_all(choices=choices, meeting=meeting, by=clerk, now=at())

    def propose(row):
        decisions.propose(
            action=row, kind="extend", reason="Late.", new_due_on=day(60), by=make_user(), now=at(), seen_version=None
        )

    acts = [lambda row=row, n=n: update(row, make_user(), n) for row in rows for n in range(3)]
    acts += [lambda row=row: propose(row) for row in rows]
    acts += [decide_all, decide_all]
    acts += [
        lambda: turnover.hand_over(from_owner=owners[0], to_owner=owners[1], reason="Merged.", by=clerk, now=at()),
        lambda: turnover.hand_over(from_owner=owners[1], to_owner=owners[0], reason="Split.", by=clerk, now=at()),
    ]

    raised = at_once(*acts)

    refused = (ValidationError, StatusError, Changed, decisions.Refused)
    assert [error for error in raised if not isinstance(error, refused)] == []
    assert ProgressUpdate.objects.count() == 18
    assert whole()
