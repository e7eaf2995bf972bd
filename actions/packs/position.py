"""Where each action stands at a meeting: what the pack's sections are made of."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Max, Q
from django.utils import timezone

from actions.models import Action, ProgressUpdate, Proposal, RequestLine
from actions.statuses import OPEN, UNFINISHED, Status
from meetings.models import Meeting
from people.models import Event, stream_of

KINDS = ProgressUpdate.Kind
WATCHED = {"status": "Status", "confidence": "Confidence", "due": "Due"}
# for how many meetings nothing has to have moved before members are told so
STILL = 2


@dataclass
class Span:
    """What a meeting's pack looks at: from the end of its board's last meeting's day until now, or,
    once the meeting was held, until the end of its day."""

    meeting: Meeting
    last_held_id: int | None
    last_held_on: datetime.date | None
    until: datetime.datetime

    @property
    def since(self) -> datetime.datetime | None:
        return self.last_held_on and end_of(self.last_held_on)

    @property
    def held(self) -> bool:
        return self.meeting.status == Meeting.Status.HELD

    @property
    def day(self) -> datetime.date:
        return self.meeting.date if self.held else timezone.localdate(self.until)

    def holds(self, moment) -> bool:
        return (self.since is None or moment > self.since) and moment <= self.until

    def saw_decided(self, proposal) -> bool:
        """Whether the last meeting decided a proposal, whenever that was recorded, or any decision came since."""
        if proposal.recorded_at is None or proposal.recorded_at > self.until:
            return False
        return self.holds(proposal.recorded_at) or proposal.decided_at_meeting_id == self.last_held_id

    def has_before_it(self, proposal) -> bool:
        """Whether the meeting decided a proposal, or has it still to decide."""
        if proposal.granted is None:
            return proposal.proposed_at <= self.until
        return proposal.decided_at_meeting_id == self.meeting.pk


@dataclass
class Line:
    """One action at one meeting. Its status and confidence are those of the span's end."""

    action: Action
    span: Span
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: set[str] = field(default_factory=set)
    is_owed: bool = False
    proposal: Proposal | None = None
    decided: Proposal | None = None
    times_extended: int = 0
    still_for: int = 0

    @property
    def is_monitored(self) -> bool:
        board = self.span.meeting.board_id
        return self.action.monitoring_board_id == board and self.action.created_at <= self.span.until

    @property
    def is_current(self) -> bool:
        """Whether the pack's sections show it: open, or ended since the last meeting."""
        return self.is_monitored and (self.action.is_open or bool(self.changes))

    @property
    def is_new(self) -> bool:
        return self.span.holds(self.action.created_at)

    @property
    def is_changed(self) -> bool:
        return self.is_new or bool(self.changes) or KINDS.PROGRESS in self.answers

    @property
    def is_overdue(self) -> bool:
        return self.action.is_overdue(self.span.day)

    @property
    def lacks_update(self) -> bool:
        """Whether an update was owed and members have none."""
        return self.action.is_open and self.is_owed and not self.answers

    @property
    def is_complete(self) -> bool:
        return self.action.status == Status.COMPLETE or self._asks(Proposal.Kind.CLOSE)

    @property
    def asks_more_time(self) -> bool:
        return self._asks(Proposal.Kind.EXTEND)

    @property
    def asks_to_withdraw(self) -> bool:
        return self._asks(Proposal.Kind.WITHDRAW)

    @property
    def has_not_moved(self) -> bool:
        return self.answers == {KINDS.NO_CHANGE}

    @property
    def is_asked(self) -> bool:
        """Whether the board is asked something about it, or is told that it is done."""
        return self.proposal is not None or self.is_complete

    @property
    def is_still(self) -> bool:
        """Whether it is to be done and nothing has moved for two meetings, this one included."""
        return self.action.status in UNFINISHED and self.still_for >= STILL and not self.is_complete

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections of the pack it stands in: see `actions.packs.shapes.SECTIONS`."""
        if not self.is_current:
            return ()
        stands = {
            "changed": self.is_changed,
            "overdue": self.is_overdue,
            "not_moving": self.is_still,
            "no_update": self.lacks_update,
            "complete": self.is_complete,
            "more_time": self.asks_more_time,
            "withdraw": self.asks_to_withdraw,
            "no_change": self.has_not_moved,
        }
        return tuple(section for section, does in stands.items() if does)

    def _asks(self, kind) -> bool:
        return self.proposal is not None and self.proposal.kind == kind


def end_of(day: datetime.date) -> datetime.datetime:
    """The first moment after `day`, in the council's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))


def span(meeting, now: datetime.datetime) -> Span:
    """The span of `meeting`, in one query."""
    rows = Meeting.objects.filter(pk=meeting.pk).with_last_held().values_list("last_held_id", "last_held_on")
    [(last_pk, last_on)] = rows
    return Span(meeting, last_pk, last_on, min(end_of(meeting.date), now) if meeting.status == "held" else now)


