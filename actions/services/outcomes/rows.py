"""The rows that outcomes are made of, and what they do at once: to the action's history and to work programmes."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from actions.exempting import exempt_above
from actions.models import Outcome
from meetings.models import Meeting, WorkItem
from meetings.services import meetings, work
from meetings.services.exempting import marking
from people import locking
from people.services import events

KINDS = Outcome.Kind
SUBJECTS = ("action", "on_resolution", "finding")
# what comes to a board because of it
PLANNED = (KINDS.ASK_REPORT, KINDS.REFER)
# the rows an outcome names are there: whoever records it has just read them, and the database refuses what is not
REFERENCES = [field.name for field in Outcome._meta.fields if field.is_relation]
# what an action's history calls each kind; a decision on a proposal is told by its own event
VERBS = {
    KINDS.NOTE: "noted",
    KINDS.KEEP_MONITORING: "kept_monitored",
    KINDS.ASK_REPORT: "report_asked_for",
    KINDS.NEW_RESOLUTION: "resolved_anew",
    KINDS.REFER: "referred_on",
    KINDS.STRUCK: "outcome_struck",
}
LONGEST_TITLE = WorkItem._meta.get_field("title").max_length


def held(meeting, *, resolutions=()) -> Meeting:
    """The meeting's row, locked: one clerk at a time. Raises ValidationError unless it was held.

    Those of `resolutions` with it, in one order, so that no item of theirs is marked as exempt meanwhile.
    """
    of_others = {resolution.item.meeting_id for resolution in resolutions if resolution} - {meeting.pk}
    if of_others:
        list(locking.locked(Meeting.objects.filter(pk__in={meeting.pk, *of_others})))
    row = meetings.locked(meeting)
    if row.status != Meeting.Status.HELD:
        raise ValidationError("Record the meeting as held first.")
    return row


def add(outcome, *, now) -> Outcome:
    """Keep a new outcome, and tell of it in its own history and in that of the action it is on."""
    _save(outcome)
    new = {name: getattr(outcome, f"{name}_id") for name in (*SUBJECTS, "proposal", "referred_to", "at_meeting")}
    new |= {"kind": outcome.kind, "resolution_kind": outcome.resolution_kind, "month": outcome.month}
    new |= {"meeting": outcome.meeting_id, "corrects": outcome.corrects_id, "resolution": outcome.resolution_id}
    kept = {name: value for name, value in new.items() if value}
    by = outcome.recorded_by
    events.record(subject=outcome, actor=by, verb="recorded", now=now, new=kept, note=outcome.words)
    if outcome.action and outcome.kind in VERBS:
        # without the words, which may be exempt while the action is not: its page takes them from the outcome
        told = {"outcome": outcome.pk, "meeting": outcome.meeting_id}
        events.record(subject=outcome.action, actor=by, verb=VERBS[outcome.kind], now=now, new=told)
    return outcome


def _save(outcome):
    """Write a new outcome. Django asks the database about each constraint apart, a dozen questions an outcome; here
    the row is tried instead, and asked about only where it was refused, to say why. Raises ValidationError."""
    outcome.full_clean(exclude=REFERENCES, validate_constraints=False)
    try:
        with transaction.atomic():
            outcome.save(force_insert=True)
    except IntegrityError:
        outcome.full_clean()
        raise


def plan(outcome, *, by, now) -> WorkItem | None:
    """Put a report that was asked for, or what was referred, into the programme of the board it comes to."""
    if outcome.kind not in PLANNED:
        return None
    place = {"board": outcome.meeting.board, "meeting": outcome.at_meeting, "month": outcome.month}
    kind = WorkItem.Kind.REPORT
    if outcome.kind == KINDS.REFER:
        place, kind = {"board": outcome.referred_to}, WorkItem.Kind.ITEM
    item = work.plan(
        title=title_of(outcome),
        purpose=outcome.words if outcome.kind == KINDS.REFER else "",
        kind=kind,
        owner=outcome.action and outcome.action.owner,
        resolution=outcome.resolution,
        by=by,
        now=now,
        **marking(outcome),
        **place,
    )
    outcome.work_item = item
    outcome.save(update_fields=["work_item"])
    return item


def title_of(outcome) -> str:
    """What a work programme calls it."""
    if outcome.kind == KINDS.REFER:
        about = outcome.action and outcome.action.title
        about = about or (outcome.on_resolution and str(outcome.on_resolution))
        about = about or (outcome.finding and outcome.finding.text) or outcome.words
        return _short(f"Referred by {outcome.meeting.board}: {about}")
    return _short(outcome.words)


def _short(words) -> str:
    words = " ".join(words.split())
    return words if len(words) <= LONGEST_TITLE else f"{words[: LONGEST_TITLE - 1]}…"


def marking_of_subject(outcome) -> dict:
    """The marking of what an outcome is on, with which it is exempt: the nearest that is exempt; none where none is."""
    return next((marking(row) for row in exempt_above(outcome)), {})
