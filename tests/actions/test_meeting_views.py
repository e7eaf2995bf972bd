"""The meeting pages: who sees which, what they show, and what a clerk changes through them."""

import datetime

import pytest
from django.urls import reverse

from meetings.models import AgendaItem, Document, DocumentVersion, Meeting
from meetings.services import work
from people.models import Event
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_finding,
    make_item,
    make_meeting,
    make_outcome,
    make_proposal,
    make_resolution,
    make_review,
    make_work_item,
)

pytestmark = pytest.mark.django_db

CHANGES = ("set_day", "hold", "cancel", "confirm_minutes")
WITH_FORM = ("set_day", "cancel", "confirm_minutes")


def url(name, meeting=None):
    return reverse(f"meetings:{name}", args=[meeting.pk] if meeting else [])


def as_user(client, user):
    client.force_login(user)
    return client


def boxes(name, date):
    return {f"{name}_day": date.day, f"{name}_month": date.month, f"{name}_year": date.year}


def day_post(meeting, date, **over):
    return {"seen": meeting.date or meeting.month, **boxes("date", date), "starts_at": "", "venue": "", **over}


# the list


def test_list_shows_what_comes_and_what_was(client, cast):
    provisional = make_meeting(board=cast.lives, month=datetime.date(2026, 6, 1))
    cancelled = make_meeting(board=cast.lives, date=day(7), status="cancelled", cancelled_reason="Snow.")
    late = make_meeting(board=cast.health, date=day(-1), status="scheduled")

    response = as_user(client, cast.member).get(url("list"))

    assert list(response.context["upcoming"]) == [cast.next, provisional]
    assert list(response.context["past_their_day"]) == [late]
    assert list(response.context["page_obj"]) == [cancelled, cast.past]


def test_list_shows_viewers_only_what_was_held(client, cast):
    make_meeting(board=cast.lives, date=day(-1), status="scheduled")

    response = as_user(client, cast.viewer).get(url("list"))

    assert list(response.context["page_obj"]) == [cast.past]
    assert "Coming meetings" not in response.text
    assert not response.context["past_their_day"]


def test_list_of_one_board_leaves_out_the_others(client, cast):
    theirs = make_meeting(board=cast.health, date=day(9))

    response = as_user(client, cast.member).get(url("list"), {"board": cast.health.pk})

    assert list(response.context["upcoming"]) == [theirs]
    assert list(response.context["page_obj"]) == []


@pytest.mark.parametrize("board", ["nonsense", "999999", "-1"])
def test_list_of_a_board_that_is_not_there_says_so(client, cast, board):
    response = as_user(client, cast.member).get(url("list"), {"board": board})

    assert response.status_code == 200
    assert list(response.context["page_obj"]) == []
    assert "Select a valid choice" in response.text


def test_list_page_that_is_not_there_is_not_found(client, cast):
    assert as_user(client, cast.member).get(url("list"), {"page": "9"}).status_code == 404


def test_list_goes_page_by_page_and_keeps_the_board(client, cast):
    for n in range(30):
        make_meeting(board=cast.lives, date=day(-40 - n))

    response = as_user(client, cast.member).get(url("list"), {"board": cast.lives.pk})

    assert len(response.context["page_obj"]) == 25
    assert f"?board={cast.lives.pk}&amp;page=2" in response.text


@pytest.mark.parametrize(("role", "offered"), [("clerk", True), ("member", False), ("superuser", False)])
def test_list_offers_planning_to_clerks(client, cast, role, offered):
    response = as_user(client, getattr(cast, role)).get(url("list"))

    assert (url("plan") in response.text) is offered


@pytest.mark.parametrize("count", [1, 3, 30])
def test_list_asks_a_constant_number_of_queries(client, cast, count, django_assert_num_queries):
    for n in range(count):
        board = make_board()
        make_meeting(board=board, date=day(-30 - n))
        make_meeting(board=board, date=day(30 + n))
        make_meeting(board=board, date=day(-1 - n), status="scheduled")
    client.force_login(cast.member)

    with django_assert_num_queries(9):
        client.get(url("list"))


# one meeting


