"""Recommendations, reports and referrals as the clerk records them: each a form that loses nothing."""

import pytest
from django.urls import reverse

from meetings.models import Recommendation, Referral, Resolution, WorkItem
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_item,
    make_meeting,
    make_owner,
    make_recommendation,
    make_referral,
    make_resolution,
    make_response,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    user = make_clerk()
    client.force_login(user)
    return user


@pytest.fixture
def board():
    return make_board(name="Lives Commission")


def resolved(board, kind):
    item = make_item(meeting=make_meeting(board=board, date=day(-28)))
    return make_resolution(item=item, kind=kind, text="That something be done.")


def url(name, row):
    return reverse(f"resolutions:{name}", args=[row.pk])


def on(name, offset):
    """A day as its three boxes post it."""
    found = day(offset)
    return {f"{name}_day": found.day, f"{name}_month": found.month, f"{name}_year": found.year}


def errors(response):
    return {field: list(found) for field, found in response.context["form"].errors.items()}


def told(response):
    return [str(message) for message in response.context["messages"]]


# served


def test_served_on_a_board(client, clerk, board):
    cabinet = make_board(name="Cabinet")

    response = client.post(
        url("recommend", resolved(board, "recommend")),
        {"to_board": cabinet.pk, **on("served_on", -10)},
        follow=True,
    )

    recommendation = Recommendation.objects.get()
    assert (recommendation.to_board, recommendation.served_on) == (cabinet, day(-10))
    assert told(response) == ["Served on Cabinet. The response is due by 20 April 2026."]


@pytest.mark.parametrize(
    ("posted", "wrong"),
    [
        (on("served_on", -10), {"to_board": ["Say on whom it was served."]}),
        ({"to_body": "Cabinet"}, {"served_on": ["Enter the day they received it."]}),
        (
            {"to_body": "X", **on("served_on", 1)},
            {"served_on": ["Record it once it has been served: this day is still to come."]},
        ),
        (
            {"to_body": "X", **on("served_on", -2), **on("response_due_on", -3)},
            {"response_due_on": ["The response is due on the day it was received or later."]},
        ),
    ],
)
def test_served_wrongly_comes_back(client, clerk, board, posted, wrong):
    response = client.post(url("recommend", resolved(board, "recommend")), posted)

    assert errors(response) == wrong


def test_served_on_two_at_once_comes_back(client, clerk, board):
    response = client.post(
        url("recommend", resolved(board, "recommend")),
        {"to_board": make_board().pk, "to_owner": make_owner().pk, **on("served_on", -2)},
    )

    assert errors(response) == {"to_owner": ["Give one respondent only. Serve it on each by itself."]}


# answered


def test_answer_is_recorded_with_where_it_was_reported(client, clerk, board):
    recommendation = make_recommendation(resolution=resolved(board, "recommend"), served_on=day(-20))
    make_action(resolution=recommendation.resolution, monitoring_board=board)
    meeting = make_meeting(board=board, date=day(-1))

    response = client.post(
        url("respond", recommendation),
        {"seen": 0, "answer": "partly", "reasons": "Half.", "reported_at": meeting.pk, **on("received_on", -5)},
        follow=True,
    )

    row = recommendation.responses.get()
    assert (row.answer, row.reasons, row.reported_at) == ("partly", "Half.", meeting)
    assert told(response)[0] == "The response is recorded: accepted in part."
    assert "another scrutiny officer has to record" in told(response)[1]


@pytest.mark.parametrize(
    ("posted", "wrong"),
    [
        ({}, {"answer": ["Choose what the response is."]}),
        ({"answer": "rejected"}, {"reasons": ["Give the reasons for not accepting it whole."]}),
        (
            {"answer": "deferred", "reasons": "Later."},
            {"new_due_on": ["Enter the day until which it is deferred."]},
        ),
        ({"answer": "shelved"}, {"answer": ["Select a valid choice. shelved is not one of the available choices."]}),
    ],
)
def test_answer_that_is_not_whole_comes_back(client, clerk, board, posted, wrong):
    recommendation = make_recommendation(resolution=resolved(board, "recommend"))

    response = client.post(url("respond", recommendation), {"seen": 0, **on("received_on", -5), **posted})

    assert errors(response) == wrong
    assert recommendation.responses.count() == 0


def test_answer_that_somebody_else_recorded_meanwhile_is_shown(client, clerk, board):
    recommendation = make_recommendation(resolution=resolved(board, "recommend"))
    make_response(recommendation, answer="rejected", reasons="No money.")

    response = client.post(url("respond", recommendation), {"seen": 0, "answer": "accepted", **on("received_on", -5)})

    assert "Somebody else recorded a response while you were writing." in response.text
    assert "No money." in response.text


def test_reported_later(client, clerk, board):
    response = make_response(make_recommendation(resolution=resolved(board, "recommend")), received_on=day(-5))
    meeting = make_meeting(board=board, date=day(-1))

    answered = client.post(url("report_response", response), {"meeting": meeting.pk}, follow=True)

    assert told(answered) == ["Reported to the meeting of 2 March 2026."]
    response.refresh_from_db()
    assert response.reported_at == meeting


