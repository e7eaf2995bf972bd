"""A member goes through the pack: marks what they have read, and flags what they want discussed.

What somebody has read is theirs alone and no record. A flag is for the meeting, so it is recorded.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from actions.models import Flag, ReadMark
from people.models import Membership
from people.services import events

VERBS = {True: "flagged", False: "flag_taken_down"}


def mark_read(*, meeting, actions, by, seen_at, now) -> int:
    """Mark `actions` as read, on a page made at `seen_at`: what has come since then counts as unread.

    Returns how many.
    """
    read_at = min(seen_at, now)
    marks = [ReadMark(user=by, meeting=meeting, action=action, read_at=read_at) for action in actions]
    ReadMark.objects.bulk_create(
        marks, update_conflicts=True, unique_fields=["user", "meeting", "action"], update_fields=["read_at"]
    )
    return len(marks)


def mark_unread(*, meeting, actions, by) -> None:
    ReadMark.objects.filter(user=by, meeting=meeting, action__in=actions).delete()


@transaction.atomic
def flag(*, meeting, action, by, now) -> Flag:
    """Flag an action for discussion at a meeting to come of a board that `by` sits on; once, however often asked."""
    today = timezone.localdate(now)
    if not meeting.is_open or (meeting.date and meeting.date < today):
        raise ValidationError("Items are flagged for a meeting to come.")
    if not Membership.objects.on(today).filter(board=meeting.board_id, user=by).exists():
        raise ValidationError(f"Items are flagged by members of the {meeting.board}.")
    row, is_new = Flag.objects.get_or_create(user=by, meeting=meeting, action=action, defaults={"flagged_at": now})
    if is_new:
        _record(row, True, by=by, now=now)
    return row


@transaction.atomic
def take_down(*, meeting, action, by, now) -> None:
    """Take one's own flag down, if it is there."""
    for row in Flag.objects.select_for_update().filter(user=by, meeting=meeting, action=action):
        _record(row, False, by=by, now=now)
        row.delete()


def _record(row, is_flagged, *, by, now):
    new = {"meeting": row.meeting_id, "action": row.action_id}
    events.record(subject=row, actor=by, verb=VERBS[is_flagged], now=now, new=new)