@pytest.mark.parametrize("role", ["clerk", "officer", "member", "health_member", "co_optee", "admin", "superuser"])
def test_detail_of_a_coming_meeting_opens_for_roles(client, cast, role):
    assert as_user(client, getattr(cast, role)).get(url("detail", cast.next)).status_code == 200


def test_detail_of_a_coming_meeting_is_not_for_viewers(client, cast):
    assert as_user(client, cast.viewer).get(url("detail", cast.next)).status_code == 404


def test_detail_of_a_held_meeting_is_for_viewers(client, cast):
    assert as_user(client, cast.viewer).get(url("detail", cast.past)).status_code == 200


def test_detail_that_is_not_there_is_not_found(client, cast):
    assert as_user(client, cast.clerk).get("/meetings/999999/").status_code == 404


def test_detail_refuses_a_post(client, cast):
    assert as_user(client, cast.clerk).post(url("detail", cast.past)).status_code == 405


def test_detail_shows_items_in_order_with_what_hangs_from_them(client, cast):
    AgendaItem.objects.filter(pk=cast.item.pk).update(minutes="The Commission considered the report.")
    cast.past.attendance.create(position=1, name="Cllr Esi Member", post="")
    cast.item.attendance.create(meeting=cast.past, position=2, name="Ana Adviser", post="Head of Service")
    document = Document.objects.create(item=cast.item, title="Letter")
    DocumentVersion.objects.create(document=document, number=1, url="https://example.org/letter", added_at=at())

    response = as_user(client, cast.clerk).get(url("detail", cast.past))

    items = list(response.context["items"])
    assert items == [cast.item, cast.exempt_item]
    assert items[0].visible_resolutions == [cast.resolution]
    assert items[0].visible_reviews == [cast.review]
    assert items[0].visible_reviews[0].visible_findings == [cast.strength, cast.area]
    assert items[0].visible_reviews[0].visible_findings[1].visible_actions == [cast.action]
    assert items[0].visible_documents == [document]
    for words in ("The Commission considered the report.", "Cllr Esi Member", "Ana Adviser, Head of Service"):
        assert words in response.text


def test_detail_shows_a_document_that_the_minutes_only_name(client, cast):
    document = Document.objects.create(item=cast.item, title="Letter of findings")

    items = list(as_user(client, cast.viewer).get(url("detail", cast.past)).context["items"])

    assert items[0].visible_documents == [document]


def test_detail_keeps_exempt_matter_from_who_may_not_see_it(client, cast):
    document = Document.objects.create(item=cast.exempt_item, title="Zanzibar heads of terms")
    DocumentVersion.objects.create(document=document, number=1, url="https://example.org/1", added_at=at())
    cast.exempt_item.attendance.create(meeting=cast.past, position=3, name="Zanzibar agent")

    seen = {
        name
        for name, user in cast.everybody.items()
        if "Zanzibar" in as_user(client, user).get(url("detail", cast.past)).text
    }

    # a post sees the exempt action it owns, and not the board's exempt item
    assert seen == cast.may_see_exempt - {"officer", "deputy"}


def test_detail_keeps_an_exempt_version_of_a_document_from_who_may_not_see_it(client, cast):
    document = Document.objects.create(item=cast.item, title="Appendix")
    exempt = {"is_exempt": True, "exempt_paragraphs": "3", "added_at": at()}
    DocumentVersion.objects.create(document=document, number=1, url="https://example.org/full", **exempt)

    texts = {
        name: as_user(client, getattr(cast, name)).get(url("detail", cast.past)).text
        for name in ("member", "health_member")
    }

    assert "Appendix" in texts["member"]
    assert "Appendix" not in texts["health_member"]


@pytest.mark.parametrize(("role", "shown"), [("clerk", True), ("member", False), ("officer", False), ("admin", False)])
def test_detail_shows_clerk_queries_and_making_actions_to_clerks(client, cast, role, shown):
    make_resolution(item=cast.item, clerk_query="How are updates received?")
    make_finding(review=cast.review)

    text = as_user(client, getattr(cast, role)).get(url("detail", cast.past)).text

    assert ("How are updates received?" in text) is shown
    assert ("Make an action" in text) is shown


def test_detail_of_a_noting_resolution_offers_no_action(client, cast):
    noting = make_resolution(item=cast.item, kind="note")

    text = as_user(client, cast.clerk).get(url("detail", cast.past)).text

    assert reverse("actions:make_for_resolution", args=[cast.resolution.pk]) in text
    assert reverse("actions:make_for_resolution", args=[noting.pk]) not in text