# the list of responses


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("", ["Overdue", "To come"]),
        ("waiting", ["Overdue", "To come"]),
        ("overdue", ["Overdue"]),
        ("answered", ["Answered"]),
        ("all", ["Answered", "Overdue", "To come"]),
        ("lost", []),
    ],
)
def test_responses_by_where_they_stand(client, clerk, board, state, found):
    make_recommendation(to_body="Overdue", response_due_on=day(-1))
    make_recommendation(to_body="To come", response_due_on=day(1))
    make_response(make_recommendation(to_body="Answered", response_due_on=day(-9)))
    make_recommendation(to_body="In error", withdrawn_at=at(), withdrawn_by=make_clerk(), withdrawn_why="Another body.")

    response = client.get(reverse("resolutions:responses"), {"state": state} if state else {})

    assert [one.respondent for one in response.context["object_list"]] == found


def test_responses_of_exempt_matter_are_for_the_board(client, cast):
    make_recommendation(resolution=cast.exempt_resolution, to_body="Zanzibar company")

    for user, shown in ((cast.member, True), (cast.co_optee, False), (cast.officer, False), (make_user(), False)):
        client.force_login(user)
        assert ("Zanzibar" in client.get(reverse("resolutions:responses")).text) == shown


def test_clerk_is_told_at_home_of_responses_that_are_overdue(client, clerk, board):
    make_recommendation(response_due_on=day(-1))

    assert "1 response overdue" in " ".join(client.get("/").text.split())


# reports


def test_report_is_put_into_a_programme_and_taken(client, clerk, board):
    resolution = resolved(board, Resolution.Kind.REQUEST_REPORT)
    coming, held = make_meeting(board=board, date=day(28)), make_meeting(board=board, date=day(-1))

    planned = client.post(
        url("request_report", resolution),
        {"title": "Progress", "board": board.pk, "meeting": coming.pk},
        follow=True,
    )
    item = WorkItem.objects.get()
    taken = client.post(url("take_report", item), {"meeting": held.pk}, follow=True)

    assert told(planned) == ["It is in the work programme of Lives Commission, 31 March 2026."]
    assert told(taken) == ["Recorded: taken at the meeting of 2 March 2026."]


def test_report_is_asked_for_when_its_action_is_due(client, clerk, board):
    resolution, coming = resolved(board, "request_report"), make_meeting(board=board, date=day(28))
    action = make_action(resolution=resolution, monitoring_board=board, due_meeting=coming)

    initial = client.get(url("request_report", resolution)).context["form"].initial

    assert initial == {
        "title": "That something be done.",
        "board": board.pk,
        "meeting": coming.pk,
        "owner": action.owner_id,
    }


@pytest.mark.parametrize("what", ["both", "another board", "twice"])
def test_report_that_cannot_be_planned_comes_back(client, clerk, board, what):
    resolution, coming = resolved(board, "request_report"), make_meeting(board=board, date=day(28))
    posted = {"title": "Progress", "board": board.pk, "meeting": coming.pk}
    if what == "both":
        posted["month"] = "2026-04-01"
    elif what == "another board":
        posted["meeting"] = make_meeting(date=day(28)).pk
    else:
        client.post(url("request_report", resolution), posted)

    response = client.post(url("request_report", resolution), posted)

    assert (
        errors(response)
        == {
            "both": {"month": ["Give either a meeting or a month, not both."]},
            "another board": {"meeting": ["Choose a meeting of Lives Commission."]},
            "twice": {"board": ["It is in the work programme of this board already."]},
        }[what]
    )


# referrals


def test_referred_and_taken(client, clerk, board):
    resolution, other = resolved(board, "refer"), make_board(name="Health Commission")
    held = make_meeting(board=other, date=day(-1))

    referred = client.post(url("refer", resolution), {"to_board": other.pk, "why": "Look into it."}, follow=True)
    referral = Referral.objects.get()
    taken = client.post(url("answer_referral", referral), {"taken": "yes", "meeting": held.pk}, follow=True)

    assert told(referred) == ["It is referred to Health Commission, and stands in its work programme."]
    assert told(taken) == ["Recorded: Health Commission took it."]


@pytest.mark.parametrize(
    ("posted", "wrong"),
    [
        ({}, {"taken": ["Say whether the board took it."]}),
        ({"taken": "yes"}, {"meeting": ["Choose the meeting at which it was taken."]}),
        ({"taken": "no"}, {"why": ["Say why it was not taken."]}),
    ],
)
def test_answer_of_the_other_board_that_is_not_whole_comes_back(client, clerk, board, posted, wrong):
    referral = make_referral(resolution=resolved(board, "refer"))

    response = client.post(url("answer_referral", referral), posted)

    assert errors(response) == wrong


def test_not_referred_to_its_own_board(client, clerk, board):
    response = client.post(url("refer", resolved(board, "refer")), {"to_board": board.pk})

    assert list(errors(response)) == ["to_board"]


# kind and title


def test_kind_and_title_are_changed_and_the_words_are_not(client, clerk, board):
    resolution = resolved(board, "other")

    client.post(
        url("describe", resolution),
        {"seen_kind": "other", "title": "The plan", "kind": "circulate", "note": "Misread."},
    )

    resolution.refresh_from_db()
    assert (resolution.title, resolution.kind, resolution.text) == ("The plan", "circulate", "That something be done.")
    assert "Misread." in client.get(url("detail", resolution)).text


def test_kind_that_somebody_else_changed_comes_back(client, clerk, board):
    resolution = resolved(board, "refer")

    response = client.post(url("describe", resolution), {"seen_kind": "other", "title": "", "kind": "circulate"})

    assert "Somebody else changed it to “Refer” while you were writing." in response.text
