"""Viewers read what published packs show, and what meetings decided: decision 11."""

import pytest
from django.urls import reverse

from actions.models import Action
from actions.services import packs
from meetings.models import Meeting
from tests.builders import at, make_action, make_board, make_clerk, make_pack, make_proposal, make_update, standing

pytestmark = pytest.mark.django_db

EXEMPT = {"is_exempt": True, "exempt_paragraphs": "3"}


def get(client, user, name, meeting=None):
    client.force_login(user)
    return client.get(reverse(f"meetings:{name}", args=[meeting.pk] if meeting else []))


def test_viewers_see_the_actions_that_a_published_pack_shows(cast):
    make_action(monitoring_board=make_board())
    before = set(Action.objects.visible_to(standing(cast.viewer)))
    make_pack(cast.next)

    assert (before, set(Action.objects.visible_to(standing(cast.viewer)))) == (set(), {cast.action})


def test_viewers_see_no_more_of_an_action_than_its_pack_shows(client, cast):
    make_pack(cast.next, now=at(-1))
    make_update(cast.action, by=cast.officer, status_reported="complete", progress="Later.", now=at())
    client.force_login(cast.viewer)

    text = client.get(reverse("actions:detail", args=[cast.action.slug])).text

    assert "Half of it is done." in text
    assert "Later." not in text


def test_viewers_lose_what_was_withdrawn(cast):
    make_pack(cast.next)
    Action.objects.filter(pk=cast.action.pk).update(**EXEMPT)
    packs.withdraw_exempt(by=make_clerk(), now=at())

    assert set(Action.objects.visible_to(standing(cast.viewer))) == set()


def test_viewers_see_a_coming_meeting_once_its_pack_is_published(client, cast):
    make_pack(cast.next)

    assert get(client, cast.viewer, "detail", cast.next).status_code == 200
    assert list(Meeting.objects.visible_to(standing(cast.viewer)).order_by("date")) == [cast.past, cast.next]
    assert "Coming meetings" in get(client, cast.viewer, "list").text


def test_viewers_home_lists_the_packs_published_last(client, cast):
    make_pack(cast.past)
    make_pack(cast.next)
    client.force_login(cast.viewer)

    [section] = client.get("/").context["sections"]

    assert [pack.meeting for pack in section["content"]] == [cast.next, cast.past]


@pytest.mark.parametrize(("name", "asked"), [("detail", {}), ("as_at", {"on_day": 2, "on_month": 3, "on_year": 2026})])
def test_viewers_are_not_told_what_is_on_its_way_to_a_meeting(client, cast, name, asked):
    action = make_action(monitoring_board=cast.lives, now=at(-8), title="Mend the roof")
    make_pack(cast.next, now=at(-7))
    make_proposal(action, now=at(-1), reason="The roof is mended.")
    client.force_login(cast.viewer)

    text = client.get(reverse(f"actions:{name}", args=[action.slug]), asked).text

    assert "Mend the roof" in text
    assert "The roof is mended." not in text
    assert "The board was asked to close it" not in text
