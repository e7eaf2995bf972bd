"""A report in Excel: what it is, a sheet for each table with anything in it, and how each figure is counted."""

import datetime

from actions.papers import sheets
from actions.papers.sheets import Column, Sheet
from actions.reports.shapes import Report, Table
from actions.reports.word import MARKING


def render(report: Report, *, council: str, made_at: datetime.datetime) -> bytes:
    """The report as a .xlsx. Numbers are numbers; the lines for all together stand last in each sheet."""
    marking = MARKING if report.holds_exempt else ""
    return sheets.write(
        (
            _about(report, council, marking),
            *(_sheet(table) for table in report.tables if table.rows),
            _definitions(report),
        ),
        title=f"Half-year report: {report.whose}, {report.period}",
        subject=f"Counted until {report.until.isoformat()}",
        author=council,
        marking=marking,
        foot=f"{report.whose}, {report.period}",
        made_at=made_at,
    )


def _about(report, council, marking):
    rows = (
        ("Council", council),
        ("Boards", report.whose),
        ("Period", str(report.period)),
        ("From", report.period.first),
        ("To", report.period.last),
        ("Counted until", report.until),
        ("Marking", marking),
        ("Form", "Public: exempt matter is left out, and not counted" if report.public else ""),
        *((table.title, table.sentence) for table in report.tables),
    )
    return Sheet(
        "About", (Column("Half-year report", 34), Column("", 80)), tuple(row for row in rows if row[1]), filters=False
    )


def _sheet(table: Table) -> Sheet:
    columns = tuple(Column(column.label, _width(column.label)) for column in table.columns)
    return Sheet(table.title, columns, tuple(row.cells for row in table.rows))


def _width(label):
    return {"Board": 42, "What was to be done": 50, "What changed": 70}.get(label, 15)


def _definitions(report):
    rows = tuple((table.title, column.label, column.counted) for table in report.tables for column in table.definitions)
    return Sheet(
        "How it is counted", (Column("Table", 30), Column("Figure", 24), Column("How it is counted", 90)), rows
    )
