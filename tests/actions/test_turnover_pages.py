"""The clerk's pages for posts and boards that go: who is there, what is open, and handing all of it over."""

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
    make_holding,
    make_meeting,
    make_owner,
    make_proposal,
    make_user,
    make_work_item,
)

pytestmark = pytest.mark.django_db

LIST = "/turnover/"


@pytest.fixture
def clerk(client):
    user = make_clerk()
    client.force_login(user)
    return user


def over(owner):
    return reverse("turnover:hand_over", args=[owner.pk])


def on(board):
    return reverse("turnover:hand_on", args=[board.pk])


def text_of(response):
    return " ".join(response.text.split())


# the list


def test_list_takes_vacant_posts_first_then_those_somebody_leaves(client, clerk):
    kept, left, leaving, vacant = (make_owner(name=name) for name in ("A", "B", "C", "D"))
    make_holding(owner=kept)
    make_holding(owner=left, ends_on=day(31))
    make_holding(owner=leaving, ends_on=day(30))
    make_holding(owner=vacant, ends_on=day(-1))
    for owner in (kept, left, leaving, vacant):
        make_action(owner=owner)
    make_action(owner=leaving, due_on=day(-1))
    make_owner(name="Nothing open")

    posts = client.get(LIST).context["posts"]

    assert [(post.owner, post.is_vacant, post.ends_soon, post.open, post.overdue) for post in posts] == [
        (vacant, True, False, 1, 0),
        (leaving, False, True, 2, 1),
        (kept, False, False, 1, 0),
        (left, False, False, 1, 0),
    ]


def test_list_says_who_is_in_post_and_who_comes_next(client, clerk):
    owner = make_owner()
    make_holding(owner=owner, user=make_user("Ada Now"), ends_on=day(10))
    make_holding(owner=owner, user=make_user("Ben Next"), starts_on=day(11))
    make_holding(owner=owner, user=make_user("Cat Before"), ends_on=day(-1))
    make_action(owner=owner)

    page = text_of(client.get(LIST))

    assert "Ada Now, until 13 March 2026" in page
    assert "From 14 March 2026: Ben Next" in page
    assert "Cat Before" not in page


def test_list_says_where_a_vacant_posts_mail_goes(client, clerk):
    above, lost = make_owner(name="Director"), make_owner()
    make_holding(owner=above, user=make_user("Dee Rector"))
    make_action(owner=make_owner(reports_to=above))
    make_action(owner=lost)

    page = text_of(client.get(LIST))

    assert "Its mail goes to Dee Rector (Director)" in page
    assert "Its mail reaches nobody" in page


def test_list_says_that_somebody_in_post_has_no_address(client, clerk):
    owner = make_owner()
    make_holding(owner=owner, user=make_user(email=None))
    make_action(owner=owner)

    page = client.get(LIST)

    assert "Without an e-mail address. Its mail reaches nobody" in text_of(page)
    assert [post.is_vacant for post in page.context["posts"]] == [False]


def test_list_names_the_boards_that_end_with_something_open(client, clerk):
    ended, ending = make_board(active_to=day(-1)), make_board(active_to=day(90))
    later, nothing, only_meetings = (
        make_board(active_to=day(91)),
        make_board(active_to=day(-1)),
        make_board(active_to=day(5)),
    )
    for board in (ended, ended, ending, later):
        make_action(monitoring_board=board)
    make_meeting(board=only_meetings, date=day(6))
    make_meeting(board=only_meetings, date=day(5))
    make_meeting(board=nothing, date=day(9), status="cancelled", cancelled_reason="It ended.")

    boards = client.get(LIST).context["boards"]

    assert [(one.board, one.has_ended, one.open, one.late) for one in boards] == [
        (ended, True, 2, 0),
        (only_meetings, False, 0, 1),
        (ending, False, 1, 0),
    ]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_list_query_count(client, clerk, count, django_assert_num_queries):
    above = make_owner()
    for _ in range(count):
        owner = make_owner(reports_to=above)
        make_holding(owner=owner, ends_on=day(3))
        board = make_board(active_to=day(-1))
        board.successors.add(make_board())
        make_action(owner=owner, monitoring_board=board)
        make_action(owner=make_owner(reports_to=above))
        make_work_item(board=board)

    with django_assert_num_queries(15):
        client.get(LIST)


# a post


def test_hand_over_page_has_every_open_action_ticked(client, clerk):
    owner = make_owner()
    first, second = make_action(owner=owner, due_on=day(9)), make_action(owner=owner)
    make_action()

    form = client.get(over(owner)).context["form"]

    assert [(str(box.choice_label), box.data["selected"]) for box in form["actions"].subwidgets] == [
        (f"{first.reference}: {first.title} (Not started, due 12 March 2026)", True),
        (f"{second.reference}: {second.title} (Not started, no due date)", True),
    ]


