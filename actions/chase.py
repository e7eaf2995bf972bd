"""A round as the clerk sees it: what is owed for a meeting, what has come, who was asked, and what goes next.

Everything is counted against the lines that were written when officers were asked; before that,
against what is owed today. A constant number of queries, however many meetings are asked about.
"""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils import timezone

from actions.models import Action, Notice, NoUpdateReason, ProgressUpdate, RequestLine, UpdateRound
from actions.services.rounds import chasing, notices, requests
from actions.services.updates import next_meetings
from meetings.models import Meeting
from people.models import Message, Owner
from people.reach import Directory, Reached
from people.standing import Standing


class State(TextChoices):
    """Where one line of a round stands. The value stands in the address of a filtered page."""

    MISSING = "missing", "Missing"
    LATE = "late", "Late"
    SENT_BACK = "sent_back", "Sent back"
    NOT_CLEARED = "not_cleared", "Not cleared"
    RECEIVED = "received", "Received"
    NO_CHANGE = "no_change", "No change"
    REASON = "reason", "Reason given"
    NOT_OWED = "not_owed", "Not owed any more"


WANTED = (State.MISSING, State.LATE, State.SENT_BACK)
ANSWERED = (State.RECEIVED, State.NO_CHANGE, State.NOT_CLEARED)


@dataclass(frozen=True)
class Line:
    """One action in a round. `asked_at` is None where nobody has been asked yet.

    `update` is the newest that was received, `rewrite` one that was sent back since.
    """

    owner: Owner
    action: Action
    state: State
    asked_at: datetime.datetime | None = None
    by_name: bool = False
    update: ProgressUpdate | None = None
    rewrite: ProgressUpdate | None = None
    came_late: bool = False
    reason: NoUpdateReason | None = None
    handed_to: Owner | None = None

    @property
    def is_wanted(self) -> bool:
        return self.state in WANTED

    @property
    def is_for_the_clerk_to_clear(self) -> bool:
        return self.state == State.NOT_CLEARED and self.update.is_for_me_to_clear


@dataclass
class Round:
    """The lines of one meeting. `unasked` are updates that came for it though nothing was owed."""

    meeting: Meeting
    opened: UpdateRound | None
    today: datetime.date
    lines: list[Line] = field(default_factory=list)
    unasked: list[ProgressUpdate] = field(default_factory=list)

    @property
    def opens_on(self) -> datetime.date | None:
        return requests.opens_on(self.meeting)

    @property
    def counts(self) -> Counter:
        return Counter(line.state for line in self.lines)

    @property
    def owed(self) -> int:
        return sum(line.state != State.NOT_OWED for line in self.lines)

    @property
    def received(self) -> int:
        return sum(line.state in ANSWERED for line in self.lines)

    @property
    def missing(self) -> int:
        """Wanted still, and not late."""
        return sum(line.state in (State.MISSING, State.SENT_BACK) for line in self.lines)

    @property
    def late(self) -> int:
        return self.counts[State.LATE]


@dataclass(frozen=True)
class Post:
    """A post in a round: its lines, who is reached for it today, and what it and those above it were told."""

    owner: Owner
    lines: list[Line]
    reached: list[Reached]
    goes_to_another: bool
    asked: list[Notice]
    reminded: list[Notice]
    taken_further: list[Notice]

    @property
    def is_wanted(self) -> bool:
        return any(line.is_wanted for line in self.lines)

    @property
    def is_lost(self) -> bool:
        """Whether something is wanted of it and nobody can be told."""
        return self.is_wanted and not self.reached


@dataclass(frozen=True)
class Coming:
    """A step of the calendar that will come: for each post, who will be told of it as things stand."""

    kind: str
    day: datetime.date
    about: list[tuple[Owner, list[Reached]]]

    @property
    def label(self) -> str:
        return Notice.Kind(self.kind).label


@dataclass(frozen=True)
class Chase:
    """All that the clerk's page of a round shows. `may_act` is whether anything can be done about it."""

    round: Round
    posts: list[Post]
    may_act: bool
    coming: list[Coming]
    letters: list[Message]
    waiting: int


