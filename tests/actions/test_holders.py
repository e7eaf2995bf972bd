"""Who answers for a post is who holds it today: not whoever left yesterday, nor whoever comes tomorrow."""

import pytest
from django.urls import reverse
from django.utils import timezone

from actions import home, permissions
from actions.models import Action, ProgressUpdate, Proposal
from actions.services.rounds import requests
from people.reach import Directory
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_holding,
    make_meeting,
    make_membership,
    make_owner,
    make_user,
    standing,
)

pytestmark = pytest.mark.django_db

# what somebody held, and whether they answer for the post on the tests' day
HELD = [
    ({}, True),
    ({"ends_on": day(0)}, True),
    ({"starts_on": day(0)}, True),
    ({"ends_on": day(-1)}, False),
    ({"starts_on": day(1)}, False),
]
KINDS = ["holder", "acting", "deputy"]


@pytest.fixture
def post():
    return make_owner()


@pytest.fixture
def meeting():
    return make_meeting(board=make_board(), date=day(28))


@pytest.fixture
def action(post, meeting):
    """An exempt action of the post, that owes an update for the meeting."""
    return make_action(owner=post, monitoring_board=meeting.board, is_exempt=True, exempt_paragraphs="3")


def holder(post, **over):
    """Somebody who holds, or held, the post, and has a seat elsewhere, so that they are no mere viewer."""
    user = make_user()
    make_membership(user=user)
    make_holding(owner=post, user=user, **over)
    return user


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("held", "answers"), HELD)
def test_holder_may_see_update_and_propose_while_they_hold(post, action, kind, held, answers):
    who = standing(holder(post, kind=kind, **held))

    may = {
        "see": Action.objects.visible_to(who).filter(pk=action.pk).exists(),
        "update": permissions.can_update_action(who, action),
        "propose": permissions.can_propose(who, action),
    }

    assert may == dict.fromkeys(may, answers)


@pytest.mark.parametrize(("held", "answers"), HELD)
def test_contributing_posts_holder_may_see_and_update_while_they_hold(action, held, answers):
    helping = make_owner()
    action.contributors.add(helping)
    who = standing(holder(helping, **held))

    assert Action.objects.visible_to(who).filter(pk=action.pk).exists() is answers
    assert permissions.can_update_action(who, action) is answers
    assert permissions.can_propose(who, action) is False


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("held", "answers"), HELD)
def test_holder_is_asked_while_they_hold(post, action, meeting, kind, held, answers):
    user = holder(post, kind=kind, **held)
    requests.open_round(meeting=meeting, by=None, now=at())

    asked = home.officer(standing(user), now=at()).asking
    reached = Directory(day(0)).reached(post.pk)

    assert [one.action for asking in asked for one in asking.owed] == ([action] if answers else [])
    assert [one.user for one in reached] == ([user] if answers else [])


@pytest.mark.parametrize(("held", "answers"), HELD)
def test_pages_show_the_post_to_whoever_holds_it_today(client, post, action, meeting, held, answers):
    client.force_login(holder(post, **held))

    shown = {address: action.reference in client.get(address).text for address in ("/", "/actions/")}
    shown["mine"] = action.reference in client.get(reverse("rounds:mine", args=[meeting.pk])).text

    assert shown == dict.fromkeys(shown, answers)


@pytest.mark.parametrize("held", [held for held, answers in HELD if not answers])
@pytest.mark.parametrize("exempt", [False, True])
def test_who_holds_the_post_no_longer_or_not_yet_writes_nothing(client, post, meeting, held, exempt):
    marks = {"is_exempt": True, "exempt_paragraphs": "3"} if exempt else {}
    action = make_action(owner=post, monitoring_board=meeting.board, **marks)
    client.force_login(holder(post, **held))

    answers = {
        name: client.post(reverse(f"actions:{name}", args=[action.slug]), {"version": action.version}).status_code
        for name in ("add_update", "add_no_change", "propose")
    }

    # what one may not see is not there; what one may see is not one's to write
    assert answers == dict.fromkeys(answers, 404 if exempt else 403)
    assert not ProgressUpdate.objects.exists()
    assert not Proposal.objects.exists()


def test_holder_of_an_abolished_post_answers_for_it_no_longer(post, action):
    user = holder(post)
    post.active = False
    post.save()

    assert not Action.objects.visible_to(standing(user)).filter(pk=action.pk).exists()
    assert home.officer(standing(user), now=timezone.now()).asking == []
