"""How some of the sample's resolutions ended, or have not yet: circulated, recommended, referred."""

import datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from actions.services import endings
from meetings.models import CirculationRecipient, Resolution
from meetings.services import circulations
from people.models import Board

PLAN = """Illustrative. Service improvement plan: SEND

1. Waiting times for an assessment are published. Completion date: end of the summer term.
2. Preparation for adult life begins in Year 9. Completion date: end of the autumn term.
3. One record of what changes for children. Completion date: end of the school year.
"""


def resolution(kind: str, code: str) -> Resolution:
    """The one resolution of a kind that a board of the sample made on its last item that has one."""
    found = Resolution.objects.filter(kind=kind, item__meeting__board__code=code)
    return found.select_related("item__meeting__board").order_by("-item__position", "position").first()


def circulate(*, by, now: datetime.datetime):
    """The service improvement plan goes to members: two have opened it, one was given it on paper, one was not yet."""
    asked = resolution("circulate", "ILSC")
    file = ContentFile(PLAN.encode(), name="service-improvement-plan.txt")
    circulation = endings.prepare(
        resolution=asked,
        version=None,
        added={"title": "Service improvement plan", "file": file},
        must_contain=["Has completion dates"],
        by=by,
        now=now,
    )
    circulation = circulations.check(
        circulation=circulation,
        checks=[("Has completion dates", True)],
        note="The plan that the commission asked for. Questions go to the scrutiny office.",
        without_why="",
        seen_revision=None,
        by=by,
        now=now,
    )
    today = timezone.localdate(now)
    endings.circulate(circulation=circulation, seen_revision=None, by=by, now=now, today=today)
    _opened(circulation, by=by, now=now + datetime.timedelta(days=1))


def _opened(circulation, *, by, now):
    How = CirculationRecipient.How
    on_paper = []
    for recipient in circulation.recipients.select_related("user").order_by("pk"):
        if not recipient.user.email:
            on_paper.append(recipient)
        elif recipient.seat == "chair":
            circulations.acknowledge(recipient=recipient, how=How.SIGNED_IN, by=recipient.user, now=now)
        else:
            circulations.acknowledge(recipient=recipient, how=How.LINK, now=now)
    day = timezone.localdate(now)
    circulations.hand_over(recipient=on_paper[0], on=day, by=by, now=now, today=day)
    circulations.acknowledge(recipient=on_paper[0], how=How.CLERK, by=by, now=now)


def recommend(*, by, served: datetime.datetime, answered: datetime.datetime, late: datetime.datetime):
    """Cabinet answered one recommendation in part, and has not answered another that was served long ago."""
    cabinet = Board.objects.get(code="CAB")
    endings.serve(
        resolution=resolution("recommend", "ILSC"),
        to_board=cabinet,
        served_on=timezone.localdate(late),
        by=by,
        now=late,
    )
    effect = endings.serve(
        resolution=resolution("recommend", "OSMB"),
        to_board=cabinet,
        served_on=timezone.localdate(served),
        by=by,
        now=served,
    )
    endings.respond(
        recommendation=effect.row,
        answer="partly",
        reasons="Cabinet will reply in writing on what is more than six months late, and at its meetings on the rest.",
        received_on=timezone.localdate(answered),
        seen=0,
        by=by,
        now=answered,
    )


def refer(*, by, now: datetime.datetime):
    """Library opening hours are referred to another commission, which has not met on it yet."""
    lives = Board.objects.get(code="ILSC")
    asked = resolution("refer", "OSMB")
    endings.refer(
        resolution=asked, to_board=lives, why="To say what families lose when libraries close at noon.", by=by, now=now
    )
