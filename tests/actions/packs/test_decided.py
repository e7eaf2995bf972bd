"""What the last meeting decided stands in the next meeting's pack, in the order of what it asks of somebody."""

import pytest

from actions.packs import content, published
from actions.packs.since import since
from actions.services import outcomes, packs
from tests.actions.packs.before import decide, make_old_action, pack_of
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_finding,
    make_item,
    make_meeting,
    make_membership,
    make_outcome,
    make_pack,
    make_proposal,
    make_resolution,
    make_review,
    make_user,
    standing,
)

pytestmark = pytest.mark.django_db

EXEMPT = {"is_exempt": True, "exempt_paragraphs": "3"}


def said(pack):
    return [(one.said, one.about, one.words) for one in pack.outcomes]


# what it holds


def test_every_kind_stands_there_and_what_asks_for_something_comes_first(board, last, upcoming):
    action, health = make_old_action(board), make_board(name="Health Select Commission")
    make_outcome(meeting=last, action=action)
    make_outcome(meeting=last, action=action, kind="keep_monitoring", words="Until June.")
    make_outcome(meeting=last, kind="refer", referred_to=health, words="School meals")
    make_outcome(meeting=last, kind="ask_report", words="What it cost")
    make_outcome(meeting=last, kind="new_resolution", resolution_kind="other", words="That it be published.")
    decide(make_old_action(board), last)

    assert [one.said for one in pack_of(upcoming).outcomes] == [
        "Agreed: close",
        "New resolution",
        "Report asked for",
        "Referred to Health Select Commission",
        "Keep monitoring",
        "Noted",
    ]


def test_outcome_says_on_what_it_is(board, last, upcoming):
    action = make_old_action(board, title="Mend the roof")
    finding = make_finding(review=make_review(title="Peer challenge"), number=2)
    resolution = make_resolution(item=make_item(meeting=last, title="Roofs"), number="3")
    make_outcome(meeting=last, action=action)
    make_outcome(meeting=last, finding=finding)
    make_outcome(meeting=last, on_resolution=resolution)
    make_outcome(meeting=last, words="That the chair be thanked.")

    pack = pack_of(upcoming)

    assert said(pack) == [
        ("Noted", "Mend the roof", ""),
        ("Noted", "Area for improvement 2 of Peer challenge", ""),
        ("Noted", "Resolution 3 of 3 February 2026, Roofs", ""),
        ("Noted", "", "That the chair be thanked."),
    ]
    assert [(one.reference, one.slug) for one in pack.outcomes] == [(action.reference, action.slug)] + [("", "")] * 3


def test_decision_on_a_proposal_has_its_note_and_its_new_date(board, last, upcoming):
    proposal = make_proposal(make_old_action(board), kind="extend", new_due_on=day(90), now=at(-40))
    packs_note = "In full by then."
    outcomes.record_all(
        meeting=last,
        decided=[outcomes.Decided("a", "proposal", packs_note, proposal.action, proposal=proposal, granted=True)],
        by=make_clerk(),
        now=at(-27),
        today=day(-27),
    )

    [outcome] = pack_of(upcoming).outcomes

    assert (outcome.said, outcome.words) == ("Agreed: give more time until 1 June 2026", packs_note)


def test_words_are_those_of_the_minutes_once_these_are_here(board, last, upcoming):
    minuted = make_resolution(
        item=make_item(meeting=last, title="Roofs"), number="3", lead="That", text="it be mended."
    )
    link = {"resolution": minuted, "linked_by": make_clerk(), "linked_at": at(-10)}
    make_outcome(meeting=last, kind="new_resolution", resolution_kind="other", words="Mend it.", **link)

    [outcome] = pack_of(upcoming).outcomes

    assert (outcome.words, outcome.minuted) == ("That it be mended.", "Roofs, resolution 3")


def test_what_was_made_of_it_and_when_a_report_is_to_come_stand_with_it(board, last, upcoming):
    report = make_outcome(meeting=last, kind="ask_report", words="What it cost", at_meeting=upcoming)
    action = make_action(monitoring_board=board, outcome=report, now=at(-27), today=day(-27))

    pack = pack_of(upcoming)

    assert [(one.when, one.became) for one in pack.outcomes] == [("31 March 2026 meeting", action.reference)]
    assert [entry.answers for entry in pack.actions] == ["What was decided on 3 February 2026"]


def test_corrected_outcome_stands_as_corrected_and_a_struck_one_not_at_all(board, last, upcoming):
    wrong, mistaken = make_outcome(meeting=last, words="Wrong."), make_outcome(meeting=last, words="Never.")
    outcomes.correct(outcome=wrong, words="Right.", by=make_clerk(), now=at(-5))
    outcomes.strike(outcome=mistaken, why="Another board did.", by=make_clerk(), now=at(-5))

    assert said(pack_of(upcoming)) == [("Noted", "", "Right.")]


def test_another_meetings_outcomes_are_left_out(board, last, upcoming):
    make_outcome(meeting=make_meeting(board=board, date=day(-60)), recorded_at=at(-55))
    make_outcome(meeting=make_meeting(date=day(-28)))

    assert pack_of(upcoming).outcomes == ()


def test_board_without_an_earlier_meeting_has_none(board):
    assert pack_of(make_meeting(board=board, date=day(28))).outcomes == ()


# exempt


def test_exempt_outcomes_are_for_those_alone_who_may_see_them(board, last, upcoming):
    make_outcome(meeting=last, words="For all.")
    make_outcome(meeting=last, words="The lease.", **EXEMPT)
    make_outcome(meeting=last, action=make_old_action(board, **EXEMPT))
    member, outsider = make_membership(board=board).user, make_user()

    of_member, of_outsider = pack_of(upcoming, member), pack_of(upcoming, outsider)

    assert [one.exempt for one in of_member.outcomes] == [False, True, True]
    assert said(of_outsider) == [("Noted", "", "For all.")]


