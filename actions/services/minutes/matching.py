"""What a draft's entries are on record as already. Reads only; the same questions at any size of draft."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from actions.models import Action, Finding, MinutesImport, Outcome, Review
from actions.services.minutes.entries import kept
from meetings.models import AgendaItem, Meeting, MinutesSource, Resolution
from meetings.services.minutes import Matches, source_of
from meetings.words import fold
from people.models import Board


@dataclass
class Found:
    """The board and the meeting minutes are of, as far as they exist, and the row of each entry that has one.

    `provisional` is the board's one meeting in that month, still without its day: these minutes give it.
    `rows` are items, reviews, findings and resolutions by entry's id, `actions` what answers them already, `linked`
    what was recorded at the meeting and is to be linked with them; its actions are among those.
    """

    board: Board | None = None
    meeting: Meeting | None = None
    provisional: Meeting | None = None
    source: MinutesSource | None = None
    rows: dict = field(default_factory=dict)
    actions: dict[str, list[Action]] = field(default_factory=dict)
    linked: dict[str, list[Outcome]] = field(default_factory=dict)

    @property
    def record(self) -> Meeting | None:
        """The meeting's row, with its day or still without."""
        return self.meeting or self.provisional


def found_for(draft: MinutesImport) -> Found:
    """What is there already of what a draft says."""
    found = Found()
    meeting = draft.entries["meeting"]
    if meeting["board"]:
        found.board = Board.objects.filter(pk=meeting["board"]).first()
    if found.board and meeting["date"]:
        _find_meeting(found, datetime.date.fromisoformat(meeting["date"]))
    found.source = source_of(found.record, draft.text)
    items = kept("items", draft.entries["items"])
    _find_items(found, items)
    _find_resolutions(found, items)
    _find_reviews(found, items)
    _find_actions(found, items)
    _find_linked(found, draft.entries.get("links", {}))
    return found


def _find_meeting(found, date):
    meetings = found.board.meetings.exclude(status=Meeting.Status.CANCELLED)
    first = date.replace(day=1)
    in_month = list(meetings.filter(Q(date__year=date.year, date__month=date.month) | Q(month=first)))
    found.meeting = next((meeting for meeting in in_month if meeting.date == date), None)
    if [meeting.month for meeting in in_month] == [first]:
        found.provisional = in_month[0]


def _find_items(found, items):
    rows = AgendaItem.objects.filter(meeting=found.record) if found.record else ()
    _match(found, Matches(rows, words="title", source=found.source), items, "title")


def _find_resolutions(found, items):
    here = [item for item in items if item["id"] in found.rows]
    by_item = _grouped(Resolution.objects.filter(item__in=[found.rows[item["id"]] for item in here]), "item_id")
    for item in here:
        matches = Matches(by_item[found.rows[item["id"]].pk], words="text", source=found.source)
        _match(found, matches, kept("resolutions", item["resolutions"]), "text")


def _find_reviews(found, items):
    """The review of the same title on the same item, or of the same title and first day wherever it was reported.

    What an exempt item says of a review is not hung from one that was reported openly.
    """
    entries = [(item, review) for item in items for review in kept("reviews", item["reviews"])]
    here = [found.rows[item["id"]].pk for item, _ in entries if item["id"] in found.rows]
    days = [review["started_on"] for _, review in entries if review["started_on"]]
    reviews = list(Review.objects.filter(Q(item__in=here) | Q(started_on__in=days))) if entries else []
    for item, entry in entries:
        row = found.rows.get(item["id"])
        for review in reviews:
            same_item = row is not None and review.item_id == row.pk
            same_day = str(review.started_on) == entry["started_on"] and not item["is_exempt"]
            if (same_item or same_day) and fold(review.title) == fold(entry["title"]):
                found.rows[entry["id"]] = review
    _find_findings(found, entries)


def _find_findings(found, entries):
    here = [(item, found.rows[review["id"]]) for item, review in entries if review["id"] in found.rows]
    by_review = _grouped(Finding.objects.filter(review__in=[review for _, review in here]), "review_id")
    for item, review in here:
        for kind in Finding.Kind.values:
            rows = [row for row in by_review[review.pk] if row.kind == kind]
            findings = [entry for entry in kept("findings", item["findings"]) if entry["kind"] == kind]
            _match(found, Matches(rows, words="text", source=found.source), findings, "text")


def _find_actions(found, items):
    """The actions that answer a matched resolution or finding, and those made of the same labelled words."""
    answered = defaultdict(list)
    rows = {(type(row), row.pk): entry_id for entry_id, row in found.rows.items()}
    resolutions = [pk for model, pk in rows if model is Resolution]
    findings = [pk for model, pk in rows if model is Finding]
    for action in Action.objects.filter(Q(resolution__in=resolutions) | Q(finding__in=findings)):
        for key in ((Resolution, action.resolution_id), (Finding, action.finding_id)):
            if key in rows:
                answered[rows[key]].append(action)
    for entry_id, action in _labelled_before(found, items):
        answered[entry_id].append(action)
    found.actions = dict(answered)


def _find_linked(found, links):
    """The outcomes that the clerk linked with an entry, and the actions made of them."""
    entries = {int(pk): entry for pk, entry in links.items() if entry}
    if not entries:
        return
    linked, actions = defaultdict(list), defaultdict(list, found.actions)
    for outcome in Outcome.objects.filter(pk__in=entries).with_subject().prefetch_related("actions"):
        entry = entries[outcome.pk]
        linked[entry].append(outcome)
        actions[entry] += [action for action in outcome.actions.all() if action not in actions[entry]]
    found.linked = dict(linked)
    found.actions = {entry: rows for entry, rows in actions.items() if rows}


def _labelled_before(found, items):
    entries = [(entry, found.rows.get(item["id"])) for item in items for entry in kept("actions", item["actions"])]
    if not found.record or not entries:
        return
    made = {}
    for earlier in MinutesImport.objects.filter(meeting=found.record).values_list("made", flat=True):
        made.update({(item, words): action for item, words, action in earlier["labelled"]})
    actions = Action.objects.in_bulk(made.values())
    for entry, row in entries:
        key = row and (row.pk, fold(entry["text"]))
        if key in made:
            yield entry["id"], actions[made[key]]


def _match(found, matches, entries, words):
    for entry in entries:
        row = matches.take(entry[words], span=entry["span"], number=entry.get("number", ""))
        if row is not None:
            found.rows[entry["id"]] = row


def _grouped(rows, key):
    groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups
