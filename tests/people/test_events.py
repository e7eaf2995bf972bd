"""What happened stays as it happened: a chain of hashes, and a database that refuses to change it."""

import datetime
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from people.models import Event
from people.services import events
from people.triggers import database_rules
from tests.builders import at, make_board, make_clerk, make_owner

ROOT = Path(__file__).resolve().parent.parent.parent


def record(subject, **over):
    return events.record(subject=subject, **{"actor": make_clerk(), "verb": "changed", "now": at(), **over})


def is_whole(chain):
    """Whether every event's hash is that of its content, follows the one before, and none is missing."""
    previous = ""
    for place, event in enumerate(chain, start=1):
        if event.sequence != place or event.previous_hash != previous or event.hash != event.digest():
            return False
        previous = event.hash
    return True


@pytest.mark.django_db
def test_events_of_a_row_form_a_chain_of_its_own():
    board, other = make_board(), make_board()
    for subject in (board, other, board, board):
        record(subject)

    chain = list(Event.objects.of(board))

    assert [event.sequence for event in chain] == [1, 2, 3]
    assert [event.previous_hash for event in chain] == ["", chain[0].hash, chain[1].hash]
    assert is_whole(chain)
    assert is_whole(Event.objects.of(other))


@pytest.mark.django_db
def test_hash_is_the_same_once_read_back():
    event = record(
        make_board(),
        old={"date": datetime.date(2026, 3, 3), "none": None},
        new={"at": at(), "words": "“Déjà vu”, 50 %", "list": [1, True]},
        note="Said in the meeting.",
        on_behalf_of=make_owner(),
    )

    assert Event.objects.get(pk=event.pk).digest() == event.hash


@pytest.mark.django_db
def test_hash_is_the_same_in_whatever_time_zone_it_is_read():
    event = record(make_board(), now=at().astimezone(datetime.timezone(datetime.timedelta(hours=5))))

    assert Event.objects.get(pk=event.pk).digest() == event.hash


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stream", "board:0"),
        ("sequence", 7),
        ("actor_id", None),
        ("on_behalf_of_id", 7),
        ("verb", "other"),
        ("old", {"a": 1}),
        ("new", {"a": 1}),
        ("note", "other"),
        ("at", at(1)),
        ("previous_hash", "0" * 64),
    ],
)
@pytest.mark.django_db
def test_hash_covers_everything_that_was_recorded(field, value):
    event = record(make_board())

    setattr(event, field, value)

    assert event.digest() != event.hash


@pytest.mark.django_db
def test_erasing_a_person_keeps_the_chain():
    clerk, board = make_clerk(), make_board()
    record(board, actor=clerk)

    clerk.name, clerk.email = "Erased", None
    clerk.save()

    assert is_whole(Event.objects.of(board))


@pytest.mark.django_db
def test_missing_event_shows_as_a_gap():
    board = make_board()
    for _ in range(3):
        record(board)

    first, _second, third = Event.objects.of(board)

    assert not is_whole([first, third])


@pytest.mark.django_db
def test_event_that_was_rolled_back_leaves_no_gap():
    board = make_board()
    record(board)
    with transaction.atomic():
        record(board)
        transaction.set_rollback(True)

    record(board)

    assert is_whole(Event.objects.of(board))


@pytest.mark.django_db
def test_place_in_a_stream_is_given_once():
    event = record(make_board())
    event.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        event.save(force_insert=True)


@pytest.mark.parametrize("change", ["update", "save", "delete"])
@pytest.mark.django_db
def test_events_cannot_be_changed(change):
    event = record(make_board())
    changes = {
        "update": lambda: Event.objects.update(note="never happened"),
        "save": event.save,
        "delete": event.delete,
    }

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        changes[change]()


# the rules are there, on both databases


def rules():
    return {rule.name for _, rule in database_rules()}


@pytest.mark.django_db
def test_rules_are_installed_on_postgresql():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        installed = {name for (name,) in cursor.fetchall()}

    assert rules() - installed == set()


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory):
    """A SQLite database migrated twice in processes of their own."""
    folder = tmp_path_factory.mktemp("sqlite")
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "VAR_DIR": str(folder)}
    for _ in range(2):
        command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, done.stderr
    with sqlite3.connect(folder / "scrutiny.sqlite3") as database:
        yield database
    database.close()


def test_rules_are_installed_on_sqlite(sqlite):
    installed = {name for (name,) in sqlite.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}

    assert installed == rules()


@pytest.mark.parametrize("sql", ["UPDATE people_event SET note = 'never happened'", "DELETE FROM people_event"])
def test_sqlite_refuses_to_change_events(sqlite, sql):
    sqlite.execute(
        "INSERT INTO people_event (stream, sequence, verb, old, new, note, at, previous_hash, hash)"
        " VALUES ('board:1', 1, 'changed', '{}', '{}', '', '2026-03-03 12:00:00', '', 'x')"
    )

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        sqlite.execute(sql)

    sqlite.rollback()
