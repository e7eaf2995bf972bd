"""A member goes through a pack: what is read, what has changed since, what is flagged, and what they asked."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from actions import reading
from actions.models import Flag, ReadMark
from actions.services import clearing, packs
from actions.services import reading as marking
from meetings.services import meetings
from people.models import Directorate, Event, Membership
from tests.builders import (
    at,
    day,
    make_action,
    make_holding,
    make_membership,
    make_owner,
    make_pack,
    make_question,
    make_update,
    make_user,
    standing,
)

pytestmark = pytest.mark.django_db


def read(cast, *actions, by=None, seen=-1):
    return marking.mark_read(meeting=cast.next, actions=actions, by=by or cast.member, seen_at=at(seen), now=at(seen))


def flag(cast, action, by=None, **over):
    return marking.flag(**{"meeting": cast.next, "action": action, "by": by or cast.member, "now": at(), **over})


def item(cast, action, who=None):
    found = reading.of(cast.next, standing(who or cast.member), actions=[action.pk], now=at())
    return found.of(action.pk)


# read


def test_action_is_read_until_something_new_comes(cast):
    before = item(cast, cast.action)
    read(cast, cast.action)
    after = item(cast, cast.action)
    make_update(cast.action, by=cast.officer, status_reported="complete", now=at())
    changed = item(cast, cast.action)

    assert [(one.is_read, one.has_changed) for one in (before, after, changed)] == [
        (False, False),
        (True, False),
        (False, True),
    ]


def test_what_came_while_one_read_counts_as_unread(cast):
    make_update(cast.action, by=cast.officer, status_reported="complete", now=at(-1, hour=15))

    marking.mark_read(
        meeting=cast.next, actions=[cast.action], by=cast.member, seen_at=at(-1, hour=14), now=at(-1, hour=16)
    )

    assert item(cast, cast.action).has_changed


def test_page_from_the_future_marks_as_of_now(cast):
    marking.mark_read(meeting=cast.next, actions=[cast.action], by=cast.member, seen_at=at(900), now=at())

    assert ReadMark.objects.get().read_at == at()


def test_exempt_update_is_nothing_new_for_who_may_not_see_it(cast):
    for who in (cast.member, cast.co_optee):
        read(cast, cast.action, by=who)
    make_update(
        cast.action, by=cast.officer, status_reported="complete", now=at(), is_exempt=True, exempt_paragraphs="3"
    )

    assert item(cast, cast.action, cast.member).has_changed
    assert not item(cast, cast.action, cast.co_optee).has_changed


def test_update_that_waits_to_be_cleared_is_new_once_it_is(cast):
    director = make_holding(owner=make_owner())
    Directorate.objects.filter(pk=cast.owner.directorate_id).update(director=director.owner, clears_updates=True)
    cast.owner.refresh_from_db()
    action = make_action(owner=cast.owner, monitoring_board=cast.lives)
    update = make_update(action, by=cast.officer, now=at(-4))
    read(cast, action, seen=-2)
    before = item(cast, action)

    clearing.clear(update=update, by=director.user, now=at(-1))

    assert (before.has_changed, item(cast, action).has_changed) == (False, True)


def test_marking_again_reads_what_has_changed(cast):
    read(cast, cast.action)
    make_update(cast.action, by=cast.officer, status_reported="complete", now=at())
    read(cast, cast.action, seen=1)

    assert ReadMark.objects.count() == 1
    assert item(cast, cast.action).is_read


def test_marks_are_ones_own_and_of_one_meeting(cast):
    read(cast, cast.action)
    marking.mark_read(meeting=cast.past, actions=[cast.exempt_action], by=cast.member, seen_at=at(), now=at())

    assert not item(cast, cast.action, cast.chair).is_read
    assert not item(cast, cast.exempt_action).is_read


def test_reading_counts_each_action_once(cast):
    read(cast, cast.action)
    actions = [cast.action.pk, cast.exempt_action.pk, cast.action.pk]

    found = reading.of(cast.next, standing(cast.member), actions=actions, now=at())

    assert (found.read, found.total) == (1, 2)
    assert found.unread(actions) == [cast.exempt_action.pk]


def test_what_one_has_read_is_no_record(cast):
    read(cast, cast.action)

    assert not Event.objects.filter(verb__contains="read").exists()


@pytest.mark.parametrize("role", ["clerk", "officer", "viewer", "health_member", "admin"])
def test_only_members_of_the_board_have_a_reading(cast, role):
    assert reading.of(cast.next, standing(getattr(cast, role)), actions=[cast.action.pk], now=at()) is None


# flags


def test_flag_is_put_up_once_and_recorded(cast):
    flag(cast, cast.action)
    flag(cast, cast.action)

    [event] = Event.objects.filter(verb="flagged")
    assert (event.actor, event.new) == (cast.member, {"meeting": cast.next.pk, "action": cast.action.pk})
    assert Flag.objects.count() == 1


def test_flag_is_taken_down_by_whoever_put_it_up(cast):
    for by in (cast.member, cast.chair):
        flag(cast, cast.action, by)

    marking.take_down(meeting=cast.next, action=cast.action, by=cast.member, now=at())
    marking.take_down(meeting=cast.next, action=cast.action, by=cast.member, now=at())

    assert [one.user for one in Flag.objects.all()] == [cast.chair]
    assert Event.objects.filter(verb="flag_taken_down").count() == 1


def test_members_see_how_many_flagged_and_the_chair_sees_who(cast):
    for by in (cast.member, cast.co_optee):
        flag(cast, cast.action, by)

    as_member, as_chair = item(cast, cast.action), item(cast, cast.action, cast.chair)

    assert (as_member.flags, as_member.is_flagged, as_member.flagged_by) == (2, True, ())
    assert (as_chair.flags, as_chair.is_flagged, as_chair.flagged_by) == (
        2,
        False,
        ("Cllr Esi Member", "Hal Co-optee"),
    )


@pytest.mark.parametrize("who", ["clerk", "officer", "health_member", "viewer"])
def test_only_members_of_the_board_flag(cast, who):
    with pytest.raises(ValidationError):
        flag(cast, cast.action, getattr(cast, who))


def test_nothing_is_flagged_for_a_meeting_that_is_over(cast):
    with pytest.raises(ValidationError):
        flag(cast, cast.action, meeting=cast.past)
    meetings.cancel(meeting=cast.next, reason="Snow.", by=cast.clerk, now=at())
    cast.next.refresh_from_db()
    with pytest.raises(ValidationError):
        flag(cast, cast.action)


def test_former_members_flag_still_counts(cast):
    flag(cast, cast.action)
    Membership.objects.filter(user=cast.member).update(ends_on=day(-1))

    assert item(cast, cast.action, cast.chair).flagged_by == ("Cllr Esi Member",)


# what one asked


def test_reading_leads_to_ones_own_questions(cast):
    mine = [
        make_question(meeting=cast.next, asked_by=cast.member, action=cast.action, reach=r)
        for r in ("private", "submitted")
    ]
    make_question(meeting=cast.next, action=cast.action, reach="board")

    assert list(item(cast, cast.action).questions) == mine


@pytest.mark.parametrize("count", [1, 3])
def test_reading_takes_a_constant_number_of_queries(cast, count, django_assert_num_queries):
    actions = [make_action(monitoring_board=cast.lives, owner=cast.owner) for _ in range(count)]
    for action in actions:
        make_update(action, by=cast.officer)
        flag(cast, action)
        make_question(meeting=cast.next, asked_by=cast.member, action=action)
    read(cast, *actions, seen=-20)
    who = standing(cast.member)

    with django_assert_num_queries(5):
        found = reading.of(cast.next, who, actions=[action.pk for action in actions], now=at())

    assert all(found.of(action.pk).has_changed for action in actions)


# the buttons


def press(client, name, cast, *actions, **over):
    posted = {"action": [action.pk for action in actions], "seen": at(-1).isoformat(), **over}
    return client.post(reverse(f"questions:{name}", args=[cast.next.pk]), posted)


@pytest.fixture
def member(client, cast):
    client.force_login(cast.member)
    return client


def test_button_marks_and_leads_back_to_where_it_was_pressed(member, cast):
    page = reverse("meetings:pack", args=[cast.next.pk])

    response = press(member, "mark_read", cast, cast.action, page=page, place=f"overdue-{cast.action.pk}")

    assert response.url == f"{page}#overdue-{cast.action.pk}"
    assert ReadMark.objects.get().read_at == at(-1)


def test_button_for_a_section_marks_all_of_it(member, cast):
    press(member, "mark_read", cast, cast.action, cast.exempt_action)

    assert ReadMark.objects.count() == 2


def test_button_takes_a_mark_back(member, cast):
    read(cast, cast.action)

    press(member, "mark_read", cast, cast.action, undo="on")

    assert not ReadMark.objects.exists()


def test_button_flags_and_takes_the_flag_down(member, cast):
    press(member, "flag", cast, cast.action)
    flagged = Flag.objects.count()
    press(member, "flag", cast, cast.action, undo="on")

    assert (flagged, Flag.objects.count()) == (1, 0)


def test_button_marks_nothing_one_may_not_see(client, cast):
    client.force_login(cast.co_optee)

    press(client, "mark_read", cast, cast.exempt_action)
    press(client, "flag", cast, cast.exempt_action)

    assert not ReadMark.objects.exists()
    assert not Flag.objects.exists()


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"seen": "x", "action": "1"},
        {"seen": "2026-03-03T12:00:00+00:00", "action": ["x", "-1", "9" * 30, "1\0"]},
        {"seen": "2026-03-03T12:00:00+00:00", "action": "0", "place": "a b\0", "page": "//evil.example/"},
    ],
)
@pytest.mark.parametrize("name", ["mark_read", "flag"])
def test_button_with_nonsense_marks_nothing_and_stays_here(member, cast, name, posted):
    response = member.post(reverse(f"questions:{name}", args=[cast.next.pk]), posted)

    assert response.status_code == 302
    assert response.url == reverse("meetings:pack", args=[cast.next.pk])
    assert not ReadMark.objects.exists()
    assert not Flag.objects.exists()


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example", "/\\evil.example"]
)
def test_button_leads_nowhere_else(member, cast, page):
    response = press(member, "mark_read", cast, cast.action, page=page)

    assert response.url == reverse("meetings:pack", args=[cast.next.pk])


def test_member_of_two_boards_reads_each_packs_for_itself(cast):
    both = make_user()
    for board in (cast.lives, cast.health):
        make_membership(board=board, user=both)
    read(cast, cast.action, by=both)

    assert item(cast, cast.action, both).is_read


# in the pack


@pytest.fixture
def pack(cast):
    """The next meeting's pack, as published."""
    return make_pack(cast.next, by=cast.clerk)


