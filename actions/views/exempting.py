from collections.abc import Callable
from dataclasses import dataclass
from operator import methodcaller

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView

from actions.exempting import beside, exempt_above, exempt_review_of, marked_before, marked_below, parts
from actions.forms.errors import add_service_error
from actions.forms.exempting import MarkForm
from actions.models import Action, Finding, Outcome, ProgressUpdate, Question, Review
from actions.permissions import can_mark_exempt
from actions.services import exempting
from meetings.models import AgendaItem, DocumentVersion, WorkItem
from meetings.services.exempting import marking
from people.access import Permitted


def _page_of_item(item):
    return f"{item.meeting.get_absolute_url()}#item-{item.pk}"


@dataclass(frozen=True)
class Kind:
    """A kind of row that can be marked: what it is called, what a page about one joins, and of one of them its name
    and the page that shows it."""

    noun: str
    model: type
    related: tuple[str, ...]
    name: Callable = str
    page: Callable = methodcaller("get_absolute_url")


_ACTION = (
    *("finding__review__item__meeting", "resolution__item__meeting", "item__meeting", "outcome__meeting"),
    *("undertaking__question__finding__review__item", "undertaking__question__resolution__item"),
)
KINDS = {
    "items": Kind(
        "agenda item",
        AgendaItem,
        ("meeting__board",),
        name=lambda item: f"Item {item}, {item.meeting}",
        page=_page_of_item,
    ),
    "documents": Kind(
        "version of a document",
        DocumentVersion,
        ("document__item__meeting__board",),
        page=lambda version: _page_of_item(version.document.item),
    ),
    "reviews": Kind("review", Review, ("item__meeting__board",)),
    "findings": Kind(
        "finding",
        Finding,
        ("review__item__meeting__board",),
        name=lambda finding: f"{finding.review}: {finding}",
        page=lambda finding: finding.review.get_absolute_url(),
    ),
    "actions": Kind("action", Action, _ACTION),
    "updates": Kind(
        "progress update",
        ProgressUpdate,
        ("entered_by", *(f"action__{path}" for path in _ACTION)),
        name=lambda update: f"{update}, by {update.entered_by}",
        page=lambda update: update.action.get_absolute_url(),
    ),
}
NAMES = {kind.model: name for name, kind in KINDS.items()}


@dataclass(frozen=True)
class Marked:
    """A row that a page about another names, with how it is marked, and where that is changed."""

    row: object
    name: str
    noun: str
    url: str


class MarkView(Permitted, FormView):
    """Mark something on record as exempt or confidential, or open it again."""

    permission = can_mark_exempt
    form_class = MarkForm
    template_name = "exempt/mark.html"

    def get_permission_object(self):
        self.kind = KINDS.get(self.kwargs["kind"])
        if self.kind is None:
            raise Http404("Nothing of that kind is marked.")
        visible = self.kind.model.objects.visible_to(self.request.standing)
        self.row = get_object_or_404(visible.select_related(*self.kind.related), pk=self.kwargs["pk"])
        return self.row

    def get_initial(self):
        now = marking(self.row)
        return {**now, "seen": MarkForm.state(now)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            row=self.row,
            noun=self.kind.noun,
            name=self.kind.name(self.row),
            back=self.kind.page(self.row),
            above=[marked(row) for row in exempt_above(self.row)],
            below=[marked(row) for row in marked_below(self.row)],
            parts=[marked(row) for row in parts(self.row)],
            beside=[marked(row) for row in beside(self.row)],
            letter_of=exempt_review_of(self.row) if isinstance(self.row, DocumentVersion) else None,
            history=marked_before(self.row),
            **kwargs,
        )

    def form_valid(self, form):
        values = dict(form.cleaned_data)
        if values.pop("seen") != MarkForm.state(marking(self.row)):
            return self.show_changed(form)
        try:
            made = exempting.mark(
                row=self.row, seen=marking(self.row), by=self.request.user, now=timezone.now(), **values
            )
        except exempting.Changed:
            self.get_permission_object()
            return self.show_changed(form)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, said(self.kind, values["is_exempt"], made))
        return HttpResponseRedirect(self.kind.page(self.row))

    def show_changed(self, form):
        """Show how it is marked now; what was typed stays, and can be sent on top."""
        form.data = form.data.copy()
        form.data["seen"] = MarkForm.state(marking(self.row))
        form.add_error(
            None,
            "Somebody else has marked this otherwise while you were writing. Read above how it is marked now; what you "
            "typed is still here. Send it again if it should stand.",
        )
        return self.render_to_response(self.get_context_data(form=form))


def said(kind, is_exempt, made) -> str:
    """What marking did, for the person who did it; `made` are the new versions of packs."""
    if not is_exempt:
        return f"The {kind.noun} is marked as open. Packs that were published without it stay as they are."
    words = f"The {kind.noun} is marked as exempt."
    if made:
        meetings = ", ".join(str(pack.meeting) for pack in made)
        words += (
            f" {len(made)} published pack{pluralize(len(made))} showed it to the public: withdrawn from them, with a "
            f"new version without it in {pluralize(len(made), 'its,their')} place ({meetings})."
        )
    return words


def marked(row) -> Marked:
    if isinstance(row, WorkItem):
        return Marked(row, str(row), "in the work programme", reverse("work:edit", args=[row.pk]))
    if isinstance(row, Outcome):
        return Marked(row, str(row), "decided", reverse("meetings:correct_outcome", args=[row.meeting_id, row.pk]))
    if isinstance(row, Question):
        return Marked(row, str(row.text), "a question and its answers", row.get_absolute_url())
    kind = NAMES[type(row)]
    return Marked(row, KINDS[kind].name(row), KINDS[kind].noun, reverse("exempt:mark", args=[kind, row.pk]))
