"""What somebody sees where the tracker cannot answer: what happened, that nothing was changed, and what to do."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template import loader

from meetings.uploads.storage import NO_ROOM

RETRY_AFTER = 60  # seconds


def server_error(request):
    """503 while the database does not answer, 507 where there is no room for an upload, 500 for all else.

    The page says the id that finds it in the log, and asks nothing of the database, which may be gone.
    """
    _, error, _ = sys.exc_info()
    status = _status(error)
    page = loader.render_to_string(f"{status}.html", {"request_id": getattr(request, "id", "")})
    response = HttpResponse(page, status=status)
    if status == 503:
        response["Retry-After"] = str(RETRY_AFTER)
    return response


def _status(error) -> int:
    if isinstance(error, OperationalError | InterfaceError):
        return 503
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return 507
    return 500
