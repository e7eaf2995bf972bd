"""What a draft of an import holds, as plain JSON: the shape that reading fills, forms change and confirming takes.

    {"meeting": {"board": id | None, "board_name", "board_code", "date": "YYYY-MM-DD" | None, "venue",
                 "council", "spans": {"board" | "date" | "venue": span}},
     "attendance": [entry…],
     "items": [entry with the lists of ITEM_GROUPS…],
     "answers": {entry's id: what is to be made of it, see proposals},
     "last_id": number}

Every entry has an `id` for good, `leave_out`, and `span`: its [start, end] in the text, or None where
the clerk added it. Entries are left out, never taken away, so that nothing typed is lost.
"""

import copy
import itertools

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from meetings.minutes import document
from meetings.words import fold_name, initials

ITEM_GROUPS = ("reviews", "findings", "approvals", "resolutions", "actions", "documents", "attendance")

_BLANK = {
    "items": {"number": "", "title": "", "is_exempt": False, "exempt_paragraphs": "", "is_confidential": False},
    "attendance": {"name": "", "post": ""},
    "reviews": {"title": "", "kind": "", "started_on": None, "ended_on": None},
    "findings": {"number": "", "kind": "", "text": ""},
    "approvals": {"body": "", "received": False, "approved": False, "on": None},
    "resolutions": {
        "number": "",
        "text": "",
        "lead": "",
        "kind": "",
        "title": "",
        "clerk_query": "",
        "due_phrase": "",
        "due": None,
    },
    "actions": {"text": "", "owner": "", "due_phrase": "", "due": None},
    "documents": {"title": "", "url": ""},
}
# the words without which an entry is nothing
WORDS = {
    "items": ("title",),
    "attendance": ("name", "post"),
    "reviews": ("title",),
    "findings": ("text",),
    "approvals": ("body",),
    "resolutions": ("text",),
    "actions": ("text",),
    "documents": ("title",),
}

_LABELS = {
    "items": "Item",
    "attendance": "Attended",
    "reviews": "Review",
    "approvals": "Approval",
    "resolutions": "Resolution",
    "actions": "Action",
    "documents": "Document",
}
_FINDINGS = {document.STRENGTH: "Strength", document.AREA: "Area for improvement"}


def label_of(group: str, entry: dict) -> str:
    """What an entry is called, such as "Resolution 2"."""
    label = _FINDINGS.get(entry["kind"], "Finding") if group == "findings" else _LABELS[group]
    return f"{label} {entry.get('number', '').rstrip('.')}".strip()


def read_into_entries(minutes: document.Minutes, *, boards) -> dict:
    """The entries of what was read. `boards` are the bodies that the minutes' board may be one of."""
    ids = itertools.count(1)

    def entry(group, words, **values):
        blank = copy.deepcopy(_BLANK[group])
        return {"id": f"e{next(ids)}", "leave_out": False, "span": _around(words), **blank, **values}

    def people(attendees):
        return [
            entry("attendance", None, name=_text(a.name), post=_text(a.post), span=_around(a.name, a.post))
            for a in attendees
        ]

    items = [_item(item, entry, people) for item in minutes.items]
    entries = {
        "meeting": _meeting(minutes, boards),
        "attendance": people(minutes.attendees),
        "items": items,
        "answers": {},
    }
    return {**entries, "last_id": next(ids) - 1}


def add(entries: dict, group: str, item_id: str = "") -> str:
    """Add a blank entry: to an item's group, to the meeting's attendance, or an item after `item_id`.

    Returns its id. Raises KeyError for a group or an item that is not there.
    """
    entries["last_id"] += 1
    made = {"id": f"e{entries['last_id']}", "leave_out": False, "span": None, **copy.deepcopy(_BLANK[group])}
    items = entries["items"]
    places = {item["id"]: place for place, item in enumerate(items)}
    if group == "items":
        made.update({name: [] for name in ITEM_GROUPS})
        items.insert(places[item_id] + 1 if item_id else len(items), made)
    elif item_id:
        items[places[item_id]][group].append(made)
    else:
        entries[group].append(made)
    return made["id"]


