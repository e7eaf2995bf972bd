"""The outline of a paper: what stands in it and in which order, for every form of it to be made of.

Plain data without a look: a form decides how a quotation or a tag is drawn. Text is given as it is stored; each form
makes it safe for its own format.
"""

import datetime
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from django.utils.formats import date_format

from actions.papers.characters import writable


@dataclass(frozen=True)
class Strong:
    """Words that stand out."""

    kind: ClassVar = "strong"
    text: str


@dataclass(frozen=True)
class Tag:
    """A status or a flag, such as "In progress" or "Overdue": words that are drawn as a label."""

    kind: ClassVar = "tag"
    text: str


@dataclass(frozen=True)
class Link:
    """Words that lead to the section with the anchor `to` of the same paper."""

    kind: ClassVar = "link"
    text: str
    to: str


FEW_ROWS = 5

Part = str | Strong | Tag | Link


class Look(StrEnum):
    """What a text is, which a form draws in its own way."""

    BODY = "body"
    SECONDARY = "secondary"  # who said so, and when
    QUOTE = "quote"  # the minutes' or a review's own words
    NOTICE = "notice"  # what the reader has to know before they read on


@dataclass(frozen=True)
class Text:
    """One paragraph. A line end in it is kept."""

    kind: ClassVar = "text"
    parts: tuple[Part, ...]
    look: Look = Look.BODY

    def __bool__(self):
        return any(part if isinstance(part, str) else part.text for part in self.parts)

    def __str__(self):
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


def text(*parts: Part, look: Look = Look.BODY) -> Text:
    """A paragraph of `parts`, whose characters any form can hold."""
    return Text(tuple(_written(part) for part in parts if part), look)


def tags(*labels: str) -> Text:
    """A line of labels, with the empty ones left out."""
    parts = []
    for label in filter(None, labels):
        parts += ["  ", Tag(label)] if parts else [Tag(label)]
    return text(*parts)


def _written(part):
    if isinstance(part, str):
        return writable(part)
    if isinstance(part, Link):
        return Link(writable(part.text), part.to)
    return type(part)(writable(part.text))


@dataclass(frozen=True)
class Bullets:
    kind: ClassVar = "bullets"
    items: tuple[Text, ...]


@dataclass(frozen=True)
class Column:
    """`share` is how wide it is beside the others; `number` puts its cells to the right."""

    label: str
    share: float = 1
    number: bool = False


Cell = str | int | datetime.date | Text | tuple[Text, ...] | None


@dataclass(frozen=True)
class Table:
    """A table with one row of headings. `label` says what it holds; the first cell of a row names the row.

    `shows_label` puts it above the table, where no heading says the same; `width` is its part of the page's width.
    """

    kind: ClassVar = "table"
    label: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shows_label: bool = False
    width: float = 1

    @property
    def is_small(self) -> bool:
        """Whether it stays on one page, as a table of a few rows should."""
        return len(self.rows) <= FEW_ROWS

    @property
    def percent(self) -> int:
        return round(100 * self.width)

    @property
    def widths(self) -> tuple[float, ...]:
        """Each column's part of the table's width, in hundredths."""
        total = sum(column.share for column in self.columns)
        return tuple(round(100 * column.share / total, 2) for column in self.columns)

    @property
    def cells(self):
        """Rows of (column, the cell's paragraphs)."""
        for row in self.rows:
            yield tuple((column, paragraphs(cell)) for column, cell in zip(self.columns, row, strict=True))


@dataclass(frozen=True)
class Bar:
    """A bar in a drawing where each has 18 units of height and the longest is 100 long: its place and its length."""

    label: str
    number: int
    y: int
    length: float


@dataclass(frozen=True)
class Chart:
    """A few counts, as bars and as a table: `label` says what is counted, `columns` heads the two columns.

    What a count is of may be a Text, which the table shows as it is and the bars in plain words.
    """

    kind: ClassVar = "chart"
    label: str
    columns: tuple[str, str]
    counts: tuple[tuple[str | Text, int], ...]

    @property
    def table(self) -> Table:
        thing, number = self.columns
        return Table(self.label, (Column(thing, 3), Column(number, number=True)), self.counts, width=0.5)

    @property
    def bars(self) -> tuple[Bar, ...]:
        longest = max((number for _, number in self.counts), default=0) or 1
        return tuple(
            Bar(str(what), number, 18 * place, round(100 * number / longest, 2))
            for place, (what, number) in enumerate(self.counts)
        )

    @property
    def height(self) -> int:
        return 18 * len(self.counts)

    @property
    def labels_width(self) -> int:
        """About what the longest label takes."""
        return 6 * max((len(str(what)) for what, _ in self.counts), default=0)

    @property
    def numbers_from(self) -> int:
        """Where the number of a bar without length stands."""
        return self.labels_width + 13

    @property
    def drawn_width(self) -> int:
        return self.numbers_from + 140

    @property
    def description(self) -> str:
        """The chart in words, for those who do not see it."""
        return f"{self.label}: " + ", ".join(f"{what} {number}" for what, number in self.counts)


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, sections of their own among it. `anchor` is what links lead to.

    `whole` keeps it on one page where it fits there.
    """

    kind: ClassVar = "section"
    title: str
    blocks: tuple = ()
    anchor: str = ""
    whole: bool = False

    @property
    def flow(self):
        """Its blocks, each with whether it stays on one page with the next.

        So do the first lines under the heading, and a text that leads to something else.
        """
        for place, (block, following) in enumerate(zip(self.blocks, (*self.blocks[1:], None), strict=True)):
            leads = following is not None and (place < 2 or not isinstance(following, Text))
            yield block, leads and isinstance(block, Text)


Block = Text | Bullets | Table | Chart | Section


@dataclass(frozen=True)
class Paper:
    """A whole paper.

    `caption` stands above the title; `head` at the top of every page and `foot` at its bottom, beside "Page 1 of 9";
    `marking` says on every page that it is not for publication; `made_at` is the moment the file says it was made.
    """

    title: str
    council: str
    made_at: datetime.datetime
    sections: tuple[Section, ...]
    caption: str = ""
    head: str = ""
    foot: str = ""
    marking: str = ""
    opening: tuple[Block, ...] = field(default=())


def paragraphs(cell: Cell) -> tuple[Text, ...]:
    """What a table's cell holds, as paragraphs; a date is written out."""
    if isinstance(cell, Text):
        return (cell,)
    if isinstance(cell, tuple):
        return tuple(one for one in cell if one)
    if isinstance(cell, datetime.date):
        return (text(written(cell)),)
    return () if cell is None else (text(str(cell)),)


def written(day: datetime.date | None) -> str:
    """A day in words, such as "6 March 2026"."""
    return date_format(day, "j F Y") if day else ""
