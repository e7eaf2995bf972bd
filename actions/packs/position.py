"""Where each action stands at a meeting: what the pack's sections and the home page's counts are made of."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from actions.models import Action, ProgressUpdate, Proposal, RequestLine
from actions.statuses import OPEN, Status
from meetings.models import Meeting
from people.models import Event, stream_of

KINDS = ProgressUpdate.Kind
WATCHED = {"status": "Status", "confidence": "Confidence", "due": "Due"}


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

    def _asks(self, kind) -> bool:
        return self.proposal is not None and self.proposal.kind == kind


def end_of(day: datetime.date) -> datetime.datetime:
    """The first moment after `day`, in the council's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))


def spans(meetings, now: datetime.datetime) -> list[Span]:
    """The span of each of `meetings`, in one query."""
    last = {
        pk: (last_pk, last_on)
        for pk, last_pk, last_on in Meeting.objects.filter(pk__in=[meeting.pk for meeting in meetings])
        .with_last_held()
        .values_list("pk", "last_held_id", "last_held_on")
    }
    return [
        Span(meeting, *last[meeting.pk], min(end_of(meeting.date), now) if meeting.status == "held" else now)
        for meeting in meetings
    ]


def monitored(spans) -> Q:
    """True of the actions that the meetings' boards monitor and that are open, or ended within a span."""
    condition = Q(pk__in=[])
    for span in spans:
        ended = Q(status=Status.SUPERSEDED)
        if span.since:
            ended |= Q(ended_by__recorded_at__gt=span.since) | Q(ended_by__decided_at_meeting=span.last_held_id)
        else:
            ended |= Q(ended_by__isnull=False)
        condition |= Q(monitoring_board=span.meeting.board_id) & (Q(status__in=OPEN) | ended)
    return condition


def lines(actions, spans) -> dict[int, list[Line]]:
    """Each meeting's lines, by its id, in the order of `actions`. The spans are of different boards. Five queries.

    With one span every action gets a line; with several, each goes to its own board's.
    """
    actions = list(actions)
    proposals, answers, events = _proposals(actions), _answers(actions, spans), _events(actions, spans)
    owed = _owed(actions, spans)
    found = {}
    for span in spans:
        board = span.meeting.board_id
        own = [action for action in actions if len(spans) == 1 or action.monitoring_board_id == board]
        found[span.meeting.pk] = [_line(action, span, proposals, answers, events, owed) for action in own]
    return found


def _line(action, span, proposals, answers, events, owed) -> Line:
    key = action.pk, span.meeting.pk
    line = Line(action, span, answers=answers[key], is_owed=key in owed)
    for proposal in proposals[action.pk]:
        agreed = proposal.granted is True and proposal.recorded_at <= span.until
        line.times_extended += agreed and proposal.kind == Proposal.Kind.EXTEND
        if span.has_before_it(proposal):
            line.proposal = proposal
        elif span.saw_decided(proposal):
            line.decided = proposal
    # what a decision did may have been recorded on the very day of the last meeting
    carried_out = line.decided and line.decided.recorded_at
    first, last, after = {}, {}, {}
    for event in events[stream_of(action)]:
        for key in WATCHED.keys() & event.old.keys() & event.new.keys():
            if event.at > span.until:
                after.setdefault(key, event.old[key])
            elif span.holds(event.at) or event.at == carried_out:
                first.setdefault(key, event.old[key])
                last[key] = event.new[key]
    line.changes = {key: (first[key], last[key]) for key in WATCHED if key in first and first[key] != last[key]}
    # what came after the span is taken back, on this unsaved copy of the row
    action.status, action.confidence = after.get("status", action.status), after.get("confidence", action.confidence)
    return line


def _proposals(actions):
    """Of each action, what its board has to decide, and what it did decide; the earliest first."""
    found = defaultdict(list)
    rows = Proposal.objects.filter(action__in=actions, taken_back_at__isnull=True).order_by("proposed_at", "pk")
    for proposal in rows.select_related("proposed_by", "new_due_meeting", "decided_at_meeting"):
        found[proposal.action_id].append(proposal)
    return found


def _answers(actions, spans):
    """(action, meeting) → the kinds of update entered for it; that there is one is no secret, its words may be."""
    found = defaultdict(set)
    rows = ProgressUpdate.objects.accepted().for_meetings([span.meeting for span in spans]).filter(action__in=actions)
    for action, meeting, kind in rows.order_by().values_list("action", "round_id", "kind"):
        found[action, meeting].add(kind)
    return found


def _owed(actions, spans):
    """(action, meeting) of what is owed for the meetings to come, and was asked for those that were held."""
    to_come = [span.meeting for span in spans if not span.held]
    ids = [action.pk for action in actions]
    owing = set(
        Action.objects.filter(pk__in=ids)
        .owed_for_any(to_come, max((timezone.localdate(span.until) for span in spans), default=datetime.date.min))
        .values_list("pk", flat=True)
    )
    by_board = {meeting.board_id: meeting.pk for meeting in to_come}
    found = {(one.pk, by_board[one.monitoring_board_id]) for one in actions if one.pk in owing}
    held = [span.meeting.pk for span in spans if span.held]
    asked = RequestLine.objects.filter(request__meeting__in=held, action__in=ids).order_by()
    return found | set(asked.values_list("action", "request__meeting"))


def _events(actions, spans):
    """Stream → the events since the day of the earliest of the last meetings, oldest first."""
    rows = Event.objects.filter(stream__in=[stream_of(action) for action in actions])
    if all(span.since for span in spans):
        rows = rows.filter(at__date__gte=min(span.last_held_on for span in spans))
    found = defaultdict(list)
    for event in rows.order_by("stream", "sequence"):
        found[event.stream].append(event)
    return found
