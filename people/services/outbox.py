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
# after a try that certainly did not get through, and for four days altogether (RFC 5321, section 4.5.4.1)
WAIT = datetime.timedelta(minutes=30)
MOST_TRIES = 4 * 24 * 2

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


def doubt(*, now: datetime.datetime, why: str) -> int:
    """Put every message that has still to go before the clerk instead: after a restore it may have gone already.

    Returns how many. Those that say nothing yet are failed, as nobody knows what they said.
    """
    unsent = Message.objects.filter(state__in=[State.WAITING, State.CLAIMED, State.HANDED])
    end = {"claim": None, "claimed_until": None, "why": why}
    return unsent.exclude(subject="").update(state=State.UNCERTAIN, **end) + unsent.filter(subject="").update(
        state=State.FAILED, **end
    )


def send(*, message, content: Callable[[Message], Content | str], now: datetime.datetime, connection) -> str | None:
    """Send one waiting message, if nobody else has it. Returns its state afterwards, None if somebody else has it.

    `content` says what it says now, or why it is not needed any more. Raises OSError or SMTPException
    where the mail server cannot be reached; nothing is claimed then.
    """
    _reach(connection)
    claim = uuid.uuid4()
    mine = Message.objects.filter(pk=message.pk, claim=claim)
    waiting = Message.objects.to_send(now).order_by().filter(pk=message.pk)
    if not _committed(waiting, state=State.CLAIMED, claim=claim, claimed_until=now + CLAIM):
        return None
    try:
        said = content(message)
    except Exception as error:
        # the run ends here, and the next one comes to it last: the others are not kept waiting for it
        _later(mine, message, f"It could not be made: {type(error).__name__}: {error}", now)
        raise
    if isinstance(said, str) or not message.recipient.email:
        reason = said if isinstance(said, str) else f"{message.recipient} has no e-mail address."
        return _end(mine, State.DROPPED, why=reason)
    handed = {"address": message.recipient.email, "subject": said.subject, "text": said.text, "html": said.html}
    if not _committed(mine.filter(state=State.CLAIMED), state=State.HANDED, **handed):
        return None
    return _hand_over(mine, message, said, now, connection)


def _hand_over(mine, message, said, now, connection) -> str | None:
    email = EmailMultiAlternatives(said.subject, said.text, to=[message.recipient.email], connection=connection)
    email.attach_alternative(said.html, "text/html")
    try:
        email.send()
    except ValueError as error:
        # raised while it is written, before the server hears of it
        return _end(mine, State.FAILED, why=f"It cannot be written as an e-mail: {error}")
    except smtplib.SMTPSenderRefused as error:
        # it is we whom the server does not want, whatever the code; that is for the administrator to mend
        return _later(mine, message, f"The mail server refused the sender: {_words(error)}", now)
    except smtplib.SMTPRecipientsRefused as error:
        [(code, words)] = error.recipients.values()
        return _refused(mine, message, smtplib.SMTPResponseException(code, words), now)
    except smtplib.SMTPResponseException as error:
        return _refused(mine, message, error, now)
    except (smtplib.SMTPException, OSError) as error:
        # the line broke: whether the server had taken it, nobody can tell
        connection.close()
        return _end(mine, State.UNCERTAIN, why=f"The mail server broke off: {error}. It may have gone out.")
    return _end(mine, State.SENT, sent_at=now, why="")


def _refused(mine, message, error, now) -> str | None:
    """The server said no. 4xx asks to try again later (RFC 5321, section 4.2.1); 5xx is final."""
    why = f"The mail server refused it: {_words(error)}"
    if 400 <= error.smtp_code < 500:
        return _later(mine, message, why, now)
    return _end(mine, State.FAILED, why=why)


def _later(mine, message, why, now) -> str | None:
    if message.tries + 1 >= MOST_TRIES:
        return _end(mine, State.FAILED, why=why)
    return _end(mine, State.WAITING, tries=message.tries + 1, send_from=now + WAIT, why=why)


def _words(error) -> str:
    words = error.smtp_error
    return f"{error.smtp_code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def _end(mine, state, **fields) -> str | None:
    return state if _committed(mine, state=state, claim=None, claimed_until=None, **fields) else None


def _committed(rows, **fields) -> int:
    """Update rows for every other sender to see: an error where a transaction is open around it."""
    with transaction.atomic(durable=True):
        return rows.update(**fields)


def _reach(connection):
    """Open the connection, anew where the server has hung up in the meantime: before anything is claimed."""
    if server := getattr(connection, "connection", None):
        try:
            code, _ = server.noop()
        except (smtplib.SMTPException, OSError):
            code = None
        if code != 250:
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
