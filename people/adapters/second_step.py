import base64
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.template.loader import render_to_string

from people import qr, second_step
from people.sealing import Unreadable, seal, unseal


class SecondStepAdapter(DefaultMFAAdapter):
    """How allauth treats second steps of signing in: what they are called, drawn as, and sealed with."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is not right, or was used already. Wait for the next one and try again.",
        "incorrect_passkey": "That passkey did not work here. Try again, or use your password.",
        "cannot_delete_authenticator": "Your role needs a second step. You can change to another app instead.",
    }

    def get_totp_issuer(self):
        return f"{settings.SERVICE_NAME}, {settings.COUNCIL_NAME}"

    def build_totp_svg(self, url):
        """The QR code as SVG to stand in a page: as the picture allauth links to, our policy would refuse it."""
        return render_to_string("people/_qr.svg", {"code": qr.draw(url)})

    def encrypt(self, text):
        return seal(text)

    def decrypt(self, encrypted_text):
        try:
            return unseal(encrypted_text)
        except Unreadable:
            # sealed with a key that is gone: no code may be right any more, as one would be for an empty secret
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator):
        return not second_step.is_required(self.request.standing)

    def generate_authenticator_name(self, user, type):
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {count + 1}" if count else "Passkey"

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SERVICE_NAME}
