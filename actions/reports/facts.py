"""What reports are counted from, as plain data: everything until the end of a period, in a constant number of queries.

Each fact carries the days on which things happened, so that what came after the period can be left aside. All of it
comes through `visible_to`; the public form leaves out what is exempt as well.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from actions.models import (
    Action,
    Finding,
    NoUpdateReason,
    ProgressUpdate,
    Proposal,
    RequestLine,
    SupersessionLine,
)
from actions.querysets import exempt
from actions.reports.periods import DAY, Period
from actions.statuses import Status
from meetings.models import Meeting, Recommendation, Resolution
from people.models import Board, Event


@dataclass(frozen=True)
class ActionFact:
    """One action. `boards` are those that monitored it, each from a day on, the first from when it was made.

    `ended` is how it ended, if it did: a Status; `ended_on` the day of the meeting that decided, or on which a later
    review's taking its place was recorded. `complete_on` is when it was last said to be complete before that.
    `first_due` and `due` are the last days in time: a month's last where only the month was known.
    """

    pk: int
    reference: str
    title: str
    exempt: bool
    boards: tuple[tuple[datetime.date, int], ...]
    made_on: datetime.date
    ended: str = ""
    ended_on: datetime.date | None = None
    complete_on: datetime.date | None = None
    first_due: datetime.date | None = None
    due: datetime.date | None = None
    impacts: tuple["ImpactFact", ...] = ()

    def board_on(self, day: datetime.date) -> int:
        """The board that monitored it at the end of a day; before it was made, the one it was made for."""
        found = self.boards[0][1]
        for since, board in self.boards:
            if since <= day:
                found = board
        return found

    def is_open_on(self, day: datetime.date) -> bool:
        """Whether it had been made and had not ended by the end of a day."""
        return self.made_on <= day and (self.ended_on is None or self.ended_on > day)


@dataclass(frozen=True)
class ImpactFact:
    """What an officer wrote had changed for people, in an update entered on a day."""

    entered_on: datetime.date
    words: str
    exempt: bool


@dataclass(frozen=True)
class ExtensionFact:
    """That a board agreed on a day to give an action more time."""

    action: int
    board: int
    on: datetime.date


@dataclass(frozen=True)
class AskedFact:
    """An action asked about for a meeting: by which day, when its update came, whether there was a reason for none."""

    action: int
    by: datetime.date
    received_on: datetime.date | None
    excused: bool


@dataclass(frozen=True)
class MeetingFact:
    """A meeting for which officers were asked for updates."""

    pk: int
    board: int
    on: datetime.date
    asked: tuple[AskedFact, ...]


@dataclass(frozen=True)
class ServedFact:
    """A recommendation served on somebody; `responses` are (day received, answer, deferred until), in their order."""

    served_on: datetime.date
    response_due_on: datetime.date
    responses: tuple[tuple[datetime.date, str, datetime.date | None], ...]


@dataclass(frozen=True)
class RecommendationFact:
    """A resolution to recommend, on whom it was served, and the actions that follow it."""

    board: int
    made_on: datetime.date
    served: tuple[ServedFact, ...]
    actions: tuple[int, ...]


@dataclass(frozen=True)
class AreaFact:
    """An area for improvement, the board it was reported to, and the actions that answer it."""

    board: int | None
    reported_on: datetime.date | None
    actions: tuple[int, ...]


@dataclass(frozen=True)
class Facts:
    """Everything reports count. `boards` are their names, by id, in the order of the names."""

    boards: dict[int, str]
    actions: dict[int, ActionFact]
    extensions: tuple[ExtensionFact, ...]
    meetings: tuple[MeetingFact, ...]
    recommendations: tuple[RecommendationFact, ...]
    areas: tuple[AreaFact, ...]


def facts(standing, period: Period, *, public: bool = False) -> Facts:
    """The facts until the end of `period` as `standing` may see them; for the public form without exempt matter."""
    actions = Action.objects.visible_to(standing)
    updates = ProgressUpdate.objects.visible_to(standing).accepted()
    resolutions, findings = Resolution.objects.visible_to(standing), Finding.objects.visible_to(standing)
    if public:
        actions = actions.exclude(exempt.of_action())
        updates = updates.exclude(exempt.of_update())
        resolutions = resolutions.exclude(exempt.of_resolution())
        findings = findings.exclude(exempt.of_finding())
    found = _actions(actions, updates)
    of_resolution, of_finding = defaultdict(list), defaultdict(list)
    for pk, resolution, finding in actions.order_by("pk").values_list("pk", "resolution", "finding"):
        of_resolution[resolution].append(pk)
        of_finding[finding].append(pk)
    return Facts(
        boards=dict(Board.objects.values_list("pk", "name")),
        actions=found,
        extensions=tuple(_extensions(found, period)),
        meetings=tuple(_meetings(found, period)),
        recommendations=tuple(_recommendations(resolutions, of_resolution, period)),
        areas=tuple(
            AreaFact(board, reported_on, tuple(of_finding[pk]))
            for pk, board, reported_on in findings.areas().values_list(
                "pk", "review__item__meeting__board", "review__item__meeting__date"
            )
        ),
    )


def _actions(actions, updates) -> dict[int, ActionFact]:
    corrected = Exists(ProgressUpdate.objects.accepted().filter(corrects=OuterRef("pk")))
    with_impact = updates.exclude(impact="").filter(~corrected).order_by("-entered_at", "-pk")
    rows = (
        actions.with_exempt()
        .select_related("due_meeting", "ended_by__decided_at_meeting")
        .prefetch_related(Prefetch("updates", queryset=with_impact, to_attr="with_impact"))
        .order_by("board_code", "municipal_year", "number")
    )
    boards, complete = _from_events()
    superseded = {
        action: timezone.localdate(at)
        for action, at in SupersessionLine.objects.filter(became=SupersessionLine.Became.SUPERSEDED).values_list(
            "action", "supersession__recorded_at"
        )
    }
    return {action.pk: _action(action, boards[action.pk], complete[action.pk], superseded) for action in rows}


def _action(action, boards, complete, superseded) -> ActionFact:
    made_on = timezone.localdate(action.created_at)
    ended, ended_on, recorded_at = "", None, None
    if action.ended_by:
        ended, ended_on = action.status, action.ended_by.decided_at_meeting.date
        recorded_at = action.ended_by.recorded_at
    elif action.status == Status.SUPERSEDED:
        ended, ended_on = action.status, superseded[action.pk]
    said = [at for at in complete if recorded_at is None or at <= recorded_at]
    due = action.due_meeting
    return ActionFact(
        pk=action.pk,
        reference=action.reference,
        title=action.title,
        exempt=action.exempt,
        boards=tuple(boards) or ((made_on, action.monitoring_board_id),),
        made_on=made_on,
        ended=ended,
        # recorded later than it was decided, it is not ended before it was made, or came to the board that ended it
        ended_on=ended_on and max(ended_on, made_on, *(since for since, _ in boards)),
        complete_on=timezone.localdate(said[-1]) if said else None,
        first_due=action.original_due_on or _end_of_month(action.original_due_month),
        due=action.due_on or (due and (due.date or _end_of_month(due.month))),
        impacts=tuple(
            ImpactFact(timezone.localdate(update.entered_at), update.impact, update.is_exempt or action.exempt)
            for update in action.with_impact
        ),
    )


def _from_events():
    """Action id → the boards that monitored it, each from a day on; and → when it was said to be complete."""
    boards, complete = defaultdict(list), defaultdict(list)
    events = Event.objects.filter(stream__startswith="action:", verb__in=["made", "handed_on", "status_changed"])
    for stream, verb, new, at in events.order_by("stream", "sequence").values_list("stream", "verb", "new", "at"):
        pk = int(stream.partition(":")[2])
        if verb == "status_changed":
            if new.get("status") == Status.COMPLETE:
                complete[pk].append(at)
        else:
            boards[pk].append((timezone.localdate(at), new["monitoring_board"]))
    return boards, complete


def _end_of_month(month: datetime.date | None) -> datetime.date | None:
    return month and (month.replace(day=28) + 4 * DAY).replace(day=1) - DAY


def _extensions(actions, period):
    agreed = Proposal.objects.filter(kind=Proposal.Kind.EXTEND, granted=True)
    agreed = agreed.filter(decided_at_meeting__date__range=(period.first, period.last))
    rows = agreed.order_by("pk").values_list("action", "decided_at_meeting__board", "decided_at_meeting__date")
    return [ExtensionFact(*row) for row in rows if row[0] in actions]


def _meetings(actions, period):
    """The meetings of the period for which officers were asked; that an update came is no secret, its words may be.

    One on the last day counts once it was held: until then updates may come.
    """
    over = Q(status=Meeting.Status.HELD) | Q(status=Meeting.Status.SCHEDULED, date__lt=period.last)
    meetings = Meeting.objects.filter(over, date__range=(period.first, period.last), update_round__isnull=False)
    meetings = list(meetings.select_related("board").order_by("date", "pk"))
    asked, received, excused = defaultdict(dict), defaultdict(list), set()
    lines = RequestLine.objects.filter(request__meeting__in=meetings).order_by("asked_at", "pk")
    for meeting, action, at in lines.values_list("request__meeting", "action", "asked_at"):
        if action in actions:
            asked[meeting].setdefault(action, timezone.localdate(at))
    updates = ProgressUpdate.objects.received().for_meetings(meetings).order_by("entered_at")
    for meeting, action, at in updates.values_list("round_id", "action", "entered_at"):
        received[meeting, action].append(timezone.localdate(at))
    reasons = NoUpdateReason.objects.filter(meeting__in=meetings)
    excused.update(reasons.values_list("meeting", "action"))
    for meeting in meetings:
        yield MeetingFact(
            pk=meeting.pk,
            board=meeting.board_id,
            on=meeting.date,
            asked=tuple(
                AskedFact(
                    action=action,
                    # whoever was asked later than updates were due had until the meeting
                    by=meeting.updates_due_on if asked_on <= meeting.updates_due_on else meeting.date,
                    received_on=min(received[meeting.pk, action], default=None),
                    excused=(meeting.pk, action) in excused,
                )
                for action, asked_on in asked[meeting.pk].items()
            ),
        )


def _recommendations(resolutions, actions, period):
    served = Recommendation.objects.in_force().prefetch_related("responses")
    rows = resolutions.filter(kind=Resolution.Kind.RECOMMEND, item__meeting__date__lte=period.last)
    rows = rows.select_related("item__meeting").prefetch_related(Prefetch("recommendations", queryset=served))
    for resolution in rows.order_by("pk"):
        meeting = resolution.item.meeting
        yield RecommendationFact(
            board=meeting.board_id,
            made_on=meeting.date,
            served=tuple(_served(one) for one in resolution.recommendations.all()),
            actions=tuple(actions[resolution.pk]),
        )


def _served(recommendation):
    responses = sorted(recommendation.responses.all(), key=lambda response: response.number)
    return ServedFact(
        served_on=recommendation.served_on,
        response_due_on=recommendation.response_due_on,
        responses=tuple((one.received_on, one.answer, one.new_due_on) for one in responses),
    )
