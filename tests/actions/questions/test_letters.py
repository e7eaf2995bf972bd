"""The posts a question is put to are told of it, and its asker of the answer: each once, and never an exempt word."""

import pytest
from django.urls import reverse

from actions.models import QuestionNotice
from actions.services import answers, letters, questions, turnover
from actions.services.rounds import sending
from meetings.services import meetings
from people.models import Holding, Membership, Message
from people.reach import Directory
from tests.builders import (
    at,
    day,
    make_action,
    make_answer,
    make_clerk,
    make_holding,
    make_owner,
    make_question,
    make_resolution,
    make_user,
)
from tests.cast import EXEMPT_WORDS

pytestmark = pytest.mark.django_db


def ask(cast, **over):
    fields = {"meeting": cast.next, "by": cast.member, "action": cast.action, "text": "Why so late?", "now": at()}
    return questions.ask(**{**fields, "reach": "submitted", **over})


def answer(question, **over):
    fields = {"text": "By May.", "by": make_user(), "now": at(1), "seen_answers": 0, **over}
    return answers.answer(question=question, **fields)


def says(message, now=None):
    return letters.content_of(message, now=now or at(), directory=Directory(day(0)))


def told():
    """The names of those who have messages, in order."""
    return sorted(Message.objects.values_list("recipient__name", flat=True))


def test_everybody_who_answers_for_the_post_is_told(cast):
    ask(cast)

    assert told() == ["Cerys Officer", "Dev Deputy"]


@pytest.mark.parametrize("reach", ["private", "chair", "board"])
def test_nobody_is_told_before_it_is_submitted(cast, reach):
    ask(cast, reach=reach)

    assert told() == []


def test_question_that_is_submitted_later_is_told_then(cast):
    question = ask(cast, reach="board")
    questions.revise(question=question, reach="submitted", by=cast.member, now=at(), seen_version=1)

    assert told() == ["Cerys Officer", "Dev Deputy"]


def test_message_says_what_is_asked_and_where_to_answer(cast):
    question = ask(cast)

    said = says(Message.objects.get(recipient=cast.officer))

    assert said.subject == f"1 question from members to answer: {cast.next}"
    for words in (
        "Why so late?",
        "Cllr Esi Member",
        cast.action.title,
        reverse("questions:answer", args=[question.pk]),
    ):
        assert words in said.text
        assert words in said.html


def test_several_questions_for_a_meeting_go_in_one_message(cast):
    ask(cast)
    ask(cast, text="And who pays?", by=cast.chair)

    said = says(Message.objects.get(recipient=cast.officer))

    assert said.subject == f"2 questions from members to answer: {cast.next}"
    assert "And who pays?" in said.text


def test_question_after_the_message_went_gets_one_of_its_own(cast):
    ask(cast)
    Message.objects.update(state=Message.State.SENT, sent_at=at(), address="o@example.org", subject="Question")
    ask(cast, text="And who pays?")

    assert QuestionNotice.objects.filter(recipient=cast.officer).values("message").distinct().count() == 2


def test_exempt_question_is_named_by_its_reference_alone(cast):
    ask(cast, action=cast.exempt_action, text=f"Is the {EXEMPT_WORDS} signed?")

    said = says(Message.objects.get(recipient=cast.officer))

    assert EXEMPT_WORDS not in f"{said.subject}{said.text}{said.html}"
    assert cast.exempt_action.reference in said.text


def test_mail_of_a_vacant_post_goes_to_the_post_above(cast):
    above = make_holding(owner=make_owner(name="Director"))
    vacant = make_owner(name="Head of Nothing", reports_to=above.owner)
    ask(cast, action=make_action(owner=vacant, monitoring_board=cast.lives))

    said = says(Message.objects.get(recipient=above.user))

    assert "Why so late?" in said.text
    assert "nobody can be reached there, so this comes to you" in said.text


def test_post_above_a_vacant_one_is_told_of_exempt_matter_by_its_reference_alone(cast):
    above = make_holding(owner=make_owner(name="Director"))
    cast.owner.reports_to = above.owner
    cast.owner.save()
    Holding.objects.filter(owner=cast.owner).delete()
    ask(cast, action=cast.exempt_action, text=f"Is the {EXEMPT_WORDS} signed?")

    said = says(Message.objects.get(recipient=above.user))

    assert EXEMPT_WORDS not in f"{said.subject}{said.text}{said.html}"


def test_question_on_a_resolution_goes_to_the_posts_that_answer_it(cast):
    resolution = make_resolution(item=cast.item)
    make_action(owner=cast.owner, monitoring_board=cast.lives, resolution=resolution)
    ask(cast, action=None, resolution=resolution)

    assert told() == ["Cerys Officer", "Dev Deputy"]


def test_question_on_what_nobody_answers_for_tells_nobody(cast):
    ask(cast, action=None, finding=cast.strength)

    assert told() == []


def test_somebody_who_holds_two_of_the_posts_is_told_once(cast):
    resolution, other = make_resolution(item=cast.item), make_owner()
    make_holding(owner=other, user=cast.officer)
    for owner in (cast.owner, other):
        make_action(owner=owner, monitoring_board=cast.lives, resolution=resolution)
    ask(cast, action=None, resolution=resolution)

    assert told() == ["Cerys Officer", "Dev Deputy"]


def test_member_who_holds_the_post_is_not_told_of_their_own_question(cast):
    make_holding(owner=cast.owner, user=cast.member)
    ask(cast)

    assert told() == ["Cerys Officer", "Dev Deputy"]


