"""A second step of signing in, set up, turned off or taken away: recorded with whoever did it, and mailed by allauth
to its owner, but for what an administrator does, which is mailed from here."""

import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from people.models import User
from people.services import events, sessions


@transaction.atomic
def was_set_up(*, user, replaced: bool, now: datetime.datetime, session_key: str) -> None:
    """Record a new authenticator app. Other sessions end, since whoever opened them passed no such step."""
    user = _locked(user)
    events.record(subject=user, actor=user, verb="replaced_second_step" if replaced else "set_up_second_step", now=now)
    sessions.end(user=user, but=session_key)


@transaction.atomic
def forget_app(*, user) -> None:
    """Make room for another app, in the transaction that sets it up."""
    Authenticator.objects.filter(user=_locked(user), type=Authenticator.Type.TOTP).delete()


@transaction.atomic
def turn_off(*, user, now: datetime.datetime) -> None:
    """Take everything but the app away, which allauth's page removes itself; with the app the rest is of no use."""
    user = _locked(user)
    old = _held(user)
    Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.TOTP).delete()
    events.record(subject=user, actor=user, verb="turned_off_second_step", now=now, old=old)


@transaction.atomic
def note(*, user, verb: str, now: datetime.datetime, **values) -> None:
    """Record what somebody did to their own second step."""
    user = _locked(user)
    events.record(subject=user, actor=user, verb=verb, now=now, **values)


def reset(*, user, by, now: datetime.datetime) -> bool:
    """Take a person's second step away who lost it, and sign them out everywhere. They set up another one next.

    Returns whether the e-mail that tells them was taken. Raises ValidationError where they have none, or where it
    would be one's own: whoever finds an administrator's window open must not get rid of it.
    """
    if by == user:
        raise ValidationError("You cannot reset your own second step. Ask another administrator.")
    with transaction.atomic():
        user = _locked(user)
        old = _held(user)
        if not old:
            raise ValidationError(f"{user} has no second step.")
        Authenticator.objects.filter(user=user).delete()
        events.record(subject=user, actor=by, verb="reset_second_step", now=now, old=old)
        sessions.end(user=user)
    return _told(user, by, now)


def _locked(user):
    return User.objects.select_for_update().get(pk=user.pk)


def _held(user):
    """How many of each kind somebody has, as an event keeps it."""
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    return {kind: list(kinds).count(kind) for kind in sorted(set(kinds))}


def _told(user, by, now):
    if not user.email:
        return False
    context = {
        "user": user,
        "by": by,
        "now": now,
        "council_name": settings.COUNCIL_NAME,
        "service_name": settings.SERVICE_NAME,
    }
    body = render_to_string("people/email/second_step_reset.txt", context)
    try:
        EmailMessage("Your second step of signing in was reset", body, to=[user.email]).send()
    except OSError:
        return False
    return True
