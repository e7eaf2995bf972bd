"""Lists of actions as a file for a spreadsheet."""

import csv

from django.utils import timezone

# a cell that begins with one of these is a formula to a spreadsheet
RISKY = ("=", "+", "-", "@", "\t", "\r")

HEADINGS = (
    "Reference",
    "Action",
    "Owner",
    "Directorate",
    "Monitoring board",
    "Due",
    "First due",
    "Times given more time",
    "Overdue",
    "Status",
    "Confidence",
    "Last update",
    "What was done",
    "Impact",
    "What success looks like",
    "Exempt",
)


def safe(cell) -> str:
    """A cell's text, made safe to open: a leading apostrophe keeps a spreadsheet from running it."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(RISKY) else text


def write_csv(file, actions, *, today):
    """Write actions, as `with_thread` fetched them, to a text file as CSV with a heading row."""
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    for action in actions:
        writer.writerow([safe(cell) for cell in _row(action, today)])


def _row(action, today):
    (update,) = action.latest_updates or (None,)
    return (
        action.reference,
        action.title,
        action.owner.name,
        action.owner.directorate.name,
        action.monitoring_board.name,
        action.due,
        action.original_due,
        action.times_extended,
        "yes" if action.is_overdue(today) else "no",
        action.get_status_display(),
        action.get_confidence_display(),
        timezone.localdate(update.entered_at) if update else "",
        update and (update.progress or f"No change since {update.no_change_since}"),
        update and update.impact,
        action.success_measure,
        "exempt" if action.exempt else "",
    )
