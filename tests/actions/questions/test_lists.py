"""The lists of questions, a meeting's lines of enquiry, the clerk's file of them, and what home says of them."""

import csv
import io

import pytest
from django.urls import reverse

from actions import home
from actions import questions as shown
from actions.models import Question
from actions.services import questions, reading
from meetings.services import meetings
from tests.builders import at, day, make_action, make_answer, make_meeting, make_question, make_resolution, standing

pytestmark = pytest.mark.django_db

LIST = reverse("questions:list")


def ask(cast, **over):
    return make_question(**{"meeting": cast.next, "asked_by": cast.member, "action": cast.action, **over})


def enquiry(meeting):
    return reverse("questions:enquiry", args=[meeting.pk])


def sign_in(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def all_reaches(cast):
    """A question of the member's of every reach, by its reach."""
    return {reach: ask(cast, reach=reach, text=f"A {reach} question?") for reach in Question.Reach.values}


# the lists


@pytest.mark.parametrize(
    ("role", "lists"),
    [
        ("officer", ["to_answer", "mine", "submitted"]),
        ("clerk", ["to_answer", "mine", "submitted"]),
        ("member", ["mine", "enquiry", "submitted"]),
        ("chair", ["mine", "chair", "enquiry", "submitted"]),
        ("viewer", ["mine"]),
    ],
)
def test_everybody_has_the_lists_of_their_roles(cast, role, lists):
    assert shown.shows(standing(getattr(cast, role))) == lists


@pytest.mark.parametrize(
    ("role", "show", "reaches"),
    [
        ("member", "mine", ["private", "chair", "board", "submitted"]),
        ("chair", "mine", []),
        ("chair", "chair", ["chair"]),
        ("chair", "enquiry", ["board"]),
        ("member", "enquiry", ["board"]),
        ("chair", "submitted", ["submitted"]),
        ("clerk", "submitted", ["submitted"]),
        ("clerk", "to_answer", ["submitted"]),
        ("officer", "to_answer", ["submitted"]),
        ("health_member", "submitted", []),
    ],
)
def test_list_holds_its_questions(client, cast, all_reaches, role, show, reaches):
    response = sign_in(client, getattr(cast, role)).get(LIST, {"show": show})

    assert response.context["show"] == show
    assert [question.reach for question in response.context["object_list"]] == reaches


def test_list_one_does_not_have_gives_way_to_the_first(client, cast):
    assert sign_in(client, cast.member).get(LIST, {"show": "to_answer"}).context["show"] == "mine"
    assert client.get(LIST, {"show": "\0"}).context["show"] == "mine"


def test_what_is_answered_or_withdrawn_is_not_to_be_answered(client, cast):
    make_answer(ask(cast))
    questions.withdraw(question=ask(cast), by=cast.member, now=at())
    waiting = ask(cast)

    assert list(sign_in(client, cast.officer).get(LIST).context["object_list"]) == [waiting]


def test_list_is_shown_page_by_page(client, cast):
    for _ in range(26):
        ask(cast)

    response = sign_in(client, cast.member).get(LIST, {"page": 2})

    assert len(response.context["object_list"]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_a_constant_number_of_queries(client, cast, count, django_assert_num_queries):
    for n in range(count):
        make_answer(ask(cast))
        ask(cast, action=None, resolution=make_resolution(item=cast.item), text=f"{n}?")
        ask(cast, action=None, finding=cast.area)
    sign_in(client, cast.chair)

    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST, {"show": "submitted"})


LIST_QUERIES = 12


# a meeting's lines of enquiry


def test_enquiry_page_groups_what_is_shared_by_what_it_is_on(cast, all_reaches):
    other = ask(cast, asked_by=cast.chair, reach="board", action=make_action(monitoring_board=cast.lives))

    found = shown.of_meeting(cast.next, standing(cast.chair))

    assert [(one.subject, one.questions) for one in found] == [
        (cast.action, [all_reaches["board"], all_reaches["submitted"]]),
        (other.action, [other]),
    ]


def test_enquiry_page_takes_first_what_most_members_flagged(cast):
    twice, once = make_action(monitoring_board=cast.lives), make_action(monitoring_board=cast.lives)
    for action, by in ((once, cast.member), (twice, cast.member), (twice, cast.chair)):
        reading.flag(meeting=cast.next, action=action, by=by, now=at())
    ask(cast, reach="board")

    found = shown.of_meeting(cast.next, standing(cast.member))

    assert [(one.subject, one.flags, one.flagged_by) for one in found] == [
        (twice, 2, ()),
        (once, 1, ()),
        (cast.action, 0, ()),
    ]


@pytest.mark.parametrize(("role", "names"), [("chair", True), ("member", False), ("clerk", False)])
def test_who_flagged_is_for_the_chair(client, cast, role, names):
    reading.flag(meeting=cast.next, action=cast.action, by=cast.member, now=at())

    page = sign_in(client, getattr(cast, role)).get(enquiry(cast.next)).text

    assert ("flagged by Cllr Esi Member" in page) is names
    assert ("flagged by 1 member" in page) is not names


def test_clerk_reads_there_what_was_submitted_alone(client, cast, all_reaches):
    page = sign_in(client, cast.clerk).get(enquiry(cast.next)).text

    assert [reach for reach in all_reaches if f"A {reach} question?" in page] == ["submitted"]


def test_paper_to_hand_round_holds_nothing_private(client, cast, all_reaches):
    page = sign_in(client, cast.chair).get(enquiry(cast.next)).text

    assert [reach for reach in all_reaches if f"A {reach} question?" in page] == ["board", "submitted"]


def test_exempt_subject_is_not_on_the_page_of_who_may_not_see_it(client, cast):
    ask(cast, action=cast.exempt_action, reach="board", text="About the lease?")
    reading.flag(meeting=cast.next, action=cast.exempt_action, by=cast.member, now=at())

    seen = {
        name
        for name in ("member", "chair", "co_optee")
        if cast.exempt_action.reference in sign_in(client, getattr(cast, name)).get(enquiry(cast.next)).text
    }

    assert seen == {"member", "chair"}


def test_enquiry_page_of_nothing_says_where_to_begin(client, cast):
    assert "Begin in the pack." in sign_in(client, cast.member).get(enquiry(cast.next)).text


@pytest.mark.parametrize("count", [1, 3])
def test_enquiry_page_asks_a_constant_number_of_queries(client, cast, count, django_assert_num_queries):
    for _ in range(count):
        action = make_action(monitoring_board=cast.lives, owner=cast.owner)
        reading.flag(meeting=cast.next, action=action, by=cast.member, now=at())
        make_answer(ask(cast, action=action), undertaking="More.", undertaking_owner=cast.owner)
        ask(cast, action=None, resolution=make_resolution(item=cast.item), reach="board")
    sign_in(client, cast.chair)

    with django_assert_num_queries(ENQUIRY_QUERIES):
        client.get(enquiry(cast.next))


ENQUIRY_QUERIES = 10


# the file


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def export(client, cast):
    return sign_in(client, cast.clerk).get(reverse("questions:export", args=[cast.next.pk]))


def test_file_has_a_row_an_answer(client, cast):
    question = ask(cast, text="Why so late?")
    make_answer(question, text="By May.", answered_by=cast.deputy, on_behalf_of=cast.owner)
    make_answer(question, text="By June, I mean.", answered_by=cast.officer)
    ask(cast, text="Who pays?", reach="private")

    heading, *rows = rows_of(export(client, cast))

    assert heading[6:9] == ["Question", "Answer", "Answered by"]
    assert [row[6:10] for row in rows] == [
        ["Why so late?", "By May.", "Dev Deputy", "Head of Service, Inclusion"],
        ["Why so late?", "By June, I mean.", "Cerys Officer", ""],
    ]
    assert {len(row) for row in rows} == {len(heading)}


@pytest.mark.parametrize("risky", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_file_is_safe_to_open(client, cast, risky):
    make_answer(ask(cast, text=risky), text=risky, undertaking=risky, undertaking_owner=cast.owner)

    [_, row] = rows_of(export(client, cast))

    assert [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_file_holds_what_was_asked_for_a_cancelled_meeting_before(client, cast):
    cancelled = make_meeting(board=cast.lives, date=day(14))
    ask(cast, meeting=cancelled, text="Why so late?")
    meetings.cancel(meeting=cancelled, reason="Snow.", by=cast.clerk, now=at())

    assert [row[6] for row in rows_of(export(client, cast))[1:]] == ["Why so late?"]


@pytest.mark.parametrize("count", [1, 3])
def test_file_asks_a_constant_number_of_queries(client, cast, count, django_assert_num_queries):
    for _ in range(count):
        make_answer(ask(cast, action=make_action(owner=cast.owner)))
    sign_in(client, cast.clerk)

    with django_assert_num_queries(EXPORT_QUERIES):
        client.get(reverse("questions:export", args=[cast.next.pk]))


EXPORT_QUERIES = 8


# home


def test_home_tells_an_officer_what_is_put_to_their_posts(client, cast):
    waiting = ask(cast, text="Why so late?")
    make_answer(ask(cast, text="Answered already?"))
    ask(cast, action=make_action(monitoring_board=cast.lives), text="Of another post?")

    page = sign_in(client, cast.officer).get(reverse("home")).text

    assert "1 question from members to answer" in page
    assert reverse("questions:answer", args=[waiting.pk]) in page


def test_home_counts_for_a_clerk_what_waits_for_an_answer(client, cast):
    ask(cast)
    ask(cast)

    [one] = home.clerk(standing(cast.clerk), now=at()).questions

    assert (one.meeting, one.count) == (cast.next, 2)
    assert enquiry(cast.next) in sign_in(client, cast.clerk).get(reverse("home")).text


def test_home_shows_a_member_what_became_of_their_questions(cast):
    note, answered = ask(cast, reach="private"), ask(cast)
    make_answer(answered)
    before = ask(cast, meeting=cast.past, asked_at=at(-40))
    ask(cast, asked_by=cast.chair)

    [seat] = home.board_member(standing(cast.member), now=at())

    assert {question.pk for question in seat.asked} == {note.pk, answered.pk}
    assert seat.asked_before == [before]


def test_home_names_the_last_day_for_questions(client, cast):
    assert (
        "up to and including <strong>27 March 2026</strong>" in sign_in(client, cast.member).get(reverse("home")).text
    )
