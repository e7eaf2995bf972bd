"""Limits on attempts are shared by all processes, and cannot be emptied by filling what they are kept in."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from tests.builders import make_user
from tests.people.test_invitations import sign_in

PASSWORD = "a long walk by the canal"

# somebody else's process, who tries a wrong password four times
ELSEWHERE = """
import django; django.setup()
from django.conf import settings; settings.ALLOWED_HOSTS.append("testserver")
from django.test import Client
client = Client(REMOTE_ADDR="192.0.2.9")
for _ in range(4):
    client.post("/accounts/login/", {"login": "esi@example.org", "password": "wrong"})
"""


def elsewhere():
    """Run that on the tests' database."""
    database = connection.settings_dict
    host = database["HOST"].replace("/", "%2F")
    secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    port = f":{database['PORT']}" if database["PORT"] else ""
    url = f"postgres://{database['USER']}{secret}@{host}{port}/{database['NAME']}"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.real_clock
@pytest.mark.django_db(transaction=True)
def test_wrong_passwords_of_two_processes_are_counted_together(client):
    cache.clear()
    make_user(email="esi@example.org", password=PASSWORD)
    elsewhere()

    one_more = sign_in(client, "esi@example.org", "wrong")
    right = sign_in(client, "esi@example.org", PASSWORD)

    assert one_more.context["form"].non_field_errors() == [
        "The email address and/or password you specified are not correct."
    ]
    assert right.context["form"].non_field_errors() == ["Too many failed login attempts. Try again later."]


@pytest.mark.django_db
def test_cache_holds_the_limits_of_a_whole_council():
    for number in range(500):
        cache.set(f"limit:{number}", [1.0], 300)

    assert [number for number in range(500) if cache.get(f"limit:{number}") is None] == []
