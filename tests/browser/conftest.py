"""Debian's headless Chromium, driven by Playwright."""

import os

import pytest

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
