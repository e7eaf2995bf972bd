"""The database's part of a backup, by the database's own means: pg_dump and pg_restore, SQLite's backup."""

import contextlib
import os
import sqlite3
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from scrutiny.backups import PASSING, BackupError

POSTGRESQL, SQLITE = "postgresql", "sqlite"
FILES = {POSTGRESQL: "database.dump", SQLITE: "database.sqlite3"}


@contextlib.contextmanager
def snapshot(folder: Path):
    """Write the database into `folder`, and let the caller read, through Django, the very state that was written.

    Nobody waits for it: everybody else goes on reading and writing meanwhile.
    """
    with _of_one_moment() as moment:
        if connection.vendor == POSTGRESQL:
            _dump(folder / FILES[POSTGRESQL], moment)
        else:
            _copy(moment, folder / FILES[SQLITE])
        yield


@contextlib.contextmanager
def _of_one_moment():
    """A transaction that sees one state throughout: its snapshot's name on PostgreSQL, its connection on SQLite."""
    if connection.vendor == POSTGRESQL:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            [name] = cursor.fetchone()
            yield name
        return
    # by hand: atomic would ask for the one writer's lock, which the settings make every transaction ask for
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        cursor.execute("SELECT COUNT(*) FROM sqlite_master")
        cursor.fetchone()
        try:
            yield connection.connection
        finally:
            cursor.execute("ROLLBACK")


def restore(folder: Path):
    """Fill the empty database that the settings name. All or nothing on PostgreSQL; a new file on SQLite."""
    if connection.introspection.table_names():
        raise BackupError(
            "The database is not empty, so it is left alone. Make a new one, and let DATABASE_URL name it."
        )
    file = folder / FILES[connection.vendor]
    if not file.exists():
        made = next((vendor for vendor, name in FILES.items() if (folder / name).exists()), "no database")
        raise BackupError(f"The backup is of {made}, and DATABASE_URL names {connection.vendor}.")
    if connection.vendor == POSTGRESQL:
        _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", file, into=True)
        return
    connection.close()
    with contextlib.closing(sqlite3.connect(file)) as whole:
        _copy(whole, Path(connection.settings_dict["NAME"]))


def _dump(file, snapshot_name):
    without = [f"--exclude-table-data=*.{table}" for table in PASSING]
    _run(
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot_name}",
        f"--file={file}",
        *without,
    )


def _run(program, *options, into=False):
    """Run one of PostgreSQL's programs on our database; the password goes through the environment."""
    words, more = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    *where, database = words[1:]
    # the one names the database last, the other with an option, and the file last
    arguments = [*where, "-d", database, *options] if into else [*where, *options, database]
    path = Path(settings.PG_BIN) / program if settings.PG_BIN else program
    try:
        done = subprocess.run(
            [str(word) for word in (path, *arguments)],
            env={**os.environ, **(more or {})},
            capture_output=True,
            text=True,
        )
    except OSError as error:
        raise BackupError(
            f"{program} cannot be run ({error.strerror}). Install PostgreSQL’s client programs, "
            "or set PG_BIN to the folder they are in."
        ) from error
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()}")


def _copy(whole: sqlite3.Connection, target: Path):
    """Copy a SQLite database while others use it, without what need not be kept."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(target)) as copy:
        whole.backup(copy)
        there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in there.intersection(PASSING):
            copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - one of our two constants # nosec B608
        copy.commit()
        # the file has to be whole by itself, without a log beside it
        copy.execute("PRAGMA journal_mode=DELETE")
