"""What a report counts, in plain Python: of one board, or of all together where the board is None."""

import datetime
import statistics
from collections.abc import Iterable
from dataclasses import dataclass

from actions.reports.facts import ActionFact, AskedFact, Facts, MeetingFact, RecommendationFact, ServedFact
from actions.reports.periods import DAY, Period
from actions.statuses import Status

ACCEPTED, PARTLY, REJECTED, DEFERRED = "accepted", "partly", "rejected", "deferred"


@dataclass(frozen=True)
class Recommended:
    """Recommendations: made in the period; answered in it, and how; waiting at its end; carried out in it."""

    made: int
    accepted: int
    partly: int
    rejected: int
    deferred: int
    waiting: int
    overdue: int
    implemented: int


@dataclass(frozen=True)
class Moved:
    """Actions: how many were open as the period began, what came to them in it, and how many were open at its end."""

    open_before: int
    opened: int
    handed_in: int
    handed_out: int
    closed: int
    withdrawn: int
    superseded: int
    open_after: int


@dataclass(frozen=True)
class Timely:
    """Of the actions closed: how many had a first due date and were complete by it, or by the one they had then.

    `median_days` is from when they were made to the meeting that closed them, None where none was closed.
    `extended` counts the actions given more time in the period, `extensions` how often.
    """

    closed: int
    had_first_due: int
    by_first_due: int
    had_due: int
    by_due: int
    median_days: float | None
    extended: int
    extensions: int


@dataclass(frozen=True)
class Updated:
    """Of the actions asked about for a meeting: how many updates came in time, came late, or did not come."""

    asked: int
    on_time: int
    late: int
    excused: int
    missing: int


@dataclass(frozen=True)
class Changed:
    """Of the actions closed, how many say what changed for people."""

    closed: int
    with_impact: int


@dataclass(frozen=True)
class Areas:
    """Areas for improvement of the reviews reported by the end of the period, as they then stood."""

    all: int
    open: int

    @property
    def closed(self) -> int:
        return self.all - self.open


def boards(facts: Facts, period: Period) -> list[int]:
    """The boards that have anything to count, in the order of their names."""
    return [board for board in facts.boards if _any(facts, period, board)]


def _any(facts, period, board):
    counted = (moved(facts, period, board), recommended(facts, period, board), areas(facts, period, board))
    met = any(meeting.board == board for meeting in facts.meetings)
    return met or any(any(vars(one).values()) for one in counted)


def _of(board, other) -> bool:
    return board is None or board == other


def recommended(facts: Facts, period: Period, board: int | None = None) -> Recommended:
    rows = [row for row in facts.recommendations if _of(board, row.board)]
    served = [one for row in rows for one in row.served if one.served_on <= period.last]
    answers = [answer for one in served if (answer := _answered_in(one, period))]
    waiting = [one for one in served if last_response(one, period.last)[1] in ("", DEFERRED)]
    return Recommended(
        made=sum(period.holds(row.made_on) for row in rows),
        accepted=answers.count(ACCEPTED),
        partly=answers.count(PARTLY),
        rejected=answers.count(REJECTED),
        deferred=answers.count(DEFERRED),
        waiting=len(waiting),
        overdue=sum(_due(one, period.last) < period.last for one in waiting),
        implemented=sum(period.holds(_implemented_on(row, facts, period.last)) for row in rows),
    )


def last_response(served: ServedFact, day: datetime.date):
    """(day received, answer, deferred until) of the last response by the end of `day`; (None, "", None) without any."""
    received = [response for response in served.responses if response[0] <= day]
    return received[-1] if received else (None, "", None)


def _answered_in(served, period) -> str:
    """What the last response by the end of the period says, if it came in the period."""
    received_on, answer, _ = last_response(served, period.last)
    return answer if period.holds(received_on) else ""


def _due(served, day):
    """When a response is due as of the end of `day`: a deferral names another day."""
    _, answer, until = last_response(served, day)
    return until if answer == DEFERRED else served.response_due_on


def _implemented_on(row: RecommendationFact, facts, day) -> datetime.date | None:
    """The day on which the last of its actions ended, by `day`: all ended, one closed, and no refusal by everybody."""
    actions = [action for pk in row.actions if (action := facts.actions[pk]).made_on <= day]
    if not actions or any(action.is_open_on(day) for action in actions):
        return None
    if not any(action.ended == Status.CLOSED for action in actions):
        return None
    answers = {last_response(one, day)[1] for one in row.served if one.served_on <= day}
    if answers and not answers & {ACCEPTED, PARTLY}:
        return None
    return max(action.ended_on for action in actions)


