"""What is evidence on a review, piece by piece: the files of its actions' updates, its letter, its item's papers."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.formats import date_format

from actions.models import Action, Evidence, Finding, ProgressUpdate, Review
from actions.querysets import exempt
from meetings.models import DocumentVersion


@dataclass
class Piece:
    """One piece of evidence. `file` is None where there is none to put in: it was removed, or lies elsewhere.

    What the archive made of it is added as it is written: `place` in the archive, `state` in words, `found`,
    the SHA-256 of what was there.
    """

    title: str
    what: str
    entered_by: str
    entered_at: datetime.datetime
    on_behalf_of: str = ""
    sha256: str = ""
    file: FieldFile | None = None
    url: str = ""
    removed: str = ""
    exempt: bool = False
    folder: str = "papers"
    number: int = 0
    place: str = ""
    state: str = ""
    found: str = ""
    size: int | None = None


@dataclass
class ActionEvidence:
    """The evidence on one action, and how it stands. `areas` are those it answers, in words."""

    action: Action
    answers: str
    ended: str
    pieces: list[Piece] = field(default_factory=list)


@dataclass
class Collection:
    """Everything on a review that goes into the archive. `public` leaves out what is exempt."""

    review: Review
    public: bool
    papers: list[Piece]
    areas: list[Finding]
    actions: list[ActionEvidence]

    @property
    def pieces(self) -> Iterator[Piece]:
        yield from self.papers
        for one in self.actions:
            yield from one.pieces

    @property
    def holds_exempt(self) -> bool:
        rows = (*self.areas, *(one.action for one in self.actions), *self.pieces)
        return self.review.exempt or any(row.exempt for row in rows)


def collect(review, standing, *, public: bool) -> Collection | None:
    """The evidence on a review as `standing` may see it; None where the public may not see the review itself.

    In a constant number of queries, and in one order: papers, then actions by reference, then updates as they came.
    """
    review.exempt = review.is_exempt or bool(review.item and review.item.is_exempt)
    if public and review.exempt:
        return None
    findings = Finding.objects.visible_to(standing).areas().filter(review=review).order_by("number")
    actions = Action.objects.visible_to(standing).of_review(review)
    updates = ProgressUpdate.objects.visible_to(standing)
    if public:
        findings = findings.exclude(exempt.of_finding())
        actions = actions.exclude(exempt.of_action())
        updates = updates.accepted().filter(is_exempt=False)
    areas = list(findings)
    for area in areas:
        area.exempt = review.exempt or area.is_exempt
    collection = Collection(
        review=review,
        public=public,
        papers=list(_papers(review, standing, public)),
        areas=areas,
        actions=[_of_action(action, review) for action in _with_evidence(actions, updates)],
    )
    for number, piece in enumerate(collection.pieces, start=1):
        piece.number = number
    return collection


def _with_evidence(actions, updates):
    evidence = Prefetch("evidence", queryset=Evidence.objects.select_related("removed_by").order_by("pk"))
    shown = updates.select_related("entered_by", "on_behalf_of").prefetch_related("clearances", evidence)
    return (
        actions.with_exempt()
        .select_related("finding", "owner", "monitoring_board", "ended_by__decided_at_meeting", "superseded_by")
        .prefetch_related(Prefetch("updates", queryset=shown.order_by("entered_at", "pk"), to_attr="shown_updates"))
        .order_by("board_code", "municipal_year", "number")
    )


def _of_action(action, review) -> ActionEvidence:
    answers = ""
    if action.finding and action.finding.review_id == review.pk:
        answers = f"Area {action.finding.number}"
    meeting = action.ended_by and action.ended_by.decided_at_meeting
    ended = f"{action.get_status_display()} at the meeting of {meeting.when}" if meeting else ""
    pieces = [
        _of_evidence(evidence, update, action) for update in action.shown_updates for evidence in update.evidence.all()
    ]
    return ActionEvidence(action=action, answers=answers, ended=ended, pieces=pieces)


def _of_evidence(evidence, update, action) -> Piece:
    standing = ""
    if update.sent_back:
        standing = ", sent back"
    elif update.waits_to_be_cleared:
        standing = ", waits to be cleared"
    return Piece(
        title=evidence.title,
        what=f"Evidence of an update{standing}",
        entered_by=update.entered_by.name,
        entered_at=update.entered_at,
        on_behalf_of=update.on_behalf_of.name if update.on_behalf_of else "",
        sha256=evidence.sha256,
        file=None if evidence.removed_at else evidence.file,
        removed=_removed(evidence),
        exempt=update.is_exempt or action.exempt,
        folder=f"evidence/{action.slug}",
    )


def _removed(evidence) -> str:
    if not evidence.removed_at:
        return ""
    day = date_format(timezone.localtime(evidence.removed_at), "j F Y")
    return f"Removed on {day} by {evidence.removed_by.name}: {evidence.removed_reason}"


def _papers(review, standing, public):
    """The letter of a review and the other papers of the item it was reported to, every version."""
    versions = DocumentVersion.objects.visible_to(standing)
    versions = versions.filter(Q(document__item=review.item_id) | Q(document=review.letter_id))
    if public:
        versions = versions.filter(is_exempt=False, document__item__is_exempt=False)
    for version in versions.select_related("document__item", "added_by").order_by("document", "number"):
        yield Piece(
            title=f"{version.document.title}, version {version.number}",
            what="The review’s letter" if version.document_id == review.letter_id else "Paper of the meeting",
            entered_by=version.added_by.name if version.added_by else "The tracker",
            entered_at=version.added_at,
            sha256=version.sha256,
            file=version.file or None,
            url=version.url,
            exempt=version.is_exempt or version.document.item.is_exempt,
        )
