from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView

from actions import clearing, permissions
from actions.forms.clearing import ClearForms, SendBackForm
from actions.forms.errors import add_service_error
from actions.models import ProgressUpdate
from actions.services import clearing as services
from actions.views.meetings import OneMeeting
from people.access import Permitted


class ClearView(OneMeeting, TemplateView):
    """All the updates that wait for a director, cleared in one press or some of them."""

    permission = permissions.can_clear
    template_name = "rounds/clear.html"

    def get_permission_object(self):
        # which meeting decides what is on the page, not who may open it
        super().get_permission_object()

    def get_forms(self, data=None):
        return ClearForms(updates=clearing.updates(self.meeting, self.request.standing), data=data)

    def get_context_data(self, *, forms=None, **kwargs):
        return super().get_context_data(
            meeting=self.meeting,
            forms=forms or self.get_forms(),
            today=self.request.standing.day,
            is_clerk=permissions.can_chase(self.request.standing),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        forms = self.get_forms(request.POST)
        chosen = forms.chosen(everything="all" in request.POST)
        if not chosen:
            messages.info(request, "Nothing was cleared: no update was ticked, or somebody else has dealt with it.")
            return HttpResponseRedirect(request.path)
        try:
            services.clear_all(updates=chosen, by=request.user, now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(["Nothing was cleared.", *error.messages]))
            return self.render_to_response(self.get_context_data(forms=forms))
        count = len(chosen)
        messages.success(request, f"{count} update{pluralize(count)} cleared, for members to see.")
        return HttpResponseRedirect(request.path)


class SendBackView(Permitted, FormView):
    """Ask for an update to be written again, and say why."""

    permission = permissions.can_send_back
    form_class = SendBackForm
    template_name = "rounds/send_back.html"

    def get_permission_object(self):
        visible = ProgressUpdate.objects.visible_to(self.request.standing).select_related(
            "action__owner__directorate__director", "meeting__board", "entered_by", "on_behalf_of"
        )
        self.update = get_object_or_404(visible.prefetch_related("evidence", "clearances__by"), pk=self.kwargs["pk"])
        return self.update

    def get_context_data(self, **kwargs):
        meeting = self.update.meeting
        return super().get_context_data(update=self.update, is_too_late=meeting and not meeting.is_open, **kwargs)

    def get_success_url(self):
        meeting, standing = self.update.meeting, self.request.standing
        if meeting and permissions.can_chase(standing):
            return reverse("rounds:chase", args=[meeting.pk])
        return reverse("rounds:clear", args=[meeting.pk]) if meeting else self.update.action.get_absolute_url()

    def form_valid(self, form):
        try:
            services.send_back(update=self.update, by=self.request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"The update on {self.update.action.reference} is sent back, with your reason.")
        return super().form_valid(form)
