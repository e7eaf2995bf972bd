"""Minutes come in, in four steps: the text, what was read, the actions, and the check before confirming.

Where decisions were recorded at the meeting there is one more, after what was read: which resolutions have their words.
"""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from actions.forms.minutes import ActionsForms, ImportForm, LinkedForms, PreviewForms, choices_for
from actions.models import MinutesImport
from actions.services import minutes
from actions.services.minutes import entries, passages
from meetings.permissions import can_import_minutes
from people.access import Permitted
from people.models import Board

# after this step comes the one of the links, where there are any
LINKS = 2
CONFIRMED = "This import has been confirmed already. Nothing was changed."


class ImportView(Permitted, FormView):
    """Paste or upload minutes, or go on with a draft. Drafts that may no longer be kept are deleted here."""

    permission = can_import_minutes
    form_class = ImportForm
    template_name = "minutes/minutesimport_start.html"

    def get_context_data(self, **kwargs):
        now = timezone.now()
        minutes.delete_expired(now)
        drafts = MinutesImport.objects.drafts_of(self.request.user, now)
        return super().get_context_data(
            drafts=drafts.defer("text", "entries"), kept_days=settings.KEEP_IMPORTS_DAYS, **kwargs
        )

    def form_valid(self, form):
        draft = minutes.start(
            text=form.cleaned_data["minutes"],
            origin=form.cleaned_data["origin"],
            by=self.request.user,
            now=timezone.now(),
        )
        return redirect(draft)


class DraftView(Permitted, TemplateView):
    """A step of the clerk's own draft; one that was confirmed leads to what it made. Another's is not found."""

    permission = can_import_minutes
    step = 0

    @cached_property
    def draft(self):
        drafts = MinutesImport.objects.kept_for(self.request.user, timezone.now())
        return get_object_or_404(drafts, pk=self.kwargs["pk"])

    def dispatch(self, request, *args, **kwargs):
        if can_import_minutes(request.standing) and self.draft.meeting_id:
            if request.method == "POST":
                messages.info(request, CONFIRMED)
            return redirect("minutes:done", pk=self.draft.pk)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def has_links(self) -> bool:
        """Whether something was recorded at the meeting that its minutes can be linked with."""
        return minutes.waiting(self.draft).exists()

    @property
    def step_number(self) -> int:
        """Which step this is; one more for those after the links, where there are any."""
        return self.step + (self.step > LINKS and self.has_links)

    def get_context_data(self, **kwargs):
        steps = {"step": self.step_number, "steps": 4 + self.has_links} if self.step else {}
        return super().get_context_data(draft=self.draft, **steps, **kwargs)


class StepView(DraftView):
    """A step that is saved as it stands, or saved complete to go on to the next.

    Each has its `make_forms(data=None, complete=False)` and its `save(forms)`.
    """

    next_step = ""

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(forms=self.make_forms()))

    def post(self, request, *args, **kwargs):
        task, _, what = request.POST.get("do", "save").partition(":")
        forms = self.make_forms(request.POST, complete=task == "continue")
        if not forms.is_valid():
            return self.render_to_response(self.get_context_data(forms=forms))
        try:
            return self.go_on(task, what, forms)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("minutes:done", pk=self.draft.pk)

    def go_on(self, task, what, forms):
        self.save(forms)
        if task == "continue":
            return redirect(self.next_step, pk=self.draft.pk)
        messages.success(self.request, f"Draft saved. It is kept until {date_format(self.draft.kept_until, 'j F Y')}.")
        return redirect(self.request.path)


class PreviewView(StepView):
    """The text on one side, what was read from it on the other, everything correctable."""

    template_name = "minutes/minutesimport_preview.html"
    step = 2

    @property
    def next_step(self):
        # of the meeting that has just been saved
        return "minutes:links" if minutes.waiting(self.draft).exists() else "minutes:actions"

    @cached_property
    def boards(self):
        # those that are no more as well: minutes may be older than a board's end
        return list(Board.objects.all())

    def make_forms(self, data=None, *, complete=False):
        return PreviewForms(self.draft, data, boards=self.boards, today=timezone.localdate(), complete=complete)

    def save(self, forms):
        minutes.save(self.draft, forms.entries())

    def go_on(self, task, what, forms):
        if task != "add":
            return super().go_on(task, what, forms)
        group, _, item = what.partition(":")
        changed = forms.entries()
        try:
            added = entries.add(changed, group, item)
        except KeyError:
            raise Http404 from None
        minutes.save(self.draft, changed)
        return redirect(f"{self.request.path}#entry-{added}")

    def get_context_data(self, forms, **kwargs):
        found = minutes.found_for(self.draft)
        for form in forms:
            form.on_record = found.rows.get(form.initial.get("id"))
        text = passages.passages(self.draft.text, self.draft.entries)
        return super().get_context_data(forms=forms, found=found, passages=text, **kwargs)


class LinksView(StepView):
    """Which resolution of the minutes has the words of each decision that was recorded at the meeting."""

    template_name = "minutes/minutesimport_links.html"
    next_step = "minutes:actions"
    step = LINKS

    @property
    def step_number(self) -> int:
        return LINKS + 1

    def make_forms(self, data=None, *, complete=False):
        return LinkedForms(minutes.offered(self.draft), data, complete=complete)

    def save(self, forms):
        minutes.choose(self.draft, forms.links())


class ActionsView(StepView):
    """One action for each resolution that owes something, each area and each labelled action: made or not."""

    template_name = "minutes/minutesimport_actions.html"
    step = 3
    next_step = "minutes:check"

    def make_forms(self, data=None, *, complete=False):
        found, today = minutes.found_for(self.draft), timezone.localdate()
        proposed = minutes.proposed(self.draft, today=today, found=found)
        choices = choices_for(self.draft, proposed, found=found, today=today)
        return ActionsForms(proposed, data, choices=choices, complete=complete)

    def save(self, forms):
        minutes.answer(self.draft, forms.answers())


class CheckView(DraftView):
    """What confirming will make and what is there already; then confirming, in one transaction."""

    template_name = "minutes/minutesimport_check.html"
    step = 4

    def get_context_data(self, **kwargs):
        return super().get_context_data(summary=minutes.summary(self.draft, today=timezone.localdate()), **kwargs)

    def post(self, request, *args, **kwargs):
        try:
            minutes.confirm(self.draft, by=request.user, now=timezone.now(), today=timezone.localdate())
        except ValidationError as error:
            problems = error.messages
        except IntegrityError:
            problems = ["Somebody wrote to the same records at the same moment. Nothing was made: confirm again."]
        else:
            return redirect("minutes:done", pk=self.draft.pk)
        self.draft.refresh_from_db()
        return self.render_to_response(self.get_context_data(problems=problems))


class DoneView(DraftView):
    """What an import made, and what was there before it."""

    template_name = "minutes/minutesimport_done.html"

    def dispatch(self, request, *args, **kwargs):
        if can_import_minutes(request.standing) and not self.draft.meeting_id:
            return redirect(self.draft)
        return super(DraftView, self).dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(made=minutes.made_by(self.draft), **kwargs)


class DiscardView(DraftView):
    """Ask before deleting a draft."""

    template_name = "minutes/minutesimport_discard.html"

    def post(self, request, *args, **kwargs):
        minutes.discard(self.draft)
        messages.success(request, f"The draft “{self.draft.origin}” was discarded.")
        return redirect(reverse("minutes:import"))
