"""Questions are answered, in writing or at the meeting, and an undertaking becomes an action in one step."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from actions import gaps
from actions.models import Action, Answer
from actions.services import answers, questions
from meetings.services import meetings
from people.models import Event
from tests.builders import (
    at,
    day,
    make_answer,
    make_clerk,
    make_meeting,
    make_owner,
    make_question,
    make_user,
    standing,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def question():
    return make_question()


def answer(question, **over):
    fields = {"text": "By May.", "by": make_user(), "now": at(), "seen_answers": 0, **over}
    return answers.answer(question=question, **fields)


def promise(question, **over):
    return answer(question, **{"undertaking": "Write it down.", "undertaking_owner": question.action.owner, **over})


def verbs(row):
    return [event.verb for event in Event.objects.of(row)]


# answering


def test_answer_is_recorded_without_its_words(question):
    officer, owner = make_user(), question.action.owner

    given = answer(question, by=officer, on_behalf_of=owner)

    [event] = Event.objects.of(question)
    assert (event.verb, event.actor, event.on_behalf_of) == ("question_answered", officer, owner)
    assert set(event.new) == {"answer", "undertaking", "sha256"}
    assert (given.text, given.answered_by, given.on_behalf_of) == ("By May.", officer, owner)


@pytest.mark.parametrize("reach", ["private", "chair", "board"])
def test_what_is_not_submitted_is_not_answered(reach):
    with pytest.raises(ValidationError):
        answer(make_question(reach=reach))


def test_withdrawn_question_is_not_answered(question):
    questions.withdraw(question=question, by=question.asked_by, now=at())

    with pytest.raises(ValidationError) as refused:
        answer(question)

    assert "not withdrawn" in refused.value.messages[0]


def test_answer_of_blanks_is_none(question):
    with pytest.raises(ValidationError) as refused:
        answer(question, text=" \n")

    assert "text" in refused.value.message_dict


def test_further_answer_stands_beside_the_first(question):
    answer(question)
    answer(question, text="By June, I mean.", seen_answers=1)

    assert [one.text for one in question.answers.all()] == ["By May.", "By June, I mean."]


def test_answer_written_beside_another_is_refused_until_it_is_read(question):
    answer(question)

    with pytest.raises(answers.AnsweredMeanwhile):
        answer(question, text="By June.")

    assert question.answers.count() == 1


def test_answer_is_given_at_a_meeting_once_its_day_has_come(question):
    with pytest.raises(ValidationError) as refused:
        answer(question, at_meeting=True)
    given = answer(question, at_meeting=True, now=at(28))

    assert "at_meeting" in refused.value.message_dict
    assert given.at_meeting


def test_written_answer_may_come_after_the_meeting(question):
    meetings.hold(meeting=question.meeting, by=make_clerk(), now=at(28), today=day(28))

    assert answer(question, now=at(35)).answered_at == at(35)


def test_question_whose_meeting_is_cancelled_is_still_answered(question):
    meetings.cancel(meeting=question.meeting, reason="Snow.", by=make_clerk(), now=at())

    assert answer(question).pk


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_do_not_pass_each_other_by(question):
    start, refused, users = threading.Barrier(2), [], [make_user(), make_user()]

    def give(user):
        try:
            start.wait(timeout=20)
            answer(question, by=user)
        except answers.AnsweredMeanwhile as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert (question.answers.count(), len(refused)) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_question_is_not_both_answered_and_withdrawn(question):
    start, refused, officer = threading.Barrier(2), [], make_user()

    def at_once(act):
        try:
            start.wait(timeout=20)
            act()
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    acts = [
        lambda: answer(question, by=officer),
        lambda: questions.withdraw(question=question, by=question.asked_by, now=at()),
    ]
    threads = [threading.Thread(target=at_once, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    question.refresh_from_db()
    assert len(refused) == 1
    assert question.is_withdrawn is not question.answers.exists()


# undertakings


def test_undertaking_says_what_by_whom_and_by_when(question):
    given = promise(question, undertaking_due_on=day(60))

    assert (given.undertaking, given.undertaking_owner, given.undertaking_due_on) == (
        "Write it down.",
        question.action.owner,
        day(60),
    )
    assert not Action.objects.filter(undertaking=given).exists()


def test_undertaking_without_a_post_is_refused(question):
    with pytest.raises(ValidationError):
        promise(question, undertaking_owner=None)

    assert not Answer.objects.exists()


def test_undertaking_becomes_an_action_in_one_step(question):
    clerk = make_clerk()

    given = promise(question, by=clerk, undertaking_due_on=day(60), make_action=True)

    action = given.actions.get()
    assert (action.title, action.owner, action.due_on, action.monitoring_board) == (
        "Write it down.",
        question.action.owner,
        day(60),
        question.meeting.board,
    )
    assert list(action.follows.all()) == [question.action]
    assert verbs(question) == ["question_answered", "undertaking_made_action"]
    assert verbs(action) == ["made"]


def test_action_that_cannot_be_made_takes_the_answer_with_it(question):
    cancelled = make_meeting(board=question.meeting.board, date=day(60), status="cancelled", cancelled_reason="Snow.")

    with pytest.raises(ValidationError):
        promise(question, by=make_clerk(), undertaking_due_meeting=cancelled, make_action=True)

    assert not Answer.objects.exists()


def test_clerk_makes_the_action_later_and_may_put_it_otherwise(question):
    given, other = promise(question, undertaking_due_on=day(60)), make_owner()

    action = answers.make_action(answer=given, by=make_clerk(), now=at(1), title="Publish it.", owner=other)

    assert (action.title, action.owner, action.due_on, action.undertaking) == ("Publish it.", other, day(60), given)


def test_undertaking_becomes_an_action_once(question):
    given = promise(question, by=make_clerk(), make_action=True)

    with pytest.raises(ValidationError) as refused:
        answers.make_action(answer=given, by=make_clerk(), now=at())

    assert refused.value.messages == [f"This undertaking is an action already: {given.actions.get().reference}."]


def test_answer_without_an_undertaking_becomes_no_action(question):
    with pytest.raises(ValidationError):
        answers.make_action(answer=answer(question), by=make_clerk(), now=at())


def test_long_undertaking_is_cut_for_the_title_and_kept_whole(question):
    given = promise(question, undertaking="x" * 400, by=make_clerk(), make_action=True)

    assert (len(given.actions.get().title), len(given.undertaking)) == (300, 400)


def test_reference_is_of_the_meetings_municipal_year():
    meeting = make_meeting(date=day(100))
    given = make_answer(make_question(meeting=meeting), undertaking="Write it down.")

    action = answers.make_action(answer=given, by=make_clerk(), now=at())

    assert action.municipal_year == "2026/27"


def test_gaps_hold_undertakings_that_are_no_action_yet(question):
    waiting = promise(question)
    promise(make_question(), by=make_clerk(), make_action=True)
    elsewhere = promise(make_question())

    found = gaps.find(standing(make_clerk()), today=day(0))
    of_board = gaps.find(standing(make_clerk()), today=day(0), board=question.meeting.board)

    assert set(found.undertakings) == {waiting, elsewhere}
    assert of_board.undertakings == [waiting]
