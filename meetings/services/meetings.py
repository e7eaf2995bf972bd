"""Meetings are planned, given their day, moved, held and cancelled here, and nowhere else.

What is planned for a meeting goes with it: see `services.work`. What is due at one lives a storey up: pages call
`actions.services.meetings`, which does to the actions what moving or cancelling asks for, around these.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.models import Meeting
from meetings.services import work
from people.services import events


@transaction.atomic
def plan(*, board, by, now, date=None, month=None, starts_at=None, venue="") -> Meeting:
    """A new meeting: on `date`, or provisional in `month` (any day of it)."""
    meeting = Meeting(
        board=board,
        date=date,
        month=month and month.replace(day=1),
        status=Meeting.Status.SCHEDULED if date else Meeting.Status.PROVISIONAL,
        starts_at=starts_at,
        venue=venue,
    )
    meeting.full_clean()
    meeting.save(force_insert=True)
    events.record(subject=meeting, actor=by, verb="planned", now=now, new=_when(meeting))
    return meeting


@transaction.atomic
def in_month(*, board, month: datetime.date, by, now) -> tuple[Meeting | None, list[Meeting]]:
    """The board's one meeting in a month, or a provisional one made for it.

    Returns (meeting, []) or, where there are several, (None, candidates): somebody has to be asked.
    """
    first = month.replace(day=1)
    last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
    planned = Meeting.objects.filter(board=board).exclude(status=Meeting.Status.CANCELLED)
    candidates = list(planned.filter(date__range=(first, last)) | planned.filter(month=first))
    if len(candidates) > 1:
        return None, candidates
    if candidates:
        return candidates[0], []
    return plan(board=board, month=first, by=by, now=now), []


@transaction.atomic
def set_day(*, meeting, date, by, now, seen=None, starts_at=None, venue="", note="") -> Meeting:
    """Give a provisional meeting its day, or move a scheduled one. The row stays, so nothing rebinds.

    `seen` is the day, or the first of the month, that the person had before them: raises
    ValidationError where somebody else has changed it since.
    """
    meeting = locked(meeting)
    if seen and seen != (meeting.date or meeting.month):
        raise ValidationError(f"Somebody else changed this meeting to {meeting.when} while you were writing.")
    if not meeting.is_open:
        raise ValidationError(f"This meeting was {meeting.get_status_display().lower()}: its day can no longer change.")
    old, was = _when(meeting), meeting.when
    verb = "moved" if meeting.date else "dated"
    meeting.date, meeting.month, meeting.status = date, None, Meeting.Status.SCHEDULED
    meeting.starts_at, meeting.venue = starts_at, venue
    meeting.full_clean()
    meeting.save(update_fields=["date", "month", "status", "starts_at", "venue"])
    if old != _when(meeting):
        events.record(subject=meeting, actor=by, verb=verb, now=now, old=old, new=_when(meeting), note=note)
    # a month that has got its day has not moved
    if meeting.when != was and not (verb == "dated" and old["month"] == date.replace(day=1)):
        work.moved_with_meeting(meeting=meeting, was=was, by=by, now=now, note=note)
    return meeting


@transaction.atomic
def hold(*, meeting, by, now, today) -> Meeting:
    """Record that a meeting took place. Decisions can be recorded from then on."""
    meeting = locked(meeting)
    if meeting.status == Meeting.Status.HELD:
        return meeting
    if meeting.status != Meeting.Status.SCHEDULED:
        raise ValidationError("Only a meeting that has its day can be held. Give it its day first.")
    if meeting.date > today:
        raise ValidationError(f"This meeting is on {meeting.when}. It can be recorded as held from that day.")
    meeting.status = Meeting.Status.HELD
    meeting.save(update_fields=["status"])
    events.record(subject=meeting, actor=by, verb="held", now=now, old={"status": "scheduled"}, new={"status": "held"})
    return meeting


@transaction.atomic
def cancel(*, meeting, reason, by, now) -> Meeting:
    meeting = locked(meeting)
    if not meeting.is_open:
        raise ValidationError(f"This meeting was {meeting.get_status_display().lower()} already.")
    if not reason.strip():
        raise ValidationError("Say why the meeting is cancelled.")
    old, new = meeting.status, Meeting.Status.CANCELLED
    meeting.status, meeting.cancelled_reason = new, reason
    meeting.save(update_fields=["status", "cancelled_reason"])
    events.record(
        subject=meeting,
        actor=by,
        verb="cancelled",
        now=now,
        old={"status": old},
        new={"status": "cancelled"},
        note=reason,
    )
    work.meeting_cancelled(meeting=meeting, reason=reason, by=by, now=now)
    return meeting


def locked(meeting) -> Meeting:
    """The row as it is now, locked until the transaction ends; what only points to it need not wait."""
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("board").get(pk=meeting.pk)


def _when(meeting):
    return {
        "date": meeting.date,
        "month": meeting.month,
        "starts_at": meeting.starts_at,
        "venue": meeting.venue,
    }
