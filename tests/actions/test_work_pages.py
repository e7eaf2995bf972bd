"""The pages of the work programmes: who reads what, and what clerks do there."""

import csv
import datetime
import io
import zipfile

import pytest
from django.urls import reverse

from actions.models import ActionPlan
from meetings.models import WorkItem
from meetings.services import work
from people.models import Event
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_item,
    make_meeting,
    make_membership,
    make_owner,
    make_resolution,
    make_review,
    make_update,
    make_user,
    make_work_item,
)

pytestmark = pytest.mark.django_db

LIST = "/work-programme/"
MAY = datetime.date(2026, 5, 1)


@pytest.fixture
def board():
    return make_board(code="ILSC", name="Improving Lives Select Commission")


@pytest.fixture
def meeting(board):
    return make_meeting(board=board)


@pytest.fixture
def later(board):
    return make_meeting(board=board, date=day(60))


@pytest.fixture
def clerk(client):
    user = make_clerk()
    client.force_login(user)
    return user


@pytest.fixture
def member(client, board):
    user = make_membership(board=board).user
    client.force_login(user)
    return user


@pytest.fixture
def viewer(client):
    user = make_user()
    client.force_login(user)
    return user


def of(board, page="board"):
    return reverse(f"work:{page}", args=[board.code])


def on(item, act):
    return reverse(f"work:{act}", args=[item.pk])


def text_of(response):
    return " ".join(response.text.split())


def slots(response):
    programme = response.context["programme"]
    return [(slot.heading, [item.title for item in slot.items]) for slot in [*programme.coming, programme.unscheduled]]


def said(response):
    return [str(message) for message in response.context["messages"]]


# reading


def test_list_has_ones_own_board_first_and_counts_each_programme(client, board, meeting, member):
    make_board(name="Audit Committee")
    slipped = make_work_item(meeting=meeting)
    work.move(item=slipped, by=make_clerk(), now=at(), why="No room.")
    make_work_item(meeting=meeting)
    make_work_item(board=board, month=MAY)
    left = make_work_item(meeting=make_meeting(board=board, date=day(2)))
    left.meeting.status = "held"
    left.meeting.save()

    lines = client.get(LIST).context["lines"]

    assert [(line.board.name, line.is_mine) for line in lines] == [(board.name, True), ("Audit Committee", False)]
    line = lines[0]
    assert (line.meeting, line.coming, line.unscheduled, line.slipped, line.left) == (meeting, 2, 1, 1, 1)


def test_list_keeps_an_ended_board_while_something_is_on_its_programme(client, clerk):
    ended, quiet = make_board(active_to=day(-1)), make_board(active_to=day(-1))
    make_work_item(board=ended)

    assert [line.board for line in client.get(LIST).context["lines"]] == [ended]
    assert client.get(of(quiet)).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count(client, member, count, django_assert_num_queries):
    for _ in range(count):
        board = make_board()
        make_work_item(meeting=make_meeting(board=board))

    with django_assert_num_queries(10):
        client.get(LIST)


def test_programme_has_meetings_in_order_then_months_then_what_is_not_scheduled(client, board, meeting, later, member):
    make_work_item(board=board, title="Some day")
    make_work_item(board=board, title="In June", month=datetime.date(2026, 6, 1))
    for title in ("First", "Second"):
        make_work_item(meeting=later, title=title)

    response = client.get(of(board))

    assert slots(response) == [
        ("31 March 2026", []),
        ("2 May 2026", ["First", "Second"]),
        ("June 2026", ["In June"]),
        ("Not scheduled", ["Some day"]),
    ]


def test_programme_says_of_each_item_where_it_came_from_and_how_it_slipped(client, board, meeting, later, member):
    item = make_item(meeting=make_meeting(board=board, date=day(-28)), title="SEND")
    resolution, owner = make_resolution(item=item, number="2"), make_owner(name="Head of Inclusion")
    row = make_work_item(
        meeting=meeting,
        title="Attendance",
        kind="annual_update",
        recurs_months=12,
        owner=owner,
        resolution=resolution,
        purpose="To see whether it rises.",
    )
    work.move(item=row, meeting=later, why="The data came late.", by=make_clerk(), now=at())

    page = text_of(client.get(of(board)))

    for words in (
        "Regular update",
        "Slipped once",
        "To see whether it rises.",
        "Head of Inclusion",
        "resolution 2 of 3 February 2026",
        "comes again every year",
        "From 31 March 2026 to 2 May 2026 <strong>(slipped)</strong>: The data came late.",
    ):
        assert words in page


