"""Who reads a question: by its reach, whatever role they hold, and never one on something they may not see."""

import pytest

from actions.models import Action, Answer, Question
from actions.services import answers, packs, questions
from meetings.services import meetings
from people.models import Membership
from tests.builders import (
    at,
    day,
    make_action,
    make_answer,
    make_holding,
    make_meeting,
    make_membership,
    make_owner,
    make_question,
    make_resolution,
    make_user,
    standing,
)

pytestmark = pytest.mark.django_db

CLERKS = {"clerk", "other_clerk"}
BOARD = {"member", "chair", "co_optee"}
POST = {"officer", "deputy"}


def readers(cast, question):
    """The names of those of the cast who read a question, and its answer if it has one."""
    found = {
        name
        for name, user in cast.everybody.items()
        if Question.objects.visible_to(standing(user)).filter(pk=question.pk).exists()
    }
    for answer in question.answers.all():
        assert found == {
            name
            for name, user in cast.everybody.items()
            if Answer.objects.visible_to(standing(user)).filter(pk=answer.pk).exists()
        }
    return found


def ask(cast, **over):
    return make_question(**{"meeting": cast.next, "asked_by": cast.member, "action": cast.action, **over})


@pytest.mark.parametrize(
    ("reach", "who"),
    [
        ("private", {"member"}),
        ("chair", {"member", "chair"}),
        ("board", BOARD),
        ("submitted", BOARD | CLERKS | POST),
    ],
)
def test_question_is_read_by_whom_it_reaches(cast, reach, who):
    assert readers(cast, ask(cast, reach=reach)) == who


def test_vice_chair_reads_what_is_shared_with_the_chair(cast):
    vice = make_membership(board=cast.lives, kind=Membership.Kind.VICE_CHAIR).user

    assert Question.objects.visible_to(standing(vice)).filter(pk=ask(cast, reach="chair").pk).exists()


@pytest.mark.parametrize(("reach", "who"), [("chair", {"member", "chair"}), ("board", {"member", "chair"})])
def test_question_on_exempt_matter_is_not_read_by_who_may_not_see_it(cast, reach, who):
    assert readers(cast, ask(cast, action=cast.exempt_action, reach=reach)) == who


def test_submitted_question_on_exempt_matter_is_read_by_who_may_see_it(cast):
    question = ask(cast, action=cast.exempt_action)
    make_answer(question)

    assert readers(cast, question) == {"member", "chair"} | CLERKS | POST


@pytest.mark.parametrize("subject", ["exempt_resolution", "resolution", "area"])
def test_question_on_a_resolution_or_finding_follows_it(cast, subject):
    row = getattr(cast, subject)
    question = ask(cast, action=None, **{row._meta.model_name: row})

    if subject == "exempt_resolution":
        # the post that is to do what it resolved may not see the resolution, nor the question on it
        assert readers(cast, question) == {"member", "chair"} | CLERKS
    elif subject == "area":
        assert readers(cast, question) == BOARD | CLERKS | POST
    else:
        assert readers(cast, question) == BOARD | CLERKS


def test_contributor_reads_what_is_asked_of_the_action(cast):
    helping = make_holding(owner=make_owner())
    action = make_action(owner=cast.owner, monitoring_board=cast.lives, contributors=[helping.owner])

    assert Question.objects.visible_to(standing(helping.user)).filter(pk=ask(cast, action=action).pk).exists()


def test_asker_who_has_left_reads_their_own(cast):
    Membership.objects.filter(user=cast.member).update(ends_on=day(-1))
    left = standing(cast.member)
    note, put = ask(cast, reach="private", asked_at=at(-3)), ask(cast, asked_at=at(-3))
    theirs = make_question(meeting=cast.next, action=cast.action, reach="board")

    assert set(Question.objects.visible_to(left)) == {note, put}
    assert theirs not in Question.objects.visible_to(left)


def test_asker_does_not_read_their_own_on_what_is_exempt_for_them_now(cast):
    question = ask(cast, asked_by=cast.co_optee, reach="private")
    cast.area.is_exempt, cast.area.exempt_paragraphs = True, "3"
    cast.area.save()

    assert readers(cast, question) == set()


def test_withdrawn_question_is_still_read(cast):
    question = ask(cast)
    questions.withdraw(question=question, by=cast.member, now=at())

    assert readers(cast, question) == BOARD | CLERKS | POST


# what an undertaking led to


