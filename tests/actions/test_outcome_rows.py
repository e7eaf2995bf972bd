"""What the database holds of outcomes whoever writes them: of a held meeting, of its board, and never changed."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from actions.models import Outcome
from actions.services import decisions
from tests import builders as b
from tests.builders import at, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return b.make_board()


@pytest.fixture
def held(board):
    return b.make_meeting(board=board, date=day(-1))


def refused(**fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        b.make_outcome(**fields)


def test_outcome_of_a_meeting_that_was_not_held_is_refused(board):
    refused(meeting=b.make_meeting(board=board, date=day(3)))


def test_outcome_on_an_action_of_another_board_is_refused(held):
    refused(meeting=held, action=b.make_action())


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "note", "words": ""},
        {"kind": "ask_report", "words": ""},
        {"kind": "new_resolution", "words": "That it be done."},
        {"kind": "note", "resolution_kind": "note"},
        {"kind": "refer", "words": "The costs."},
        {"kind": "note", "month": day(60).replace(day=1)},
        {"kind": "struck", "words": "By mistake."},
        {"kind": "proposal"},
        {"kind": "note", "is_exempt": True},
        {"kind": "note", "linked_at": at()},
    ],
)
def test_outcome_without_what_its_kind_needs_or_with_what_it_has_not_is_refused(held, fields):
    refused(meeting=held, **fields)


def test_outcome_on_two_things_is_refused(board, held):
    refused(meeting=held, action=b.make_action(monitoring_board=board), finding=b.make_finding())


def test_report_asked_for_at_a_meeting_and_in_a_month_is_refused(board, held):
    later = b.make_meeting(board=board, date=day(60))

    refused(meeting=held, kind="ask_report", words="The costs.", at_meeting=later, month=day(60).replace(day=1))


@pytest.mark.parametrize("change", [{"words": "Other words."}, {"kind": "keep_monitoring"}, {"recorded_at": at(-9)}])
def test_outcome_is_never_changed(board, held, change):
    outcome = b.make_outcome(meeting=held, action=b.make_action(monitoring_board=board))

    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.filter(pk=outcome.pk).update(**change)


def test_outcome_is_never_deleted(held):
    b.make_outcome(meeting=held)

    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.all().delete()


def test_outcome_is_corrected_once_and_by_one_of_its_own_meeting(board, held):
    outcome = b.make_outcome(meeting=held)
    other = b.make_meeting(board=board, date=day(-2))

    refused(meeting=other, kind="struck", corrects=outcome, words="By mistake.")
    b.make_outcome(meeting=held, kind="struck", corrects=outcome, words="By mistake.")
    refused(meeting=held, corrects=outcome, words="By mistake again.")


def test_outcome_of_a_proposal_cannot_be_made_something_else(board, held):
    proposal = decide(held, b.make_action(monitoring_board=board))

    refused(meeting=held, kind="struck", corrects=proposal.outcomes.get(), words="By mistake.")


def test_decided_proposal_is_an_outcome_of_its_meeting_once(board, held):
    action = b.make_action(monitoring_board=board)
    proposal = decide(held, action)

    outcome = Outcome.objects.get()
    assert (outcome.meeting, outcome.kind, outcome.action, outcome.proposal) == (held, "proposal", action, proposal)
    assert outcome.said == "Agreed: close"
    refused(meeting=held, kind="proposal", action=action, proposal=proposal)


def test_outcome_of_a_proposal_that_waits_is_refused(board, held):
    action = b.make_action(monitoring_board=board)

    refused(meeting=held, kind="proposal", action=action, proposal=b.make_proposal(action))


def test_outcome_is_linked_once_and_with_its_own_meetings_minutes(held):
    outcome, elsewhere = b.make_outcome(meeting=held), b.make_resolution()
    mine, other = (b.make_resolution(item=b.make_item(meeting=held)) for _ in range(2))

    with pytest.raises(IntegrityError), transaction.atomic():
        link(outcome, elsewhere)
    link(outcome, mine)
    with pytest.raises(IntegrityError), transaction.atomic():
        link(outcome, other)

    outcome.refresh_from_db()
    assert outcome.resolution == mine


def test_meeting_with_outcomes_stays_held(held):
    b.make_outcome(meeting=held)

    with pytest.raises(IntegrityError), transaction.atomic():
        type(held).objects.filter(pk=held.pk).update(status="scheduled")


def test_outcomes_are_seen_by_those_who_may_see_what_they_hang_from(cast):
    hidden = [
        b.make_outcome(meeting=cast.past, words="The lease.", is_exempt=True, exempt_paragraphs="3"),
        b.make_outcome(meeting=cast.past, action=cast.exempt_action),
        b.make_outcome(meeting=cast.past, on_resolution=cast.exempt_resolution),
        b.make_outcome(meeting=cast.past, resolution=cast.exempt_resolution, linked_at=at()),
    ]
    shown = b.make_outcome(meeting=cast.past, action=cast.action)

    seen = {
        role: list(Outcome.objects.visible_to(b.standing(user)).order_by("pk")) for role, user in cast.everybody.items()
    }
    for role in ("clerk", "other_clerk", "member", "chair"):
        assert seen[role] == [*hidden, shown]
    # the post that owns the action sees what was decided on it
    assert seen["officer"] == [hidden[1], shown]
    for role in ("health_member", "co_optee", "admin", "superuser", "viewer"):
        assert seen[role] == [shown]


def test_action_made_of_an_exempt_outcome_is_exempt(cast):
    outcome = b.make_outcome(meeting=cast.past, words="The lease.", is_exempt=True, exempt_paragraphs="3")
    action = b.make_action(monitoring_board=cast.lives)
    type(action).objects.filter(pk=action.pk).update(outcome=outcome)

    visible = {
        role
        for role, user in cast.everybody.items()
        if type(action).objects.visible_to(b.standing(user)).filter(pk=action.pk)
    }
    assert visible == {"clerk", "other_clerk", "member", "chair"}


def test_in_force_are_those_that_nothing_corrects(held):
    first, other = b.make_outcome(meeting=held), b.make_outcome(meeting=held)
    b.make_outcome(meeting=held, kind="struck", corrects=other, words="By mistake.")
    corrected = b.make_outcome(meeting=held, kind="ask_report", corrects=first, words="The costs.")

    assert list(Outcome.objects.in_force()) == [corrected]
    assert list(Outcome.objects.not_in_the_minutes()) == [corrected]


def decide(meeting, action):
    proposal = b.make_proposal(action)
    return decisions.decide(proposal=proposal, granted=True, meeting=meeting, by=b.make_clerk(), now=at())


def test_outcome_with_neither_words_nor_subject_says_so(held):
    outcome = Outcome(meeting=held, kind="note", recorded_by=b.make_clerk(), recorded_at=at())

    with pytest.raises(ValidationError, match="Say what the board decided"):
        outcome.full_clean()


def link(outcome, resolution):
    Outcome.objects.filter(pk=outcome.pk).update(resolution=resolution, linked_at=at())
