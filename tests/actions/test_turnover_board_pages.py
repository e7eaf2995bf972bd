"""The clerk's page for a board that ends: where each of its open actions goes."""

import pytest
from django.urls import reverse

from actions.models import Action
from actions.services import turnover
from people.models import Event
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_meeting,
)

pytestmark = pytest.mark.django_db

LIST = "/turnover/"


@pytest.fixture
def clerk(client):
    user = make_clerk()
    client.force_login(user)
    return user


def on(board):
    return reverse("turnover:hand_on", args=[board.pk])


def text_of(response):
    return " ".join(response.text.split())


@pytest.fixture
def old():
    return make_board(name="Lakes Commission", active_to=day(-1))


@pytest.fixture
def new(old):
    board = make_board(name="Rivers Commission")
    old.successors.add(board)
    return board


def test_hand_on_page_has_the_only_successor_chosen(client, clerk, old, new):
    action, other = make_action(monitoring_board=old), make_board(name="Sea Board")
    make_board(active_to=day(-1))

    form = client.get(on(old)).context["form"]

    [(shown, field)] = form.rows
    assert (shown, field.value()) == (action, str(new.pk))
    assert [words for _, words in field.field.choices] == ["Left empty", new.name, other.name]


def test_hand_on_page_of_a_board_that_is_split_leaves_the_choice(client, clerk, old, new):
    old.successors.add(make_board())
    make_action(monitoring_board=old)

    [(_, field)] = client.get(on(old)).context["form"].rows

    assert field.value() == ""


def test_hand_on_chosen_one_by_one_and_those_left_empty(client, clerk, old, new):
    sea = make_board(name="Sea Board")
    first, second, third = (make_action(monitoring_board=old) for _ in range(3))

    post = {f"action-{first.pk}": sea.pk, f"action-{second.pk}": "", f"action-{third.pk}": ""}
    response = client.post(on(old), {**post, "rest": new.pk, "reason": "Split."}, follow=True)

    assert response.redirect_chain == [(LIST, 302)]
    assert [Action.objects.get(pk=one.pk).monitoring_board for one in (first, second, third)] == [sea, new, new]
    assert list(Event.objects.filter(verb="handed_on").values_list("actor", "note")) == [(clerk.pk, "Split.")] * 3


def test_hand_on_says_what_became_of_the_dates(client, clerk, old, new):
    kept = make_action(monitoring_board=old, due_meeting=make_meeting(board=old, date=day(28)))
    lost = make_action(monitoring_board=old, due_meeting=make_meeting(board=old, date=day(60)))
    make_meeting(board=new, date=day(20))

    post = {f"action-{one.pk}": new.pk for one in (kept, lost)}
    page = text_of(client.post(on(old), {**post, "rest": "", "reason": "Split."}, follow=True))

    assert f"2 actions of Lakes Commission handed on: {kept.reference}, {lost.reference}." in page
    assert f"Due at the new board’s meeting in the same month: {kept.reference}." in page
    assert f"Without a due date now, as the page of gaps shows: {lost.reference}." in page
    assert "Was due at the 2 May 2026 meeting: its board ended" in text_of(client.get("/actions/gaps/"))


def test_hand_on_leaves_what_stays_empty_where_it_is(client, clerk, old, new):
    goes, stays = make_action(monitoring_board=old), make_action(monitoring_board=old)

    client.post(on(old), {f"action-{goes.pk}": new.pk, f"action-{stays.pk}": "", "rest": "", "reason": "Split."})

    assert [Action.objects.get(pk=one.pk).monitoring_board for one in (goes, stays)] == [new, old]


def test_hand_on_leaves_alone_what_came_in_since_the_page_was_shown(client, clerk, old, new):
    shown, newer = make_action(monitoring_board=old), make_action(monitoring_board=old)

    client.post(on(old), {f"action-{shown.pk}": "", "rest": new.pk, "reason": "Split."})

    assert [Action.objects.get(pk=one.pk).monitoring_board for one in (shown, newer)] == [new, old]


def test_hand_on_of_what_went_meanwhile_says_so_and_keeps_the_rest(client, clerk, old, new):
    sea = make_board(name="Sea Board")
    first, gone = make_action(monitoring_board=old), make_action(monitoring_board=old)
    turnover.hand_on(board=old, choices={gone: sea}, reason="Split.", by=clerk, now=at())

    post = {f"action-{first.pk}": sea.pk, f"action-{gone.pk}": new.pk, "rest": new.pk, "reason": "They split."}
    response = client.post(on(old), post)

    form = response.context["form"]
    assert "no longer an open action of Lakes Commission" in form.non_field_errors()[0]
    assert [(action, field.value()) for action, field in form.rows] == [(first, str(sea.pk))]
    assert "They split." in response.text
    assert Action.objects.get(pk=first.pk).monitoring_board == old


@pytest.mark.parametrize(
    ("post", "said"),
    [
        ({"reason": ""}, "Say why they are handed on."),
        ({"rest": "999999"}, "Select a valid choice"),
        ({"action": "999999"}, "Select a valid choice"),
        ({"action": "", "reason": "Split."}, "Choose at least one action."),
    ],
)
def test_hand_on_with_something_wrong_says_so(client, clerk, old, new, post, said):
    action = make_action(monitoring_board=old)
    values = {"action": new.pk, "rest": "", "reason": "They split.", **post}
    values[f"action-{action.pk}"] = values.pop("action")

    response = client.post(on(old), values)

    assert said in response.text
    assert Action.objects.get().monitoring_board == old


def test_hand_on_page_lists_the_meetings_after_its_end_to_cancel(client, clerk, old):
    late = make_meeting(board=old, date=day(30))
    make_meeting(board=old, date=day(-9))

    response = client.get(on(old))

    assert list(response.context["late"]) == [late]
    assert reverse("meetings:cancel", args=[late.pk]) in response.text


def test_hand_on_page_of_a_board_that_does_not_end_has_no_form(client, clerk):
    board = make_board()
    make_action(monitoring_board=board)

    assert "This board has no last day" in client.get(on(board)).text


@pytest.mark.parametrize("count", [1, 3, 30])
def test_hand_on_page_query_count(client, clerk, old, new, count, django_assert_num_queries):
    for _ in range(count):
        make_action(monitoring_board=old, due_meeting=make_meeting())
        make_meeting(board=old, date=day(count))
        old.successors.add(make_board())
        count += 1

    with django_assert_num_queries(9):
        client.get(on(old))
