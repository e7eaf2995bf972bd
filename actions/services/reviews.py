"""Reviews as the clerk keeps them up: their facts, their letter, the themes of what they found."""

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Review
from meetings.models import DocumentVersion
from meetings.services import documents
from meetings.words import fold
from people.services import events

EDITABLE = ("title", "kind", "started_on", "ended_on", "scheme", "lead")


class Changed(Exception):
    """Somebody else changed the review or the plan in the meantime. `row` is what it is now."""

    def __init__(self, row):
        self.row = row
        super().__init__(f"{row} was changed while you were writing.")


def locked(row, *, seen_version: int | None = None):
    """A review's or a plan's row as it is now, locked. Raises Changed where it is not what the person saw."""
    rows = type(row).objects.select_for_update(of=("self",), no_key=True)
    now = rows.get(pk=row.pk)
    if seen_version is not None and now.version != seen_version:
        raise Changed(now)
    return now


def touch(row, *fields):
    """Save fields of a locked row and count its version up, so that a stale page is noticed."""
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def save_changes(row, changes, *, by, now, verb="edited"):
    """Save what differs of a locked row, and record it; where nothing differs, nothing is written."""
    old = {field: row.serializable_value(field) for field in changes}
    for field, value in changes.items():
        setattr(row, field, value)
    row.full_clean()
    new = {field: row.serializable_value(field) for field in changes}
    changed = [field for field in new if new[field] != old[field]]
    if changed:
        touch(row, *changed)
        of = {"old": {field: old[field] for field in changed}, "new": {field: new[field] for field in changed}}
        events.record(subject=row, actor=by, verb=verb, now=now, **of)


@transaction.atomic
def edit(*, review, by, now, seen_version, **changes) -> Review:
    """Change the facts of a review: what, when, whose scheme, who led it. Raises Changed or ValidationError."""
    if unknown := set(changes) - set(EDITABLE):
        raise TypeError(f"cannot edit {sorted(unknown)}")
    review = locked(review, seen_version=seen_version)
    check_days(changes.get("started_on"), changes.get("ended_on"))
    save_changes(review, changes, by=by, now=now)
    return review


def check_days(started_on, ended_on):
    """Refuse days on site of which the last has no first, or stands before it."""
    if ended_on and not started_on:
        raise ValidationError({"started_on": "Enter the first day on site as well, or leave both empty."})
    if ended_on and ended_on < started_on:
        raise ValidationError({"ended_on": "The last day on site must be the same as or after the first day."})


@transaction.atomic
def set_themes(*, review, themes, by, now, seen_version) -> int:
    """Give findings of a review their themes: finding id → theme. Returns how many changed. Raises Changed."""
    review = locked(review, seen_version=seen_version)
    old, new = {}, {}
    for finding in review.findings.select_for_update(of=("self",)).filter(pk__in=themes).order_by("pk"):
        theme = themes[finding.pk]
        if finding.theme == theme:
            continue
        old[finding.pk], new[finding.pk] = finding.theme, theme
        finding.theme = theme
        finding.full_clean()
        finding.save(update_fields=["theme"])
    if new:
        touch(review)
        events.record(subject=review, actor=by, verb="themes_set", now=now, old=old, new=new)
    return len(new)


@transaction.atomic
def add_letter(
    *, review, file, by, now, seen_version, is_exempt=False, exempt_paragraphs="", is_confidential=False
) -> DocumentVersion:
    """Add the review's letter, or a further version of it, to the papers of the item it was reported to.

    The letter of a review that is exempt by itself is exempt with it, whatever is given. Raises Changed or
    ValidationError.
    """
    review = locked(review, seen_version=seen_version)
    if review.item is None:
        raise ValidationError("The letter is filed with the agenda item the review was reported to, and there is none.")
    if review.is_exempt:
        is_exempt, exempt_paragraphs = True, exempt_paragraphs or review.exempt_paragraphs
        is_confidential = is_confidential or review.is_confidential
    named = {"document": review.letter} if review.letter else {"title": _letter_title(review)}
    exempt = {"is_exempt": is_exempt, "exempt_paragraphs": exempt_paragraphs, "is_confidential": is_confidential}
    version = documents.add_version(item=review.item, file=file, by=by, now=now, **named, **exempt)
    review.letter = version.document
    touch(review, "letter")
    new = {"document": version.document_id, "version": version.number, "sha256": version.sha256}
    events.record(subject=review, actor=by, verb="letter_added", now=now, new=new)
    return version


def _letter_title(review) -> str:
    """What the letter is called among its item's papers, once there: nothing of a review that is exempt itself."""
    wanted = "Letter of a review" if review.is_exempt else f"Letter: {review.title}"[:290]
    taken = {fold(title) for title in review.item.documents.values_list("title", flat=True)}
    title, number = wanted, 2
    while fold(title) in taken:
        title, number = f"{wanted} ({number})", number + 1
    return title
