"""What a member has done with a meeting's pack: read, flagged for discussion, asked about; by action.

Keyed by the action, so that it goes with a live pack and a frozen one alike. A constant number of queries.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F, Max
from django.db.models.functions import Greatest

from actions import permissions
from actions.models import Action, Flag, ProgressUpdate, Question, ReadMark
from people.standing import Standing


@dataclass(frozen=True)
class Item:
    """One action of a pack as one member has dealt with it. `flags` are all members', by name for the chair alone."""

    action: int
    read_at: datetime.datetime | None = None
    has_changed: bool = False
    is_flagged: bool = False
    flags: int = 0
    flagged_by: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether it was read as it stands: what has come since makes it unread."""
        return self.read_at is not None and not self.has_changed


@dataclass(frozen=True)
class Reading:
    """A member's way through the pack of a meeting. `seen` is the moment the page is made, as its forms carry it."""

    seen: str
    items: dict[int, Item] = field(default_factory=dict)
    can_ask: bool = False
    can_flag: bool = False

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def read(self) -> int:
        return sum(item.is_read for item in self.items.values())

    def of(self, action: int) -> Item:
        return self.items.get(action) or Item(action)

    def unread(self, actions) -> list[int]:
        """Those of `actions`, by id, that are still to be read; each once, in their order."""
        return [action for action in dict.fromkeys(actions) if not self.of(action).is_read]


def of(meeting, standing: Standing, *, actions, now: datetime.datetime) -> Reading | None:
    """What `standing` has done with `actions`, ids, of a meeting's pack; None for who is no member of its board."""
    if not permissions.can_read_for(standing, meeting):
        return None
    actions = list(dict.fromkeys(actions))
    marks = ReadMark.objects.visible_to(standing).filter(meeting=meeting, action__in=actions)
    read_at = dict(marks.values_list("action", "read_at"))
    came_at, flags = _came_at(read_at, standing), _flags(meeting, standing, actions)
    questions = defaultdict(list)
    for question in Question.objects.for_meeting(meeting).filter(asked_by=standing.user, action__in=actions):
        questions[question.action_id].append(question)
    names_shown = meeting.board_id in standing.chaired_board_ids
    return Reading(
        seen=now.isoformat(),
        can_ask=permissions.can_ask(standing, meeting),
        can_flag=permissions.can_flag(standing, meeting),
        items={
            action: Item(
                action=action,
                read_at=read_at.get(action),
                has_changed=action in read_at and action in came_at and came_at[action] > read_at[action],
                is_flagged=standing.user in flags[action],
                flags=len(flags[action]),
                flagged_by=tuple(str(user) for user in flags[action]) if names_shown else (),
                questions=tuple(questions[action]),
            )
            for action in actions
        },
    )


@dataclass(frozen=True)
class Flagged:
    """An action that members want discussed; who, where that is shown."""

    action: Action
    count: int
    by: tuple[str, ...]


def flagged(meeting, standing: Standing) -> list[Flagged]:
    """What members flagged for a meeting, the most often flagged first: an order for its agenda. Two queries."""
    flags = _flags(meeting, standing)
    actions = Action.objects.visible_to(standing).with_exempt().select_related("owner").filter(pk__in=flags)
    names_shown = meeting.board_id in standing.chaired_board_ids
    found = [
        Flagged(action, len(flags[action.pk]), tuple(str(user) for user in flags[action.pk]) if names_shown else ())
        for action in actions
    ]
    return sorted(found, key=lambda one: -one.count)


def _flags(meeting, standing, actions=None):
    """Action id → who flagged it, in the order they did."""
    rows = Flag.objects.visible_to(standing).filter(meeting=meeting).select_related("user")
    found = defaultdict(list)
    for flag in rows if actions is None else rows.filter(action__in=actions):
        found[flag.action_id].append(flag.user)
    return found


def _came_at(actions, standing) -> dict[int, datetime.datetime]:
    """Action id → when members last got something on it: entered, or, where a director had to, cleared."""
    updates = ProgressUpdate.objects.visible_to(standing).accepted().filter(action__in=actions)
    cleared = updates.filter(needs_clearance=True).annotate(came_at=Greatest("entered_at", "clearances__at"))
    came = defaultdict(list)
    for rows in (updates.filter(needs_clearance=False).annotate(came_at=F("entered_at")), cleared):
        for action, at in rows.order_by().values_list("action").annotate(latest=Max("came_at")):
            came[action].append(at)
    return {action: max(moments) for action, moments in came.items()}