def test_exempt_action_made_of_an_open_outcome_is_not_named_with_it(board, last, upcoming):
    report = make_outcome(meeting=last, kind="ask_report", words="What it cost")
    make_action(monitoring_board=board, outcome=report, now=at(-27), today=day(-27), **EXEMPT)

    [outcome] = pack_of(upcoming).outcomes

    assert (outcome.became, outcome.exempt) == ("", False)


def test_outcome_linked_with_an_exempt_resolution_leaves_the_packs_that_show_it(board, last, upcoming):
    outcome = make_outcome(meeting=last, kind="new_resolution", resolution_kind="other", words="That the lease end.")
    first = make_pack(upcoming)
    minuted = make_resolution(item=make_item(meeting=last, **EXEMPT))

    outcomes.record_all(meeting=last, decided=(), links=[(outcome, minuted)], by=make_clerk(), now=at(1), today=day(1))

    first.refresh_from_db()
    second = upcoming.packs.get(version=2)
    assert first.public_withdrawn_at == at(1)
    assert ("the lease" in second.content, "the lease" in second.public_content) == (True, False)


def test_outcome_corrected_as_exempt_leaves_the_packs_and_is_kept_from_the_public(board, last, upcoming):
    outcome = make_outcome(meeting=last, words="That the lease end.")
    first = make_pack(upcoming)

    corrected = outcomes.correct(outcome=outcome, by=make_clerk(), now=at(1), **EXEMPT)

    for row in (first, outcome):
        row.refresh_from_db()
    outsider = standing(make_user())
    assert first.public_withdrawn_at == at(1)
    assert "the lease" not in upcoming.packs.get(version=2).public_content
    assert (outcome.is_exempt, outcome.exempt_paragraphs) == (True, "3")
    assert list(type(outcome).objects.visible_to(outsider).filter(pk__in=[outcome.pk, corrected.pk])) == []


def test_nothing_is_withdrawn_for_an_open_correction(board, last, upcoming):
    outcome = make_outcome(meeting=last, words="That it end.")
    make_pack(upcoming)

    outcomes.correct(outcome=outcome, words="That it go on.", by=make_clerk(), now=at(1))

    assert packs.withdraw_exempt(by=make_clerk(), now=at(1)) == []


# since publication


def since_of(pack, now=None, what="last_decided", by=None):
    shown = published.read(pack, "full")
    return getattr(since(pack, shown, standing(by or make_clerk()), now=now or at(5)), what)


def test_what_the_pack_says_already_is_not_said_since(last, upcoming):
    make_outcome(meeting=last)

    assert since_of(make_pack(upcoming)) == []


def test_what_was_recorded_late_stands_apart(last, upcoming):
    pack = make_pack(upcoming)
    late = make_outcome(meeting=last, recorded_at=at(1))

    assert since_of(pack) == [late]


def test_correction_of_what_the_pack_says_stands_apart(last, upcoming):
    wrong, mistaken = make_outcome(meeting=last), make_outcome(meeting=last)
    pack = make_pack(upcoming)
    right = outcomes.correct(outcome=wrong, words="Right.", by=make_clerk(), now=at(1))
    struck = outcomes.strike(outcome=mistaken, why="It was not.", by=make_clerk(), now=at(1))

    assert since_of(pack) == [right, struck]


def test_what_was_recorded_and_struck_out_since_is_not_said(last, upcoming):
    pack = make_pack(upcoming)
    mistaken = make_outcome(meeting=last, recorded_at=at(1))
    outcomes.strike(outcome=mistaken, why="It was not.", by=make_clerk(), now=at(2))

    assert since_of(pack) == []


def link(outcome, resolution, offset):
    outcomes.record_all(
        meeting=outcome.meeting,
        decided=(),
        links=[(outcome, resolution)],
        by=make_clerk(),
        now=at(offset),
        today=day(offset),
    )


def test_what_the_minutes_have_since_is_told_apart_and_what_they_had_before_is_not(client, last, upcoming):
    known = make_outcome(meeting=last, recorded_at=at(-9))
    new = make_outcome(meeting=last, words="That it be done.", recorded_at=at(-9))
    item = make_item(meeting=last)
    link(known, make_resolution(item=item), -3)
    pack = make_pack(upcoming, now=at(-2))
    assert since_of(pack, what="minuted") == []

    link(new, make_resolution(item=item, text="That it be done by May."), -1)

    assert since_of(pack, what="minuted") == [new]
    assert since_of(pack, what="last_decided") == []
    client.force_login(make_clerk())
    page = client.get(f"/meetings/{upcoming.pk}/pack/").text
    assert "Now in the minutes of the last meeting" in page
    assert "That it be done by May." in page


def test_what_the_minutes_have_as_exempt_is_told_to_those_alone_who_may_see_it(board, last, upcoming):
    outcome = make_outcome(meeting=last)
    make_pack(upcoming)
    link(outcome, make_resolution(item=make_item(meeting=last, **EXEMPT)), 1)
    pack = upcoming.packs.get(version=2)

    assert since_of(pack, what="minuted", by=make_membership(board=board).user) == [outcome]
    assert since_of(pack, what="minuted", by=make_user()) == []


def test_held_meetings_live_pack_has_what_was_recorded_by_its_day(board, last):
    meeting = make_meeting(board=board, date=day(-2))
    by_then = make_outcome(meeting=last, recorded_at=at(-10))
    make_outcome(meeting=last, recorded_at=at(-1))

    shown = content.pack(meeting, standing(make_clerk()), now=at())

    assert [one.pk for one in shown.outcomes] == [by_then.pk]
