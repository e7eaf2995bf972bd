"""The shape of a pack: plain data, so that a page, a file and a checksum can be made of the same thing.

Every entry says for itself whether it is exempt, so that a public form can leave it out.
"""

import datetime
from dataclasses import dataclass

from actions.statuses import Confidence, Status


@dataclass(frozen=True)
class Counts:
    """How many actions stand in each section, for a summary and for the home page."""

    changed: int
    overdue: int
    no_update: int
    complete: int
    more_time: int
    withdraw: int
    no_change: int


@dataclass(frozen=True)
class Change:
    """One thing about an action that is not as it was: "Status", "In progress", "Complete"."""

    what: str
    was: str
    now: str


@dataclass(frozen=True)
class File:
    pk: int
    title: str


class Labelled:
    """Says its status and confidence in words, as the models do, so that a page draws both alike."""

    def get_status_display(self) -> str:
        return Status(self.status).label

    def get_confidence_display(self) -> str:
        return Confidence(self.confidence).label if self.confidence else ""


@dataclass(frozen=True)
class Words(Labelled):
    """What an officer entered, as they entered it."""

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

    `first_due` is empty unless the due date has moved, `times_extended` counts how often the board agreed
    to more time; `updates` are those entered for the meeting, newest first; `decided` is what was recorded
    of the board's decision since its last meeting.
    """

    reference: str
    slug: str
    title: str
    owner: str
    due: str
    first_due: str
    times_extended: int
    overdue: bool
    status: str
    confidence: str
    exempt: bool
    is_new: bool
    changes: tuple[Change, ...]
    updates: tuple[Words, ...]
    last_update: Words | None
    proposal: Asked | None
    decided: Asked | None


@dataclass(frozen=True)
class FindingEntry:
    number: int
    text: str
    theme: str
    exempt: bool
    actions: tuple[Entry, ...]


@dataclass(frozen=True)
class ReviewEntry:
    title: str
    started_on: datetime.date | None
    ended_on: datetime.date | None
    exempt: bool
    strengths: tuple[FindingEntry, ...]
    areas: tuple[FindingEntry, ...]


@dataclass(frozen=True)
class ResolutionEntry:
    number: str
    lead: str
    text: str
    title: str
    item: str
    meeting_pk: int
    meeting: str
    exempt: bool
    actions: tuple[Entry, ...]


@dataclass(frozen=True)
class Post:
    """A post and its actions."""

    name: str
    actions: tuple[Entry, ...]


@dataclass(frozen=True)
class Content:
    """What members see for a meeting. `last_meeting` is the one its board held before, in words."""

    meeting_pk: int
    board: str
    when: str
    held: bool
    as_of: datetime.datetime
    last_meeting_pk: int | None
    last_meeting: str
    counts: Counts
    changed: tuple[Entry, ...]
    overdue: tuple[Entry, ...]
    no_update: tuple[Post, ...]
    complete: tuple[Entry, ...]
    more_time: tuple[Entry, ...]
    withdraw: tuple[Entry, ...]
    no_change: tuple[Entry, ...]
    reviews: tuple[ReviewEntry, ...]
    resolutions: tuple[ResolutionEntry, ...]
    impact: tuple[Entry, ...]