def rounds(meetings, standing: Standing) -> dict[int, Round]:
    """Meeting id → its round, for meetings each of a board of its own."""
    opened = {one.meeting_id: one for one in UpdateRound.objects.filter(meeting__in=meetings)}
    asked, updates = _asked(meetings), _updates(meetings, standing)
    reasons = {(one.meeting_id, one.action_id): one for one in _reasons(meetings)}
    still_open = [meeting for meeting in meetings if meeting.is_open]
    owed = set(Action.objects.owed_for_any(still_open, standing.day).order_by().values_list("pk", flat=True))
    actions = _actions(meetings, owed, standing)
    found = {}
    for meeting in meetings:
        one = found[meeting.pk] = Round(meeting, opened.get(meeting.pk), standing.day)
        for action in actions:
            lines, said = asked[meeting.pk].get(action.pk, []), updates[meeting.pk].get(action.pk, [])
            is_owed = action.pk in owed and action.monitoring_board_id == meeting.board_id
            if lines or is_owed:
                reason = reasons.get((meeting.pk, action.pk))
                one.lines += _lines(action, lines, said, reason, is_owed=is_owed, of=one)
        listed = {line.action.pk for line in one.lines}
        one.unasked = [said[0] for action, said in updates[meeting.pk].items() if action not in listed]
    return found


def next_rounds(standing: Standing) -> list[Round]:
    """The round of each board's next meeting, the earliest first; one with its day before one without."""
    upcoming = list(Meeting.objects.visible_to(standing).upcoming(standing.day).select_related("board"))
    first = {}
    for meeting in sorted(upcoming, key=lambda one: one.date is None):
        first.setdefault(meeting.board_id, meeting)
    chosen = [meeting for meeting in upcoming if meeting in first.values()]
    return list(rounds(chosen, standing).values())


def mine(standing: Standing) -> list[tuple[Meeting, int]]:
    """The next meetings of the boards that monitor one's posts' open actions, and how many updates each wants."""
    own = Action.objects.visible_to(standing).of_posts(standing).open()
    boards = own.order_by().values("monitoring_board")
    first = next_meetings(standing.day, boards=boards)
    owed = own.owed_for_any(first.values(), standing.day).order_by().values_list("monitoring_board", flat=True)
    wanted = Counter(owed)
    return [(meeting, wanted[board]) for board, meeting in first.items()]


def page(meeting, standing: Standing, *, now: datetime.datetime, state: str = "") -> Chase:
    """The page of one meeting's round; with `state`, only the lines that stand so."""
    today = timezone.localdate(now)
    directory = Directory(today)
    found = rounds([meeting], standing)[meeting.pk]
    may_act = meeting.status == Meeting.Status.SCHEDULED and chasing.next_of(meeting.board, today) == meeting
    messages = Message.objects.filter(notices__meeting=meeting).distinct()
    return Chase(
        round=found,
        posts=_posts(found, directory, state),
        may_act=may_act,
        coming=_coming(meeting, today, directory) if may_act else [],
        letters=list(messages.filter(state=Message.State.READY).select_related("recipient")) if may_act else [],
        waiting=messages.filter(state=Message.State.WAITING).count(),
    )


def _asked(meetings):
    """Meeting id → action id → its lines, the earliest first."""
    found = defaultdict(lambda: defaultdict(list))
    lines = RequestLine.objects.filter(request__meeting__in=meetings).select_related("request__owner__directorate")
    for line in lines.order_by("asked_at", "pk"):
        found[line.request.meeting_id][line.action_id].append(line)
    return found


def _updates(meetings, standing):
    """Meeting id → action id → the updates for it, the newest first."""
    found = defaultdict(lambda: defaultdict(list))
    theirs = ProgressUpdate.objects.to_be_cleared_by(standing).filter(pk=OuterRef("pk"))
    updates = ProgressUpdate.objects.visible_to(standing).for_meetings(meetings)
    updates = updates.annotate(is_for_me_to_clear=Exists(theirs))
    for update in updates.select_related("entered_by", "on_behalf_of", "action__owner").prefetch_related(
        "clearances__by"
    ):
        found[update.round_id][update.action_id].append(update)
    return found


