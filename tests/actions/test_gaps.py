"""The page of gaps: what was found or decided and is on its way to be forgotten."""

import pytest

from actions.services import meetings
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_finding,
    make_holding,
    make_item,
    make_meeting,
    make_outcome,
    make_owner,
    make_resolution,
    make_review,
    make_user,
)

pytestmark = pytest.mark.django_db

URL = "/actions/gaps/"


@pytest.fixture
def clerk(client):
    user = make_clerk()
    client.force_login(user)
    return user


def gaps(client, **query):
    return client.get(URL, query).context["gaps"]


def test_gaps_are_areas_without_an_action(client, clerk):
    forgotten, answered = make_finding(), make_finding()
    make_finding(kind="strength")
    make_action(finding=answered)

    assert gaps(client).areas == [forgotten]


def test_gaps_are_resolutions_that_owe_and_have_no_action(client, clerk):
    forgotten, answered = make_resolution(kind="circulate"), make_resolution()
    for kind in ("note", "approve"):
        make_resolution(kind=kind)
    make_action(resolution=answered)

    assert gaps(client).resolutions == [forgotten]


def test_gaps_are_decisions_that_minutes_do_not_have(client, clerk):
    board = make_board()
    minuted, awaited, last = (make_meeting(board=board, date=day(-offset)) for offset in (60, 30, 1))
    item = make_item(meeting=minuted)
    forgotten = make_outcome(meeting=minuted, kind="ask_report", words="The costs")
    passed = make_outcome(meeting=awaited, kind="refer", words="The costs", referred_to=make_board())
    make_outcome(meeting=minuted, kind="note")
    make_outcome(meeting=last, kind="ask_report", words="Too early to tell")
    linked = {"resolution": make_resolution(item=item, kind="note"), "linked_at": at()}
    make_outcome(meeting=minuted, kind="ask_report", words="The savings", **linked)

    assert set(gaps(client).not_minuted) == {forgotten, passed}
    assert gaps(client, board=make_board().pk).not_minuted == []


def test_gaps_are_reports_a_meeting_passed_without(client, clerk):
    board = make_board()
    passed, to_come = make_meeting(board=board, date=day(20)), make_meeting(board=board, date=day(40))
    owed = make_action(resolution=make_resolution(kind="request_report"), due_meeting=passed)
    make_action(resolution=make_resolution(kind="request_report"), due_meeting=to_come)
    passed.date, passed.status = day(-1), "held"
    passed.save()

    assert gaps(client).reports_missed == [owed]


def test_gaps_are_actions_without_a_date_those_of_cancelled_meetings_first(client, clerk):
    meeting = make_meeting()
    plain, dated = make_action(), make_action(due_on=day(4))
    lost = make_action(due_meeting=meeting)
    meetings.cancel(meeting=meeting, reason="No business.", by=clerk, now=at())

    found = gaps(client).without_due

    assert [(action, action.meeting_cancelled) for action in found] == [(lost, True), (plain, False)]
    assert dated not in found


def test_gaps_are_actions_without_a_success_measure(client, clerk):
    without = make_action()
    make_action(success_measure="Families wait less.")

    assert gaps(client).without_measure == [without]


def test_gaps_of_one_board(client, clerk):
    board = make_board()
    item = make_item(meeting=make_meeting(board=board, date=day(-9)))
    area = make_finding(review=make_review(item=item))
    make_finding()

    assert gaps(client, board=board.pk).areas == [area]
    assert gaps(client, board="99999").total == 2


def test_gaps_are_actions_whose_post_nobody_holds(client, clerk):
    held, left, coming, abolished, gone = (make_owner(name=name, active=name != "D") for name in "ABCDE")
    make_holding(owner=held)
    make_holding(owner=left, ends_on=day(-1))
    make_holding(owner=coming, starts_on=day(1))
    make_holding(owner=abolished)
    make_holding(owner=gone, user=make_user(is_active=False))
    actions = [make_action(owner=owner) for owner in (held, left, coming, abolished, gone)]

    assert gaps(client).vacant == actions[1:]


@pytest.mark.parametrize("who", ["officer", "member", "chair", "admin", "superuser", "viewer"])
def test_gaps_are_for_clerks(client, cast, who):
    client.force_login(getattr(cast, who))

    assert client.get(URL).status_code == 403


@pytest.mark.parametrize("count", [1, 3, 30])
def test_gaps_query_count(client, clerk, count, django_assert_num_queries):
    for _ in range(count):
        make_finding(review=make_review(item=make_item()))
        make_resolution()
        make_action()

    with django_assert_num_queries(13):
        client.get(URL)