def test_programme_shows_what_else_is_due_at_its_meetings(client, board, meeting, member):
    action = make_action(monitoring_board=board, due_meeting=meeting)
    make_action(monitoring_board=board, due_on=day(28))

    [slot] = client.get(of(board)).context["programme"].coming

    assert slot.due == [action]


@pytest.mark.parametrize(
    ("frequency", "due"),
    [
        ("every_meeting", ["March", "April", "June", "September"]),
        ("quarterly", ["April", "September"]),
        ("half_yearly", ["September"]),
        ("annually", []),
        ("", []),
    ],
)
def test_update_on_a_plan_is_due_as_often_as_its_protocol_says(client, board, member, frequency, due):
    january = make_meeting(board=board, date=datetime.date(2026, 1, 27), status="scheduled")
    action = make_action(monitoring_board=board, now=at(-60), today=day(-60))
    make_update(action, now=at(-40))
    january.status = "held"
    january.save()
    plan = ActionPlan.objects.create(title="Plan", monitored_by=board, protocol="report", frequency=frequency)
    plan.actions.add(action)
    for month in (3, 4, 6, 9):
        make_meeting(board=board, date=datetime.date(2026, month, 24))

    coming = client.get(of(board)).context["programme"].coming

    assert [f"{slot.meeting.date:%B}" for slot in coming if slot.plans] == due


def test_plan_whose_updates_come_between_meetings_or_that_is_done_asks_for_none(client, board, meeting, member):
    common = {"monitored_by": board, "frequency": "every_meeting"}
    briefing = ActionPlan.objects.create(title="A", protocol="briefing", **common)
    briefing.actions.add(make_action(monitoring_board=board))
    ActionPlan.objects.create(title="B", protocol="report", **common)

    [slot] = client.get(of(board)).context["programme"].coming

    assert slot.plans == []


@pytest.mark.parametrize("count", [1, 3])
def test_programme_query_count(client, board, member, count, django_assert_num_queries):
    for n in range(count):
        meeting = make_meeting(board=board, date=day(20 + n))
        resolution = make_resolution(item=make_item(meeting=make_meeting(board=board, date=day(-20 - n))))
        item = make_work_item(meeting=meeting, owner=make_owner(), resolution=resolution)
        work.move(item=item, month=MAY, why="Late.", by=make_clerk(), now=at())
        make_work_item(meeting=meeting)
        make_action(monitoring_board=board, due_meeting=meeting)
        plan = ActionPlan.objects.create(
            title=f"Plan {n}", monitored_by=board, frequency="quarterly", review=make_review()
        )
        plan.actions.add(make_action(monitoring_board=board))

    with django_assert_num_queries(12):
        client.get(of(board))


def test_viewer_reads_the_programme_without_links_to_planned_meetings(client, board, meeting, viewer):
    make_work_item(meeting=meeting, title="Attendance")

    response = client.get(of(board))

    assert slots(response) == [("31 March 2026", ["Attendance"]), ("Not scheduled", [])]
    assert meeting.get_absolute_url() not in response.text
    assert "Edit" not in response.text


def test_member_has_no_buttons(client, board, meeting, member):
    item = make_work_item(meeting=meeting)

    page = client.get(of(board)).text

    assert [act for act in ("edit", "move", "drop", "take", "reorder") if on(item, act) in page] == []


def test_exempt_item_is_there_for_those_who_may_see_it(client, board, meeting, member):
    make_work_item(meeting=meeting, title="Zanzibar lease", is_exempt=True, exempt_paragraphs="3")

    assert "Zanzibar" in client.get(of(board)).text
    client.force_login(make_membership().user)
    response = client.get(of(board))
    assert "Zanzibar" not in response.text
    assert slots(response) == [("31 March 2026", []), ("Not scheduled", [])]


def test_unknown_board_is_not_found(client, clerk):
    assert client.get("/work-programme/NOPE/").status_code == 404


