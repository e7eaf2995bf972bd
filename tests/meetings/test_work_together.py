"""Several clerks at one work programme at once: nothing is lost, no position is given twice, nobody waits for ever."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from meetings.models import WorkItem
from meetings.services import meetings, work
from tests.builders import at, day, make_board, make_clerk, make_meeting, make_work_item
from tests.together import WAIT, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def positions(**of):
    return list(WorkItem.objects.open().filter(**of).order_by("position").values_list("position", flat=True))


def test_items_planned_at_once_get_each_a_position():
    board, clerk = make_board(), make_clerk()

    raised = at_once(*(lambda n=n: make_work_item(board=board, by=clerk, title=f"Item {n}") for n in range(6)))

    assert raised == []
    assert positions(board=board) == [1, 2, 3, 4, 5, 6]


def test_two_who_reorder_at_once_lose_and_double_nothing():
    board, clerks = make_board(), [make_clerk(), make_clerk()]
    items = [make_work_item(board=board) for _ in range(6)]

    def reorder(by, turn):
        for item in items[::turn]:
            for to in ("first", "down", "last", "up", 3):
                work.reorder(item=item, to=to, by=by, now=at())

    raised = at_once(lambda: reorder(clerks[0], 1), lambda: reorder(clerks[1], -1))

    assert raised == []
    assert positions(board=board) == [1, 2, 3, 4, 5, 6]


def test_of_two_who_move_the_same_item_on_what_they_saw_one_is_told():
    board, clerk = make_board(), make_clerk()
    make_work_item(board=board)
    item = make_work_item(board=board)

    raised = at_once(*(lambda: work.reorder(item=item, to="up", seen=2, by=clerk, now=at()) for _ in range(2)))

    assert [error.messages for error in raised] == [
        ["Somebody else changed the order while you were looking. Look at it again."]
    ]
    assert WorkItem.objects.get(pk=item.pk).position == 1


def test_items_go_to_and_fro_between_meetings_without_waiting_for_each_other():
    board, clerk = make_board(), make_clerk()
    one, other = make_meeting(board=board), make_meeting(board=board, date=day(60))
    here, there = make_work_item(meeting=one), make_work_item(meeting=other)

    def swing(item, *places):
        for _ in range(5):
            for place in places:
                work.move(item=item, meeting=place, why="To and fro.", by=clerk, now=at())

    raised = at_once(lambda: swing(here, other, one), lambda: swing(there, one, other))

    assert raised == []
    assert (positions(meeting=one), positions(meeting=other)) == ([1], [1])


def test_nothing_stays_planned_for_a_meeting_cancelled_at_the_same_moment():
    meeting, clerk = make_meeting(), make_clerk()
    make_work_item(meeting=meeting)
    cancelled, refused = threading.Event(), []

    def plan():
        cancelled.wait(timeout=WAIT)
        try:
            make_work_item(meeting=meeting, by=clerk)
        except ValidationError as error:
            refused.append(error.messages)
        finally:
            connection.close()

    planner = threading.Thread(target=plan)
    planner.start()
    with transaction.atomic():
        meetings.cancel(meeting=meeting, reason="Snow.", by=clerk, now=at())
        cancelled.set()
        # long enough for the other to come to the lock, were there none it would be through
        planner.join(timeout=1)
    planner.join(timeout=WAIT)

    assert refused == [["The meeting of 31 March 2026 was cancelled. Choose another."]]
    assert not WorkItem.objects.filter(meeting=meeting).exists()


def test_boards_that_hand_on_to_each_other_at_once_do_not_wait_for_ever():
    clerk = make_clerk()
    boards = [make_board(), make_board()]
    items = [make_work_item(board=board) for board in boards]

    def hand_on(mine, to):
        work.hand_on(board=boards[mine], to_board=boards[to], items=[items[mine]], why="Swap.", by=clerk, now=at())

    raised = at_once(lambda: hand_on(0, 1), lambda: hand_on(1, 0))

    assert raised == []
    assert [WorkItem.objects.get(pk=item.pk).board for item in items] == boards[::-1]
