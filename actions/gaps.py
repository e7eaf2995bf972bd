"""What is missing: everything that was decided or found and is on its way to be forgotten."""

import datetime
from dataclasses import dataclass

from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat

from actions.models import Action, Answer, Finding, Outcome
from meetings.models import AgendaItem, Meeting, Resolution
from meetings.querysets.endings import ended
from people.models import Event


@dataclass(frozen=True)
class Gaps:
    """The gaps that somebody may see, of one board or of all. Lists are in the order of what is most pressing."""

    areas: list[Finding]
    resolutions: list[Resolution]
    undertakings: list[Answer]
    reports_missed: list[Action]
    not_minuted: list[Outcome]
    without_due: list[Action]
    without_measure: list[Action]
    vacant: list[Action]

    @property
    def total(self) -> int:
        return sum(len(rows) for rows in vars(self).values())


def find(standing, *, today: datetime.date, board=None) -> Gaps:
    """The gaps as of `today`, in a constant number of queries."""
    findings = Finding.objects.visible_to(standing).without_action()
    # one that has ended without an action needs none any more
    resolutions = Resolution.objects.visible_to(standing).owing().filter(~ended(Resolution), actions=None)
    undertakings = Answer.objects.visible_to(standing).without_action()
    actions = Action.objects.visible_to(standing).with_exempt().open()
    actions = actions.select_related("owner", "monitoring_board", "due_meeting").order_by("created_at")
    if board:
        findings = findings.filter(review__item__meeting__board=board)
        resolutions = resolutions.filter(item__meeting__board=board)
        undertakings = undertakings.filter(question__meeting__board=board)
        actions = actions.filter(monitoring_board=board)
    return Gaps(
        areas=list(findings.select_related("review__item__meeting__board").order_by("review__started_on", "number")),
        resolutions=list(
            resolutions.select_related("item__meeting__board").order_by("item__meeting__date", "position")
        ),
        undertakings=list(undertakings.with_question().order_by("answered_at", "pk")),
        reports_missed=list(_missed(actions, today)),
        not_minuted=list(_not_minuted(standing, board)),
        without_due=_with_lost_meeting(actions.without_due()),
        without_measure=list(actions.without_success_measure()),
        vacant=list(actions.of_vacant_posts(today).order_by("owner__name", "created_at")),
    )


def _not_minuted(standing, board):
    """What meetings decided and their minutes do not say: these are here, or a later meeting should have had them."""
    later = Meeting.objects.past().filter(board=OuterRef("meeting__board"), date__gt=OuterRef("meeting__date"))
    items = AgendaItem.objects.filter(meeting=OuterRef("meeting"))
    outcomes = Outcome.objects.visible_to(standing).not_in_the_minutes().annotate(has_minutes=Exists(items))
    if board:
        outcomes = outcomes.filter(meeting__board=board)
    return outcomes.filter(Q(has_minutes=True) | Exists(later)).with_subject().select_related("meeting__board")


def _missed(actions, today):
    """Reports a meeting asked for that were due at a meeting which has passed without them."""
    passed = Q(due_meeting__status="held") | Q(due_meeting__date__lt=today)
    return actions.filter(passed, resolution__kind=Resolution.Kind.REQUEST_REPORT).exclude(status="complete")


def _with_lost_meeting(actions):
    """Actions without a due date, first those that lost it: `meeting_cancelled` or `board_ended`, and it `was_due`."""
    events = Event.objects.filter(stream=_stream(OuterRef("pk")))
    cancelled, ended = events.filter(verb="due_meeting_cancelled"), events.filter(verb="due_not_handed_on")
    lost = (cancelled | ended).order_by("-sequence").values("old__due")[:1]
    actions = actions.annotate(meeting_cancelled=Exists(cancelled), board_ended=Exists(ended), was_due=Subquery(lost))
    return list(actions.order_by("-meeting_cancelled", "-board_ended", "created_at"))


def _stream(pk):
    """The stream of an action, in SQL."""
    return Concat(Value("action:"), Cast(pk, CharField()), output_field=CharField())
