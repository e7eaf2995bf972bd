"""The history of an action in plain words: its updates, and everything else that happened to it."""

import datetime
from dataclasses import dataclass, field

from actions.models import Outcome, ProgressUpdate
from actions.statuses import Confidence, Status
from meetings.services import exempting
from people.models import Board, Event, Owner

HEADINGS = {
    "made": "Action made",
    "edited": "Action edited",
    "status_changed": "Status changed",
    "confidence_changed": "Confidence changed",
    "proposed_to_close": "The board was asked to close it",
    "proposed_to_extend": "The board was asked for more time",
    "proposed_to_withdraw": "The board was asked to withdraw it",
    "proposal_taken_back": "The proposal was taken back",
    "agreed": "The board agreed",
    "refused": "The board refused",
    "extended": "Given more time",
    "due_moved_with_meeting": "Due date moved with its meeting",
    "due_meeting_cancelled": "The meeting it was due at was cancelled",
    "update_asked_for": "An update was asked for by name",
    "update_cleared": "Update cleared for members to see",
    "update_sent_back": "Update sent back",
    "evidence_removed": "A file was removed",
    "made_exempt": "Marked as exempt",
    "exempt_otherwise": "Exempt by another marking",
    "made_open": "Opened: no longer exempt by itself",
    "update_made_exempt": "An update was marked as exempt",
    "update_exempt_otherwise": "An update is exempt by another marking",
    "update_made_open": "An update was opened: no longer exempt by itself",
    "no_update_reason": "No update, and why",
    "handed_over": "Handed over to another post",
    "handed_on": "Handed on to another board",
    "due_handed_on": "Due at the new board’s meeting",
    "due_not_handed_on": "Due date lost with its board",
    "resolution_answered": "The minutes have the resolution it answers",
    "outcome_corrected": "What the board decided was recorded anew",
    "review_superseded_superseded": "Superseded: a later review took the place of its own",
    "review_superseded_carried_on": "Carries on in the plan of a later review, which took the place of its own",
    "review_superseded_stayed": "A later review took the place of its own; the action stays",
}
# told by the update itself, which says more
TOLD_BY_UPDATES = tuple(ProgressUpdate.Kind.values)
# shown to those alone who may see the update
ABOUT_UPDATES = (
    "update_cleared",
    "update_sent_back",
    "evidence_removed",
    *(f"update_{verb}" for verb in exempting.VERBS),
)
# told by the outcome itself, to those who may see it
TOLD_BY_OUTCOMES = (
    "noted",
    "kept_monitored",
    "report_asked_for",
    "resolved_anew",
    "referred_on",
    "outcome_struck",
)

FIELDS = {
    "title": "What is to be done",
    "owner": "Owner",
    "contributors": "Contributors",
    "monitoring_board": "Monitored by",
    "status": "Status",
    "confidence": "Confidence",
    "due": "Due",
    "due_phrase": "When, in the minutes’ words",
    "success_measure": "What success looks like",
    "exempt_paragraphs": "Schedule 12A paragraphs",
    "is_confidential": "Confidential under section 100A",
}
# what an update, a proposal or a decision brought with it; the note repeats the words of an update, which
# may be exempt while the action is not
FOLLOWS = ("status_changed", "confidence_changed")


@dataclass(frozen=True)
class Change:
    what: str
    was: str
    now: str


@dataclass(frozen=True)
class Entry:
    """One thing that happened, newest first in a timeline. `update` is there where an officer entered one, and
    `outcome` where a board decided something."""

    at: datetime.datetime
    heading: str
    by: str
    on_behalf_of: str = ""
    note: str = ""
    changes: list[Change] = field(default_factory=list)
    update: ProgressUpdate | None = None
    outcome: Outcome | None = None


def of(action, updates, outcomes=(), *, until: datetime.datetime | None = None) -> list[Entry]:
    """The timeline of `action`, with those of its `updates` and `outcomes` that the reader may see, newest first.

    With `until`, only what had happened before that moment.
    """
    told = (*TOLD_BY_UPDATES, *TOLD_BY_OUTCOMES)
    events = Event.objects.of(action).exclude(verb__in=told).select_related("actor", "on_behalf_of")
    if until:
        events = events.filter(at__lt=until)
    names = {"owner": dict(Owner.objects.values_list("pk", "name"))}
    names["contributors"], names["monitoring_board"] = names["owner"], dict(Board.objects.values_list("pk", "name"))
    updates = list(updates)
    seen = {update.pk for update in updates}
    events = [event for event in events if event.verb not in ABOUT_UPDATES or event.new["update"] in seen]
    entries = [_of_update(update) for update in updates]
    entries += [_of_event(event, names) for event in events if event.verb not in FOLLOWS]
    told = {(entry.at, entry.by): entry for entry in entries}
    # a decision on a proposal is told by its own event
    decided = [one for one in outcomes if not one.proposal_id and (until is None or one.recorded_at < until)]
    entries += [_of_outcome(outcome) for outcome in decided]
    for event in events:
        if event.verb in FOLLOWS:
            followed = _of_event(event, names)
            # what an entry changed is told with it, where the reader may see it
            if entry := told.get((followed.at, followed.by)):
                entry.changes.extend(followed.changes)
            else:
                entries.append(followed)
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _of_update(update):
    heading = "Corrected an earlier update" if update.corrects_id else f"{update.get_kind_display()} update"
    if update.kind == ProgressUpdate.Kind.NO_CHANGE:
        heading = "No change"
    return Entry(
        at=update.entered_at,
        heading=heading,
        by=str(update.entered_by),
        on_behalf_of=str(update.on_behalf_of or ""),
        update=update,
    )


def _of_outcome(outcome):
    heading = f"{outcome.said}, {outcome.meeting.when}"
    if outcome.corrects_id and outcome.kind != Outcome.Kind.STRUCK:
        heading = f"Recorded anew: {heading}"
    return Entry(at=outcome.recorded_at, heading=heading, by=str(outcome.recorded_by), outcome=outcome)


def _of_event(event, names):
    changes = []
    if event.verb != "made":
        changes = [
            Change(label, _words(key, event.old.get(key), names), _words(key, event.new.get(key), names))
            for key, label in FIELDS.items()
            if key in event.new and event.old.get(key) != event.new[key]
        ]
    return Entry(
        at=event.at,
        heading=HEADINGS.get(event.verb, event.verb.replace("_", " ").capitalize()),
        by=str(event.actor or "The tracker"),
        on_behalf_of=str(event.on_behalf_of or ""),
        note="" if event.verb in FOLLOWS else event.note,
        changes=changes,
    )


def _words(key, value, names) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not value:
        return "none"
    if key == "status":
        return Status(value).label
    if key == "confidence":
        return Confidence(value).label
    if key in names:
        rows = value if isinstance(value, list) else [value]
        return ", ".join(names[key].get(row, "one that is no longer there") for row in rows)
    return str(value)