def monitored(span) -> Q:
    """True of the actions that the meeting's board monitors and that are open, or ended within the span."""
    ended = Q(status=Status.SUPERSEDED)
    if span.since:
        ended |= Q(ended_by__recorded_at__gt=span.since) | Q(ended_by__decided_at_meeting=span.last_held_id)
    else:
        ended |= Q(ended_by__isnull=False)
    return Q(monitoring_board=span.meeting.board_id) & (Q(status__in=OPEN) | ended)


def lines(actions, span) -> list[Line]:
    """A line for each of `actions`, in their order. Seven queries."""
    actions = list(actions)
    proposals, answers, events = _proposals(actions), _answers(actions, span), _events(actions, span)
    owed, moved, held_on = _owed(actions, span), _moved(actions, span), _held_before(span)
    found = []
    for action in actions:
        line = Line(action, span, answers=answers[action.pk], is_owed=action.pk in owed)
        _read_proposals(line, proposals[action.pk])
        _read_events(line, events[stream_of(action)])
        last_moved = moved.get(action.pk) or action.created_at
        line.still_for = sum(end_of(day) > last_moved for day in held_on)
        found.append(line)
    return found


def _read_proposals(line, proposals):
    span = line.span
    for proposal in proposals:
        agreed = proposal.granted is True and proposal.recorded_at <= span.until
        line.times_extended += agreed and proposal.kind == Proposal.Kind.EXTEND
        if span.has_before_it(proposal):
            line.proposal = proposal
        elif span.saw_decided(proposal):
            line.decided = proposal


def _read_events(line, events):
    """What changed within the span; what came after it is taken back, on the unsaved copy of the row."""
    span, action = line.span, line.action
    # what a decision did may have been recorded on the very day of the last meeting
    carried_out = line.decided and line.decided.recorded_at
    first, last, after = {}, {}, {}
    for event in events:
        for key in WATCHED.keys() & event.old.keys() & event.new.keys():
            if event.at > span.until:
                after.setdefault(key, event.old[key])
            elif span.holds(event.at) or event.at == carried_out:
                first.setdefault(key, event.old[key])
                last[key] = event.new[key]
    line.changes = {key: (first[key], last[key]) for key in WATCHED if key in first and first[key] != last[key]}
    action.status, action.confidence = after.get("status", action.status), after.get("confidence", action.confidence)


def _proposals(actions):
    """Of each action, what its board has to decide, and what it did decide; the earliest first."""
    found = defaultdict(list)
    rows = Proposal.objects.filter(action__in=actions, taken_back_at__isnull=True).order_by("proposed_at", "pk")
    for proposal in rows.select_related("proposed_by", "new_due_meeting", "decided_at_meeting"):
        found[proposal.action_id].append(proposal)
    return found


def _answers(actions, span):
    """Action → the kinds of update entered for the meeting; that there is one is no secret, its words may be."""
    found = defaultdict(set)
    rows = ProgressUpdate.objects.accepted().for_meetings([span.meeting]).filter(action__in=actions)
    for action, kind in rows.order_by().values_list("action", "kind"):
        found[action].add(kind)
    return found


def _owed(actions, span) -> set[int]:
    """The actions that owe an update for a meeting to come, or were asked for one that was held."""
    ids = [action.pk for action in actions]
    if span.held:
        asked = RequestLine.objects.filter(request__meeting=span.meeting, action__in=ids).order_by()
        return set(asked.values_list("action", flat=True))
    owing = Action.objects.filter(pk__in=ids).owed_for(span.meeting, timezone.localdate(span.until))
    return set(owing.values_list("pk", flat=True))


def _moved(actions, span) -> dict[int, datetime.datetime]:
    """Action → when an update last said that something was done, exempt or not."""
    rows = ProgressUpdate.objects.accepted().filter(action__in=actions, kind=KINDS.PROGRESS, entered_at__lte=span.until)
    return dict(rows.order_by().values("action").annotate(last=Max("entered_at")).values_list("action", "last"))


def _held_before(span) -> list[datetime.date]:
    """The days on which the board met before this meeting."""
    before = Meeting.objects.past().filter(board=span.meeting.board_id).exclude(pk=span.meeting.pk)
    if span.meeting.date:
        before = before.filter(date__lt=span.meeting.date)
    return list(before.values_list("date", flat=True))


def _events(actions, span):
    """Stream → the events since the day of the last meeting, oldest first."""
    rows = Event.objects.filter(stream__in=[stream_of(action) for action in actions])
    if span.since:
        rows = rows.filter(at__date__gte=span.last_held_on)
    found = defaultdict(list)
    for event in rows.order_by("stream", "sequence"):
        found[event.stream].append(event)
    return found
