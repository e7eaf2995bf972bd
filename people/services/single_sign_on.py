"""Single sign-on: which of our people somebody is whom the council's own sign-in service vouches for.

The service's lasting id of them (the subject) decides. The first time it is not known yet, so their address does:
one that the service has verified, of an active person whom no other subject was connected to. After that an address
that is changed, or given to a new colleague, opens nobody's account.
"""

import datetime
from collections.abc import Iterable

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from people.models import User
from people.services import events

UNVERIFIED, UNKNOWN, INACTIVE, ANOTHER = "unverified", "unknown", "inactive", "another"


class Refused(Exception):
    """Nobody here is opened to them. `why` is one of the words above."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


@transaction.atomic
def connect(*, account: SocialAccount, verified: Iterable[str], now: datetime.datetime) -> User:
    """Connect an account at the service, seen for the first time, to the person whose address it has.

    Raises Refused where there is none.
    """
    user = _person(verified)
    if SocialAccount.objects.filter(user=user, provider=account.provider).exists():
        raise Refused(ANOTHER)
    account.user = user
    account.save()
    events.record(subject=user, actor=user, verb="connected_sign_on", now=now, new={"provider": account.provider})
    return user


@transaction.atomic
def disconnect(*, user, by, now: datetime.datetime) -> int:
    """Forget which account at the service is a person's, so that the next is found by address. How many there were."""
    user = User.objects.select_for_update().get(pk=user.pk)
    accounts = SocialAccount.objects.filter(user=user)
    gone = list(accounts.values_list("provider", flat=True))
    if gone:
        accounts.delete()
        events.record(subject=user, actor=by, verb="disconnected_sign_on", now=now, old={"providers": gone})
    return len(gone)


def _person(verified):
    addresses = [address.lower() for address in verified if address]
    if not addresses:
        raise Refused(UNVERIFIED)
    user = User.objects.select_for_update().filter(email__in=addresses).first()
    if user is None:
        raise Refused(UNKNOWN)
    if not user.is_active:
        raise Refused(INACTIVE)
    return user
