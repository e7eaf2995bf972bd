"""Somebody's data as plain data, as far as those who get to read it may."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from actions.personal import acts
from actions.personal.sections import ALONE, SECTIONS
from people.standing import Standing

FORMAT = 1
LEFT_OUT = "[left out]"

ALL = (*SECTIONS, acts.SECTION)


@dataclass(frozen=True)
class Collected:
    """`content` is the JSON; `left_out` counts the rows whose words are not in it."""

    content: dict
    left_out: int

    @property
    def counts(self) -> list[tuple[str, int]]:
        """(title, how many rows) of every section that has any."""
        sections = self.content["sections"].values()
        return [(section["title"], len(section["rows"])) for section in sections if section["rows"]]


def collect(user, *, readers: Iterable[Standing], now: datetime.datetime) -> Collected:
    """What is held about `user`. What they typed on exempt matter, and its reference, is in it only if each of
    `readers` may see that matter today; what is theirs alone, only if nobody else is among them.
    """
    readers = tuple(readers)
    alone = all(reader.user.pk == user.pk for reader in readers)
    sections, left_out = {}, 0
    for section in ALL:
        rows, hidden = (), set()
        if alone or section.key not in ALONE:
            rows = section.rows(user)
            hidden = section.hidden(rows, readers)
        left_out += len(hidden)
        sections[section.key] = {
            "title": section.title,
            "about": section.about,
            "columns": {column.key: column.label for column in section.columns},
            "rows": [_told(section, row, hidden=bool(hidden) and row.pk in hidden) for row in rows],
        }
    content = {
        "format": FORMAT,
        "made_at": timezone.localtime(now).isoformat(timespec="seconds"),
        "council": settings.COUNCIL_NAME,
        "person": {"number": user.pk, "name": user.name, "email": user.email},
        "words_left_out": left_out,
        "sections": sections,
    }
    return Collected(content, left_out)


def _told(section, row, *, hidden) -> dict:
    told = {}
    for column in section.columns:
        value = column.value(row)
        told[column.key] = LEFT_OUT if hidden and column.guarded and value else value
    return told
