"""Recommendations: served on somebody, and what they answered.

An executive has to respond within two months beginning with the day it received the recommendation (Local
Government Act 2000, section 9FE); a post or board may have been given another time of its own.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from meetings import calendar
from meetings.models import Recommendation, Response
from meetings.services.endings import locked, record, saved
from people.services import events

MONTHS_TO_RESPOND = 2


def response_due_on(served_on: datetime.date, respondent=None) -> datetime.date:
    """The last day to respond to what was served on a day; `respondent` is a post or a board, or None."""
    if respondent is not None and respondent.response_days:
        return served_on + datetime.timedelta(days=respondent.response_days)
    return calendar.months_beginning_with(served_on, MONTHS_TO_RESPOND)


@transaction.atomic
def serve(
    *, resolution, served_on, by, now, to_owner=None, to_board=None, to_body="", response_due_on=None, note=""
) -> Recommendation:
    """Record that a resolution was served on one respondent. Raises ValidationError, by field."""
    resolution = locked(resolution)
    meeting = resolution.item.meeting
    if served_on > timezone.localdate(now):
        raise ValidationError({"served_on": "Record it once it has been served: this day is still to come."})
    if meeting.date and served_on < meeting.date:
        raise ValidationError({"served_on": f"It was resolved on {meeting.when}, so it cannot be served before."})
    recommendation = Recommendation(
        resolution=resolution,
        to_owner=to_owner,
        to_board=to_board,
        to_body=to_body,
        served_on=served_on,
        response_due_on=response_due_on or _due_by_default(served_on, to_owner or to_board),
        note=note,
        recorded_by=by,
        recorded_at=now,
    )
    waiting = resolution.recommendations.unanswered().filter(to_owner=to_owner, to_board=to_board, to_body=to_body)
    if waiting.exists():
        raise ValidationError(f"It waits for the response of {recommendation.respondent} already.")
    saved(recommendation)
    new = {
        "recommendation": recommendation.pk,
        "respondent": recommendation.respondent,
        "served_on": served_on,
        "response_due_on": recommendation.response_due_on,
    }
    record(resolution, "served", by=by, now=now, new=new, note=note)
    return recommendation


_due_by_default = response_due_on


@transaction.atomic
def respond(
    *, recommendation, answer, received_on, by, now, seen, reasons="", new_due_on=None, reported_at=None
) -> Response:
    """Record what the respondent answered; a further answer counts from then on.

    `seen` is how many answers the person had before them. Raises ValidationError, by field.
    """
    resolution = locked(recommendation.resolution)
    recommendation = Recommendation.objects.get(pk=recommendation.pk)
    number = recommendation.responses.count()
    if number != seen:
        raise ValidationError("Somebody else recorded a response while you were writing. Read it below.")
    if recommendation.is_withdrawn:
        raise ValidationError("This recommendation was recorded in error, so it has no response.")
    if received_on < recommendation.served_on:
        raise ValidationError({"received_on": "A response cannot come before the recommendation was served."})
    if received_on > timezone.localdate(now):
        raise ValidationError({"received_on": "Record the response once it has come: this day is still to come."})
    if new_due_on and new_due_on <= received_on:
        raise ValidationError({"new_due_on": "A response is deferred to a later day than it came."})
    response = Response(
        recommendation=recommendation,
        number=number + 1,
        answer=answer,
        reasons=reasons,
        received_on=received_on,
        new_due_on=new_due_on,
        recorded_by=by,
        recorded_at=now,
    )
    saved(response)
    new = {"recommendation": recommendation.pk, "response": response.pk, "answer": answer, "new_due_on": new_due_on}
    record(resolution, "responded", by=by, now=now, new=new, note=reasons)
    if reported_at:
        report(response=response, meeting=reported_at, by=by, now=now)
    return response


@transaction.atomic
def report(*, response, meeting, by, now) -> Response:
    """Record to which held meeting a response was reported; once. Raises ValidationError."""
    resolution = locked(response.recommendation.resolution)
    response = Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    if response.reported_at_id:
        raise ValidationError({"meeting": f"It was reported already, on {response.reported_at.when}."})
    if meeting.status != meeting.Status.HELD:
        raise ValidationError({"meeting": "A response is reported to a meeting that was held."})
    if meeting.date < response.received_on:
        raise ValidationError({"meeting": "This meeting was held before the response came."})
    response.reported_at = meeting
    response.save(update_fields=["reported_at"])
    new = {"response": response.pk, "meeting": meeting.pk}
    events.record(subject=resolution, actor=by, verb="response_reported", now=now, new=new)
    return response
