"""What the page of a meeting says first: what to do next to each who reads it, what came of it, what changed."""

import pytest
from django.urls import reverse

from actions import agenda, meeting_page
from actions.services import meetings
from actions.services.rounds import requests
from meetings.services import confirmation
from meetings.services import meetings as calendar
from tests.builders import (
    at,
    day,
    make_action,
    make_finding,
    make_item,
    make_meeting,
    make_owner,
    make_pack,
    make_proposal,
    make_question,
    make_resolution,
    make_review,
    make_update,
    make_work_item,
    standing,
)

pytestmark = pytest.mark.django_db


def page(client, user, meeting):
    client.force_login(user)
    return client.get(meeting.get_absolute_url())


def steps(client, user, meeting):
    return [(step.kind, step.count) for step in page(client, user, meeting).context["steps"]]


# what to do next


def test_officer_is_led_to_what_their_posts_owe(client, cast):
    make_action(monitoring_board=cast.lives, owner=cast.owner)

    # the one that is overdue, and the one without an update
    assert steps(client, cast.officer, cast.next) == [("answer", 2)]
    assert "Your posts owe 2 updates for this meeting, by 16 March 2026." in page(client, cast.officer, cast.next).text


def test_officer_is_not_asked_for_a_meeting_after_the_next(client, cast):
    later = make_meeting(board=cast.lives, date=day(60))

    assert steps(client, cast.officer, later) == [("wait", 0)]


def test_officer_who_owes_nothing_is_told_what_comes(client, cast):
    assert steps(client, cast.officer, make_meeting(board=cast.health)) == [("wait", 0)]


def test_officer_and_clerk_are_told_of_questions_that_wait_for_an_answer(client, cast):
    make_question(action=cast.action, meeting=cast.next, asked_by=cast.member, reach="submitted")

    assert steps(client, cast.officer, cast.next)[1:] == [("questions_to_you", 1)]
    assert steps(client, cast.clerk, cast.next)[1:] == [("questions", 1)]
    assert steps(client, cast.chair, cast.next) == [("wait", 0)]


def test_clerk_chases_while_updates_are_missing_and_publishes_in_time(client, cast):
    assert steps(client, cast.clerk, cast.next) == [("chase", 1)]

    make_update(cast.exempt_action, by=cast.officer, now=at(-1))
    assert steps(client, cast.clerk, cast.next) == [("publish", 0)]


def test_clerk_publishes_on_the_last_day_whatever_is_missing(client, cast):
    soon = make_meeting(board=cast.lives, date=day(6))

    assert steps(client, cast.clerk, soon) == [("publish", 1)]


def test_published_pack_is_to_be_read_and_asked_about(client, cast):
    make_pack(cast.next, by=cast.clerk)

    assert steps(client, cast.member, cast.next) == [("ask", 0)]
    assert steps(client, cast.clerk, cast.next) == [("read", 0)]
    assert steps(client, cast.viewer, cast.next) == [("read", 0)]


@pytest.mark.parametrize(
    ("meeting", "kind"),
    [({"month": day(60).replace(day=1)}, "set_day"), ({"date": day(0)}, "hold"), ({"date": day(-3)}, "hold")],
)
def test_clerk_gives_a_meeting_its_day_and_records_it_as_held(client, cast, meeting, kind):
    meeting = make_meeting(**{"status": "scheduled" if "date" in meeting else "provisional", **meeting})

    assert steps(client, cast.clerk, meeting) == [(kind, 0)]


def test_clerk_records_what_a_held_meeting_decided_its_minutes_and_what_it_took(client, cast):
    held = make_meeting(board=cast.health, date=day(-3), status="scheduled")
    make_work_item(meeting=held)
    make_proposal(make_action(monitoring_board=cast.health), by=cast.officer)
    calendar.hold(meeting=held, by=cast.clerk, now=at(), today=day(0))

    assert steps(client, cast.clerk, held) == [("decide", 1), ("import", 0), ("take", 1)]


