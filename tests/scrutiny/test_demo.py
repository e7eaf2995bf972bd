"""The README's first command, on SQLite in processes of its own, and every page of it as every role."""

import contextlib
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from lxml import html

pytestmark = pytest.mark.real_clock

ROOT = Path(__file__).resolve().parent.parent.parent
ROLES = ["admin", "clerk", "officer", "member", "chair", "viewer"]


OURS = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SCRUTINY_LOCAL", "SECRET_KEY"}


def environment(folder):
    """A newcomer's: the machine's own (npm's mirror and certificates too), with a var/ apart and no setting of ours."""
    machine = {name: value for name, value in os.environ.items() if name not in OURS}
    return machine | {"VAR_DIR": str(folder / "var")}


def run(folder, *command, **more):
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=600,
        **more,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A folder the demo has run in once, and what it printed."""
    folder = tmp_path_factory.mktemp("demo")
    made = run(folder, "manage.py", "demo", "--no-serve")
    assert made.returncode == 0, made.stderr
    return folder, made.stdout


def dump(folder):
    with sqlite3.connect(folder / "var" / "scrutiny.sqlite3") as database:
        return "\n".join(line for line in database.iterdump() if "scrutiny_cache" not in line)


def test_demo_prints_one_line_a_role(demo):
    _, printed = demo

    lines = [line.split() for line in printed.splitlines()]

    assert [line[0] for line in lines] == ROLES
    assert all(len(line) == 3 for line in lines)


def test_demo_run_twice_changes_nothing(demo):
    folder, printed = demo
    before = dump(folder)

    again = run(folder, "manage.py", "demo", "--no-serve")

    assert again.stdout == printed
    assert dump(folder) == before


def test_demo_keeps_its_exempt_item_from_the_public(demo):
    folder, _ = demo

    with sqlite3.connect(folder / "var" / "scrutiny.sqlite3") as database:
        rows = database.execute(
            "select title, is_exempt, exempt_paragraphs from meetings_agendaitem where title like '%market hall%'"
        )
        assert rows.fetchall() == [("EXEMPT ITEM: Lease of the former market hall", 1, "3")]


@pytest.mark.timeout(700)
def test_demo_opens_every_page_as_every_role(demo):
    folder, printed = demo

    walked = run(folder, "-m", "tests.walk", input=printed)

    assert walked.returncode == 0, walked.stderr
    pages = json.loads(walked.stdout)
    assert sorted(pages) == sorted(ROLES)
    broken = {
        (role, path, status) for role in pages for path, status in pages[role].items() if status not in (200, 302)
    }
    assert broken == set()
    assert all(len(pages[role]) > 10 for role in ROLES)


def test_demo_refuses_a_database_of_somebody_else(tmp_path):
    (tmp_path / "var").mkdir()
    with sqlite3.connect(tmp_path / "var" / "scrutiny.sqlite3") as database:
        database.execute("CREATE TABLE theirs (id integer)")

    refused = run(tmp_path, "manage.py", "demo", "--no-serve")

    assert refused.returncode == 1
    assert "left alone" in refused.stderr


def test_demo_serves_pages_and_hashed_files_with_gunicorn(demo):
    folder, _ = demo
    with serving(folder) as address:
        page = fetch_when_up(f"{address}/accounts/login/")
        stylesheet = html.fromstring(page.body).xpath("string(//link[@rel='stylesheet']/@href)")

        style = fetch(f"{address}{stylesheet}")

    assert set(page.headers["Content-Security-Policy"].split("; ")) == {
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    }
    assert re.fullmatch(r"/static/council\.[0-9a-f]{12}\.css", stylesheet)
    assert "immutable" in style.headers["Cache-Control"]


@contextlib.contextmanager
def serving(folder):
    """The demo's server, in a process of its own, at an address of its own."""
    port = free_port()
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment(folder), stdout=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@dataclass
class Answer:
    headers: object
    body: bytes


def fetch(url) -> Answer:
    with urlopen(url, timeout=10) as response:
        return Answer(response.headers, response.read())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch_when_up(url, seconds=60) -> Answer:
    """The first answer of a server that is still starting."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return fetch(url)
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