def is_blank(group: str, entry: dict) -> bool:
    """Whether it was added and nothing was written into it."""
    return entry["span"] is None and not any(entry[name].strip() for name in WORDS[group])


def kept(group: str, entries: list[dict]) -> list[dict]:
    """Those to become records: neither left out nor blank."""
    return [entry for entry in entries if not entry["leave_out"] and not is_blank(group, entry)]


def everything(entries: dict):
    """(group, entry, item or None) of every entry, in the order of the minutes."""
    for entry in entries["attendance"]:
        yield "attendance", entry, None
    for item in entries["items"]:
        yield "items", item, item
        for group in ITEM_GROUPS:
            for entry in item[group]:
                yield group, entry, item


def board_among(name: str, boards):
    """The one of `boards` whose name or code `name` is; None where none is."""
    wanted = fold_name(name)
    return next((b for b in boards if wanted and wanted in (fold_name(b.name), fold_name(b.code))), None)


def _meeting(minutes, boards):
    name = _text(minutes.board)
    board = board_among(name, boards)
    return {
        "board": board.pk if board else None,
        "board_name": "" if board else name,
        "board_code": "" if board else initials(name, {board.code for board in boards}),
        "date": minutes.date.date.isoformat() if minutes.date else None,
        "venue": _text(minutes.venue),
        "spans": {
            "board": _around(minutes.board),
            "date": _around(minutes.date.words if minutes.date else None),
            "venue": _around(minutes.venue),
        },
        "council": _text(minutes.council),
    }


def _item(item, entry, people):
    made = entry("items", item.span, number=_text(item.number), title=_text(item.title))
    if item.exempt:
        made.update(is_exempt=True, exempt_paragraphs=item.exempt.paragraphs)
    review = item.review
    made["reviews"] = [_review(review, entry)] if review else []
    made["findings"] = [
        entry("findings", found.text, number=str(found.number), kind=found.kind, text=found.text.text)
        for found in item.findings
    ]
    if made["findings"] and not review:
        # findings are of a review: one the text does not name is called as its item is, until the clerk knows better
        made["reviews"] = [entry("reviews", None, title=made["title"], kind="other")]
    made["approvals"] = [
        entry(
            "approvals",
            approval.body,
            body=approval.body.text,
            received=approval.received,
            approved=approval.approved,
            on=_iso(approval.on and approval.on.date),
        )
        for approval in item.approvals
    ]
    made["resolutions"] = [_resolution(resolution, entry) for resolution in item.resolutions]
    made["actions"] = [
        entry("actions", action.text, text=action.text.text, owner=_text(action.owner), **_due(action.due))
        for action in item.actions
    ]
    made["documents"] = [
        entry("documents", paper.title, title=paper.title.text, url=_address(paper.url)) for paper in item.documents
    ]
    made["attendance"] = people(item.attendees)
    return made


def _review(review, entry):
    return entry(
        "reviews",
        review.title,
        title=review.title.text,
        kind=review.kind,
        started_on=_iso(review.started_on),
        ended_on=_iso(review.ended_on),
    )


def _resolution(resolution, entry):
    return entry(
        "resolutions",
        resolution.text,
        number=resolution.number or "",
        text=resolution.text.text,
        lead=_text(resolution.lead),
        kind=resolution.kind,
        clerk_query=_text(resolution.clerk_query),
        **_due(resolution.due),
    )


def _due(due):
    if due is None:
        return {"due_phrase": "", "due": None}
    return {
        "due_phrase": due.phrase.text,
        "due": {
            "phrase": due.phrase.text,
            "date": _iso(due.date),
            "month": due.month,
            "next_meeting": due.next_meeting,
            "board": _text(due.board),
        },
    }


def _address(url) -> str:
    """An address that leads somewhere from here; a page's relative link does not."""
    try:
        URLValidator(schemes=["http", "https"])(url or "")
    except ValidationError:
        return ""
    return url


def _around(*words) -> list[int] | None:
    """[start, end] of the text that holds all of `words`, of which some may be None."""
    there = [one for one in words if one]
    return [min(one.start for one in there), max(one.end for one in there)] if there else None


def _text(words) -> str:
    return words.text if words else ""


def _iso(day):
    return day.isoformat() if day else None
