"""Reads minutes: the one door to this package."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import attendance, opening, sitepages
from .actions import actions
from .approvals import approvals
from .blocks import Block, Layout, blocks
from .document import Item, Minutes, Span
from .documents import documents
from .exempt import marked
from .findings import findings
from .headings import Heading, headings
from .lines import Page
from .resolutions import resolutions
from .reviews import review

_PLANNED = re.compile(
    r"\b(?:action plan|improvement plan|identified actions|inspection|peer (?:challenge|review))\b", re.IGNORECASE
)


def read(text: str) -> Minutes:
    """Everything the text says. Any text will do; what it does not say is None or empty."""
    page = Page(text)
    found = headings(page)
    # The opening is what stands before the first heading; a text of one item alone has none.
    first = found[0].first if found else len(page.lines)
    lines = opening.window(page, first)
    day = opening.date(page, lines)
    page.held_on = day.date if day else None
    board = opening.board(page, lines)
    page.board = board.text if board else ""
    page.is_decision = sitepages.is_details(page)
    return Minutes(
        source=text,
        council=opening.council(page, lines),
        board=board,
        date=day,
        venue=opening.venue(page, lines),
        attendees=attendance.of_meeting(page, first),
        items=marked(text, tuple(_items(page, found))),
    )


def _items(page: Page, found: list[Heading]) -> Iterator[Item]:
    layout = Layout(page.lines)
    # what stands above the first item of a site's page is the site's
    if not found or (found[0].first > 0 and not sitepages.places(page)):
        found = [Heading(0, 0, None, None), *found]
    for heading, following in zip(found, [*found[1:], None], strict=False):
        last = following.first if following else len(page.lines)
        made = _item(page, layout, heading, last)
        if heading.number or heading.title or made.resolutions or made.actions or len(found) == 1:
            yield made


def _item(page: Page, layout: Layout, heading: Heading, last: int) -> Item:
    body = blocks(page, heading.body, last, layout)
    titled = bool(heading.title or heading.number)
    found = findings(page, body)
    return Item(
        span=_span(page, heading.first, last),
        number=page.words(*heading.number) if heading.number else None,
        title=page.words(*heading.title) if heading.title else None,
        attendees=attendance.of_item(page, body) if titled else (),
        review=review(page, body, heading.title, bool(found)),
        findings=found,
        approvals=approvals(page, body) if found or _speaks_of_plan(body) else (),
        resolutions=resolutions(page, body),
        actions=actions(page, body, heading.body, last),
        documents=documents(page, body, last),
    )


def _speaks_of_plan(body: list[Block]) -> bool:
    return any(_PLANNED.search(block.text) for block in body)


def _span(page: Page, first: int, last: int) -> Span:
    """The item's place in the source, from its heading to its last line."""
    if first >= last:
        return Span(0, 0)
    return Span(page.source_at(page.lines[first].start), page.source_at(page.lines[last - 1].end - 1) + 1)
