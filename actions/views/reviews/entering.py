import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView

from actions.forms.errors import add_service_error
from actions.forms.findings import AddFindingsForm, CorrectFindingForm, EnterReviewForm, found, rows_with
from actions.models import Finding
from actions.permissions import can_keep_reviews
from actions.services import entering
from actions.views.reviews.edits import OneReview
from meetings.models import AgendaItem
from people.access import Permitted
from people.models import Board

# how long after its meeting a review is looked for among the agenda items on offer
ON_OFFER = datetime.timedelta(days=550)


class WithFindings:
    """What is pasted is read into rows, which the clerk checks before anything is recorded; the page carries them."""

    @cached_property
    def rows(self):
        """The rows as they were sent."""
        return rows_with(self.request.POST, ())

    def check_rows(self, form) -> bool:
        """Whether there is nothing to read or to mend any more; else the page is to be shown again, with all rows."""
        pasted = form.pasted()
        added = pasted + ([(Finding.Kind.AREA, "")] if self.request.POST.get("do") == "row" else [])
        if not added:
            return self.rows.is_valid()
        self.rows, self.read = rows_with(self.request.POST, added), len(pasted)
        form.data = form.data.copy()
        form.data["strengths"] = form.data["areas"] = ""
        return False

    def get_context_data(self, form=None, **kwargs):
        form = form or self.get_form()
        rows = self.rows
        return super().get_context_data(
            form=form, rows=rows, all_forms=[form, *rows], read=getattr(self, "read", 0), **kwargs
        )


class ReviewEnterView(WithFindings, Permitted, FormView):
    """Enter a review that no minutes of the tracker's reported: its facts, and what it found."""

    permission = can_keep_reviews
    form_class = EnterReviewForm
    template_name = "reviews/review_enter.html"

    def get_form_kwargs(self):
        standing = self.request.standing
        items = AgendaItem.objects.visible_to(standing).select_related("meeting__board")
        asked = self.request.GET.get("meeting", "")
        if asked.isdecimal() and len(asked) < 10 and items.filter(meeting=asked).exists():
            items = items.filter(meeting=asked)
        else:
            items = items.filter(meeting__date__gte=standing.day - ON_OFFER)
        return {
            **super().get_form_kwargs(),
            "items": items.order_by("-meeting__date", "meeting__board__name", "position"),
            "boards": Board.objects.active(standing.day),
        }

    def form_valid(self, form):
        if not self.check_rows(form):
            return self.render_to_response(self.get_context_data(form=form))
        try:
            review = entering.enter(findings=found(self.rows), by=self.request.user, now=timezone.now(), **form.facts())
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"{review} is entered, with {_counted(review)}.")
        return HttpResponseRedirect(review.get_absolute_url())


class AddFindingsView(WithFindings, OneReview):
    """Add to what a review found."""

    form_class = AddFindingsForm
    template_name = "reviews/review_findings.html"

    def get_context_data(self, **kwargs):
        kinds = [finding.kind for finding in self.review.visible_findings]
        counts = {"strengths": kinds.count(Finding.Kind.STRENGTH), "areas": kinds.count(Finding.Kind.AREA)}
        return super().get_context_data(**counts, **kwargs)

    def form_valid(self, form):
        if not self.check_rows(form):
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)

    def save(self, form, values, **seen):
        made = entering.add_findings(review=self.review, findings=found(self.rows), **seen)
        return f"{len(made)} finding{pluralize(made)} {pluralize(made, 'is,are')} added."


class CorrectFindingView(OneReview):
    """Mend the words of a finding that was entered by hand."""

    form_class = CorrectFindingForm
    template_name = "reviews/finding_correct.html"

    def get_permission_object(self):
        super().get_permission_object()
        visible = Finding.objects.visible_to(self.request.standing).filter(review=self.review, source=None)
        self.finding = get_object_or_404(visible, pk=self.kwargs["finding"])

    def get_initial(self):
        return {**super().get_initial(), "text": self.finding.text}

    def get_context_data(self, **kwargs):
        return super().get_context_data(finding=self.finding, **kwargs)

    def save(self, form, values, **seen):
        entering.correct_finding(finding=self.finding, text=values["text"], **seen)
        return f"The words of {self.finding.get_kind_display().lower()} {self.finding.number} are saved."


def _counted(review) -> str:
    strengths, areas = review.findings.strengths().count(), review.findings.areas().count()
    said = f"{strengths} strength{pluralize(strengths)} and {areas} area{pluralize(areas)} for improvement"
    return said if strengths or areas else "nothing found yet"
