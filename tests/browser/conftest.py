"""Debian's headless Chromium, driven by Playwright, on the tests' day and signed in as whom a test asks for."""

import os

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from actions.services import minutes
from tests.actions.minutes_sample import TEXT
from tests.builders import at, day, make_meeting
from tests.scene import make_scene

# sync Playwright keeps an event loop in the thread that the tests use the database from
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --disable-dev-shm-usage"
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell"),
        "args": ARGUMENTS.split(),
        "timeout": 60_000,
    }


@pytest.fixture(scope="session", autouse=True)
def _built_static_files():
    """The design system's files, built once if they are missing."""
    from django.core.management import call_command

    call_command("build_static", verbosity=0)


@pytest.fixture(autouse=True)
def clock():
    """Noon of the tests' day, for the server; `clock.move_to(at(28))` goes to another.

    The browser keeps the machine's time. Its cookies last as long after today as they would after that day.
    """
    with time_machine.travel(at(), tick=True) as clock:
        yield clock


@pytest.fixture
def scene(cast, live_server):
    """The cast in a world with one of everything that has an address, served to browsers.

    Whole minutes are being imported, and those of the last meeting can be confirmed.
    """
    scene = make_scene(cast)
    scene.draft = minutes.start(text=TEXT, origin="Pasted text", by=scene.clerk, now=at())
    make_meeting(board=scene.lives, date=day(-7))
    return scene


@pytest.fixture
def open_as(browser, live_server):
    """Gives a new browser window, as wide as is asked, with somebody signed in to it; with nobody for None."""
    contexts = []

    def open_as(user, *, width=1280, **options):
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, locale="en-GB", **options
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        if user:
            # the scene gives everybody a password after the cast was made
            user.refresh_from_db()
            client = Client()
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url, "httpOnly": True}]
            )
        return context.new_page()

    yield open_as
    for context in contexts:
        context.close()