def test_detail_lists_what_is_due_at_it(client, cast):
    due = make_action(monitoring_board=cast.lives, due_meeting=cast.next)

    response = as_user(client, cast.member).get(url("detail", cast.next))

    assert list(response.context["due_here"]) == [due]


@pytest.mark.parametrize(
    ("meeting", "said"),
    [
        ({"date": day(40)}, "Officers’ updates are due on"),
        ({"date": day(14)}, "Officers’ updates were due on"),
        ({"month": datetime.date(2026, 6, 1)}, "Give it its day"),
        ({"date": day(0)}, "Record as held"),
        ({"date": day(-1), "status": "scheduled"}, "Record as held"),
    ],
)
def test_detail_says_what_is_next(client, cast, meeting, said):
    meeting = make_meeting(**meeting)

    assert said in as_user(client, cast.clerk).get(url("detail", meeting)).text


def test_detail_of_a_held_meeting_leads_the_clerk_to_the_decisions(client, cast):
    make_proposal(make_action(monitoring_board=cast.lives), now=at(-40))

    text = as_user(client, cast.other_clerk).get(url("detail", cast.past)).text

    assert "1 proposal waits for this board’s decision." in text
    assert url("decide", cast.past) in text


@pytest.mark.parametrize("count", [1, 3, 30])
def test_detail_asks_a_constant_number_of_queries(client, cast, count, django_assert_num_queries):
    common = {"owner": cast.owner, "monitoring_board": cast.lives, "by": cast.clerk}
    for _ in range(count):
        item = make_item(meeting=cast.past)
        item.attendance.create(meeting=cast.past, position=1, name="Somebody")
        document = Document.objects.create(item=item, title="Report")
        DocumentVersion.objects.create(document=document, number=1, url="https://example.org/", added_at=at())
        make_action(resolution=make_resolution(item=item), due_meeting=cast.next, **common)
        action = make_action(finding=make_finding(review=make_review(item=item)), **common)
        make_action(item=item, **common)
        make_proposal(action, by=cast.officer)
        planned = make_work_item(board=cast.lives, resolution=make_resolution(item=item), owner=cast.owner)
        work.take(item=planned, meeting=cast.past, by=cast.clerk, now=at())
        outcome = make_outcome(meeting=cast.past, action=action)
        make_outcome(meeting=cast.past, action=action, corrects=outcome, kind="keep_monitoring")
    client.force_login(cast.clerk)

    with django_assert_num_queries(30):
        client.get(url("detail", cast.past))


# who may change a meeting


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("role", ["officer", "member", "chair", "admin", "superuser"])
def test_changing_is_not_allowed_to_others_who_see_the_meeting(client, cast, name, role):
    as_user(client, getattr(cast, role))

    assert client.get(url(name, cast.next)).status_code == 403
    assert client.post(url(name, cast.next)).status_code == 403


@pytest.mark.parametrize("name", CHANGES)
def test_changing_is_not_found_by_viewers(client, cast, name):
    assert as_user(client, cast.viewer).post(url(name, cast.next)).status_code == 404


@pytest.mark.parametrize("name", CHANGES)
def test_changing_a_meeting_that_is_not_there_is_not_found(client, cast, name):
    meeting = Meeting(pk=999999)

    assert as_user(client, cast.clerk).post(url(name, meeting)).status_code == 404


@pytest.mark.parametrize("name", CHANGES)
def test_changing_without_signing_in_asks_to(client, cast, name):
    response = client.post(url(name, cast.next))

    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", WITH_FORM)
@pytest.mark.parametrize("fields", [{"date": day(28)}, {"month": datetime.date(2026, 6, 1)}, {"date": day(-9)}])
def test_changing_opens_for_a_clerk_whatever_the_meeting(client, cast, name, fields):
    assert as_user(client, cast.clerk).get(url(name, make_meeting(**fields))).status_code == 200


# planning


def plan_post(board, /, **over):
    return {"board": board.pk, "month": "", "starts_at": "", "venue": "", **over}