def test_slipped_page_has_those_most_often_first(client, board, meeting, later, member):
    once, twice, _ = (make_work_item(meeting=meeting, title=title) for title in ("Once", "Twice", "Never"))
    by = make_clerk()
    for item in (once, twice):
        work.move(item=item, meeting=later, why="Staff left.", by=by, now=at())
    work.move(item=twice, month=datetime.date(2026, 9, 1), why="Still nobody.", by=by, now=at())

    rows = client.get(of(board, "slipped")).context["programme"].slipped

    assert [(row.item.title, row.item.times_slipped, row.first, row.why) for row in rows] == [
        ("Twice", 2, "31 March 2026", "Still nobody."),
        ("Once", 1, "31 March 2026", "Staff left."),
    ]


def test_past_page_has_what_was_taken_by_municipal_year_and_what_was_dropped(client, board, member):
    by = make_clerk()
    for date, title in ((datetime.date(2026, 2, 3), "This year"), (datetime.date(2025, 4, 29), "Last year")):
        item = make_work_item(board=board, title=title)
        work.take(item=item, meeting=make_meeting(board=board, date=date), by=by, now=at())
    dropped = make_work_item(board=board, title="Not needed")
    work.drop(item=dropped, why="The law changed.", by=by, now=at())

    now, before = (client.get(of(board, "past"), {"year": year}) for year in ("", "2024-25"))

    assert [year for year, _ in now.context["years"]] == ["2025/26", "2024/25"]
    assert ["This year" in page.text for page in (now, before)] == [True, False]
    assert ["Last year" in page.text for page in (now, before)] == [False, True]
    assert "The law changed." in now.text
    assert client.get(of(board, "past"), {"year": "\0<"}).context["year"] == "2025/26"


def test_export_has_every_item_in_safe_cells(client, board, meeting, later, clerk):
    item = make_work_item(meeting=meeting, title="=1+1", kind="review", owner=make_owner(name="Head of Inclusion"))
    work.move(item=item, meeting=later, why="-late", by=clerk, now=at())
    dropped = make_work_item(meeting=meeting, title="Old")
    work.drop(item=dropped, why="Gone.", by=clerk, now=at())

    response = client.get(of(board, "export"))

    assert response["Content-Disposition"] == 'attachment; filename="work-programme-ilsc-2026-03-03.csv"'
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert [(row["Item"], row["Meeting or month"], row["State"]) for row in rows] == [
        ("Old", "31 March 2026", "dropped"),
        ("'=1+1", "2 May 2026", "to come"),
    ]
    row = rows[1]
    assert (row["First planned for"], row["Times slipped"], row["Why it last slipped"], row["Who brings it"]) == (
        "31 March 2026",
        "1",
        "'-late",
        "Head of Inclusion",
    )


def test_word_document_has_what_is_to_come(client, board, meeting, member):
    make_work_item(meeting=meeting, title="Attendance", kind="annual_update", recurs_months=6)
    make_work_item(board=board, title="Some day")
    make_action(title="Publish the plan", monitoring_board=board, due_meeting=meeting)

    response = client.get(of(board, "word"))

    words = zipfile.ZipFile(io.BytesIO(response.content)).read("word/document.xml").decode()
    expected = ("Attendance", "31 March 2026", "Some day", "Publish the plan", "Comes again every 6 months")
    assert [one for one in expected if one not in words] == []


# acting


def test_add_puts_an_item_on_the_programme(client, board, meeting, clerk):
    owner = make_owner()
    form = {"title": "Attendance", "kind": "report", "place": f"meeting-{meeting.pk}", "owner": owner.pk}

    response = client.post(of(board, "add"), {**form, "purpose": "To see it rise."}, follow=True)

    item = WorkItem.objects.get()
    assert (item.title, item.meeting, item.owner, item.purpose) == ("Attendance", meeting, owner, "To see it rise.")
    assert said(response) == ["“Attendance” is on the programme: 31 March 2026."]
    assert Event.objects.of(item).get().actor == clerk


def test_add_link_of_a_slot_has_its_place_chosen(client, board, meeting, clerk):
    assert client.get(of(board, "add"), {"place": f"meeting-{meeting.pk}"}).context["form"]["place"].value() == (
        f"meeting-{meeting.pk}"
    )


