"""Reads minutes: the one door to this package."""

from __future__ import annotations

from .blocks import Layout, blocks
from .document import Item, Minutes, Span
from .headings import Heading, headings
from .lines import Page
from .resolutions import resolutions


def read(text: str) -> Minutes:
    """Everything the text says. Any text will do; what it does not say is None or empty."""
    page = Page(text)
    layout = Layout(page.lines)
    found = headings(page)
    return Minutes(source=text, items=tuple(_items(page, layout, found)))


def _items(page: Page, layout: Layout, found: list[Heading]):
    count = len(page.lines)
    if not found:
        found = [Heading(0, 0, None, None)]
    elif found[0].first > 0:
        found = [Heading(0, 0, None, None), *found]
    for heading, following in zip(found, [*found[1:], None], strict=True):
        last = following.first if following else count
        made = _item(page, layout, heading, last)
        if heading.number or heading.title or made.resolutions or len(found) == 1:
            yield made


def _item(page: Page, layout: Layout, heading: Heading, last: int) -> Item:
    body = blocks(page, heading.body, last, layout)
    start = page.source_at(page.lines[heading.first].start) if page.lines else 0
    end = page.source_at(page.lines[last - 1].end - 1) + 1 if last > heading.first and page.lines else start
    return Item(
        span=Span(start, max(start, min(end, len(page.source)))),
        number=page.words(*heading.number) if heading.number else None,
        title=page.words(*heading.title) if heading.title else None,
        resolutions=resolutions(page, body),
    )
