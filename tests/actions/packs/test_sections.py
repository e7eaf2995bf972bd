"""In which section of a pack an action stands."""

import datetime

import pytest

from actions.services import decisions, meetings, updates
from tests.actions.packs.before import make_old_action, make_update_for_last, pack_of, references
from tests.builders import (
    at,
    day,
    make_action,
    make_clerk,
    make_meeting,
    make_owner,
    make_proposal,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_changed_holds_what_was_and_is_with_the_officers_words(board, last, upcoming):
    action = make_old_action(board)
    make_update_for_last(action, last, status_reported="not_started")
    make_update(action, confidence="red", confidence_reason="Cuts.", progress="Begun.")

    [entry] = pack_of(upcoming).changed

    assert [(change.what, change.was, change.now) for change in entry.changes] == [
        ("Status", "Not started", "In progress"),
        ("Confidence", "Green: on track", "Red: off track"),
    ]
    assert [words.progress for words in entry.updates] == ["Begun."]
    assert not entry.is_new


def test_changed_leaves_out_what_came_back_to_where_it_was(board, upcoming):
    action = make_old_action(board)
    action_proposal = make_proposal(action, now=at(-10))
    decisions.take_back(proposal=action_proposal, by=make_user(), now=at(-9))

    pack = pack_of(upcoming)

    assert pack.changed == ()
    assert pack.counts.changed == 0


def test_changed_holds_a_date_that_moved_with_its_meeting(board, upcoming):
    action = make_old_action(board, due_meeting=upcoming)
    meetings.set_day(meeting=upcoming, date=day(35), by=make_clerk(), now=at(-1))
    upcoming.refresh_from_db()

    [entry] = pack_of(upcoming).changed

    assert entry.reference == action.reference
    assert [(change.was, change.now) for change in entry.changes] == [("31 March 2026 meeting", "7 April 2026 meeting")]


def test_changed_holds_what_was_closed_since_the_last_meeting(board, last, upcoming):
    action = make_old_action(board)
    proposal = make_proposal(action, now=at(-40))
    decisions.decide(proposal=proposal, granted=True, meeting=last, by=make_clerk(), now=at(-20))

    pack = pack_of(upcoming)

    assert references(pack.changed) == [action.reference]
    assert pack.changed[0].status == "closed"
    assert pack.no_update == ()


def test_changed_holds_what_was_closed_on_the_day_of_the_last_meeting(board, last, upcoming):
    action = make_old_action(board)
    proposal = make_proposal(action, now=at(-40))
    decisions.decide(proposal=proposal, granted=True, meeting=last, by=make_clerk(), now=at(-28, hour=18))

    [entry] = pack_of(upcoming).changed

    assert (entry.reference, entry.decided.outcome) == (action.reference, "Agreed")
    assert [(change.was, change.now) for change in entry.changes] == [("Complete", "Closed")]


def test_pack_shows_what_was_said_for_a_meeting_that_was_cancelled(board, last, upcoming):
    action = make_old_action(board, due_on=day(20))
    make_update(action, now=at(-1), progress="Half is done.")
    later = make_meeting(board=board, date=day(49))
    meetings.cancel(meeting=upcoming, reason="Not quorate.", by=make_clerk(), now=at())

    pack = pack_of(later)

    assert [words.progress for words in pack.changed[0].updates] == ["Half is done."]
    assert pack.no_update == ()


def test_changed_says_what_the_board_decided(board, last, upcoming):
    proposal = make_proposal(make_old_action(board), now=at(-40))
    decisions.decide(proposal=proposal, granted=False, meeting=last, by=make_clerk(), now=at(-20), note="Not yet.")

    [entry] = pack_of(upcoming).changed

    decided = entry.decided
    assert (decided.kind, decided.outcome, decided.decided_at, decided.decision_note) == (
        "Close",
        "Refused",
        "3 February 2026",
        "Not yet.",
    )


def test_pack_leaves_out_what_was_closed_before_the_last_meeting(board, upcoming):
    earlier = make_meeting(board=board, date=day(-60))
    action = make_action(monitoring_board=board, now=at(-90), today=day(-90))
    proposal = make_proposal(action, now=at(-80))
    decisions.decide(proposal=proposal, granted=True, meeting=earlier, by=make_clerk(), now=at(-59))

    counts = pack_of(upcoming).counts

    assert set(vars(counts).values()) == {0}


def test_new_action_is_changed_and_has_no_update(board, upcoming):
    action = make_action(monitoring_board=board, now=at(-5))

    pack = pack_of(upcoming)

    assert [(entry.reference, entry.is_new) for entry in pack.changed] == [(action.reference, True)]
    assert [references(post.actions) for post in pack.no_update] == [[action.reference]]


def test_everything_is_new_where_no_meeting_was_held_before(board):
    meeting = make_meeting(board=board, date=day(28))
    make_old_action(board)

    pack = pack_of(meeting)

    assert pack.last_meeting == ""
    assert [entry.is_new for entry in pack.changed] == [True]


@pytest.mark.parametrize(
    ("due", "overdue"),
    [({"due_on": day(-1)}, True), ({"due_on": day(0)}, False), ({"due_on": day(1)}, False), ({}, False)],
)
def test_overdue_is_what_was_due_before_today(board, upcoming, due, overdue):
    make_old_action(board, **due)

    assert bool(pack_of(upcoming).overdue) is overdue


def test_overdue_takes_the_longest_overdue_first(board, upcoming):
    shorter, longer = make_old_action(board, due_on=day(-1)), make_old_action(board, due_on=day(-9))

    assert references(pack_of(upcoming).overdue) == [longer.reference, shorter.reference]


def test_first_due_is_said_only_where_the_date_has_moved(board, upcoming):
    month = make_meeting(board=board, month=datetime.date(2026, 6, 1))
    for due in ({"due_meeting": upcoming}, {"due_meeting": month}, {"due_on": day(3)}, {}):
        make_action(monitoring_board=board, **due)
    meetings.set_day(meeting=upcoming, date=day(35), by=make_clerk(), now=at())
    meetings.set_day(meeting=month, date=datetime.date(2026, 6, 9), by=make_clerk(), now=at())
    upcoming.refresh_from_db()

    due = [(entry.due, entry.first_due) for entry in pack_of(upcoming).changed]

    assert due == [
        ("7 April 2026 meeting", "31 March 2026"),
        ("9 June 2026 meeting", ""),
        ("6 March 2026", ""),
        ("", ""),
    ]


def test_overdue_leaves_out_what_is_said_to_be_complete(board, upcoming):
    action = make_old_action(board, due_on=day(-1))
    make_update(action, status_reported="complete")

    pack = pack_of(upcoming)

    assert pack.overdue == ()
    assert references(pack.complete) == [action.reference]
    assert pack.complete[0].proposal is None


def test_no_update_is_grouped_by_post(board, upcoming):
    first, second = make_owner(name="Head of Arts"), make_owner(name="Head of Buses")
    for owner in (second, first, second):
        make_old_action(board, owner=owner)

    pack = pack_of(upcoming)

    assert [(post.name, len(post.actions)) for post in pack.no_update] == [("Head of Arts", 1), ("Head of Buses", 2)]
    assert pack.counts.no_update == 3


@pytest.mark.parametrize(
    ("kind", "section", "more"),
    [
        ("close", "complete", {}),
        ("extend", "more_time", {"new_due_on": day(90)}),
        ("withdraw", "withdraw", {}),
    ],
)
def test_proposal_stands_in_its_section(board, upcoming, kind, section, more):
    action = make_old_action(board)
    make_proposal(action, kind=kind, reason="Because.", **more)

    pack = pack_of(upcoming)

    [entry] = getattr(pack, section)
    assert (entry.reference, entry.proposal.reason, entry.proposal.outcome) == (
        action.reference,
        "Because.",
        "Waiting for the board",
    )
    assert getattr(pack.counts, section) == 1


def test_no_change_is_not_a_change(board, last, upcoming):
    action = make_old_action(board)
    make_update_for_last(action, last)
    updates.add_no_change(action=action, by=make_user(), now=at(-3), seen_version=None)

    pack = pack_of(upcoming)

    assert references(pack.no_change) == [action.reference]
    assert pack.changed == ()
    assert pack.no_change[0].updates[0].no_change_since == day(-40)


def test_corrected_update_gives_way_to_its_correction(board, upcoming):
    action = make_old_action(board)
    wrong = make_update(action, progress="Wrong.", now=at(-9))
    make_update(action, progress="Right.", corrects=wrong, now=at(-8))

    [entry] = pack_of(upcoming).changed

    assert [words.progress for words in entry.updates] == ["Right."]


def test_impact_holds_the_updates_that_say_what_changed_for_people(board, upcoming):
    make_update(make_old_action(board), impact="")
    action = make_old_action(board)
    make_update(action, impact="Families wait less.")

    assert references(pack_of(upcoming).impact) == [action.reference]


@pytest.mark.parametrize(("held", "still_for", "listed"), [(0, 0, False), (1, 1, False), (2, 2, True), (3, 3, True)])
def test_not_moving_counts_the_meetings_since_something_was_done(board, held, still_for, listed):
    action = make_old_action(board)
    make_update(action, now=at(-55))
    for number in range(held):
        make_meeting(board=board, date=day(-50 + 10 * number))
    updates.add_no_change(action=action, by=make_user(), now=at(-1), seen_version=None)
    meeting = make_meeting(board=board, date=day(28))

    shown = pack_of(meeting)

    [entry] = shown.actions
    assert (entry.still_for, shown.not_moving == (entry,), shown.counts.not_moving) == (still_for, listed, listed)


def test_not_moving_leaves_out_what_is_said_to_be_complete(board, last, upcoming):
    make_meeting(board=board, date=day(-50))
    action = make_old_action(board)
    proposal = make_proposal(action, now=at(-55))

    shown = pack_of(upcoming)

    assert (shown.actions[0].still_for, shown.not_moving, proposal.kind) == (2, (), "close")


def test_not_moving_takes_the_longest_still_first(board, last, upcoming):
    make_meeting(board=board, date=day(-50))
    make_meeting(board=board, date=day(-40))
    longer, shorter = make_old_action(board), make_old_action(board)
    make_update(shorter, now=at(-45))

    assert references(pack_of(upcoming).not_moving) == [longer.reference, shorter.reference]