def test_plan_on_a_day_makes_a_scheduled_meeting(client, cast):
    post = plan_post(cast.health, **boxes("date", day(30)), starts_at="14:00", venue="Town Hall")

    response = as_user(client, cast.clerk).post(url("plan"), post)

    meeting = Meeting.objects.get(board=cast.health)
    assert response.url == url("detail", meeting)
    assert (meeting.status, meeting.date, meeting.starts_at, meeting.venue) == (
        "scheduled",
        day(30),
        datetime.time(14),
        "Town Hall",
    )


def test_plan_in_a_month_makes_a_provisional_meeting(client, cast):
    as_user(client, cast.clerk).post(url("plan"), plan_post(cast.health, month="2026-06-01"))

    meeting = Meeting.objects.get(board=cast.health)
    assert (meeting.status, meeting.date, meeting.month) == ("provisional", None, datetime.date(2026, 6, 1))


@pytest.mark.parametrize(
    ("post", "field", "said"),
    [
        ({}, "date", "Enter the day of the meeting, or choose its month."),
        ({**boxes("date", day(30)), "month": "2026-06-01"}, "month", "Give either the day or the month, not both."),
        ({"date_day": "31", "date_month": "2", "date_year": "2026"}, "date", "must be a real date"),
        ({"month": "2031-01-01"}, "month", "Select a valid choice"),
        ({**boxes("date", day(30)), "board": ""}, "board", "Choose the board."),
        ({**boxes("date", day(30)), "starts_at": "noon"}, "starts_at", "such as 14:00"),
        ({**boxes("date", day(28))}, "__all__", "already has a meeting on that day"),
    ],
)
def test_plan_that_cannot_stand_says_why_and_keeps_what_was_typed(client, cast, post, field, said):
    before = Meeting.objects.count()

    response = as_user(client, cast.clerk).post(url("plan"), plan_post(cast.lives, venue="Town Hall", **post))

    assert response.status_code == 200
    assert said in str(response.context["form"].errors[field])
    assert 'value="Town Hall"' in response.text
    assert Meeting.objects.count() == before


@pytest.mark.parametrize("role", ["officer", "member", "viewer", "superuser"])
def test_plan_is_for_clerks(client, cast, role):
    as_user(client, getattr(cast, role))

    assert client.get(url("plan")).status_code == 403
    assert client.post(url("plan")).status_code == 403


def test_plan_offers_only_boards_that_exist_now(client, cast):
    gone = make_board(active_to=day(-1))

    form = as_user(client, cast.clerk).get(url("plan")).context["form"]

    assert gone not in form.fields["board"].queryset


# giving a day


def test_set_day_of_a_provisional_meeting_keeps_the_row_and_what_is_due(client, cast):
    meeting = make_meeting(board=cast.lives, month=datetime.date(2026, 6, 1))
    action = make_action(monitoring_board=cast.lives, due_meeting=meeting)

    response = as_user(client, cast.clerk).post(url("set_day", meeting), day_post(meeting, datetime.date(2026, 6, 9)))

    meeting.refresh_from_db()
    action.refresh_from_db()
    assert response.url == url("detail", meeting)
    assert (meeting.status, meeting.date, meeting.month) == ("scheduled", datetime.date(2026, 6, 9), None)
    assert action.due_meeting == meeting


def test_set_day_page_says_what_moves_with_the_meeting(client, cast):
    action = make_action(monitoring_board=cast.lives, due_meeting=cast.next)

    response = as_user(client, cast.clerk).get(url("set_day", cast.next))

    assert list(response.context["due_here"]) == [action]
    assert "moves with it" in response.text


def test_set_day_after_somebody_else_moved_it_says_so_and_keeps_what_was_typed(client, cast):
    Meeting.objects.filter(pk=cast.next.pk).update(date=day(30))

    post = day_post(cast.next, day(35), note="The chair is away.")
    response = as_user(client, cast.clerk).post(url("set_day", cast.next), post)

    cast.next.refresh_from_db()
    assert "Somebody else changed this meeting to 2 April 2026" in str(response.context["form"].non_field_errors())
    assert "The chair is away." in response.text
    assert cast.next.date == day(30)


def test_set_day_of_a_held_meeting_is_refused(client, cast):
    response = as_user(client, cast.clerk).post(url("set_day", cast.past), day_post(cast.past, day(5)))

    assert "This meeting was held" in str(response.context["form"].non_field_errors())


