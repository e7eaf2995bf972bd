"""Where somebody is signed in: each session is listed, and any of them can be ended."""

import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.crypto import constant_time_compare

from people import session_limits


def listed(user, *, now: datetime.datetime) -> list[UserSession]:
    """Those still open, the one used last first; what is left of others is cleared away. Two queries."""
    rows = list(UserSession.objects.filter(user=user).order_by("-last_seen_at", "-pk"))
    stored = Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=now)
    opened = {session.session_key for session in stored if _is_open(session.get_decoded(), user)}
    if gone := [row.pk for row in rows if row.session_key not in opened]:
        UserSession.objects.filter(pk__in=gone).delete()
    return [row for row in rows if row.session_key in opened]


def _is_open(content, user):
    """Whether what a session holds opens anything: it ends with its time, and with the password it was opened with."""
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    own = content.get(HASH_SESSION_KEY, "")
    return not session_limits.is_over(content) and any(constant_time_compare(own, one) for one in hashes)


def note_in_use(key: str, *, now: datetime.datetime) -> None:
    UserSession.objects.filter(session_key=key).update(last_seen_at=now)


@transaction.atomic
def end(*, user, but: str | None = None, pk: int | None = None) -> int:
    """End sessions of `user`: one by its `pk`, or all, the one with the key `but` left open. How many were ended."""
    rows = UserSession.objects.filter(user=user).exclude(session_key=but or "")
    if pk is not None:
        rows = rows.filter(pk=pk)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


def clear(*, now: datetime.datetime) -> int:
    """Delete sessions whose time is over, and what was listed of them. How many."""
    ended, _ = Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return ended
