"""A board's work programme: what is to come to which meeting, and in which order.

Each function locks the board's programme before it looks, and takes no lock but its items' after that: so
whatever else is locked (actions, boards, meetings) is locked before one of these is called. What an item that is
taken, dropped or put back does to the resolution it answers lives a storey up, in `actions.services.endings`.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from meetings.models import Meeting, WorkItem
from meetings.services import work_places as places
from meetings.services.work_places import UNSCHEDULED, Place
from people.models import Board

EDITABLE = ("title", "kind", "purpose", "owner", "recurs_months", "is_exempt", "exempt_paragraphs", "is_confidential")


@transaction.atomic
def plan(
    *,
    board,
    title,
    by,
    now: datetime.datetime,
    kind=WorkItem.Kind.ITEM,
    meeting=None,
    month: datetime.date | None = None,
    resolution=None,
    owner=None,
    purpose="",
    recurs_months=None,
    is_exempt=False,
    exempt_paragraphs="",
    is_confidential=False,
) -> WorkItem:
    """Put something on a board's programme, as the last of its meeting, its month or what is not scheduled.

    `month` (any day of it) means the board's one planned meeting in it, where there is just one. What answers
    an exempt resolution is exempt with it. Raises ValidationError, by field; nothing is written then.
    """
    programme = places.locked(board)
    item = WorkItem(
        board=board,
        title=title,
        kind=kind,
        resolution=resolution,
        owner=owner,
        purpose=purpose,
        recurs_months=recurs_months,
        is_exempt=is_exempt,
        exempt_paragraphs=exempt_paragraphs,
        is_confidential=is_confidential,
    )
    return _add(item, places.place(programme.board, meeting=meeting, month=month, now=now), by=by, now=now)


@transaction.atomic
def edit(*, item, by, now, seen_version=None, **changes) -> WorkItem:
    """Change what an item says; where it stands is changed by `move` and `reorder`. Raises ValidationError."""
    if unknown := set(changes) - set(EDITABLE):
        raise TypeError(f"cannot edit {sorted(unknown)}")
    item = places.locked_item(item, seen_version=seen_version)
    old = _shown(item)
    for field, value in changes.items():
        setattr(item, field, value)
    item.full_clean()
    new = _shown(item)
    if changed := {key for key in new if old[key] != new[key]}:
        places.touch(item, *EDITABLE)
        old, new = ({key: values[key] for key in changed} for values in (old, new))
        places.record(item, "edited", by=by, now=now, old=old, new=new)
    return item


@transaction.atomic
def bind(*, item, resolution, by, now) -> WorkItem:
    """Say which resolution an item answers, where it was planned before the minutes had that: None takes it back."""
    item = places.locked_item(item)
    if item.resolution_id != (resolution and resolution.pk):
        old, item.resolution = {"resolution": item.resolution_id}, resolution
        places.touch(item, "resolution")
        places.record(item, "bound", by=by, now=now, old=old, new={"resolution": item.resolution_id})
    return item


@transaction.atomic
def move(*, item, by, now, meeting=None, month=None, why="", is_correction=False, seen_version=None) -> WorkItem:
    """Bring an item to another meeting or month, or off the timetable where neither is given.

    Put off to a later place or to none it has slipped, and `why` must be said, unless the move only corrects
    a mistake in the programme. Raises ValidationError, by field.
    """
    item = _open(places.locked_item(item, seen_version=seen_version))
    to = places.place(item.board, meeting=meeting, month=month, now=now)
    if to == places.place_of(item):
        raise ValidationError({"meeting": f"It is there already: {to.words}."})
    slipped = places.is_put_off(places.place_of(item), to) and not is_correction
    if slipped and not why.strip():
        raise ValidationError({"why": "Say why it is put off. Everybody who reads the programme sees it."})
    return places.bring(item, to, why=why.strip(), slipped=slipped, verb="moved", by=by, now=now)


@transaction.atomic
def reorder(*, item, to: int | str, by, now, seen: int | None = None) -> WorkItem:
    """Give an item another place in the agenda order: "up", "down", "first", "last", or a position from 1.

    `seen` is the position the person had before them: raises ValidationError where it is another by now.
    """
    item = _open(places.locked_item(item))
    if seen is not None and item.position != seen:
        raise ValidationError("Somebody else changed the order while you were looking. Look at it again.")
    others = [one for one in places.there(item.board, places.place_of(item)) if one.pk != item.pk]
    wanted = {"up": item.position - 1, "down": item.position + 1, "first": 1, "last": len(others) + 1}.get(to, to)
    position = min(max(int(wanted), 1), len(others) + 1)
    if position != item.position:
        old = item.position
        others.insert(position - 1, item)
        places.number(others)
        new = {"position": position}
        places.record(item, "reordered", by=by, now=now, old={"position": old}, new=new)
    return item


@transaction.atomic
def take(*, item, meeting, by, now, seen_version=None) -> WorkItem:
    """Record that a held meeting took an item, whichever it was planned for. A regular update is planned again."""
    item = _open(places.locked_item(item, seen_version=seen_version))
    meeting = Meeting.objects.get(pk=meeting.pk)
    if meeting.board_id != item.board_id or meeting.status != Meeting.Status.HELD:
        raise ValidationError({"meeting": "An item is taken at a meeting of its board that was held."})
    here = Place(meeting=meeting)
    if places.place_of(item) != here:
        why = f"Taken at the meeting of {meeting.when}."
        slipped = places.is_put_off(places.place_of(item), here)
        places.bring(item, here, why=why, slipped=slipped, verb="moved", by=by, now=now)
    item.taken_at = meeting
    places.touch(item, "taken_at")
    places.record(item, "taken", by=by, now=now, new={"taken_at": meeting.pk})
    if item.recurs_months and not WorkItem.objects.filter(follows=item).exists():
        _come_again(item, meeting.date, by=by, now=now)
    return item


@transaction.atomic
def drop(*, item, why, by, now, seen_version=None) -> WorkItem:
    """Take an item off the programme for good, saying why; it stays readable."""
    item = _open(places.locked_item(item, seen_version=seen_version))
    if not why.strip():
        raise ValidationError({"why": "Say why it comes off the programme."})
    item.dropped_at, item.dropped_why = now, why.strip()
    places.touch(item, "dropped_at", "dropped_why")
    places.number(places.there(item.board, places.place_of(item)))
    places.record(item, "dropped", by=by, now=now, new={"dropped": True}, note=why.strip())
    return item


@transaction.atomic
def put_back(*, item, by, now, seen_version=None) -> WorkItem:
    """Undo `take` or `drop`. What comes back to a meeting that is over or cancelled comes back unscheduled."""
    item = places.locked_item(item, seen_version=seen_version)
    if item.is_open:
        raise ValidationError("It is on the programme already.")
    old = {"taken_at": item.taken_at_id, "dropped": bool(item.dropped_at)}
    was_dropped = item.dropped_at is not None
    item.taken_at, item.dropped_at, item.dropped_why = None, None, ""
    if was_dropped:
        stale = item.meeting and not item.meeting.is_open
        place = UNSCHEDULED if stale else places.place_of(item)
        item.meeting, item.month = place.meeting, place.month
        item.position = len(places.there(item.board, place)) + 1
    places.touch(item, "meeting", "month", "position", "taken_at", "dropped_at", "dropped_why")
    places.record(item, "put_back", by=by, now=now, old=old, new={"when": item.when})
    return item


@transaction.atomic
def hand_on(*, board, to_board, items, why, by, now) -> list[WorkItem]:
    """Give open items of a board that ends to another, which has to be there: as the last of its own meeting in that
    month where it has just one, else of the month; what had no place, or one that is over, has none.

    An item keeps its history; it has not slipped. Raises ValidationError, and nothing is handed on then.
    """
    if not why.strip():
        raise ValidationError({"why": "Say why they are handed on."})
    # in one order, so that two who hand on to and fro do not wait for each other
    for one in sorted((board, to_board), key=lambda one: one.pk):
        places.locked(one)
    to_board = Board.objects.active(timezone.localdate(now)).exclude(pk=board.pk).filter(pk=to_board.pk).first()
    if to_board is None:
        raise ValidationError({"to_board": "Choose a board that is there, and another than the one that ends."})
    moving = WorkItem.objects.open().filter(board=board, pk__in=[item.pk for item in items]).order_by("pk")
    moving = list(moving.select_for_update(of=("self",), no_key=True).select_related("board", "meeting"))
    if len(moving) != len(items):
        raise ValidationError({"items": f"An item is no longer on the programme of {board}. Look at the list again."})
    for item in moving:
        month = places.place_of(item).first
        is_over = month is None or month < timezone.localdate(now).replace(day=1)
        to = UNSCHEDULED if is_over else places.place(to_board, month=month, now=now)
        places.bring(item, to, why=why.strip(), slipped=False, verb="handed_on", by=by, now=now, board=to_board)
    places.changed(board, now)
    return moving


def moved_with_meeting(*, meeting, was: str, by, now, note="") -> list[WorkItem]:
    """Keep with each open item that its meeting moved from `was`. It has not slipped: the meeting has."""
    items = places.open_at(meeting)
    for item in items:
        here = Place(meeting=meeting)
        places.note_move(item, here, here, from_when=was, why=note or "The meeting moved.", by=by, now=now)
        new = {"when": meeting.when, "meeting": meeting.pk}
        places.record(item, "moved_with_meeting", by=by, now=now, old={"when": was}, new=new, note=note)
    return items


def meeting_cancelled(*, meeting, reason, by, now) -> list[WorkItem]:
    """Take what was planned for a cancelled meeting off the timetable, for the clerk to give it another place."""
    items = places.open_at(meeting)
    why = f"The meeting was cancelled: {reason}"
    for item in items:
        places.bring(item, UNSCHEDULED, why=why, slipped=True, verb="meeting_cancelled", by=by, now=now)
    return items


def _add(item, place, *, by, now) -> WorkItem:
    item.meeting, item.month, item.created_at = place.meeting, place.month, now
    item.position = len(places.there(item.board, place)) + 1
    item.full_clean()
    item.save(force_insert=True)
    places.record(item, "planned", by=by, now=now, new={**_shown(item), **places.where(item)})
    return item


def _come_again(item, taken_on, *, by, now):
    """Plan a regular update again: as many months on from the month it was taken in as it says, not in the past."""
    month, this_month = places.months_on(taken_on, item.recurs_months), timezone.localdate(now).replace(day=1)
    while month < this_month:
        month = places.months_on(month, item.recurs_months)
    fields = {name: getattr(item, name) for name in (*EDITABLE, "board", "resolution")}
    place = places.place(item.board, month=month, now=now)
    return _add(WorkItem(**fields, follows=item), place, by=by, now=now)


def _open(item) -> WorkItem:
    if item.taken_at_id:
        raise ValidationError(f"“{item}” was taken already, at the meeting of {item.taken_at.when}.")
    if item.dropped_at:
        raise ValidationError(f"“{item}” was dropped from the programme already.")
    return item


def _shown(item):
    return {
        **{name: getattr(item, name) for name in EDITABLE if name != "owner"},
        "owner": item.owner_id,
        "resolution": item.resolution_id,
    }
