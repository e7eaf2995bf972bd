"""Posts come and go; what is open is handed over, in each action's history, and nothing is lost."""

import pytest
from django.core.exceptions import ValidationError

from actions import timeline
from actions.models import Action, RequestLine
from actions.services import decisions, turnover
from actions.services.rounds import requests
from people.models import Event
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_meeting,
    make_owner,
    make_proposal,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return make_clerk()


def hand_over(from_owner, to_owner, **over):
    fields = {"reason": "The service was split.", "by": make_clerk(), "now": at(), **over}
    return turnover.hand_over(from_owner=from_owner, to_owner=to_owner, **fields)


def last_event(action):
    return Event.objects.of(action).last()


def told(action, heading):
    """What an action's history says under a heading: what changed, and the note."""
    [entry] = [entry for entry in timeline.of(action, []) if entry.heading == heading]
    return [(one.what, one.was, one.now) for one in entry.changes], entry.note


def test_hand_over_gives_every_open_action_another_owner(by):
    post, other = make_owner(), make_owner()
    first, second, elsewhere = make_action(owner=post), make_action(owner=post), make_action()

    handed = hand_over(post, other)

    assert handed == [first, second]
    assert list(Action.objects.filter(owner=other)) == [first, second]
    assert Action.objects.get(pk=elsewhere.pk).owner == elsewhere.owner


def test_hand_over_stands_in_each_actions_history(by):
    post, other = make_owner(name="Head of Lakes"), make_owner(name="Head of Rivers")
    action = make_action(owner=post)

    hand_over(post, other, by=by, reason=" Merged. ")

    event = last_event(action)
    assert (event.verb, event.actor, event.note) == ("handed_over", by, "Merged.")
    assert (event.old, event.new) == ({"owner": post.pk}, {"owner": other.pk})
    assert told(action, "Handed over to another post") == ([("Owner", "Head of Lakes", "Head of Rivers")], "Merged.")


def test_hand_over_of_some_leaves_the_others():
    post, other = make_owner(), make_owner()
    chosen, left = make_action(owner=post), make_action(owner=post)

    hand_over(post, other, actions=[chosen])

    assert [Action.objects.get(pk=one.pk).owner for one in (chosen, left)] == [other, post]


def test_hand_over_leaves_what_has_ended():
    post, board = make_owner(), make_board()
    closed, open_ = make_action(owner=post, monitoring_board=board), make_action(owner=post)
    meeting = make_meeting(board=board, date=day(-1))
    decisions.decide(proposal=make_proposal(closed), granted=True, meeting=meeting, by=make_clerk(), now=at())

    assert hand_over(post, make_owner()) == [open_]


def test_hand_over_to_a_contributor_makes_it_the_owner_alone():
    post, other, third = make_owner(), make_owner(), make_owner()
    action = make_action(owner=post, contributors=[other, third])

    hand_over(post, other)

    assert list(action.contributors.all()) == [third]
    assert last_event(action).old["contributors"] == sorted([other.pk, third.pk])
    assert last_event(action).new["contributors"] == [third.pk]


def test_hand_over_makes_a_page_shown_before_stale():
    post = make_owner()
    action = make_action(owner=post)

    hand_over(post, make_owner())

    assert Action.objects.get(pk=action.pk).version == action.version + 1


def test_hand_over_keeps_what_was_asked_and_asks_the_new_post_next():
    post, other, board = make_owner(), make_owner(), make_board()
    meeting = make_meeting(board=board, date=day(28))
    action = make_action(owner=post, monitoring_board=board)
    requests.open_round(meeting=meeting, by=None, now=at(-1))

    hand_over(post, other)
    requests.open_round(meeting=meeting, by=None, now=at())

    asked = RequestLine.objects.filter(action=action).order_by("pk")
    assert list(asked.values_list("request__owner", flat=True)) == [post.pk, other.pk]


def test_hand_over_keeps_a_waiting_proposal():
    post = make_owner()
    action = make_action(owner=post)
    proposal = make_proposal(action)

    hand_over(post, make_owner())

    assert list(action.proposals.waiting()) == [proposal]


def test_hand_over_from_an_abolished_post_is_what_it_is_for():
    post, other = make_owner(active=False), make_owner()
    action = make_action(owner=post)

    assert hand_over(post, other) == [action]


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"reason": " "}, "reason", "Say why"),
        ({"actions": []}, "actions", "Choose at least one"),
    ],
)
def test_hand_over_is_refused(fields, field, said):
    post, other = make_owner(), make_owner()
    make_action(owner=post)

    with pytest.raises(ValidationError, match=said) as refused:
        hand_over(post, other, **fields)

    assert list(refused.value.error_dict) == [field]
    assert not Action.objects.filter(owner=other).exists()


def test_hand_over_to_itself_or_to_an_abolished_post_is_refused():
    post, gone = make_owner(), make_owner(active=False)
    make_action(owner=post)

    for other, said in ((post, "another post"), (gone, "abolished")):
        with pytest.raises(ValidationError, match=said):
            hand_over(post, other)


def test_hand_over_of_what_is_no_longer_the_posts_hands_over_nothing():
    post, other = make_owner(), make_owner()
    mine, gone = make_action(owner=post), make_action()

    with pytest.raises(ValidationError, match=f"No longer an open action of {post}: {gone.reference}"):
        hand_over(post, other, actions=[mine, gone])

    assert Action.objects.get(pk=mine.pk).owner == post
