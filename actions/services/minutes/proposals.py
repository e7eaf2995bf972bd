"""The actions that minutes ask for: one for each resolution that owes something, each area, each labelled action."""

import datetime
import re
import textwrap
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.formats import date_format

from actions.models import Action, Finding, MinutesImport
from actions.services.minutes.entries import board_among, kept, label_of
from actions.services.minutes.matching import Found, found_for
from meetings.models import Meeting, Resolution
from meetings.services.minutes import Directory
from meetings.words import fold_name
from people.models import Board, Holding, Owner

OWES_NOTHING = (Resolution.Kind.NOTE, Resolution.Kind.APPROVE)
# several meetings are meant by one month: the clerk has to say which
ASK = "ask"
LONGEST_TITLE = 200
# "to the Committee in May" speaks of a meeting as "to a meeting of the Board in May" does
_AT_A_MEETING = re.compile(
    r"\bmeetings?\b"
    r"|\b(?:the|this|our) (?:[\w-]+ )?(?:committee|commission|board|panel|forum|group|cabinet|council|partnership)\b",
    re.IGNORECASE,
)
# "That a report be brought": not "should be", which is whole as it is
_BE = re.compile(r"(?<! to)(?<! should)(?<! will)(?<! must)(?<! would)(?<! may)(?<! can)(?<! could) be ")


@dataclass
class Proposed:
    """One proposed action.

    `answers` is what the clerk said of it, or what the words say: wanted; title; owner (id or None); board (id, or
    None for the meeting's own); due_on ("YYYY-MM-DD" or None) or else due: "", ASK, "meeting-<id>" or
    "month-YYYY-MM-<board's id, 0 for the meeting's own>"; due_phrase; success_measure.
    """

    id: str
    kind: str
    label: str
    words: str
    item: dict
    answers: dict
    hint: str = ""
    month: tuple[str, str] | None = None
    actions: list[Action] = field(default_factory=list)


def proposed(draft: MinutesImport, *, today: datetime.date, found: Found | None = None) -> list[Proposed]:
    """The actions a draft's minutes ask for, in the order of the minutes, with what is known of each."""
    found = found or found_for(draft)
    asked = list(_asked(draft.entries))
    dues = Dues(draft, found)
    owners = _Owners(today) if any(entry.get("owner") for _, entry, _ in asked) else None
    return [_proposed(draft, found, dues, owners, *one) for one in asked]


def meetings_after(day: datetime.date | None):
    """All boards' meetings after a day, or all there are: where something can be due. Annotates `falls_on`."""
    meetings = Meeting.objects.in_order().exclude(status=Meeting.Status.CANCELLED)
    if day:
        meetings = meetings.filter(falls_on__gte=day.replace(day=1)).exclude(date__lte=day)
    return meetings


def title_from(words: str) -> str:
    """A resolution's words as the title of what is to be done.

    >>> title_from("That a report be brought back in May.")
    'A report to be brought back in May'
    """
    title = re.sub(r"^that\s+", "", words.strip(), flags=re.IGNORECASE)
    if title != words.strip():
        title = _BE.sub(" to be ", title, count=1)
    title = title.rstrip(" .;:,")
    return textwrap.shorten(title[:1].upper() + title[1:], LONGEST_TITLE, placeholder="…")


def _without_owner(words: str, owner: str) -> str:
    """A labelled action's words without who is to do it: "Chair to write" is to write."""
    if not owner:
        return words
    before = rf"^(?:the\s+)?{re.escape(owner)}\s*[:–—-]?\s*(?:to\s+)?"
    after = rf"\s*[(\[]{re.escape(owner)}[)\]]"
    return re.sub(f"{before}|{after}", "", words, flags=re.IGNORECASE).strip() or words


