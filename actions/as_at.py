"""Actions as they stood at the end of a past day, put together from the history that nobody can rewrite.

What may be seen is a question of today; what is shown is of then.
"""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q

from actions.models import Action, Clearance, ProgressUpdate, Proposal
from actions.packs.position import end_of
from actions.statuses import OPEN, Confidence, Status
from people.models import Board, Event, Owner, stream_of
from people.standing import Standing


@dataclass(frozen=True)
class Asked:
    """What the board had been asked, and what had come of it by then."""

    kind: str
    reason: str
    new_due: str
    proposed_by: str
    proposed_at: datetime.datetime
    outcome: str
    note: str


@dataclass(frozen=True)
class Then:
    """One action at the end of `day`. `updates` are those members had by then, newest first."""

    action: Action
    day: datetime.date
    title: str
    owner: str
    contributors: tuple[str, ...]
    monitoring_board: str
    due: str
    due_phrase: str
    success_measure: str
    status: str
    confidence: str
    updates: tuple[ProgressUpdate, ...] = ()
    proposals: tuple["Asked", ...] = ()

    @property
    def reference(self) -> str:
        return self.action.reference

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def get_status_display(self) -> str:
        return Status(self.status).label

    def get_confidence_display(self) -> str:
        return Confidence(self.confidence).label if self.confidence else ""


def stood(actions, standing: Standing, *, day: datetime.date) -> list[Then]:
    """Each of `actions`, a queryset, that was made by the end of `day`, as it then stood. Seven queries."""
    moment = end_of(day)
    rows = list(
        actions.filter(created_at__lt=moment).prefetch_related(
            Prefetch("updates", queryset=_updates(standing, moment), to_attr="updates_then"),
            Prefetch("proposals", queryset=_proposals(standing, moment), to_attr="proposals_then"),
        )
    )
    known = {action.pk: {} for action in rows}
    streams = {stream_of(action): action.pk for action in rows}
    for event in Event.objects.filter(stream__in=streams, at__lt=moment).order_by("stream", "sequence"):
        known[streams[event.stream]].update(event.new)
    owners, boards = names(Owner, moment), names(Board, moment)
    return [_then(action, day, known[action.pk], owners, boards) for action in rows]


def _then(action, day, known, owners, boards) -> Then:
    return Then(
        action=action,
        day=day,
        title=known.get("title", action.title),
        owner=owners.get(known.get("owner"), str(action.owner)),
        contributors=tuple(owners[pk] for pk in known.get("contributors", ()) if pk in owners),
        monitoring_board=boards.get(known.get("monitoring_board"), str(action.monitoring_board)),
        due=known.get("due", ""),
        due_phrase=known.get("due_phrase", ""),
        success_measure=known.get("success_measure", ""),
        # neither is in the event of its making: it begins with none
        status=known.get("status", Status.NOT_STARTED),
        confidence=known.get("confidence", ""),
        updates=tuple(action.updates_then),
        proposals=tuple(_asked(proposal, end_of(day)) for proposal in action.proposals_then),
    )


def _updates(standing, moment):
    """The updates that members had by `moment`, as far as `standing` may see them today."""
    done = Clearance.objects.filter(update=OuterRef("pk"), at__lt=moment)
    cleared = Q(needs_clearance=False) | Exists(done.filter(outcome=Clearance.Outcome.CLEARED))
    return (
        ProgressUpdate.objects.visible_to(standing)
        .filter(cleared, ~Exists(done.filter(outcome=Clearance.Outcome.SENT_BACK)), entered_at__lt=moment)
        .select_related("entered_by", "on_behalf_of", "meeting")
        .prefetch_related(
            "evidence", Prefetch("clearances", Clearance.objects.filter(at__lt=moment).select_related("by"))
        )
        .order_by("-entered_at", "-pk")
    )


def _proposals(standing, moment):
    asked = Proposal.objects.visible_to(standing).filter(proposed_at__lt=moment)
    return asked.select_related("proposed_by", "new_due_meeting", "decided_at_meeting").order_by("-proposed_at", "-pk")


def _asked(proposal, moment) -> Asked:
    outcome, note = "Waiting for the board", ""
    if proposal.recorded_at and proposal.recorded_at < moment:
        outcome, note = f"{proposal.outcome} on {proposal.decided_at_meeting.when}", proposal.decision_note
    elif proposal.taken_back_at and proposal.taken_back_at < moment:
        outcome = proposal.outcome
    return Asked(
        kind=proposal.get_kind_display(),
        reason=proposal.reason,
        new_due=proposal.new_due,
        proposed_by=proposal.proposed_by.name,
        proposed_at=proposal.proposed_at,
        outcome=outcome,
        note=note,
    )


def names(model, moment: datetime.datetime) -> dict[int, str]:
    """What posts or boards were called then; what they are called now where that is not known."""
    now = dict(model.objects.values_list("pk", "name"))
    return now | dict(model.history.as_of(moment).values_list("id", "name"))
