from pathlib import Path

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.generic import FormView, View

from actions.forms.endings import RemoveDocumentForm
from actions.forms.errors import add_service_error
from meetings.models import DocumentVersion, Meeting
from meetings.permissions import can_remove_documents
from meetings.services import documents
from meetings.uploads.serving import serve
from people.access import Permitted


def visible_versions(standing):
    seen = DocumentVersion.objects.visible_to(standing).filter(
        document__item__meeting__in=Meeting.objects.visible_to(standing)
    )
    return seen.select_related("document__item__meeting__board", "removed_by")


class DocumentView(View):
    """One version of a paper, for those who may see it; of one that was removed, when and why."""

    http_method_names = ["get", "head"]

    def get(self, request, *args, **kwargs):
        version = get_object_or_404(visible_versions(request.standing), pk=kwargs["pk"])
        if version.removed_at:
            context = {"version": version, "meeting": version.document.item.meeting}
            return render(request, "meetings/document_removed.html", context, status=410)
        return served(version)


class RemoveDocumentView(Permitted, FormView):
    """Take a wrong version away; a tombstone stays, and the links to it stop working."""

    permission = can_remove_documents
    form_class = RemoveDocumentForm
    template_name = "meetings/document_remove.html"

    def get_permission_object(self):
        self.version = get_object_or_404(visible_versions(self.request.standing), pk=self.kwargs["pk"])
        return self.version

    def get_context_data(self, **kwargs):
        return super().get_context_data(version=self.version, meeting=self.version.document.item.meeting, **kwargs)

    def form_valid(self, form):
        try:
            documents.remove(version=self.version, by=self.request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "It is removed. What stays says that it was there, and why it went.")
        return HttpResponseRedirect(self.version.document.item.meeting.get_absolute_url())


def served(version):
    """A version's file, under its document's title. Raises Http404 where there is none."""
    if not version.file:
        raise Http404("It is published elsewhere.")
    title = version.document.title.replace("/", "-")
    return serve(version.file, name=f"{title}, version {version.number}{Path(version.file.name).suffix}")
