"""The one function through which an action's status changes."""

from actions.models import Action
from actions.statuses import Key, Status, check
from people import locking
from people.services import events


class Changed(Exception):
    """Somebody else changed the action in the meantime. `action` is the row as it is now."""

    def __init__(self, action):
        self.action = action
        super().__init__(f"{action.reference} was changed while you were writing.")


def locked(action, *, seen_version: int | None = None) -> Action:
    """The action's row as it is now, locked until the transaction ends; what only points to it need not wait.

    Raises Changed where `seen_version`, the version the person had before them, is no longer it.
    """
    rows = Action.objects.select_related("owner__directorate", "monitoring_board")
    row = locking.locked(rows.filter(pk=action.pk)).get()
    if seen_version is not None and row.version != seen_version:
        raise Changed(row)
    return row


def change(
    *, action, new, by: Key, actor, now, confidence=None, note="", on_behalf_of=None, ended_by=None, superseded_by=None
):
    """Give a locked action its new status, and record it; the confidence goes with it.

    `by` says whose act it is. `ended_by` is the agreed proposal that closes or withdraws it,
    `superseded_by` the later review. Raises StatusError for a change the table does not hold.
    """
    transition = check(action.status, new, by)
    old = {"status": action.status, "confidence": action.confidence}
    action.status = new
    if confidence is not None:
        action.confidence = confidence
    action.ended_by = ended_by if new in (Status.CLOSED, Status.WITHDRAWN) else None
    action.superseded_by = superseded_by if new == Status.SUPERSEDED else None
    touch(action, "status", "confidence", "ended_by", "superseded_by")
    if transition or old["confidence"] != action.confidence:
        events.record(
            subject=action,
            actor=actor,
            verb="status_changed" if transition else "confidence_changed",
            now=now,
            old=old,
            new={"status": action.status, "confidence": action.confidence},
            note=note,
            on_behalf_of=on_behalf_of,
        )


def touch(action, *fields):
    """Save fields of a locked action and count its version up, so that a stale page is noticed."""
    action.version += 1
    action.save(update_fields=[*fields, "version"])
