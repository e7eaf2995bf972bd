"""A board's work programme with all that comes to the same meetings, as somebody may see it.

Everything in a constant number of queries.
"""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import F, Max, Q
from django.utils.formats import date_format

from actions.models import Action, ActionPlan, ProgressUpdate, Review
from actions.querysets.rounds import MONTHS
from actions.statuses import OPEN
from meetings.models import Meeting, WorkItem, WorkProgramme
from meetings.municipal_year import municipal_year
from people.models import Board
from people.standing import Standing


@dataclass
class Slot:
    """A meeting, a month or neither, and what comes there: `items` in agenda order, the actions due there and the
    plans an update is due on. `can_open` where its reader may open the meeting's page."""

    meeting: Meeting | None = None
    month: datetime.date | None = None
    items: list[WorkItem] = field(default_factory=list)
    due: list[Action] = field(default_factory=list)
    plans: list[ActionPlan] = field(default_factory=list)
    can_open: bool = False

    @property
    def heading(self) -> str:
        if self.meeting:
            return self.meeting.when
        return date_format(self.month, "F Y") if self.month else "Not scheduled"

    @property
    def key(self) -> str:
        """Its id on the page, and in an address that adds to it."""
        if self.meeting:
            return f"meeting-{self.meeting.pk}"
        return f"month-{self.month:%Y-%m}" if self.month else "unscheduled"

    @property
    def also(self) -> bool:
        return bool(self.due or self.plans)


@dataclass
class Programme:
    """`left` are the open items whose meeting or month is over; `coming` the meetings to come, then the months."""

    board: Board
    changed_at: datetime.datetime | None
    left: list[WorkItem]
    coming: list[Slot]
    unscheduled: Slot
    items: list[WorkItem]

    @property
    def slipped(self) -> list["Slipped"]:
        """What was put off, those most often first; what was dropped is not among it."""
        found = [item for item in self.items if item.times_slipped and not item.dropped_at]
        return [Slipped(item) for item in sorted(found, key=lambda item: -item.times_slipped)]

    @property
    def dropped(self) -> list[WorkItem]:
        return sorted((item for item in self.items if item.dropped_at), key=lambda item: item.dropped_at, reverse=True)

    @property
    def taken(self) -> dict[str, list[Slot]]:
        """Municipal year → its meetings with what they took, the latest first."""
        slots = defaultdict(lambda: defaultdict(list))
        for item in self.items:
            if item.taken_at:
                slots[municipal_year(item.taken_at.date)][item.taken_at].append(item)
        return {
            year: [Slot(meeting=meeting, items=slots[year][meeting]) for meeting in sorted(slots[year], key=_newest)]
            for year in sorted(slots, reverse=True)
        }


@dataclass(frozen=True)
class Slipped:
    """An item that was put off, with `moves` at hand."""

    item: WorkItem

    @property
    def first(self) -> str:
        """When it was first to come, in words."""
        return next((move.from_when for move in self.item.moves.all() if move.from_when), self.item.when)

    @property
    def why(self) -> str:
        """Why it was put off the last time."""
        return next((move.why for move in reversed(self.item.moves.all()) if move.slipped), "")


@dataclass(frozen=True)
class Line:
    """One board's programme in figures, for the list of them."""

    board: Board
    meeting: Meeting | None
    coming: int
    unscheduled: int
    slipped: int
    left: int
    is_mine: bool


def of(board: Board, standing: Standing) -> Programme:
    """The whole programme of `board`."""
    today = standing.day
    items = list(_items(standing).filter(board=board).in_order())
    planned = Meeting.objects.visible_to(standing).filter(board=board)
    meetings = list(planned.upcoming(today)) + list(planned.past_their_day(today))
    slots = {meeting: Slot(meeting=meeting, can_open=True) for meeting in meetings}
    months, unscheduled, left = {}, Slot(), []
    for item in items:
        if not item.is_open:
            continue
        if _is_left(item, today):
            left.append(item)
        elif item.meeting:
            slots.setdefault(item.meeting, Slot(meeting=item.meeting)).items.append(item)
        elif item.month:
            months.setdefault(item.month, Slot(month=item.month)).items.append(item)
        else:
            unscheduled.items.append(item)
    by_day = sorted(slots.values(), key=lambda slot: (_day(slot.meeting), slot.meeting.pk))
    by_month = [months[month] for month in sorted(months)]
    _add_what_else_is_due(board, standing, by_day)
    changed = WorkProgramme.objects.filter(board=board).values_list("changed_at", flat=True).first()
    return Programme(board, changed, left, [*by_day, *by_month], unscheduled, items)


