"""What every ending of a resolution shares: the lock on the resolution, its history, and taking back an error.

What an ending does to the actions lives a storey up: pages call `actions.services.endings`.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.models import Resolution
from meetings.querysets.endings import ended
from people.services import events


def locked(resolution) -> Resolution:
    """The row as it is now, locked until the transaction ends: one ending is recorded at a time."""
    rows = Resolution.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("item__meeting__board").get(pk=resolution.pk)


def is_ended(resolution) -> bool:
    """Whether what its kind asks for has come: see `meetings.querysets.endings.ended`."""
    return Resolution.objects.filter(ended(Resolution), pk=resolution.pk).exists()


def record(resolution, verb, *, by, now, new=None, old=None, note=""):
    """Append to the history of a resolution, in the caller's transaction."""
    events.record(subject=resolution, actor=by, verb=verb, now=now, old=old, new=new, note=note)


@transaction.atomic
def describe(*, resolution, title, kind, seen_kind, by, now, note="") -> Resolution:
    """Give a resolution another working title, or the kind that its words were not read as.

    `seen_kind` is the kind the person had before them. Its words are never changed. Raises ValidationError.
    """
    resolution = locked(resolution)
    if resolution.kind != seen_kind:
        raise ValidationError(
            f"Somebody else changed it to “{resolution.get_kind_display()}” while you were writing. Look at it again."
        )
    old = {"title": resolution.title, "kind": resolution.kind}
    resolution.title, resolution.kind = title, kind
    resolution.full_clean()
    new = {"title": title, "kind": kind}
    if old != new:
        resolution.save(update_fields=["title", "kind"])
        record(resolution, "described", by=by, now=now, old=old, new=new, note=note)
    return resolution


@transaction.atomic
def take_back(*, ending, why, by, now):
    """Say that an ending was recorded in error. It stays, with the reason, and counts no longer."""
    resolution = locked(ending.resolution)
    row = type(ending).objects.select_for_update(of=("self",)).get(pk=ending.pk)
    if not why.strip():
        raise ValidationError({"why": "Say why it was recorded in error."})
    if row.is_withdrawn:
        raise ValidationError("It was taken back already.")
    if getattr(row, "is_sent", True) is False:
        raise ValidationError("It has not been sent: throw away what is being prepared instead.")
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_why = by, now, why.strip()
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    kind = row._meta.model_name
    record(resolution, "ending_taken_back", by=by, now=now, new={"kind": kind, kind: row.pk}, note=row.withdrawn_why)
    return row


def saved(row, *, exclude=None):
    """A new row that keeps every rule. Raises ValidationError."""
    row.full_clean(exclude=exclude)
    row.save(force_insert=True)
    return row
