"""Draft minutes are confirmed by a later meeting, as written or as amended there."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.models import AgendaItem, Amendment, Meeting, Resolution
from meetings.services.meetings import locked
from people.services import events

# where each kind of row has the words as first written, and the copy of those as amended
WRITTEN = {AgendaItem: "minutes", Resolution: "text"}
AMENDED = {AgendaItem: "amended_minutes", Resolution: "amended_text"}


def words_of(row) -> str:
    """The words of an item's minutes or of a resolution that hold: as amended, else as written."""
    return getattr(row, AMENDED[type(row)]) or getattr(row, WRITTEN[type(row)])


def digest(words: str) -> str:
    """The SHA-256 by which words are known to be the same, however their lines fall."""
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()


class AmendedMeanwhile(Exception):
    """Somebody else amended the same words. `rows` are those items and resolutions, as they are now."""

    def __init__(self, rows):
        self.rows = rows
        super().__init__("Somebody else amended these words while you were writing.")


@transaction.atomic
def confirm_minutes(*, meeting, at_meeting, by, now, amended=(), seen=None) -> Meeting:
    """Record that a later held meeting of the board confirmed this meeting's minutes, as `amended` there.

    `amended` are (item or resolution, its words from then on, the `digest` of the words before that the person
    saw). Naming another meeting corrects an earlier record, and what was amended then moves to that meeting.
    `seen` is the id of the meeting that had confirmed them, "" for none, as the person saw it.
    Raises ValidationError, or AmendedMeanwhile.
    """
    meeting = locked(meeting)
    _check(meeting, at_meeting)
    if seen is not None and seen != str(meeting.minutes_confirmed_at_id or ""):
        raise ValidationError(
            f"Somebody else recorded that {meeting.minutes_confirmed_at.when} confirmed them, while you were writing. "
            "Save again if that is not so."
        )
    rows = [(_row(row, meeting), words, was) for row, words, was in amended]
    if changed := [row for row, _, was in rows if digest(words_of(row)) != was]:
        raise AmendedMeanwhile(changed)
    if meeting.minutes_confirmed_at_id != at_meeting.pk:
        moved = _amended_elsewhere(meeting, at_meeting)
        _confirm(meeting, at_meeting, by=by, now=now)
        for row in moved:
            _amend(row, words_of(row), meeting=meeting, at_meeting=at_meeting, by=by, now=now)
    for row, words, was in rows:
        if digest(words) != was:
            _amend(row, words, meeting=meeting, at_meeting=at_meeting, by=by, now=now)
    return meeting


def _check(meeting, at_meeting):
    if meeting.status != Meeting.Status.HELD:
        raise ValidationError("Only the minutes of a meeting that was held can be confirmed.")
    if at_meeting.board_id != meeting.board_id or at_meeting.status != Meeting.Status.HELD:
        raise ValidationError("Minutes are confirmed by a later held meeting of the same board.")
    if at_meeting.date <= meeting.date:
        raise ValidationError("Minutes are confirmed at a meeting after the one they are of.")


def _confirm(meeting, at_meeting, *, by, now):
    old = {"confirmed_at": meeting.minutes_confirmed_at_id}
    meeting.minutes_confirmed_at = at_meeting
    meeting.save(update_fields=["minutes_confirmed_at"])
    meeting.sources.update(state="confirmed")
    new = {"confirmed_at": at_meeting.pk}
    events.record(subject=meeting, actor=by, verb="minutes_confirmed", now=now, old=old, new=new)


def _amended_elsewhere(meeting, at_meeting) -> list:
    """What is amended, by another meeting than that which is now said to have confirmed the minutes."""
    latest = {}
    of_items = Amendment.objects.filter(item__meeting=meeting)
    for one in (of_items | Amendment.objects.filter(resolution__item__meeting=meeting)).order_by("pk"):
        latest[one.item or one.resolution] = one
    return [row for row, one in latest.items() if one.meeting_id != at_meeting.pk]


def _amend(row, words, *, meeting, at_meeting, by, now):
    """Set the words of a row, and keep beside them those as first written and as amended before."""
    words = "\n".join(line.rstrip() for line in words.strip().splitlines())
    if not words:
        raise ValidationError("Words cannot be amended to none. Write what stands instead of them.")
    subject = "item" if isinstance(row, AgendaItem) else "resolution"
    amendment = Amendment(meeting=at_meeting, words=words, made_by=by, made_at=now, **{subject: row})
    amendment.full_clean()
    amendment.save(force_insert=True)
    written, amended = WRITTEN[type(row)], AMENDED[type(row)]
    setattr(row, amended, "" if digest(words) == digest(getattr(row, written)) else words)
    row.save(update_fields=[amended])
    # the words may be exempt, and a meeting's events are not: they are known by their digest
    new = {subject: row.pk, "amendment": amendment.pk, "sha256": digest(words)}
    events.record(subject=meeting, actor=by, verb="minutes_amended", now=now, new=new)


def _row(row, meeting):
    """The row as it is now; the meeting's lock keeps it so."""
    of_meeting = {"meeting": meeting} if isinstance(row, AgendaItem) else {"item__meeting": meeting}
    found = type(row).objects.filter(pk=row.pk, **of_meeting).first()
    if found is None:
        raise ValidationError("Only the words of this meeting’s own minutes can be amended.")
    return found
