"""Restoring a backup into a new database and a new folder, and proving that it is what was backed up."""

import datetime
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from actions.services import erasure
from people import erasures, history
from people.services import outbox
from scrutiny.backups import BackupError, databases, manifest


@dataclass(frozen=True)
class Restored:
    """What was restored and compared; `doubtful` messages wait for the clerk, as they may have gone since.

    `erased_again` is how many people's details were, None where the database has to be migrated first.
    """

    made_at: str
    rows: int
    files: int
    history: history.Checked
    doubtful: int
    erased_again: int | None


def restore(folder: Path, *, now: datetime.datetime, lists: Iterable[Path] = ()) -> Restored:
    """Restore `folder` into the empty database and the empty media folder that the settings name.

    Whose details were erased after it was made is erased again, by what is noted in it, in the backups beside it,
    beside the files, and in `lists`. Raises BackupError where the backup is not whole, there is something already,
    or what came out is not what went in.
    """
    content = read(folder)
    check(folder, content)
    media = Path(settings.MEDIA_ROOT)
    if media.exists() and any(media.iterdir()):
        raise BackupError(f"{media} is not empty, so it is left alone. Let VAR_DIR name a new folder.")
    databases.restore(folder)
    for name in content["files"]:
        (media / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / "media" / name, media / name)
    checked = _compare(folder, content, media)
    return Restored(
        made_at=content["made_at"],
        rows=sum(content["rows"].values()),
        files=len(content["files"]),
        history=checked,
        doubtful=outbox.doubt(
            now=now, why=f"Restored from the backup of {content['made_at']}: it may have gone since."
        ),
        erased_again=_erase_again(folder, lists, now=now),
    )


def read(folder: Path) -> dict:
    """The backup's manifest."""
    try:
        content = json.loads((folder / "manifest.json").read_text())
    except (OSError, ValueError) as error:
        raise BackupError(f"{folder} is not a whole backup: its manifest cannot be read ({error}).") from error
    if not isinstance(content, dict) or content.get("format") != manifest.FORMAT:
        raise BackupError(f"{folder} was made by another version of the tracker, whose format is not known here.")
    return content


def check(folder: Path, content: dict):
    """Whether everything the manifest names is in the folder, as it was."""
    named = {**content["sha256"], **{f"media/{name}": digest for name, digest in content["files"].items()}}
    for name, digest in named.items():
        file = folder / name
        if not file.is_file():
            raise BackupError(f"{name} is missing from the backup.")
        if manifest.sha256(file) != digest:
            raise BackupError(f"{name} is not what was backed up: its checksum is another.")


def _erase_again(folder, lists, *, now) -> int | None:
    """Erase whomever the backup gave back. None where its tables are older than this release and must be migrated."""
    loader = MigrationLoader(connection)
    if set(loader.graph.nodes) - set(loader.applied_migrations):
        return None
    files = [*folder.parent.glob(f"*/{erasures.FILE}"), folder / erasures.FILE, settings.ERASURES_FILE, *lists]
    try:
        noted = erasures.merged(*(erasures.read(file) for file in sorted(set(files))))
        again = erasure.replay(erasures_noted=noted, now=now)
        erasures.note()
    except (OSError, ValueError) as error:
        raise BackupError(f"All was restored, but the erasures were not replayed: {error}.") from error
    return again


def _compare(folder, content, media) -> history.Checked:
    """Compare what came out with what went in: rows, migrations, files, and every event."""
    wrong = []
    rows = manifest.rows()
    for table in sorted(rows.keys() | content["rows"].keys()):
        was, now = content["rows"].get(table), rows.get(table)
        if was != now:
            wrong.append(f"{table} had {was} rows and has {now}")
    if manifest.migrations() != content["migrations"]:
        wrong.append("the migrations are not those that were backed up")
    wrong += [f"{name} differs" for name, digest in content["files"].items() if manifest.sha256(media / name) != digest]
    checked = history.verify()
    wrong += [
        str(found) for found in (*checked.breaks, *history.missing(json.loads((folder / "heads.json").read_text())))
    ]
    if wrong:
        raise BackupError("What was restored is not what was backed up: " + "; ".join(wrong) + ".")
    return checked
