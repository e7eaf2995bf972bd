"""A council under load, made through `manage.py shell`: prints, as JSON, its officers' sessions and actions' slugs.

Each officer answers for a post with actions of its own, and there is one action that all of them may update.
"""

import json
import secrets
import sys

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from actions.services import actions
from meetings.services import meetings
from people.models import Board, Directorate, Holding, Owner, User

OFFICERS, EACH = 12, 3


def session_of(user):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def make():
    now, today = timezone.now(), timezone.localdate()
    clerk = User.objects.create_user("clerk@example.org", secrets.token_urlsafe(), name="Clerk", is_clerk=True)
    board = Board.objects.create(code="LOAD", name="Board under load", round_opens_days=60)
    # near enough that its round opens at once
    meetings.plan(board=board, date=today + timezone.timedelta(days=28), by=clerk, now=now)
    directorate = Directorate.objects.create(name="Load")
    common = {"monitoring_board": board, "by": clerk, "now": now, "today": today}
    posts = [Owner.objects.create(name=f"Post {number}", directorate=directorate) for number in range(OFFICERS)]
    shared = actions.create(title="What all may update", owner=posts[0], contributors=posts[1:], **common)
    for number, post in enumerate(posts):
        user = User.objects.create_user(
            f"officer{number}@example.org", secrets.token_urlsafe(), name=f"Officer {number}"
        )
        Holding.objects.create(owner=post, user=user, kind="holder", starts_on=today)
        own = [actions.create(title=f"Action {one} of {post}", owner=post, **common).slug for one in range(EACH)]
        yield {"session": session_of(user), "slugs": [*own, shared.slug]}


json.dump(list(make()), sys.stdout)