def test_message_is_not_needed_once_it_is_answered_or_withdrawn(cast):
    answer(ask(cast), by=cast.clerk)
    withdrawn = ask(cast, text="Never mind.")
    questions.withdraw(question=withdrawn, by=cast.member, now=at())

    assert says(Message.objects.get(recipient=cast.officer)) == "It is answered or withdrawn."


def test_message_says_only_what_still_waits(cast):
    answer(ask(cast), by=cast.clerk)
    ask(cast, text="And who pays?")

    said = says(Message.objects.get(recipient=cast.officer))

    assert "And who pays?" in said.text
    assert "Why so late?" not in said.text


def test_message_is_not_for_somebody_who_left_the_post(cast):
    ask(cast)
    Holding.objects.filter(user=cast.officer).update(ends_on=day(-1))

    assert says(Message.objects.get(recipient=cast.officer)) == f"{cast.officer} no longer answers for it."


def test_message_is_not_for_the_post_an_action_was_handed_over_from(cast):
    ask(cast)
    turnover.hand_over(
        from_owner=cast.owner,
        actions=[cast.action],
        to_owner=make_owner(),
        reason="Reorganised.",
        by=cast.clerk,
        now=at(),
    )

    assert says(Message.objects.get(recipient=cast.officer)) == f"{cast.officer} no longer answers for it."


def test_message_goes_though_the_meeting_is_cancelled(cast):
    ask(cast)
    meetings.cancel(meeting=cast.next, reason="Snow.", by=cast.clerk, now=at())

    assert "Why so late?" in says(Message.objects.get(recipient=cast.officer)).text


def test_clerk_entering_an_oral_question_after_the_meeting_tells_nobody(cast):
    questions.enter(
        meeting=cast.past, asked_by=cast.member, by=cast.clerk, text="And then?", now=at(), action=cast.action
    )

    assert told() == []


# the answer


def test_asker_is_told_of_the_answer(cast):
    question = ask(cast)
    answer(question)

    said = says(Message.objects.get(recipient=cast.member))

    assert said.subject == f"Your question answered: {cast.next}"
    assert "By May." in said.text
    assert reverse("questions:detail", args=[question.pk]) in said.text


def test_two_answers_to_a_question_are_told_in_one_message(cast):
    question = ask(cast)
    answer(question)
    answer(question, text="By June, I mean.", seen_answers=1)

    said = says(Message.objects.get(recipient=cast.member))

    assert said.subject == f"Your question answered: {cast.next}"
    assert "By June, I mean." in said.text


def test_answer_on_exempt_matter_stands_in_no_message(cast):
    question = ask(cast, action=cast.exempt_action, text=f"Is the {EXEMPT_WORDS} signed?")
    answer(question, text=f"The {EXEMPT_WORDS} is signed.")

    said = says(Message.objects.get(recipient=cast.member))

    assert EXEMPT_WORDS not in f"{said.subject}{said.text}{said.html}"


def test_asker_who_may_not_see_it_any_more_gets_nothing(cast):
    answer(ask(cast, action=cast.exempt_action))
    Membership.objects.filter(user=cast.member).update(sees_exempt=False)

    assert says(Message.objects.get(recipient=cast.member)) == f"{cast.member} may not read it any more."


@pytest.mark.parametrize("gone", [{"email": None}, {"is_active": False}])
def test_asker_who_cannot_be_reached_is_not_told(cast, gone):
    question = ask(cast)
    for name, value in gone.items():
        setattr(cast.member, name, value)
    cast.member.save()
    answer(question)

    assert not Message.objects.filter(recipient=cast.member).exists()


@pytest.mark.django_db(transaction=True)
def test_messages_go_out_with_the_others(cast, sink):
    ask(cast)

    report = sending.run(clock=lambda: at(hour=13))

    assert report.states["sent"] >= 2
    assert "1 question from members to answer" in " ".join(
        Message.objects.filter(question_notices__isnull=False).values_list("subject", flat=True)
    )


# the clerk's outbox


def test_outbox_shows_what_is_told_of_questions(client, cast):
    answer(ask(cast))
    client.force_login(cast.clerk)

    page = client.get(reverse("rounds:outbox")).text
    one = client.get(reverse("rounds:message", args=[Message.objects.get(recipient=cast.member).pk])).text

    assert "Question put to the post" in page
    assert "Answer to a question" in page
    assert "By May." in one


@pytest.mark.parametrize("about", ["board", "meeting"])
def test_outbox_is_narrowed_down_to_what_questions_are_about(client, cast, about):
    ask(cast)
    theirs = {"board": cast.lives, "meeting": cast.next}[about]
    others = {"board": cast.health, "meeting": cast.past}[about]
    client.force_login(cast.clerk)

    found = client.get(reverse("rounds:outbox"), {about: theirs.pk}).context["object_list"]
    none = client.get(reverse("rounds:outbox"), {about: others.pk}).context["object_list"]

    assert {message.recipient for message in found} == {cast.officer, cast.deputy}
    assert not any(message.question_notices.exists() for message in none)


@pytest.mark.parametrize("count", [1, 3])
def test_outbox_asks_a_constant_number_of_queries_for_questions(client, cast, count, django_assert_num_queries):
    for _ in range(count):
        question = make_question(meeting=cast.next, asked_by=cast.member, action=make_action(owner=cast.owner))
        message = Message.objects.create(recipient=cast.officer, created_at=at(), send_from=at())
        QuestionNotice.objects.create(
            question=question, owner=cast.owner, recipient=cast.officer, message=message, written_on=day(0)
        )
        make_answer(question, answered_by=make_clerk())
    client.force_login(cast.clerk)

    with django_assert_num_queries(OUTBOX_QUERIES):
        client.get(reverse("rounds:outbox"))


OUTBOX_QUERIES = 11
