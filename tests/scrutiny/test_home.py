"""Home says to each role what it has to do next, the most urgent first."""

import pytest
from django.urls import reverse

from actions import home
from actions.models import MinutesImport
from actions.services import decisions
from meetings.services import meetings
from people.models import Membership
from tests.builders import (
    at,
    day,
    make_action,
    make_answer,
    make_board,
    make_clerk,
    make_finding,
    make_holding,
    make_item,
    make_meeting,
    make_membership,
    make_outcome,
    make_owner,
    make_pack,
    make_proposal,
    make_question,
    make_resolution,
    make_review,
    make_update,
    make_user,
    make_work_item,
    standing,
)

pytestmark = pytest.mark.django_db


def sections(response):
    return [section["template"] for section in response.context["sections"]]


def get_home(client, user):
    client.force_login(user)
    return client.get(reverse("home"))


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("officer", ["officer"]),
        ("deputy", ["officer"]),
        ("clerk", ["clerk"]),
        ("chair", ["board"]),
        ("member", ["board"]),
        ("co_optee", ["board"]),
        ("admin", ["admin"]),
        ("superuser", ["admin"]),
        ("viewer", ["viewer"]),
    ],
)
def test_home_shows_what_the_role_asks_for(client, cast, role, shown):
    response = get_home(client, getattr(cast, role))

    assert sections(response) == [f"scrutiny/_home_{name}.html" for name in shown]


def test_home_takes_the_most_urgent_role_first(client, cast):
    everything = make_clerk(is_admin=True)
    make_holding(owner=cast.owner, user=everything)
    make_membership(board=cast.lives, user=everything, kind=Membership.Kind.CHAIR)

    response = get_home(client, everything)

    assert sections(response) == [f"scrutiny/_home_{name}.html" for name in ("officer", "clerk", "board", "admin")]


