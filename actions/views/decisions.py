from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from actions import deciding
from actions.forms.correcting import CorrectForm
from actions.forms.deciding import Choices, DecideForms, posted_keys
from actions.models import Outcome
from actions.permissions import can_record_decisions
from actions.services import outcomes
from meetings.models import Meeting, Resolution
from people.access import Permitted


class OneHeldMeeting(Permitted):
    """What the pages that record a meeting's decisions share: who may, which, and the resolutions of its minutes."""

    permission = can_record_decisions

    def get_permission_object(self):
        visible = Meeting.objects.visible_to(self.request.standing).select_related("board")
        self.meeting = get_object_or_404(visible, pk=self.kwargs["pk"])
        return self.meeting

    @cached_property
    def resolutions(self):
        rows = Resolution.objects.visible_to(self.request.standing).filter(item__meeting=self.meeting)
        return list(rows.select_related("item").order_by("item__position", "position"))

    @cached_property
    def choices(self):
        return Choices(self.meeting, today=self.request.standing.day)


class DecideView(OneHeldMeeting, TemplateView):
    """Go down the pack of a meeting and record what the board decided on each thing: all of one save, or none."""

    template_name = "meetings/meeting_decide.html"

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(form=self.make_forms()))

    def post(self, request, *args, **kwargs):
        if self.meeting.status != Meeting.Status.HELD:
            messages.error(request, "Record the meeting as held first: only a meeting that was held decides anything.")
            return HttpResponseRedirect(request.path)
        form = self.make_forms(request.POST)
        if form.is_valid():
            try:
                return self.save(form)
            except outcomes.Refused as refused:
                # what somebody else recorded meanwhile is shown with what was typed
                form = self.make_forms(request.POST)
                form.is_valid()
                form.add_service_errors(refused)
        return self.render_to_response(self.get_context_data(form=form))

    def make_forms(self, data=None):
        if self.meeting.status != Meeting.Status.HELD:
            return None
        standing = self.request.standing
        keys = posted_keys(data or {})
        walk = deciding.walk(self.meeting, standing, now=timezone.now(), besides=keys)
        return DecideForms(walk, choices=self.choices, standing=standing, resolutions=self.resolutions, data=data)

    def save(self, form):
        linked = form.linked()
        made = outcomes.record_all(
            meeting=self.meeting,
            decided=form.decided(),
            links=linked,
            by=self.request.user,
            now=timezone.now(),
            today=self.request.standing.day,
        )
        said = [f"{len(made)} outcome{pluralize(len(made))} recorded"] if made else []
        said += [f"{len(linked)} linked with the minutes"] if linked else []
        if said:
            messages.success(self.request, f"{', '.join(said)}.")
        else:
            messages.info(self.request, "Nothing was recorded: nothing was filled in.")
        stays = self.request.POST.get("then") != "finish"
        return HttpResponseRedirect(self.request.path if stays else f"{self.meeting.get_absolute_url()}#decided")

    def get_context_data(self, **kwargs):
        meeting, today = self.meeting, self.request.standing.day
        can_hold = meeting.status == Meeting.Status.SCHEDULED and meeting.date <= today
        return super().get_context_data(
            meeting=meeting,
            held=meeting.status == Meeting.Status.HELD,
            can_hold=can_hold,
            can_correct=True,
            has_minutes=bool(self.resolutions),
            **kwargs,
        )


class CorrectOutcomeView(OneHeldMeeting, FormView):
    """Record what the board decided instead of what was recorded; both stay."""

    form_class = CorrectForm
    template_name = "meetings/outcome_correct.html"

    def get_permission_object(self):
        meeting = super().get_permission_object()
        visible = Outcome.objects.visible_to(self.request.standing).of(meeting).with_subject()
        self.outcome = get_object_or_404(visible, pk=self.kwargs["outcome"])
        return meeting

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "outcome": self.outcome,
            "choices": self.choices,
            "resolutions": self.resolutions,
        }

    def get_context_data(self, **kwargs):
        later = Outcome.objects.filter(corrects=self.outcome).exists()
        is_final = later or self.outcome.kind == Outcome.Kind.STRUCK
        return super().get_context_data(meeting=self.meeting, outcome=self.outcome, is_final=is_final, **kwargs)

    def form_valid(self, form):
        common = {"outcome": self.outcome, "by": self.request.user, "now": timezone.now()}
        try:
            if form.strikes:
                outcomes.strike(why=form.cleaned_data["words"], **common)
            else:
                outcomes.correct(**common, **form.changes())
        except ValidationError as error:
            form.add_service_errors(error, None)
            return self.form_invalid(form)
        messages.success(self.request, "Corrected. What was recorded first stays beside it.")
        return HttpResponseRedirect(f"{reverse('meetings:detail', args=[self.meeting.pk])}#decided")
