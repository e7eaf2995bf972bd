"""The second step of signing in: who must have one, and who has.

It is an authenticator app, with recovery codes for the day its telephone is lost. Passkeys come beside an app and
never without one, since they need scripts and the right device.
"""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings

from people.standing import ADMIN

# so few recovery codes left that it is time to make new ones
FEW_CODES = 3

# what somebody who must set a second step up may still open: what it takes to do so. Signing out needs no sign-in.
OPEN_WITHOUT = {
    "mfa_activate_totp",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}


def is_required(standing) -> bool:
    """Whether a role that somebody holds asks for a second step. To be superuser is to be an administrator here."""
    roles = {*standing.roles, *([ADMIN] if standing.user.is_superuser else [])}
    return not roles.isdisjoint(settings.MFA_REQUIRED_ROLES)


def has_app(user) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def is_missing(request) -> bool:
    """Whether the signed-in user must set a second step up before anything else."""
    if not is_required(request.standing) or is_left_to_the_provider(request, request.user):
        return False
    return not has_app(request.user)


def is_left_to_the_provider(request, user) -> bool:
    """Whether `user` came in by single sign-on, whose provider is trusted to have asked for a second step."""
    if not settings.OIDC_TRUST_SECOND_FACTOR:
        return False
    return any(record["method"] == "socialaccount" for record in get_authentication_records(request, user))


def codes_left(user) -> int | None:
    """How many recovery codes are not used yet; None for somebody without any."""
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(codes.wrap().get_unused_codes()) if codes else None
