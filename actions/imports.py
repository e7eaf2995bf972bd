"""Reads a table of actions as pasted from a report's appendix: from Word or a spreadsheet, as CSV, or with bars.

Columns are matched by their headings. Nothing is guessed: what cannot be matched stays as words for
the clerk to see to.
"""

import csv
import datetime
import io
from dataclasses import dataclass

from meetings.minutes import dates
from meetings.words import fold

# what the columns are called in councils' appendices, folded
HEADINGS = {
    "title": ("action", "actions", "action required", "activity", "what", "task", "what we will do", "planned action"),
    "owner": ("owner", "lead", "lead officer", "responsible officer", "responsible", "who", "by whom", "action owner"),
    "due": ("due", "due date", "deadline", "timescale", "target date", "when", "by when", "completion date", "date"),
    "success_measure": ("success measure", "success criteria", "outcome", "measure", "what success looks like"),
    "area": ("area", "finding", "recommendation", "ref", "no", "number", "area for improvement"),
}
MOST_ROWS = 200


class TableError(ValueError):
    """The text is not a table of actions; the message says what to do."""


@dataclass(frozen=True)
class Row:
    """One action of the table, in its words; `due_on` or `due_month` where the words name a day or a month."""

    title: str
    owner: str = ""
    due: str = ""
    due_on: datetime.date | None = None
    due_month: datetime.date | None = None
    success_measure: str = ""
    area: str = ""


def read(text: str) -> list[Row]:
    """The actions of a pasted table. Raises TableError where it has no heading row or no action."""
    lines = [line for line in text.splitlines() if line.strip(" |\t+-")]
    if not lines:
        raise TableError("Paste the table, with its heading row.")
    try:
        cells = [[" ".join(cell.split()) for cell in row] for row in _split(lines)]
    except csv.Error as error:
        raise TableError("This is not a table that can be read. Copy it again from Word or the spreadsheet.") from error
    columns = _columns(cells[0])
    if "title" not in columns:
        raise TableError(
            "The first row has no heading “Action”. Paste the table with its heading row, such as: "
            "Action, Owner, Due, Success measure."
        )
    rows = [_row(columns, row) for row in cells[1:]]
    rows = [row for row in rows if row.title]
    if not rows:
        raise TableError("There is no action below the heading row.")
    if len(rows) > MOST_ROWS:
        raise TableError(f"That is {len(rows)} actions; paste at most {MOST_ROWS} at once.")
    return rows


def _split(lines):
    heading = lines[0]
    if "\t" in heading:
        return list(csv.reader(io.StringIO("\n".join(lines)), delimiter="\t"))
    if "|" in heading:
        return [line.strip().strip("|").split("|") for line in lines]
    return list(csv.reader(io.StringIO("\n".join(lines)), skipinitialspace=True))


def _columns(heading) -> dict[str, int]:
    folded = [fold(cell) for cell in heading]
    return {
        name: next(folded.index(word) for word in words if word in folded)
        for name, words in HEADINGS.items()
        if any(word in folded for word in words)
    }


def _row(columns, cells) -> Row:
    values = {name: cells[index] if index < len(cells) else "" for name, index in columns.items()}
    due = values.get("due", "")
    day, month = dates.find_day(due), dates.find_month(due)
    return Row(
        **values,
        due_on=day.date if day else None,
        due_month=datetime.date.fromisoformat(f"{month}-01") if month and not day else None,
    )
