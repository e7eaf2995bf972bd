"""Messages go out once: claimed, handed over and marked, each by a conditional UPDATE of its own.

The claim is committed before the mail server is spoken to, so that two senders, on SQLite or
PostgreSQL, cannot both have a message; what happens between is written down, so that a sender that
was killed leaves behind what is known and no more. No transaction may be open around `send`.
"""

import datetime
import smtplib
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from people.models import Message
from people.services import events

State = Message.State

# how long a sender may take over one message; well over what the mail server is waited for
CLAIM = datetime.timedelta(minutes=10)
# after a try that certainly did not get through
WAIT = datetime.timedelta(minutes=10)
MOST_TRIES = 20

UNCERTAIN = "The sender stopped after it had begun to hand this to the mail server: it may have gone out."


@dataclass(frozen=True)
class Content:
    """What a message says, made when it goes and not before."""

    subject: str
    text: str
    html: str


def put(*, recipient, now: datetime.datetime, send_from=None, state=State.WAITING) -> Message:
    """A new message to `recipient`, in the caller's transaction, so that it is there if what it tells of is."""
    return Message.objects.create(recipient=recipient, created_at=now, send_from=send_from or now, state=state)


def recover(now: datetime.datetime) -> tuple[int, int]:
    """Take up what killed senders left: (how many wait again, how many are uncertain)."""
    behind = Message.objects.left_behind(now)
    again = behind.filter(state=State.CLAIMED).update(state=State.WAITING, claim=None, claimed_until=None)
    uncertain = behind.filter(state=State.HANDED).update(
        state=State.UNCERTAIN, claim=None, claimed_until=None, why=UNCERTAIN
    )
    return again, uncertain


def send(*, message, content: Callable[[Message], Content | str], now: datetime.datetime, connection) -> str | None:
    """Send one waiting message, if nobody else has it. Returns its state afterwards, None if it was taken.

    `content` says what it says now, or why it is not needed any more. Raises OSError or SMTPException
    where the mail server cannot be reached; nothing is claimed then.
    """
    _reach(connection)
    claim = uuid.uuid4()
    mine = Message.objects.filter(pk=message.pk, claim=claim)
    waiting = Message.objects.to_send(now).order_by().filter(pk=message.pk)
    if not waiting.update(state=State.CLAIMED, claim=claim, claimed_until=now + CLAIM):
        return None
    said = content(message)
    if isinstance(said, str) or not message.recipient.email:
        reason = said if isinstance(said, str) else f"{message.recipient} has no e-mail address."
        return _end(mine.filter(state=State.CLAIMED), State.DROPPED, why=reason)
    handed = mine.filter(state=State.CLAIMED).update(
        state=State.HANDED,
        address=message.recipient.email,
        subject=said.subject,
        text=said.text,
        html=said.html,
    )
    return _hand_over(mine, message, said, now, connection) if handed else None


def _hand_over(mine, message, said, now, connection) -> str:
    email = EmailMultiAlternatives(said.subject, said.text, to=[message.recipient.email], connection=connection)
    email.attach_alternative(said.html, "text/html")
    try:
        email.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, _ = next(iter(error.recipients.values()))
        return _refused(mine, message, code, error, now)
    except smtplib.SMTPResponseException as error:
        return _refused(mine, message, error.smtp_code, error, now)
    except (smtplib.SMTPException, OSError) as error:
        # the line broke: whether the server had taken it, nobody can tell
        connection.close()
        return _end(mine, State.UNCERTAIN, why=f"The mail server broke off: {error}. It may have gone out.")
    return _end(mine, State.SENT, sent_at=now)


def _refused(mine, message, code, error, now) -> str:
    """The server said no. 4xx asks to try again later (RFC 5321, section 4.2.1); 5xx is final."""
    if 400 <= code < 500 and message.tries + 1 < MOST_TRIES:
        return _end(mine, State.WAITING, tries=message.tries + 1, send_from=now + WAIT, why=str(error))
    return _end(mine, State.FAILED, why=f"The mail server refused it: {error}")


def _end(mine, state, **fields) -> str:
    mine.update(state=state, claim=None, claimed_until=None, **fields)
    return state


def _reach(connection):
    """Open the connection, anew where the server has hung up in the meantime: before anything is claimed."""
    if server := getattr(connection, "connection", None):
        try:
            server.noop()
        except (smtplib.SMTPException, OSError):
            connection.close()
    connection.open()


@transaction.atomic
def send_again(*, message, by, now) -> Message:
    """Put a message that failed, or that may not have arrived, back among those to send."""
    message = _locked(message, State.FAILED, State.UNCERTAIN)
    old = message.state
    message.state, message.send_from, message.tries, message.why = State.WAITING, now, 0, ""
    message.save(update_fields=["state", "send_from", "tries", "why"])
    return _record(message, old, actor=by, verb="sent_again", now=now)


@transaction.atomic
def release(*, message, by, now) -> Message:
    """Let a message that was ready for the clerk go."""
    message = _locked(message, State.READY)
    message.state, message.send_from = State.WAITING, now
    message.save(update_fields=["state", "send_from"])
    return _record(message, State.READY, actor=by, verb="released", now=now)


@transaction.atomic
def hold_back(*, message, why, by, now) -> Message:
    """Keep a message from going, for good. Raises ValidationError where it has gone, or no reason is given."""
    if not why.strip():
        raise ValidationError("Say why it is not to be sent.")
    message = _locked(message, State.READY, State.WAITING, State.FAILED, State.UNCERTAIN)
    old = message.state
    message.state, message.why = State.DROPPED, why
    message.save(update_fields=["state", "why"])
    return _record(message, old, actor=by, verb="held_back", now=now, note=why)


def _record(message, old, **event) -> Message:
    events.record(subject=message, old={"state": old}, new={"state": message.state}, **event)
    return message


def _locked(message, *states) -> Message:
    message = Message.objects.select_for_update(of=("self",)).select_related("recipient").get(pk=message.pk)
    if message.state not in states:
        raise ValidationError(f"This message is no longer there to be changed: {message.get_state_display().lower()}.")
    return message
