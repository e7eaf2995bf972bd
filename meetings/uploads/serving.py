"""How a stored file is given out: always to be kept, never to be run in the tracker's own pages."""

from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header

from meetings.uploads import kinds, names


def serve(file, *, name: str) -> HttpResponse:
    """A stored file, under `name`. Whoever asks has been let through before.

    Where SERVE_FILES_FROM names an internal location of nginx, nginx sends it (X-Accel-Redirect); else we do.
    Raises Http404 where the file is gone.
    """
    shown = names.safe(name)
    if settings.SERVE_FILES_FROM:
        if not file.storage.exists(file.name):
            raise Http404("The file is not there.")
        response = HttpResponse()
        response["X-Accel-Redirect"] = settings.SERVE_FILES_FROM.rstrip("/") + "/" + quote(file.name)
    else:
        try:
            response = FileResponse(file.open("rb"))
        except FileNotFoundError:
            raise Http404("The file is not there.") from None
    response["Content-Type"] = kinds.content_type(shown)
    response["Content-Disposition"] = content_disposition_header(True, shown)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
