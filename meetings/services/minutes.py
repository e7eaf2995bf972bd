"""The rows that minutes become, as far as a meeting goes: source, items, attendance, papers, resolutions.

Everything here matches before it makes: the same minutes twice are the same rows. Findings and
actions live a storey up: pages, the command and the demo call `actions.services.minutes`.
"""

import hashlib
import re

from django.db import transaction
from django.db.models import Max

from meetings.models import AgendaItem, Attendance, Document, DocumentVersion, MinutesSource, Resolution
from meetings.services import exempting
from meetings.words import fold, fold_name
from people.models import Owner, User


def digest(text: str) -> str:
    """The SHA-256 by which a text is known to be the same."""
    return hashlib.sha256(text.encode()).hexdigest()


class Matches:
    """Rows that are there already, each to be matched once.

    A row matches by its place in the same source, so that words mended before confirming still
    match, or else by its folded words, one with the same number first.
    """

    def __init__(self, rows, *, words: str, source=None):
        self.remaining = list(rows)
        self.words = words
        self.source_id = source.pk if source else None

    def take(self, words: str, *, span=None, number: str = ""):
        """The row that says the same, which no later call gets again; None where there is none."""
        row = self._in_place(span) or self._in_words(words, number)
        if row is not None:
            self.remaining.remove(row)
        return row

    def _in_place(self, span):
        if not span or self.source_id is None:
            return None
        place = (self.source_id, *span)
        return next((row for row in self.remaining if (row.source_id, row.span_start, row.span_end) == place), None)

    def _in_words(self, words, number):
        folded = fold(words)
        same = [row for row in self.remaining if fold(getattr(row, self.words)) == folded]
        numbered = (row for row in same if fold(str(getattr(row, "number", ""))) == fold(number))
        return next(numbered, same[0] if same else None)


class Directory:
    """Who is known by a name or a post; what two share is nobody's."""

    def __init__(self):
        self.users = _unique((fold_name(user.name), user) for user in User.objects.filter(is_active=True))
        self.owners = _unique((fold(owner.name), owner) for owner in Owner.objects.filter(active=True))

    def user(self, name: str):
        return self.users.get(fold_name(name)) if name else None

    def owner(self, post: str):
        return self.owners.get(fold(post)) if post else None


def _unique(pairs):
    found, twice = {}, set()
    for key, row in pairs:
        twice.update({key} & found.keys())
        found[key] = row
    return {key: row for key, row in found.items() if key and key not in twice}


def source_of(meeting, text: str) -> MinutesSource | None:
    """The meeting's source with this very text, if it was imported before."""
    return meeting.sources.filter(sha256=digest(text)).first() if meeting else None


def keep_source(*, meeting, text, origin, by, now) -> MinutesSource:
    """The text of the meeting's minutes, kept once."""
    source, _ = MinutesSource.objects.get_or_create(
        meeting=meeting,
        sha256=digest(text),
        defaults={"text": text, "origin": origin, "added_by": by, "added_at": now},
    )
    return source


def add_item(
    *, meeting, source, number, title, span=None, is_exempt=False, exempt_paragraphs="", is_confidential=False
) -> AgendaItem:
    """A new item, after those the meeting has, with the minutes' words where it has a span."""
    item = AgendaItem(
        meeting=meeting,
        position=_next(meeting.items),
        number=number,
        title=title,
        minutes=source.text[span[0] : span[1]].strip() if span else "",
        is_exempt=is_exempt,
        exempt_paragraphs=exempt_paragraphs,
        is_confidential=is_confidential,
        **_place(source, span),
    )
    return _saved(item)


@transaction.atomic
def make_exempt(*, item, by, now, exempt_paragraphs="", is_confidential=False):
    """Keep from the public an item that is on record as open. The way back is not by importing."""
    new = {"is_exempt": True, "exempt_paragraphs": exempt_paragraphs, "is_confidential": is_confidential}
    exempting.change(item, new, subject=item.meeting, by=by, now=now, of={"item": item.pk})


def add_resolution(
    *, item, source, number, text, kind, lead="", title="", due_phrase="", clerk_query="", span=None
) -> Resolution:
    """A new resolution, after those the item has. Its clerk query is taken out of the item's own words."""
    if clerk_query:
        item.minutes = without(item.minutes, clerk_query)
        item.save(update_fields=["minutes"])
    resolution = Resolution(
        item=item,
        position=_next(item.resolutions),
        number=number,
        text=text,
        lead=lead,
        title=title,
        kind=kind,
        due_phrase=due_phrase,
        clerk_query=clerk_query,
        **_place(source, span),
    )
    return _saved(resolution)


def without(minutes: str, words: str) -> str:
    """The minutes without some of their words, however their white space falls."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    return re.sub(rf"[^\S\n]*{pattern}", "", minutes, count=1)


def note_attendance(*, meeting, people, directory: Directory, item=None) -> list[Attendance]:
    """Who was there, for the meeting or one item: (name, post) pairs. Those noted before are left as they are.

    Where a name or a post is exactly that of somebody known, the row is linked to them.
    """
    noted = meeting.attendance.filter(item=item)
    seen = {(fold_name(row.name), fold(row.post)) for row in noted}
    position, added = _next(meeting.attendance), []
    for name, post in people:
        key = (fold_name(name), fold(post))
        if key == ("", "") or key in seen:
            continue
        seen.add(key)
        row = Attendance(
            meeting=meeting,
            item=item,
            position=position + len(added),
            name=name,
            post=post,
            user=directory.user(name),
            owner=directory.owner(post),
        )
        added.append(_saved(row))
    return added


def add_documents(*, item, papers, by, now) -> list[Document]:
    """The item's papers: (title, address) pairs, an address only where one is known. Each title once."""
    seen = {fold(title) for title in item.documents.values_list("title", flat=True)}
    added = []
    for title, url in papers:
        if fold(title) in seen:
            continue
        seen.add(fold(title))
        added.append(_saved(Document(item=item, title=title)))
        if url:
            version = DocumentVersion(document=added[-1], number=1, url=url, added_by=by, added_at=now)
            # the tracker itself may have added it
            _saved(version, exclude=["added_by"])
    return added


def _next(rows) -> int:
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1


def _place(source, span):
    if not span:
        return {"source": source}
    return {"source": source, "span_start": span[0], "span_end": span[1]}


def _saved(row, exclude=None):
    row.full_clean(exclude=exclude)
    row.save(force_insert=True)
    return row
