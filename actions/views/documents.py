from pathlib import Path

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.generic import View

from meetings.models import DocumentVersion, Meeting
from meetings.uploads.serving import serve


class DocumentView(View):
    """One version of a paper, for those who may see it."""

    http_method_names = ["get", "head"]

    def get(self, request, *args, **kwargs):
        seen = DocumentVersion.objects.visible_to(request.standing).select_related("document")
        seen = seen.filter(document__item__meeting__in=Meeting.objects.visible_to(request.standing))
        return served(get_object_or_404(seen, pk=kwargs["pk"]))


def served(version):
    """A version's file, under its document's title. Raises Http404 where there is none."""
    if not version.file:
        raise Http404("It is published elsewhere.")
    title = version.document.title.replace("/", "-")
    return serve(version.file, name=f"{title}, version {version.number}{Path(version.file.name).suffix}")