def test_action_of_an_undertaking_is_exempt_with_what_was_asked_about(cast):
    visible = {}
    for name, subject in (("open", cast.action), ("exempt", cast.exempt_action)):
        answer = make_answer(ask(cast, action=subject), undertaking="Write it down.", undertaking_owner=cast.owner)
        first = answers.make_action(answer=answer, by=cast.clerk, now=at())
        # and once more: a question on what came of it
        again = make_answer(ask(cast, action=first), undertaking="Print it.", undertaking_owner=cast.owner)
        second = answers.make_action(answer=again, by=cast.clerk, now=at())
        visible[name] = [
            {who for who, user in cast.everybody.items() if one in Action.objects.visible_to(standing(user))}
            for one in (first, second)
        ]
        assert [one.exempt for one in Action.objects.with_exempt().filter(pk__in=[first.pk, second.pk])] == [
            name == "exempt"
        ] * 2

    # a viewer reads what a published pack shows
    assert visible["open"] == [set(cast.everybody) - {"viewer"}] * 2
    assert visible["exempt"] == [cast.may_see_exempt] * 2


def test_action_two_undertakings_on_becomes_exempt_with_the_first_of_them(cast):
    action = cast.action
    for _ in range(3):
        answer = make_answer(ask(cast, action=action), undertaking="More.", undertaking_owner=cast.owner)
        action = answers.make_action(answer=answer, by=cast.clerk, now=at())
    before = action in Action.objects.visible_to(standing(cast.health_member))
    cast.area.is_exempt, cast.area.exempt_paragraphs = True, "3"
    cast.area.save()

    assert before
    assert action not in Action.objects.visible_to(standing(cast.health_member))


def test_action_of_an_undertaking_on_an_exempt_resolution_is_exempt(cast):
    question = ask(cast, action=None, resolution=cast.exempt_resolution)
    answer = make_answer(question, undertaking="Sign it.", undertaking_owner=cast.owner)
    action = answers.make_action(answer=answer, by=cast.clerk, now=at())

    seen = {name for name, user in cast.everybody.items() if action in Action.objects.visible_to(standing(user))}
    assert seen == cast.may_see_exempt


def test_post_that_answers_a_resolution_is_put_its_questions(cast):
    resolution = make_resolution(item=cast.item)
    make_action(owner=cast.owner, monitoring_board=cast.lives, resolution=resolution)
    question = ask(cast, action=None, resolution=resolution)

    put = Question.objects.put_to_posts_of(standing(cast.officer))
    assert list(put) == [question]
    assert list(Question.objects.put_to_posts_of(standing(make_user()))) == []


# once a pack has shown it


def publish(cast, **over):
    return packs.publish(**{"meeting": cast.next, "by": cast.clerk, "now": at(-1), **over})


def test_question_that_a_pack_shows_is_read_by_everybody(cast):
    question = ask(cast, asked_at=at(-3))
    make_answer(question)
    publish(cast)

    assert readers(cast, question) == set(cast.everybody)


def test_question_that_came_after_the_pack_is_not(cast):
    publish(cast)

    assert readers(cast, ask(cast, asked_at=at())) == BOARD | CLERKS | POST


def test_question_withdrawn_before_the_pack_is_not_in_it(cast):
    question = ask(cast, asked_at=at(-3))
    questions.withdraw(question=question, by=cast.member, now=at(-2))
    publish(cast)

    assert readers(cast, question) == BOARD | CLERKS | POST


@pytest.mark.parametrize("reach", ["private", "chair", "board"])
def test_what_was_not_submitted_is_in_no_pack(cast, reach):
    question = ask(cast, reach=reach, text="A quiet word?", asked_at=at(-3))
    before = readers(cast, question)
    pack = publish(cast)

    assert readers(cast, question) == before
    assert "A quiet word?" not in pack.content


def test_question_on_exempt_matter_is_in_the_full_form_alone(cast):
    question = ask(cast, action=cast.exempt_action, text="Is the lease signed?", asked_at=at(-3))
    pack = publish(cast)

    assert "Is the lease signed?" in pack.content
    assert "Is the lease signed?" not in pack.public_content
    assert readers(cast, question) == {"member", "chair"} | CLERKS | POST


def test_question_is_hidden_again_where_its_pack_had_to_be_withdrawn(cast):
    question = ask(cast, asked_at=at(-3))
    publish(cast)
    cast.area.is_exempt, cast.area.exempt_paragraphs = True, "3"
    cast.area.save()
    packs.withdraw_exempt(by=cast.clerk, now=at())

    assert readers(cast, question) == {"member", "chair"} | CLERKS | POST


def test_question_of_a_cancelled_meeting_is_in_the_next_ones_pack(cast):
    question = ask(cast, asked_at=at(-3))
    later = make_meeting(board=cast.lives, date=day(63))
    meetings.cancel(meeting=cast.next, reason="Snow.", by=cast.clerk, now=at(-2))
    publish(cast, meeting=later)

    assert readers(cast, question) == set(cast.everybody)