class Dues:
    """When what minutes ask for is due, as far as their words and the planned meetings say: never guessed."""

    def __init__(self, draft, found: Found):
        day = draft.entries["meeting"]["date"]
        self.day = datetime.date.fromisoformat(day) if day else None
        self.own = found.board
        self.boards = list(Board.objects.all())
        self.meetings = defaultdict(list)
        for meeting in meetings_after(self.day).exclude(pk=found.provisional and found.provisional.pk):
            self.meetings[meeting.board_id].append(meeting)

    def of(self, entry) -> tuple[dict, str, tuple[str, str] | None]:
        """(answers, hint, the choice of a month that is not planned yet or None) for an entry's words."""
        due = entry.get("due")
        answers = {"due": "", "due_on": None, "due_phrase": entry.get("due_phrase", "")}
        if due is None or due["phrase"] != answers["due_phrase"]:
            return answers, "", None
        if due["date"]:
            return {**answers, "due_on": due["date"]}, "", None
        board = self._board(due["board"])
        if due["board"] and board is None:
            return (
                answers,
                f"The minutes name “{due['board']}”, which is not a board here. Choose when it is due.",
                None,
            )
        if due["next_meeting"]:
            return self._next_meeting(answers, board)
        if due["month"] and (due["board"] or _AT_A_MEETING.search(due["phrase"])):
            return self._in_month(answers, due["month"], board)
        return answers, "", None

    def _board(self, name: str):
        """The board a due phrase names: the minutes' own where it names none, or only the end of that one's name."""
        if not name:
            return self.own
        named = board_among(name, self.boards)
        if named is None and self.own and fold_name(self.own.name).endswith(f" {fold_name(name)}"):
            return self.own
        return named

    def _next_meeting(self, answers, board):
        after = self.meetings[board.pk] if board and self.day else []
        if not after:
            return answers, "No next meeting is planned, so the minutes’ words are kept alone.", None
        return {**answers, "due": f"meeting-{after[0].pk}"}, "", None

    def _in_month(self, answers, month, board):
        first = datetime.date.fromisoformat(f"{month}-01")
        name = date_format(first, "F Y")
        there = [m for m in self.meetings[board.pk] if m.falls_on.replace(day=1) == first] if board else []
        if len(there) == 1:
            return {**answers, "due": f"meeting-{there[0].pk}"}, "", None
        if there:
            return {**answers, "due": ASK}, f"There are {len(there)} meetings in {name}. Choose which is meant.", None
        if self.day and first <= self.day:
            return answers, f"No meeting in {name} comes after this one, so the minutes’ words are kept alone.", None
        choice = (f"month-{month}-{board.pk if board else 0}", f"{name}, day not known yet")
        return (
            {**answers, "due": choice[0]},
            "No meeting is planned for that month: one will be, without its day.",
            choice,
        )


class _Owners:
    """The post that a labelled action names, by itself or by who holds it."""

    def __init__(self, today):
        self.directory = Directory()
        self.held = defaultdict(set)
        holdings = Holding.objects.on(today).exclude(kind=Holding.Kind.DEPUTY).filter(owner__active=True)
        for user, owner in holdings.values_list("user_id", "owner_id"):
            self.held[user].add(owner)

    def named(self, words: str) -> int | None:
        owner: Owner | None = self.directory.owner(words)
        if owner:
            return owner.pk
        user = self.directory.user(words)
        held = self.held[user.pk] if user else ()
        return next(iter(held)) if len(held) == 1 else None


def _asked(entries):
    """(kind, entry, item) of everything that asks for an action."""
    for item in kept("items", entries["items"]):
        for entry in kept("findings", item["findings"]):
            if entry["kind"] == Finding.Kind.AREA:
                yield "finding", entry, item
        for entry in kept("resolutions", item["resolutions"]):
            if entry["kind"] not in OWES_NOTHING:
                yield "resolution", entry, item
        for entry in kept("actions", item["actions"]):
            yield "action", entry, item


def _proposed(draft, found, dues, owners, kind, entry, item) -> Proposed:
    owner = entry.get("owner", "")
    lead = entry.get("lead", "").rstrip(" :")
    words = f"{lead} {entry['text']}" if lead else _without_owner(entry["text"], owner)
    due, hint, month = dues.of(entry)
    there = found.actions.get(entry["id"], [])
    answers = {
        "wanted": not there,
        "title": entry.get("title") or title_from(words),
        "owner": owners.named(owner) if owner else None,
        "board": None,
        "success_measure": "",
        **due,
        **draft.entries["answers"].get(entry["id"], {}),
    }
    label = label_of(f"{kind}s", entry)
    return Proposed(entry["id"], kind, label, entry["text"], item, answers, hint, month, there)
