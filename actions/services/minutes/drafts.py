"""A draft of an import: private to its clerk, no record of anything, kept for KEEP_IMPORTS_DAYS."""

import datetime

from django.core.exceptions import ValidationError

from actions.models import MinutesImport
from actions.services.minutes.entries import read_into_entries
from meetings.minutes import reader
from people.models import Board


def start(*, text: str, origin: str, by, now: datetime.datetime) -> MinutesImport:
    """Read a text into a new draft. Nothing else is written."""
    # the database holds no NUL, and offsets must be those of the text that is kept
    text = text.replace("\x00", " ").replace("\r\n", "\n").replace("\r", "\n")
    entries = read_into_entries(reader.read(text), boards=list(Board.objects.all()))
    return MinutesImport.objects.create(text=text, origin=origin[:255], entries=entries, started_by=by, started_at=now)


def save(draft: MinutesImport, entries: dict) -> MinutesImport:
    """Keep what the clerk made of a draft. Raises ValidationError where it was confirmed meanwhile."""
    if not MinutesImport.objects.filter(pk=draft.pk, confirmed_at__isnull=True).update(entries=entries):
        raise ValidationError("This import has been confirmed. What it made can be changed on the meeting’s page.")
    draft.entries = entries
    return draft


def settle(draft: MinutesImport, *, board: Board, date: datetime.date, venue: str = "") -> MinutesImport:
    """Say which meeting a draft's minutes are of, where the text does not or is not to be believed."""
    meeting = {**draft.entries["meeting"], "board": board.pk, "board_name": "", "board_code": ""}
    meeting["date"] = date.isoformat()
    meeting["venue"] = venue or meeting["venue"]
    return save(draft, {**draft.entries, "meeting": meeting})


def answer(draft: MinutesImport, answers: dict[str, dict]) -> MinutesImport:
    """Keep what is to be made of the proposed actions, by entry's id; see `proposals.Proposed.answers`."""
    return save(draft, {**draft.entries, "answers": {**draft.entries["answers"], **answers}})


def discard(draft: MinutesImport):
    """Delete a draft for good. One that was confirmed stays, as the record of what it made."""
    MinutesImport.objects.filter(pk=draft.pk, confirmed_at__isnull=True).delete()


def delete_expired(now: datetime.datetime):
    """Delete drafts that are older than they may be kept."""
    MinutesImport.objects.expired(now).delete()
