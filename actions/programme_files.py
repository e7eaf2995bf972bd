"""A work programme as files: CSV for a spreadsheet, and the outline of a paper for the board."""

import csv
import datetime
from collections import Counter

from actions.exports import safe
from actions.papers import outline
from actions.programme import Programme, Slipped, Slot
from meetings.models import WorkItem

HEADINGS = (
    "Meeting or month",
    "Position",
    "Item",
    "Kind",
    "What members want from it",
    "Who brings it",
    "Asked for by",
    "Comes again after months",
    "First planned for",
    "Times slipped",
    "Why it last slipped",
    "State",
    "Why dropped",
    "Exempt",
)

COLUMNS = (
    outline.Column("Item", 5),
    outline.Column("What members want from it", 4),
    outline.Column("Who brings it", 3),
)


def write_csv(file, programme: Programme):
    """Write the whole programme, taken and dropped items too, to a text file as CSV with a heading row."""
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    for item, place in _numbered(programme.items):
        writer.writerow([safe(cell) for cell in _row(item, place)])


def paper(programme: Programme, *, council: str, now: datetime.datetime) -> outline.Paper:
    """What is to come to the board, as a paper for one of its meetings."""
    board = programme.board.name
    slots = [slot for slot in [*programme.coming, programme.unscheduled] if slot.items or slot.also]
    has_exempt = any(item.exempt for slot in slots for item in slot.items)
    return outline.Paper(
        title="Work programme",
        council=council,
        caption=board,
        head=f"{board}: work programme",
        foot=f"As of {outline.written(now.date())}",
        marking="Not for publication: holds exempt matter" if has_exempt else "",
        made_at=now,
        sections=tuple(_section(slot) for slot in slots)
        or (outline.Section("To come", (outline.text("Nothing is planned."),)),),
    )


def came_from(item: WorkItem) -> str:
    """The resolution that asked for an item, in words; empty where none did."""
    if not item.resolution:
        return ""
    number = f"Resolution {item.resolution.number}" if item.resolution.number else "A resolution"
    meeting = item.resolution.item.meeting
    return f"{number} of {meeting.board}, {meeting.when}"


def times_slipped(item: WorkItem) -> str:
    """How often an item was put off, in words; empty where never."""
    times = {0: "", 1: "Slipped once", 2: "Slipped twice"}
    return times.get(item.times_slipped, f"Slipped {item.times_slipped} times")


def _numbered(items):
    """Each item with its number at its meeting or month among those shown: a gap would tell of what is not."""
    counts = Counter()
    for item in items:
        if item.dropped_at:
            yield item, None
        else:
            counts[item.meeting_id, item.month] += 1
            yield item, counts[item.meeting_id, item.month]


def _row(item, place):
    slipped = Slipped(item)
    state = "taken" if item.taken_at_id else "dropped" if item.dropped_at else "to come"
    return (
        item.when or "Not scheduled",
        place,
        item.title,
        item.get_kind_display(),
        item.purpose,
        item.owner,
        came_from(item),
        item.recurs_months,
        slipped.first,
        item.times_slipped,
        slipped.why,
        state,
        item.dropped_why,
        "exempt" if item.exempt else "",
    )


def _section(slot: Slot) -> outline.Section:
    blocks = []
    if slot.items:
        rows = tuple(_cells(item) for item in slot.items)
        blocks.append(outline.Table(f"Items: {slot.heading}", COLUMNS, rows))
    if slot.also:
        blocks.append(outline.text("Also due here:"))
        blocks.append(outline.Bullets(tuple(outline.text(words) for words in also(slot))))
    title = f"{slot.heading} (provisional)" if slot.meeting and slot.meeting.status == "provisional" else slot.heading
    return outline.Section(title, tuple(blocks), anchor=slot.key)


def also(slot: Slot) -> list[str]:
    """What else is due at a meeting, a line each."""
    return [
        *(f"{action.reference}: {action.title} ({action.owner})" for action in slot.due),
        *(f"Update on the plan “{plan}”" for plan in slot.plans),
    ]


def _cells(item):
    notes = [
        item.get_kind_display(),
        came_from(item),
        times_slipped(item),
        f"Comes again every {item.recurs_months} months" if item.recurs_months else "",
    ]
    return (
        (
            outline.text(outline.Strong(item.title)),
            outline.tags("Exempt" if item.exempt else ""),
            outline.text(". ".join(filter(None, notes)) + ".", look=outline.Look.SECONDARY),
        ),
        item.purpose,
        str(item.owner or ""),
    )