def test_set_day_on_a_day_that_is_taken_is_refused(client, cast):
    other = make_meeting(board=cast.lives, date=day(60))

    response = as_user(client, cast.clerk).post(url("set_day", other), day_post(other, cast.next.date))

    assert "already has a meeting on that day" in str(response.context["form"].errors)


# holding


def test_hold_records_it_and_leads_back(client, cast):
    meeting = make_meeting(date=day(0))

    response = as_user(client, cast.clerk).post(url("hold", meeting))

    meeting.refresh_from_db()
    assert response.url == url("detail", meeting)
    assert meeting.status == "held"


def test_hold_before_the_day_says_why_not(client, cast):
    response = as_user(client, cast.clerk).post(url("hold", cast.next), follow=True)

    cast.next.refresh_from_db()
    assert "It can be recorded as held from that day." in response.text
    assert cast.next.status == "scheduled"


def test_hold_refuses_a_get(client, cast):
    assert as_user(client, cast.clerk).get(url("hold", cast.next)).status_code == 405


# the work programme


def test_detail_has_what_is_planned_in_agenda_order(client, cast):
    for title in ("Attendance", "Exclusions"):
        make_work_item(meeting=cast.next, title=title)

    response = as_user(client, cast.member).get(url("detail", cast.next))

    assert [item.title for item in response.context["planned"]] == ["Attendance", "Exclusions"]
    assert reverse("work:add", args=["ILSC"]) not in response.text


def test_detail_of_a_held_meeting_lets_the_clerk_say_what_was_taken(client, cast):
    taken, waiting = make_work_item(board=cast.lives), make_work_item(meeting=cast.next)
    cast.next.status = "held"
    cast.next.save()
    work.take(item=taken, meeting=cast.next, by=cast.clerk, now=at())

    response = as_user(client, cast.clerk).get(url("detail", cast.next))

    assert (response.context["planned"], response.context["not_taken"]) == ([waiting, taken], 1)
    assert reverse("work:take_all", args=[cast.next.pk]) in response.text
    assert reverse("work:take", args=[waiting.pk]) in response.text
    assert reverse("work:take", args=[taken.pk]) not in response.text


def test_cancel_says_how_much_of_the_programme_has_no_place(client, cast):
    for _ in range(2):
        make_work_item(meeting=cast.next)

    response = as_user(client, cast.clerk).post(url("cancel", cast.next), {"reason": "Snow."}, follow=True)

    assert "The meeting is cancelled. 2 items of the work programme have no place now." in response.text


# cancelling


def test_cancel_unbinds_what_was_due_and_says_which(client, cast):
    action = make_action(monitoring_board=cast.lives, due_meeting=cast.next)

    response = as_user(client, cast.clerk).post(url("cancel", cast.next), {"reason": "Snow."}, follow=True)

    cast.next.refresh_from_db()
    action.refresh_from_db()
    assert (cast.next.status, cast.next.cancelled_reason) == ("cancelled", "Snow.")
    assert action.due_meeting is None
    assert f"Give these a new date: {action.reference}." in response.text


def test_cancel_without_a_reason_is_refused(client, cast):
    response = as_user(client, cast.clerk).post(url("cancel", cast.next), {"reason": "  "})

    cast.next.refresh_from_db()
    assert response.context["form"].errors["reason"] == ["Say why the meeting is cancelled."]
    assert cast.next.status == "scheduled"


def test_cancel_twice_keeps_the_first_reason(client, cast):
    as_user(client, cast.clerk).post(url("cancel", cast.next), {"reason": "Snow."})

    response = client.post(url("cancel", cast.next), {"reason": "Other."})

    cast.next.refresh_from_db()
    assert "cancelled already" in str(response.context["form"].non_field_errors())
    assert cast.next.cancelled_reason == "Snow."


# confirming the minutes


def test_changes_are_recorded_with_their_clerk(client, cast):
    clerk = make_clerk()
    meeting = make_meeting(date=day(0))

    as_user(client, clerk).post(url("hold", meeting))

    event = Event.objects.of(meeting).get()
    assert (event.verb, event.actor) == ("held", clerk)