def test_home_without_signing_in_asks_to(client, db):
    response = client.get(reverse("home"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_home_refuses_a_post(client, cast):
    client.force_login(cast.member)

    assert client.post(reverse("home")).status_code == 405


def test_home_keeps_exempt_matter_from_who_may_not_see_it(client, cast):
    seen = {name for name, user in cast.everybody.items() if "Zanzibar" in get_home(client, user).text}

    assert seen <= cast.may_see_exempt
    assert {"officer", "deputy"} <= seen


# officers


def test_officer_is_asked_for_what_the_next_meeting_lacks_the_overdue_first():
    board, holding = make_board(), make_holding()
    meeting = make_meeting(board=board, date=day(14))
    make_meeting(board=board, date=day(40))
    common = {"monitoring_board": board, "owner": holding.owner}
    undated, later = make_action(**common), make_action(due_on=day(9), **common)
    overdue = make_action(due_on=day(-1), **common)
    make_update(make_action(**common))
    make_action(monitoring_board=board)

    asked = home.officer(standing(holding.user), now=at())

    assert [(asking.meeting, [owed.action for owed in asking.owed]) for asking in asked.asking] == [
        (meeting, [overdue, later, undated])
    ]
    assert [owed.overdue for owed in asked.asking[0].owed] == [True, False, False]


def test_officer_is_asked_for_overdue_actions_even_where_no_meeting_is_planned():
    holding = make_holding()
    overdue = make_action(owner=holding.owner, due_on=day(-1))
    make_action(owner=holding.owner, due_on=day(1))

    [asking] = home.officer(standing(holding.user), now=at()).asking

    assert asking.meeting is None
    assert [owed.action for owed in asking.owed] == [overdue]


def test_officer_sees_the_soonest_meeting_first():
    holding = make_holding()
    later, sooner = make_meeting(date=day(20)), make_meeting(month=day(0).replace(day=1))
    for meeting in (later, sooner):
        make_action(owner=holding.owner, monitoring_board=meeting.board)

    asked = home.officer(standing(holding.user), now=at()).asking

    assert [asking.meeting for asking in asked] == [sooner, later]


def test_officer_sees_what_waits_for_the_board():
    holding = make_holding()
    proposal = make_proposal(make_action(owner=holding.owner))

    found = home.officer(standing(holding.user), now=at())

    assert (found.waiting, found.refused) == ([proposal], [])


def test_officer_sees_a_refusal_until_they_answer_it():
    holding = make_holding()
    action = make_action(owner=holding.owner)
    meeting = make_meeting(board=action.monitoring_board, date=day(-4))
    proposal = make_proposal(action)
    decisions.decide(proposal=proposal, granted=False, meeting=meeting, by=make_clerk(), now=at(-3))

    before = home.officer(standing(holding.user), now=at()).refused
    make_update(action, now=at(-1))
    after = home.officer(standing(holding.user), now=at()).refused

    assert (before, after) == ([proposal], [])


def test_officer_sees_what_their_posts_bring_to_meetings_the_soonest_first(client, cast):
    later = make_meeting(board=cast.lives, date=day(60))
    for title, over in (
        ("Later", {"meeting": later}),
        ("Sooner", {"meeting": cast.next, "is_exempt": True, "exempt_paragraphs": "3"}),
        ("Some day", {"board": cast.lives}),
        ("Another’s", {"meeting": later, "owner": make_owner()}),
    ):
        make_work_item(**{"title": title, "owner": cast.owner, **over})
    over = make_work_item(title="Over", meeting=make_meeting(board=cast.lives, date=day(3)), owner=cast.owner)
    over.meeting.status = "held"
    over.meeting.save()

    bringing = home.officer(standing(cast.officer), now=at()).bringing

    assert [item.title for item in bringing] == ["Sooner", "Later"]
    assert "What you bring to meetings" in get_home(client, cast.officer).text


def test_officer_whose_holding_ended_is_a_viewer(client):
    holding = make_holding(ends_on=day(-1))
    make_action(owner=holding.owner)

    assert sections(get_home(client, holding.user)) == ["scrutiny/_home_viewer.html"]


def test_officer_home_links_to_the_update_form(client, cast):
    response = get_home(client, cast.officer)

    assert f'href="{reverse("actions:add_update", args=[cast.exempt_action.slug])}"' in response.text


# clerks


def test_clerk_sees_each_boards_next_meeting_and_what_is_missing():
    one, other = make_board(name="A"), make_board(name="B")
    first, _second = make_meeting(board=one, date=day(7)), make_meeting(board=one, date=day(30))
    bare = make_meeting(board=other, date=day(9))
    make_action(monitoring_board=one)
    make_action(monitoring_board=one)
    make_update(make_action(monitoring_board=one))

    upcoming = home.clerk(standing(make_clerk()), now=at()).upcoming

    assert [(meeting, meeting.missing) for meeting in upcoming] == [(first, 2), (bare, 0)]


def test_clerk_sees_the_decisions_to_record():
    board = make_board()
    make_meeting(board=board, date=day(-60))
    meeting = make_meeting(board=board, date=day(-2))
    for proposed in (-40, -2, -1):
        make_proposal(make_action(monitoring_board=board), now=at(proposed))
    make_proposal(make_action())

    found = home.clerk(standing(make_clerk()), now=at()).to_decide

    assert found == [home.ToDecide(meeting, 2)]


def test_clerk_sees_held_meetings_of_which_nothing_is_recorded(client):
    silent, recorded, minuted = (make_action().monitoring_board for _ in range(3))
    meeting, other, third = (make_meeting(board=board, date=day(-2)) for board in (silent, recorded, minuted))
    make_meeting(date=day(-2))
    make_outcome(meeting=other)
    make_item(meeting=third)
    clerk = make_clerk()

    found = home.clerk(standing(clerk), now=at()).to_decide

    assert found == [home.ToDecide(meeting, 0)]
    assert "nothing is recorded yet" in get_home(client, clerk).text


def test_clerk_sees_meetings_past_their_day():
    past = make_meeting(date=day(-3), status="scheduled")
    month = make_meeting(month=day(-40).replace(day=1))
    make_meeting(date=day(-3))
    make_meeting(date=day(0))
    make_meeting(month=day(0).replace(day=1))

    assert home.clerk(standing(make_clerk()), now=at()).past_their_day == [month, past]


def test_clerk_sees_their_own_drafts_that_are_kept(now):
    clerk = make_clerk()
    common = {"text": "Minutes", "origin": "minutes.txt"}
    draft = MinutesImport.objects.create(started_by=clerk, started_at=at(-29), **common)
    MinutesImport.objects.create(started_by=clerk, started_at=at(-31), **common)
    MinutesImport.objects.create(started_by=make_clerk(), started_at=now, **common)

    assert home.clerk(standing(clerk), now=now).drafts == [draft]


def test_clerk_sees_how_many_gaps_there_are(client):
    item = make_item()
    make_resolution(item=item)
    make_resolution(item=item, kind="note")
    area = make_finding(review=make_review(item=item))
    make_finding(review=area.review)
    make_finding(review=area.review, kind="strength")
    make_action(finding=area, success_measure="Shorter waits.")
    make_action(due_on=day(3))

    text = get_home(client, make_clerk()).text

    assert "1 area for improvement with no action" in text
    assert "1 resolution that owes something and has no action" in text
    assert "1 open action with no due date" in text
    assert "1 open action with no success measure" in text
    assert "did not come" not in text


def test_clerk_without_gaps_is_told_so(client, db):
    assert "Everything that was found or asked for has its action" in get_home(client, make_clerk()).text


# members


def test_member_sees_their_boards_with_the_counts_of_the_published_pack():
    membership = make_membership()
    last = make_meeting(board=membership.board, date=day(-20))
    meeting = make_meeting(board=membership.board, date=day(20))
    make_action(monitoring_board=membership.board, due_on=day(-5), now=at(-50))
    make_update(make_action(monitoring_board=membership.board, now=at(-50)), status_reported="complete")

    pack = make_pack(meeting, now=at(-1))
    make_action(monitoring_board=membership.board, due_on=day(-1), now=at(), today=day(0))

    [seat] = home.board_member(standing(membership.user), now=at())

    assert (seat.meeting, seat.pack, seat.last_held) == (meeting, pack, last)
    counts = seat.counts
    assert (counts.changed, counts.overdue, counts.no_update, counts.complete) == (1, 1, 1, 1)


def test_member_sees_when_a_pack_has_to_be_published_until_it_is(client, cast):
    text = get_home(client, cast.member).text

    assert "the pack is not published yet, and has to be by 23 March 2026" in text
    assert "overdue" not in text


def test_members_count_what_their_form_of_the_pack_shows(cast):
    make_pack(cast.next)

    overdue = {
        name: home.board_member(standing(getattr(cast, name)), now=at())[0].counts.overdue
        for name in ("member", "co_optee")
    }

    assert overdue == {"member": 1, "co_optee": 0}


def test_member_of_a_board_without_a_meeting_sees_the_board():
    membership = make_membership()

    [seat] = home.board_member(standing(membership.user), now=at())

    assert (seat.membership, seat.meeting, seat.pack, seat.last_held) == (membership, None, None, None)


# administrators


def test_admin_sees_who_cannot_sign_in_and_which_posts_are_vacant(db):
    invited = make_user(password="a long enough one")
    waiting, nameless = make_user("Waiting"), make_user("Nameless", email=None)
    make_user("Gone", is_active=False)
    held = make_holding(user=invited)
    left = make_holding(user=invited, ends_on=day(-1))
    make_owner()
    # somebody has to make an action; the clerk can sign in
    for owner in (held.owner, left.owner):
        make_action(owner=owner, by=invited, monitoring_board=make_board())

    found = home.admin(standing(invited), now=at())

    assert (found.without_password, found.without_email, found.vacant) == ([waiting], [nameless], [left.owner])


# how much it asks of the database


def test_clerk_is_told_of_work_programmes_with_something_to_settle(client, cast):
    cancelled, held = make_meeting(board=cast.lives, date=day(3)), make_meeting(board=cast.health, date=day(2))
    for meeting in (cancelled, held, cast.next):
        make_work_item(meeting=meeting, by=cast.clerk)
    meetings.cancel(meeting=cancelled, reason="Snow.", by=cast.clerk, now=at())
    held.status = "held"
    held.save()
    client.force_login(cast.clerk)

    response = client.get(reverse("home"))

    assert response.text.count("1 item to settle") == 2
    assert reverse("work:board", args=["HSC"]) in response.text


QUERIES = {"officer": 14, "clerk": 29, "member": 11, "admin": 7, "viewer": 5}


@pytest.mark.parametrize("count", [1, 3, 30])
@pytest.mark.parametrize("role", QUERIES)
def test_home_asks_a_constant_number_of_queries(client, cast, role, count, django_assert_num_queries):
    user = getattr(cast, role)
    for n in range(count):
        board = make_board()
        make_meeting(board=board, date=day(-30 - n))
        upcoming = make_meeting(board=board, date=day(30 + n))
        make_membership(board=board, user=cast.member)
        common = {"monitoring_board": board, "owner": cast.owner, "by": cast.clerk}
        make_update(make_action(**common), by=cast.officer)
        make_proposal(make_action(due_on=day(-1), **common), by=cast.officer, now=at(-40))
        asked = make_action(monitoring_board=board, owner=cast.owner, by=cast.clerk)
        make_question(meeting=upcoming, asked_by=cast.member, action=asked)
        make_answer(make_question(meeting=upcoming, asked_by=cast.member, action=asked), undertaking="More.")
        make_work_item(meeting=upcoming, by=cast.clerk, owner=cast.owner)
        cancelled = make_meeting(board=board, date=day(60 + n))
        make_work_item(meeting=cancelled, by=cast.clerk)
        meetings.cancel(meeting=cancelled, reason="Snow.", by=cast.clerk, now=at())
        if role == "member":
            make_pack(upcoming, by=cast.clerk)
    client.force_login(user)

    with django_assert_num_queries(QUERIES[role]):
        response = client.get(reverse("home"))

    assert response.status_code == 200
