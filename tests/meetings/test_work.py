"""What comes to which meeting: planning, moving, taking and dropping, and what each leaves in the history."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from meetings.models import WorkItem, WorkItemMove, WorkProgramme
from meetings.services import meetings, work
from people.models import Event
from tests.builders import (
    at,
    day,
    make_board,
    make_clerk,
    make_item,
    make_meeting,
    make_resolution,
    make_work_item,
)

pytestmark = pytest.mark.django_db

APRIL = datetime.date(2026, 4, 1)
MAY = datetime.date(2026, 5, 1)


@pytest.fixture
def board():
    return make_board(name="Health Select Commission")


@pytest.fixture
def clerk():
    return make_clerk()


def titles(rows):
    return [(row.position, row.title) for row in rows.order_by("position")]


def slips(item):
    return WorkItem.objects.with_times_slipped().get(pk=item.pk).times_slipped


def verbs(item):
    return list(Event.objects.of(item).values_list("verb", flat=True))


def test_plan_puts_an_item_last_at_its_meeting(board):
    meeting = make_meeting(board=board)
    make_work_item(meeting=meeting, title="Attendance")

    item = make_work_item(meeting=meeting, title="Exclusions", kind="review")

    assert titles(meeting.work_items) == [(1, "Attendance"), (2, "Exclusions")]
    assert item.when == "31 March 2026"
    assert verbs(item) == ["planned"]
    assert WorkProgramme.objects.get(board=board).changed_at == at(-20)


def test_plan_in_a_month_means_its_one_meeting(board):
    april = make_meeting(board=board, date=datetime.date(2026, 4, 14))
    make_meeting(board=board, date=datetime.date(2026, 5, 5))
    make_meeting(board=board, date=datetime.date(2026, 5, 26))

    bound = make_work_item(board=board, month=datetime.date(2026, 4, 20))
    asked = make_work_item(board=board, month=MAY)

    assert (bound.meeting, bound.month) == (april, None)
    assert (asked.meeting, asked.month, asked.when) == (None, MAY, "May 2026")


def test_plan_in_a_month_finds_its_provisional_meeting_and_no_cancelled_one(board):
    provisional = make_meeting(board=board, month=APRIL)
    make_meeting(board=board, date=datetime.date(2026, 4, 14), status="cancelled", cancelled_reason="Election.")

    assert make_work_item(board=board, month=APRIL).meeting == provisional


def test_plan_without_a_place_is_unscheduled(board):
    item = make_work_item(board=board)

    assert list(WorkItem.objects.unscheduled()) == [item]
    assert item.when == ""


@pytest.mark.parametrize(
    ("place", "field"),
    [
        (lambda board: {"meeting": make_meeting(board=board, date=day(-28))}, "meeting"),
        (lambda board: {"meeting": make_meeting(board=board, status="cancelled", cancelled_reason="Snow.")}, "meeting"),
        (lambda board: {"meeting": make_meeting(), "board": board}, "meeting"),
        (lambda board: {"month": datetime.date(2026, 1, 1)}, "month"),
        (lambda board: {"meeting": make_meeting(board=board), "month": MAY}, "month"),
        (lambda board: {"title": ""}, "title"),
        (lambda board: {"kind": "report", "recurs_months": 12}, "__all__"),
        (lambda board: {"kind": "annual_update", "recurs_months": 61}, "__all__"),
        (lambda board: {"is_exempt": True}, "__all__"),
    ],
)
def test_plan_refuses_what_cannot_be(board, place, field):
    with pytest.raises(ValidationError) as refused:
        make_work_item(**{"board": board, **place(board)})

    assert list(refused.value.message_dict) == [field]
    assert WorkItem.objects.count() == 0
    assert WorkProgramme.objects.filter(changed_at__isnull=False).count() == 0


def test_move_to_a_later_meeting_slips_and_says_why(board, clerk):
    march, april = make_meeting(board=board), make_meeting(board=board, date=day(60))
    item, other = make_work_item(meeting=march, title="Attendance"), make_work_item(meeting=march, title="Exclusions")

    moved = work.move(item=item, meeting=april, why="The data came late.", by=clerk, now=at())

    assert (moved.meeting, moved.position, slips(item)) == (april, 1, 1)
    assert titles(march.work_items) == [(1, other.title)]
    move = item.moves.get()
    assert (move.from_when, move.to_when, move.why, move.by) == (
        "31 March 2026",
        "2 May 2026",
        "The data came late.",
        clerk,
    )
    assert verbs(item) == ["planned", "moved"]


def test_move_that_puts_off_has_to_say_why(board, clerk):
    item = make_work_item(meeting=make_meeting(board=board))

    for place in ({"meeting": make_meeting(board=board, date=day(60))}, {"month": MAY}, {}):
        with pytest.raises(ValidationError) as refused:
            work.move(item=item, by=clerk, now=at(), why="  ", **place)

        assert list(refused.value.message_dict) == ["why"]


@pytest.mark.parametrize(
    ("old", "new", "slipped"),
    [
        ({"month": MAY}, {"month": datetime.date(2026, 6, 1)}, 1),
        ({"month": MAY}, {"month": APRIL}, 0),
        ({"month": MAY}, {"date": datetime.date(2026, 5, 20)}, 0),
        ({"month": MAY}, {"date": datetime.date(2026, 6, 2)}, 1),
        ({"date": datetime.date(2026, 5, 20)}, {"date": datetime.date(2026, 5, 27)}, 1),
        ({"date": datetime.date(2026, 5, 20)}, {"date": datetime.date(2026, 5, 6)}, 0),
        ({"date": datetime.date(2026, 5, 20)}, {}, 1),
        ({"month": MAY}, {}, 1),
        ({}, {"month": MAY}, 0),
    ],
)
def test_slipping_is_coming_later_or_losing_its_place(board, clerk, old, new, slipped):
    # a second meeting in each month, so that a month stays a month
    for date in (datetime.date(2026, 4, 7), datetime.date(2026, 5, 12), datetime.date(2026, 6, 9)):
        make_meeting(board=board, date=date)
        make_meeting(board=board, date=date + datetime.timedelta(days=2))

    def place(of):
        return {"meeting": make_meeting(board=board, date=of["date"])} if "date" in of else of

    item = make_work_item(board=board, **place(old))

    work.move(item=item, why="Agreed with the chair.", by=clerk, now=at(), **place(new))

    assert slips(item) == slipped


def test_move_that_corrects_a_mistake_has_not_slipped(board, clerk):
    item = make_work_item(meeting=make_meeting(board=board))

    work.move(item=item, meeting=make_meeting(board=board, date=day(60)), is_correction=True, by=clerk, now=at())

    assert slips(item) == 0


def test_move_to_where_it_is_and_of_what_is_over_is_refused(board, clerk):
    meeting = make_meeting(board=board)
    item, dropped = make_work_item(meeting=meeting), make_work_item(meeting=meeting)
    work.drop(item=dropped, why="Covered elsewhere.", by=clerk, now=at())

    with pytest.raises(ValidationError, match="It is there already: 31 March 2026"):
        work.move(item=item, meeting=meeting, by=clerk, now=at())
    with pytest.raises(ValidationError, match="was dropped from the programme already"):
        work.move(item=dropped, month=MAY, by=clerk, now=at())


def test_stale_page_changes_nothing(board, clerk):
    item = make_work_item(board=board)
    work.edit(item=item, title="Attendance in full", by=clerk, now=at(), seen_version=1)

    for change in (
        lambda: work.edit(item=item, title="Other", by=clerk, now=at(), seen_version=1),
        lambda: work.move(item=item, month=MAY, by=clerk, now=at(), seen_version=1),
        lambda: work.drop(item=item, why="Gone.", by=clerk, now=at(), seen_version=1),
    ):
        with pytest.raises(ValidationError, match="Somebody else changed “Attendance in full”"):
            change()
    assert verbs(item) == ["planned", "edited"]


def test_edit_keeps_what_changed(board, clerk):
    item = make_work_item(board=board, title="Attendance")

    work.edit(item=item, title="Attendance in full", kind="annual_update", recurs_months=12, by=clerk, now=at())
    work.edit(item=item, title="Attendance in full", by=clerk, now=at())

    event = Event.objects.of(item).last()
    assert (event.verb, event.old, event.new) == (
        "edited",
        {"title": "Attendance", "kind": "report", "recurs_months": None},
        {"title": "Attendance in full", "kind": "annual_update", "recurs_months": 12},
    )


@pytest.mark.parametrize(
    ("to", "order"),
    [
        ("up", ["A", "C", "B", "D"]),
        ("down", ["A", "B", "D", "C"]),
        ("first", ["C", "A", "B", "D"]),
        ("last", ["A", "B", "D", "C"]),
        (2, ["A", "C", "B", "D"]),
        (99, ["A", "B", "D", "C"]),
        (3, ["A", "B", "C", "D"]),
    ],
)
def test_reorder(board, clerk, to, order):
    items = {title: make_work_item(board=board, title=title) for title in "ABCD"}

    work.reorder(item=items["C"], to=to, by=clerk, now=at(), seen=3)

    assert titles(board.work_items) == list(enumerate(order, 1))
    assert verbs(items["C"]) == ["planned", *(["reordered"] if order != list("ABCD") else [])]


def test_reorder_at_either_end_changes_nothing(board, clerk):
    first, last = make_work_item(board=board, title="A"), make_work_item(board=board, title="B")

    work.reorder(item=first, to="up", by=clerk, now=at())
    work.reorder(item=last, to="down", by=clerk, now=at())

    assert titles(board.work_items) == [(1, "A"), (2, "B")]
    assert WorkProgramme.objects.get(board=board).changed_at == at(-20)


def test_reorder_of_what_somebody_else_moved_is_refused(board, clerk):
    first, second = make_work_item(board=board, title="A"), make_work_item(board=board, title="B")
    work.reorder(item=first, to="down", by=clerk, now=at(), seen=1)

    with pytest.raises(ValidationError, match="Somebody else changed the order"):
        work.reorder(item=second, to="up", by=clerk, now=at(), seen=2)

    assert titles(board.work_items) == [(1, "B"), (2, "A")]


def test_take_at_its_meeting(board, clerk):
    meeting = make_meeting(board=board)
    item = make_work_item(meeting=meeting)
    held = hold(meeting)

    taken = work.take(item=item, meeting=held, by=clerk, now=at())

    assert (taken.taken_at, taken.is_open, slips(item)) == (held, False, 0)
    assert verbs(item) == ["planned", "taken"]


def test_take_at_another_meeting_moves_it_there(board, clerk):
    held = make_meeting(board=board, date=day(-1))
    early = make_work_item(meeting=make_meeting(board=board, date=day(28)))

    work.take(item=early, meeting=held, by=clerk, now=at())

    move = early.moves.get()
    assert (move.to_meeting, move.why, move.slipped) == (held, "Taken at the meeting of 2 March 2026.", False)


def test_take_at_a_later_meeting_than_planned_has_slipped(board, clerk):
    january, march = make_meeting(board=board, date=day(20)), make_meeting(board=board, date=day(28))
    item = make_work_item(meeting=january)
    hold(january)

    work.take(item=item, meeting=hold(march), by=clerk, now=at())

    assert slips(item) == 1


def test_take_needs_a_held_meeting_of_the_board(board, clerk):
    item = make_work_item(meeting=make_meeting(board=board))

    for meeting in (item.meeting, make_meeting(date=day(-3))):
        with pytest.raises(ValidationError, match="that was held"):
            work.take(item=item, meeting=meeting, by=clerk, now=at())


def test_regular_update_that_was_taken_comes_again(board, clerk):
    meeting = make_meeting(board=board, date=day(20))
    item = make_work_item(meeting=meeting, title="Complaints", kind="annual_update", recurs_months=12)

    work.take(item=item, meeting=hold(meeting), by=clerk, now=at())

    again = item.followed_by
    assert (again.title, again.kind, again.recurs_months) == ("Complaints", "annual_update", 12)
    assert (again.month, again.meeting, again.is_open) == (datetime.date(2027, 3, 1), None, True)
    assert verbs(again) == ["planned"]


def test_regular_update_comes_again_at_the_one_meeting_of_its_month(board, clerk):
    meeting = make_meeting(board=board, date=day(-3))
    september = make_meeting(board=board, date=datetime.date(2026, 8, 11))
    item = make_work_item(board=board, kind="annual_update", recurs_months=6)
    # taken in February
    work.take(item=item, meeting=meeting, by=clerk, now=at())

    assert item.followed_by.meeting == september


def test_regular_update_taken_long_ago_comes_again_in_a_month_to_come(board, clerk):
    item = make_work_item(board=board, kind="annual_update", recurs_months=3)

    work.take(item=item, meeting=make_meeting(board=board, date=datetime.date(2025, 5, 6)), by=clerk, now=at())

    assert item.followed_by.month == datetime.date(2026, 5, 1)


def test_regular_update_taken_twice_by_mistake_comes_again_once(board, clerk):
    held = make_meeting(board=board, date=day(-3))
    item = make_work_item(board=board, kind="annual_update", recurs_months=12)
    work.take(item=item, meeting=held, by=clerk, now=at())
    work.put_back(item=item, by=clerk, now=at())

    work.take(item=item, meeting=held, by=clerk, now=at())

    assert WorkItem.objects.open().count() == 1
    assert verbs(item) == ["planned", "moved", "taken", "put_back", "taken"]


def test_drop_says_why_and_closes_the_gap(board, clerk):
    first, second = make_work_item(board=board, title="A"), make_work_item(board=board, title="B")

    with pytest.raises(ValidationError, match="Say why it comes off"):
        work.drop(item=first, why=" ", by=clerk, now=at())
    work.drop(item=first, why="Covered by the budget.", by=clerk, now=at())

    assert titles(WorkItem.objects.open()) == [(1, "B")]
    assert list(WorkItem.objects.dropped()) == [first]
    assert second.is_open


def test_put_back_of_what_was_dropped(board, clerk):
    meeting = make_meeting(board=board)
    item, other = make_work_item(meeting=meeting, title="A"), make_work_item(meeting=meeting, title="B")
    late = make_work_item(meeting=make_meeting(board=board, date=day(10)), title="C")
    for one in (item, late):
        work.drop(item=one, why="Not needed.", by=clerk, now=at())
    meetings.cancel(meeting=late.meeting, reason="Snow.", by=clerk, now=at())

    for one in (item, late):
        work.put_back(item=one, by=clerk, now=at())

    assert titles(meeting.work_items) == [(1, "B"), (2, "A")]
    assert list(WorkItem.objects.unscheduled()) == [late]
    with pytest.raises(ValidationError, match="on the programme already"):
        work.put_back(item=other, by=clerk, now=at())


def test_items_move_with_their_meeting_and_have_not_slipped(board, clerk):
    meeting = make_meeting(board=board)
    item = make_work_item(meeting=meeting)

    meetings.set_day(meeting=meeting, date=day(35), by=clerk, now=at(), note="The room is taken.")

    item.refresh_from_db()
    move = item.moves.get()
    assert (item.when, slips(item)) == ("7 April 2026", 0)
    assert (move.from_when, move.to_when, move.why) == ("31 March 2026", "7 April 2026", "The room is taken.")
    assert verbs(item) == ["planned", "moved_with_meeting"]


def test_provisional_meeting_that_gets_its_day_rebinds_nothing(board, clerk):
    meeting = make_meeting(board=board, month=APRIL)
    item = make_work_item(meeting=meeting)

    meetings.set_day(meeting=meeting, date=datetime.date(2026, 4, 21), by=clerk, now=at())

    item.refresh_from_db()
    assert (item.when, item.moves.count(), item.version) == ("21 April 2026", 0, 1)


def test_items_of_a_cancelled_meeting_lose_their_place_and_come_before_the_clerk(board, clerk):
    meeting = make_meeting(board=board)
    items = [make_work_item(meeting=meeting, title=title) for title in "AB"]
    make_work_item(board=board, title="C")

    meetings.cancel(meeting=meeting, reason="An election is called.", by=clerk, now=at())

    assert titles(WorkItem.objects.unscheduled()) == [(1, "C"), (2, "A"), (3, "B")]
    assert {move.why for move in WorkItemMove.objects.all()} == {"The meeting was cancelled: An election is called."}
    assert [slips(item) for item in items] == [1, 1]


def test_hand_on_goes_to_the_other_boards_meeting_in_that_month_or_to_the_month(board, clerk):
    other = make_board(name="Rivers Commission")
    april = make_meeting(board=other, date=datetime.date(2026, 4, 14))
    bound = make_work_item(meeting=make_meeting(board=board, date=datetime.date(2026, 4, 28)))
    by_month, late = (
        make_work_item(board=board, month=MAY),
        make_work_item(board=board, month=datetime.date(2026, 2, 1)),
    )
    staying = make_work_item(board=board)

    work.hand_on(
        board=board, to_board=other, items=[bound, by_month, late], why="The boards merge.", by=clerk, now=at()
    )

    rows = {item.pk: item for item in WorkItem.objects.filter(board=other)}
    assert (rows[bound.pk].meeting, rows[by_month.pk].month, rows[late.pk].when) == (april, MAY, "")
    assert [(move.why, move.slipped) for move in WorkItemMove.objects.all()] == [("The boards merge.", False)] * 3
    assert verbs(bound) == ["planned", "handed_on"]
    assert titles(board.work_items) == [(1, staying.title)]


def test_hand_on_needs_a_board_that_is_there_a_reason_and_items_still_to_come(board, clerk):
    item, ended = make_work_item(board=board), make_board(active_to=day(-1))
    gone = make_work_item(board=board)
    work.drop(item=gone, why="Not ours.", by=clerk, now=at())
    common = {"board": board, "by": clerk, "now": at()}

    for over in (
        {"to_board": ended},
        {"to_board": board},
        {"to_board": make_board(), "why": " "},
        {"to_board": make_board(), "items": [item, gone]},
    ):
        with pytest.raises(ValidationError):
            work.hand_on(**{**common, "items": [item], "why": "Merged.", **over})

    assert list(WorkItem.objects.open()) == [item]


def test_left_behind_are_open_items_of_a_held_meeting_or_a_month_that_is_over(board):
    meeting = make_meeting(board=board)
    item = make_work_item(meeting=meeting)
    late = make_work_item(board=board, month=datetime.date(2026, 2, 1))
    make_work_item(board=board, month=APRIL)
    hold(meeting)

    assert list(WorkItem.objects.left_behind(day(0)).order_by("pk")) == [item, late]


def test_what_answers_an_exempt_resolution_is_exempt_with_it(board):
    exempt = make_item(is_exempt=True, exempt_paragraphs="3")
    make_work_item(board=board, resolution=make_resolution(item=exempt))
    make_work_item(board=board, is_exempt=True, exempt_paragraphs="1")
    make_work_item(board=board, resolution=make_resolution())

    shown = WorkItem.objects.with_exempt().order_by("pk").values_list("exempt", flat=True)

    assert list(shown) == [True, True, False]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DELETE FROM meetings_workitem", "dropped, never deleted"),
        ("DELETE FROM meetings_workitemmove", "append-only"),
        ("UPDATE meetings_workitemmove SET why = 'else'", "append-only"),
        ("UPDATE meetings_workitem SET meeting_id = {other}", "of its own board"),
        ("UPDATE meetings_workitem SET taken_at_id = meeting_id", "that was held"),
        ("UPDATE meetings_workitem SET month = '2026-05-01'", "in_one_place"),
        ("UPDATE meetings_workitem SET taken_at_id = {held}", "taken_where_it_stands"),
    ],
)
def test_database_keeps_the_rules(board, clerk, statement, message):
    item = make_work_item(board=board)
    work.move(item=item, meeting=make_meeting(board=board), by=clerk, now=at())
    other, held = make_meeting(), make_meeting(board=board, date=day(-3))

    with pytest.raises(IntegrityError, match=message), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(other=other.pk, held=held.pk))


def hold(meeting):
    """The meeting as held, whatever its day."""
    meeting.status = "held"
    meeting.save()
    return meeting
