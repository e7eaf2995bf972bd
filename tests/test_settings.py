"""Settings fail closed: a server without its secrets stops and says what is missing; manage.py goes local."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SERVER = {
    "SECRET_KEY": "only for this test, and long enough to be one",
    "ALLOWED_HOSTS": "scrutiny.example.org, tracker.example.org",
    "DATABASE_URL": "sqlite:///:memory:",
}


def run(folder, *command, **environment):
    """Python in a process of its own, with no setting but these."""
    base = {"PATH": os.environ["PATH"], "HOME": str(folder), "VAR_DIR": str(folder / "var")}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**base, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def setting(folder, expression, **environment):
    """What a server's settings say, or how they stop."""
    code = f"import scrutiny.wsgi; from django.conf import settings; print({expression})"
    return run(folder, "-c", code, **environment)


@pytest.mark.parametrize(
    ("missing", "explained"),
    [
        ("SECRET_KEY", "Set the environment variable SECRET_KEY: a long random text"),
        ("ALLOWED_HOSTS", "Set the environment variable ALLOWED_HOSTS: the host names"),
        ("DATABASE_URL", "Set the environment variable DATABASE_URL: where the database is"),
    ],
)
def test_wsgi_without_what_it_needs_stops_and_says_so(tmp_path, missing, explained):
    environment = {name: value for name, value in SERVER.items() if name != missing}

    stopped = run(tmp_path, "-c", "import scrutiny.wsgi", **environment)

    assert stopped.returncode == 1
    assert explained in stopped.stderr.splitlines()[-1]
    assert not (tmp_path / "var").exists()


def test_wsgi_with_what_it_needs_starts_closed(tmp_path):
    (tmp_path / "var" / "static").mkdir(parents=True)

    started = setting(
        tmp_path,
        "settings.DEBUG, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT,"
        " settings.ALLOWED_HOSTS",
        **SERVER,
    )

    assert started.stderr == ""
    assert started.stdout == "False True True True ['scrutiny.example.org', 'tracker.example.org']\n"


def test_server_answers_over_https_alone_and_says_so(tmp_path):
    (tmp_path / "var" / "static").mkdir(parents=True)
    code = """
import scrutiny.wsgi
from django.test import Client
client = Client(headers={"host": "scrutiny.example.org"})
secure, plain = client.get("/healthz", secure=True), client.get("/accounts/login/")
print(secure["Strict-Transport-Security"], plain.status_code, plain["Location"], sep="\\n")
"""

    answered = run(tmp_path, "-c", code, **SERVER)

    assert answered.stdout.splitlines() == [
        "max-age=31536000; includeSubDomains; preload",
        "301",
        "https://scrutiny.example.org/accounts/login/",
    ]


def test_server_has_cookies_for_this_host_alone_and_logs_json(tmp_path):
    expression = (
        "settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.MFA_REQUIRED_ROLES,"
        " settings.LOGGING['handlers']['console']['formatter'], settings.SOCIALACCOUNT_PROVIDERS"
    )

    assert setting(tmp_path, expression, **SERVER).stdout == (
        "__Host-sessionid __Host-csrftoken ['clerk', 'admin'] json {}\n"
    )


def test_server_with_single_sign_on_knows_the_service(tmp_path):
    service = {
        "OIDC_SERVER_URL": "https://login.example.org/v2.0/",
        "OIDC_CLIENT_ID": "tracker",
        "OIDC_CLIENT_SECRET": "secret",
        "OIDC_TRUSTED_DOMAINS": "Example.org, example.net",
    }
    expression = (
        "settings.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS'][0]['settings'], settings.OIDC_TRUSTED_DOMAINS,"
        " settings.OIDC_TRUST_SECOND_FACTOR"
    )

    assert setting(tmp_path, expression, **SERVER, **service).stdout == (
        "{'server_url': 'https://login.example.org/v2.0'} ['example.org', 'example.net'] False\n"
    )


@pytest.mark.parametrize(
    ("environment", "explained"),
    [
        ({"OIDC_SERVER_URL": "http://login.example.org"}, "OIDC_SERVER_URL must begin with https://"),
        ({"OIDC_SERVER_URL": "https://login.example.org"}, "Set the environment variable OIDC_CLIENT_ID"),
        ({"MFA_REQUIRED_ROLES": "clerk,boss"}, "names boss: it takes officer, clerk, chair, member, admin, viewer"),
    ],
)
def test_server_with_a_sign_in_it_cannot_trust_stops_and_says_so(tmp_path, environment, explained):
    stopped = run(tmp_path, "-c", "import scrutiny.wsgi", **SERVER, **environment)

    assert stopped.returncode == 1
    assert explained in stopped.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value", "explained"),
    [
        ("DEBUG", "maybe", "The environment variable DEBUG must be 1 or 0, not “maybe”."),
        ("EMAIL_PORT", "smtp", "The environment variable EMAIL_PORT must be a whole number, not “smtp”."),
    ],
)
def test_wsgi_with_a_setting_it_cannot_read_stops_and_says_so(tmp_path, name, value, explained):
    stopped = run(tmp_path, "-c", "import scrutiny.wsgi", **SERVER, **{name: value})

    assert stopped.returncode == 1
    assert explained in stopped.stderr.splitlines()[-1]


def test_manage_without_settings_is_local_and_keeps_its_key(tmp_path):
    code = "from django.conf import settings; print(settings.LOCAL, settings.DEBUG, settings.SECRET_KEY)"

    first, second = (run(tmp_path, "manage.py", "shell", "-v0", "-c", code) for _ in range(2))

    assert first.stderr == ""
    assert first.stdout == second.stdout
    local, debug, key = first.stdout.split()
    assert (local, debug, len(key) >= 50) == ("True", "False", True)
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_manage_with_a_key_is_not_local(tmp_path):
    stopped = run(tmp_path, "manage.py", "check", SECRET_KEY=SERVER["SECRET_KEY"])

    assert stopped.returncode == 1
    assert "Set the environment variable ALLOWED_HOSTS" in stopped.stderr


def test_settings_page_lists_every_variable_the_settings_read():
    source = (ROOT / "scrutiny" / "settings.py").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "operations" / "settings.md").read_text(encoding="utf-8")

    read = set(re.findall(r'(?:environ\.get|environment\.\w+)\(\s*"([A-Z_]+)"', source))
    listed = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}

    assert listed == read
