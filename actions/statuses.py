"""The delivery statuses of an action, and the one table of who may change which into which.

Forms, buttons, services, tests and docs/statuses.md (`manage.py write_statuses`) read this table.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models


class Status(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETE = "complete", "Complete"
    CLOSED = "closed", "Closed"
    PAUSED = "paused", "Paused"
    WITHDRAWN = "withdrawn", "Withdrawn"
    SUPERSEDED = "superseded", "Superseded"


MEANING = {
    Status.NOT_STARTED: "Nothing has been done yet.",
    Status.IN_PROGRESS: "It is being done.",
    Status.COMPLETE: "The officer says it is done; the board has not agreed yet.",
    Status.CLOSED: "The board agreed that it is done.",
    Status.PAUSED: "The owner has stopped for a reason.",
    Status.WITHDRAWN: "The board agreed that it need not be done.",
    Status.SUPERSEDED: "A later review replaces it.",
}

OPEN = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.COMPLETE, Status.PAUSED)
ENDED = (Status.CLOSED, Status.WITHDRAWN, Status.SUPERSEDED)
# said not to be done yet: what can be overdue
UNFINISHED = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.PAUSED)
# an officer may report these in a progress update
REPORTABLE = OPEN
# these need a reason in words
NEEDS_REASON = (Status.PAUSED, Status.WITHDRAWN, Status.SUPERSEDED)


class Key(StrEnum):
    """Whose act a change is."""

    OWNER = "owner"
    BOARD = "board"
    CLERK = "clerk"


@dataclass(frozen=True)
class Transition:
    old: Status
    new: Status
    by: Key
    how: str


def _table():
    for old in REPORTABLE:
        for new in REPORTABLE:
            if old != new and (old, new) != (Status.IN_PROGRESS, Status.NOT_STARTED):
                how = "a progress update, or a proposal to close" if new == Status.COMPLETE else "a progress update"
                yield Transition(old, new, Key.OWNER, how)
    yield Transition(Status.COMPLETE, Status.CLOSED, Key.BOARD, "an agreed proposal to close")
    for back in UNFINISHED:
        yield Transition(Status.COMPLETE, back, Key.BOARD, "a refused proposal to close")
    for old in OPEN:
        yield Transition(old, Status.WITHDRAWN, Key.BOARD, "an agreed proposal to withdraw")
        yield Transition(old, Status.SUPERSEDED, Key.CLERK, "a later review")


TRANSITIONS = {(t.old, t.new, t.by): t for t in _table()}


class StatusError(Exception):
    """A change the table does not allow; its text can be shown to the person."""


def check(old: str, new: str, by: Key) -> Transition | None:
    """The transition from `old` to `new` for whoever `by` is; None where nothing changes.

    Raises StatusError where the table does not hold it.
    """
    if old == new and old in OPEN:
        return None
    try:
        return TRANSITIONS[(Status(old), Status(new), by)]
    except KeyError:
        raise StatusError(
            f"An action that is {Status(old).label.lower()} cannot become {Status(new).label.lower()} "
            f"by {'an officer’s update' if by == Key.OWNER else f'the {by}'}."
        ) from None


def reportable_from(old: str) -> tuple[Status, ...]:
    """What an owner may report of an action that is `old`: no change first."""
    return tuple(new for new in REPORTABLE if new == old or (Status(old), new, Key.OWNER) in TRANSITIONS)


class Confidence(models.TextChoices):
    GREEN = "green", "Green: on track"
    AMBER = "amber", "Amber: at risk"
    RED = "red", "Red: off track"
