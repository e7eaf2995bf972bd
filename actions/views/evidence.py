from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.generic import FormView, View

from actions.forms.errors import add_service_error
from actions.forms.evidence import RemoveEvidenceForm
from actions.models import Evidence
from actions.permissions import can_remove_evidence
from actions.services import evidence
from meetings.uploads.serving import serve
from people.access import Permitted


def visible_evidence(standing):
    return Evidence.objects.visible_to(standing).select_related("update__action", "removed_by")


class EvidenceView(View):
    """One file of evidence, for those who may see its update; of one that was removed, when and why."""

    http_method_names = ["get", "head"]

    def get(self, request, *args, **kwargs):
        found = get_object_or_404(visible_evidence(request.standing), pk=kwargs["pk"])
        if found.removed_at:
            context = {"evidence": found, "action": found.update.action}
            return render(request, "actions/evidence_removed.html", context, status=410)
        return serve(found.file, name=found.title)


class RemoveEvidenceView(Permitted, FormView):
    """Take a wrong file away; a tombstone stays."""

    permission = can_remove_evidence
    form_class = RemoveEvidenceForm
    template_name = "actions/evidence_remove.html"

    def get_permission_object(self):
        self.evidence = get_object_or_404(visible_evidence(self.request.standing), pk=self.kwargs["pk"])
        return self.evidence

    def form_valid(self, form):
        action = self.evidence.update.action
        try:
            evidence.remove(evidence=self.evidence, by=self.request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "The file is removed. What stays says that it was there, and why it went.")
        return HttpResponseRedirect(action.get_absolute_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(evidence=self.evidence, action=self.evidence.update.action, **kwargs)
