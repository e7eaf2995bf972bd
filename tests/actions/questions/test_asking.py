"""Members ask: what is kept, who may, until when, and what is recorded of it."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from actions.models import Question
from actions.services import meetings as moving
from actions.services import questions
from meetings.services import meetings
from people.models import Event, Membership
from tests.builders import (
    at,
    day,
    make_action,
    make_answer,
    make_clerk,
    make_meeting,
    make_membership,
    make_question,
    make_resolution,
    make_user,
)

pytestmark = pytest.mark.django_db

SHARED = ["chair", "board", "submitted"]


@pytest.fixture
def meeting():
    """On Tuesday 31 March: questions are due on Friday 27 March."""
    return make_meeting(date=day(28))


@pytest.fixture
def member(meeting):
    return make_membership(board=meeting.board).user


@pytest.fixture
def action(meeting):
    return make_action(monitoring_board=meeting.board)


def ask(meeting, member, action, **over):
    return questions.ask(
        **{"meeting": meeting, "by": member, "action": action, "text": "Why so late?", "now": at(), **over}
    )


def verbs(question):
    return [event.verb for event in Event.objects.of(question)]


# asking


@pytest.mark.parametrize("reach", ["private", *SHARED])
def test_question_reaches_whom_it_is_for(meeting, member, action, reach):
    question = ask(meeting, member, action, reach=reach)

    assert (question.reach, question.asked_by, question.asked_on) == (reach, member, day(0))
    assert (question.submitted_at is not None) is (reach == "submitted")


def test_private_note_is_no_record(meeting, member, action):
    question = ask(meeting, member, action)
    questions.revise(question=question, text="Really, why?", by=member, now=at(), seen_version=1)

    assert verbs(question) == []


@pytest.mark.parametrize("reach", SHARED)
def test_what_others_read_is_recorded_without_its_words(meeting, member, action, reach):
    question = ask(meeting, member, action, reach=reach)

    [event] = Event.objects.of(question)
    assert event.actor == member
    assert set(event.new) == {"reach", "meeting", "sha256"}
    assert "late" not in repr(vars(event))


def test_text_of_blanks_is_no_question(meeting, member, action):
    with pytest.raises(ValidationError) as refused:
        ask(meeting, member, action, text="  \n ")

    assert "text" in refused.value.message_dict


@pytest.mark.parametrize("seat", [None, {"ends_on": day(-1)}, {"starts_on": day(1)}])
def test_only_who_has_a_seat_today_asks(meeting, action, seat):
    user = make_membership(board=meeting.board, **seat).user if seat else make_user()

    with pytest.raises(ValidationError) as refused:
        ask(meeting, user, action)

    assert "has no seat" in refused.value.messages[0]


def test_nobody_asks_for_a_meeting_that_is_over(member, action, meeting):
    held = make_meeting(board=meeting.board, date=day(-28))
    today_over = make_meeting(board=meeting.board, date=day(-1), status="scheduled")
    cancelled = make_meeting(board=meeting.board, date=day(40))
    meetings.cancel(meeting=cancelled, reason="Snow.", by=make_clerk(), now=at())

    for one in (held, today_over, cancelled):
        with pytest.raises(ValidationError) as refused:
            ask(one, member, action)
        assert "a meeting to come" in refused.value.messages[0]


# until when


@pytest.mark.parametrize(
    ("days", "date", "due"),
    [
        (2, datetime.date(2026, 3, 31), datetime.date(2026, 3, 27)),
        (0, datetime.date(2026, 3, 31), datetime.date(2026, 3, 31)),
        # Good Friday and Easter Monday do not count
        (2, datetime.date(2026, 4, 7), datetime.date(2026, 4, 1)),
    ],
)
def test_deadline_is_counted_in_working_days_of_the_board(meeting, days, date, due):
    meeting.board.questions_days = days
    meeting.date = date

    assert meeting.questions_due_on == due


def test_meeting_without_a_day_has_no_deadline_yet(member, meeting, action):
    month = make_meeting(board=meeting.board, month=datetime.date(2026, 6, 1))

    assert month.questions_due_on is None
    assert ask(month, member, action, reach="submitted").is_submitted


def test_question_is_submitted_up_to_the_end_of_the_last_day(meeting, member, action):
    assert ask(meeting, member, action, reach="submitted", now=at(24, hour=23)).is_submitted


def test_question_after_the_last_day_is_refused_and_says_whom_to_ask(meeting, member, action):
    with pytest.raises(questions.TooLate) as refused:
        ask(meeting, member, action, reach="submitted", now=at(25, hour=1))

    assert "27 March 2026. Ask the scrutiny office" in refused.value.messages[0]
    assert not Question.objects.exists()


@pytest.mark.parametrize("reach", ["private", "chair", "board"])
def test_after_the_last_day_members_still_prepare(meeting, member, action, reach):
    assert ask(meeting, member, action, reach=reach, now=at(26)).reach == reach


def test_question_that_waited_past_the_deadline_is_not_submitted_and_kept(meeting, member, action):
    question = ask(meeting, member, action, reach="board")

    with pytest.raises(questions.TooLate):
        questions.revise(question=question, reach="submitted", by=member, now=at(25), seen_version=1)

    question.refresh_from_db()
    assert (question.reach, question.submitted_at) == ("board", None)


def test_deadline_moves_with_its_meeting(meeting, member, action):
    moving.set_day(meeting=meeting, date=day(35), by=make_clerk(), now=at())

    assert ask(meeting, member, action, reach="submitted", now=at(25)).is_submitted


# changing


def test_question_is_shared_further_and_submitted(meeting, member, action):
    question = ask(meeting, member, action)
    for version, reach in enumerate(["chair", "board", "private", "submitted"], 1):
        question = questions.revise(question=question, reach=reach, by=member, now=at(), seen_version=version)

    assert verbs(question) == [
        "question_shared_with_chair",
        "question_shared_with_board",
        "question_made_private",
        "question_submitted",
    ]


def test_words_that_others_read_change_with_a_record(meeting, member, action):
    question = ask(meeting, member, action, reach="board")

    questions.revise(question=question, text="Why so very late?", by=member, now=at(), seen_version=1)

    assert verbs(question) == ["question_shared_with_board", "question_edited"]
    assert Question.objects.get().text == "Why so very late?"


def test_saving_without_a_change_records_nothing(meeting, member, action):
    question = ask(meeting, member, action, reach="board")

    questions.revise(question=question, text="Why so late?", reach="board", by=member, now=at(), seen_version=1)

    assert verbs(question) == ["question_shared_with_board"]


def test_note_is_put_to_a_later_meeting(meeting, member, action):
    later = make_meeting(board=meeting.board, date=day(63))
    question = ask(meeting, member, action)

    questions.revise(question=question, meeting=later, reach="submitted", by=member, now=at(27), seen_version=1)

    assert Question.objects.get().meeting == later


def test_note_is_not_put_to_a_board_one_has_no_seat_on(meeting, member, action):
    question = ask(meeting, member, action)

    with pytest.raises(ValidationError):
        questions.revise(question=question, meeting=make_meeting(), by=member, now=at(), seen_version=1)


def test_note_on_a_meeting_that_is_over_is_still_reworded(meeting, member, action):
    question = ask(meeting, member, action)

    questions.revise(question=question, text="For next time.", by=member, now=at(60), seen_version=1)

    assert Question.objects.get().text == "For next time."


def test_change_on_a_stale_page_is_refused(meeting, member, action):
    question = ask(meeting, member, action)
    questions.revise(question=question, text="First.", by=member, now=at(), seen_version=1)

    with pytest.raises(questions.Changed) as refused:
        questions.revise(question=question, text="Second.", by=member, now=at(), seen_version=1)

    assert refused.value.question.text == "First."


def test_submitted_question_is_submitted_once(meeting, member, action):
    question = ask(meeting, member, action, reach="submitted")

    with pytest.raises(ValidationError) as refused:
        questions.revise(question=question, reach="submitted", by=member, now=at(), seen_version=None)

    assert "can no longer be changed" in refused.value.messages[0]
    assert verbs(question) == ["question_submitted"]


# withdrawing and throwing away


def test_member_withdraws_what_is_not_answered(meeting, member, action):
    question = ask(meeting, member, action, reach="submitted")

    questions.withdraw(question=question, by=member, now=at(1))

    question.refresh_from_db()
    assert (question.withdrawn_by, question.text) == (member, "Why so late?")
    assert verbs(question)[-1] == "question_withdrawn"
    assert list(Question.objects.submitted()) == []


def test_clerk_says_why_they_withdraw_it(meeting, member, action):
    question, clerk = ask(meeting, member, action, reach="submitted"), make_clerk()

    with pytest.raises(ValidationError) as refused:
        questions.withdraw(question=question, by=clerk, now=at(), why=" ")
    questions.withdraw(question=question, by=clerk, now=at(), why="She asked by telephone.")

    assert "why" in refused.value.message_dict
    assert Question.objects.get().withdrawn_why == "She asked by telephone."


@pytest.mark.parametrize("reach", ["private", "chair", "board"])
def test_what_is_not_submitted_is_not_withdrawn(meeting, member, action, reach):
    with pytest.raises(ValidationError):
        questions.withdraw(question=ask(meeting, member, action, reach=reach), by=member, now=at())


def test_answered_question_stays(meeting, member, action):
    question = make_question(meeting=meeting, asked_by=member, action=action)
    make_answer(question)

    with pytest.raises(ValidationError) as refused:
        questions.withdraw(question=question, by=member, now=at())

    assert "is answered" in refused.value.messages[0]


def test_withdrawn_question_stays_withdrawn(meeting, member, action):
    question = ask(meeting, member, action, reach="submitted")
    questions.withdraw(question=question, by=member, now=at())

    with pytest.raises(ValidationError):
        questions.withdraw(question=question, by=member, now=at())


def test_private_note_is_thrown_away(meeting, member, action):
    questions.discard(question=ask(meeting, member, action))

    assert not Question.objects.exists()


@pytest.mark.parametrize("reach", SHARED)
def test_what_others_read_is_not_thrown_away(meeting, member, action, reach):
    with pytest.raises(ValidationError):
        questions.discard(question=ask(meeting, member, action, reach=reach))


def test_note_that_is_gone_is_not_changed(meeting, member, action):
    question = ask(meeting, member, action)
    questions.discard(question=Question.objects.get())

    with pytest.raises(ValidationError) as refused:
        questions.revise(question=question, text="More.", by=member, now=at(), seen_version=1)

    assert "thrown away" in refused.value.messages[0]


# entered by a clerk


def enter(meeting, member, action, **over):
    fields = {"asked_by": member, "by": make_clerk(name="Asha"), "text": "And now?", "now": at(), "action": action}
    return questions.enter(meeting=meeting, **{**fields, **over})


def test_clerk_enters_a_question_late_and_it_shows(meeting, member, action):
    question = enter(meeting, member, action, now=at(27))

    assert (question.asked_by, question.entered_by.name, question.came_late) == (member, "Asha", True)
    assert verbs(question) == ["question_entered"]


def test_clerk_enters_what_was_asked_at_a_meeting(action, meeting):
    held = make_meeting(board=meeting.board, date=day(-28))
    member = make_membership(board=meeting.board, ends_on=day(-20)).user

    assert enter(held, member, action).asked_on == held.date


def test_clerk_enters_nothing_for_a_meeting_that_is_cancelled(meeting, member, action):
    meetings.cancel(meeting=meeting, reason="Snow.", by=make_clerk(), now=at())

    with pytest.raises(ValidationError):
        enter(meeting, member, action)


def test_clerk_enters_nothing_for_somebody_without_a_seat(meeting, action):
    with pytest.raises(ValidationError):
        enter(meeting, make_user(), action)


def test_nobody_is_entered_as_asking_what_they_may_not_see(cast):
    with pytest.raises(ValidationError) as refused:
        enter(cast.next, cast.co_optee, cast.exempt_action)

    assert refused.value.messages == [f"This is exempt, and {cast.co_optee} may not see it."]


# which meeting has it


def test_question_goes_to_the_next_meeting_where_its_own_is_cancelled(meeting, member, action):
    question = ask(meeting, member, action, reach="submitted")
    later = make_meeting(board=meeting.board, date=day(63))
    meetings.cancel(meeting=meeting, reason="Snow.", by=make_clerk(), now=at(1))

    assert list(Question.objects.for_meeting(later)) == [question]


def test_question_stays_with_a_meeting_that_is_held(meeting, member, action):
    question = ask(meeting, member, action, reach="submitted")
    later = make_meeting(board=meeting.board, date=day(63))

    assert list(Question.objects.for_meeting(meeting)) == [question]
    assert list(Question.objects.for_meeting(later)) == []


def test_question_on_a_resolution_or_a_finding(meeting, member):
    question = questions.ask(
        meeting=meeting, by=member, resolution=make_resolution(number="2"), text="Done?", now=at(), reach="submitted"
    )

    assert question.about == "resolution 2 of 3 February 2026"


# two at once


@pytest.mark.django_db(transaction=True)
def test_question_submitted_on_two_pages_at_once_is_submitted_once(meeting, member, action):
    question = ask(meeting, member, action)
    start, refused = threading.Barrier(2), []

    def submit():
        try:
            start.wait(timeout=20)
            questions.revise(question=question, reach="submitted", by=member, now=at(), seen_version=1)
        except (questions.Changed, ValidationError) as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=submit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert len(refused) == 1
    assert verbs(question) == ["question_submitted"]


@pytest.mark.django_db(transaction=True)
def test_question_is_not_submitted_to_a_meeting_that_is_cancelled_meanwhile(meeting, member, action):
    question, clerk = ask(meeting, member, action), make_clerk()
    start, refused = threading.Barrier(2), []

    def submit():
        questions.revise(question=question, reach="submitted", by=member, now=at(), seen_version=1)

    def cancel():
        meetings.cancel(meeting=meeting, reason="Snow.", by=clerk, now=at())

    def at_once(act):
        try:
            start.wait(timeout=20)
            act()
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=at_once, args=[act]) for act in (submit, cancel)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    meeting.refresh_from_db()
    question.refresh_from_db()
    assert meeting.status == "cancelled"
    assert question.is_submitted is (not refused)


# somebody who has left the board


def test_former_members_questions_stay_and_their_notes_stay_theirs(meeting, action):
    seat = make_membership(board=meeting.board)
    note = ask(meeting, seat.user, action)
    put = ask(meeting, seat.user, action, reach="submitted")
    Membership.objects.filter(pk=seat.pk).update(ends_on=day(1))

    questions.revise(question=note, text="For my successor?", by=seat.user, now=at(2), seen_version=1)
    with pytest.raises(ValidationError):
        questions.revise(question=note, reach="board", by=seat.user, now=at(2), seen_version=2)
    questions.withdraw(question=put, by=seat.user, now=at(2))

    assert set(Question.objects.values_list("pk", flat=True)) == {note.pk, put.pk}
