import datetime
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from people.models import Event, stream_of


@transaction.atomic
def record(*, subject, actor, verb, now: datetime.datetime, old=None, new=None, note="", on_behalf_of=None) -> Event:
    """Append what happened to `subject` to its chain, in the caller's transaction.

    `old` and `new` are dicts of the values that changed. `actor` is None for the tracker itself.
    The caller holds a lock on the subject's row; if two writers come through all the same, the
    unique place in the stream refuses the second with IntegrityError, and its transaction with it.
    """
    stream = stream_of(subject)
    last = Event.objects.filter(stream=stream).order_by("-sequence").first()
    event = Event(
        stream=stream,
        sequence=last.sequence + 1 if last else 1,
        actor=actor,
        on_behalf_of=on_behalf_of,
        verb=verb,
        # as the database gives them back, so that the hash is the same on both sides
        old=_plain(old),
        new=_plain(new),
        note=note,
        at=now,
        previous_hash=last.hash if last else "",
    )
    event.hash = event.digest()
    event.save(force_insert=True)
    return event


def _plain(values):
    return json.loads(json.dumps(values or {}, cls=DjangoJSONEncoder))
