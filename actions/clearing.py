"""The updates that wait to be cleared before members see them, for whoever clears them."""

from collections import Counter
from dataclasses import dataclass

from actions.models import ProgressUpdate
from meetings.models import Meeting
from people.models import Board
from people.standing import Standing


@dataclass(frozen=True)
class ToClear:
    """How many updates on one board's actions wait, and the meeting whose page clears them, if there is one."""

    board: Board
    meeting: Meeting | None
    count: int


def boards(standing: Standing) -> list[ToClear]:
    """The boards whose actions have updates that wait for `standing`. Two queries, three where any wait."""
    waiting = ProgressUpdate.objects.to_be_cleared_by(standing).order_by()
    counts = Counter(waiting.values_list("action__monitoring_board", flat=True))
    if not counts:
        return []
    meetings = {}
    for meeting in Meeting.objects.filter(board__in=counts).exclude(status=Meeting.Status.CANCELLED).in_order():
        best = meetings.get(meeting.board_id)
        # the next one, or the last where none is planned
        if best is None or best.falls_on < standing.day:
            meetings[meeting.board_id] = meeting
    return [ToClear(board, meetings.get(board.pk), counts[board.pk]) for board in Board.objects.filter(pk__in=counts)]


def updates(meeting: Meeting, standing: Standing) -> list[ProgressUpdate]:
    """All that waits for `standing` on the actions of a meeting's board, the earliest entered first."""
    waiting = ProgressUpdate.objects.to_be_cleared_by(standing).filter(action__monitoring_board=meeting.board_id)
    return list(
        waiting.select_related(
            "action__owner__directorate__director", "action__due_meeting", "entered_by", "on_behalf_of", "meeting"
        )
        .prefetch_related("evidence", "clearances__by")
        .order_by("entered_at", "pk")
    )
