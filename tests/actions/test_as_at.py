"""An action as it stood at the end of a past day, whatever has happened since."""

import pytest
from django.urls import reverse

from actions import as_at
from actions.models import Action
from actions.services import actions, clearing, decisions, turnover
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
    make_update,
    make_user,
    standing,
)

pytestmark = pytest.mark.django_db


def stood(action, offset, user=None):
    rows = Action.objects.filter(pk=action.pk)
    found = as_at.stood(rows, standing(user or make_clerk()), day=day(offset))
    return found[0] if found else None


def show(client, action, offset):
    on = day(offset)
    query = {"on_day": on.day, "on_month": on.month, "on_year": on.year}
    return client.get(reverse("actions:as_at", args=[action.slug]), query)


@pytest.fixture
def action():
    """Made twenty days ago; said to be half done ten days ago, and edited five days ago."""
    action = make_action(title="Write the plan", owner=make_owner(name="Head of Plans"), due_on=day(30))
    make_update(action, now=at(-10), progress="Half of it.")
    actions.edit(action=action, by=make_clerk(), now=at(-5), seen_version=None, title="Write the whole plan")
    action.refresh_from_db()
    return action


@pytest.mark.parametrize(
    ("offset", "title", "status", "said"),
    [
        (-20, "Write the plan", "not_started", []),
        (-11, "Write the plan", "not_started", []),
        (-10, "Write the plan", "in_progress", ["Half of it."]),
        (-6, "Write the plan", "in_progress", ["Half of it."]),
        (-5, "Write the whole plan", "in_progress", ["Half of it."]),
    ],
)
def test_action_stands_as_it_did_at_the_end_of_that_day(action, offset, title, status, said):
    then = stood(action, offset)

    assert (then.title, then.status, [update.progress for update in then.updates]) == (title, status, said)


def test_action_was_not_there_before_it_was_made(action):
    assert stood(action, -21) is None


def test_owner_is_the_one_before_the_hand_over(action):
    turnover.hand_over(
        from_owner=action.owner,
        to_owner=make_owner(name="Head of Papers"),
        reason="Merged.",
        by=make_clerk(),
        now=at(-3),
    )

    assert (stood(action, -4).owner, stood(action, -3).owner) == ("Head of Plans", "Head of Papers")


def test_due_date_is_the_one_before_the_board_gave_more_time(action):
    board = action.monitoring_board
    meeting = make_meeting(board=board, date=day(-4))
    proposal = make_proposal(action, kind="extend", new_due_on=day(60), now=at(-8))
    decisions.decide(proposal=proposal, granted=True, meeting=meeting, by=make_clerk(), now=at(-3))
    before, after = f"{day(30):%-d %B %Y}", f"{day(60):%-d %B %Y}"

    dues = [stood(action, offset).due for offset in (-8, -4, -3)]

    assert dues == [before, before, after]


def test_proposal_waits_until_it_was_decided(action):
    meeting = make_meeting(board=action.monitoring_board, date=day(-4))
    proposal = make_proposal(action, now=at(-8))
    decisions.decide(proposal=proposal, granted=False, meeting=meeting, by=make_clerk(), now=at(-3), note="Not yet.")

    outcomes = [[(asked.outcome, asked.note) for asked in stood(action, offset).proposals] for offset in (-9, -8, -3)]

    assert outcomes == [[], [("Waiting for the board", "")], [(f"Refused on {meeting.when}", "Not yet.")]]


def test_status_goes_back_with_a_refusal_only_from_its_day_on(action):
    meeting = make_meeting(board=action.monitoring_board, date=day(-4))
    proposal = make_proposal(action, now=at(-8))
    decisions.decide(proposal=proposal, granted=False, meeting=meeting, by=make_clerk(), now=at(-3))

    assert [stood(action, offset).status for offset in (-9, -8, -4, -3)] == [
        "in_progress",
        "complete",
        "complete",
        "in_progress",
    ]


def test_update_that_waited_to_be_cleared_shows_from_its_clearing_on():
    owner, director = make_owner(), make_owner(name="Director")
    head = make_user()
    make_holding(owner=director, user=head)
    owner.directorate.director, owner.directorate.clears_updates = director, True
    owner.directorate.save()
    action = make_action(owner=owner)
    update = make_update(action, now=at(-10))
    clearing.clear(update=update, by=head, now=at(-7))

    counts = [len(stood(action, offset).updates) for offset in (-10, -8, -7)]

    assert counts == [0, 0, 1]


def test_board_keeps_the_name_it_had_then():
    board = make_board(name="Old name")
    board.history.update(history_date=at(-40))
    action = make_action(monitoring_board=board)
    board.name = "New name"
    board.save()
    board.history.filter(name="New name").update(history_date=at(-2))

    assert (stood(action, -3).monitoring_board, stood(action, -2).monitoring_board) == ("Old name", "New name")


def test_exempt_update_is_not_shown_to_somebody_who_may_not_see_it_today(cast):
    action = make_action(owner=cast.owner, monitoring_board=cast.lives)
    make_update(action, by=cast.officer, is_exempt=True, exempt_paragraphs="3", now=at(-2))

    seen = [len(stood(action, -1, user).updates) for user in (cast.chair, cast.co_optee)]

    assert seen == [1, 0]


def test_page_shows_that_day_and_nothing_later(client, action):
    client.force_login(make_clerk())

    page = show(client, action, -8).content.decode()

    assert ("as at the end of" in page, "Write the whole plan" in page, "Half of it." in page) == (True, False, True)


def test_page_without_a_day_asks_for_one(client, action):
    client.force_login(make_clerk())

    response = client.get(reverse("actions:as_at", args=[action.slug]))

    assert (response.status_code, "then" in response.context) == (200, False)


@pytest.mark.parametrize(
    ("offset", "why"),
    [
        (0, "That day is not over. Choose one before today."),
        (1, "That day is not over. Choose one before today."),
        (-21, f"There was nothing yet: it was made on {day(-20):%-d %B %Y}."),
    ],
)
def test_day_that_cannot_be_shown_is_refused_beside_its_boxes(client, action, offset, why):
    client.force_login(make_clerk())

    response = show(client, action, offset)

    assert response.context["form"].errors == {"on": [why]}


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_does_not_grow(client, action, count, django_assert_num_queries):
    for number in range(count):
        make_update(action, now=at(-9, hour=number + 1))
    client.force_login(make_clerk())

    with django_assert_num_queries(19):
        show(client, action, -1)
