"""Looks for words in every column of every table, as they lie in the database, and in what is packed in them."""

import base64
import binascii
import pickle

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection


def found(words: str) -> dict[str, int]:
    """{"table.column": how many rows} of all that holds `words`, whatever their case."""
    hits = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table's own name
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if words in _text(table, column, value).casefold():
                        hits[f"{table}.{column}"] = hits.get(f"{table}.{column}", 0) + 1
    return hits


def _text(table, column, value) -> str:
    if (table, column) == ("django_session", "session_data"):
        return str(SessionStore().decode(value))
    if (table, column) == ("scrutiny_cache", "value"):
        try:
            return str(pickle.loads(base64.b64decode(value)))  # noqa: S301 - what we put there
        except (binascii.Error, pickle.UnpicklingError):
            return str(value)
    if isinstance(value, memoryview | bytes):
        return bytes(value).decode(errors="replace")
    return str(value)
