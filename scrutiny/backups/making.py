"""Making a backup, while everybody works on."""

import contextlib
import datetime
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from people import erasures, history
from scrutiny.backups import BackupError, databases, manifest


@dataclass(frozen=True)
class Made:
    """A finished backup. `missing` are files that rows refer to and that are not there: they were lost before."""

    folder: Path
    rows: int
    files: int
    size: int
    missing: tuple[str, ...]


def make(into: Path, *, now: datetime.datetime) -> Made:
    """Back up into a new folder under `into`, named after the moment. It has its name only once it is whole.

    The database comes first: files are only ever added, so that every file its rows refer to is there to be
    copied afterwards.
    """
    folder = into / now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H%M%SZ")
    unfinished = folder.with_suffix(".unfinished")
    if folder.exists():
        raise BackupError(f"{folder} exists already.")
    try:
        unfinished.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise BackupError(f"{unfinished} cannot be made: {error.strerror}.") from error
    try:
        made = _write(unfinished, now)
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise BackupError(f"The backup was not finished, and is removed: {error.strerror or error}.") from error
    except BackupError:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    unfinished.rename(folder)
    return Made(folder=folder, **made)


def _write(folder, now) -> dict:
    with databases.snapshot(folder):
        counted, names = manifest.rows(), list(manifest.referred_to())
        (folder / "heads.json").write_text(json.dumps(list(history.heads())))
        migrations, erased = manifest.migrations(), erasures.of_database()
    erasures.write(folder / erasures.FILE, erasures.merged(erased, _noted()))
    files, missing = _copy_files(names, folder / "media")
    content = {
        "format": manifest.FORMAT,
        "made_at": now.isoformat(),
        "database": connection.vendor,
        "migrations": migrations,
        "rows": counted,
        "sha256": {name: manifest.sha256(folder / name) for name in names_of(connection.vendor)},
        "files": files,
        "missing": missing,
    }
    (folder / "manifest.json").write_text(json.dumps(content, indent=1, sort_keys=True))
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {"rows": sum(counted.values()), "files": len(files), "size": size, "missing": tuple(missing)}


def names_of(vendor) -> tuple[str, ...]:
    """What is in a backup beside its manifest and the files that rows refer to."""
    return databases.FILES[vendor], "heads.json", erasures.FILE


def _noted() -> list[erasures.Erasure]:
    """The list beside the files, brought up to the database where it can be written."""
    try:
        with contextlib.suppress(OSError):
            erasures.note()
        return erasures.read(settings.ERASURES_FILE)
    except ValueError as error:
        raise BackupError(str(error)) from error


def _copy_files(names, media):
    """Copy stored files; returns {name: its SHA-256} and the names of those that are not there."""
    files, missing = {}, []
    for name in names:
        source, target = Path(settings.MEDIA_ROOT) / name, media / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(source, target)
        except FileNotFoundError:
            missing.append(name)
            continue
        files[name] = manifest.sha256(target)
    return files, missing
