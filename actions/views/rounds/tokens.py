"""What a page carries so that what was typed on it is not lost with the session: whose it is, signed."""

import datetime

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from people.models import User

SALT = "rounds:mine"
GOOD_FOR = datetime.timedelta(days=14)


def make(user, meeting) -> str:
    return signing.dumps([user.pk, meeting.pk, _password_of(user)], salt=SALT)


def opened_by(token: str, meeting_id: int) -> int | None:
    """The id of whose page of that meeting carries `token`; None for one that is not ours, or of another meeting."""
    user, _ = _read(token, meeting_id)
    return user


def signed_out_user(token: str, meeting_id: int) -> User | None:
    """Who may leave words behind without a session, where `token` was given to them in the last 14 days.

    Like a session, it ends when they change their password.
    """
    pk, password = _read(token, meeting_id, max_age=GOOD_FOR)
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user and constant_time_compare(password, _password_of(user)) else None


def _read(token, meeting_id, *, max_age=None):
    try:
        user, meeting, password = signing.loads(token, salt=SALT, max_age=max_age)
    except (signing.BadSignature, ValueError, TypeError):
        return None, ""
    return (user, password) if meeting == meeting_id else (None, "")


def _password_of(user) -> str:
    """What changes with the password, and says nothing of it."""
    return salted_hmac(SALT, user.get_session_auth_hash()).hexdigest()
