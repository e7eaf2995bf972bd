"""A meeting's items with everything that hangs from them, as somebody may see it."""

from django.db.models import Prefetch, Q

from actions.models import Action, Finding, Review
from meetings.models import AgendaItem, Document, DocumentVersion, Meeting, Resolution
from people.standing import Standing


def items(meeting: Meeting, standing: Standing):
    """The items of `meeting` that `standing` may see, in order, in a constant number of queries.

    Each has `visible_documents` (with `visible_versions`, newest first), `visible_resolutions` and
    `visible_reviews` (with `visible_findings`); and each of these, and the item itself, its `visible_actions`.
    """
    actions = Prefetch("actions", queryset=_actions(standing), to_attr="visible_actions")
    versions = DocumentVersion.objects.visible_to(standing).order_by("-number")
    # one that the minutes only name has no version; one whose versions are all exempt stays away with them
    named_or_seen = Q(versions=None) | Q(versions__in=versions)
    documents = Document.objects.visible_to(standing).filter(named_or_seen).distinct()
    resolutions = Resolution.objects.visible_to(standing).order_by("position")
    findings = Finding.objects.visible_to(standing).order_by("-kind", "number")
    reviews = Review.objects.visible_to(standing).prefetch_related(
        Prefetch("findings", queryset=findings.prefetch_related(actions), to_attr="visible_findings")
    )
    return (
        AgendaItem.objects.visible_to(standing)
        .filter(meeting=meeting)
        .order_by("position")
        .prefetch_related(
            "attendance",
            Prefetch(
                "documents",
                queryset=documents.prefetch_related(
                    Prefetch("versions", queryset=versions, to_attr="visible_versions")
                ),
                to_attr="visible_documents",
            ),
            Prefetch("resolutions", queryset=resolutions.prefetch_related(actions), to_attr="visible_resolutions"),
            Prefetch("reviews", queryset=reviews, to_attr="visible_reviews"),
            Prefetch("labelled_actions", queryset=_actions(standing), to_attr="visible_actions"),
        )
    )


def due_at(meeting: Meeting, standing: Standing):
    """The open actions due at `meeting` that `standing` may see."""
    return _actions(standing).open().filter(due_meeting=meeting)


def _actions(standing):
    return Action.objects.visible_to(standing).with_exempt().select_related("owner", "due_meeting")
