"""What the home page asks for each role, as of a moment; every answer in a constant number of queries.

The roof decides where each is shown; what it is made of is decided here.
"""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from actions import clearing, gaps, programme, questions
from actions.models import Action, MinutesImport, Outcome, Pack, ProgressUpdate, Proposal, Question
from actions.packs import published
from actions.packs.shapes import Counts
from actions.querysets import resolutions
from actions.services.updates import next_meetings
from actions.statuses import OPEN
from meetings.models import AgendaItem, Circulation, Meeting, Recommendation, Resolution, WorkItem
from people.models import Board, Holding, Membership, Message, Owner, User
from people.standing import Standing

RECENT = 5


@dataclass(frozen=True)
class Owed:
    action: Action
    overdue: bool


@dataclass(frozen=True)
class Asking:
    """The actions of one's posts that want an update for a meeting; none planned where `meeting` is None."""

    meeting: Meeting | None
    owed: list[Owed]


@dataclass(frozen=True)
class OfficerHome:
    """`sent_back` are the updates to be written again; `to_clear` what waits for a director; `questions` members';
    `bringing` what one's posts bring to coming meetings."""

    sent_back: list[ProgressUpdate]
    to_clear: list[clearing.ToClear]
    questions: list[Question]
    asking: list[Asking]
    waiting: list[Proposal]
    refused: list[Proposal]
    bringing: list[WorkItem]


@dataclass(frozen=True)
class ToDecide:
    """A held meeting of which not all is recorded: how many proposals before it wait for its decision, 0 where nothing
    at all is recorded."""

    meeting: Meeting
    count: int


@dataclass(frozen=True)
class EndingsToDo:
    """How many responses are overdue and how many documents to be circulated, what is prepared and not sent, and what
    did not reach everybody it was sent to (with `not_reached` and `to_hand_over`: how many)."""

    responses: int
    circulations: int
    prepared: list[Circulation]
    not_reached: list[Circulation]

    def __bool__(self):
        return bool(self.responses or self.circulations or self.prepared or self.not_reached)


@dataclass(frozen=True)
class ClerkHome:
    """`upcoming` are each board's next meeting, with `missing`: how many updates are owed for it, and `is_published`.

    `to_publish` are those of them whose updates were due, and whose pack is not published.

    `messages` counts those of the outbox that somebody has to look at, `to_settle` the items of each work programme.
    """

    messages: int
    endings: EndingsToDo
    to_clear: list[clearing.ToClear]
    to_decide: list[ToDecide]
    questions: list[questions.Unanswered]
    to_publish: list[Meeting]
    past_their_day: list[Meeting]
    to_settle: list[tuple[Board, int]]
    upcoming: list[Meeting]
    drafts: list[MinutesImport]
    gaps: gaps.Gaps


@dataclass(frozen=True)
class Seat:
    """A seat on a board, its next meeting, and that meeting's pack with what it counts once it is published.

    `asked` is what one has asked for the next meeting, `asked_before` for the last one; `circulated` is what was
    sent to one and one has not said to have opened.
    """

    membership: Membership
    meeting: Meeting | None
    pack: Pack | None
    counts: Counts | None
    last_held: Meeting | None
    asked: list[Question]
    asked_before: list[Question]
    circulated: list[Circulation]


@dataclass(frozen=True)
class AdminHome:
    without_email: list[User]
    without_password: list[User]
    vacant: list[Owner]


