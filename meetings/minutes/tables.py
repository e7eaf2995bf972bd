"""Tables of actions, as they come out of a paste: cells parted by tabs, bars, wide spaces or slashes, or a line each."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .dates import find_day, find_month
from .lines import Line, Page
from .names import is_owner

_CUT = re.compile(r"[^\S\n]*(?:\t|\|)[^\S\n]*|[^\S\n]{3,}")
_SLASH = re.compile(r"\s+/\s+")
_COLUMNS = (
    ("number", re.compile(r"(?:item|no\.?|ref\.?|reference|#|number|action no\.?|action ref\.?|minute|item no\.?|agenda item|date raised|meeting date)\Z", re.IGNORECASE)),
    ("action", re.compile(r"(?:agreed |key )?actions?(?: points?| required| agreed| to be taken| item)?\Z|task\Z", re.IGNORECASE)),
    ("owner", re.compile(r"(?:action )?(?:owner|lead|lead officer|responsible|responsible officer|responsibility|officer|by whom|who|assigned to|person responsible|action by|allocated to|action owner)\Z", re.IGNORECASE)),
    ("due", re.compile(r"(?:deadline|due|due date|by when|when|timescale|target date|target|completion date|date due|date|by|timeframe|date for completion)\Z", re.IGNORECASE)),
    ("other", re.compile(r"(?:status|rag|rag status|progress|update|comments?|notes?|outcome|response|complete|completed\??)\Z", re.IGNORECASE)),
)  # fmt: skip


_LIST_OF_ACTIONS = re.compile(
    r"(?:(?:summary|list|table|schedule|log) of )?(?:agreed |key )?actions?(?: points?| items?| log| list| sheet| summary| arising)?\s*:?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*\d{1,3}[.)]?\s*")
_ROW_LINES = 4  # of the longest row of a table that a paste has broken


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of actions: where its cells stand in the page's text, by what their column holds."""

    start: int
    end: int
    cells: dict[str, tuple[int, int]]
    rest: tuple[tuple[int, int], ...] = ()  # where the action goes on, in rows that hold nothing else


def rows(page: Page, first: int, last: int) -> Iterator[Row]:
    """The rows of the tables of actions among the lines `first` to `last` (exclusive)."""
    index = first
    while index < last:
        cut, columns = _header(page.lines[index])
        if len(columns) > 1 and _is_header(columns):
            index += 1
            while index < last and (row := _row(page.lines[index], columns, cut)):
                yield row
                index += 1
        elif columns and columns[0] and (stacked := _stacked_header(page, index, last)):
            index += len(stacked)
            while index < last and (row := _stacked(page, index, last, stacked)):
                yield row
                index += len(stacked)
        elif _LIST_OF_ACTIONS.fullmatch(page.lines[index].text.strip()):
            index += 1
            headless, index = _headless(page, index, last)
            yield from headless
        else:
            index += 1


def _headless(page: Page, index: int, last: int) -> tuple[list[Row], int]:
    """Rows without a header, under a heading of actions, and the line after them.

    The owner stands in the last cell, the action before.
    """
    found: list[Row] = []
    while index < last:
        line = page.lines[index]
        if _is_header(_header(line)[1]):
            break
        if numbered := _numbered(page, index, last):
            row, after = numbered
            found.append(row)
            index = after
            continue
        if found and "number" in found[-1].cells:
            break
        if line.text.lstrip().startswith("|"):
            places = [(line.start + first, line.start + end) for first, end in _bars(line.text)]
        else:
            places = _cells(line, _parting(line))
        cells = [page.text[slice(*place)].strip() for place in places]
        if len(cells) < 2:
            break
        if cells[-1] and cells[-2] and is_owner(cells[-1].rstrip(" /,")):
            found.append(Row(line.start, line.end, {"action": places[-2], "owner": places[-1]}))
        elif found and cells[-2] and not cells[-1]:
            before = found[-1]
            found[-1] = Row(before.start, line.end, before.cells, (*before.rest, places[-2]))
        else:
            break
        index += 1
    return found, index


