"""A director clears updates for members to see, or sends them back; the clerk may send any back. Nobody edits them."""

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Clearance, ProgressUpdate
from actions.services import status
from actions.services.updates import give_status, was_overtaken
from actions.statuses import StatusError
from meetings.services import meetings
from people.services import events


@transaction.atomic
def clear(*, update, by, now) -> Clearance:
    """Let members see an update; the action gets its status, unless it has got one from something later.

    Raises ValidationError where it waits no longer, or its status no longer fits the action.
    """
    action, update = _locked(update)
    if not ProgressUpdate.objects.waiting_for_clearance().filter(pk=update.pk).exists():
        raise ValidationError(f"The update on {action.reference} no longer waits to be cleared.")
    clearance = _record(update, action, Clearance.Outcome.CLEARED, by=by, now=now)
    if action.is_open and not was_overtaken(action, update):
        try:
            give_status(action, update, actor=by, now=now)
        except StatusError as error:
            raise ValidationError(f"{action.reference}: {error} Send it back, and say why.") from error
    return clearance


@transaction.atomic
def clear_all(*, updates, by, now) -> list[Clearance]:
    """Clear several updates, the earliest first, or none of them."""
    # in one order, so that two people at once do not wait for each other's locks
    for update in sorted(updates, key=lambda one: one.action_id):
        status.locked(update.action)
    return [clear(update=update, by=by, now=now) for update in sorted(updates, key=lambda one: one.entered_at)]


@transaction.atomic
def send_back(*, update, reason, by, now) -> Clearance:
    """Ask for an update to be written again. It stays in the history, and no longer answers what was asked.

    Raises ValidationError where no reason is given, it was sent back before, or its meeting has been held.
    """
    action, update = _locked(update)
    if not reason.strip():
        raise ValidationError({"reason": "Say what is missing or wrong, so that the officer can write it again."})
    if update.clearances.filter(outcome=Clearance.Outcome.SENT_BACK).exists():
        raise ValidationError(f"This update on {action.reference} was sent back already.")
    # locked, so that members do not have it at the meeting just now
    if update.meeting and not meetings.locked(update.meeting).is_open:
        raise ValidationError("Members have had this update at a meeting. Ask the officer for a further one instead.")
    clearance = _record(update, action, Clearance.Outcome.SENT_BACK, by=by, now=now, reason=reason.strip())
    status.touch(action)
    return clearance


def _locked(update):
    action = status.locked(update.action)
    return action, ProgressUpdate.objects.select_related("meeting", "on_behalf_of").get(pk=update.pk)


def _record(update, action, outcome, *, by, now, reason="") -> Clearance:
    clearance = Clearance(update=update, outcome=outcome, reason=reason, by=by, at=now)
    clearance.full_clean()
    clearance.save(force_insert=True)
    events.record(subject=action, actor=by, verb=f"update_{outcome}", now=now, new={"update": update.pk}, note=reason)
    return clearance
