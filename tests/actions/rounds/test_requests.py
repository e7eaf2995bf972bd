"""Opening a round writes down who is asked for what, once; what is asked later is added, and nothing is rewritten."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from actions.models import NoUpdateReason, RequestLine, RoundRequest, UpdateRound
from actions.services import actions, clearing, meetings
from actions.services.rounds import requests
from meetings.services import meetings as calendar
from people.models import Event
from tests.actions.rounds.stage import MEETING, OPENS, make_owed, make_post, make_round
from tests.builders import at, day, make_action, make_board, make_clerk, make_meeting, make_owner, make_update

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make_clerk()


@pytest.fixture
def meeting():
    return make_round()


def open_round(meeting, offset=0, by=None):
    return requests.open_round(meeting=meeting, by=by, now=at(offset))


def lines(meeting):
    """(post, action) of every line of a meeting's round."""
    rows = RequestLine.objects.of_meeting(meeting).order_by("pk").select_related("request__owner", "action")
    return [(line.request.owner, line.action) for line in rows]


def test_round_opens_on_a_working_day_counted_back_from_the_day_updates_are_due(meeting):
    assert (meeting.updates_due_on, requests.opens_on(meeting)) == (day(13), day(OPENS))


def test_round_of_a_meeting_without_a_day_has_no_day_to_open():
    assert requests.opens_on(make_meeting(month=day(40).replace(day=1))) is None


@pytest.mark.parametrize(("offset", "expected"), [(OPENS - 1, 0), (OPENS, 1), (0, 1), (MEETING, 1), (MEETING + 1, 0)])
def test_round_is_due_from_its_day_until_the_meeting(meeting, offset, expected):
    assert len(requests.due_to_open(day(offset))) == expected


def test_one_round_at_a_time_is_due_for_a_board(meeting):
    make_meeting(board=meeting.board, date=day(MEETING + 7))
    other = make_meeting(date=day(20))

    assert set(requests.due_to_open(day(0))) == {meeting, other}


def test_next_round_is_due_once_the_meeting_before_was_held(meeting, clerk):
    later = make_meeting(board=meeting.board, date=day(MEETING + 7))

    calendar.hold(meeting=meeting, by=clerk, now=at(MEETING), today=day(MEETING))

    assert requests.due_to_open(day(MEETING)) == [later]


def test_opening_writes_a_request_a_post_and_a_line_an_action(meeting, clerk):
    one, other = make_post("One"), make_post("Other")
    first, second, third = make_owed(meeting, one), make_owed(meeting, other), make_owed(meeting, one)
    make_action(owner=one)

    opened = open_round(meeting, by=clerk)

    assert (opened.meeting, opened.opened_by, opened.opened_at) == (meeting, clerk, at())
    assert {request.owner for request in RoundRequest.objects.filter(meeting=meeting)} == {one, other}
    assert lines(meeting) == [(one, first), (other, second), (one, third)]
    event = Event.objects.of(meeting).get()
    assert (event.verb, event.actor) == ("round_opened", clerk)


def test_opening_again_changes_nothing(meeting, clerk):
    make_owed(meeting, make_post("One"))
    opened = open_round(meeting, by=clerk)
    before = list(RequestLine.objects.values())

    again = open_round(meeting, offset=1)

    assert (again.pk, again.opened_by, again.opened_at) == (opened.pk, clerk, at())
    assert list(RequestLine.objects.values()) == before
    assert (RoundRequest.objects.count(), Event.objects.of(meeting).count()) == (1, 1)


def test_opening_again_adds_what_has_come_to_be_owed_since(meeting):
    post = make_post("One")
    first = make_owed(meeting, post)
    open_round(meeting)
    second = make_owed(meeting, post, now=at(1), today=day(1))

    open_round(meeting, offset=2)

    assert lines(meeting) == [(post, first), (post, second)]
    assert [line.asked_at for line in RequestLine.objects.order_by("pk")] == [at(), at(2)]


def test_answered_action_keeps_its_line(meeting):
    post = make_post("One")
    action = make_owed(meeting, post)
    open_round(meeting)
    make_update(action, now=at(1))

    open_round(meeting, offset=2)

    assert lines(meeting) == [(post, action)]


def test_action_sent_back_keeps_the_line_it_has(meeting, clerk):
    post = make_post("One")
    action = make_owed(meeting, post)
    open_round(meeting)
    clearing.send_back(update=make_update(action, now=at(1)), reason="How many?", by=clerk, now=at(1))

    open_round(meeting, offset=2)

    assert lines(meeting) == [(post, action)]


def test_handing_over_in_mid_round_writes_a_line_for_the_new_post_and_leaves_the_old(meeting, clerk):
    former, new = make_post("Former"), make_post("New")
    action = make_owed(meeting, former)
    open_round(meeting)

    actions.edit(action=action, owner=new, by=clerk, now=at(1), seen_version=None)
    open_round(meeting, offset=2)

    assert lines(meeting) == [(former, action), (new, action)]


