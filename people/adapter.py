from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.shortcuts import redirect


class AccountAdapter(DefaultAccountAdapter):
    """How allauth treats our accounts: an administrator makes them, nobody signs up alone."""

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """Send, or say that the mail server does not take it, where allauth would answer with a 500."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            messages.error(self.request, "The e-mail could not be sent. Try again later, or ask your administrator.")
            raise ImmediateHttpResponse(redirect("account_reset_password")) from error


def display_name(user) -> str:
    """How allauth's pages and messages name somebody."""
    return user.name
