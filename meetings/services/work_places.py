"""Where the items of a work programme stand, and how they are put in order there. Called by `services.work` alone."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format

from meetings.models import Meeting, WorkItem, WorkItemMove, WorkProgramme
from people.services import events

# above every position there is, while a place is numbered anew: each is unique at every moment
_OUT_OF_THE_WAY = 1_000_000


@dataclass(frozen=True)
class Place:
    """A meeting, a month by its first day, or neither: not scheduled."""

    meeting: Meeting | None = None
    month: datetime.date | None = None

    @property
    def when(self) -> str:
        """The meeting's day or the month, in words; empty where not scheduled."""
        if self.meeting:
            return self.meeting.when
        return date_format(self.month, "F Y") if self.month else ""

    @property
    def words(self) -> str:
        return self.when or "not scheduled"

    @property
    def day(self) -> datetime.date | None:
        """The meeting's day, if it has one."""
        return self.meeting.date if self.meeting else None

    @property
    def first(self) -> datetime.date | None:
        """The first of the month it lies in."""
        month = (self.meeting.date or self.meeting.month) if self.meeting else self.month
        return month and month.replace(day=1)


UNSCHEDULED = Place()


class Stale(ValidationError):
    """Somebody else changed the item since the person looked. `item` is the row as it is now."""

    def __init__(self, item):
        self.item = item
        super().__init__(f"Somebody else changed “{item}” while you were looking. Look at it again.")


def place(board, *, now, meeting=None, month=None) -> Place:
    """The place that a meeting or a month means. Raises ValidationError, by field, for one that cannot be."""
    if meeting and month:
        raise ValidationError({"month": "Give a meeting or a month, not both."})
    if meeting:
        meeting = Meeting.objects.get(pk=meeting.pk)
        if meeting.board_id != board.pk:
            raise ValidationError({"meeting": f"That is not a meeting of {board}."})
        if not meeting.is_open:
            state = meeting.get_status_display().lower()
            raise ValidationError({"meeting": f"The meeting of {meeting.when} was {state}. Choose another."})
        return Place(meeting=meeting)
    if month:
        month = month.replace(day=1)
        if month < timezone.localdate(now).replace(day=1):
            raise ValidationError({"month": f"{date_format(month, 'F Y')} is over. Choose another month."})
        return _only_meeting_in(board, month) or Place(month=month)
    return UNSCHEDULED


def _only_meeting_in(board, month) -> Place | None:
    open_ = Meeting.objects.filter(board=board, status__in=[Meeting.Status.SCHEDULED, Meeting.Status.PROVISIONAL])
    planned = list(open_.filter(date__gte=month, date__lt=months_on(month, 1)) | open_.filter(month=month))
    return Place(meeting=planned[0]) if len(planned) == 1 else None


def place_of(item) -> Place:
    return Place(meeting=item.meeting, month=item.month)


def is_put_off(old: Place, new: Place) -> bool:
    """Whether `new` is later than `old`, or no place at all; by months where either has no day."""
    if old == UNSCHEDULED:
        return False
    if new == UNSCHEDULED:
        return True
    if old.day and new.day:
        return new.day > old.day
    return new.first > old.first


def months_on(day: datetime.date, months: int) -> datetime.date:
    """The first of the month that is `months` after the month of `day`."""
    years, month = divmod(day.month - 1 + months, 12)
    return datetime.date(day.year + years, month + 1, 1)


def locked(board) -> WorkProgramme:
    """The board's programme, locked until the transaction ends."""
    WorkProgramme.objects.get_or_create(board=board)
    rows = WorkProgramme.objects.select_for_update(of=("self",), no_key=True).select_related("board")
    return rows.get(board=board)


def locked_item(item, *, seen_version=None) -> WorkItem:
    """An item as it is now, its programme locked. Raises Stale where `seen_version` is not its version."""
    locked(item.board)
    rows = WorkItem.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("board", "meeting", "taken_at").get(pk=item.pk)
    if seen_version not in (None, row.version) or row.board_id != item.board_id:
        raise Stale(row)
    return row


def open_at(meeting) -> list[WorkItem]:
    """The open items of a meeting in order, with their programme locked."""
    locked(meeting.board)
    rows = WorkItem.objects.open().filter(meeting=meeting).order_by("position")
    return list(rows.select_for_update(of=("self",), no_key=True).select_related("board", "meeting"))


def there(board, place) -> list[WorkItem]:
    """What stands at a place, taken or still to come, in order."""
    rows = WorkItem.objects.filter(board=board, meeting=place.meeting, month=place.month, dropped_at__isnull=True)
    return list(rows.order_by("position"))


def number(items):
    """Give the items of one place the positions 1, 2, 3 … in the order they are given in."""
    if all(item.position == n for n, item in enumerate(items, 1)):
        return
    rows = WorkItem.objects.filter(pk__in=[item.pk for item in items])
    rows.update(position=F("position") + _OUT_OF_THE_WAY)
    for n, item in enumerate(items, 1):
        item.position = n
    WorkItem.objects.bulk_update(items, ["position"])


def bring(item, to: Place, *, why, slipped, verb, by, now, board=None) -> WorkItem:
    """Put a locked item last at another place, another board's if one is given, close the gap, and keep the move."""
    old, old_board = place_of(item), item.board
    before = where(item)
    item.board, item.meeting, item.month = board or item.board, to.meeting, to.month
    item.position = len(there(item.board, to)) + 1
    touch(item, "board", "meeting", "month", "position")
    number(there(old_board, old))
    note_move(item, old, to, from_when=old.when, why=why, slipped=slipped, by=by, now=now)
    record(item, verb, by=by, now=now, old=before, new=where(item), note=why)
    return item


def note_move(item, old: Place, new: Place, *, from_when, why, by, now, slipped=False):
    WorkItemMove.objects.create(
        item=item,
        from_meeting=old.meeting,
        from_month=old.month,
        from_when=from_when,
        to_meeting=new.meeting,
        to_month=new.month,
        to_when=new.when,
        why=why,
        slipped=slipped,
        by=by,
        at=now,
    )


def record(item, verb, *, by, now, old=None, new=None, note=""):
    """Keep what happened to an item, and that the programme is another since."""
    events.record(subject=item, actor=by, verb=verb, now=now, old=old, new=new, note=note)
    changed(item.board, now)


def changed(board, now):
    WorkProgramme.objects.filter(board=board).update(changed_at=now)


def touch(item, *fields):
    """Save fields of a locked item and count its version up, so that a stale page is noticed."""
    item.version += 1
    item.save(update_fields=[*fields, "version"])


def where(item):
    return {"board": item.board_id, "meeting": item.meeting_id, "month": item.month, "when": item.when}
