from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.generic import View

from actions.models import Evidence


class EvidenceView(View):
    """One file of evidence, for those who may see its update: kept, never shown inside the tracker's own pages."""

    http_method_names = ["get", "head"]

    def get(self, request, *args, **kwargs):
        evidence = get_object_or_404(Evidence.objects.visible_to(request.standing), pk=kwargs["pk"])
        if evidence.removed_at:
            raise Http404(evidence.removed_reason)
        try:
            file = evidence.file.open("rb")
        except FileNotFoundError:
            raise Http404("The file is not there.") from None
        response = FileResponse(file, as_attachment=True, filename=evidence.title)
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["Cache-Control"] = "private, no-store"
        return response
