"""One action with its whole thread, and the pages that make and edit one."""

import pytest
from django.urls import reverse

from actions.models import Action
from meetings.models import Meeting
from tests.builders import (
    at,
    day,
    make_action,
    make_answer,
    make_clerk,
    make_finding,
    make_meeting,
    make_owner,
    make_pack,
    make_question,
    make_resolution,
    make_update,
)

pytestmark = pytest.mark.django_db


def url(name, action):
    return reverse(f"actions:{name}", args=[action.slug])


def test_detail_shows_the_thread_in_the_minutes_words(client, cast):
    client.force_login(cast.member)

    response = client.get(url("detail", cast.action))

    page = response.content.decode()
    assert response.status_code == 200
    assert "That autism pathways be clearer." in page
    assert [entry.heading for entry in response.context["timeline"]] == [
        "The board was asked to close it",
        "Progress update",
        "Action made",
    ]


def test_detail_tells_what_an_update_changed_with_it(client, cast):
    client.force_login(cast.member)

    response = client.get(url("detail", cast.action))

    (update,) = [entry for entry in response.context["timeline"] if entry.update]
    assert [(change.what, change.was, change.now) for change in update.changes] == [
        ("Status", "Not started", "In progress"),
        ("Confidence", "none", "Green: on track"),
    ]


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("officer", {"can_update", "can_take_back"}),
        ("clerk", {"can_update", "can_edit"}),
        ("member", set()),
        ("viewer", set()),
        ("superuser", set()),
    ],
)
def test_detail_offers_only_what_one_may_do(client, cast, who, may):
    make_pack(cast.next)
    client.force_login(getattr(cast, who))

    response = client.get(url("detail", cast.action))

    offered = ("can_update", "can_propose", "can_take_back", "can_edit")
    assert {name for name in offered if response.context[name]} == may


@pytest.mark.parametrize("who", ["health_member", "co_optee", "admin", "superuser", "viewer"])
def test_detail_of_an_exempt_action_is_not_found_by_others(client, cast, who):
    client.force_login(getattr(cast, who))

    assert client.get(url("detail", cast.exempt_action)).status_code == 404


def test_detail_of_no_action_is_not_found(client, cast):
    client.force_login(cast.clerk)

    assert client.get("/actions/none-2020-21-01/").status_code == 404


def test_detail_of_an_action_that_no_published_pack_shows_is_not_found_by_viewers(client, cast):
    client.force_login(cast.viewer)

    assert client.get(url("detail", cast.action)).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 30])
def test_detail_query_count(client, cast, count, django_assert_num_queries):
    action = make_action(monitoring_board=cast.lives, owner=cast.owner)
    for number in range(count):
        make_update(action, now=at(-20, hour=1 + number % 20), by=cast.officer)
        asked = make_question(meeting=cast.next, asked_by=cast.member, action=action)
        make_answer(asked, undertaking="More.")
    client.force_login(cast.member)

    with django_assert_num_queries(22):
        client.get(url("detail", action))


def made_of(**over):
    return {
        "title": "Bring the report back",
        "owner": make_owner().pk,
        "success_measure": "Members have read it.",
        **over,
    }


def test_make_for_resolution_due_in_a_month_makes_a_provisional_meeting(client, cast):
    client.force_login(cast.clerk)

    response = client.post(
        reverse("actions:make_for_resolution", args=[cast.resolution.pk]),
        made_of(monitoring_board=cast.lives.pk, due_month="2026-12-01"),
    )

    action = Action.objects.get(resolution=cast.resolution)
    assert response.url == action.get_absolute_url()
    assert (action.due_meeting.status, action.due) == ("provisional", "December 2026 meeting")
    assert str(action.original_due_month) == "2026-12-01"


def test_make_due_in_a_month_with_two_meetings_asks_which(client, cast):
    for number in (8, 15):
        make_meeting(board=cast.lives, date=day(0).replace(month=12, day=number))
    client.force_login(cast.clerk)

    response = client.post(
        reverse("actions:make_for_resolution", args=[cast.resolution.pk]),
        made_of(monitoring_board=cast.lives.pk, due_month="2026-12-01"),
    )

    assert response.context["form"].errors == {
        "due_month": [
            "Improving Lives Select Commission meets on 8 December 2026 and 15 December 2026. "
            "Choose the meeting instead of the month."
        ]
    }
    assert b"Bring the report back" in response.content
    assert Meeting.objects.filter(status="provisional").count() == 0


def test_make_for_finding_due_two_ways_is_refused(client, cast):
    client.force_login(cast.clerk)

    response = client.post(
        reverse("actions:make_for_finding", args=[cast.area.pk]),
        made_of(
            monitoring_board=cast.lives.pk,
            due_meeting=cast.next.pk,
            due_on_day="1",
            due_on_month="July",
            due_on_year="2026",
        ),
    )

    assert list(response.context["form"].errors) == ["due_meeting"]


def test_make_for_a_strength_is_not_found(client, cast):
    client.force_login(cast.clerk)

    assert client.get(reverse("actions:make_for_finding", args=[cast.strength.pk])).status_code == 404


@pytest.mark.parametrize("who", ["officer", "member", "admin", "viewer"])
def test_make_is_for_clerks(client, cast, who):
    client.force_login(getattr(cast, who))

    answers = [
        client.get(reverse("actions:make_for_resolution", args=[make_resolution().pk])),
        client.post(reverse("actions:make_for_finding", args=[make_finding().pk])),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_edit_changes_and_records_it(client):
    action = make_action(title="Before")
    client.force_login(make_clerk())

    client.post(url("edit", action), {**made_of(title="After"), "owner": action.owner.pk, "version": action.version})

    action.refresh_from_db()
    assert (action.title, action.success_measure) == ("After", "Members have read it.")


def test_edit_gives_a_date_where_there_is_none_and_no_other(client):
    action, dated = make_action(), make_action(due_on=day(5))
    client.force_login(make_clerk())
    date = {"due_on_day": "1", "due_on_month": "7", "due_on_year": "2026"}

    for row in (action, dated):
        client.post(url("edit", row), {**made_of(), **date, "version": row.version})

    action.refresh_from_db(), dated.refresh_from_db()
    assert (str(action.due_on), str(action.original_due_on), dated.due_on) == ("2026-07-01", "2026-07-01", day(5))


def test_edit_of_what_somebody_changed_meanwhile_keeps_what_was_typed(client):
    action = make_action(title="Before")
    client.force_login(make_clerk())
    seen = action.version
    make_update(action, progress="Written meanwhile.")

    response = client.post(url("edit", action), {**made_of(title="Typed"), "version": seen})
    again = client.post(
        url("edit", action), {**made_of(title="Typed"), "version": response.context["form"]["version"].value()}
    )

    assert b"Written meanwhile." in response.content
    assert b"Typed" in response.content
    assert again.status_code == 302
