"""Boards end; what they have open is handed on, action by action, and no date is guessed."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from actions import gaps, timeline
from actions.models import Action
from actions.packs import content
from actions.services import decisions, turnover
from meetings.models import Meeting
from people.models import Event
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_meeting,
    make_membership,
    make_proposal,
    make_update,
    standing,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return make_clerk()


@pytest.fixture
def old():
    """A board whose last day was yesterday."""
    return make_board(active_to=day(-1))


@pytest.fixture
def new(old):
    """The board that follows it."""
    board = make_board(active_from=day(0))
    old.successors.add(board)
    return board


def hand_on(board, choices, **over):
    fields = {"reason": "The council has new boards.", "by": make_clerk(), "now": at(), **over}
    return turnover.hand_on(board=board, choices=choices, **fields)


def told(action, heading):
    """What an action's history says under a heading: what changed, and the note."""
    [entry] = [entry for entry in timeline.of(action, []) if entry.heading == heading]
    return [(one.what, one.was, one.now) for one in entry.changes], entry.note


def test_hand_on_goes_action_by_action_and_keeps_references(old, new, by):
    other = make_board()
    first, second, left = (make_action(monitoring_board=old) for _ in range(3))
    references = [first.reference, second.reference]

    handed = hand_on(old, {first: new, second: other}, by=by)

    first, second, left = (Action.objects.get(pk=one.pk) for one in (first, second, left))
    assert handed.actions == [first, second]
    assert [one.monitoring_board for one in (first, second, left)] == [new, other, old]
    assert [first.reference, second.reference] == references
    assert told(first, "Handed on to another board") == (
        [("Monitored by", old.name, new.name)],
        "The council has new boards.",
    )


def test_hand_on_binds_to_the_one_meeting_in_the_same_month(old, new):
    action = make_action(monitoring_board=old, due_meeting=make_meeting(board=old, date=day(28)))
    make_meeting(board=new, date=day(60))
    meeting = make_meeting(board=new, date=day(20))

    handed = hand_on(old, {action: new})

    action.refresh_from_db()
    assert (handed.rebound, handed.unbound) == ([action], [])
    assert action.due_meeting == meeting
    assert told(action, "Due at the new board’s meeting") == (
        [("Due", "31 March 2026 meeting", "23 March 2026 meeting")],
        f"Due at {new}’s meeting in that month.",
    )


def test_hand_on_binds_a_month_to_a_day_and_a_day_to_a_month(old, new):
    june, july = datetime.date(2026, 6, 1), datetime.date(2026, 7, 9)
    by_month = make_action(monitoring_board=old, due_meeting=make_meeting(board=old, month=june))
    by_day = make_action(monitoring_board=old, due_meeting=make_meeting(board=old, date=july))
    in_june = make_meeting(board=new, date=june.replace(day=17))
    in_july = make_meeting(board=new, month=july.replace(day=1))

    hand_on(old, {by_month: new, by_day: new})

    assert [Action.objects.get(pk=one.pk).due_meeting for one in (by_month, by_day)] == [in_june, in_july]


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        ([], "has no meeting planned"),
        ([{"date": day(60)}], "has no meeting planned"),
        ([{"date": day(20)}, {"date": day(22)}], "has 2 meetings planned"),
        ([{"date": day(20), "status": "cancelled", "cancelled_reason": "Snow."}], "has no meeting planned"),
        ([{"date": day(-1)}], "has no meeting planned"),
    ],
)
def test_hand_on_unbinds_rather_than_guess(old, new, theirs, said):
    meeting = make_meeting(board=old, date=day(28))
    action = make_action(monitoring_board=old, due_meeting=meeting, due_phrase="at the March meeting")
    for fields in theirs:
        make_meeting(board=new, **fields)

    handed = hand_on(old, {action: new})

    action.refresh_from_db()
    assert (handed.rebound, handed.unbound) == ([], [action])
    assert (action.due_meeting, action.due_on, action.due_phrase) == (None, None, "at the March meeting")
    assert action.original_due == "31 March 2026"
    changes, note = told(action, "Due date lost with its board")
    assert changes == [("Due", "31 March 2026 meeting", "none")]
    assert said in note


def test_hand_on_that_unbinds_shows_as_a_gap_first(old, new, by):
    plain = make_action(monitoring_board=new)
    lost = make_action(monitoring_board=old, due_meeting=make_meeting(board=old, date=day(28)))

    hand_on(old, {lost: new})

    found = gaps.find(standing(by), today=day(0)).without_due
    assert [(one, one.board_ended, one.was_due) for one in found] == [
        (lost, True, "31 March 2026 meeting"),
        (plain, False, None),
    ]


@pytest.mark.parametrize("due", [{"due_on": day(9)}, {"due_meeting": "held"}, {"due_meeting": "elsewhere"}, {}])
def test_hand_on_leaves_what_is_due_otherwise(old, new, due):
    meetings = {"held": make_meeting(board=old, date=day(-3)), "elsewhere": make_meeting(date=day(28))}
    due = {name: meetings.get(value, value) for name, value in due.items()}
    action = make_action(monitoring_board=old, **due)

    handed = hand_on(old, {action: new})

    was = action.due
    action.refresh_from_db()
    assert (handed.rebound, handed.unbound, action.due) == ([], [], was)


