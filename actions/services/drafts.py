"""What somebody has typed and not sent yet: kept for them alone, and gone once it is sent."""

from django.db import transaction

from actions.models import ProgressUpdate, UpdateDraft
from actions.services import updates

# of one field: a long report; what is longer belongs into a file
MOST_CHARACTERS = 20_000


def keep(*, values, by, now) -> None:
    """Keep what `by` has typed: `values` says for each action which field holds what, as it was typed.

    What was kept before for the same action gives way to it. Texts are cut at MOST_CHARACTERS.
    """
    UpdateDraft.objects.bulk_create(
        [
            UpdateDraft(action=action, user=by, values=_storable(typed), saved_at=now)
            for action, typed in values.items()
        ],
        update_conflicts=True,
        unique_fields=["action", "user"],
        update_fields=["values", "saved_at"],
    )


def forget(*, actions, by) -> None:
    """Drop what `by` has typed on `actions`."""
    UpdateDraft.objects.filter(action__in=actions, user=by).delete()


@transaction.atomic
def send(*, action, by, **entry) -> ProgressUpdate:
    """Enter what was typed as an update, as `updates.add` does; its draft has served."""
    update = updates.add(action=action, by=by, **entry)
    forget(actions=[action], by=by)
    return update


def _storable(value):
    """A value of a form as the database takes it: no longer than allowed, and without the character it refuses."""
    if isinstance(value, dict):
        return {name: _storable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_storable(one) for one in value]
    return value.replace("\0", "")[:MOST_CHARACTERS] if isinstance(value, str) else value
