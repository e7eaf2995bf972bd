"""What the database holds of questions and answers, whoever writes to it and by which way."""

import pytest
from django.db import IntegrityError, transaction

from actions.models import Answer, Question
from tests.builders import (
    at,
    day,
    make_answer,
    make_finding,
    make_meeting,
    make_membership,
    make_question,
    make_resolution,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def question():
    return make_question()


def refused(write):
    """Whether the database refuses what `write` does, of its own."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def change(row, **fields):
    return lambda: type(row).objects.filter(pk=row.pk).update(**fields)


def test_question_is_on_exactly_one_thing(question):
    assert refused(lambda: make_question(action=question.action, finding=make_finding()))
    assert refused(change(question, action=None))
    assert not refused(lambda: make_question(resolution=make_resolution()))
    assert not refused(lambda: make_question(finding=make_finding()))


def test_question_has_words():
    assert refused(lambda: make_question(text=""))


@pytest.mark.parametrize(
    ("seat", "refuses"),
    [
        ({}, False),
        ({"starts_on": day(-3), "ends_on": day(-3)}, False),
        ({"ends_on": day(-4)}, True),
        ({"starts_on": day(-2)}, True),
    ],
)
def test_question_is_asked_by_somebody_with_a_seat_on_that_day(seat, refuses):
    meeting = make_meeting()
    member = make_membership(board=meeting.board, **seat).user

    assert refused(lambda: make_question(meeting=meeting, asked_by=member, asked_at=at(-3))) is refuses


def test_question_is_not_asked_by_a_member_of_another_board():
    member = make_membership().user

    assert refused(lambda: make_question(asked_by=member))


@pytest.mark.parametrize("reach", ["private", "chair", "board", "submitted"])
def test_question_stays_whose_it_is(reach):
    question = make_question(reach=reach)

    assert refused(change(question, asked_by=make_user()))
    assert refused(change(question, asked_on=day(-9)))
    assert refused(change(question, meeting=make_meeting()))


@pytest.mark.parametrize(("reach", "refuses"), [("private", False), ("board", False), ("submitted", True)])
def test_question_is_put_to_another_meeting_until_it_is_submitted(reach, refuses):
    question = make_question(reach=reach)
    later = make_meeting(board=question.meeting.board, date=day(40))

    assert refused(change(question, meeting=later)) is refuses


def test_submitted_question_is_never_changed_nor_taken_back(question):
    assert refused(change(question, text="Another question?"))
    assert refused(change(question, reach="private", submitted_at=None))
    assert refused(change(question, submitted_at=at(-9)))
    assert refused(question.delete)


def test_unsubmitted_question_may_be_changed():
    question = make_question(reach="board")

    assert not refused(change(question, text="Another question?", reach="private"))


def test_submitted_question_is_withdrawn_once(question):
    by = question.asked_by

    assert refused(change(question, withdrawn_at=at()))
    assert not refused(change(question, withdrawn_at=at(), withdrawn_by=by))
    assert refused(change(question, withdrawn_at=None, withdrawn_by=None))


@pytest.mark.parametrize("reach", ["private", "chair", "board"])
def test_only_what_was_submitted_is_withdrawn(reach):
    question = make_question(reach=reach)

    assert refused(change(question, withdrawn_at=at(), withdrawn_by=question.asked_by))


@pytest.mark.parametrize(("reach", "refuses"), [("private", False), ("chair", True), ("board", True)])
def test_only_a_private_note_is_deleted(reach, refuses):
    assert refused(make_question(reach=reach).delete) is refuses


def test_what_is_entered_for_a_member_is_submitted():
    assert refused(lambda: make_question(reach="private", entered_by=make_user()))


def test_answer_is_never_changed_nor_deleted():
    answer = make_answer()

    assert refused(change(answer, text="Another answer."))
    assert refused(answer.delete)
    assert refused(lambda: make_answer(text=""))


@pytest.mark.parametrize("reach", ["private", "chair", "board"])
def test_only_a_submitted_question_is_answered(reach):
    assert refused(lambda: make_answer(make_question(reach=reach)))


def test_withdrawn_question_is_not_answered(question):
    Question.objects.filter(pk=question.pk).update(withdrawn_at=at(), withdrawn_by=question.asked_by)

    assert refused(lambda: make_answer(question))


def test_undertaking_says_who_gives_it_and_when_it_is_due_in_one_way(question):
    fields = {"question": question, "text": "Yes.", "answered_by": make_user(), "answered_at": at()}
    owner, meeting = question.action.owner, question.meeting

    assert refused(lambda: Answer.objects.create(undertaking="A report.", **fields))
    assert refused(lambda: Answer.objects.create(undertaking_owner=owner, **fields))
    assert refused(lambda: Answer.objects.create(undertaking_due_on=day(9), **fields))
    both = {"undertaking_due_on": day(9), "undertaking_due_meeting": meeting}
    assert refused(lambda: Answer.objects.create(undertaking="A report.", undertaking_owner=owner, **both, **fields))
    assert not refused(lambda: Answer.objects.create(undertaking="A report.", undertaking_owner=owner, **fields))
