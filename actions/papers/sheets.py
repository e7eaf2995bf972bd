"""Workbooks: a heading row that stays in sight, filters on, text that no spreadsheet runs, days that are days."""

import datetime
import io
import math
import re
import zipfile
from dataclasses import dataclass

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from actions.papers import archives
from actions.papers.characters import writable

MOST_CHARACTERS = 32_767  # in a cell, says Excel
CUT = "… [cut: a cell holds no more than 32,767 characters]"
MOST_HEIGHT = 409.0  # of a row, says Excel
LINE_HEIGHT, FEW_LINES = 13, 6
DAY, MOMENT = "d mmm yyyy", "d mmm yyyy hh:mm"
# a cell that begins with one of these would be a formula, were it not marked as text
RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """`width` is in characters, about."""

    label: str
    width: int = 16


Cell = str | int | float | bool | datetime.date | datetime.datetime | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: headings and rows.

    `filters` is off where the rows are not of one kind, as on a first page; `printed` is how many columns go on
    paper, where not all of them fit.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    filters: bool = True
    printed: int | None = None


def write(
    sheets, *, title: str, author: str, made_at: datetime.datetime, subject: str = "", marking: str = "", foot: str = ""
) -> bytes:
    """The sheets as a .xlsx, which says that it was made at `made_at` by `author`.

    On paper every page has the title and the `marking` at its top, and `foot` at its bottom.
    """
    book = Workbook()
    book.remove(book.active)
    taken = set()
    for sheet in sheets:
        name = sheet_title(sheet.title, taken)
        taken.add(name.lower())
        place = book.create_sheet(name)
        _fill(place, sheet)
        _settle(place, sheet)
        _head_and_foot(place, title, marking, foot)
    moment = made_at.astimezone(datetime.UTC).replace(microsecond=0, tzinfo=None)
    properties = book.properties
    properties.title, properties.creator, properties.lastModifiedBy = (
        writable(title),
        writable(author),
        writable(author),
    )
    properties.subject, properties.language = writable(subject), "en-GB"
    properties.created = moment
    made = io.BytesIO()
    book.save(made)
    return archives.steady(made.getvalue(), made_at, replace={"docProps/core.xml": _core(made, moment)})


def _core(made, moment) -> bytes:
    """The file's own description, without the moment of this very writing."""
    with zipfile.ZipFile(made) as archive:
        core = archive.read("docProps/core.xml").decode()
    return re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{moment.isoformat()}Z", core).encode()


def sheet_title(wanted: str, taken=frozenset()) -> str:
    """A title that Excel takes: at most 31 characters, none of []:*?/\\, no apostrophe at an end, not `taken`."""
    title = re.sub(r"[\[\]:*?/\\\s]+", " ", writable(wanted)).strip().strip("'")[:31].rstrip(" '") or "Sheet"
    number, base = 1, title
    while title.lower() in taken or title.lower() == "history":
        number += 1
        title = f"{base[: 30 - len(str(number))]} {number}"
    return title


def _fill(place, sheet):
    rule = Side(style="thin", color="B1B4B6")
    bold, heading = Font(name="Arial", size=10, bold=True), PatternFill("solid", fgColor="E5EEED")
    plain, top = Font(name="Arial", size=10), Alignment(horizontal="left", vertical="top", wrap_text=True)
    under = Border(bottom=rule)
    for number, column in enumerate(sheet.columns, start=1):
        cell = place.cell(row=1, column=number)
        put(cell, column.label)
        cell.font, cell.fill, cell.alignment, cell.border = bold, heading, top, under
        place.column_dimensions[get_column_letter(number)].width = column.width
    for at, row in enumerate(sheet.rows, start=2):
        for number, value in enumerate(row, start=1):
            cell = place.cell(row=at, column=number)
            put(cell, value)
            cell.font, cell.alignment, cell.border = plain, top, under
        place.row_dimensions[at].height = row_height(sheet, row)


def row_height(sheet: Sheet, row) -> float:
    """How high a row has to be for its text, in points: not every spreadsheet works that out for itself.

    What does not go on paper gets less room: it is read in the cell.
    """
    printed = len(row) if sheet.printed is None else sheet.printed
    lines = [_lines(value, column.width) for value, column in zip(row, sheet.columns, strict=True)]
    needed = max(max(lines[:printed], default=1), min(max(lines[printed:], default=1), FEW_LINES))
    return min(LINE_HEIGHT * needed + 3, MOST_HEIGHT)


def _lines(value, width):
    if not isinstance(value, str):
        return 1
    # a little less than the width, since words do not break
    return sum(max(1, math.ceil(len(line) * 1.12 / width)) for line in value.split("\n"))


def _head_and_foot(place, title, marking, foot):
    """An ampersand begins an instruction there, and is written twice where it is meant."""
    place.oddHeader.left.text = title.replace("&", "&&")
    place.oddHeader.right.text = marking.replace("&", "&&")
    place.oddFooter.left.text = f"&A. {foot}".replace("&", "&&").replace("&&A", "&A", 1)
    place.oddFooter.right.text = "Page &P of &N"
    for part in (place.oddHeader.left, place.oddHeader.right, place.oddFooter.left, place.oddFooter.right):
        part.size, part.font = 8, "Arial,Regular"


def _settle(place, sheet):
    """What a sheet does on the screen and on paper."""
    place.freeze_panes = "B2" if len(sheet.columns) > 4 else "A2"
    if sheet.filters:
        place.auto_filter.ref = place.dimensions
    place.print_title_rows = "1:1"
    if sheet.printed:
        place.print_area = f"A1:{get_column_letter(sheet.printed)}{place.max_row}"
    place.page_setup.orientation = "landscape"
    place.page_setup.paperSize = place.PAPERSIZE_A4
    place.page_setup.fitToWidth, place.page_setup.fitToHeight = 1, 0
    place.sheet_properties.pageSetUpPr.fitToPage = True
    place.page_margins.left = place.page_margins.right = 0.4
    place.page_margins.top = place.page_margins.bottom = 0.7


def put(cell, value: Cell):
    """Write a value as what it is: a text is never a formula, a day is a day, yes and no are words."""
    if isinstance(value, bool):
        value = "Yes" if value else "No"
    if value is None or value == "":
        return
    if isinstance(value, datetime.datetime):
        cell.value = value.replace(tzinfo=None, microsecond=0)
        cell.number_format = MOMENT
    elif isinstance(value, datetime.date):
        cell.value = value
        cell.number_format = DAY
    elif isinstance(value, int | float):
        cell.value = value
    else:
        text = writable(str(value))
        cell.value = text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - len(CUT)] + CUT
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(RISKY)


def read(data: bytes):
    """A workbook to look into: for tests, and for whoever takes one in."""
    return load_workbook(io.BytesIO(data))
