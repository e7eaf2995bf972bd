"""What a page carries so that what was typed on it is not lost with the session: whose it is, signed."""

import datetime

from django.core import signing

SALT = "rounds:mine"
GOOD_FOR = datetime.timedelta(days=14)


def make(user, meeting) -> str:
    return signing.dumps([user.pk, meeting.pk], salt=SALT)


def user_id(token: str, meeting_id: int) -> int | None:
    """Whose page of that meeting carries `token`; None for one that is not ours, too old, or of another meeting."""
    try:
        user, meeting = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return user if meeting == meeting_id else None
