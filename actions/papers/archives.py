"""Office files are ZIP archives: rewritten here so that the same content always gives the same bytes."""

import datetime
import io
import zipfile


def steady(data: bytes, moment: datetime.datetime, *, first: str = "[Content_Types].xml", replace=None) -> bytes:
    """The archive in `data` with its members in one order and all of one moment.

    `first` is the member that readers expect at the beginning; `replace` is {member: its new content}.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != first, name)):
            entry = zipfile.ZipInfo(name, date_time=_of_archives(moment))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, (replace or {}).get(name) or old.read(name))
    return made.getvalue()


def _of_archives(moment):
    """A moment as ZIP can hold it: not before 1980, in UTC, to two seconds."""
    utc = moment.astimezone(datetime.UTC)
    return max(utc.replace(tzinfo=None), datetime.datetime(1980, 1, 1)).timetuple()[:6]  # noqa: DTZ001