def officer(standing: Standing, *, now: datetime.datetime) -> OfficerHome:
    """What one's posts owe for the next meetings, the overdue first, and what was asked of the boards."""
    today = timezone.localdate(now)
    own = Action.objects.visible_to(standing).of_posts(standing).open()
    actions = list(
        own.with_exempt()
        .with_due_day()
        .select_related("owner", "due_meeting", "monitoring_board")
        .order_by(F("due_day").asc(nulls_last=True), "board_code", "municipal_year", "number")
    )
    meetings = next_meetings(today, boards={action.monitoring_board_id for action in actions})
    owing = set(own.owed_for_any(meetings.values(), today).values_list("pk", flat=True))
    asking = defaultdict(list)
    for action in actions:
        meeting, overdue = meetings.get(action.monitoring_board_id), action.is_overdue(today)
        if action.pk in owing or (meeting is None and overdue):
            asking[meeting].append(Owed(action, overdue))
    proposals = Proposal.objects.filter(action__in=actions).select_related("action", "decided_at_meeting")
    newer = Proposal.objects.filter(action=OuterRef("action"), proposed_at__gt=OuterRef("proposed_at"))
    said_since = ProgressUpdate.objects.filter(action=OuterRef("action"), entered_at__gt=OuterRef("recorded_at"))
    return OfficerHome(
        sent_back=_sent_back(standing),
        to_clear=clearing.boards(standing),
        questions=list(questions.put_to_me(standing).with_thread(standing).order_by("submitted_at", "pk")),
        asking=[
            # False sorts before True, so the overdue come first; the sort keeps the order by due day
            Asking(meeting, sorted(owed, key=lambda one: not one.overdue))
            for meeting, owed in sorted(asking.items(), key=_by_deadline)
        ],
        waiting=list(proposals.waiting()),
        refused=list(proposals.filter(~Exists(newer), ~Exists(said_since), granted=False)),
        bringing=programme.brought_by(standing),
    )


def _sent_back(standing) -> list[ProgressUpdate]:
    """What one's posts or oneself entered and are to write again, on open actions, the latest first."""
    own = Q(action__owner__in=standing.owner_ids) | Q(entered_by=standing.user)
    updates = ProgressUpdate.objects.visible_to(standing).awaiting_rewrite().filter(own, action__status__in=OPEN)
    return list(updates.select_related("action").prefetch_related("clearances__by"))


def clerk(standing: Standing, *, now: datetime.datetime) -> ClerkHome:
    """What to record and to publish, which meetings come next and what is missing for them, and what is unfinished."""
    today = timezone.localdate(now)
    upcoming = list(next_meetings(today).values())
    published = set(Pack.objects.filter(meeting__in=upcoming).values_list("meeting", flat=True))
    owed = Action.objects.owed_for_any(upcoming, today).exclude(no_update_reasons__meeting__in=upcoming)
    missing = Counter(owed.order_by().values_list("monitoring_board", flat=True))
    for meeting in upcoming:
        meeting.missing = missing[meeting.board_id]
        meeting.is_published = meeting.pk in published
    return ClerkHome(
        messages=Message.objects.for_the_clerk().count(),
        endings=_endings(standing, today),
        to_clear=clearing.boards(standing),
        to_decide=_to_decide(standing),
        questions=questions.unanswered(standing),
        to_publish=[one for one in upcoming if one.date and one.updates_due_on <= today and not one.is_published],
        past_their_day=list(Meeting.objects.past_their_day(today).select_related("board")),
        to_settle=programme.to_settle(standing),
        upcoming=upcoming,
        drafts=list(MinutesImport.objects.drafts_of(standing.user, now).defer("text", "entries", "made")),
        gaps=gaps.find(standing, today=today),
    )


def _endings(standing, today) -> EndingsToDo:
    to_circulate = resolutions.of_meetings_seen_by(standing).filter(kind=Resolution.Kind.CIRCULATE)
    circulations = Circulation.objects.visible_to(standing).select_related("version__document", "resolution")
    sent = resolutions.with_counts(circulations.latest()).filter(Q(not_reached__gt=0) | Q(to_hand_over__gt=0))
    return EndingsToDo(
        responses=Recommendation.objects.visible_to(standing).overdue(today).count(),
        circulations=to_circulate.filter(resolutions.overdue(today)).count(),
        prepared=list(circulations.prepared().select_related("recorded_by").order_by("recorded_at")),
        not_reached=list(sent.order_by("sent_at")),
    )