def moved(facts: Facts, period: Period, board: int | None = None) -> Moved:
    before = period.first - DAY
    actions = facts.actions.values()
    ended = [action.ended for action in ended_in(facts, period, board)]
    return Moved(
        open_before=sum(_is_open(action, before, board) for action in actions),
        opened=sum(period.holds(action.made_on) and _of(board, action.boards[0][1]) for action in actions),
        handed_in=0 if board is None else _handed(actions, period, to=board),
        handed_out=0 if board is None else _handed(actions, period, by=board),
        closed=ended.count(Status.CLOSED),
        withdrawn=ended.count(Status.WITHDRAWN),
        superseded=ended.count(Status.SUPERSEDED),
        open_after=sum(_is_open(action, period.last, board) for action in actions),
    )


def _is_open(action: ActionFact, day, board):
    return action.is_open_on(day) and _of(board, action.board_on(day))


def _handed(actions: Iterable[ActionFact], period, *, to=None, by=None) -> int:
    """How often an action came to a board from another in the period, or went from it."""
    steps = (
        (earlier, later)
        for action in actions
        for (_, earlier), (since, later) in zip(action.boards, action.boards[1:], strict=False)
        if period.holds(since)
    )
    return sum(later == to if to else earlier == by for earlier, later in steps)


def ended_in(facts: Facts, period: Period, board: int | None = None) -> list[ActionFact]:
    """The actions that ended in the period, by the board that monitored them then."""
    ended = (action for action in facts.actions.values() if period.holds(action.ended_on))
    return [action for action in ended if _of(board, action.board_on(action.ended_on))]


def closed_in(facts: Facts, period: Period, board: int | None = None) -> list[ActionFact]:
    """The actions that a board closed at a meeting in the period, the earliest first."""
    closed = (action for action in ended_in(facts, period, board) if action.ended == Status.CLOSED)
    return sorted(closed, key=lambda action: (action.ended_on, action.reference))


def timely(facts: Facts, period: Period, board: int | None = None) -> Timely:
    closed = closed_in(facts, period, board)
    days = [(action.ended_on - action.made_on).days for action in closed]
    extensions = [one for one in facts.extensions if period.holds(one.on) and _of(board, one.board)]
    return Timely(
        closed=len(closed),
        had_first_due=sum(action.first_due is not None for action in closed),
        by_first_due=sum(_complete_by(action, action.first_due) for action in closed),
        had_due=sum(action.due is not None for action in closed),
        by_due=sum(_complete_by(action, action.due) for action in closed),
        median_days=statistics.median(days) if days else None,
        extended=len({one.action for one in extensions}),
        extensions=len(extensions),
    )


def _complete_by(action: ActionFact, day) -> bool:
    return day is not None and (action.complete_on or action.ended_on) <= day


def updated(facts: Facts, meeting: MeetingFact) -> Updated:
    """What came for one meeting. What ended before it with nothing said is not counted: it was no longer owed."""
    ways = [way for asked in meeting.asked if (way := _came(facts, meeting, asked))]
    return Updated(
        asked=len(ways),
        on_time=ways.count("on_time"),
        late=ways.count("late"),
        excused=ways.count("excused"),
        missing=ways.count("missing"),
    )


def _came(facts, meeting, asked: AskedFact) -> str:
    if asked.received_on is not None:
        return "on_time" if asked.received_on <= asked.by else "late"
    if asked.excused:
        return "excused"
    ended_on = facts.actions[asked.action].ended_on
    return "" if ended_on is not None and ended_on < meeting.on else "missing"


def changed(facts: Facts, period: Period, board: int | None = None) -> Changed:
    closed = closed_in(facts, period, board)
    return Changed(closed=len(closed), with_impact=sum(bool(impact(action, period)) for action in closed))


def impact(action: ActionFact, period: Period):
    """The last thing said by the end of the period to have changed for people; None where nothing was."""
    return next((one for one in action.impacts if one.entered_on <= period.last), None)


def areas(facts: Facts, period: Period, board: int | None = None) -> Areas:
    rows = [row for row in facts.areas if _of(board, row.board) and (row.reported_on or period.last) <= period.last]
    return Areas(all=len(rows), open=sum(_is_area_open(row, facts, period.last) for row in rows))


def _is_area_open(row, facts, day) -> bool:
    """Whether nothing answered it by the end of a day, or something that had not ended."""
    actions = [action for pk in row.actions if (action := facts.actions[pk]).made_on <= day]
    return not actions or any(action.is_open_on(day) for action in actions)