@pytest.mark.parametrize(
    ("over", "errors"),
    [
        ({"title": ""}, {"title": ["Say what."]}),
        ({"place": ""}, {"place": ["Choose a meeting or a month, or that it is not scheduled."]}),
        ({"place": "meeting-9999"}, {"place": ["That meeting or month can no longer be chosen. Choose another."]}),
        ({"recurs_months": "0", "kind": "annual_update"}, {"recurs_months": ["Enter at least 1 month."]}),
        (
            {"recurs_months": "12"},
            {"recurs_months": ["Only a regular update comes again. Choose “Regular update”, or leave this empty."]},
        ),
        (
            {"is_exempt": "on"},
            {"exempt_paragraphs": ["Enter the Schedule 12A paragraphs that make it exempt, such as 3."]},
        ),
        ({"is_exempt": "on", "exempt_paragraphs": "9"}, {"exempt_paragraphs": ["Write the paragraphs as 3 or 1, 3."]}),
    ],
)
def test_add_says_what_is_wrong_and_keeps_what_was_typed(client, board, clerk, over, errors):
    form = {"title": "Attendance", "kind": "report", "place": "none", "purpose": "Kept.", **over}

    response = client.post(of(board, "add"), form)

    assert response.context["form"].errors == errors
    assert response.context["form"]["purpose"].value() == "Kept."
    assert not WorkItem.objects.exists()


def test_edit_changes_what_an_item_says(client, board, clerk):
    item = make_work_item(board=board, title="Attendance")
    form = {"title": "Attendance in full", "kind": "annual_update", "recurs_months": "12", "version": item.version}

    response = client.post(on(item, "edit"), form, follow=True)

    item.refresh_from_db()
    assert (item.title, item.kind, item.recurs_months) == ("Attendance in full", "annual_update", 12)
    assert said(response) == ["“Attendance in full” is changed."]


def test_edit_of_what_somebody_else_changed_keeps_what_was_typed(client, board, clerk):
    item = make_work_item(board=board, title="Attendance")
    work.edit(item=item, title="Theirs", by=make_clerk(), now=at())
    form = {"title": "Mine", "kind": "report", "version": "1"}

    refused = client.post(on(item, "edit"), form)
    client.post(on(item, "edit"), {**form, "version": refused.context["form"]["version"].value()})

    assert "Somebody else has changed this item" in refused.text
    assert refused.context["form"]["title"].value() == "Mine"
    item.refresh_from_db()
    assert item.title == "Mine"


def test_move_to_another_meeting(client, board, meeting, later, clerk):
    item = make_work_item(meeting=meeting, title="Attendance")
    form = {"place": f"meeting-{later.pk}", "why": "The data came late.", "version": item.version}

    response = client.post(on(item, "move"), form, follow=True)

    item.refresh_from_db()
    assert (item.meeting, item.moves.get().slipped) == (later, True)
    assert said(response) == ["“Attendance” comes on 2 May 2026."]


def test_move_off_the_timetable_and_as_a_correction(client, board, meeting, clerk):
    item = make_work_item(meeting=meeting, title="Attendance")
    form = {"place": "none", "is_correction": "on", "version": item.version}

    response = client.post(on(item, "move"), form, follow=True)

    assert said(response) == ["“Attendance” is not scheduled now."]
    assert not item.moves.get().slipped


def test_move_that_puts_off_without_saying_why_is_refused_beside_the_field(client, meeting, clerk):
    item = make_work_item(meeting=meeting)

    response = client.post(on(item, "move"), {"place": "none", "version": item.version})

    assert list(response.context["form"].errors) == ["why"]


def test_take_records_the_meeting_and_says_when_it_comes_again(client, board, meeting, clerk):
    held = make_meeting(board=board, date=day(-3))
    item = make_work_item(meeting=meeting, title="Complaints", kind="annual_update", recurs_months=12)

    response = client.post(on(item, "take"), {"meeting": held.pk, "version": item.version}, follow=True)

    item.refresh_from_db()
    assert item.taken_at == held
    assert said(response) == ["“Complaints” is recorded as taken on 28 February 2026. It comes again: February 2027."]


def test_take_offers_held_meetings_of_the_board_alone(client, board, meeting, clerk):
    held, item = make_meeting(board=board, date=day(-3)), make_work_item(meeting=meeting)
    make_meeting(date=day(-3))

    form = client.get(on(item, "take")).context["form"]

    assert list(form.fields["meeting"].queryset) == [held]
    assert form["meeting"].value() is None