def board_member(standing: Standing, *, now: datetime.datetime) -> list[Seat]:
    """One's boards, each with its next meeting and what is in its pack."""
    today = timezone.localdate(now)
    memberships = Membership.objects.on(today).filter(user=standing.user).select_related("board")
    meetings = next_meetings(today, boards=standing.board_ids)
    packs = {pack.meeting_id: pack for pack in Pack.objects.latest().filter(meeting__in=meetings.values())}
    last = Meeting.objects.filter(pk__in=_last_held_of(Board.objects.filter(pk__in=standing.board_ids)))
    held = {meeting.board_id: meeting for meeting in last}
    mine = questions.mine(standing, [*meetings.values(), *held.values()])
    circulated, seats = _circulated(standing), []
    for membership in memberships.order_by("board__name"):
        meeting, before = meetings.get(membership.board_id), held.get(membership.board_id)
        pack = meeting and packs.get(meeting.pk)
        counts = pack and published.counts(pack, published.audience_of(standing, meeting))
        asked, asked_before = (mine[one.pk] if one else [] for one in (meeting, before))
        to_open = circulated.pop(membership.board_id, [])
        seats.append(Seat(membership, meeting, pack, counts, before, asked, asked_before, to_open))
    # what a board sent that has ended since, and that they sat on
    for to_open in circulated.values():
        seats[0].circulated.extend(to_open)
    return seats


def _circulated(standing) -> dict[int, list[Circulation]]:
    """Board → what was circulated to one, is still to be read and one has not said to have opened."""
    sent = (
        Circulation.objects.visible_to(standing)
        .latest()
        .filter(recipients__user=standing.user, recipients__acknowledged_at__isnull=True)
    )
    found = defaultdict(list)
    for circulation in sent.select_related("version__document", "resolution__item__meeting").order_by("sent_at"):
        found[circulation.resolution.item.meeting.board_id].append(circulation)
    return found


def admin(standing: Standing, *, now: datetime.datetime) -> AdminHome:
    """Who cannot sign in yet, and the posts with something to do that nobody holds."""
    today = timezone.localdate(now)
    active = User.objects.filter(is_active=True)
    unusable = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    holdings = Holding.objects.on(today).filter(owner=OuterRef("pk"), user__is_active=True)
    owed = Action.objects.visible_to(standing).open().filter(owner=OuterRef("pk"))
    return AdminHome(
        without_email=list(active.filter(email__isnull=True)),
        without_password=list(active.filter(unusable, email__isnull=False)),
        vacant=list(Owner.objects.filter(~Exists(holdings), Exists(owed))),
    )


def viewer(standing: Standing, *, now: datetime.datetime) -> list[Pack]:
    """The packs published last."""
    packs = Pack.objects.visible_to(standing).latest().without_content().select_related("meeting__board")
    return list(packs.order_by("-published_at", "-pk")[:RECENT])


def _last_held_of(boards):
    """The ids of the last meetings that `boards` held."""
    held = Meeting.objects.past().filter(board=OuterRef("pk")).values("pk")[:1]
    return boards.annotate(last_held=Subquery(held)).values("last_held")


def _by_deadline(item):
    meeting, _ = item
    return (meeting is None, meeting and meeting.falls_on, meeting and meeting.pk)


def _to_decide(standing):
    """The boards' last held meetings of which not all is recorded: what was before them waits for its decision, or
    nothing at all is recorded of them, though the board monitors something."""
    waiting = Proposal.objects.visible_to(standing).waiting()
    monitored = Action.objects.visible_to(standing).open()
    boards = Board.objects.filter(Q(actions__proposals__in=waiting) | Q(actions__in=monitored)).distinct()
    outcomes, items = (model.objects.filter(meeting=OuterRef("pk")) for model in (Outcome, AgendaItem))
    recorded = Q(Exists(outcomes)) | Q(Exists(items))
    meetings = Meeting.objects.filter(pk__in=_last_held_of(boards)).select_related("board").in_order()
    meetings = meetings.annotate(is_recorded=Case(When(recorded, then=Value(True)), default=Value(False)))
    proposed = defaultdict(list)
    for board, at in waiting.order_by().values_list("action__monitoring_board", "proposed_at"):
        proposed[board].append(timezone.localdate(at))
    found = [ToDecide(meeting, sum(day <= meeting.date for day in proposed[meeting.board_id])) for meeting in meetings]
    return [one for one in found if one.count or not one.meeting.is_recorded]
