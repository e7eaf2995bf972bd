"""The shape of a report: tables of plain cells, with how each column is counted."""

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format

from actions.reports.periods import Period

Cell = str | int | float | datetime.date | None


@dataclass(frozen=True)
class Column:
    """A heading. `of` names the figure under it, `counted` says how that is counted; words have neither."""

    label: str
    of: str = ""
    counted: str = ""

    @property
    def number(self) -> bool:
        return bool(self.of)


@dataclass(frozen=True)
class Row:
    """A line of a table; its first cell names it. `total` is what all boards come to."""

    cells: tuple[Cell, ...]
    total: bool = False
    exempt: bool = False


@dataclass(frozen=True)
class Table:
    """`sentence` says the whole in words; where there is nothing to count it says that, and there are no rows.

    `by_board` is a table of figures with a line for each board.
    """

    anchor: str
    title: str
    sentence: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    by_board: bool = False

    @property
    def definitions(self) -> tuple[Column, ...]:
        """The columns that say how they are counted."""
        return tuple(column for column in self.columns if column.counted)

    @property
    def lines(self):
        """Rows as (row, ((column, cell), …))."""
        return [(row, tuple(zip(self.columns, row.cells, strict=True))) for row in self.rows]


@dataclass(frozen=True)
class Report:
    """A report. `until` is the last day it looks at: the period's, or today while that is not over."""

    period: Period
    until: datetime.date
    whose: str
    public: bool
    tables: tuple[Table, ...]

    @property
    def holds_exempt(self) -> bool:
        return any(row.exempt for table in self.tables for row in table.rows)

    @property
    def so_far(self) -> str:
        """What a period that is not over is marked with; else empty."""
        return f"so far: until {date_format(self.until, 'j F Y')}" if self.until < self.period.last else ""
