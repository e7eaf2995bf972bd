"""What is kept for a while and then goes, where people are kept: the words of what was sent, and ended sessions.

Each returns how many rows it concerns, and changes nothing where `dry_run`.
"""

import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from people.models import Message
from people.services import sessions
from people.services.erasure import NO_WORDS

State = Message.State


def empty_messages(*, before: datetime.datetime, now: datetime.datetime, dry_run: bool) -> int:
    """Take the words out of messages that were sent, or not needed, before then. To whom, when and about what stays."""
    over = Message.objects.filter(state__in=[State.SENT, State.DROPPED], created_at__lt=before, cleared_at=None)
    return over.count() if dry_run else over.update(cleared_at=now, **NO_WORDS)


def clear_sessions(*, now: datetime.datetime, dry_run: bool) -> int:
    """Delete sessions that are over, and the addresses and browsers they came from."""
    if not dry_run:
        return sessions.clear(now=now)
    left = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return Session.objects.filter(expire_date__lt=now).count() + left.count()


def clear_attempts(*, now: datetime.datetime, dry_run: bool) -> int:
    """Delete from the cache what is over: attempts to sign in are counted there, by visitor and by account."""
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    over = f"FROM {table} WHERE expires < %s"
    moment = [connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))]
    with connection.cursor() as cursor:
        if dry_run:
            cursor.execute(f"SELECT COUNT(*) {over}", moment)
            return cursor.fetchone()[0]
        cursor.execute(f"DELETE {over}", moment)
        return cursor.rowcount
