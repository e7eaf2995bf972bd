"""The tables of the half-year report that have a line a board: what stands in them, and how each figure is counted."""

from collections.abc import Callable
from dataclasses import dataclass

from actions.reports import figures
from actions.reports.shapes import Column

BOARD = Column("Board")
CLOSED = Column("Closed", "closed", "Actions that the board agreed to close, at a meeting in the period.")


@dataclass(frozen=True)
class Counted:
    """One table: `count` gives its figures, which its columns name; `sentence` says in words what they come to."""

    anchor: str
    title: str
    count: Callable
    sentence: Callable
    columns: tuple[Column, ...]


def many(count: int, thing: str, things: str = "") -> str:
    """ "1 action", "3 actions"."""
    return f"{count} {thing}" if count == 1 else f"{count} {things or thing + 's'}"


def _were(count) -> str:
    return "was" if count == 1 else "were"


def _recommended(whole: figures.Recommended) -> str:
    made = f"{many(whole.made, 'recommendation')} {_were(whole.made)} made."
    late = f" {many(whole.overdue, 'response')} {_were(whole.overdue)} overdue at the end." if whole.overdue else ""
    return (made if whole.made else "No recommendation was made.") + late


def _moved(whole: figures.Moved) -> str:
    opened = f"{many(whole.opened, 'action')} {_were(whole.opened)} opened" if whole.opened else "No action was opened"
    closed = f"{whole.closed} {_were(whole.closed)} closed" if whole.closed else "no action was closed"
    left = f"{many(whole.open_after, 'action')} {_were(whole.open_after)} open at the end"
    return f"{opened}, and {closed}. {left if whole.open_after else 'None was open at the end'}."


def _timely(whole: figures.Timely) -> str:
    closed = "No action was closed."
    if whole.closed:
        closed = f"{many(whole.closed, 'action')} {_were(whole.closed)} closed."
    if whole.had_first_due:
        closed += (
            f" {whole.by_first_due or 'None'} of {whole.had_first_due} with a due date {_were(whole.by_first_due)}"
        )
        closed += " complete by the date first given."
    if not whole.extended:
        return f"{closed} No action was given more time."
    times = "once" if whole.extensions == 1 else f"{whole.extensions} times in all"
    return f"{closed} {many(whole.extended, 'action')} {_were(whole.extended)} given more time, {times}."


def _changed(whole: figures.Changed) -> str:
    if not whole.closed:
        return "No action was closed."
    says = "says" if whole.with_impact == 1 else "say"
    return f"{whole.with_impact or 'None'} of {many(whole.closed, 'closed action')} {says} what changed for people."


def _areas(whole: figures.Areas) -> str:
    if not whole.all:
        return "No area for improvement had been reported."
    areas = many(whole.all, "area for improvement", "areas for improvement")
    return f"{areas} had been reported, of which {whole.open or 'none'} {_were(whole.open)} open at the end."


RECOMMENDATIONS = Counted(
    "recommendations",
    "Recommendations",
    figures.recommended,
    _recommended,
    (
        BOARD,
        Column("Made", "made", "Resolutions to recommend something, of the board’s meetings in the period."),
        Column(
            "Accepted",
            "accepted",
            "Recommendations whose last response, received in the period, accepts them. Where one was served on "
            "several, each response counts.",
        ),
        Column("Accepted in part", "partly", "The same, where the response accepts a part."),
        Column("Rejected", "rejected", "The same, where the response rejects it."),
        Column("Deferred", "deferred", "The same, where the response puts the answer off to another day."),
        Column("Waiting", "waiting", "Served by the end of the period and then without a response, or put off."),
        Column("Overdue", "overdue", "Of those waiting, the ones whose response was due before the last day."),
        Column(
            "Implemented",
            "implemented",
            "Recommendations whose last action ended in the period: none is open any more, and the board closed one at "
            "the least. One that was served and that nobody accepted, even in part, is not counted.",
        ),
    ),
)

ACTIONS = Counted(
    "actions",
    "Actions",
    figures.moved,
    _moved,
    (
        BOARD,
        Column("Open before", "open_before", "Actions made before the first day that had not ended by then."),
        Column("Opened", "opened", "Actions made in the period, by the board they were made for."),
        Column("Handed in", "handed_in", "Actions that another board handed on to this one in the period."),
        Column("Handed out", "handed_out", "Actions that this board handed on to another in the period."),
        CLOSED,
        Column("Withdrawn", "withdrawn", "Actions that the board agreed to withdraw, at a meeting in the period."),
        Column("Superseded", "superseded", "Actions that another took the place of, as recorded in the period."),
        Column(
            "Open after",
            "open_after",
            "Actions that had been made and had not ended by the end of the last day. One that was closed later counts "
            "as open.",
        ),
    ),
)

TIME = Counted(
    "time",
    "In time, and how long it took",
    figures.timely,
    _timely,
    (
        BOARD,
        CLOSED,
        Column(
            "Had a due date", "had_first_due", "Of those closed, the ones that were ever due on a day or at a meeting."
        ),
        Column(
            "Complete by the first",
            "by_first_due",
            "Of these, the ones said to be complete by the date first given, or by the end of that month where only a "
            "month was known. The meeting that closed them may have come later.",
        ),
        Column("Still had one", "had_due", "Of those closed, the ones with a due date when they were closed."),
        Column(
            "Complete by that", "by_due", "Of these, the ones said to be complete by that date, more time included."
        ),
        Column(
            "Median days open",
            "median_days",
            "For each action closed, the days from when it was made to the meeting that closed it; of these the "
            "one in the middle.",
        ),
        Column("Given more time", "extended", "Actions whose board agreed to more time, at a meeting in the period."),
        Column("How often", "extensions", "How many times boards agreed to more time; several may be for one action."),
    ),
)

IMPACT = Counted(
    "impact",
    "Impact recorded",
    figures.changed,
    _changed,
    (
        BOARD,
        CLOSED,
        Column(
            "Say what changed",
            "with_impact",
            "Of these, the ones with an update, entered by the last day, that says what changed for people.",
        ),
    ),
)

AREAS = Counted(
    "areas",
    "Areas for improvement",
    figures.areas,
    _areas,
    (
        BOARD,
        Column("Areas", "all", "Areas for improvement of all reviews reported to the board by the end of the period."),
        Column("Open", "open", "Of these, the ones without an action by the last day, or with one that had not ended."),
        Column("Closed", "closed", "The ones all of whose actions had been closed, withdrawn or superseded by then."),
    ),
)