def test_post_nobody_can_be_reached_for_is_asked_all_the_same(meeting):
    vacant = make_owner()
    action = make_owed(meeting, vacant)

    open_round(meeting)

    assert lines(meeting) == [(vacant, action)]


def test_round_with_nothing_owed_opens_without_requests(meeting):
    open_round(meeting)

    assert (UpdateRound.objects.count(), RoundRequest.objects.count()) == (1, 0)


@pytest.mark.parametrize("status", ["provisional", "held", "cancelled"])
def test_round_opens_for_a_scheduled_meeting_alone(status):
    over = {"month": day(40).replace(day=1)} if status == "provisional" else {"status": status}
    meeting = make_meeting(cancelled_reason="Snow." if status == "cancelled" else "", **over)

    with pytest.raises(ValidationError, match=status):
        open_round(meeting)

    assert not UpdateRound.objects.exists()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_database_refuses_to_rewrite_what_was_asked(meeting, change):
    make_owed(meeting, make_post("One"))
    open_round(meeting)
    changes = {
        "update": lambda: RequestLine.objects.update(asked_at=at(9)),
        "delete": lambda: RequestLine.objects.all().delete(),
    }

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        changes[change]()


# asked by name


def test_asking_by_name_writes_a_line_and_is_in_the_actions_history(meeting, clerk):
    post = make_post("One")
    open_round(meeting)
    action = make_owed(meeting, post)

    line = requests.ask_by_name(meeting=meeting, action=action, by=clerk, now=at())

    event = Event.objects.of(action).last()
    assert (line.request.owner, line.by_name, lines(meeting)) == (post, True, [(post, action)])
    assert (event.verb, event.actor, event.new) == ("update_asked_for", clerk, {"meeting": meeting.pk, "line": line.pk})


def test_asking_by_name_opens_no_round_by_the_way(meeting, clerk):
    action = make_owed(meeting, make_post("One"))

    with pytest.raises(ValidationError, match="No round is open"):
        requests.ask_by_name(meeting=meeting, action=action, by=clerk, now=at())

    assert not UpdateRound.objects.exists()
    assert lines(meeting) == []


def test_asking_by_name_for_what_was_asked_already_is_refused(meeting, clerk):
    action = make_owed(meeting, make_post("One"))
    open_round(meeting)

    with pytest.raises(ValidationError, match="already"):
        requests.ask_by_name(meeting=meeting, action=action, by=clerk, now=at())


def test_only_open_actions_of_the_board_are_asked_for_by_name(meeting, clerk):
    with pytest.raises(ValidationError, match="not an open action"):
        requests.ask_by_name(meeting=meeting, action=make_action(), by=clerk, now=at())

    assert not UpdateRound.objects.exists()


def test_asking_by_name_for_what_has_its_reason_is_refused(meeting, clerk):
    open_round(meeting)
    action = make_owed(meeting, make_post("One"))
    requests.give_reason(meeting=meeting, action=action, reason="The post is being filled.", by=clerk, now=at())

    with pytest.raises(ValidationError, match="nobody is asked"):
        requests.ask_by_name(meeting=meeting, action=action, by=clerk, now=at())

    assert lines(meeting) == []


# a reason for no update


def test_reason_for_no_update_is_a_row_and_in_the_actions_history(meeting, clerk):
    action = make_owed(meeting, make_post("One"))

    requests.give_reason(meeting=meeting, action=action, reason=" Long-term sick. ", by=clerk, now=at())

    noted, event = NoUpdateReason.objects.get(), Event.objects.of(action).last()
    assert (noted.action, noted.meeting, noted.reason, noted.entered_by) == (action, meeting, "Long-term sick.", clerk)
    assert (event.verb, event.note) == ("no_update_reason", "Long-term sick.")


@pytest.mark.parametrize("reason", ["", "  "])
def test_reason_needs_words(meeting, clerk, reason):
    with pytest.raises(ValidationError, match="Say why"):
        requests.give_reason(
            meeting=meeting, action=make_owed(meeting, make_owner()), reason=reason, by=clerk, now=at()
        )


def test_reason_is_noted_once_a_meeting(meeting, clerk):
    action = make_owed(meeting, make_post("One"))
    requests.give_reason(meeting=meeting, action=action, reason="Sick.", by=clerk, now=at())

    with pytest.raises(ValidationError, match="already"):
        requests.give_reason(meeting=meeting, action=action, reason="Still sick.", by=clerk, now=at())


def test_reason_is_refused_once_the_round_is_over(meeting, clerk):
    action = make_owed(meeting, make_post("One"))
    meetings.cancel(meeting=meeting, reason="Snow.", by=clerk, now=at())

    with pytest.raises(ValidationError, match="its round is over"):
        requests.give_reason(meeting=meeting, action=action, reason="Sick.", by=clerk, now=at())


def test_another_boards_meeting_takes_no_reason(clerk, meeting):
    with pytest.raises(ValidationError, match="monitor"):
        requests.give_reason(
            meeting=meeting, action=make_action(monitoring_board=make_board()), reason="Sick.", by=clerk, now=at()
        )
