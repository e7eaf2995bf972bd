"""What comes after a pack was published stands apart from it, for those who may see it."""

import datetime

import pytest

from actions.packs import published
from actions.packs.since import since
from actions.services import clearing, decisions, meetings
from meetings.services import meetings as calendar
from people.models import Directorate
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_meeting,
    make_membership,
    make_outcome,
    make_owner,
    make_pack,
    make_proposal,
    make_update,
    make_user,
    standing,
)

pytestmark = pytest.mark.django_db

EXEMPT = {"is_exempt": True, "exempt_paragraphs": "3"}
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def board():
    return make_board()


@pytest.fixture
def meeting(board):
    return make_meeting(board=board, date=day(28))


@pytest.fixture
def action(board):
    return make_action(monitoring_board=board)


def since_of(pack, user=None, now=None):
    user = user or make_clerk()
    shown = published.read(pack, published.audience_of(standing(user), pack.meeting))
    pack.meeting.refresh_from_db()
    return since(pack, shown, standing(user), now=now or at(30))


def test_nothing_has_come_of_a_pack_just_published(meeting, action):
    make_update(action, now=at(-1))
    make_proposal(action, now=at(-1))

    assert since_of(make_pack(meeting)).is_nothing


def test_update_that_came_later_stands_apart(meeting, action):
    pack = make_pack(meeting)
    update = make_update(action, now=at(1))

    assert since_of(pack).updates == [update]


def test_update_entered_before_and_cleared_later_stands_apart(meeting, board):
    directorate = Directorate.objects.create(name="Roads", director=make_owner(), clears_updates=True)
    update = make_update(make_action(monitoring_board=board, owner=make_owner(directorate=directorate)), now=at(-1))
    pack = make_pack(meeting)
    before = since_of(pack).updates
    clearing.clear(update=update, by=make_user(), now=at(1))

    assert (before, since_of(pack).updates) == ([], [update])


def test_update_that_bears_an_earlier_moment_and_missed_the_pack_stands_apart(meeting, action):
    pack = make_pack(meeting)
    late = make_update(action, now=at() - SECOND)

    assert since_of(pack).updates == [late]


def test_proposal_that_came_later_stands_apart(meeting, action):
    pack = make_pack(meeting)
    proposal = make_proposal(action, now=at(1))

    assert since_of(pack).proposals == [proposal]


def test_proposal_taken_back_later_stands_apart(meeting, action):
    proposal = make_proposal(action, now=at(-1))
    pack = make_pack(meeting)
    decisions.take_back(proposal=proposal, by=proposal.proposed_by, now=at(1))

    assert [one.outcome for one in since_of(pack).proposals] == ["Taken back"]


def test_what_the_meeting_decided_stands_apart_whenever_it_was_recorded(meeting, action):
    proposal = make_proposal(action, now=at(-1))
    pack = make_pack(meeting)
    calendar.hold(meeting=meeting, by=make_clerk(), now=at(28), today=day(28))
    decisions.decide(proposal=proposal, granted=True, meeting=meeting, by=make_clerk(), now=at(35))

    assert [one.outcome for one in since_of(pack, now=at(40)).proposals] == ["Agreed"]


def test_decision_that_a_correction_already_shows_is_not_said_twice(meeting, action):
    proposal = make_proposal(action, now=at(-1))
    make_pack(meeting)
    calendar.hold(meeting=meeting, by=make_clerk(), now=at(28), today=day(28))
    decisions.decide(proposal=proposal, granted=True, meeting=meeting, by=make_clerk(), now=at(28))
    second = make_pack(meeting, now=at(29), correction="A name.")

    assert since_of(second).proposals == []


def test_what_else_the_meeting_decided_stands_apart(meeting, action):
    pack = make_pack(meeting)
    calendar.hold(meeting=meeting, by=make_clerk(), now=at(28), today=day(28))
    outcome = make_outcome(meeting=meeting, action=action, kind="keep_monitoring", recorded_at=at(29))
    hidden = make_outcome(
        meeting=meeting, kind="new_resolution", words="The lease.", resolution_kind="note", recorded_at=at(29), **EXEMPT
    )
    member, outsider = make_membership(board=meeting.board).user, make_membership().user

    assert since_of(pack, member, now=at(30)).outcomes == [outcome, hidden]
    assert since_of(pack, outsider, now=at(30)).outcomes == [outcome]


def test_action_made_later_stands_apart(meeting, action):
    pack = make_pack(meeting)
    made = make_action(monitoring_board=meeting.board, now=at(1), today=day(1))
    make_action(now=at(1), today=day(1))

    assert since_of(pack).actions == [made]


def test_what_comes_after_the_meetings_day_belongs_to_the_next(meeting, action):
    make_meeting(board=meeting.board, date=day(60))
    pack = make_pack(meeting)
    calendar.hold(meeting=meeting, by=make_clerk(), now=at(28), today=day(28))
    make_update(action, now=at(29))
    make_action(monitoring_board=meeting.board, now=at(29), today=day(29))
    make_proposal(action, now=at(29))

    assert since_of(pack, now=at(40)).is_nothing


def test_meeting_that_moved_says_so(meeting, action):
    pack = make_pack(meeting)
    meetings.set_day(meeting=meeting, date=day(35), by=make_clerk(), now=at(1))

    assert since_of(pack).moved_to == "7 April 2026"


def test_meeting_that_was_cancelled_says_so(meeting, action):
    pack = make_pack(meeting)
    meetings.cancel(meeting=meeting, reason="Snow.", by=make_clerk(), now=at(1))

    assert since_of(pack).is_cancelled


def test_exempt_matter_that_came_later_is_for_who_may_see_it(meeting, action, board):
    pack = make_pack(meeting)
    make_update(action, now=at(1), **EXEMPT)
    hidden = make_action(monitoring_board=board, now=at(1), today=day(1), **EXEMPT)
    make_proposal(hidden, now=at(2))
    make_update(hidden, now=at(2), status_reported="complete")

    member, co_optee = make_membership(board=board), make_membership(board=board, sees_exempt=False)

    assert since_of(pack, co_optee.user).is_nothing
    came = since_of(pack, member.user)
    assert (len(came.actions), len(came.updates), len(came.proposals)) == (1, 2, 1)


def test_viewers_are_told_what_was_decided_and_no_more(meeting, action):
    proposal = make_proposal(action, now=at(-1))
    pack = make_pack(meeting)
    make_update(action, now=at(1), status_reported="complete")
    viewer = make_user()
    before = since_of(pack, viewer)
    calendar.hold(meeting=meeting, by=make_clerk(), now=at(28), today=day(28))
    decisions.decide(proposal=proposal, granted=True, meeting=meeting, by=make_clerk(), now=at(28))

    assert before.is_nothing
    assert since_of(pack, viewer).proposals == [proposal]


@pytest.mark.parametrize("count", [1, 3])
def test_since_asks_a_constant_number_of_queries(meeting, board, count, django_assert_num_queries):
    pack = make_pack(meeting)
    for _ in range(count):
        action = make_action(monitoring_board=board, now=at(1), today=day(1))
        make_update(action, now=at(1))
        make_proposal(action, now=at(2))
    who, shown = standing(make_clerk()), published.read(pack, "full")

    with django_assert_num_queries(8):
        found = since(pack, shown, who, now=at(3))

    assert (len(found.actions), len(found.updates), len(found.proposals)) == (count, count, count)
