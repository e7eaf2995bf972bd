"""What confirming a draft will make, in words, before it is done. Reads only."""

import datetime
from dataclasses import dataclass, field

from django.utils.formats import date_format

from actions.models import MinutesImport, Outcome
from actions.services.minutes.entries import kept
from actions.services.minutes.links import waiting
from actions.services.minutes.matching import Found, found_for
from actions.services.minutes.proposals import Proposed, proposed
from meetings.models import Meeting
from people.models import Board, Owner

COUNTED = ("findings", "resolutions")


@dataclass
class ItemSummary:
    """One item: its entry, whether it is new, and how many of its parts are new and how many there already."""

    entry: dict
    is_new: bool
    new: dict[str, int]
    there: dict[str, int]


@dataclass
class ActionSummary:
    """One action that will be made."""

    proposed: Proposed
    owner: Owner | None
    board: str
    due: str


@dataclass
class Summary:
    found: Found
    board: str
    date: datetime.date | None
    items: list[ItemSummary] = field(default_factory=list)
    actions: list[ActionSummary] = field(default_factory=list)
    not_made: list[Proposed] = field(default_factory=list)
    linked: list[tuple[Outcome, dict]] = field(default_factory=list)
    unlinked: int = 0

    @property
    def makes_nothing(self) -> bool:
        """Whether all of it is on record already."""
        return not (self.actions or self.linked) and not any(
            item.is_new or any(item.new.values()) for item in self.items
        )


def summary(draft: MinutesImport, *, today: datetime.date) -> Summary:
    """What `confirm` will make of a draft as it stands."""
    found = found_for(draft)
    meeting = draft.entries["meeting"]
    made = Summary(
        found=found,
        board=found.board.name if found.board else meeting["board_name"],
        date=datetime.date.fromisoformat(meeting["date"]) if meeting["date"] else None,
        items=[_item(found, entry) for entry in kept("items", draft.entries["items"])],
    )
    proposals = proposed(draft, today=today, found=found)
    wanted = [one for one in proposals if draft.entries["answers"].get(one.id, {}).get("wanted")]
    made.not_made = [one for one in proposals if one not in wanted and not one.actions]
    made.actions = _actions(wanted, made.board)
    made.linked = list(_linked(draft, found))
    seen = [outcome.pk for outcome, _ in made.linked]
    made.unlinked = waiting(draft).filter(kind__in=Outcome.MINUTED).exclude(pk__in=seen).count()
    return made


def _linked(draft, found):
    """(outcome, resolution entry) of what was recorded at the meeting and is to be linked, in the minutes' order."""
    for item in kept("items", draft.entries["items"]):
        for entry in kept("resolutions", item["resolutions"]):
            for outcome in found.linked.get(entry["id"], ()):
                yield outcome, entry


def _item(found, entry) -> ItemSummary:
    new, there = {}, {}
    for group in COUNTED:
        entries = kept(group, entry[group])
        there[group] = sum(one["id"] in found.rows for one in entries)
        new[group] = len(entries) - there[group]
    return ItemSummary(entry, entry["id"] not in found.rows, new, there)


def _actions(wanted, own_board) -> list[ActionSummary]:
    answers = [one.answers for one in wanted]
    owners = Owner.objects.in_bulk(answer["owner"] for answer in answers if answer["owner"])
    boards = {board.pk: board.name for board in Board.objects.all()}
    ids = (answer["due"].removeprefix("meeting-") for answer in answers if answer["due"].startswith("meeting-"))
    due_at = {str(pk): row for pk, row in Meeting.objects.select_related("board").in_bulk(map(int, ids)).items()}
    return [
        ActionSummary(
            one,
            owners.get(one.answers["owner"]),
            boards.get(one.answers["board"], own_board),
            _due(one.answers, due_at, boards, own_board),
        )
        for one in wanted
    ]


def _due(answers, due_at, boards, own_board) -> str:
    kind, _, which = answers["due"].partition("-")
    if answers["due_on"]:
        return date_format(datetime.date.fromisoformat(answers["due_on"]), "j F Y")
    if kind == "meeting" and which in due_at:
        return f"{due_at[which].board}, {due_at[which].when}"
    if kind == "month":
        year, month, board = which.split("-")
        day = datetime.date(int(year), int(month), 1)
        return f"{boards.get(int(board), own_board)}, {date_format(day, 'F Y')}, day not known yet"
    return f"“{answers['due_phrase']}”, without a date" if answers["due_phrase"] else "Not known"
