"""What else members see for a meeting: findings, resolutions, evidence, questions; and who sees it."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.models import Finding
from actions.services import decisions
from tests.actions.packs.before import decide, make_old_action, make_update_for_last, pack_of, references
from tests.builders import (
    at,
    day,
    make_action,
    make_answer,
    make_clerk,
    make_finding,
    make_item,
    make_meeting,
    make_membership,
    make_proposal,
    make_question,
    make_recommendation,
    make_resolution,
    make_response,
    make_review,
    make_update,
)

pytestmark = pytest.mark.django_db


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