def test_hand_over_page_draws_boxes_to_tick(client, clerk):
    owner = make_owner()
    make_action(owner=owner)

    assert (
        'class="govuk-checkboxes__input" id="id_actions_0" name="actions" type="checkbox"'
        in client.get(over(owner)).text
    )


def test_hand_over_page_offers_the_other_posts_there_are(client, clerk):
    owner, other = make_owner(), make_owner()
    make_owner(active=False)
    make_action(owner=owner)

    form = client.get(over(owner)).context["form"]

    assert list(form.fields["to_owner"].queryset) == [other]


def test_hand_over_in_one_step(client, clerk):
    owner, other = make_owner(name="Head of Lakes"), make_owner(name="Head of Rivers")
    first, second, left = (make_action(owner=owner) for _ in range(3))

    post = {"actions": [first.pk, second.pk], "to_owner": other.pk, "reason": "Merged."}
    response = client.post(over(owner), post, follow=True)

    assert response.redirect_chain == [(LIST, 302)]
    assert f"2 actions of Head of Lakes handed over to Head of Rivers: {first.reference}, {second.reference}." in (
        text_of(response)
    )
    assert list(Action.objects.filter(owner=owner)) == [left]
    assert list(Event.objects.filter(verb="handed_over").values_list("actor", "note")) == [(clerk.pk, "Merged.")] * 2


@pytest.mark.parametrize(
    ("over_post", "field", "said"),
    [
        ({"reason": ""}, "reason", "Say why they are handed over."),
        ({"to_owner": ""}, "to_owner", "Choose the post they go to."),
        ({"actions": []}, "actions", "Tick at least one action."),
    ],
)
def test_hand_over_with_something_missing_keeps_the_rest(client, clerk, over_post, field, said):
    owner, other = make_owner(), make_owner()
    ticked, left = make_action(owner=owner), make_action(owner=owner)

    post = {"actions": [ticked.pk], "to_owner": other.pk, "reason": "They merged.", **over_post}
    response = client.post(over(owner), post)

    form = response.context["form"]
    assert dict(form.errors) == {field: [said]}
    assert [box.data["selected"] for box in form["actions"].subwidgets] == [field != "actions", False]
    assert ("They merged." in response.text) is (field != "reason")
    assert set(Action.objects.filter(pk__in=[ticked.pk, left.pk]).values_list("owner", flat=True)) == {owner.pk}


def test_hand_over_of_what_went_meanwhile_says_so(client, clerk):
    owner, other, third = make_owner(), make_owner(), make_owner()
    first, gone = make_action(owner=owner), make_action(owner=owner)
    turnover.hand_over(from_owner=owner, to_owner=third, actions=[gone], reason="Moved.", by=clerk, now=at())

    post = {"actions": [first.pk, gone.pk], "to_owner": other.pk, "reason": "Merged."}
    response = client.post(over(owner), post)

    assert "no longer an open action of this post" in response.context["form"].errors["actions"][0]
    assert Action.objects.get(pk=first.pk).owner == owner


def test_hand_over_page_of_a_post_with_nothing_open_says_so(client, clerk):
    assert "This post has no open action." in client.get(over(make_owner())).text


@pytest.mark.parametrize("count", [1, 3, 30])
def test_hand_over_page_query_count(client, clerk, count, django_assert_num_queries):
    owner = make_owner()
    for _ in range(count):
        make_holding(owner=owner)
        make_action(owner=owner, due_meeting=make_meeting())
        make_owner()

    with django_assert_num_queries(10):
        client.get(over(owner))


# who, and the way there


@pytest.mark.parametrize("who", ["officer", "member", "chair", "admin", "superuser", "viewer"])
def test_turnover_is_for_clerks(client, cast, who):
    client.force_login(getattr(cast, who))

    for address in (LIST, over(cast.owner), on(cast.lives)):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    assert b"/turnover/" not in client.get("/").content


def test_turnover_of_what_is_not_there_is_not_found(client, clerk):
    assert client.get("/turnover/posts/999999/").status_code == 404
    assert client.get("/turnover/boards/999999/").status_code == 404


def test_action_page_leads_the_clerk_to_its_post_and_its_ending_board(client, cast):
    cast.lives.active_to = day(3)
    cast.lives.save()
    address = reverse("actions:detail", args=[cast.action.slug])

    shown = {}
    for who in ("clerk", "officer"):
        client.force_login(getattr(cast, who))
        page = client.get(address).text
        shown[who] = (over(cast.owner) in page, on(cast.lives) in page)

    assert shown == {"clerk": (True, True), "officer": (False, False)}


def test_gaps_lead_to_the_vacant_post(client, clerk):
    action = make_action()
    make_proposal(action, kind="withdraw")

    assert over(action.owner) in client.get("/actions/gaps/").text


def test_posts_stand_in_the_clerks_menu(client, clerk):
    assert {"text": "Posts", "href": LIST, "active": True} in client.get(LIST).context["navigation_more"]
