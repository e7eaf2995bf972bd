import logging

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from requests import RequestException

from people.services import single_sign_on

logger = logging.getLogger(__name__)

CANCELLED, FAILED, AWAY = "cancelled", "failed", "away"
STATUSES = {CANCELLED: 200, FAILED: 400, AWAY: 503}


def refusal(request, why):
    """The page that says why single sign-on did not let somebody in, and what they can do."""
    return render(request, "socialaccount/refused.html", {"why": why}, status=STATUSES.get(why, 403))


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """How allauth treats the council's sign-in service: it opens accounts that are there, and makes none."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def populate_user(self, request, sociallogin, data):
        """Judge the address by the service's own words, and keep nothing else of what it said about a person."""
        claims = _claims(sociallogin.account.extra_data)
        email = str(claims.get("email") or "")
        sociallogin.email_addresses = [EmailAddress(email=email, verified=is_verified(email, claims))] if email else []
        sociallogin.account.extra_data = {"userinfo": {"email": email}}
        return super().populate_user(request, sociallogin, data)

    def pre_social_login(self, request, sociallogin):
        try:
            if sociallogin.account.pk:
                if not sociallogin.user.is_active:
                    raise single_sign_on.Refused(single_sign_on.INACTIVE)
                return
            verified = [address.email for address in sociallogin.email_addresses if address.verified]
            sociallogin.user = single_sign_on.connect(
                account=sociallogin.account, verified=verified, now=timezone.now()
            )
        except single_sign_on.Refused as refused:
            logger.warning("Single sign-on refused: %s", refused.why)
            raise ImmediateHttpResponse(refusal(request, refused.why)) from refused
        context = {"account": sociallogin.account, "provider": sociallogin.provider}
        self.send_notification_mail("socialaccount/email/account_connected", sociallogin.user, context)

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        if error == AuthError.CANCELLED:
            why = CANCELLED
        else:
            why = AWAY if isinstance(exception, RequestException) else FAILED
            logger.warning("Single sign-on failed: %s", type(exception).__name__ if exception else "no such state")
        raise ImmediateHttpResponse(refusal(request, why))


def is_verified(email: str, claims: dict) -> bool:
    """Whether the service says that the address is theirs: in words, or, where it does not say, by our setting."""
    said = claims.get("email_verified")
    if said is None:
        return email.rpartition("@")[2].lower() in settings.OIDC_TRUSTED_DOMAINS
    return said is True or said == "true"


def _claims(answers):
    """What the service says of a person, and the same person in both of its answers.

    Raises ValueError where they differ (OpenID Connect Core 1.0, section 5.3.2).
    """
    userinfo, token = answers.get("userinfo"), answers.get("id_token")
    if userinfo and token and userinfo["sub"] != token["sub"]:
        raise ValueError("The user info is about somebody else than the ID token.")
    return userinfo or token or {}
