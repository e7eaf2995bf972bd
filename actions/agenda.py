"""A meeting's items with everything that hangs from them, as somebody may see it."""

from django.db.models import Exists, OuterRef, Prefetch

from actions.models import Action, Finding, Outcome, Review
from meetings.models import AgendaItem, Amendment, Document, DocumentVersion, Meeting, Resolution
from people.standing import Standing


def items(meeting: Meeting, standing: Standing):
    """The items of `meeting` that `standing` may see, in order, in a constant number of queries.

    Each has `visible_documents` (with `visible_versions`, newest first), `visible_resolutions` and
    `visible_reviews` (with `visible_findings`); and each of these, and the item itself, its `visible_actions`.
    Item and resolutions have in `amended` how their words were amended, the latest first.
    """
    actions = Prefetch("actions", queryset=_actions(standing), to_attr="visible_actions")
    versions = DocumentVersion.objects.visible_to(standing).order_by("-number")
    documents = Document.objects.visible_to(standing)
    amendments = Prefetch(
        "amendments", queryset=Amendment.objects.select_related("meeting").order_by("-pk"), to_attr="amended"
    )
    resolutions = Resolution.objects.visible_to(standing).order_by("position").prefetch_related(amendments)
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
            amendments,
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


def words(meeting: Meeting, standing: Standing):
    """The items of `meeting` that `standing` may see, in order, with `visible_resolutions`: what minutes say."""
    resolutions = Resolution.objects.visible_to(standing).order_by("position")
    items = AgendaItem.objects.visible_to(standing).filter(meeting=meeting).order_by("position")
    return items.prefetch_related(Prefetch("resolutions", queryset=resolutions, to_attr="visible_resolutions"))


def decided_at(meeting: Meeting, standing: Standing):
    """What `meeting` decided, as `standing` may see it: in the order it was recorded in, corrected ones left out."""
    outcomes = Outcome.objects.visible_to(standing).of(meeting).in_force().with_subject()
    return outcomes.prefetch_related(Prefetch("actions", queryset=_actions(standing), to_attr="visible_actions"))


def confirmed_at(meeting: Meeting, standing: Standing):
    """The meetings whose minutes `meeting` confirmed; `amended_here` where `standing` may see that it amended them."""
    made = Amendment.objects.visible_to(standing).filter(meeting=meeting)
    of = made.filter(item__meeting=OuterRef("pk")) | made.filter(resolution__item__meeting=OuterRef("pk"))
    return meeting.minutes_confirmed.annotate(amended_here=Exists(of)).order_by("date")


def due_at(meeting: Meeting, standing: Standing):
    """The open actions due at `meeting` that `standing` may see."""
    return _actions(standing).open().filter(due_meeting=meeting)


def _actions(standing):
    return Action.objects.visible_to(standing).with_exempt().select_related("owner", "due_meeting")
