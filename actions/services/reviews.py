"""Reviews, and the plans that answer them, as the clerk keeps them up."""

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import ActionPlan
from people.services import events


class Changed(Exception):
    """Somebody else changed the review or the plan in the meantime. `row` is what it is now."""

    def __init__(self, row):
        self.row = row
        super().__init__(f"{row} was changed while you were writing.")


def locked(row, *, seen_version: int | None = None):
    """A review's or a plan's row as it is now, locked. Raises Changed where it is not what the person saw."""
    rows = type(row).objects.select_for_update(of=("self",), no_key=True)
    now = rows.get(pk=row.pk)
    if seen_version is not None and now.version != seen_version:
        raise Changed(now)
    return now


def touch(row, *fields):
    """Save fields of a locked row and count its version up, so that a stale page is noticed."""
    row.version += 1
    row.save(update_fields=[*fields, "version"])


@transaction.atomic
def add_to_plan(*, plan, action, by, now, seen_version=None) -> ActionPlan:
    """Put an action into a plan; it may stand in several. Raises Changed or ValidationError."""
    plan = locked(plan, seen_version=seen_version)
    if plan.actions.filter(pk=action.pk).exists():
        raise ValidationError({"action": f"{action.reference} stands in this plan already."})
    plan.actions.add(action)
    touch(plan)
    events.record(subject=plan, actor=by, verb="action_added", now=now, new={"action": action.pk})
    return plan
