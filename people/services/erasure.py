"""Taking away who somebody was, where people are kept: their account, its history, and what was sent to them.

What they did stays, as done by "Former officer 17": events hold the key of a person and never a name, so
the chain of them stays as true as it was. `actions.services.erasure` is the door; nothing else calls this.
"""

import contextlib
import datetime
import json

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType

from people.mentions import Words, holding
from people.models import Holding, Membership, Message, User
from people.services import sessions

State = Message.State

NOT_NEEDED = "The details of whom it was for were erased."
# what the words of a message are replaced by for good
NO_WORDS = {"text": "", "html": ""}


def pseudonym(user) -> str:
    """What somebody is called once it is no longer known who they were: "Former member 17"."""
    given = User.history.filter(id=user.pk)
    if Membership.objects.filter(user=user).exists():
        kind = "member"
    elif Holding.objects.filter(user=user).exists() or given.filter(is_clerk=True) or given.filter(is_admin=True):
        kind = "officer"
    else:
        kind = "user"
    return f"Former {kind} {user.pk}"


def reasons_not_to(user, *, today: datetime.date) -> list[str]:
    """What has to be ended before somebody's details can be erased, in words; empty where nothing has."""
    if user.erased_at:
        return [f"The details of {user} were erased already."]
    reasons = [
        f"{seat.get_kind_display()} of {seat.board}: {_until(seat)}. Give the membership a last day that is over."
        for seat in Membership.objects.exclude(ends_on__lt=today).filter(user=user).select_related("board")
    ]
    reasons += [
        f"{held.get_kind_display()} of the post {held.owner}: {_until(held)}. Give the holding a last day that is over."
        for held in Holding.objects.exclude(ends_on__lt=today).filter(user=user).select_related("owner")
    ]
    if user.is_clerk:
        reasons.append("Scrutiny officer: untick it on their page in Administration.")
    if user.is_admin:
        reasons.append("Administrator: untick it on their page in Administration.")
    if Message.objects.filter(recipient=user, state__in=[State.CLAIMED, State.HANDED]).exists():
        reasons.append("An e-mail to them is being sent just now. Try again in a quarter of an hour.")
    return reasons


def end_what_is_held(user, *, today: datetime.date) -> None:
    """End seats and posts that a backup gave back to somebody whose details were erased after it was made."""
    yesterday = today - datetime.timedelta(days=1)
    for model in (Membership, Holding):
        for row in model.objects.exclude(ends_on__lt=today).filter(user=user):
            row.ends_on = max(row.starts_on, yesterday)
            row.save(update_fields=["ends_on"])


def close_the_account(user, *, name: str, at: datetime.datetime) -> None:
    """Leave `name` of a person, and no way to sign in or to be written to, ever."""
    sessions.end(user=user)
    for model in (Authenticator, SocialAccount, EmailAddress):
        model.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    User.history.filter(id=user.pk).update(name=name, email=None)
    User.objects.filter(pk=user.pk).update(
        name=name,
        email=None,
        password=make_password(None),
        last_login=None,
        is_active=False,
        is_clerk=False,
        is_admin=False,
        is_superuser=False,
        erased_at=at,
    )
    user.refresh_from_db()


def empty_the_outbox(user, *, words: Words, name: str, at: datetime.datetime) -> int:
    """Take the words and the address out of every message to somebody, and let none go. How many there were.

    In messages to others their name gives way to `name`.
    """
    theirs = Message.objects.filter(recipient=user)
    cleared = {"address": "", "subject": "", "cleared_at": at, "claim": None, "claimed_until": None, **NO_WORDS}
    count = theirs.filter(state=State.SENT).update(why="", **cleared)
    count += theirs.exclude(state=State.SENT).update(state=State.DROPPED, why=NOT_NEEDED, **cleared)
    found = holding(Message, words.telling)
    for message in () if found is None else found.exclude(recipient=user):
        for field in ("subject", "text", "html", "why"):
            setattr(message, field, words.pattern().sub(name, getattr(message, field)))
        message.save(update_fields=["subject", "text", "html", "why"])
    return count


def rename_in_the_log(user, *, words: Words, name: str) -> None:
    """Replace their names in Django admin's log of what administrators changed."""
    content_type = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=content_type, object_id=str(user.pk)).update(object_repr=name)
    found, pattern = holding(LogEntry, words.telling), words.pattern()
    for entry in () if found is None else found:
        entry.object_repr = pattern.sub(name, entry.object_repr)
        entry.change_message = _renamed(entry.change_message, pattern, name)
        entry.save(update_fields=["object_repr", "change_message"])


def _renamed(message: str, pattern, name: str) -> str:
    """A log's message with the name replaced: admin keeps most of them as JSON, with letters escaped."""
    with contextlib.suppress(ValueError):
        message = json.dumps(json.loads(message), ensure_ascii=False)
    return pattern.sub(name, message)


def _until(period) -> str:
    if period.ends_on is None:
        return "still held"
    return f"held until {period.ends_on:%-d %B %Y}"
