"""How long a session lasts: so many hours after signing in, and so many minutes after it was last used."""

import datetime
import time

from django.conf import settings

STARTED, SEEN = "signed_in_at", "seen_at"

# when it was last used is written down this often and not at every request, in seconds
PRECISION = 60
# for so long after signing in nobody is asked once more who they are, in seconds
LATELY = 5 * 60


def start(session) -> None:
    session[STARTED] = session[SEEN] = int(time.time())


def is_over(session) -> bool:
    now = time.time()
    longest = datetime.timedelta(hours=settings.SESSION_HOURS).total_seconds()
    idle = datetime.timedelta(minutes=settings.SESSION_IDLE_MINUTES).total_seconds()
    return now - session.get(STARTED, now) > longest or now - session.get(SEEN, now) > idle


def is_due(session) -> bool:
    """Whether it is time to write down that the session is in use."""
    return time.time() - session.get(SEEN, 0) > PRECISION


def seen(session) -> None:
    session[SEEN] = int(time.time())
    session.setdefault(STARTED, session[SEEN])


def signed_in_lately(request) -> bool:
    return time.time() - request.session.get(STARTED, 0) < LATELY
