"""Run through `manage.py shell` once the load is over: prints, as JSON, what the database holds and what is broken."""

import json
import sys
from collections import Counter

from django.apps import apps
from django.db import connection
from django.db.models import CheckConstraint

from actions.models import ProgressUpdate
from people import history
from people.models import Event, Message


def broken_constraints():
    """Names of the check constraints that some row breaks, asked again row by row."""
    connection.check_constraints()
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, CheckConstraint) and _is_broken(model, constraint):
                yield constraint.name


def _is_broken(model, constraint):
    # a check holds where it is true or unknown, as SQL has it
    return model._base_manager.filter(~constraint.condition).exists()


tokens = Counter(
    text.removeprefix("Token ").rstrip(".") for text in ProgressUpdate.objects.values_list("progress", flat=True)
)
told = set(Event.objects.filter(verb="progress").values_list("new__update", flat=True))
checked = history.verify()
json.dump(
    {
        "tokens": tokens,
        "updates_without_event": ProgressUpdate.objects.exclude(pk__in=told).count(),
        "events_without_update": len(told - set(ProgressUpdate.objects.values_list("pk", flat=True))),
        "broken_constraints": sorted(broken_constraints()),
        "breaks": [str(found) for found in checked.breaks],
        "streams": checked.streams,
        "events": checked.events,
        "messages": dict(Counter(Message.objects.values_list("state", flat=True))),
    },
    sys.stdout,
)
