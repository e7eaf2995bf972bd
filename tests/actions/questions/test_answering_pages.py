"""The pages of one question: what they show to whom, how it is answered, and how an undertaking becomes an action."""

import pytest
from django.urls import reverse

from actions.models import Action, Answer
from actions.services import answers, questions
from tests.builders import (
    at,
    day,
    make_action,
    make_answer,
    make_holding,
    make_membership,
    make_owner,
    make_question,
    make_resolution,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(cast):
    return questions.ask(
        meeting=cast.next, by=cast.member, action=cast.action, text="Why so late?", reach="submitted", now=at(-3)
    )


def url(name, row):
    return reverse(f"questions:{name}", args=[row.pk])


def sign_in(client, user):
    client.force_login(user)
    return client


def typed(**over):
    return {"seen_answers": 0, "text": "By May.", **over}


PROMISE = {"gives_undertaking": "on", "undertaking": "Write it down."}


# the page of a question


@pytest.mark.parametrize(
    ("role", "can"),
    [
        ("member", {"withdraw"}),
        ("chair", set()),
        ("co_optee", set()),
        ("officer", {"answer"}),
        ("deputy", {"answer"}),
        ("clerk", {"answer", "withdraw"}),
    ],
)
def test_page_offers_what_one_may_do(client, cast, question, role, can):
    page = sign_in(client, getattr(cast, role)).get(url("detail", question)).text

    assert {name for name in ("answer", "withdraw", "edit", "share", "discard") if url(name, question) in page} == can


def test_page_tells_what_happened(client, cast, question):
    answers.answer(question=question, text="By May.", by=cast.officer, now=at(-2), seen_answers=0)

    page = sign_in(client, cast.chair).get(url("detail", question)).text

    for words in ("Why so late?", "Cllr Esi Member, 28 February 2026", "Submitted", "Answered", "By May."):
        assert words in page


@pytest.mark.parametrize("state", ["withdrawn", "held", "cancelled"])
def test_page_says_what_comes_next(client, cast, question, state):
    said = {
        "withdrawn": "Nothing: it was withdrawn on 3 March 2026",
        "held": "a written answer can still come",
        "cancelled": "it goes to the next one of",
    }
    if state == "withdrawn":
        questions.withdraw(question=question, by=cast.member, now=at())
    else:
        cast.next.status, cast.next.cancelled_reason = state, "Snow."
        cast.next.save()

    assert said[state] in sign_in(client, cast.chair).get(url("detail", question)).text


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_a_constant_number_of_queries(client, cast, count, django_assert_num_queries):
    question = make_question(meeting=cast.next, asked_by=cast.member, action=cast.action)
    for _ in range(count):
        answer = make_answer(question, undertaking="More.", undertaking_owner=cast.owner)
        answers.make_action(answer=answer, by=cast.clerk, now=at())
    sign_in(client, cast.clerk)

    with django_assert_num_queries(DETAIL_QUERIES):
        client.get(url("detail", question))


DETAIL_QUERIES = 8


# answering


@pytest.mark.parametrize(("role", "on_behalf"), [("officer", False), ("deputy", True)])
def test_post_answers(client, cast, question, role, on_behalf):
    user = getattr(cast, role)

    response = sign_in(client, user).post(url("answer", question), typed(), follow=True)

    answer = Answer.objects.get()
    assert (answer.answered_by, answer.on_behalf_of) == (user, cast.owner if on_behalf else None)
    assert "Members read it now." in response.text
    assert ("on behalf of Head of Service, Inclusion" in response.text) is on_behalf


@pytest.mark.parametrize("on_behalf", [True, False])
def test_clerk_answers_for_a_post_or_for_the_office(client, cast, question, on_behalf):
    chosen = {"on_behalf_of": cast.owner.pk if on_behalf else ""}

    page = sign_in(client, cast.clerk).get(url("answer", question))
    client.post(url("answer", question), typed(**chosen))

    assert page.context["form"]["on_behalf_of"].value() == cast.owner.pk
    assert Answer.objects.get().on_behalf_of == (cast.owner if on_behalf else None)


def test_clerk_who_holds_the_post_answers_as_its_holder(client, cast, question):
    make_holding(owner=cast.owner, user=cast.clerk)

    sign_in(client, cast.clerk).post(url("answer", question), typed())

    assert Answer.objects.get().on_behalf_of is None


def test_contributor_reads_and_does_not_answer(client, cast):
    helping = make_holding(owner=make_owner())
    action = make_action(owner=cast.owner, monitoring_board=cast.lives, contributors=[helping.owner])
    question = make_question(meeting=cast.next, asked_by=cast.member, action=action)

    sign_in(client, helping.user)

    assert client.get(url("detail", question)).status_code == 200
    assert client.post(url("answer", question), typed()).status_code == 403


def test_post_answers_a_question_on_the_resolution_it_carries_out(client, cast):
    resolution = make_resolution(item=cast.item)
    make_action(owner=cast.owner, monitoring_board=cast.lives, resolution=resolution)
    question = make_question(meeting=cast.next, asked_by=cast.member, resolution=resolution)

    sign_in(client, cast.officer).post(url("answer", question), typed())

    assert Answer.objects.get().answered_by == cast.officer


def test_answer_given_at_the_meeting_is_the_clerks_to_record(client, cast, question):
    too_early = sign_in(client, cast.clerk).post(url("answer", question), typed(at_meeting="on"))
    cast.next.date = day(0)
    cast.next.save()
    client.post(url("answer", question), typed(at_meeting="on"))
    sign_in(client, cast.officer).post(url("answer", question), typed(at_meeting="on", seen_answers=1))

    assert "still to come" in too_early.context["form"].errors["at_meeting"][0]
    assert list(Answer.objects.values_list("at_meeting", flat=True)) == [True, False]


@pytest.mark.parametrize(
    ("wrong", "field", "error"),
    [
        ({"text": ""}, "text", "Write the answer."),
        ({"text": "a\0b"}, "text", "Null characters are not allowed."),
        ({"gives_undertaking": "on"}, "undertaking", "Say what will be done."),
        (
            {"undertaking": "Write it down."},
            "gives_undertaking",
            "Tick this too, or clear what you wrote under “What will be done”.",
        ),
        ({**PROMISE, "undertaking_owner": ""}, "undertaking_owner", "Choose the post that gives the undertaking."),
        (
            {
                **PROMISE,
                "undertaking_due_on_day": "1",
                "undertaking_due_on_month": "3",
                "undertaking_due_on_year": "2026",
            },
            "undertaking_due_on",
            "The date must be after today.",
        ),
    ],
)
def test_wrong_answer_is_shown_again_with_what_was_typed(client, cast, question, wrong, field, error):
    response = sign_in(client, cast.officer).post(
        url("answer", question), {"undertaking_owner": cast.owner.pk, **typed(), **wrong}
    )

    assert response.status_code == 200
    assert response.context["form"].errors[field] == [error]
    assert not Answer.objects.exists()


def test_undertaking_has_a_date_or_a_meeting(client, cast, question):
    date = dict(zip(("day", "month", "year"), ("1", "6", "2026"), strict=True))
    both = {f"undertaking_due_on_{part}": value for part, value in date.items()}
    both |= {"undertaking_due_meeting": cast.next.pk, "undertaking_owner": cast.owner.pk}

    response = sign_in(client, cast.officer).post(url("answer", question), typed(**PROMISE, **both))

    assert response.context["form"].errors["undertaking_due_meeting"] == ["Give either a date or a meeting, not both."]


@pytest.mark.parametrize("seen", ["", "x", "-1", "7"])
def test_form_that_does_not_say_what_it_showed_answers_nothing_unseen(client, cast, question, seen):
    response = sign_in(client, cast.officer).post(url("answer", question), typed(seen_answers=seen))

    assert response.status_code == 200
    assert "By May." in response.text
    assert not Answer.objects.exists()


def test_answer_beside_another_shows_it_and_keeps_what_was_typed(client, cast, question):
    answers.answer(question=question, text="By June.", by=cast.clerk, now=at(), seen_answers=0)

    response = sign_in(client, cast.officer).post(url("answer", question), typed())
    again = client.post(url("answer", question), typed(seen_answers=response.context["form"]["seen_answers"].value()))

    assert "Somebody else has answered" in response.text
    assert "By June." in response.text
    assert "By May." in response.text
    assert again.status_code == 302
    assert Answer.objects.count() == 2


def test_question_withdrawn_while_it_was_answered_says_so(client, cast, question):
    sign_in(client, cast.officer).get(url("answer", question))
    questions.withdraw(question=question, by=cast.member, now=at())

    assert client.post(url("answer", question), typed()).status_code == 403


# an undertaking


def test_officer_undertakes_for_a_post_of_their_own(client, cast, question):
    other = make_owner()
    page = sign_in(client, cast.officer).get(url("answer", question))
    response = client.post(url("answer", question), typed(**PROMISE, undertaking_owner=cast.owner.pk), follow=True)

    assert list(page.context["form"].fields["undertaking_owner"].queryset) == [cast.owner]
    assert other not in page.context["form"].fields["undertaking_owner"].queryset
    assert "The scrutiny office makes the undertaking an action." in response.text
    assert Answer.objects.get().undertaking == "Write it down."
    assert not Action.objects.filter(undertaking__isnull=False).exists()


def test_clerks_press_makes_the_action_with_the_answer(client, cast, question):
    response = sign_in(client, cast.clerk).post(
        url("answer", question),
        typed(**PROMISE, undertaking_owner=cast.owner.pk, undertaking_due_meeting=cast.next.pk),
        follow=True,
    )

    action = Action.objects.get(undertaking__isnull=False)
    assert (action.title, action.owner, action.due_meeting) == ("Write it down.", cast.owner, cast.next)
    assert f"the undertaking is an action: {action.reference}" in response.text


def test_clerk_makes_the_action_of_an_officers_undertaking(client, cast, question):
    answer = make_answer(question, undertaking="Write it down.", undertaking_owner=cast.owner)

    page = sign_in(client, cast.clerk).get(url("make_action", answer))
    typed_in = {"title": "Publish it.", "owner": cast.owner.pk, "monitoring_board": cast.lives.pk}
    client.post(url("make_action", answer), typed_in)
    again = client.get(url("make_action", answer))

    assert page.context["form"]["title"].value() == "Write it down."
    assert answer.actions.get().title == "Publish it."
    assert again.status_code == 403


def test_undertaking_is_offered_as_an_action_to_clerks_alone(client, cast, question):
    answer = make_answer(question, undertaking="Write it down.", undertaking_owner=cast.owner)

    offered = {
        name
        for name in ("member", "chair", "officer", "clerk")
        if url("make_action", answer) in sign_in(client, getattr(cast, name)).get(url("detail", question)).text
    }

    assert offered == {"clerk"}


def test_action_page_says_which_undertaking_it_carries_out(client, cast, question):
    answer = make_answer(
        question,
        answered_by=cast.deputy,
        on_behalf_of=cast.owner,
        undertaking="Write it down.",
        undertaking_owner=cast.owner,
    )
    action = answers.make_action(answer=answer, by=cast.clerk, now=at())

    as_member = sign_in(client, cast.member).get(action.get_absolute_url()).text
    as_outsider = sign_in(client, cast.health_member).get(action.get_absolute_url()).text

    for page in (as_member, as_outsider):
        assert f"An undertaking given by {cast.owner} for the meeting of {cast.next}" in " ".join(page.split())
    assert url("detail", question) in as_member
    assert url("detail", question) not in as_outsider


def test_action_page_shows_the_questions_one_reads(client, cast, question):
    make_question(meeting=cast.next, asked_by=cast.member, action=cast.action, reach="board", text="Who pays?")

    shown = {
        name: [
            words
            for words in ("Why so late?", "Who pays?")
            if words in sign_in(client, getattr(cast, name)).get(cast.action.get_absolute_url()).text
        ]
        for name in ("chair", "clerk", "officer", "health_member", "viewer")
    }

    assert shown == {
        "chair": ["Why so late?", "Who pays?"],
        "clerk": ["Why so late?"],
        "officer": ["Why so late?"],
        "health_member": [],
        "viewer": [],
    }


def test_reference_of_an_exempt_action_is_not_told_beside_an_open_question(client, cast, question):
    answer = make_answer(question, undertaking="Write it down.", undertaking_owner=cast.owner)
    action = answers.make_action(
        answer=answer, by=cast.clerk, now=at(), is_exempt=True, exempt_paragraphs="3", monitoring_board=cast.health
    )
    outside = make_membership(board=cast.lives, sees_exempt=False).user

    page = sign_in(client, outside).get(url("detail", question)).text

    assert action.reference not in page
    assert "It became an action." in page


def test_gaps_page_leads_to_making_the_action(client, cast, question):
    answer = make_answer(question, undertaking="Write it down.", undertaking_owner=cast.owner)

    page = sign_in(client, cast.clerk).get(reverse("actions:gaps")).text

    assert "Undertakings that are not an action yet (1)" in page
    assert url("make_action", answer) in page
