"""Passkeys: what a browser's authenticator answers, which may be anything."""

import contextlib
import struct

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.core.exceptions import ValidationError

# what fido2 raises over answers that are none, or are not ours
UNREADABLE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    NotImplementedError,
    struct.error,
    InvalidSignature,
    UnsupportedAlgorithm,
)


@contextlib.contextmanager
def judged():
    """An answer that cannot be read, or is signed by somebody else, is a wrong one and not an error of ours."""
    try:
        yield
    except UNREADABLE as error:
        raise get_adapter().validation_error("incorrect_passkey") from error
    except ValidationError as error:
        if error.code != "incorrect_code":
            raise
        raise get_adapter().validation_error("incorrect_passkey") from error


class Answered:
    def clean_credential(self):
        with judged():
            return super().clean_credential()


class AuthenticateForm(Answered, webauthn.AuthenticateWebAuthnForm):
    pass


class SignInForm(Answered, webauthn.LoginWebAuthnForm):
    pass


class ReauthenticateForm(Answered, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddForm(webauthn.AddWebAuthnForm):
    """A passkey always stands for both steps: it knows whose it is, and asks for a finger, a face or a PIN."""

    name = forms.CharField(
        label="Name", max_length=60, help_text="So that you know it again, such as “Work laptop”.", required=False
    )
    mark_optional = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["credential"].error_messages["required"] = "No passkey was made. Try again."

    def clean(self):
        with judged():
            return super().clean()


class RenameForm(webauthn.EditWebAuthnForm):
    name = forms.CharField(label="Name", max_length=60)