def test_clerk_records_that_minutes_are_confirmed_once_the_board_has_met_again(client, cast):
    assert steps(client, cast.clerk, cast.past)[-1:] != [("confirm", 0)]

    later = make_meeting(board=cast.lives, date=day(-7))

    last = page(client, cast.clerk, cast.past).context["steps"][-1]
    assert (last.kind, last.meeting) == ("confirm", later)


def test_who_has_nothing_to_do_is_told_of_the_next_meeting_but_viewers(client, cast):
    [step] = page(client, cast.member, cast.past).context["steps"]

    assert (step.kind, step.meeting) == ("next", cast.next)
    assert steps(client, cast.viewer, cast.past) == []


def in_each_state(cast):
    """A meeting in each of the states that one can be in."""
    lives, clerk = cast.lives, cast.clerk
    published, cancelled = make_meeting(board=lives, date=day(50)), make_meeting(board=lives, date=day(90))
    make_pack(published, by=clerk)
    meetings.cancel(meeting=cancelled, reason="An election.", by=clerk, now=at())
    bare, confirmed = make_meeting(board=lives, date=day(-40)), make_meeting(board=lives, date=day(-50))
    make_resolution(item=make_item(meeting=confirmed))
    confirmation.confirm_minutes(meeting=confirmed, at_meeting=bare, by=clerk, now=at())
    return {
        "provisional": make_meeting(board=lives, month=day(120).replace(day=1), date=None, status="provisional"),
        "scheduled": make_meeting(board=lives, date=day(60)),
        "published": published,
        "held": cast.past,
        "without minutes": bare,
        "confirmed": confirmed,
        "cancelled": cancelled,
    }


STEPS = {
    "clerk": {
        "provisional": ["set_day"],
        "scheduled": ["chase"],
        "published": ["read"],
        "held": ["next"],
        "without minutes": ["decide", "import"],
        "confirmed": ["next"],
        "cancelled": ["next"],
    },
    "officer": {"provisional": [], "scheduled": ["wait"], "published": ["read"]},
    "chair": {"provisional": [], "scheduled": ["wait"], "published": ["ask"]},
    "member": {"provisional": [], "scheduled": ["wait"], "published": ["ask"]},
}
PAST = ("held", "without minutes", "confirmed", "cancelled")


@pytest.mark.parametrize("role", STEPS)
def test_every_reader_is_told_what_is_next_of_a_meeting_in_every_state(client, cast, role):
    expected = {**{state: ["next"] for state in PAST}, **STEPS[role]}

    found = {
        state: [kind for kind, _ in steps(client, cast.everybody[role], meeting)]
        for state, meeting in in_each_state(cast).items()
    }

    assert found == expected


def test_viewers_see_meetings_once_they_are_published_or_held(client, cast):
    found = {state: page(client, cast.viewer, one) for state, one in in_each_state(cast).items()}

    assert {state: one.status_code for state, one in found.items()} == {
        "provisional": 404,
        "scheduled": 404,
        "published": 200,
        "held": 200,
        "without minutes": 200,
        "confirmed": 200,
        "cancelled": 404,
    }
    assert "No action that came of this meeting is published yet." in found["confirmed"].text


def test_cancelled_meeting_says_why_and_has_nothing_to_change(client, cast):
    text = page(client, cast.clerk, in_each_state(cast)["cancelled"]).text

    assert "An election." in text
    assert ("On this page" in text, "Change this meeting" in text) == (False, False)


# what came of it


def test_what_came_of_a_meeting_counts_what_its_reader_sees(cast):
    meeting = make_meeting(board=cast.lives, date=day(-14))
    item = make_item(meeting=meeting)
    exempt = make_item(meeting=meeting, is_exempt=True, exempt_paragraphs="3")
    answered, noted = make_resolution(item=item), make_resolution(item=item, kind="note")
    review = make_review(item=item)
    make_finding(review=review)
    make_finding(review=review, kind="strength")
    common = {"monitoring_board": cast.lives, "owner": make_owner()}
    make_action(resolution=answered, due_on=day(-1), **common)
    make_action(item=item, **common)
    make_action(resolution=make_resolution(item=exempt), **common)

    def of(user):
        return meeting_page.came_of(agenda.items(meeting, standing(user)), day(0))

    assert of(cast.clerk) == meeting_page.CameOf(resolutions=3, open=3, overdue=1, ended=0, without=1)
    assert of(cast.co_optee) == meeting_page.CameOf(resolutions=2, open=2, overdue=1, ended=0, without=1)
    assert not noted.owes_something


