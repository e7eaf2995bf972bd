"""Reads settings from the environment, and says plainly what is missing."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def required(name: str, what: str) -> str:
    """The value of `name`; without one, an error that says `what` to put there."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}: {what}")
    return value


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    raise ImproperlyConfigured(f"The environment variable {name} must be 1 or 0, not “{value}”.")


def number(name: str, *, default: int) -> int:
    value = os.environ.get(name, "").strip()
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"The environment variable {name} must be a whole number, not “{value}”.") from None


def period(name: str, *, default: int, least: int = 0) -> int:
    """For how many days or years something is kept; 0 is for ever, where `least` allows it."""
    value = number(name, default=default)
    if value < least:
        raise ImproperlyConfigured(f"The environment variable {name} must be {least} or more, not {value}.")
    return value


def listed(value: str) -> list[str]:
    """The parts of a comma-separated value."""
    return [part.strip() for part in value.split(",") if part.strip()]


def chosen(name: str, *, among: list[str], default: list[str]) -> list[str]:
    """Those of `among` that a comma-separated value names, or `default` where it is empty; "none" names none."""
    value = os.environ.get(name, "").strip().lower()
    words = default if not value else [] if value == "none" else listed(value)
    if unknown := [word for word in words if word not in among]:
        raise ImproperlyConfigured(
            f"The environment variable {name} names {', '.join(unknown)}: it takes {', '.join(among)}, or none."
        )
    return words


def address(name: str, *, insecure: bool) -> str:
    """The web address in `name`, or "". One that is not https is refused, but where `insecure`."""
    value = os.environ.get(name, "").strip().rstrip("/")
    if value and not value.startswith("https://") and not (insecure and value.startswith("http://")):
        raise ImproperlyConfigured(f"The environment variable {name} must begin with https://.")
    return value


def site_url(hosts: list[str]) -> str:
    """The address of a site served under `hosts`: the first of them, unless that stands for many."""
    if hosts[0].startswith(("*", ".")):
        required("SITE_URL", "where links in e-mails lead, such as https://scrutiny.example.gov.uk/.")
    return f"https://{hosts[0]}/"


def local_key(path: Path) -> str:
    """A secret key for this machine alone, made at first use and kept in `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text().strip()