def page(client, cast, user=None):
    client.force_login(user or cast.member)
    return client.get(reverse("meetings:pack", args=[cast.next.pk]))


def test_published_pack_says_how_far_one_is(client, cast, pack):
    read(cast, cast.action)

    response = page(client, cast)

    found = response.context["reading"]
    assert (found.read, found.total) == (1, len(response.context["pack"].current))
    assert f"1 of {found.total} read." in response.text


def test_published_pack_keeps_its_marks_when_it_is_corrected(client, cast, pack):
    read(cast, cast.action)
    packs.publish(meeting=cast.next, by=cast.clerk, now=at(), seen=1, correction="A wrong date.")

    assert page(client, cast).context["reading"].of(cast.action.pk).is_read


def test_pack_page_sends_back_to_where_one_was(client, cast, pack):
    response = page(client, cast)
    place = f"complete-{cast.action.pk}"

    assert response.text.count(f'id="{place}"') == 1
    assert f'name="place" value="{place}"' in response.text


def test_pack_page_offers_a_question_on_each_thing(client, cast, pack):
    text = page(client, cast).text

    for what in (f"action={cast.action.slug}", f"finding={cast.area.pk}", f"resolution={cast.resolution.pk}"):
        assert f"{reverse('questions:ask')}?meeting={cast.next.pk}&amp;{what}" in text


def test_pack_page_after_the_meeting_still_marks_and_no_longer_asks(client, cast, pack):
    cast.next.status = "held"
    cast.next.save()

    text = page(client, cast).text

    assert "Mark as read" in text
    assert "Flag for discussion" not in text
    assert reverse("questions:ask") not in text


@pytest.mark.parametrize("role", ["clerk", "officer", "health_member", "viewer"])
def test_pack_page_of_others_has_nothing_to_mark(client, cast, pack, role):
    text = page(client, cast, getattr(cast, role)).text

    assert "Mark as read" not in text
    assert reverse("questions:ask") not in text


def test_exempt_action_is_not_counted_for_who_may_not_see_it(client, cast, pack):
    as_member = page(client, cast).context["reading"]
    as_co_optee = page(client, cast, cast.co_optee).context["reading"]

    assert cast.exempt_action.pk in as_member.items
    assert cast.exempt_action.pk not in as_co_optee.items
