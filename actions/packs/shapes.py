"""The shape of a pack: plain data, so that a page, a file and a checksum can be made of the same thing.

Every entry says for itself whether it is exempt, so that a public form can leave it out. What is counted or
put together from the entries is a property: it cannot say anything that they do not.
"""

import datetime
from collections import defaultdict
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
class Counts:
    """How many actions stand in each section; `current` is how many the pack is about, `impact` how many say one."""

    current: int = 0
    changed: int = 0
    overdue: int = 0
    not_moving: int = 0
    no_update: int = 0
    complete: int = 0
    more_time: int = 0
    withdraw: int = 0
    no_change: int = 0
    impact: int = 0


@dataclass(frozen=True)
class Figure:
    """One bar of the chart and one row of its table: how many of the pack's actions have a status."""

    key: str
    label: str
    number: int


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


@dataclass(frozen=True)
class Post:
    """A post and its actions."""

    name: str
    actions: tuple[Entry, ...]


@dataclass(frozen=True)
class Group:
    """The resolutions of a kind."""

    kind: str
    resolutions: tuple[ResolutionEntry, ...]


@dataclass(frozen=True)
class Content:
    """What members see for a meeting. `last_meeting` is the one its board held before, in words.

    `actions` holds every action once, by reference; sections, reviews and resolutions show the same ones.
    """

    meeting_pk: int
    board: str
    when: str
    held: bool
    as_of: datetime.datetime
    last_meeting_pk: int | None
    last_meeting: str
    counts: Counts
    actions: tuple[Entry, ...]
    reviews: tuple[ReviewEntry, ...]
    resolutions: tuple[ResolutionEntry, ...]
    responses: tuple[ResponseEntry, ...]
    questions: tuple[QuestionEntry, ...]

    @property
    def current(self) -> tuple[Entry, ...]:
        """The actions that the pack is about: open, or ended since the last meeting."""
        return tuple(entry for entry in self.actions if entry.is_current)

    @property
    def changed(self) -> tuple[Entry, ...]:
        return self._in("changed")

    @property
    def overdue(self) -> tuple[Entry, ...]:
        """The longest overdue first."""
        return tuple(sorted(self._in("overdue"), key=lambda entry: entry.due_day))

    @property
    def not_moving(self) -> tuple[Entry, ...]:
        """Nothing moved for two meetings or more; the longest first."""
        return tuple(sorted(self._in("not_moving"), key=lambda entry: -entry.still_for))

    @property
    def no_update(self) -> tuple[Post, ...]:
        posts = defaultdict(list)
        for entry in self._in("no_update"):
            posts[entry.owner].append(entry)
        return tuple(Post(name, tuple(posts[name])) for name in sorted(posts))

    @property
    def complete(self) -> tuple[Entry, ...]:
        return self._in("complete")

    @property
    def more_time(self) -> tuple[Entry, ...]:
        return self._in("more_time")

    @property
    def withdraw(self) -> tuple[Entry, ...]:
        return self._in("withdraw")

    @property
    def no_change(self) -> tuple[Entry, ...]:
        return self._in("no_change")

    @property
    def impact(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.current if entry.has_impact)

    @property
    def statuses(self) -> tuple[Figure, ...]:
        """How many of the pack's actions have each status that one of them has: the chart and its table."""
        numbers = defaultdict(int)
        for entry in self.current:
            numbers[entry.status] += 1
        return tuple(
            Figure(status.value, status.label, numbers[status.value]) for status in Status if numbers[status.value]
        )

    @property
    def unanswered(self) -> tuple[ReviewEntry, ...]:
        """The reviews that have areas with no action."""
        return tuple(review for review in self.reviews if review.unanswered)

    @property
    def strengths(self) -> tuple[ReviewEntry, ...]:
        """The reviews that have strengths to keep."""
        return tuple(review for review in self.reviews if review.strengths)

    @property
    def outstanding(self) -> tuple[Group, ...]:
        """The resolutions that still owe something, by kind."""
        kinds = defaultdict(list)
        for resolution in self.resolutions:
            if resolution.outstanding:
                kinds[resolution.kind].append(resolution)
        return tuple(Group(kind, tuple(kinds[kind])) for kind in sorted(kinds))

    @property
    def settled(self) -> tuple[ResolutionEntry, ...]:
        """The resolutions that have nothing left to do."""
        return tuple(resolution for resolution in self.resolutions if not resolution.outstanding)

    def _in(self, section) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.actions if section in entry.sections)


def counted(actions) -> Counts:
    """What `actions`, as a pack shows them, count."""
    current = [entry for entry in actions if entry.is_current]
    return Counts(
        current=len(current),
        impact=sum(entry.has_impact for entry in current),
        **{section: sum(section in entry.sections for entry in current) for section in SECTIONS},
    )
