"""What a server writes down: one line of JSON for each request, and for whatever else is logged.

Every line carries the id of its request, which the answer has as `X-Request-ID` and the page of an error shows, so that
what somebody reports can be found. No line holds a query, what was sent, a cookie or a name; nor a path, since links
for choosing a password or for reading without signing in are secrets: its route stands for it. Of an error it holds
the kind, the first line of its message and where it was raised: a database's further lines quote the row.
"""

import contextvars
import datetime
import json
import logging
import time
import traceback
import uuid

from django.conf import settings
from django.contrib.auth import SESSION_KEY

HEADER = "X-Request-ID"
NO_ROUTE = "(no such address)"

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")
logger = logging.getLogger(__name__)


def request_log_middleware(get_response):
    """Give each request an id, and log it once it is answered. Stands outermost, so that nothing is left out."""

    def middleware(request):
        request.id = uuid.uuid4().hex
        token, started = request_id.set(request.id), time.monotonic()
        try:
            response = get_response(request)
            response[HEADER] = request.id
            if not _is_of_no_interest(request, response):
                logger.info("request", extra={"facts": _facts(request, response, time.monotonic() - started)})
        finally:
            request_id.reset(token)
        return response

    return middleware


def _is_of_no_interest(request, response):
    is_asked_often = request.path == "/healthz" or request.path.startswith(settings.STATIC_URL)
    return is_asked_often and response.status_code < 400


def _facts(request, response, seconds):
    facts = {
        "method": request.method,
        "route": route(request),
        "status": response.status_code,
        "ms": round(seconds * 1000),
    }
    session = getattr(request, "session", None)
    # whoever was not asked for is not looked up for the log
    if session is not None and session.accessed and SESSION_KEY in session:
        facts["user"] = session[SESSION_KEY]
    return facts


def route(request) -> str:
    """The pattern that an address was found by: what is particular to it left out."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else NO_ROUTE


class JsonFormatter(logging.Formatter):
    def format(self, record):
        line = {
            "time": datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": request_id.get() or getattr(getattr(record, "request", None), "id", ""),
            "message": said(record),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line["errors"] = [*errors(record.exc_info[1])]
        return without_secrets(json.dumps(line, ensure_ascii=False))


def said(record) -> str:
    """A record's message, with the route in place of the path where it tells of a request."""
    message, request = record.getMessage(), getattr(record, "request", None)
    path = getattr(request, "path", "")
    return message.replace(path, route(request)) if len(path) > 1 else message


def errors(error):
    """An error and those it came from, the last one first: (kind and first line of its message, where)."""
    while error is not None:
        first = (str(error).splitlines() or [""])[0]
        places = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ]
        yield {"error": f"{type(error).__name__}: {first}", "at": places}
        error = error.__cause__ or error.__context__


def without_secrets(text: str) -> str:
    """The text without the passwords and keys that the server itself was given."""
    for secret in settings.SECRETS:
        text = text.replace(secret, "***")
    return text
