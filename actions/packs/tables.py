"""What a pack's forms call things, and the columns that its tables share: one source for paper and spreadsheet."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from actions.packs.shapes import Asked, Entry, Words
from actions.papers.outline import written

# section: its heading, in the order in which members read
TITLES = {
    "changed": "Changed since the last meeting",
    "overdue": "Overdue",
    "not_moving": "Not moving for two meetings",
    "no_update": "No update received",
    "complete": "Said to be complete",
    "more_time": "Asking for more time",
    "withdraw": "Asking to withdraw",
    "no_change": "No change",
    "impact": "Impact: what changed for people",
}
SHORT = {**TITLES, "changed": "Changed", "impact": "With an impact"}


@dataclass(frozen=True)
class Field:
    """One thing that is said of an action: its heading, what it is, how wide its column is in characters."""

    label: str
    get: Callable
    width: int = 16


def due(entry: Entry) -> str:
    return entry.due or "No due date"


def times_extended(number: int) -> str:
    """How often the board agreed to more time, in words."""
    return f"Given more time {({1: 'once', 2: 'twice'}).get(number, f'{number} times')}" if number else ""


def due_in_full(entry: Entry) -> str:
    """When it is due, when it was first, and how often that moved."""
    first = f", first due {entry.first_due}" if entry.first_due else ""
    return ". ".join(filter(None, (f"{due(entry)}{first}", times_extended(entry.times_extended))))


def site_visit(review) -> str:
    """The days on which a review was on site, in words."""
    first, last = written(review.started_on), written(review.ended_on)
    return f"{first} to {last}" if last and last != first else first


def changes(entry: Entry) -> str:
    return "\n".join(f"{change.what}: was {change.was}, is now {change.now}" for change in entry.changes)


def sections(entry: Entry) -> str:
    """The sections in which it stands, in words."""
    shown = [SHORT[name] for name in TITLES if name in entry.sections]
    return "; ".join([*shown, SHORT["impact"]] if entry.has_impact else shown)


def names(files) -> str:
    return ", ".join(file.title for file in files)


def dated(file) -> str:
    return f"{file.title}, {written(file.added_on)}"


def whose(by: str, on_behalf_of: str, on: datetime.date) -> str:
    """Who said something, for whom, and when."""
    return f"{by}{f' for {on_behalf_of}' if on_behalf_of else ''}, {written(on)}"


def said(words: Words) -> str:
    """All that an update says, as one text."""
    lines = (
        whose(words.entered_by, words.on_behalf_of, words.entered_on),
        f"{words.get_status_display()}. {words.get_confidence_display()}".rstrip(". "),
        words.progress,
        words.no_change_since and f"No change since {written(words.no_change_since)}.",
        words.impact and f"What changed for people: {words.impact}",
        words.confidence_reason and f"Why it is not green: {words.confidence_reason}",
        words.status_reason and f"Why it is paused: {words.status_reason}",
        words.forecast_on and f"Expected to be done by {written(words.forecast_on)}.",
        words.evidence and f"Evidence: {names(words.evidence)}",
        words.exempt and "Exempt",
    )
    return "\n".join(filter(None, lines))


def answer(given) -> str:
    """All that an answer to a member's question says, as one text."""
    undertaking = given.undertaking and f"Undertaking: {given.undertaking}"
    became = f" ({given.action})" if given.action else ""
    return "\n".join(
        filter(
            None,
            (
                given.text,
                f"{undertaking}{became}" if undertaking else "",
                whose(given.answered_by, given.on_behalf_of, given.answered_on),
            ),
        )
    )


def others(entry: Entry) -> str:
    """What was said besides the latest update: for the meeting, and the latest that everybody may read."""
    shown = {words.pk: words for words in (*entry.updates, *entry.latest) if words != entry.last_update}
    return "\n\n".join(said(words) for words in shown.values())


def of_last_update(get):
    return lambda entry: get(entry.last_update) if entry.last_update else None


def of_proposal(get):
    return lambda entry: get(entry.proposal) if entry.proposal else None


def decided(asked: Asked | None) -> str:
    """What a board decided on what it was asked, in words."""
    if asked is None:
        return ""
    where = f" on {asked.decided_at}" if asked.decided_at else ""
    until = f" until {asked.new_due}" if asked.new_due else ""
    note = f" {asked.decision_note}" if asked.decision_note else ""
    return f"{asked.kind}{until}: {asked.outcome.lower()}{where}.{note}"


def why_asked(asked: Asked | None) -> str:
    """Why a board was asked what it decided, in words."""
    return f"Asked by {whose(asked.proposed_by, '', asked.proposed_on)}: {asked.reason}" if asked else ""


# those that go on paper come first
PRINTED = 9
ACTION = (
    Field("Reference", lambda entry: entry.reference, 17),
    Field("Action", lambda entry: entry.title, 36),
    Field("Owner", lambda entry: entry.owner, 22),
    Field("Due", due, 20),
    Field("Overdue", lambda entry: entry.overdue, 10),
    Field("Status", lambda entry: entry.get_status_display(), 13),
    Field("Confidence", lambda entry: entry.get_confidence_display(), 16),
    Field("What was done", of_last_update(lambda words: words.progress), 44),
    Field("What changed for people", of_last_update(lambda words: words.impact), 36),
    Field("Latest update", of_last_update(lambda words: words.entered_on), 13),
    Field("Entered by", of_last_update(lambda words: words.entered_by), 20),
    Field("On behalf of", of_last_update(lambda words: words.on_behalf_of), 24),
    Field("Why it is not green", of_last_update(lambda words: words.confidence_reason), 34),
    Field("Why it is paused", of_last_update(lambda words: words.status_reason), 34),
    Field("No change since", of_last_update(lambda words: words.no_change_since), 13),
    Field("Expected to be done by", of_last_update(lambda words: words.forecast_on), 13),
    Field("Its evidence", of_last_update(lambda words: names(words.evidence)), 30),
    Field("Other updates", others, 50),
    Field("In the pack under", sections, 26),
    Field("What changed", changes, 34),
    Field("New", lambda entry: entry.is_new, 8),
    Field("Due by", lambda entry: entry.due_day, 13),
    Field("First due", lambda entry: entry.first_due, 15),
    Field("Times given more time", lambda entry: entry.times_extended, 12),
    Field("Meetings without movement", lambda entry: entry.still_for, 13),
    Field("The board is asked to", of_proposal(lambda asked: asked.kind), 14),
    Field("Until", of_proposal(lambda asked: asked.new_due), 18),
    Field("Because", of_proposal(lambda asked: asked.reason), 50),
    Field("Asked by", of_proposal(lambda asked: asked.proposed_by), 20),
    Field("Asked on", of_proposal(lambda asked: asked.proposed_on), 13),
    Field("What the board said", of_proposal(decided), 34),
    Field("All evidence", lambda entry: "\n".join(map(dated, entry.evidence)), 34),
    Field("Decided since the last meeting", lambda entry: decided(entry.decided), 40),
    Field("What it was asked", lambda entry: why_asked(entry.decided), 40),
    Field("Answers", lambda entry: entry.answers, 34),
    Field("What success looks like", lambda entry: entry.success_measure, 34),
    Field("Directorate", lambda entry: entry.directorate, 22),
    Field("Exempt", lambda entry: entry.exempt, 10),
)