def _reasons(meetings):
    return NoUpdateReason.objects.filter(meeting__in=meetings).select_related("entered_by")


def _actions(meetings, owed, standing):
    """The actions that were asked for or are owed, the earliest due first."""
    lines = RequestLine.objects.filter(request__meeting__in=meetings, action=OuterRef("pk"))
    actions = Action.objects.visible_to(standing).filter(Q(pk__in=owed) | Exists(lines))
    return list(
        actions.with_exempt()
        .with_due_day()
        .select_related("owner__directorate", "due_meeting")
        .order_by("due_day", "board_code", "municipal_year", "number")
    )


def _lines(action, lines, said, reason, *, is_owed, of: Round):
    """The lines of one action. Where several posts were asked one after another, one of them counts."""
    if not any(line.request.owner_id == action.owner_id for line in lines) and (is_owed or not lines):
        counting = None
    else:
        own = [line for line in lines if line.request.owner_id == action.owner_id]
        counting = (own or lines)[-1]
    yield _line(action, counting, said, reason, is_owed=is_owed, of=of)
    for line in lines:
        if line is not counting:
            yield Line(
                owner=line.request.owner,
                action=action,
                state=State.NOT_OWED,
                asked_at=line.asked_at,
                by_name=line.by_name,
                handed_to=action.owner,
            )


def _line(action, line, said, reason, *, is_owed, of: Round) -> Line:
    received = next((update for update in said if not update.sent_back), None)
    due = of.meeting.updates_due_on
    asked_in_time = line and due and timezone.localdate(line.asked_at) <= due
    return Line(
        owner=line.request.owner if line else action.owner,
        action=action,
        state=_state(received, said, reason, is_owed, is_late=asked_in_time and due < of.today, of=of),
        asked_at=line and line.asked_at,
        by_name=bool(line and line.by_name),
        update=received,
        rewrite=said[0] if said and said[0].sent_back else None,
        came_late=bool(received and due and timezone.localdate(received.entered_at) > due),
        reason=reason,
    )


def _state(received, said, reason, is_owed, *, is_late, of: Round) -> State:
    if received and received.waits_to_be_cleared:
        return State.NOT_CLEARED
    if received:
        return State.NO_CHANGE if received.kind == ProgressUpdate.Kind.NO_CHANGE else State.RECEIVED
    if reason:
        return State.REASON
    if of.meeting.is_open and not is_owed:
        return State.NOT_OWED
    if said:
        return State.SENT_BACK
    return State.LATE if is_late else State.MISSING


def _posts(found: Round, directory, state) -> list[Post]:
    """The posts with lines in a round, by directorate and name."""
    told = defaultdict(list)
    rows = Notice.objects.of_meeting(found.meeting).select_related("recipient", "message").order_by("written_on", "pk")
    for notice in rows:
        told[notice.owner_id].append(notice)
    lines = defaultdict(list)
    for line in found.lines:
        if not state or line.state == state:
            lines[line.owner].append(line)
    owners = sorted(lines, key=lambda owner: (owner.directorate.name, owner.name))
    return [_post(owner, lines[owner], told[owner.pk], directory) for owner in owners]


def _post(owner, lines, told, directory) -> Post:
    reminders = [one for one in told if one.kind in Notice.TO_OWNERS and one.kind != Notice.Kind.REQUEST]
    return Post(
        owner=owner,
        lines=lines,
        reached=directory.reached(owner.pk),
        goes_to_another=directory.is_vacant(owner.pk),
        asked=[one for one in told if one.kind == Notice.Kind.REQUEST],
        reminded=[one for one in reminders if one.written_on == reminders[-1].written_on],
        taken_further=[one for one in told if one.kind not in Notice.TO_OWNERS],
    )


def _coming(meeting, today, directory) -> list[Coming]:
    """The steps still to come, each day and kind once."""
    steps = sorted(notices.coming(meeting, today, directory), key=lambda one: one[0].day)
    return [
        Coming(step.kind, step.day, [(directory.owners[owner], people) for _, owner, people in about])
        for step, about in groupby(steps, key=lambda one: one[0])
    ]
