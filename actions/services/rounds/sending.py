"""What `manage.py send_due` does every ten minutes: opens rounds, writes notices, sends what waits."""

import datetime
import smtplib
from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from actions.services.letters import content_of
from actions.services.rounds import notices, requests
from people.models import Message
from people.reach import Directory
from people.services import outbox


@dataclass
class Report:
    """What one run did. `unreachable` says why the mail server could not be, if it could not."""

    opened: list = field(default_factory=list)
    written: int = 0
    recovered: int = 0
    uncertain: int = 0
    states: Counter = field(default_factory=Counter)
    unreachable: str = ""


def run(*, clock=timezone.now, connection=None) -> Report:
    """Do what is due by now. Run again after a kill at any point, it goes on where it stopped.

    `connection` is the mail connection to send over, if not the one the settings name.
    """
    report = Report()
    now = clock()
    report.recovered, report.uncertain = outbox.recover(now)
    for meeting in requests.due_to_open(timezone.localdate(now)):
        written = _ask(meeting, now)
        if written is not None:
            report.opened.append(meeting)
            report.written += len(written)
    send_waiting(report, clock=clock, connection=connection or get_connection())
    return report


def send_waiting(report: Report, *, clock, connection) -> None:
    """Send every message whose time has come, one after another; a bad one stops none of the others."""
    waiting = list(Message.objects.to_send(clock()).select_related("recipient"))
    try:
        for message in waiting:
            now = clock()
            state = outbox.send(message=message, content=_as_of(now), now=now, connection=connection)
            report.states[state or "taken by another sender"] += 1
    except (OSError, smtplib.SMTPException) as error:
        report.unreachable = str(error) or type(error).__name__
    finally:
        connection.close()


def rehearse(*, now: datetime.datetime) -> list[tuple[Message, outbox.Content | str]]:
    """What a run would send now, and what each would say; nothing is written or sent."""
    with transaction.atomic():
        for meeting in requests.due_to_open(timezone.localdate(now)):
            _ask(meeting, now)
        waiting = Message.objects.to_send(now).select_related("recipient")
        found = [(message, _as_of(now)(message)) for message in waiting]
        transaction.set_rollback(True)
    return found


def _ask(meeting, now) -> list | None:
    """Open a round and write its notices; None where the meeting was held, moved away or cancelled meanwhile."""
    try:
        requests.open_round(meeting=meeting, by=None, now=now)
    except ValidationError:
        return None
    return notices.write(meeting=meeting, now=now, directory=Directory(timezone.localdate(now)))


def _as_of(now):
    """What a message says at `now`, to who answers for its posts at the moment it goes."""
    return lambda message: content_of(message, now=now, directory=Directory(timezone.localdate(now)))
