"""A backup is a folder: the database, the files it refers to, and a manifest to check both by.

    2026-03-03T021500Z/
        manifest.json       what is in it: rows a table, checksums, migrations; see manifest.py
        heads.json          the last event of each stream, for `verify_history --heads`
        database.dump       pg_dump's custom format; or database.sqlite3
        erasures.jsonl      whose details were erased until then; a restore of an older backup erases them again
        media/              the files that rows refer to, under their names

Keys and passwords are not in it: they are settings, and kept apart. Nor is anybody's session.
"""

# tables whose rows are not kept: sessions would be open again after a restore, the cache is no record
PASSING = ("django_session", "scrutiny_cache")


class BackupError(Exception):
    """A backup that cannot be made, read or restored. The message says why and what to do."""
