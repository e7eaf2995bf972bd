"""Codes of an authenticator app and recovery codes."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from django import forms
from django.conf import settings
from django.core.cache import cache


def _code_box(form, help_text):
    field = form.fields["code"]
    field.widget = forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-10"}
    )
    field.max_length, field.help_text = 20, help_text


class UsedOnce:
    """An app's code is good once. allauth remembers it for the half minute of one code, and takes it for longer:
    `MFA_TOTP_TOLERANCE` half minutes before and after."""

    def clean_code(self):
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            good_for = settings.MFA_TOTP_PERIOD * (1 + 2 * settings.MFA_TOTP_TOLERANCE)
            if not cache.add(f"people.second_step.used:{self.user.pk}:{code}", value=True, timeout=good_for):
                raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(UsedOnce, base.AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _code_box(self, "The six figures your authenticator app shows now, or one of your recovery codes.")


class ReauthenticateForm(UsedOnce, base.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _code_box(self, "The six figures your authenticator app shows now, or one of your recovery codes.")


class SetUpAppForm(totp.ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _code_box(self, "The six figures that the app shows for this service.")
        self.fields["code"].label = "Code"


class CodesForm(forms.Form):
    """Recovery codes as a page has just shown them, sent back to be had as a file."""

    codes = forms.CharField(widget=forms.HiddenInput, max_length=500)
