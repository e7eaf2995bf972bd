"""The register: what boards resolved, what is outstanding of it, whose that is, when it is due, and what to do next."""

import csv
import io

import pytest
from django.urls import reverse

from actions.services import decisions, endings
from meetings.models import Resolution
from people.models import Message
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
    make_proposal,
    make_recommendation,
    make_referral,
    make_resolution,
    make_response,
    make_user,
    send_circulation,
)

pytestmark = pytest.mark.django_db

URL = "/resolutions/"


@pytest.fixture
def clerk(client):
    user = make_clerk()
    client.force_login(user)
    return user


@pytest.fixture
def item():
    return make_item(meeting=make_meeting(board=make_board(name="Lives Commission"), date=day(-28)), title="SEND")


def titles(response):
    return [str(resolution) for resolution in response.context["object_list"]]


def stands(client, resolution):
    """(state, what, whose, due, overdue, next step) of a resolution, as the register has it."""
    rows = client.get(URL, {"state": "all"}).context["object_list"]
    position = next(row.position_now for row in rows if row.pk == resolution.pk)
    return (
        position.state.value,
        position.what,
        position.whose,
        position.due,
        position.overdue,
        position.step,
    )


def answering(resolution, *, post="Head of Service", **over):
    owner = over.pop("owner", None) or make_owner(name=post)
    return make_action(resolution=resolution, monitoring_board=resolution.item.meeting.board, owner=owner, **over)


# where each stands


def test_nothing_is_owed_for_noting(client, clerk, item):
    resolution = make_resolution(item=item, kind="note")

    assert stands(client, resolution) == ("nothing", "Nothing is owed for this.", "", "", False, "")


def test_to_be_circulated_is_the_owners(client, clerk, item):
    resolution = make_resolution(item=item, kind="circulate")
    answering(resolution, due_on=day(-1))

    assert stands(client, resolution) == (
        "outstanding",
        "To be circulated.",
        "Head of Service",
        "2 March 2026",
        True,
        "Attach the document",
    )


def test_circulated_is_for_the_board_to_agree(client, clerk, item):
    make_membership(board=item.meeting.board)
    resolution = make_resolution(item=item, kind="circulate")
    answering(resolution)
    send_circulation(resolution=resolution, now=at(-3))

    assert stands(client, resolution)[:3] == (
        "board",
        "Circulated on 28 February 2026. The board is asked to agree that it is done.",
        "Lives Commission",
    )


def test_done_once_the_board_agreed(client, clerk, item):
    make_membership(board=item.meeting.board)
    resolution = make_resolution(item=item, kind="circulate")
    action = answering(resolution)
    send_circulation(resolution=resolution, now=at(-3))
    held = make_meeting(board=item.meeting.board, date=day(-1))
    decisions.decide(proposal=action.proposals.get(), granted=True, meeting=held, by=clerk, now=at())

    assert stands(client, resolution)[:2] == (
        "done",
        "Circulated on 28 February 2026. Its action is closed.",
    )


def test_refused_by_the_board_somebody_has_to_ask_again(client, clerk, item):
    make_membership(board=item.meeting.board)
    resolution = make_resolution(item=item, kind="circulate")
    action = answering(resolution)
    send_circulation(resolution=resolution, now=at(-3))
    held = make_meeting(board=item.meeting.board, date=day(-1))
    decisions.decide(proposal=action.proposals.get(), granted=False, meeting=held, by=clerk, now=at(), note="No.")

    state, what, whose, _, _, step = stands(client, resolution)
    assert (state, whose, step) == ("outstanding", "Scrutiny office", "Ask the board to close it")
    assert what == f"Circulated on 28 February 2026. Nobody has asked the board to close {action.reference}."


def test_without_an_action_it_is_done_when_it_has_ended(client, clerk, item):
    make_membership(board=item.meeting.board)
    resolution = make_resolution(item=item, kind="circulate")
    assert stands(client, resolution)[:3] == ("outstanding", "To be circulated.", "Scrutiny office")

    send_circulation(resolution=resolution, now=at(-3))

    assert stands(client, resolution)[:2] == ("done", "Circulated on 28 February 2026.")


