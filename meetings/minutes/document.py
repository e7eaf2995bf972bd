"""What minutes say, as plain data. Every value read keeps the place it was read from.

Offsets are in characters of `Minutes.source`, the text as given. A value that the text does not
hold is None: nothing here is ever guessed.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

STRENGTH = "strength"
AREA = "area"

NOTE = "note"
REQUEST_REPORT = "request_report"
CIRCULATE = "circulate"
RECOMMEND = "recommend"
APPROVE = "approve"
REFER = "refer"
OTHER = "other"
KINDS = (NOTE, REQUEST_REPORT, CIRCULATE, RECOMMEND, APPROVE, REFER, OTHER)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of the source."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the source, white space folded to single spaces.

    `spans` are the places they stand, in order: more than one where page furniture (a page number,
    a running head) interrupts them in the source and was dropped.
    """

    text: str
    spans: tuple[Span, ...]

    @property
    def start(self) -> int:
        return self.spans[0].start

    @property
    def end(self) -> int:
        return self.spans[-1].end

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day as the words give it."""

    words: Words
    date: datetime.date


@dataclass(frozen=True, slots=True)
class Due:
    """When something is wanted by: the words, and the day or month only if the words name one.

    `month` is "YYYY-MM". `next_meeting` is true where the words say "the next meeting". `board` is
    the body whose meeting is meant, where the words name it.
    """

    phrase: Words
    date: datetime.date | None = None
    month: str | None = None
    next_meeting: bool = False
    board: Words | None = None


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who attended, as the minutes have them: a name, a post, or both."""

    name: Words | None = None
    post: Words | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A peer challenge, inspection, audit or review that an item reports on, with its days on site.

    `kind` is one of peer_challenge, inspection, audit, task_and_finish, other.
    """

    title: Words
    kind: str
    dates: Words | None = None
    started_on: datetime.date | None = None
    ended_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One strength or area for improvement; `number` counts from 1 within its kind and item."""

    kind: str
    number: int
    text: Words
    heading: Words | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """A named body said to have received a plan or report, approved it, or both."""

    body: Words
    received: bool = False
    approved: bool = False
    on: Day | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """One decision: one entry for each leaf of a numbered list.

    `clerk_query` is a drafting question left inside the resolution; `text` leaves it out. `lead` is
    the words that govern several leaves ("the Leader to:"), where there are any.
    """

    text: Words
    kind: str
    number: str | None = None
    lead: Words | None = None
    clerk_query: Words | None = None
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class LabelledAction:
    """An action the minutes label as one, with its owner (name, initials or post) where given."""

    text: Words
    owner: Words | None = None
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class SupportingDocument:
    title: Words
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Exemption:
    """That the minutes have an item as exempt: `paragraphs` of Schedule 12A, such as "1, 3", empty where none is named."""

    paragraphs: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item: from `span.start` to `span.end` of the source."""

    span: Span
    number: Words | None = None
    title: Words | None = None
    attendees: tuple[Attendee, ...] = ()
    review: Review | None = None
    findings: tuple[Finding, ...] = ()
    approvals: tuple[Approval, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    actions: tuple[LabelledAction, ...] = ()
    documents: tuple[SupportingDocument, ...] = ()
    exempt: Exemption | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """Everything read from one text. Attendees of the whole meeting stand here, an item's with it."""

    source: str
    council: Words | None = None
    board: Words | None = None
    date: Day | None = None
    venue: Words | None = None
    attendees: tuple[Attendee, ...] = ()
    items: tuple[Item, ...] = field(default=())


def as_json(minutes: Minutes) -> dict:
    """The minutes as JSON-ready data: the shape `import_minutes --dry-run --json` prints."""
    return {
        "meeting": {
            "council": _text(minutes.council),
            "board": _text(minutes.board),
            "date": minutes.date.date.isoformat() if minutes.date else None,
            "venue": _text(minutes.venue),
        },
        "items": [_item(item) for item in minutes.items],
    }


def _text(words: Words | None) -> str | None:
    return words.text if words else None


def _date(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _due(due: Due | None) -> dict | None:
    if due is None:
        return None
    return {"phrase": due.phrase.text, "date": _date(due.date), "month": due.month, "board": _text(due.board)}


def _item(item: Item) -> dict:
    review = item.review
    return {
        "number": _text(item.number),
        "title": _text(item.title),
        "attendees": [{"name": _text(a.name), "post": _text(a.post)} for a in item.attendees],
        "review": review
        and {
            "title": review.title.text,
            "kind": review.kind,
            "started_on": _date(review.started_on),
            "ended_on": _date(review.ended_on),
        },
        "findings": [{"kind": f.kind, "number": f.number, "text": f.text.text} for f in item.findings],
        "resolutions": [
            {
                "number": r.number,
                "text": r.text.text,
                "kind": r.kind,
                "clerk_query": _text(r.clerk_query),
                "due": _due(r.due),
            }
            for r in item.resolutions
        ],
        "actions": [{"text": a.text.text, "owner": _text(a.owner), "due": _due(a.due)} for a in item.actions],
        "documents": [{"title": d.title.text, "url": d.url} for d in item.documents],
    }
