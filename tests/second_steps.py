"""Second steps of signing in, as if somebody had set them up: an app whose key is known, codes, and a passkey."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

# what a browser's authenticator answered when it was asked to make a passkey for localhost
PASSKEY = {
    "type": "public-key",
    "id": "jaGQaQ_rF_-hm5fRPh0PINumYccHqmLP-sPho_TCQTU",
    "rawId": "jaGQaQ_rF_-hm5fRPh0PINumYccHqmLP-sPho_TCQTU",
    "authenticatorAttachment": "platform",
    "response": {
        "clientDataJSON": (
            "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiTGM1OFZkUkI4X1ZUOEltU3B5UnpMLXBWRDJ5aUY1UU5pVklI"
            "ZnJhcWZzdyIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3Q6ODEwOCIsImNyb3NzT3JpZ2luIjpmYWxzZX0"
        ),
        "attestationObject": (
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVikSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAAAQECAwQFBgcI"
            "AQIDBAUGBwgAII2hkGkP6xf_oZuX0T4dDyDbpmHHB6piz_rD4aP0wkE1pQECAyYgASFYIEvyC03lPYiPlkEGuxu_3e7ALlpwrnAT"
            "nKzFJP8CxFxKIlgg47iXEeQdPUPA4BOLwjx9UCgBasnLmbYxbXfeJODM1_w"
        ),
        "transports": ["internal"],
    },
    "clientExtensionResults": {"credProps": {"rk": True}},
}


def set_up(user) -> None:
    """An authenticator app with the key above, and recovery codes that were not shown yet."""
    TOTP.activate(user, KEY)
    RecoveryCodes.activate(user)


def code(steps: int = 0, key: str = KEY) -> str:
    """What the app shows now, or so many half minutes from now."""
    return format_hotp_value(hotp_value(key, int(time.time()) // 30 + steps))


def recovery_codes(user) -> list[str]:
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


def add_passkey(user, name="Work laptop") -> Authenticator:
    data = {"name": name, "credential": PASSKEY}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


def held(user) -> list[str]:
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))
