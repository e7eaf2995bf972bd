"""Two clerks record what a meeting decided at once: nothing twice, nothing lost, and who is second is told."""

from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from actions.models import Action, Outcome
from actions.services import outcomes
from actions.services.outcomes import Decided, Made, Refused
from people import history
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_meeting,
    make_owner,
    make_proposal,
)
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def board():
    return make_board()


@pytest.fixture
def meeting(board):
    return make_meeting(board=board, date=day(-1))


def record(meeting, by, *decided):
    outcomes.record_all(meeting=meeting, decided=decided, by=by, now=at(), today=day(0))


def errors(raised):
    assert {type(error) for error in raised} <= {Refused}
    return Counter(message for error in raised for one in error.errors.values() for message in said(one))


def said(error):
    return error.messages if isinstance(error, ValidationError) else [str(error)]


def test_one_of_two_is_first_on_the_same_actions_and_the_other_is_told(board, meeting):
    actions = [make_action(monitoring_board=board) for _ in range(5)]

    def decide(by, rows):
        decided = [Decided(key=row.reference, kind="keep_monitoring", action=row, seen=0) for row in rows]
        record(meeting, by, *decided)

    # each from the other end of the list, so that they would wait for each other if rows were locked as they come
    raised = at_once(lambda: decide(make_clerk(), actions), lambda: decide(make_clerk(), actions[::-1]))

    assert len(raised) == 1
    assert sum(errors(raised).values()) == 5
    assert sorted(Outcome.objects.values_list("action", flat=True)) == sorted(row.pk for row in actions)
    assert history.verify().breaks == ()


def test_both_are_recorded_where_each_has_actions_of_their_own(board, meeting):
    rows = [make_action(monitoring_board=board) for _ in range(20)]

    raised = at_once(
        *(
            lambda row=row: record(meeting, make_clerk(), Decided(key="1", kind="note", action=row, seen=0))
            for row in rows
        )
    )

    assert raised == []
    assert Outcome.objects.count() == 20


def test_proposal_is_decided_once(board, meeting):
    proposal = make_proposal(make_action(monitoring_board=board))

    def decide(granted):
        one = Decided(key="1", kind="proposal", action=proposal.action, proposal=proposal, granted=granted, seen=None)
        record(meeting, make_clerk(), one)

    raised = at_once(lambda: decide(True), lambda: decide(False))

    proposal.refresh_from_db()
    assert len(raised) == 1
    assert sum(errors(raised).values()) == 1
    [outcome] = Outcome.objects.filter(proposal=proposal)
    assert outcome.said.startswith("Agreed") == proposal.granted


def test_new_resolution_that_both_record_is_made_once_and_its_action_too(board, meeting):
    owner = make_owner()

    def decide():
        made = Made(title="Publish the figures", owner=owner, due_on=day(30))
        words = "That the figures be published."
        new = {"kind": "new_resolution", "resolution_kind": "other", "seen": 0}
        record(meeting, make_clerk(), Decided(key="new", words=words, make=made, **new))

    raised = at_once(decide, decide)

    assert sum(errors(raised).values()) == len(raised)
    assert (Outcome.objects.count(), Action.objects.count()) == (1, 1)
