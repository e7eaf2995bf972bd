import tempfile

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import View

from actions.evidence import archive
from actions.evidence.pieces import collect
from actions.models import Review
from actions.permissions import can_export_evidence
from people.access import Permitted


class EvidenceExportView(Permitted, View):
    """All evidence on a review as one archive; with ?audience=public without what is exempt."""

    permission = can_export_evidence
    http_method_names = ["get"]

    def get_permission_object(self):
        visible = Review.objects.visible_to(self.request.standing).select_related("item", "letter")
        self.review = get_object_or_404(visible, slug=self.kwargs["slug"])

    def get(self, request, *args, **kwargs):
        public = request.GET.get("audience") == "public"
        collection = collect(self.review, request.standing, public=public)
        if collection is None:
            raise Http404("There is no public form of an exempt review.")
        now = timezone.now()
        file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 - the response closes it
        try:
            archive.write(file, collection, made_at=now, council=settings.COUNCIL_NAME)
        except OSError:
            file.close()
            messages.error(request, "The evidence cannot be put together: the server has no room for it. Try later.")
            return HttpResponseRedirect(self.review.get_absolute_url())
        file.seek(0)
        audience = "public" if public else "full"
        name = f"{self.review.slug[:80]}-evidence-{audience}-{timezone.localdate(now).isoformat()}.zip"
        response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
        response["Cache-Control"] = "private, no-store"
        return response
