"""A round is opened before a meeting: who is asked for what is written down, once.

Where an action and a meeting are both locked, the action comes first, as everywhere.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from actions.models import Action, NoUpdateReason, RequestLine, RoundRequest, UpdateRound
from actions.services import status
from meetings import calendar
from meetings.models import Meeting
from meetings.services import meetings
from people.services import events


def opens_on(meeting) -> datetime.date | None:
    """The working day a meeting's round opens; None while its day is not known."""
    return meeting.date and calendar.working_days_before(meeting.updates_due_on, meeting.board.round_opens_days)


def due_to_open(today: datetime.date) -> list[Meeting]:
    """The meetings whose round is open or has to be opened on `today`, the next of each board first."""
    planned = Meeting.objects.filter(status=Meeting.Status.SCHEDULED, date__gte=today).select_related("board")
    opened = UpdateRound.objects.filter(meeting=OuterRef("pk"))
    first = {}
    for meeting in planned.annotate(is_asked=Exists(opened)).order_by("date", "pk"):
        # one round at a time: the next meeting's opens once this one is held
        first.setdefault(meeting.board_id, meeting)
    return [one for one in first.values() if one.is_asked or opens_on(one) <= today]


@transaction.atomic
def open_round(*, meeting, by, now) -> UpdateRound:
    """Ask for what is owed for a meeting, or, where that was done, for what has come to be owed since.

    `by` is None for the tracker itself. Raises ValidationError for a meeting without a day, or one that
    was held or cancelled.
    """
    meeting = meetings.locked(meeting)
    if meeting.status != Meeting.Status.SCHEDULED:
        raise ValidationError(f"A round is for a meeting that has its day and is to come; this is {_state(meeting)}.")
    opened, is_new = UpdateRound.objects.get_or_create(meeting=meeting, defaults={"opened_by": by, "opened_at": now})
    if is_new:
        events.record(subject=meeting, actor=by, verb="round_opened", now=now)
    _ask(meeting, Action.objects.owed_for(meeting, timezone.localdate(now)), now=now)
    return opened


@transaction.atomic
def ask_by_name(*, meeting, action, by, now) -> RequestLine:
    """Ask for an update on one action that the board monitors, though nothing else asks for it.

    Raises ValidationError where no round is open: opening one asks everybody, which is not done by the way.
    """
    action, meeting = status.locked(action), meetings.locked(meeting)
    if meeting.status != Meeting.Status.SCHEDULED:
        raise ValidationError(f"Updates are asked for before a meeting; this one is {_state(meeting)}.")
    if action.monitoring_board_id != meeting.board_id or not action.is_open:
        raise ValidationError(f"{action.reference} is not an open action that {meeting.board} monitors.")
    if not UpdateRound.objects.filter(meeting=meeting).exists():
        raise ValidationError("No round is open for this meeting yet. Open it first: that asks for all that is owed.")
    if RequestLine.objects.of_meeting(meeting).filter(action=action, request__owner=action.owner_id).exists():
        raise ValidationError(f"{action.owner} has been asked about {action.reference} for this meeting already.")
    if NoUpdateReason.objects.filter(meeting=meeting, action=action).exists():
        raise ValidationError(f"It is noted why {action.reference} gets no update for this meeting: nobody is asked.")
    [line] = _ask(meeting, [action], now=now, by_name=True)
    events.record(
        subject=action, actor=by, verb="update_asked_for", now=now, new={"meeting": meeting.pk, "line": line.pk}
    )
    return line


@transaction.atomic
def give_reason(*, meeting, action, reason, by, now) -> NoUpdateReason:
    """Note why there will be no update on an action for a meeting; nobody is chased for it any more."""
    action, meeting = status.locked(action), meetings.locked(meeting)
    if not reason.strip():
        raise ValidationError({"reason": "Say why there is no update, as you were told."})
    if not meeting.is_open:
        raise ValidationError(f"This meeting is {_state(meeting)}: its round is over.")
    if action.monitoring_board_id != meeting.board_id:
        raise ValidationError(f"{action.reference} is not an action that {meeting.board} monitors.")
    if NoUpdateReason.objects.filter(meeting=meeting, action=action).exists():
        raise ValidationError(f"A reason is noted for {action.reference} already.")
    noted = NoUpdateReason.objects.create(
        meeting=meeting, action=action, reason=reason.strip(), entered_by=by, entered_at=now
    )
    new = {"meeting": meeting.pk}
    events.record(subject=action, actor=by, verb="no_update_reason", now=now, new=new, note=noted.reason)
    return noted


def _ask(meeting, actions, *, now, by_name=False) -> list[RequestLine]:
    """A line for each action, with the post it has now; those written before stay as they are."""
    actions = list(actions)
    requests = {request.owner_id: request for request in meeting.round_requests.all()}
    asked = set(RequestLine.objects.of_meeting(meeting).values_list("request__owner", "action"))
    lines = []
    for action in actions:
        if (action.owner_id, action.pk) in asked:
            continue
        if action.owner_id not in requests:
            requests[action.owner_id] = RoundRequest.objects.create(
                meeting=meeting, owner_id=action.owner_id, asked_at=now
            )
        lines.append(RequestLine(request=requests[action.owner_id], action=action, asked_at=now, by_name=by_name))
    return RequestLine.objects.bulk_create(lines)


def _state(meeting) -> str:
    return meeting.get_status_display().lower()
