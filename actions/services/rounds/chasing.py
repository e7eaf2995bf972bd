"""What the clerk does about a round by hand, each told at once and not at the next turn of `send_due`."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from actions.models import Notice, UpdateRound
from actions.services.rounds import notices, requests
from meetings.models import Meeting
from meetings.services import meetings
from people.services import events


@transaction.atomic
def open_now(*, meeting, by, now, directory) -> list[Notice]:
    """Open a round before its day, and write the requests it makes.

    Raises ValidationError where `requests.open_round` does, and where an earlier meeting's comes first.
    """
    _refuse_before_its_turn(meetings.locked(meeting), timezone.localdate(now))
    requests.open_round(meeting=meeting, by=by, now=now)
    return notices.write(meeting=meeting, now=now, directory=directory)


@transaction.atomic
def ask_now(*, meeting, action, by, now, directory) -> list[Notice]:
    """Ask for an update by name, and write the request for it. Raises ValidationError as `ask_by_name` does."""
    requests.ask_by_name(meeting=meeting, action=action, by=by, now=now)
    return notices.write(meeting=meeting, now=now, directory=directory)


@transaction.atomic
def remind(*, meeting, by, now, directory, owners=None) -> list[Notice]:
    """Remind everybody whose update is missing, or some posts.

    Raises ValidationError where no round is open, the day of the meeting is over, or another comes first.
    """
    meeting = meetings.locked(meeting)
    if meeting.status != Meeting.Status.SCHEDULED or not UpdateRound.objects.filter(meeting=meeting).exists():
        raise ValidationError("No round is open for this meeting, so there is nobody to remind.")
    _refuse_before_its_turn(meeting, timezone.localdate(now))
    written = notices.remind(meeting=meeting, now=now, directory=directory, owners=owners)
    if written:
        posts = sorted({notice.owner_id for notice in written})
        events.record(subject=meeting, actor=by, verb="reminded", now=now, new={"owners": posts})
    return written


def next_of(board, today) -> Meeting | None:
    """The board's next meeting that has its day: the one whose round may be open."""
    return board.meetings.upcoming(today).filter(status=Meeting.Status.SCHEDULED).first()


def _refuse_before_its_turn(meeting, today):
    if meeting.status == Meeting.Status.SCHEDULED and meeting.date < today:
        raise ValidationError("The day of this meeting is over: record it as held, move it or cancel it.")
    if meeting.status == Meeting.Status.SCHEDULED and next_of(meeting.board, today) != meeting:
        raise ValidationError("One round at a time: this one opens once the meeting before it has been held.")
