"""What a section of somebody's data is: rows that lead to them, and what is told of each."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Q, QuerySet
from django.utils import timezone


@dataclass(frozen=True)
class Column:
    """One thing told of a row. What is `guarded` is left out where a reader may not see the matter it is on."""

    key: str
    label: str
    of: Callable | str = ""
    guarded: bool = False

    def value(self, row):
        """As JSON takes it."""
        of = self.of or self.key
        value = of(row) if callable(of) else attrgetter(of)(row)
        return plain(value() if callable(value) else value)


def visible(rows, reader):
    return rows.visible_to(reader)


@dataclass(frozen=True)
class Section:
    """`rows` are a person's, as a queryset; `covers` names the columns that lead to them, "app.Model.field".

    `kept_back` is true of rows of which the guarded is for those alone who may see the row: those of the model that
    are `visible_to` them, unless `readable` says otherwise.
    """

    key: str
    title: str
    rows: Callable[..., QuerySet | list]
    columns: tuple[Column, ...]
    covers: tuple[str, ...] = ()
    about: str = ""
    kept_back: Callable[[], Q] | None = None
    readable: Callable[..., QuerySet] = visible

    def hidden(self, rows, readers) -> set:
        """The keys of the rows whose words one of `readers` may not read."""
        if self.kept_back is None:
            return set()
        marked = rows.filter(self.kept_back())
        hidden = set()
        for reader in readers:
            readable = self.readable(marked.model.objects.filter(pk__in=marked.values("pk")), reader)
            hidden |= set(marked.exclude(pk__in=readable.values("pk")).values_list("pk", flat=True))
        return hidden


def plain(value):
    """A value as JSON takes it, and as a person reads it: moments in the council's time, with its offset."""
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if value is None or isinstance(value, str | bool | int | dict | list):
        return value
    return str(value)
