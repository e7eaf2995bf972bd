"""Where the tests run: on PostgreSQL, with files in a throw-away folder, on a fixed day.

pytest-django reads the settings before this file, so the database is put into them here.
"""

import contextlib
import datetime
import os
import shutil
import tempfile
from pathlib import Path

import dj_database_url
import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from tests.postgres import postgres

# a Tuesday in term, between two meetings of the cast's boards
TODAY = datetime.date(2026, 3, 3)

# the files whose tests take longest, each on one worker
LONG = ("test_sweep.py", "test_nonsense.py", "test_accessibility.py", "test_narrow.py")


def pytest_configure(config):
    from django.conf import settings
    from django.db import connections

    if not hasattr(config, "workerinput"):
        config.resources = contextlib.ExitStack()
        if "DATABASE_URL" not in os.environ:
            os.environ["DATABASE_URL"] = config.resources.enter_context(postgres())
    database = dj_database_url.parse(os.environ["DATABASE_URL"])
    if database["ENGINE"] != "django.db.backends.postgresql":
        raise pytest.UsageError("The tests run on PostgreSQL: point DATABASE_URL at a server, or unset it.")
    settings.DATABASES["default"] = database
    connections.__dict__.pop("settings", None)
    with contextlib.suppress(AttributeError):
        del connections["default"]
    settings.MEDIA_ROOT = tempfile.mkdtemp(prefix="scrutiny-media-")
    settings.ERASURES_FILE = Path(settings.MEDIA_ROOT) / "erasures.jsonl"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What takes minutes comes first, so that no worker is left with it while the others are done."""
    items.sort(key=lambda item: item.path.name not in LONG)


def pytest_unconfigure(config):
    from django.conf import settings

    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    if hasattr(config, "resources"):
        config.resources.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, which lets itself be dropped in the end.

    Playwright's event loop gives the browser's tests another context than all other tests, and so another
    connection, which nobody closes.
    """
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _nothing_left_in_the_cache(request, django_db_blocker):
    """Tests that commit leave no counts of attempts to sign in to the tests after them: no flush empties the cache."""
    yield
    marker = request.node.get_closest_marker("django_db")
    commits = marker and marker.kwargs.get("transaction")
    if commits or {"transactional_db", "live_server"} & set(request.fixturenames):
        with django_db_blocker.unblock():
            cache.clear()


@pytest.fixture
def today():
    return TODAY


@pytest.fixture
def now():
    """Noon of the tests' day, in the council's time zone."""
    return timezone.make_aware(datetime.datetime.combine(TODAY, datetime.time(12)))


@pytest.fixture
def cast(db):
    """The fixed cast of people, with what they hold and what was decided."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def sink(settings):
    """A mail server that takes what is sent in the test; see tests/smtp.py."""
    from tests.smtp import HOST, Sink

    server = Sink()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, server.port
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _on_the_tests_day(request):
    """Every test happens at noon of the tests' day, but those that watch a real clock."""
    import time_machine

    # a browser has a clock of its own, and drops cookies that ended by it
    if request.node.get_closest_marker("real_clock") or request.node.get_closest_marker("browser"):
        yield
        return
    moment = timezone.make_aware(datetime.datetime.combine(TODAY, datetime.time(12)))
    with time_machine.travel(moment, tick=True):
        yield
