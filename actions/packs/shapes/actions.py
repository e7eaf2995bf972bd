"""An action as members see it, with what its officers said and what the board is asked about it."""

import datetime
from dataclasses import dataclass

from actions.statuses import Confidence, Status

# the sections an action can stand in, as `Entry.sections` names them; one action may stand in several
SECTIONS = (
    "changed",
    "overdue",
    "not_moving",
    "no_update",
    "complete",
    "more_time",
    "withdraw",
    "no_change",
)


@dataclass(frozen=True)
class Change:
    """One thing about an action that is not as it was: "Status", "In progress", "Complete"."""

    what: str
    was: str
    now: str


@dataclass(frozen=True)
class File:
    """A file of evidence; `update` is the update it came with."""

    pk: int
    update: int
    title: str
    added_on: datetime.date
    exempt: bool


class Labelled:
    """Says its status and confidence in words, as the models do, so that a page draws both alike."""

    def get_status_display(self) -> str:
        return Status(self.status).label

    def get_confidence_display(self) -> str:
        return Confidence(self.confidence).label if self.confidence else ""


@dataclass(frozen=True)
class Words(Labelled):
    """What an officer entered, as they entered it."""

    pk: int
    entered_on: datetime.date
    entered_by: str
    on_behalf_of: str
    no_change_since: datetime.date | None
    status: str
    status_reason: str
    confidence: str
    confidence_reason: str
    progress: str
    impact: str
    forecast_on: datetime.date | None
    evidence: tuple[File, ...]
    exempt: bool


@dataclass(frozen=True)
class Asked:
    """What the board is asked to decide on an action, and what it decided if it has."""

    pk: int
    kind: str
    reason: str
    new_due: str
    proposed_by: str
    proposed_on: datetime.date
    outcome: str
    decided_at: str
    decision_note: str


@dataclass(frozen=True)
class Entry(Labelled):
    """One action as members see it.

    `answers` is what it answers, in words. `first_due` is empty unless the due date has moved, `due_day` is
    for sorting; `times_extended` counts how often the board agreed to more time; `still_for` for how many
    meetings, this one included, nothing has moved. `updates` are those entered for the meeting, newest first.
    `latest` is the latest of all and, where that one is exempt, the latest that is not. `evidence` is all there
    is, on an action that the board is asked something about. `decided` is what was recorded of the board's
    decision since its last meeting. `is_current` is false for what a finding or a resolution only shows with it.
    """

    pk: int
    reference: str
    slug: str
    title: str
    answers: str
    owner: str
    directorate: str
    success_measure: str
    due: str
    due_day: datetime.date | None
    first_due: str
    times_extended: int
    overdue: bool
    still_for: int
    status: str
    confidence: str
    exempt: bool
    is_current: bool
    is_new: bool
    sections: tuple[str, ...]
    changes: tuple[Change, ...]
    updates: tuple[Words, ...]
    latest: tuple[Words, ...]
    evidence: tuple[File, ...]
    proposal: Asked | None
    decided: Asked | None

    @property
    def last_update(self) -> Words | None:
        return self.latest[0] if self.latest else None

    @property
    def has_impact(self) -> bool:
        """Whether an update for the meeting says what changed for people."""
        return any(words.impact for words in self.updates)
