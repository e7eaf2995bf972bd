"""The one door through which officers' updates come in."""

import hashlib

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actions.models import Evidence, ProgressUpdate
from actions.services import status
from actions.statuses import Key, Status, StatusError, check
from meetings.models import Meeting
from meetings.services import exempting
from people.models import Holding
from people.services import events


@transaction.atomic
def add(
    *,
    action,
    by,
    now,
    seen_version,
    status_reported,
    confidence,
    progress,
    status_reason="",
    confidence_reason="",
    impact="",
    forecast_on=None,
    corrects=None,
    on_behalf_of=None,
    evidence=None,
    is_exempt=False,
    exempt_paragraphs="",
) -> ProgressUpdate:
    """Add a progress update and give the action its status.

    `evidence` is an uploaded file. Raises status.Changed where somebody else wrote first,
    StatusError or ValidationError where the entry cannot stand.
    """
    action = status.locked(action, seen_version=seen_version)
    _refuse_to_undo_a_proposal(action, status_reported)
    update = ProgressUpdate(
        kind=ProgressUpdate.Kind.PROGRESS,
        status=status_reported,
        # a reason that no longer applies is not kept beside a status that needs none
        status_reason=status_reason if status_reported == Status.PAUSED else "",
        confidence=confidence,
        confidence_reason="" if confidence == "green" else confidence_reason,
        progress=progress,
        impact=impact,
        forecast_on=forecast_on,
        corrects=corrects,
        is_exempt=is_exempt,
        exempt_paragraphs=exempt_paragraphs,
        needs_clearance=_needs_clearance(action, by, timezone.localdate(now)),
    )
    return _enter(action, update, by=by, now=now, on_behalf_of=on_behalf_of, evidence=evidence)


@transaction.atomic
def add_no_change(*, action, by, now, seen_version, on_behalf_of=None) -> ProgressUpdate:
    """Say that nothing has changed since the last entry that said something: its own visible kind.

    Where that entry waits to be cleared, this one says the same, and waits with it.
    """
    action = status.locked(action, seen_version=seen_version)
    said = action.updates.received()
    last = said.first()
    moved = said.filter(kind=ProgressUpdate.Kind.PROGRESS).first()
    waits = last is not None and last.waits_to_be_cleared
    update = ProgressUpdate(
        kind=ProgressUpdate.Kind.NO_CHANGE,
        needs_clearance=waits,
        status=last.status if waits and not was_overtaken(action, last) else action.status,
        status_reason=last.status_reason if last else "",
        confidence=last.confidence if last else "",
        confidence_reason=last.confidence_reason if last else "",
        forecast_on=last.forecast_on if last else None,
        no_change_since=timezone.localdate(moved.entered_at if moved else action.created_at),
        **(exempting.marking(last) if last else {}),
    )
    return _enter(action, update, by=by, now=now, on_behalf_of=on_behalf_of)


def _enter(action, update, *, by, now, on_behalf_of, evidence=None):
    update.action = action
    update.entered_by, update.entered_at, update.on_behalf_of = by, now, on_behalf_of
    update.meeting = next_meeting(action, timezone.localdate(now))
    update.full_clean()
    if update.needs_clearance:
        # refused now rather than when it is cleared
        check(action.status, update.status, Key.OWNER)
        status.touch(action)
    else:
        give_status(action, update, actor=by, now=now)
    update.save(force_insert=True)
    if evidence:
        _attach(update, evidence)
    events.record(
        subject=action,
        actor=by,
        verb=update.kind,
        now=now,
        new={"update": update.pk, "status": update.status, "meeting": update.meeting_id},
        on_behalf_of=on_behalf_of,
    )
    return update


def give_status(action, update, *, actor, now):
    """Give a locked action the status and confidence of its latest accepted entry."""
    status.change(
        action=action,
        new=update.status,
        by=Key.OWNER,
        actor=actor,
        now=now,
        confidence=update.confidence,
        note=update.status_reason,
        on_behalf_of=update.on_behalf_of,
    )


def was_overtaken(action, update) -> bool:
    """Whether a later entry that members see, or asking the board to close, has given the action its status since."""
    later = action.updates.accepted().filter(entered_at__gt=update.entered_at).exclude(pk=update.pk)
    asked = action.proposals.filter(kind="close", taken_back_at__isnull=True)
    since = Q(granted__isnull=True) | Q(recorded_at__gt=update.entered_at)
    return later.exists() or asked.filter(since).exists()


def _needs_clearance(action, by, day) -> bool:
    """Where the directorate wants it, unless its director enters the update."""
    directorate = action.owner.directorate
    if not directorate.clears_updates:
        return False
    return not Holding.objects.on(day).filter(owner=directorate.director_id, user=by).exists()


def _attach(update, file):
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    Evidence.objects.create(update=update, title=file.name, file=file, sha256=digest.hexdigest())


def _refuse_to_undo_a_proposal(action, reported):
    if reported != Status.COMPLETE and action.proposals.waiting().filter(kind="close").exists():
        raise StatusError(
            "The board has been asked to close this action, so an update must leave it complete. "
            "Take the proposal back first if it is not."
        )


def next_meeting(action, today) -> Meeting | None:
    """The meeting an update entered on `today` goes to: the monitoring board's next, if one is planned."""
    return next_meetings(today, boards=[action.monitoring_board_id]).get(action.monitoring_board_id)


def next_meetings(today, *, boards=None) -> dict[int, Meeting]:
    """Board id → its next meeting, of `boards` or of all, in one query: what is entered on `today` goes to it.

    Where updates are asked for already for its next dated one, that one, though an undated one may come before.
    """
    planned = Meeting.objects.upcoming(today).select_related("board", "update_round")
    if boards is not None:
        planned = planned.filter(board__in=boards)
    first, dated = {}, {}
    for meeting in planned:
        first.setdefault(meeting.board_id, meeting)
        if meeting.date:
            dated.setdefault(meeting.board_id, meeting)
    return first | {board: meeting for board, meeting in dated.items() if hasattr(meeting, "update_round")}