def at(meeting: Meeting, standing: Standing) -> list[WorkItem]:
    """What comes, or came, to one meeting, in agenda order."""
    return list(_items(standing).filter(meeting=meeting, dropped_at=None).in_order())


def lines(standing: Standing, meetings: dict[int, Meeting]) -> list[Line]:
    """The boards that meet, and those that ended with something still on their programme; one's own first.

    `meetings` is each board's next one, by the board's id.
    """
    today = standing.day
    open_ = WorkItem.objects.visible_to(standing).open()
    coming, left = _count(open_), _count(open_.left_behind(today))
    unscheduled = _count(open_.unscheduled())
    slipped = _count(open_.filter(moves__slipped=True).distinct())
    boards = Board.objects.filter(Q(pk__in=Board.objects.active(today)) | Q(pk__in=list(coming)))
    found = [
        Line(
            board=board,
            meeting=meetings.get(board.pk),
            coming=coming[board.pk] - left[board.pk] - unscheduled[board.pk],
            unscheduled=unscheduled[board.pk],
            slipped=slipped[board.pk],
            left=left[board.pk],
            is_mine=board.pk in standing.board_ids,
        )
        for board in boards
    ]
    return sorted(found, key=lambda line: not line.is_mine)


def to_settle(standing: Standing) -> list[tuple[Board, int]]:
    """The boards with items that a clerk has to say something about, and how many."""
    items = WorkItem.objects.visible_to(standing).for_the_clerk(standing.day)
    counts = _count(items)
    return [(board, counts[board.pk]) for board in Board.objects.filter(pk__in=counts)] if counts else []


def brought_by(standing: Standing) -> list[WorkItem]:
    """What the posts that `standing` holds bring to coming meetings, or in a month to come: the soonest first."""
    items = (
        WorkItem.objects.visible_to(standing)
        .open()
        .filter(owner__in=standing.owner_ids)
        .exclude(pk__in=WorkItem.objects.left_behind(standing.day).values("pk"))
    )
    scheduled = items.exclude(meeting=None, month=None).with_exempt()
    return list(scheduled.select_related("board", "meeting__board", "owner").in_order())


def _items(standing):
    """Work items with all that a page says of each: its moves, where it came from and how often it slipped."""
    return (
        WorkItem.objects.visible_to(standing)
        .with_exempt()
        .with_times_slipped()
        .select_related("board", "meeting", "owner", "taken_at", "resolution__item__meeting__board")
        .prefetch_related("moves")
    )


def _is_left(item, today) -> bool:
    """As `WorkItemQuerySet.left_behind` has it."""
    if item.meeting:
        return not item.meeting.is_open
    return bool(item.month and item.month < today.replace(day=1))


def _add_what_else_is_due(board, standing, slots):
    """Give the slots of coming meetings, in order, the actions due there and the plans an update is due on."""
    by_meeting = {slot.meeting.pk: slot for slot in slots}
    actions = Action.objects.visible_to(standing).open().with_exempt().select_related("owner", "due_meeting")
    for action in actions.filter(due_meeting__in=by_meeting):
        by_meeting[action.due_meeting_id].due.append(action)
    for plan in _plans(board, standing):
        for slot in _due_on(plan, slots):
            slot.plans.append(plan)


def _plans(board, standing):
    """The plans a board monitors at meetings, by report or by word, with something open in them; each with `said_for`,
    the last held meeting that had an update on it."""
    updates = ProgressUpdate.objects.received().filter(meeting__status=Meeting.Status.HELD)
    said = Max("actions__updates__meeting__date", filter=Q(actions__updates__in=updates))
    plans = ActionPlan.objects.filter(monitored_by=board, actions__status__in=OPEN).exclude(frequency="")
    seen = Q(review=None) | Q(review__in=Review.objects.visible_to(standing))
    return plans.filter(seen).exclude(protocol=ActionPlan.Protocol.BRIEFING).annotate(said_for=said).order_by("title")


def _due_on(plan, slots):
    """Those of the coming `slots` at which an update on a plan is due, counted from the last one members had."""
    months, last = MONTHS.get(plan.frequency, 0), plan.said_for
    for slot in slots:
        day = _day(slot.meeting)
        if last is None or (day.year - last.year) * 12 + day.month - last.month >= months:
            last = day
            yield slot


def _count(items) -> Counter:
    """How many items a board has, by its id."""
    return Counter(items.order_by().values_list(F("board"), flat=True))


def _day(meeting) -> datetime.date:
    return meeting.date or meeting.month


def _newest(meeting):
    return -meeting.date.toordinal(), -meeting.pk
