"""The half-year report: its tables in their order. Every form of it is made of this and of nothing else."""

import datetime

from actions.reports import counted, figures
from actions.reports.counted import BOARD, Counted, many
from actions.reports.facts import Facts, facts
from actions.reports.periods import Period
from actions.reports.shapes import Column, Report, Row, Table

ALL = "All boards together"


def report(standing, period: Period, *, board=None, today: datetime.date, public: bool = False) -> Report:
    """The report for one board, or for each and all where `board` is None, as `standing` may see it.

    A constant number of queries. The period has to have begun by `today`; one that is not over counts until today.
    """
    span = Period(period.first, min(period.last, today))
    found = facts(standing, span, public=public)
    boards = [board.pk] if board else figures.boards(found, span)
    whole = board and board.pk

    def table(section):
        return _counted(section, found, span, boards, whole)

    return Report(
        period=period,
        until=span.last,
        whose=board.name if board else "All boards",
        public=public,
        tables=(
            table(counted.RECOMMENDATIONS),
            table(counted.ACTIONS),
            table(counted.TIME),
            _updates(found, boards),
            table(counted.IMPACT),
            _words(found, span, whole),
            table(counted.AREAS),
        ),
    )


def _counted(section: Counted, found: Facts, span, boards, whole) -> Table:
    """A line for each board, and where all are asked for and there are several, one for all together."""

    def cells(name, counts):
        return (name, *(getattr(counts, column.of) for column in section.columns[1:]))

    together = section.count(found, span, whole)
    rows = [Row(cells(found.boards[board], section.count(found, span, board))) for board in boards]
    if whole is None and len(boards) > 1:
        rows.append(Row(cells(ALL, together), total=True))
    there_is_any = any(getattr(together, column.of) for column in section.columns[1:])
    return Table(
        anchor=section.anchor,
        title=section.title,
        sentence=section.sentence(together),
        columns=section.columns,
        rows=tuple(rows) if there_is_any else (),
        by_board=True,
    )


UPDATES = (
    BOARD,
    Column("Meeting"),
    Column(
        "Asked for",
        "asked",
        "Actions that a post was asked about for a meeting in the period. One that ended before the meeting without an "
        "update is left out: it was no longer owed.",
    ),
    Column(
        "In time",
        "on_time",
        "Of these, the ones with an update, not sent back, by the day on which updates were due. Whoever was asked "
        "after that day had until the meeting.",
    ),
    Column("Late", "late", "The ones with an update after that day."),
    Column("Reason given", "excused", "The ones without an update, where the reason is on record."),
    Column("Missing", "missing", "The ones with neither."),
)


def _updates(found: Facts, boards) -> Table:
    """A line for each meeting for which officers were asked, and one for all of them together."""
    columns = [column.of for column in UPDATES[2:]]
    lines = [(meeting, figures.updated(found, meeting)) for meeting in found.meetings if meeting.board in boards]
    rows = [
        Row((found.boards[meeting.board], meeting.on, *(getattr(row, of) for of in columns))) for meeting, row in lines
    ]
    together = {of: sum(getattr(row, of) for _, row in lines) for of in columns}
    if len(rows) > 1:
        rows.append(Row(("All meetings together", "", *together.values()), total=True))
    sentence = "Officers were not asked for updates for a meeting in this period."
    if lines:
        came = f"{together['on_time'] or 'none'} came in time, {together['missing'] or 'none'} did not come"
        sentence = f"{many(together['asked'], 'update')} asked for: {came}."
    return Table("updates", "Updates for meetings", sentence, UPDATES, tuple(rows))


WORDS = tuple(map(Column, ("Action", "What was to be done", "Board", "Closed on", "What changed")))


def _words(found: Facts, span, whole) -> Table:
    """What the actions closed say has changed for people, in their own words."""
    said = [
        (action, impact) for action in figures.closed_in(found, span, whole) if (impact := figures.impact(action, span))
    ]
    rows = tuple(
        Row(
            (
                action.reference,
                action.title,
                found.boards[action.board_on(action.ended_on)],
                action.ended_on,
                impact.words,
            ),
            exempt=action.exempt or impact.exempt,
        )
        for action, impact in said
    )
    sentence = "" if rows else "No action that was closed says what changed for people."
    return Table("words", "What changed for people, in the officers’ words", sentence, WORDS, rows)
