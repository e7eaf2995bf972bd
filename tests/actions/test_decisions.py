"""Two keys: an officer proposes, the board decides at a held meeting, somebody else records it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from actions.models import Action, Proposal
from actions.services import decisions
from meetings.services import meetings
from people.models import Event
from tests.builders import at, day, make_action, make_clerk, make_meeting, make_proposal, make_update, make_user

pytestmark = pytest.mark.django_db


def decide(proposal, **over):
    fields = {"granted": True, "by": make_clerk(), "now": at()}
    fields["meeting"] = over.pop("meeting", None) or make_meeting(board=proposal.action.monitoring_board, date=day(-1))
    decided = decisions.decide(proposal=proposal, **{**fields, **over})
    proposal.action.refresh_from_db()
    return decided


def test_decide_to_close_closes_and_records_it():
    action = make_action()
    proposal = make_proposal(action)

    decide(proposal)

    action.refresh_from_db()
    assert action.status == "closed"
    assert action.ended_by == proposal
    assert list(Event.objects.of(action).values_list("verb", flat=True)) == [
        "made",
        "status_changed",
        "proposed_to_close",
        "agreed",
        "status_changed",
    ]


def test_refuse_to_close_gives_back_the_status_before():
    action = make_action()
    make_update(action, status_reported="in_progress")
    proposal = make_proposal(action)

    decide(proposal, granted=False, note="Come back in June.")

    action.refresh_from_db()
    assert action.status == "in_progress"
    assert Proposal.objects.get().outcome == "Refused"


def test_agree_more_time_moves_the_date_and_keeps_the_first():
    action = make_action(due_on=day(10))
    proposal = make_proposal(action, kind="extend", new_due_on=day(100))

    decide(proposal)

    action.refresh_from_db()
    assert (action.due_on, action.original_due_on) == (day(100), day(10))


def test_agree_to_withdraw_withdraws():
    action = make_action()

    decide(make_proposal(action, kind="withdraw"))

    action.refresh_from_db()
    assert action.status == "withdrawn"


def test_decide_by_the_proposer_is_refused():
    clerk = make_clerk()
    proposal = make_proposal(make_action(), by=clerk)

    with pytest.raises(ValidationError, match="somebody else"):
        decide(proposal, by=clerk)


def test_decide_at_another_boards_meeting_is_refused():
    proposal = make_proposal(make_action())

    with pytest.raises(ValidationError, match="monitored by"):
        decide(proposal, meeting=make_meeting(date=day(-1)))


def test_decide_at_a_meeting_not_held_is_refused():
    action = make_action()
    proposal = make_proposal(action)

    with pytest.raises(ValidationError, match="held first"):
        decide(proposal, meeting=make_meeting(board=action.monitoring_board, date=day(3)))


def test_decide_reads_the_meeting_as_it_is_now():
    action = make_action()
    meeting = make_meeting(board=action.monitoring_board, date=day(-1), status="scheduled")
    meetings.hold(meeting=meeting, by=make_clerk(), now=at(), today=day(0))

    decided = decide(make_proposal(action), meeting=meeting)

    assert decided.granted is True


def test_decide_twice_is_refused():
    proposal = make_proposal(make_action())
    decide(proposal)

    with pytest.raises(ValidationError, match="no longer waiting: agreed"):
        decide(proposal, granted=False, meeting=make_meeting(board=proposal.action.monitoring_board, date=day(-2)))


def test_take_back_gives_back_the_status_before():
    action = make_action()
    proposal = make_proposal(action)

    decisions.take_back(proposal=proposal, by=make_user(), now=at())

    action.refresh_from_db()
    assert action.status == "not_started"
    assert not Proposal.objects.waiting().exists()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE actions_action SET status = 'closed' WHERE id = %(action)s",
        "UPDATE actions_action SET status = 'withdrawn', ended_by_id = %(proposal)s WHERE id = %(action)s",
        "UPDATE actions_action SET status = 'closed', ended_by_id = %(proposal)s WHERE id = %(action)s",
        "UPDATE actions_action SET slug = 'other' WHERE id = %(action)s",
        "DELETE FROM actions_action WHERE id = %(action)s",
        "UPDATE actions_proposal SET granted = true WHERE id = %(proposal)s",
        "UPDATE actions_proposal SET granted = true, decided_at_meeting_id = %(other)s, recorded_by_id = %(clerk)s,"
        " recorded_at = now() WHERE id = %(proposal)s",
        "UPDATE actions_proposal SET granted = true, decided_at_meeting_id = %(held)s,"
        " recorded_by_id = proposed_by_id, recorded_at = now() WHERE id = %(proposal)s",
        "DELETE FROM actions_proposal WHERE id = %(proposal)s",
        "UPDATE actions_progressupdate SET progress = 'More was done.' WHERE action_id = %(action)s",
        "DELETE FROM actions_progressupdate WHERE action_id = %(action)s",
        "UPDATE people_event SET note = 'never happened'",
        "DELETE FROM people_event",
    ],
)
def test_database_refuses_what_the_services_would(sql):
    action = make_action()
    make_update(action)
    proposal = make_proposal(action)
    held = make_meeting(board=action.monitoring_board, date=day(-1))
    names = {
        "action": action.pk,
        "proposal": proposal.pk,
        "held": held.pk,
        "other": make_meeting(date=day(-1)).pk,
        "clerk": make_clerk().pk,
    }

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, names)

    assert Action.objects.get().status == "complete"