def _numbered(page: Page, index: int, last: int) -> tuple[Row, int] | None:
    """A row that opens with its number, "3. / what / who", over a few lines; and the line after it."""
    first = page.lines[index]
    parting = _parting(first)
    number, *places = _cells(first, parting) or [(0, 0)]
    if not places or not _NUMBER.fullmatch(page.text[slice(*number)]):
        return None
    for below in range(index, min(index + _ROW_LINES, last)):
        line = page.lines[below]
        cells = _cells(line, parting)[1 if below == index else 0 :]
        if below > index and (not cells or _NUMBER.fullmatch(page.text[slice(*cells[0])])):
            return None
        due = cells.pop() if len(cells) > 2 and _is_time(page.text[slice(*cells[-1])]) else None
        if len(cells) > (below == index) and is_owner(page.text[slice(*cells[-1])].rstrip(" /,")):
            what = cells[-2] if below == index else (places[0][0], cells[-2][1] if len(cells) > 1 else line.start)
            named = {"action": what, "owner": cells[-1], **({"due": due} if due else {})}
            return Row(first.start, line.end, {"number": number, **named}), below + 1
    return None


def _is_time(words: str) -> bool:
    return find_day(words) is not None or find_month(words) is not None


def _parting(line: Line) -> re.Pattern[str]:
    """How the cells of a line are parted: by slashes where nothing else parts them."""
    return _CUT if _CUT.search(line.text.strip()) else _SLASH


def _bars(text: str) -> list[tuple[int, int]]:
    """The places of the cells between the bars of a line, the empty ones too."""
    at = [place for place, letter in enumerate(text) if letter == "|"]
    return [(one + 1, other) for one, other in itertools.pairwise(at)]


def _header(line: Line) -> tuple[re.Pattern[str], list[str | None]]:
    """What a line's cells would head, and how they are parted."""
    pattern = _parting(line)
    return pattern, [_column(line.text[first - line.start : end - line.start]) for first, end in _cells(line, pattern)]


def _cells(line: Line, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """The places of a line's cells."""
    found, at = [], 0
    for cut in pattern.finditer(line.text):
        if cut.start() > 0:
            found.append((line.start + at, line.start + cut.start()))
        at = cut.end()
    if at < len(line.text.rstrip()):
        found.append((line.start + at, line.end))
    return found


def _column(words: str) -> str | None:
    words = words.strip(" *:_\n")
    return next((name for name, pattern in _COLUMNS if len(words) < 40 and pattern.match(words)), None)


def _is_header(columns: list[str | None]) -> bool:
    return columns.count("action") == 1 and ("owner" in columns or "due" in columns)


def _row(line: Line, columns: list[str | None], pattern: re.Pattern[str]) -> Row | None:
    cells = _cells(line, pattern)
    if not 2 <= len(cells) <= len(columns) + 1:
        return None
    # A first column of numbers may be left out of the header or of the row.
    numbered = columns[0] == "number" and re.match(r"[\W\d]*\w{0,4}\Z", line.text[: cells[0][1] - line.start])
    named = columns if len(cells) >= len(columns) or columns[0] != "number" or numbered else columns[1:]
    return Row(line.start, line.end, {name: cell for name, cell in zip(named, cells, strict=False) if name})


def _stacked_header(page: Page, index: int, last: int) -> list[str | None]:
    """A header whose cells stand below one another."""
    columns = []
    while index < last and len(columns) < 6 and (name := _column(page.lines[index].text)):
        columns.append(name)
        index += 1
    return columns if len(columns) > 1 and _is_header(columns) else []


def _stacked(page: Page, index: int, last: int, columns: list[str | None]) -> Row | None:
    if index + len(columns) > last:
        return None
    lines = page.lines[index : index + len(columns)]
    cells = {name: (line.start, line.end) for name, line in zip(columns, lines, strict=True) if name}
    action, owner = cells["action"], cells.get("owner")
    if len(page.text[slice(*action)].split()) < 3 or (owner and len(page.text[slice(*owner)].split()) > 10):
        return None
    return Row(lines[0].start, lines[-1].end, cells)
