"""What was before a meeting: actions, updates and decisions from before the last one, and its pack."""

from actions.packs import content
from actions.services import decisions
from meetings.models import Meeting
from tests.builders import at, day, make_action, make_clerk, make_proposal, make_update, standing


def pack_of(meeting, user=None):
    return content.pack(meeting, standing(user or make_clerk()), now=at())


def make_old_action(board, **over):
    """An action from before the last meeting."""
    return make_action(monitoring_board=board, now=at(-60), today=day(-60), **over)


def make_update_for_last(action, last, **over):
    """An update from while the last meeting was still to come."""
    Meeting.objects.filter(pk=last.pk).update(status="scheduled")
    make_update(action, **{"now": at(-40), **over})
    Meeting.objects.filter(pk=last.pk).update(status="held")


def references(entries):
    return [entry.reference for entry in entries]


def decide(action, meeting, *, granted=True):
    proposal = make_proposal(action, now=at(-40))
    decisions.decide(proposal=proposal, granted=granted, meeting=meeting, by=make_clerk(), now=at(-27))
