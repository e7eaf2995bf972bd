"""What a backup holds, counted and summed when it was made, and compared when it is restored."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import FileField

from scrutiny.backups import PASSING

FORMAT = 1


def rows() -> dict[str, int]:
    """How many rows each table has, but for those whose rows are not kept."""
    counted = {}
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table not in PASSING:
                cursor.execute(f"SELECT COUNT(*) FROM {quote(table)}")  # noqa: S608 - a table's own name # nosec B608
                [counted[table]] = cursor.fetchone()
    return counted


def migrations() -> list[str]:
    """Every migration the database has had: "actions.0001_initial"."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def referred_to() -> Iterator[str]:
    """The name of every stored file that some row refers to, once each."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                names = model._base_manager.order_by().values_list(field.attname, flat=True).distinct()
                found.update(name for name in names.iterator() if name)
    yield from sorted(found)


def sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
