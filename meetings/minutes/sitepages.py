"""Headings of the pages that councils' sites make of one item: the page's name, the item's title, the meeting it was at.

Modern.gov writes "Agenda item", "Issue - meetings", "Issue - decisions", "Decision details" and "Decisions
published"; under them stand lines such as "Meeting of Cabinet, Tuesday, 5th May, 2020 10.00 am (Item 23.)".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .lines import Line, Page

NAME = re.compile(
    r"(?:Agenda item|Issue(?: -)? (?:meetings|decisions|details)|Decisions? (?:details|published))", re.IGNORECASE
)
_DECISIONS = re.compile(r"Issue(?: -)? decisions", re.IGNORECASE)
_MEETING = re.compile(r"\W*Meeting(?: of\b|:)\s*.{0,240}?\(Item (?P<number>[\w./]{1,12}?)\.?\)\s*\Z", re.IGNORECASE)
_MEETING_DAY = re.compile(r"\W*Meeting(?: of\b|:)\s.{3,160}\b(?:19|20)\d\d\b[^.]{0,20}\Z", re.IGNORECASE)
_MADE = re.compile(r"(?:Decision maker|Date of decision|Decided at meeting)\s*:", re.IGNORECASE)
# "11/10/2023 - Peer Challenge ref: 3157  Recommendations Approved"
_DATED = re.compile(r"\d{1,2}/\d{1,2}/\d{4}\s+-\s+(?P<title>.{1,220}?)\s*(?:\bref:? ?\d+.*)?\Z", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<number>\d{1,4}[A-Za-z]?)[.)]?\s+(?P<title>\S.*)\Z")
_AFTER_TITLE = re.compile(r"\s*(?:\(?pdf icon\)?\s*)?PDF \d+(?:\.\d+)? ?[KMG]B.*\Z|\s+pdf icon\s*\Z", re.IGNORECASE)
_NAMED_WITHIN = 40  # lines of menus before the page's name
_MEETING_WITHIN = 6  # lines from the title to its meeting
_LONGEST_TITLE = 240

# first line, line after the heading, place of the number, place of the title
Place = tuple[int, int, tuple[int, int] | None, tuple[int, int] | None]


def places(page: Page) -> list[Place]:
    """The headings of such a page, in order; none where it is not one."""
    lines = page.lines
    name = next((n for n, line in enumerate(lines[:_NAMED_WITHIN]) if NAME.fullmatch(line.text.strip(" *:•·-"))), None)
    if name is None:
        return []
    met = list(_met(lines, name + 1))
    if len(met) > 1 or (met and "meetings" in lines[name].text.lower()):
        return met
    dated = list(_dated(lines, name + 1))
    if dated:
        return dated
    if sum(1 for line in lines if NAME.fullmatch(line.text.strip(" *:•·-"))) > 1:
        return []  # a name that comes again heads each item of a whole meeting
    return _single(lines, name, met) if met or "details" in lines[name].text.lower() else []


def meeting_line(page: Page) -> int | None:
    """The line that says at which meeting the page's item was."""
    for number, line in enumerate(page.lines[:_NAMED_WITHIN]):
        if _MEETING.match(line.text) or (_MEETING_DAY.match(line.text) and number < _MEETING_WITHIN):
            return number
    return None


def is_details(page: Page) -> bool:
    """Whether the page tells of decisions alone: its name says so, or it says where and when one was made."""
    named = any(_DECISIONS.fullmatch(line.text.strip(" *:•·-")) for line in page.lines[:_NAMED_WITHIN])
    return named or any(_MADE.match(line.text) for line in page.lines[:120])


def _met(lines: list[Line], first: int) -> Iterator[Place]:
    """Each meeting's line, with the item's own line under it where that repeats the number."""
    for index in range(first, len(lines)):
        mark = _MEETING.match(lines[index].text)
        if not mark:
            continue
        number = (lines[index].start + mark.start("number"), lines[index].start + mark.end("number"))
        below = _NUMBERED.match(lines[index + 1].text) if index + 1 < len(lines) else None
        if below and below["number"] == mark["number"]:
            yield index, index + 2, number, _title(lines[index + 1], below.start("title"))
        else:
            above = index - 1 if index > first else first - 1
            yield index, index + 1, number, _title(lines[above], 0) if above >= first else None


def _dated(lines: list[Line], first: int) -> Iterator[Place]:
    for index in range(first, len(lines)):
        if found := _DATED.match(lines[index].text):
            yield index, index + 1, None, _title(lines[index], found.start("title"), found.end("title"))


def _single(lines: list[Line], name: int, met: list[Place]) -> list[Place]:
    """The one item of the page: its title under the page's name, its number on the meeting's line."""
    title = name + 1
    if title >= len(lines) or len(lines[title].text) > _LONGEST_TITLE:
        return []
    near = met and met[0][0] - title <= _MEETING_WITHIN
    return [(name, title + 1, met[0][2] if near else None, _title(lines[title], 0))]


def _title(line: Line, start: int, end: int | None = None) -> tuple[int, int]:
    words = line.text[:end]
    if size := _AFTER_TITLE.search(words):
        words = words[: size.start()]
    return line.start + start, line.start + len(words)
