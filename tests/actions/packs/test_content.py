"""What members see for a meeting: in which section an action stands, and who sees it there."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.models import Finding
from actions.packs import content
from actions.services import decisions, meetings, updates
from meetings.models import Meeting
from tests.builders import (
    at,
    day,
    make_action,
    make_answer,
    make_board,
    make_clerk,
    make_finding,
    make_item,
    make_meeting,
    make_membership,
    make_owner,
    make_proposal,
    make_question,
    make_recommendation,
    make_resolution,
    make_response,
    make_review,
    make_update,
    make_user,
    standing,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return make_board()


@pytest.fixture
def last(board):
    return make_meeting(board=board, date=day(-28))


@pytest.fixture
def upcoming(board, last):
    return make_meeting(board=board, date=day(28))


def pack_of(meeting, user=None):
    return content.pack(meeting, standing(user or make_clerk()), now=at())


def make_old_action(board, **over):
    """An action from before the last meeting."""
    return make_action(monitoring_board=board, now=at(-60), today=day(-60), **over)


def make_update_for_last(action, last, **over):
    """An update from while the last meeting was still to come."""
    Meeting.objects.filter(pk=last.pk).update(status="scheduled")
    make_update(action, **{"now": at(-40), **over})
    Meeting.objects.filter(pk=last.pk).update(status="held")


def references(entries):
    return [entry.reference for entry in entries]


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


def test_by_finding_keeps_strengths_and_shows_each_areas_actions(board, last, upcoming):
    review = make_review(item=make_item(meeting=last))
    make_finding(review=review, kind=Finding.Kind.STRENGTH, text="Strong.")
    area, bare = make_finding(review=review, text="Weak."), make_finding(review=review, text="Weaker.")
    action = make_old_action(board, finding=area)

    [entry] = pack_of(upcoming).reviews

    assert [finding.text for finding in entry.strengths] == ["Strong."]
    assert [(finding.text, references(finding.actions)) for finding in entry.areas] == [
        ("Weak.", [action.reference]),
        (bare.text, []),
    ]


def test_area_is_unanswered_only_where_nobody_was_asked(board, last, upcoming):
    review = make_review(item=make_item(meeting=last))
    bare, answered = make_finding(review=review), make_finding(review=review)
    make_finding(review=review, kind=Finding.Kind.STRENGTH)
    # that there is an action is no secret; what it is about is
    make_old_action(board, finding=answered, is_exempt=True, exempt_paragraphs="3")

    shown = pack_of(upcoming, make_membership(board=board, sees_exempt=False).user)

    assert [[area.text for area in review.unanswered] for review in shown.unanswered] == [[bare.text]]


def test_by_resolution_holds_what_is_answered_and_what_owes_something(board, last, upcoming):
    item = make_item(meeting=last)
    answered, owing = make_resolution(item=item), make_resolution(item=item, kind="refer")
    make_resolution(item=item, kind="note")
    action = make_old_action(board, resolution=answered)

    entries = pack_of(upcoming).resolutions

    assert [(entry.text, references(entry.actions)) for entry in entries] == [
        (answered.text, [action.reference]),
        (owing.text, []),
    ]


def test_resolutions_are_outstanding_by_kind_until_their_actions_end(board, last, upcoming):
    item = make_item(meeting=make_meeting(board=board, date=day(-60)))
    report, settled = make_resolution(item=item, number="1"), make_resolution(item=item, number="2")
    make_resolution(item=item, number="3", kind="refer")
    make_old_action(board, resolution=report)
    closed = make_old_action(board, resolution=settled)
    decide(closed, last)

    shown = pack_of(upcoming)

    assert [(group.kind, [one.number for one in group.resolutions]) for group in shown.outstanding] == [
        ("Ask for a report", ["1"]),
        ("Refer", ["3"]),
    ]
    assert [one.number for one in shown.settled] == ["2"]
    assert [one.number for one in shown.resolutions if one.unanswered] == ["3"]


def decide(action, meeting, *, granted=True):
    proposal = make_proposal(action, now=at(-40))
    decisions.decide(proposal=proposal, granted=granted, meeting=meeting, by=make_clerk(), now=at(-27))


def test_asking_shows_all_the_evidence_there_is(board, last, upcoming):
    action, quiet = make_old_action(board), make_old_action(board)
    make_update_for_last(action, last, evidence=file("first.txt"))
    make_update(action, evidence=file("second.txt"))
    make_update(quiet, evidence=file("third.txt"))
    make_proposal(action)

    shown = {entry.reference: [one.title for one in entry.evidence] for entry in pack_of(upcoming).actions}

    assert shown == {action.reference: ["second.txt", "first.txt"], quiet.reference: []}


def file(name):
    return SimpleUploadedFile(name, b"As it was agreed.")


def test_evidence_of_an_exempt_update_is_marked(board, last, upcoming):
    action = make_old_action(board)
    make_update(action, evidence=file("lease.txt"), is_exempt=True, exempt_paragraphs="3")
    make_proposal(action)

    [entry] = pack_of(upcoming).complete

    assert [(one.title, one.exempt) for one in entry.evidence] == [("lease.txt", True)]


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


def test_last_update_of_who_may_not_see_the_latest_is_the_one_before(board, upcoming):
    action = make_old_action(board)
    make_update(action, progress="For all.", now=at(-9))
    make_update(action, progress="For few.", now=at(-8), is_exempt=True, exempt_paragraphs="3")

    [few], [everybody] = (
        pack_of(upcoming, make_membership(board=board, sees_exempt=sees).user).actions for sees in (True, False)
    )

    assert [words.progress for words in few.latest] == ["For few.", "For all."]
    assert [words.progress for words in everybody.latest] == ["For all."]


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ("finding", "Area for improvement 1 of SEND peer challenge"),
        ("resolution", "Resolution 2 of 3 February 2026, SEND peer challenge"),
        ("item", "SEND peer challenge, 3 February 2026"),
        (None, ""),
    ],
)
def test_entry_says_what_its_action_answers(cast, of, said):
    rows = {"finding": cast.area, "resolution": cast.resolution, "item": cast.item}
    answers = {of: rows[of]} if of else {}
    action = make_action(monitoring_board=cast.lives, **answers)

    [entry] = [entry for entry in pack_of(cast.next).actions if entry.reference == action.reference]

    assert entry.answers == said


def test_responses_due_are_those_of_the_board_that_have_no_answer(board, last, upcoming):
    item = make_item(meeting=last)
    resolution = make_resolution(item=item, kind="recommend", title="Fund a second post")
    make_recommendation(resolution=resolution, response_due_on=day(-1), to_body="Cabinet")
    make_recommendation(resolution=resolution, response_due_on=day(1), to_body="The Trust")
    make_response(make_recommendation(resolution=resolution))
    make_recommendation()

    shown = pack_of(upcoming).responses

    assert [(one.text, one.respondent, one.due_on, one.overdue) for one in shown] == [
        ("Fund a second post", "Cabinet", day(-1), True),
        ("Fund a second post", "The Trust", day(1), False),
    ]


def test_questions_are_those_submitted_with_their_answers(board, upcoming):
    action = make_old_action(board)
    member = make_membership(board=board).user
    question = make_question(meeting=upcoming, asked_by=member, action=action, text="Why so late?", reach="submitted")
    make_question(meeting=upcoming, asked_by=member, action=action, text="A note.", reach="private")
    answer = make_answer(question)

    [shown] = pack_of(upcoming).questions

    assert (shown.text, shown.asked_by, shown.about, shown.slug) == (
        "Why so late?",
        member.name,
        action.reference,
        action.slug,
    )
    assert [one.text for one in shown.answers] == [answer.text]


def test_pack_holds_no_action_that_nothing_in_it_shows(board, last, upcoming):
    earlier, _between = make_meeting(board=board, date=day(-100)), make_meeting(board=board, date=day(-60))
    gone = make_action(monitoring_board=board, now=at(-130), today=day(-130))
    proposal = make_proposal(gone, now=at(-110))
    decisions.decide(proposal=proposal, granted=True, meeting=earlier, by=make_clerk(), now=at(-99))
    make_action(monitoring_board=board, now=at(-2))

    assert references(pack_of(last).actions) == []


def test_pack_of_a_held_meeting_shows_the_end_of_its_day(board, last, upcoming):
    action = make_old_action(board)
    make_update_for_last(action, last, status_reported="in_progress", progress="For that meeting.")
    make_update(action, now=at(-2), status_reported="complete", progress="For the next.")
    make_action(monitoring_board=board, now=at(-2))

    [entry] = pack_of(last).changed

    assert (entry.status, [words.progress for words in entry.updates]) == ("in_progress", ["For that meeting."])
    assert pack_of(last).complete == ()


@pytest.mark.parametrize(("offset", "overdue"), [(-29, True), (-28, False)])
def test_pack_of_a_held_meeting_is_overdue_by_its_own_day(board, last, offset, overdue):
    make_old_action(board, due_on=day(offset))

    assert bool(pack_of(last).overdue) is overdue


def test_pack_of_a_held_meeting_shows_what_it_decided(board, last, upcoming):
    proposal = make_proposal(make_old_action(board), now=at(-40))
    decisions.decide(proposal=proposal, granted=False, meeting=last, by=make_clerk(), now=at(-27), note="Not yet.")

    [entry] = pack_of(last).complete

    assert (entry.proposal.outcome, entry.proposal.decision_note) == ("Refused", "Not yet.")


def test_exempt_matter_is_in_no_section_and_no_count_of_who_may_not_see_it(cast):
    seen = {name: pack_of(cast.next, user) for name, user in cast.everybody.items()}

    assert {name for name, pack in seen.items() if "Zanzibar" in repr(pack)} == cast.may_see_exempt
    assert {name for name, pack in seen.items() if pack.counts.overdue} == cast.may_see_exempt


def test_exempt_matter_is_marked_for_who_may_see_it(cast):
    pack = pack_of(cast.next, cast.member)

    assert [entry.exempt for entry in pack.overdue] == [True]
    assert [entry.exempt for entry in pack.resolutions if "Zanzibar" in entry.text] == [True]


def test_exempt_update_hides_its_words_and_counts_as_received(board, upcoming):
    action = make_old_action(board)
    make_update(action, progress="Named.", is_exempt=True, exempt_paragraphs="1")

    pack = pack_of(upcoming, make_membership().user)

    assert "Named." not in repr(pack)
    assert pack.no_update == ()


def test_what_changes_at_midnight_after_the_last_meeting_belongs_to_the_next(board, last, upcoming):
    action = make_old_action(board)
    make_update(action, now=at(-28, hour=23), status_reported="in_progress")
    make_update(action, now=at(-27, hour=0) + datetime.timedelta(seconds=1), status_reported="complete")

    [entry] = pack_of(upcoming).changed

    assert [(change.was, change.now) for change in entry.changes] == [("In progress", "Complete")]