# what changed


def test_history_of_a_meeting_says_when_it_moved_and_why(client, cast):
    meeting = calendar.plan(board=cast.lives, month=day(60), by=cast.clerk, now=at(-9))
    meetings.set_day(meeting=meeting, date=day(62), by=cast.clerk, now=at(-8), venue="Town Hall")
    meetings.set_day(meeting=meeting, date=day(69), by=cast.clerk, now=at(-7), venue="Library", note="The hall is let.")

    history = meeting_page.history(meeting, [])

    assert [(entry.heading, entry.note) for entry in history] == [
        ("Moved", "The hall is let."),
        ("Given its day", ""),
        ("Planned", ""),
    ]
    assert [(change.what, change.was, change.now) for change in history[0].changes] == [
        ("When", "4 May 2026", "11 May 2026"),
        ("Venue", "Town Hall", "Library"),
    ]
    assert [(change.was, change.now) for change in history[1].changes] == [("May 2026", "4 May 2026")]


def test_history_tells_nothing_of_items_that_became_exempt(client, cast):
    requests.open_round(meeting=cast.next, by=None, now=at())

    assert [(entry.heading, entry.by) for entry in meeting_page.history(cast.next, [])] == [
        ("Officers were asked for updates", "The tracker")
    ]


def test_viewer_is_not_shown_the_history_of_a_meeting(client, cast):
    assert page(client, cast.viewer, cast.past).context["history"] == []


def test_page_shows_what_its_published_pack_counts(client, cast):
    assert page(client, cast.member, cast.next).context["counts"] is None

    make_pack(cast.next, by=cast.clerk)

    response = page(client, cast.member, cast.next)
    assert response.context["counts"].changed == 2
    assert f"{reverse('meetings:pack', args=[cast.next.pk])}#changed" in response.text


# what is on it


def test_contents_lead_to_every_section_there_is(client, cast):
    make_work_item(meeting=cast.next)
    make_action(monitoring_board=cast.lives, due_meeting=cast.next, owner=cast.owner)

    for user, meeting in ((cast.clerk, cast.next), (cast.clerk, cast.past), (cast.viewer, cast.past)):
        text = page(client, user, meeting).text
        contents = text[text.index('aria-label="On this page"') :]
        contents = contents[: contents.index("</nav>")]
        anchors = [part.split('"')[0] for part in contents.split('href="#')[1:]]

        assert [anchor for anchor in anchors if f'id="{anchor}"' not in text] == []
        sections = [part.split('"')[0] for part in text.split('<h2 class="govuk-heading-m" id="')[1:]]
        assert [section for section in sections if section not in anchors] == []


def test_page_tells_officers_what_is_theirs(client, cast):
    make_work_item(meeting=cast.next, owner=cast.owner)
    make_action(monitoring_board=cast.lives, due_meeting=cast.next, owner=cast.owner)

    assert page(client, cast.officer, cast.next).text.count("(your post)") == 2
    assert page(client, cast.member, cast.next).text.count("(your post)") == 0


@pytest.mark.parametrize("role", ["officer", "member", "chair", "viewer"])
@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_meeting_to_come_asks_a_constant_number_of_queries(
    client, cast, role, count, django_assert_num_queries
):
    make_pack(cast.next, by=cast.clerk)
    for _ in range(count):
        make_work_item(meeting=cast.next, owner=cast.owner)
        action = make_action(monitoring_board=cast.lives, due_meeting=cast.next, owner=cast.owner)
        make_update(action, by=cast.officer)
        make_question(action=action, meeting=cast.next, asked_by=cast.member, reach="submitted")
    client.force_login(cast.everybody[role])

    with django_assert_num_queries({"officer": 19, "member": 16, "chair": 16, "viewer": 14}[role]):
        client.get(cast.next.get_absolute_url())