def test_owner_who_says_it_is_done_with_nothing_recorded(client, clerk, item):
    resolution = make_resolution(item=item, kind="circulate")
    make_proposal(answering(resolution), kind="close")

    state, what, whose, *_, step = stands(client, resolution)

    assert (state, whose, step) == ("board", "Lives Commission", "Attach the document")
    assert what.endswith("Nothing of it is recorded here yet.")


def test_response_that_is_overdue_is_the_respondents(client, clerk, item):
    resolution = make_resolution(item=item, kind="recommend")
    assert stands(client, resolution)[2:] == ("Scrutiny office", "", False, "Record whom it was served on")

    make_recommendation(resolution=resolution, to_body="Cabinet", response_due_on=day(-10))

    assert stands(client, resolution) == (
        "outstanding",
        "The response has not come yet.",
        "Cabinet",
        "21 February 2026",
        True,
        "Record the response",
    )


def test_response_that_was_deferred_is_due_on_the_day_it_names(client, clerk, item):
    recommendation = make_recommendation(resolution=make_resolution(item=item, kind="recommend"))
    make_response(recommendation, answer="deferred", new_due_on=day(10))

    assert stands(client, recommendation.resolution)[1:5] == (
        "The response was deferred.",
        "Cabinet",
        "13 March 2026",
        False,
    )


def test_report_in_a_programme_is_due_at_its_meeting(client, clerk, item):
    resolution, board = make_resolution(item=item, kind="request_report"), item.meeting.board
    assert stands(client, resolution)[2:] == ("Scrutiny office", "", False, "Put it in the work programme")
    answering(resolution)

    endings.request_report(
        resolution=resolution,
        board=board,
        title="Progress",
        meeting=make_meeting(board=board, date=day(28)),
        by=clerk,
        now=at(),
    )

    assert stands(client, resolution) == (
        "outstanding",
        "The report is in the work programme of Lives Commission.",
        "Head of Service",
        "31 March 2026 meeting",
        False,
        "Record that it was taken",
    )


def test_referral_is_the_other_boards_until_it_declines(client, clerk, item):
    resolution = make_resolution(item=item, kind="refer")
    referral = make_referral(resolution=resolution, to_board=make_board(name="Health Commission"))
    assert stands(client, resolution)[1:3] == (
        "Health Commission has neither taken it nor declined.",
        "Health Commission",
    )

    endings.answer_referral(referral=referral, taken=False, why="Not ours.", by=clerk, now=at())

    assert stands(client, resolution)[1:3] == (
        "Health Commission did not take it: Not ours.",
        "Scrutiny office",
    )


def test_other_is_done_when_its_actions_are(client, clerk, item):
    resolution = make_resolution(item=item, kind="other")
    assert stands(client, resolution)[1:] == (
        "No action answers it yet.",
        "Scrutiny office",
        "",
        False,
        "Make an action",
    )

    action = answering(resolution)
    assert stands(client, resolution)[:3] == ("outstanding", "1 action open.", "Head of Service")
    held = make_meeting(board=item.meeting.board, date=day(-1))
    proposal = make_proposal(action, kind="close")
    decisions.decide(proposal=proposal, granted=True, meeting=held, by=clerk, now=at())

    assert stands(client, resolution)[:2] == ("done", "The board agreed. Its action is closed.")


# narrowed down


def test_without_a_filter_it_lists_what_is_outstanding_the_latest_meeting_first(client, clerk, item):
    make_resolution(item=item, kind="note", text="Noted.")
    make_resolution(item=item, kind="circulate", text="Of the first meeting.")
    later = make_item(meeting=make_meeting(board=item.meeting.board, date=day(-7)))
    make_resolution(item=later, kind="recommend", text="Of the second.")

    assert titles(client.get(URL)) == ["Of the second.", "Of the first meeting."]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "nothing"}, ["Noted."]),
        ({"state": "done"}, ["Sent."]),
        ({"state": "all"}, ["Noted.", "The plan.", "Sent.", "To Cabinet."]),
        ({"kind": "circulate"}, ["The plan."]),
        ({"overdue": "on"}, ["To Cabinet."]),
        ({"q": "PLAN the"}, ["The plan."]),
        ({"q": "inclusion"}, ["The plan."]),
        ({"q": "send"}, ["The plan.", "To Cabinet."]),
        ({"q": "plan nowhere"}, []),
    ],
)
def test_list_narrowed_down(client, clerk, item, query, found):
    make_membership(board=item.meeting.board)
    make_resolution(item=item, kind="note", text="Noted.")
    answering(make_resolution(item=item, kind="circulate", text="The plan."), post="Head of Inclusion")
    send_circulation(resolution=make_resolution(item=item, kind="circulate", text="Sent."))
    make_recommendation(resolution=make_resolution(item=item, kind="recommend", text="To Cabinet."))

    assert titles(client.get(URL, query)) == found


