"""A plan as it stood at the end of a past day, whatever has happened to it since."""

import pytest
from django.urls import reverse

from actions import plans_as_at
from actions.services import actions, plans
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_finding,
    make_review,
    make_update,
    make_user,
    standing,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return make_board(name="Health Board")


@pytest.fixture
def action():
    """An action that answers the review, made before the plan."""
    return make_action(title="Mend the pathway", finding=make_finding(), now=at(-30), today=day(-30))


@pytest.fixture
def plan(action, board):
    """Made twenty days ago with one action; since then approved, renamed, given another action and rid of the first."""
    changed = {"by": make_clerk(), "seen_version": None}
    plan = plans.add(review=action.finding.review, title="First plan", monitored_by=board, by=make_clerk(), now=at(-20))
    approval = plans.add_approval(plan=plan, body="Cabinet", what="received", on=day(-16), now=at(-15), **changed)
    plans.edit_approval(approval=approval, body="Cabinet", what="received", on=day(-15), now=at(-12), **changed)
    plans.edit(plan=plan, title="Second plan", monitored_by=make_board(), now=at(-10), **changed)
    other = make_action(title="Publish the pathway", now=at(-9), today=day(-9))
    plans.add_actions(plan=plan, actions=[other], by=make_clerk(), now=at(-8))
    plans.take_out(plan=plan, action=action, now=at(-6), **changed)
    plans.remove_approval(approval=approval, now=at(-4), **changed)
    plan.refresh_from_db()
    return plan


def stood(plan, offset, user=None):
    return plans_as_at.stood(plan, standing(user or make_clerk()), day=day(offset))


def show(client, plan, offset):
    on = day(offset)
    query = {"on_day": on.day, "on_month": on.month, "on_year": on.year}
    return client.get(reverse("reviews:plan_as_at", args=[plan.pk]), query)


@pytest.mark.parametrize(
    ("offset", "title", "titles", "received"),
    [
        (-20, "First plan", ["Mend the pathway"], []),
        (-15, "First plan", ["Mend the pathway"], [day(-16)]),
        (-12, "First plan", ["Mend the pathway"], [day(-15)]),
        (-10, "Second plan", ["Mend the pathway"], [day(-15)]),
        (-8, "Second plan", ["Mend the pathway", "Publish the pathway"], [day(-15)]),
        (-6, "Second plan", ["Publish the pathway"], [day(-15)]),
        (-4, "Second plan", ["Publish the pathway"], []),
    ],
)
def test_plan_stands_as_it_did_at_the_end_of_that_day(plan, offset, title, titles, received):
    then = stood(plan, offset)

    assert (then.title, sorted(action.title for action in then.actions)) == (title, titles)
    assert [body.received.on for body in then.bodies] == received


def test_board_that_monitored_it_is_the_one_of_then(plan, board):
    assert (stood(plan, -11).monitored_by, stood(plan, -10).monitored_by == "Health Board") == ("Health Board", False)


def test_actions_in_it_stand_as_they_did_then(plan, action):
    make_update(action, now=at(-11), progress="Half of it.")
    actions.edit(action=action, by=make_clerk(), now=at(-5), seen_version=None, title="Mend another")

    [before], [after] = stood(plan, -12).actions, stood(plan, -11).actions

    assert (before.title, before.status, [update.progress for update in after.updates]) == (
        "Mend the pathway",
        "not_started",
        ["Half of it."],
    )


def test_plan_is_read_in_a_constant_number_of_queries(plan, django_assert_num_queries):
    mine = standing(make_clerk())
    with django_assert_num_queries(13):
        plans_as_at.stood(plan, mine, day=day(-11))
    plans.add_actions(plan=plan, actions=[make_action(), make_action()], by=make_clerk(), now=at(-12))

    with django_assert_num_queries(13):
        plans_as_at.stood(plan, mine, day=day(-11))


def test_page_shows_that_day_and_links_to_today(client, plan):
    client.force_login(make_user())

    response = show(client, plan, -12)

    assert (response.status_code, response.context["then"].title) == (200, "First plan")
    assert plan.get_absolute_url() in response.text


@pytest.mark.parametrize(
    ("offset", "error"),
    [(0, "That day is not over. Choose one before today."), (-21, "There was nothing yet: it was made on")],
)
def test_day_that_cannot_be_shown_is_refused(client, plan, offset, error):
    client.force_login(make_user())

    response = show(client, plan, offset)

    assert "then" not in response.context
    assert error in response.text


def test_plan_of_a_review_nobody_may_see_is_not_found(client, board):
    review = make_review(is_exempt=True, exempt_paragraphs="3")
    plan = plans.add(review=review, title="Plan", monitored_by=board, by=make_clerk(), now=at(-20))
    client.force_login(make_user())

    assert show(client, plan, -2).status_code == 404
