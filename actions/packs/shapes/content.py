"""All that a pack shows, and what is counted and put together from it."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from actions.packs.shapes.actions import SECTIONS, Entry
from actions.packs.shapes.answered import OutcomeEntry, QuestionEntry, ResolutionEntry, ResponseEntry, ReviewEntry
from actions.statuses import Status


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
    `outcomes` is what the last meeting decided: what asks somebody for something before what was kept or noted.
    """

    meeting_pk: int
    board: str
    when: str
    held: bool
    as_of: datetime.datetime
    last_meeting_pk: int | None
    last_meeting: str
    outcomes: tuple[OutcomeEntry, ...]
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
    def with_areas(self) -> tuple[ReviewEntry, ...]:
        """The reviews that have areas for improvement."""
        return tuple(review for review in self.reviews if review.areas)

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
