import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from people import session_limits

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """How allauth treats our accounts: an administrator makes them, nobody signs up alone."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_password": "That is not your password.",
        "rate_limited": "This was tried too often in a short time. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request):
        return False

    def get_login_stages(self):
        return [
            "people.stages.AuthenticateStage" if stage == "allauth.mfa.stages.AuthenticateStage" else stage
            for stage in super().get_login_stages()
        ]

    def is_reauthentication_required(self, *, app, **kwargs):
        """Whether to ask once more who it is: not in the first minutes after signing in."""
        if session_limits.signed_in_lately(self.request):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user):
        words = {
            "reauthenticate": "Use your password",
            "mfa_reauthenticate": "Use your authenticator app or a recovery code",
            "mfa_reauthenticate:webauthn": "Use a passkey",
        }
        return [{**method, "description": words[method["id"]]} for method in super().get_reauthentication_methods(user)]

    def get_password_change_redirect_url(self, request):
        return reverse("account")

    def send_password_reset_mail(self, user, email, context):
        """Send, or say that the mail server does not take it, where allauth would answer with a 500."""
        try:
            super().send_password_reset_mail(user, email, context)
        except OSError as error:
            messages.error(self.request, "The e-mail could not be sent. Try again later, or ask your administrator.")
            raise ImmediateHttpResponse(redirect("account_reset_password")) from error

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell somebody what was changed about their account. It is changed all the same where no mail goes out."""
        try:
            super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, email)
        except OSError:
            logger.warning("The mail server did not take %s for user %s", template_prefix, user.pk)


def display_name(user) -> str:
    """How allauth's pages and messages name somebody."""
    return user.name
