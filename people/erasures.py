"""Who was erased, noted outside the database: a backup made before gives their details back, so that restoring it
has to erase them again.

One line of JSON a person: their key here, the moment their row was made (so that nobody else is meant), when they were
erased, and what they are called since. It says nothing else about anybody.
"""

import datetime
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from people.models import User

FILE = "erasures.jsonl"


@dataclass(frozen=True)
class Erasure:
    """One person's. Times are in ISO 8601, as they are written."""

    person: int
    joined: str
    erased: str
    name: str

    def concerns(self, user) -> bool:
        return user.pk == self.person and user.date_joined == datetime.datetime.fromisoformat(self.joined)


def of_database() -> list[Erasure]:
    """Those the database knows of, in the order of the keys."""
    rows = User.objects.filter(erased_at__isnull=False).order_by("pk")
    return [Erasure(user.pk, _written(user.date_joined), _written(user.erased_at), user.name) for user in rows]


def read(file: Path) -> list[Erasure]:
    """Those that `file` notes; none where there is no such file. Raises ValueError where it is not one of ours."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    try:
        return [Erasure(**json.loads(line)) for line in lines if line.strip()]
    except TypeError as error:
        raise ValueError(f"{file} is no list of erasures: {error}") from error


def write(file: Path, erasures: Iterable[Erasure]) -> None:
    """Write the list anew: whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    with unfinished.open("w", encoding="utf-8") as opened:
        for erasure in erasures:
            opened.write(json.dumps(asdict(erasure)) + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    unfinished.replace(file)


def merged(*lists: Iterable[Erasure]) -> list[Erasure]:
    """Each person once, as the first list that has them notes it."""
    found = {}
    for one in lists:
        for erasure in one:
            found.setdefault((erasure.person, erasure.joined), erasure)
    return [found[key] for key in sorted(found)]


def note() -> None:
    """Bring the list beside the files up to what the database knows. What it already notes stays."""
    write(settings.ERASURES_FILE, merged(of_database(), read(settings.ERASURES_FILE)))


def _written(moment) -> str:
    return moment.astimezone(datetime.UTC).isoformat()
