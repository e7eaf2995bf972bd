"""What moving, dating and cancelling a meeting does to the actions due at it, in one transaction."""

from django.db import transaction

from actions.models import Action
from actions.services.actions import set_due
from meetings.models import Meeting
from meetings.services import meetings
from people.services import events


@transaction.atomic
def set_day(*, meeting, by, now, **day) -> Meeting:
    """Move or date a meeting; what is due at it moves with it.

    The one exception to two keys: recorded in each action's history, not counted as an extension.
    """
    due = _due_at(meeting)
    was = meetings.locked(meeting).when
    moved = meetings.set_day(meeting=meeting, by=by, now=now, **day)
    if moved.when != was:
        for action in due:
            events.record(
                subject=action,
                actor=by,
                verb="due_moved_with_meeting",
                now=now,
                old={"due": f"{was} meeting"},
                new={"due": f"{moved.when} meeting", "due_meeting": moved.pk},
            )
    return moved


@transaction.atomic
def cancel(*, meeting, reason, by, now) -> list[Action]:
    """Cancel a meeting. What was due at it is unbound, never slid to the next, and returned for the clerk."""
    # the actions' locks come first, as everywhere; the second look finds what was bound in between
    _due_at(meeting)
    meetings.cancel(meeting=meeting, reason=reason, by=by, now=now)
    due = _due_at(meeting)
    for action in due:
        set_due(action=action, by=by, now=now, verb="due_meeting_cancelled", note=reason)
    return due


def _due_at(meeting) -> list[Action]:
    """The open actions due at a meeting, locked in one order."""
    actions = Action.objects.open().filter(due_meeting=meeting).order_by("pk")
    return list(actions.select_for_update(of=("self",), no_key=True).select_related("due_meeting"))