def test_taking_what_a_resolution_asked_for_asks_the_board_to_close_its_action(client, board, meeting, clerk):
    resolution, held = make_resolution(), make_meeting(board=board, date=day(-3))
    action = make_action(monitoring_board=board, resolution=resolution)
    item = make_work_item(meeting=meeting, title="Attendance", resolution=resolution)

    taken = client.post(on(item, "take"), {"meeting": held.pk, "version": item.version}, follow=True)
    back = client.post(on(item, "put_back"), follow=True)

    assert said(taken) == [
        f"“Attendance” is recorded as taken on 28 February 2026. The board is asked to close {action.reference}."
    ]
    assert said(back) == [
        "“Attendance” is back on the programme: 28 February 2026. "
        f"The board is no longer asked to close {action.reference}."
    ]


def test_drop_and_put_back(client, board, clerk):
    item = make_work_item(board=board, title="Attendance")

    dropped = client.post(on(item, "drop"), {"why": "Not ours.", "version": item.version}, follow=True)
    back = client.post(on(item, "put_back"), follow=True)
    again = client.post(on(item, "put_back"), follow=True)

    assert said(dropped) == ["“Attendance” is off the programme."]
    assert said(back) == ["“Attendance” is back on the programme: not scheduled yet."]
    assert said(again) == ["It is on the programme already."]


def test_reorder_with_a_button_comes_back_to_the_item(client, board, clerk):
    first, second = make_work_item(board=board, title="A"), make_work_item(board=board, title="B")

    response = client.post(on(second, "reorder"), {"to": "up", "seen": "2"})

    assert response["Location"] == f"/work-programme/ILSC/#work-{second.pk}"
    assert list(WorkItem.objects.order_by("position")) == [second, first]


def test_reorder_to_a_position(client, board, clerk):
    items = [make_work_item(board=board) for _ in range(3)]

    client.post(on(items[2], "reorder"), {"position": "1", "seen": "3"})

    assert list(WorkItem.objects.order_by("position")) == [items[2], items[0], items[1]]


@pytest.mark.parametrize("position", ["", "0", "x", "99999999999999999999"])
def test_reorder_to_no_position_says_so_beside_the_field(client, board, clerk, position):
    item = make_work_item(board=board)
    make_work_item(board=board)

    response = client.post(on(item, "reorder"), {"position": position, "seen": "1"})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["position"]
    assert f'id="order-{item.pk}-position_error"' in response.text


def test_reorder_of_what_somebody_else_moved_says_so(client, board, clerk):
    item = make_work_item(board=board)
    make_work_item(board=board)
    work.reorder(item=item, to="down", by=make_clerk(), now=at())

    response = client.post(on(item, "reorder"), {"to": "down", "seen": "1"}, follow=True)

    assert said(response) == ["Somebody else changed the order while you were looking. Look at it again."]


def test_take_all_from_the_meetings_page(client, board, meeting, clerk):
    for _ in range(2):
        make_work_item(meeting=meeting)
    meeting.status = "held"
    meeting.save()

    response = client.post(reverse("work:take_all", args=[meeting.pk]), follow=True)

    assert said(response) == ["2 items recorded as taken on 31 March 2026."]
    assert WorkItem.objects.taken().count() == 2


def test_take_all_of_a_meeting_that_was_not_held_is_refused(client, meeting, clerk):
    make_work_item(meeting=meeting)

    response = client.post(reverse("work:take_all", args=[meeting.pk]), follow=True)

    assert said(response) == ["An item is taken at a meeting of its board that was held."]


def test_left_behind_items_are_put_before_the_clerk_first(client, board, meeting, clerk):
    item = make_work_item(meeting=meeting)
    meeting.status = "held"
    meeting.save()

    response = client.get(of(board))

    assert response.context["programme"].left == [item]
    assert "To settle" in response.text
    assert client.get(on(item, "take")).context["form"]["meeting"].value() == meeting.pk


def test_hand_on_gives_ticked_items_to_the_successor(client, clerk):
    old, new = make_board(code="OLD", active_to=day(-1)), make_board(code="NEW")
    old.successors.add(new)
    going, staying = make_work_item(board=old, month=MAY), make_work_item(board=old)

    form = client.get(of(old, "hand_on")).context["form"]
    response = client.post(
        of(old, "hand_on"), {"items": [going.pk], "to_board": new.pk, "why": "The board is renamed."}, follow=True
    )

    assert (list(form.initial["items"]), form.initial["to_board"]) == ([going, staying], new)
    going.refresh_from_db()
    assert (going.board, going.month) == (new, MAY)
    assert response.redirect_chain == [("/work-programme/NEW/", 302)]
    assert list(WorkItem.objects.filter(board=old)) == [staying]