def test_list_by_board_and_meeting(client, clerk, item):
    mine, other = make_resolution(item=item), make_resolution()

    for query in ({"board": item.meeting.board_id}, {"meeting": item.meeting_id}):
        assert titles(client.get(URL, query)) == [str(mine)]
    assert titles(client.get(URL, {"board": other.item.meeting.board_id})) == [str(other)]


@pytest.mark.parametrize("query", [{"state": "lost"}, {"kind": "x"}, {"board": "none"}, {"page": "1"}])
def test_list_asked_for_what_there_is_not(client, clerk, item, query):
    make_resolution(item=item)

    assert client.get(URL, query).status_code == 200


# who sees what


def test_exempt_resolutions_are_for_their_board_alone(client, cast):
    seeing = set()
    for name, user in cast.everybody.items():
        client.force_login(user)
        if any("Zanzibar" in title for title in titles(client.get(URL, {"state": "all"}))):
            seeing.add(name)

    assert seeing == {"clerk", "other_clerk", "member", "chair"}


def test_viewer_reads_what_held_meetings_resolved(client, item):
    make_resolution(item=item, text="Held.")
    make_resolution(item=make_item(meeting=make_meeting(date=day(7))), text="Of a meeting to come.")
    client.force_login(make_user())

    assert titles(client.get(URL)) == ["Held."]


def test_what_to_do_next_is_for_clerks(client, item):
    resolution = make_resolution(item=item, kind="circulate")
    client.force_login(make_user())

    assert "What to do next" not in client.get(URL).text
    assert "Attach the document" not in client.get(reverse("resolutions:detail", args=[resolution.pk])).text


# as a file


def test_export_is_whole_and_safe_to_open(client, clerk, item):
    for number in range(30):
        make_resolution(item=item, kind="circulate", number=str(number), text="=cmd|' /C calc'!A0")

    response = client.get(reverse("resolutions:export"), {"kind": "circulate"})

    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert response["Content-Disposition"] == 'attachment; filename="resolutions-2026-03-03.csv"'
    assert len(rows) == 30
    assert rows[0] == {
        "Board": "Lives Commission",
        "Meeting": "3 February 2026",
        "Item": "SEND",
        "Number": "0",
        "Working title": "",
        "Words": "'=cmd|' /C calc'!A0",
        "Kind": "Circulate",
        "State": "Outstanding",
        "Where it stands": "To be circulated.",
        "Whose": "Scrutiny office",
        "Due": "",
        "Overdue": "no",
        "Actions": "",
        "Exempt": "",
    }


# one resolution


def test_page_of_a_resolution_has_the_whole_thread(client, clerk, item):
    make_membership(board=item.meeting.board, user=make_user("Cllr Ann"))
    resolution = make_resolution(item=item, kind="circulate", number="2", text="That the plan be circulated.")
    action = answering(resolution)
    circulation = send_circulation(resolution=resolution, by=clerk)
    Message.objects.update(state="failed", why="No such mailbox.")

    response = client.get(reverse("resolutions:detail", args=[resolution.pk]))

    words = " ".join(response.text.split())
    for said in (
        "That the plan be circulated.",
        action.reference,
        "Circulated: The plan, version 1",
        "Not reached",
        reverse("resolutions:circulation", args=[circulation.pk]),
        "Circulated to members",
    ):
        assert said in words


