"""What actions answer, and what the board decided, is waiting for and was asked."""

import datetime
from dataclasses import dataclass

from actions.packs.shapes.actions import Entry


@dataclass(frozen=True)
class FindingEntry:
    """`unanswered` is an area that nobody has been asked to do anything about, whoever may see what was asked."""

    pk: int
    number: int
    text: str
    theme: str
    exempt: bool
    unanswered: bool
    actions: tuple[Entry, ...]


@dataclass(frozen=True)
class ReviewEntry:
    pk: int
    title: str
    started_on: datetime.date | None
    ended_on: datetime.date | None
    exempt: bool
    strengths: tuple[FindingEntry, ...]
    areas: tuple[FindingEntry, ...]

    @property
    def unanswered(self) -> tuple[FindingEntry, ...]:
        """The areas that have no action."""
        return tuple(area for area in self.areas if area.unanswered)


@dataclass(frozen=True)
class ResolutionEntry:
    """`kind` is its label. `outstanding` is one that still owes something; `unanswered` one with no action at all."""

    pk: int
    number: str
    lead: str
    text: str
    title: str
    kind: str
    item: str
    meeting_pk: int
    meeting: str
    exempt: bool
    outstanding: bool
    unanswered: bool
    actions: tuple[Entry, ...]


@dataclass(frozen=True)
class OutcomeEntry:
    """What the last meeting decided on an action, a finding or a resolution (by id), or on nothing in its pack.

    `said` is it in a few words, `about` says on what, with `reference` and `slug` where that is an action. `words`
    are the clerk's or, where `minuted` says in which resolution, the minutes'. `when` is when a report was asked
    for, `became` the actions that were made of it.
    """

    pk: int
    said: str
    reference: str
    about: str
    slug: str
    action: int | None
    finding: int | None
    resolution: int | None
    words: str
    minuted: str
    when: str
    became: str
    exempt: bool


@dataclass(frozen=True)
class ResponseEntry:
    """A recommendation whose respondent still owes the board an answer."""

    resolution: int
    text: str
    meeting: str
    respondent: str
    served_on: datetime.date
    due_on: datetime.date
    overdue: bool
    exempt: bool


@dataclass(frozen=True)
class AnswerEntry:
    """An answer to a member's question; `undertaking` is what was promised, `action` what became of it."""

    pk: int
    text: str
    answered_by: str
    on_behalf_of: str
    answered_on: datetime.date
    undertaking: str
    action: str


@dataclass(frozen=True)
class QuestionEntry:
    """A question a member submitted for the meeting, on an action, a finding or a resolution (by id).

    `about` says on what, in words; `slug` is the action's where it is one.
    """

    pk: int
    text: str
    asked_by: str
    submitted_on: datetime.date
    about: str
    slug: str
    action: int | None
    finding: int | None
    resolution: int | None
    exempt: bool
    answers: tuple[AnswerEntry, ...]
