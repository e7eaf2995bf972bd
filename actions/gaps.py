"""What is missing: everything that was decided or found and is on its way to be forgotten."""

import datetime
from dataclasses import dataclass

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from actions.models import Action, Finding
from meetings.models import Resolution
from people.models import Event


@dataclass(frozen=True)
class Gaps:
    """The gaps that somebody may see, of one board or of all. Lists are in the order of what is most pressing."""

    areas: list[Finding]
    resolutions: list[Resolution]
    reports_missed: list[Action]
    without_due: list[Action]
    without_measure: list[Action]

    @property
    def total(self) -> int:
        return sum(len(rows) for rows in vars(self).values())


def find(standing, *, today: datetime.date, board=None) -> Gaps:
    """The gaps as of `today`, in a constant number of queries."""
    findings = Finding.objects.visible_to(standing).without_action()
    resolutions = Resolution.objects.visible_to(standing).owing().filter(actions=None)
    actions = Action.objects.visible_to(standing).with_exempt().open()
    actions = actions.select_related("owner", "monitoring_board", "due_meeting").order_by("created_at")
    if board:
        findings = findings.filter(review__item__meeting__board=board)
        resolutions = resolutions.filter(item__meeting__board=board)
        actions = actions.filter(monitoring_board=board)
    return Gaps(
        areas=list(findings.select_related("review__item__meeting__board").order_by("review__started_on", "number")),
        resolutions=list(
            resolutions.select_related("item__meeting__board").order_by("item__meeting__date", "position")
        ),
        reports_missed=list(_missed(actions, today)),
        without_due=_with_lost_meeting(actions.without_due()),
        without_measure=list(actions.without_success_measure()),
    )


def _missed(actions, today):
    """Reports a meeting asked for that were due at a meeting which has passed without them."""
    passed = Q(due_meeting__status="held") | Q(due_meeting__date__lt=today)
    return actions.filter(passed, resolution__kind=Resolution.Kind.REQUEST_REPORT).exclude(status="complete")


def _with_lost_meeting(actions):
    """Actions without a due date, the ones first whose meeting was cancelled, with `meeting_cancelled` saying so."""
    lost = Event.objects.filter(verb="due_meeting_cancelled", stream=_stream(OuterRef("pk")))
    return list(actions.annotate(meeting_cancelled=Exists(lost)).order_by("-meeting_cancelled", "created_at"))


def _stream(pk):
    """The stream of an action, in SQL."""
    return Concat(Value("action:"), Cast(pk, CharField()), output_field=CharField())
