"""Proposals to close, extend or withdraw, and what the board decides on them: two keys."""

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Outcome, Proposal
from actions.services import status
from actions.services.actions import set_due
from actions.statuses import Key, Status, StatusError
from meetings.models import Meeting
from meetings.services import meetings
from people.services import events


@transaction.atomic
def propose(
    *,
    action,
    kind,
    reason,
    by,
    now,
    seen_version,
    on_behalf_of=None,
    new_due_on=None,
    new_due_meeting=None,
    by_ending=False,
) -> Proposal:
    """Ask the board. Asking to close says that the action is complete. `by_ending` where recording how its
    resolution ended asks it (`actions.services.endings`).

    Raises status.Changed, StatusError or ValidationError.
    """
    action = status.locked(action, seen_version=seen_version)
    if not action.is_open:
        raise ValidationError(f"{action.reference} is {action.get_status_display().lower()} already.")
    if action.proposals.waiting().exists():
        raise ValidationError("A proposal on this action is waiting for the board already.")
    proposal = Proposal(
        action=action,
        kind=kind,
        reason=reason,
        new_due_on=new_due_on,
        new_due_meeting=new_due_meeting,
        status_before=action.status,
        proposed_by=by,
        on_behalf_of=on_behalf_of,
        proposed_at=now,
        by_ending=by_ending,
    )
    proposal.full_clean()
    proposal.save(force_insert=True)
    if kind == Proposal.Kind.CLOSE:
        status.change(
            action=action, new=Status.COMPLETE, by=Key.OWNER, actor=by, now=now, note=reason, on_behalf_of=on_behalf_of
        )
    else:
        status.touch(action)
    _record(proposal, f"proposed_to_{kind}", actor=by, now=now, note=reason, on_behalf_of=on_behalf_of)
    return proposal


@transaction.atomic
def take_back(*, proposal, by, now) -> Proposal:
    """Take a waiting proposal back; the action goes back to the status before it."""
    action = status.locked(proposal.action)
    proposal = _waiting(proposal)
    proposal.taken_back_by, proposal.taken_back_at = by, now
    proposal.save(update_fields=["taken_back_by", "taken_back_at"])
    if action.status != proposal.status_before and proposal.kind == Proposal.Kind.CLOSE:
        status.change(action=action, new=proposal.status_before, by=Key.OWNER, actor=by, now=now)
    else:
        status.touch(action)
    _record(proposal, "proposal_taken_back", actor=by, now=now)
    return proposal


@transaction.atomic
def decide(*, proposal, granted: bool, meeting, by, now, note="") -> Proposal:
    """Record what the board decided at a held meeting, and do it.

    Raises ValidationError where the recorder entered the proposal, the meeting was not held or is
    another board's, or the proposal was decided already.
    """
    action = status.locked(proposal.action)
    proposal = _waiting(proposal)
    meeting = Meeting.objects.get(pk=meeting.pk)
    _check_keys(proposal, action, meeting, by)
    proposal.granted, proposal.decided_at_meeting, proposal.decision_note = granted, meeting, note
    proposal.recorded_by, proposal.recorded_at = by, now
    proposal.save(update_fields=["granted", "decided_at_meeting", "decision_note", "recorded_by", "recorded_at"])
    _record(proposal, "agreed" if granted else "refused", actor=by, now=now, note=note)
    _note_outcome(proposal)
    if granted:
        _carry_out(proposal, action, by=by, now=now)
    elif proposal.kind == Proposal.Kind.CLOSE and action.status != proposal.status_before:
        status.change(action=action, new=proposal.status_before, by=Key.BOARD, actor=by, now=now, note=note)
    else:
        status.touch(action)
    return proposal


class Refused(Exception):
    """Decisions that cannot stand, and so none was recorded. `errors` says why: proposal id → the error."""

    def __init__(self, errors):
        self.errors = errors
        super().__init__(f"{len(errors)} decisions cannot be recorded.")


@transaction.atomic
def decide_all(*, choices, meeting, by, now) -> int:
    """Record the decisions of a meeting, all or none: (proposal, granted, note) each. Returns how many.

    Raises Refused.
    """
    errors = {}
    # in one order, so that two clerks at once do not wait for each other's locks
    choices = sorted(choices, key=lambda choice: choice[0].action_id)
    for proposal, granted, note in choices:
        try:
            decide(proposal=proposal, granted=granted, meeting=meeting, by=by, now=now, note=note)
        except (ValidationError, StatusError) as error:
            errors[proposal.pk] = error
    if errors:
        raise Refused(errors)
    return len(choices)


def _carry_out(proposal, action, *, by, now):
    if proposal.kind == Proposal.Kind.EXTEND:
        if proposal.new_due_meeting and meetings.locked(proposal.new_due_meeting).status == Meeting.Status.CANCELLED:
            raise ValidationError("The meeting asked for is cancelled. Refuse this, and ask for another proposal.")
        set_due(
            action=action,
            by=by,
            now=now,
            verb="extended",
            note=proposal.reason,
            due_on=proposal.new_due_on,
            due_meeting=proposal.new_due_meeting,
        )
        return
    ends = {Proposal.Kind.CLOSE: Status.CLOSED, Proposal.Kind.WITHDRAW: Status.WITHDRAWN}
    new = ends[Proposal.Kind(proposal.kind)]
    status.change(action=action, new=new, by=Key.BOARD, actor=by, now=now, note=proposal.reason, ended_by=proposal)


def _waiting(proposal) -> Proposal:
    """The proposal's row as it is now, locked; the action's lock comes first, everywhere."""
    row = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if row.granted is not None or row.taken_back_at:
        raise ValidationError(f"This proposal is no longer waiting: {row.outcome.lower()}.")
    return row


def _check_keys(proposal, action, meeting, by):
    if proposal.proposed_by_id == by.pk:
        raise ValidationError("You entered this proposal, so somebody else has to record the board’s decision on it.")
    if meeting.board_id != action.monitoring_board_id:
        raise ValidationError(f"{action.reference} is monitored by {action.monitoring_board}, which must decide.")
    if meeting.status != Meeting.Status.HELD:
        raise ValidationError("Record the meeting as held first.")


def _note_outcome(proposal):
    """Set the decision among the meeting's outcomes, where it can be linked with the minutes' words."""
    outcome = Outcome(
        meeting=proposal.decided_at_meeting,
        kind=Outcome.Kind.PROPOSAL,
        action=proposal.action,
        proposal=proposal,
        recorded_by=proposal.recorded_by,
        recorded_at=proposal.recorded_at,
    )
    outcome.full_clean()
    outcome.save(force_insert=True)
    new = {"kind": outcome.kind, "proposal": proposal.pk, "granted": proposal.granted}
    events.record(subject=outcome, actor=proposal.recorded_by, verb="recorded", now=proposal.recorded_at, new=new)


def _record(proposal, verb, *, actor, now, note="", on_behalf_of=None):
    new = {
        "proposal": proposal.pk,
        "kind": proposal.kind,
        "new_due_on": proposal.new_due_on,
        "new_due_meeting": proposal.new_due_meeting_id,
        "meeting": proposal.decided_at_meeting_id,
    }
    events.record(
        subject=proposal.action,
        actor=actor,
        verb=verb,
        now=now,
        new={key: value for key, value in new.items() if value is not None},
        note=note,
        on_behalf_of=on_behalf_of,
    )