def test_hand_on_leaves_waiting_proposals_to_the_new_board(old, new):
    action = make_action(monitoring_board=old)
    proposal = make_proposal(action)
    old_meeting, new_meeting = (make_meeting(board=board, date=day(-1)) for board in (old, new))

    hand_on(old, {action: new})

    with pytest.raises(ValidationError, match=f"monitored by {new}"):
        decisions.decide(proposal=proposal, granted=True, meeting=old_meeting, by=make_clerk(), now=at())
    decisions.decide(proposal=proposal, granted=True, meeting=new_meeting, by=make_clerk(), now=at())
    action.refresh_from_db()
    assert action.status == "closed"


def test_hand_on_after_a_decision_of_the_old_board_keeps_it(old, new):
    action = make_action(monitoring_board=old, due_on=day(5))
    meeting = make_meeting(board=old, date=day(-2))
    proposal = make_proposal(action, kind="extend", new_due_on=day(50))
    decisions.decide(proposal=proposal, granted=True, meeting=meeting, by=make_clerk(), now=at(-1))

    hand_on(old, {action: new})

    assert Action.objects.with_times_extended().get(pk=action.pk).times_extended == 1


def test_hand_on_moves_the_action_from_pack_to_pack(old, new, by):
    action = make_action(monitoring_board=old)
    make_update(action)
    theirs, ours = make_meeting(board=old, date=day(28)), make_meeting(board=new, date=day(28))

    hand_on(old, {action: new})

    packs = [content.pack(meeting, standing(by), now=at()) for meeting in (theirs, ours)]
    assert [[entry.reference for entry in pack.changed] for pack in packs] == [[], [action.reference]]


def test_hand_on_of_an_exempt_action_opens_it_to_the_new_board(old, new):
    action = make_action(monitoring_board=old, is_exempt=True, exempt_paragraphs="3")
    theirs, ours = make_membership(board=old).user, make_membership(board=new).user

    hand_on(old, {action: new})

    sees = [Action.objects.visible_to(standing(user)).filter(pk=action.pk).exists() for user in (theirs, ours)]
    assert sees == [False, True]


def test_hand_on_cancels_no_meeting(old, new):
    meeting = make_meeting(board=old, date=day(28))
    action = make_action(monitoring_board=old, due_meeting=meeting)

    hand_on(old, {action: new})

    assert list(Meeting.objects.after_their_board()) == [meeting]


def test_hand_on_to_a_successor_still_to_begin(old):
    action, later = make_action(monitoring_board=old), make_board(active_from=day(30))
    old.successors.add(later)

    hand_on(old, {action: later})

    assert Action.objects.get().monitoring_board == later


@pytest.mark.parametrize(
    "successor", [{"active_to": day(-1)}, {"active_from": day(30)}, {"active_from": day(-9), "active_to": day(-2)}]
)
def test_hand_on_to_a_board_that_is_not_there_hands_on_nothing(old, new, successor):
    first, second = make_action(monitoring_board=old), make_action(monitoring_board=old)

    with pytest.raises(ValidationError, match="cannot take them on"):
        hand_on(old, {first: new, second: make_board(**successor)})

    assert set(Action.objects.values_list("monitoring_board", flat=True)) == {old.pk}


def test_hand_on_to_itself_is_refused():
    board = make_board(active_to=day(20))
    action = make_action(monitoring_board=board)

    with pytest.raises(ValidationError, match="cannot take them on"):
        hand_on(board, {action: board})


def test_hand_on_of_a_board_without_a_last_day_is_refused(new):
    action = make_action(monitoring_board=new)

    with pytest.raises(ValidationError, match="has no last day"):
        hand_on(new, {action: make_board()})


@pytest.mark.parametrize(("fields", "said"), [({"reason": ""}, "Say why"), ({"choices": {}}, "Choose at least one")])
def test_hand_on_is_refused(old, new, fields, said):
    action = make_action(monitoring_board=old)

    with pytest.raises(ValidationError, match=said):
        turnover.hand_on(
            **{"board": old, "choices": {action: new}, "reason": "Split.", "by": make_clerk(), "now": at(), **fields}
        )


def test_hand_on_that_fails_half_way_leaves_everything(old, new, monkeypatch):
    first, second = (
        make_action(monitoring_board=old, due_meeting=make_meeting(board=old, date=day(offset))) for offset in (28, 29)
    )
    made = []

    def fail_the_second_time(**kwargs):
        made.append(kwargs)
        if len(made) == 2:
            raise ValidationError("Stop.")

    monkeypatch.setattr(turnover, "set_due", fail_the_second_time)

    with pytest.raises(ValidationError, match="Stop"):
        hand_on(old, {first: new, second: new})

    assert set(Action.objects.values_list("monitoring_board", flat=True)) == {old.pk}
    assert not Event.objects.filter(verb="handed_on").exists()
