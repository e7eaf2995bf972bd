"""The page on which a clerk records how a later meeting confirmed the minutes, and how it amended them."""

import pytest
from django.urls import reverse

from meetings.models import Amendment, MinutesSource
from people.models import Event
from tests.builders import at, day, make_amendment, make_item, make_meeting, make_resolution

pytestmark = pytest.mark.django_db


def url(name, meeting):
    return reverse(f"meetings:{name}", args=[meeting.pk])


def as_user(client, user):
    client.force_login(user)
    return client


def confirming(page, **over):
    """What the page to confirm minutes would post as it was shown, but for what `over` says."""
    form = page.context["form"]
    return {field.html_name: field.value() or "" for field in form} | over


def test_confirm_minutes_at_a_later_meeting(client, cast):
    later = make_meeting(board=cast.lives, date=day(-3))
    source = {"text": "Words", "sha256": "0" * 64, "origin": "pasted", "added_at": at()}
    MinutesSource.objects.create(meeting=cast.past, **source)

    page = as_user(client, cast.clerk).get(url("confirm_minutes", cast.past))
    client.post(url("confirm_minutes", cast.past), confirming(page, at_meeting=later.pk))

    cast.past.refresh_from_db()
    assert cast.past.minutes_confirmed_at == later
    assert cast.past.sources.get().state == "confirmed"
    assert Event.objects.of(cast.past).last().verb == "minutes_confirmed"


def test_confirm_minutes_offers_only_later_held_meetings_of_the_board(client, cast):
    later = make_meeting(board=cast.lives, date=day(-3))
    make_meeting(board=cast.lives, date=day(-50))
    make_meeting(board=cast.health, date=day(-3))

    form = as_user(client, cast.clerk).get(url("confirm_minutes", cast.past)).context["form"]

    assert list(form.fields["at_meeting"].queryset) == [later]


def test_confirm_minutes_as_amended_shows_both_wordings(client, cast):
    later = make_meeting(board=cast.lives, date=day(-1))
    item = make_item(meeting=cast.past, title="Attendance", minutes="Members asked about costs.")
    page = as_user(client, cast.clerk).get(url("confirm_minutes", cast.past))

    amended = {f"item-{item.pk}": "Members asked twice.", f"resolution-{cast.resolution.pk}": "That it be welcomed."}
    client.post(url("confirm_minutes", cast.past), confirming(page, at_meeting=later.pk, **amended))

    item.refresh_from_db()
    cast.resolution.refresh_from_db()
    shown = as_user(client, cast.member).get(url("detail", cast.past)).text
    assert (item.amended_minutes, cast.resolution.amended_text) == ("Members asked twice.", "That it be welcomed.")
    for words in (*amended.values(), "Members asked about costs.", cast.resolution.text, "2 March 2026</a>, when the"):
        assert words in shown
    assert f"{cast.past.when}</a>, as amended" in client.get(url("detail", later)).text


def test_confirm_minutes_amends_only_what_was_changed(client, cast):
    later = make_meeting(board=cast.lives, date=day(-1))
    page = as_user(client, cast.clerk).get(url("confirm_minutes", cast.past))

    client.post(url("confirm_minutes", cast.past), confirming(page, at_meeting=later.pk))

    assert Amendment.objects.count() == 0
    assert f"{cast.past.when}</a></dd>" in client.get(url("detail", later)).text


def test_confirm_minutes_that_somebody_else_amended_meanwhile_shows_both(client, cast):
    later = make_meeting(board=cast.lives, date=day(-1))
    name = f"resolution-{cast.resolution.pk}"
    page = as_user(client, cast.clerk).get(url("confirm_minutes", cast.past))
    client.post(url("confirm_minutes", cast.past), confirming(page, at_meeting=later.pk, **{name: "Theirs."}))

    mine = confirming(page, at_meeting=later.pk, seen=later.pk, **{name: "Mine."})
    refused = client.post(url("confirm_minutes", cast.past), mine)
    again = client.post(url("confirm_minutes", cast.past), confirming(refused))

    assert "Somebody else amended these words" in refused.text
    assert "Theirs." in refused.text
    assert "Mine." in refused.text
    assert again.status_code == 302
    assert [one.words for one in cast.resolution.amendments.all()] == ["Theirs.", "Mine."]


def test_confirm_minutes_keeps_what_was_typed_when_no_meeting_was_chosen(client, cast):
    make_meeting(board=cast.lives, date=day(-1))
    page = as_user(client, cast.clerk).get(url("confirm_minutes", cast.past))

    post = confirming(page, **{f"resolution-{cast.resolution.pk}": "That it be welcomed."})
    refused = client.post(url("confirm_minutes", cast.past), post)

    assert "Choose the meeting that confirmed them." in refused.text
    assert "That it be welcomed." in refused.text


def test_amendments_of_exempt_words_are_for_those_who_may_see_them(client, cast):
    later = make_meeting(board=cast.lives, date=day(-1))
    make_amendment(resolution=cast.exempt_resolution, meeting=later, words="That the matter be ended.")
    type(cast.past).objects.filter(pk=cast.past.pk).update(minutes_confirmed_at=later)

    shown = {
        name: as_user(client, getattr(cast, name)).get(url("detail", later)).text
        for name in ("member", "health_member")
    }

    assert ", as amended" in shown["member"]
    assert ", as amended" not in shown["health_member"]


def test_confirm_minutes_at_another_meeting_is_refused(client, cast):
    wrong = make_meeting(board=cast.health, date=day(-3))

    response = as_user(client, cast.clerk).post(url("confirm_minutes", cast.past), {"at_meeting": wrong.pk})

    assert "Select a valid choice" in str(response.context["form"].errors["at_meeting"])


@pytest.mark.parametrize("count", [1, 3])
def test_confirm_minutes_asks_a_constant_number_of_queries(client, cast, count, django_assert_num_queries):
    make_meeting(board=cast.lives, date=day(-1))
    for _ in range(count):
        make_resolution(item=make_item(meeting=cast.past, minutes="It was discussed."))
    as_user(client, cast.clerk)

    with django_assert_num_queries(10):
        client.get(url("confirm_minutes", cast.past))