def test_passage_is_shown_without_the_clerks_drafting_note(client, clerk, item):
    text = "RESOLVED that the plan be circulated. Does health attend? To be settled."
    source = item.meeting.sources.create(text=text, sha256="1" * 64, origin="pasted", added_at=at())
    resolution = make_resolution(
        item=item,
        text="that the plan be circulated.",
        clerk_query="Does health attend? To be settled.",
        source=source,
        span_start=0,
        span_end=len(text),
    )
    page = reverse("resolutions:detail", args=[resolution.pk])

    assert "Clerk query, not published" in client.get(page).text
    client.force_login(make_user())
    shown = client.get(page).text

    assert "RESOLVED that the plan be circulated." in shown
    assert "Does health attend" not in shown


def test_names_of_recipients_are_kept_by_the_office(client, clerk, item):
    make_membership(board=item.meeting.board, user=make_user("Cllr Ann Member", email="ann@example.org"))
    make_membership(board=item.meeting.board, user=make_user("Cllr Bo Member"))
    circulation = send_circulation(resolution=make_resolution(item=item, kind="circulate"))
    pages = [
        reverse("resolutions:circulation", args=[circulation.pk]),
        reverse("resolutions:detail", args=[circulation.resolution_id]),
    ]

    assert "ann@example.org" in client.get(pages[0]).text
    client.force_login(circulation.recipients.get(user__name="Cllr Bo Member").user)

    for page in pages:
        assert "Cllr Ann" not in client.get(page).text


def test_link_from_the_meeting_and_from_the_action(client, clerk, item):
    resolution = make_resolution(item=item, kind="recommend")
    action = answering(resolution)
    make_recommendation(resolution=resolution, to_body="Cabinet")
    link = reverse("resolutions:detail", args=[resolution.pk])

    assert link in client.get(item.meeting.get_absolute_url()).text
    page = client.get(action.get_absolute_url()).text
    assert link in page
    assert "The response has not come yet." in page


def test_owner_of_an_exempt_action_is_not_led_to_a_resolution_they_may_not_open(client, cast):
    client.force_login(cast.officer)

    page = client.get(cast.exempt_action.get_absolute_url())

    assert page.status_code == 200
    assert reverse("resolutions:detail", args=[cast.exempt_resolution.pk]) not in page.text


# how much they ask of the database


def fill(item, count):
    make_membership(board=item.meeting.board)
    for kind in Resolution.Kind.values:
        for _ in range(count):
            resolution = make_resolution(item=item, kind=kind)
            make_proposal(answering(resolution, owner=make_owner()), kind="close")
            make_response(make_recommendation(resolution=resolution), answer="deferred", new_due_on=day(9))
            make_referral(resolution=resolution)
            endings.request_report(
                resolution=resolution, board=item.meeting.board, title="Progress", by=make_clerk(), now=at()
            )
            send_circulation(resolution=resolution, title=f"Plan {resolution.pk}")


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count(client, clerk, item, count, django_assert_num_queries):
    fill(item, count)

    with django_assert_num_queries(14):
        client.get(URL, {"state": "all"})


@pytest.mark.parametrize("count", [1, 3])
def test_export_query_count(client, clerk, item, count, django_assert_num_queries):
    fill(item, count)

    with django_assert_num_queries(11):
        client.get(reverse("resolutions:export"), {"state": "all"})


@pytest.mark.parametrize("count", [1, 3])
def test_page_query_count(client, clerk, item, count, django_assert_num_queries):
    resolution = make_resolution(item=item, kind="circulate")
    for number in range(count):
        make_membership(board=item.meeting.board)
        answering(resolution, owner=make_owner())
        for answer in ("deferred", "partly"):
            recommendation = make_recommendation(resolution=resolution, to_owner=make_owner())
            make_response(recommendation, answer=answer, new_due_on=day(9) if answer == "deferred" else None)
        make_referral(resolution=resolution)
        send_circulation(resolution=resolution, title=f"Plan {number}")

    with django_assert_num_queries(15):
        client.get(reverse("resolutions:detail", args=[resolution.pk]))


@pytest.mark.parametrize("count", [1, 3])
def test_responses_query_count(client, clerk, item, count, django_assert_num_queries):
    for _ in range(count):
        recommendation = make_recommendation(
            resolution=make_resolution(item=item, kind="recommend"), to_owner=make_owner()
        )
        make_response(recommendation, answer="deferred", new_due_on=day(9), reported_at=make_meeting(date=day(-2)))

    with django_assert_num_queries(11):
        client.get(reverse("resolutions:responses"))
