"""A report in Word: what each board comes to, a figure a line, with how it is counted beside its name."""

import datetime

from actions.papers import outline, word
from actions.papers.outline import Look, Paper, Section, Strong, text
from actions.reports.shapes import Report, Table

MARKING = "Not for publication: exempt"
# as many as fit on a page beside the words
MOST_BOARDS = 4


def render(report: Report, *, council: str, made_at: datetime.datetime, template: bytes | None = None) -> bytes:
    """The report as a .docx, in the council's `template` where it has one."""
    return word.write(paper(report, council=council, made_at=made_at), template)


def paper(report: Report, *, council: str, made_at: datetime.datetime) -> Paper:
    """The report as the outline that its printed forms are made of."""
    marked = report.holds_exempt
    return Paper(
        title="Half-year report",
        council=council,
        caption=f"{report.whose}, {report.period}",
        head=f"Half-year report: {report.whose}, {report.period}",
        foot=f"Counted until {outline.written(report.until)}",
        marking=MARKING if marked else "",
        made_at=made_at,
        opening=_opening(report),
        sections=tuple(_section(table) for table in report.tables),
    )


def _opening(report):
    lines = []
    if report.so_far:
        lines.append(text(f"The period is not over. Counted {report.so_far}.", look=Look.NOTICE))
    if report.public:
        lines.append(text("Exempt matter is left out, and not counted.", look=Look.SECONDARY))
    return tuple(lines)


def _section(table: Table) -> Section:
    blocks = [text(table.sentence)] if table.sentence else []
    if table.by_board:
        blocks += [_of_boards(table, rows) for rows in batched(table.rows, MOST_BOARDS)]
    elif table.rows:
        blocks.append(_as_it_is(table))
        blocks += [text(Strong(f"{one.label}: "), one.counted, look=Look.SECONDARY) for one in table.definitions]
    return Section(table.title, tuple(blocks), anchor=table.anchor)


def batched(rows, most: int):
    """`rows` in parts of no more than `most`, as even as can be."""
    count = -(-len(rows) // most)
    size = -(-len(rows) // count) if count else 0
    return [rows[start : start + size] for start in range(0, len(rows), size)] if size else []


def _of_boards(table: Table, rows):
    """A part of a table turned round: a line a figure, and a column for each of some boards."""
    columns = (outline.Column("Figure", 3), *(outline.Column(row.cells[0], number=True) for row in rows))
    lines = tuple(
        (
            (text(Strong(column.label)), text(column.counted, look=Look.SECONDARY)),
            *(_said(row.cells[at]) for row in rows),
        )
        for at, column in enumerate(table.columns)
        if column.number
    )
    return outline.Table(table.title, columns, lines)


def _as_it_is(table: Table):
    columns = tuple(
        outline.Column(column.label, 1 if column.number else 2, number=column.number) for column in table.columns
    )
    return outline.Table(table.title, columns, tuple(_cells(row) for row in table.rows))


def _cells(row):
    first, *others = [outline.paragraphs(_said(cell)) for cell in row.cells]
    # what is exempt says so beside its reference
    return ((*first, outline.tags("Exempt")) if row.exempt else first, *others)


def _said(cell):
    return "none" if cell is None else cell if isinstance(cell, datetime.date) else str(cell)
