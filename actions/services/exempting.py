"""The clerk marks what is on record as exempt or confidential, or opens it again; what hangs from it goes with it."""

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.exempting import above, exempt_review_of, recorded_on, repeated_since
from actions.models import Action, Outcome, Pack, ProgressUpdate, Review
from actions.querysets import exempt
from actions.services import packs, reviews, status
from meetings.models import Document, DocumentVersion, Meeting, WorkItem
from meetings.services import exempting, meetings, work
from people import locking


class Changed(Exception):
    """Somebody else marked it otherwise in the meantime. `row` is what it is now."""

    def __init__(self, row):
        self.row = row
        super().__init__(f"{row} was marked otherwise while you were writing.")


@transaction.atomic
def mark(*, row, seen: dict, why, by, now, is_exempt, exempt_paragraphs="", is_confidential=False) -> list[Pack]:
    """Mark an agenda item, a version of a document, a review, a finding, an action or a progress update.

    Exempt by paragraphs of Local Government Act 1972, Schedule 12A, or confidential by section 100A(3), or open.
    `seen` is the marking the person had before them. What becomes exempt leaves the public at once: every pack that
    shows it is withdrawn from them, and a version without it takes its place; those are returned. What is opened is
    seen by everybody, but stays out of the packs that were published without it. Raises Changed or ValidationError.
    """
    row, subject, of = _locked(row)
    if exempting.marking(row) != seen:
        raise Changed(row)
    new = {"is_exempt": is_exempt, "exempt_paragraphs": exempt_paragraphs, "is_confidential": is_confidential}
    if not why.strip():
        raise ValidationError({"why": "Say why, and who decided it. It stands in the history."})
    if isinstance(row, DocumentVersion) and not is_exempt and (review := exempt_review_of(row)):
        raise ValidationError(f"It is the letter of a review that is exempt. Open the review first: {review}.")
    if new == seen:
        raise ValidationError("It is marked so already. Change the marking, or leave it as it is.")
    before = open_work()
    exempting.change(row, new, subject=subject, by=by, now=now, of=of, why=why.strip())
    if isinstance(row, Review) and is_exempt:
        _mark_letter(row, by=by, now=now)
    if isinstance(row, ProgressUpdate) and is_exempt:
        _mark_repeated(row, by=by, now=now)
    if isinstance(subject, Action | Review):
        _touch(subject)
    # opened as well: what was exempt in two ways may be so in the other still
    take_work_along(before, by=by, now=now)
    return packs.withdraw_exempt(by=by, now=now) if is_exempt else []


def open_work() -> set[int]:
    """The work items open to all that stand in a programme in the words of something decided that is exempt.

    What comes again says the same again, so those are among them that follow one.
    """
    decided = Outcome.objects.filter(exempt.of_outcome())
    found = more = set(WorkItem.objects.filter(outcomes__in=decided).values_list("pk", flat=True))
    while more:
        more = set(WorkItem.objects.filter(follows__in=more).values_list("pk", flat=True)) - found
        found |= more
    unmarked = WorkItem.objects.filter(pk__in=found, is_exempt=False)
    return set(unmarked.exclude(resolution__item__is_exempt=True).values_list("pk", flat=True))


def take_work_along(before: set[int], *, by, now):
    """Mark what stands in work programmes in the words of something decided that has become exempt since `before`.

    `before` is what `open_work` said; what a clerk opened on purpose is in it, and stays open. It locks programmes, so
    only `packs.withdraw_exempt` comes after it.
    """
    # again until there is none: one may have been planned again while its programme was waited for
    while become := open_work() - before:
        # the programmes in one order, as everywhere
        for item in WorkItem.objects.filter(pk__in=become).order_by("board", "pk"):
            work.edit(item=item, by=by, now=now, **_marking_of(item))


def _marking_of(item) -> dict:
    """The marking of the nearest that is exempt, of what a work item has its words from."""
    while not (outcome := item.outcomes.filter(exempt.of_outcome()).order_by("-pk").first()):
        item = item.follows
    rows = [outcome, *above(outcome), *([outcome.resolution.item] if outcome.resolution else [])]
    return next(exempting.marking(row) for row in rows if row.is_exempt)


def _locked(row):
    """The row as it is now, the row whose history tells of it, locked, and what it is called there."""
    subject, of = recorded_on(row)
    subject = _LOCKS[type(subject)](subject)
    return type(row).objects.get(pk=row.pk) if of else subject, subject, of


def _locked_document(document):
    return locking.locked(Document.objects.filter(pk=document.pk)).get()


_LOCKS = {Meeting: meetings.locked, Document: _locked_document, Review: reviews.locked, Action: status.locked}


def _touch(subject):
    """Have pages that were opened before notice that it was marked."""
    touch = status.touch if isinstance(subject, Action) else reviews.touch
    touch(subject)


def _mark_repeated(update, *, by, now):
    """What says since that nothing has changed repeats why it is paused, or not green."""
    for row in repeated_since(update):
        if exempting.marking(row) != exempting.marking(update):
            row, subject, of = _locked(row)
            exempting.change(row, exempting.marking(update), subject=subject, by=by, now=now, of=of)


def _mark_letter(review, *, by, now):
    """The letter of a review that is exempt by itself is exempt with it, though it is filed with the item's papers."""
    if not review.letter_id:
        return
    for version in review.letter.versions.filter(is_exempt=False).order_by("number"):
        version, document, of = _locked(version)
        exempting.change(version, exempting.marking(review), subject=document, by=by, now=now, of=of)
