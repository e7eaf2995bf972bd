"""/healthz tells whatever watches the server whether the database answers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import InterfaceError, connection

ROOT = Path(__file__).resolve().parent.parent.parent

ASK = """
import django
django.setup()
from django.test import Client
response = Client(SERVER_NAME="localhost").get("/healthz")
print(response.status_code, response.content.decode().strip())
"""


@pytest.mark.django_db
def test_healthz_is_well_while_the_database_answers(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/healthz")

    assert (response.status_code, response.text) == (200, "ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_healthz_answers_head_and_refuses_post(client):
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


def test_healthz_is_ill_where_no_database_is_to_be_reached(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path),
        "SCRUTINY_LOCAL": "1",
        "DJANGO_SETTINGS_MODULE": "scrutiny.settings",
        "DATABASE_URL": f"postgres://nobody@{str(tmp_path).replace('/', '%2F')}/gone",
    }

    asked = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )

    assert asked.stdout.strip() == "503 database unreachable", asked.stderr


@pytest.mark.django_db
def test_healthz_is_ill_where_the_connection_was_lost(client, monkeypatch):
    def lost():
        raise InterfaceError("connection already closed")

    monkeypatch.setattr(connection, "cursor", lost)

    assert client.get("/healthz").status_code == 503
