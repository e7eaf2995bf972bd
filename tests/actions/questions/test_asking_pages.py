"""The pages on which members ask, change, share, submit and withdraw, and clerks enter for them."""

import pytest
from django.urls import reverse

from actions.models import Question
from actions.services import questions
from meetings.services import meetings
from tests.builders import at, day, make_answer, make_meeting, make_question

pytestmark = pytest.mark.django_db

TYPED = {"text": "Why so late?", "reach": "private"}


def ask_url(cast, meeting=None, **about):
    [(what, row)] = (about or {"action": cast.action}).items()
    of = row.slug if what == "action" else row.pk
    return f"{reverse('questions:ask')}?meeting={(meeting or cast.next).pk}&{what}={of}"


def url(name, question):
    return reverse(f"questions:{name}", args=[question.pk])


def ask(cast, **over):
    return make_question(
        **{"meeting": cast.next, "asked_by": cast.member, "action": cast.action, "reach": "private", **over}
    )


def typed(question, **over):
    fields = {"text": question.text, "meeting": question.meeting_id, "reach": question.reach}
    return {**fields, "version": question.version, **over}


@pytest.fixture
def member(client, cast):
    client.force_login(cast.member)
    return client


@pytest.fixture
def late(cast):
    """The next meeting's questions were due yesterday: it is tomorrow."""
    meetings.set_day(meeting=cast.next, date=day(1), by=cast.clerk, now=at(-1))
    cast.next.refresh_from_db()
    return cast.next


# asking


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        ("private", "It is a private note"),
        ("chair", "The chair and vice-chair read it now"),
        ("board", "as a line of enquiry"),
        ("submitted", "Your question is submitted"),
    ],
)
def test_member_asks(member, cast, reach, said):
    response = member.post(ask_url(cast), {**TYPED, "meeting": cast.next.pk, "reach": reach}, follow=True)

    question = Question.objects.get()
    assert response.redirect_chain == [(url("detail", question), 302)]
    assert (question.asked_by, question.action, question.meeting, question.reach) == (
        cast.member,
        cast.action,
        cast.next,
        reach,
    )
    assert said in response.text


@pytest.mark.parametrize("what", ["resolution", "finding"])
def test_member_asks_about_a_resolution_or_a_finding(member, cast, what):
    row = {"resolution": cast.resolution, "finding": cast.area}[what]

    shown = member.get(ask_url(cast, **{what: row}))
    member.post(ask_url(cast, **{what: row}), {**TYPED, "meeting": cast.next.pk})

    assert row.text in shown.text
    assert Question.objects.get().subject == row


def test_ask_page_names_the_last_day(member, cast):
    assert "up to and including <strong>27 March 2026</strong>" in member.get(ask_url(cast)).text


def test_ask_page_without_a_meeting_takes_the_boards_next(member, cast):
    response = member.get(f"{reverse('questions:ask')}?action={cast.action.slug}")

    assert response.context["form"]["meeting"].value() == cast.next.pk


def test_ask_page_where_no_meeting_is_planned_still_opens(client, cast):
    client.force_login(cast.health_member)

    assert client.get(f"{reverse('questions:ask')}?action={cast.action.slug}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "",
        "action=",
        "action=none-such",
        "action=%00",
        "action=ILSC'",
        "finding=x",
        "finding=99999999999999999999999",
        "resolution=-1",
        "action={action}&finding={finding}",
        "action={action}&meeting=x",
        "action={action}&meeting=0",
    ],
)
def test_ask_page_about_nothing_there_is_not_found(member, cast, query):
    query = query.format(action=cast.action.slug, finding=cast.area.pk)

    assert member.get(f"{reverse('questions:ask')}?{query}").status_code == 404
    assert member.post(f"{reverse('questions:ask')}?{query}", TYPED).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field", "error"),
    [
        ({"text": " "}, "text", "Write your question."),
        ({"text": "x" * 5001}, "text", "Ensure this value has at most 5000 characters (it has 5001)."),
        ({"text": "a\0b"}, "text", "Null characters are not allowed."),
        ({"reach": ""}, "reach", "Choose who reads it."),
        ({"reach": "world"}, "reach", "Select a valid choice. world is not one of the available choices."),
        ({"meeting": ""}, "meeting", "Choose the meeting."),
        ({"meeting": "past"}, "meeting", "Choose a meeting to come of a board that you sit on."),
        ({"meeting": "x"}, "meeting", "Choose a meeting to come of a board that you sit on."),
    ],
)
def test_wrong_question_is_shown_again_with_what_was_typed(member, cast, wrong, field, error):
    wrong = {name: cast.past.pk if value == "past" else value for name, value in wrong.items()}

    response = member.post(ask_url(cast), {**TYPED, "meeting": cast.next.pk, **wrong})

    assert response.status_code == 200
    assert response.context["form"].errors[field] == [error]
    assert not Question.objects.exists()


def test_question_for_another_boards_meeting_is_refused(member, cast):
    theirs = make_meeting(board=cast.health, date=day(30))

    assert member.get(ask_url(cast, theirs)).status_code == 403
    assert not member.post(ask_url(cast), {**TYPED, "meeting": theirs.pk}).context["form"].is_valid()


def test_late_question_is_refused_and_kept_as_a_private_note(member, cast, late):
    response = member.post(ask_url(cast), {**TYPED, "meeting": late.pk, "reach": "submitted"}, follow=True)

    question = Question.objects.get()
    assert (question.reach, question.text) == ("private", "Why so late?")
    assert response.redirect_chain == [(url("detail", question), 302)]
    assert "Ask the scrutiny office" in response.text
    assert "kept as a private note" in response.text


def test_deadline_that_passed_while_typing_loses_nothing(member, cast):
    page = member.get(ask_url(cast))
    meetings.set_day(meeting=cast.next, date=day(1), by=cast.clerk, now=at())

    member.post(ask_url(cast), {**TYPED, "meeting": cast.next.pk, "reach": "submitted"})

    assert page.status_code == 200
    assert [(one.text, one.reach) for one in Question.objects.all()] == [("Why so late?", "private")]


def test_question_form_of_exempt_matter_says_so(member, cast):
    assert "This is exempt, and so is your question" in member.get(ask_url(cast, action=cast.exempt_action)).text


# changing


def test_member_changes_words_meeting_and_readers(member, cast):
    question, later = ask(cast), make_meeting(board=cast.lives, date=day(63))

    member.post(url("edit", question), typed(question, text="And why?", meeting=later.pk, reach="board"))

    question.refresh_from_db()
    assert (question.text, question.meeting, question.reach) == ("And why?", later, "board")


def test_change_on_a_stale_page_shows_what_stands_and_keeps_what_was_typed(member, cast):
    question = ask(cast)
    stale = typed(question, text="Mine.")
    questions.revise(question=question, text="Theirs.", by=cast.member, now=at(), seen_version=1)

    response = member.post(url("edit", question), stale)
    again = member.post(url("edit", question), {**stale, "version": response.context["form"]["version"].value()})

    assert "It says now: “Theirs.”" in response.text
    assert "Mine." in response.text
    assert again.status_code == 302
    assert Question.objects.get().text == "Mine."


def test_late_submission_from_the_form_keeps_the_words(member, cast, late):
    question = ask(cast, reach="board")

    response = member.post(url("edit", question), typed(question, text="And why?", reach="submitted"), follow=True)

    question.refresh_from_db()
    assert (question.text, question.reach) == ("And why?", "board")
    assert "kept as it was, unsubmitted" in response.text


def test_form_of_a_note_thrown_away_meanwhile_says_so(member, cast, monkeypatch):
    question, real = ask(cast), questions.locked

    def gone(row, **more):
        Question.objects.filter(pk=row.pk).delete()
        return real(row, **more)

    monkeypatch.setattr(questions, "locked", gone)
    response = member.post(url("edit", question), typed(question, text="More."))

    assert "thrown away in the meantime" in response.text
    assert "More." in response.text


@pytest.mark.parametrize("version", ["", "x", "99999999999999999999"])
def test_form_without_a_good_version_changes_nothing_or_asks(member, cast, version):
    question = ask(cast)

    response = member.post(url("edit", question), typed(question, text="More.", version=version))

    assert response.status_code in (200, 302)


@pytest.mark.parametrize("reach", ["chair", "board", "submitted", "private"])
def test_one_press_shares_a_question(member, cast, reach):
    question = ask(cast, reach="board" if reach == "private" else "private")

    member.post(url("share", question), {"version": 1, "reach": reach})

    question.refresh_from_db()
    assert question.reach == reach


@pytest.mark.parametrize("posted", [{}, {"version": "x", "reach": "board"}, {"version": 1, "reach": "world"}])
def test_press_that_says_nothing_changes_nothing(member, cast, posted):
    question = ask(cast)

    response = member.post(url("share", question), posted, follow=True)

    question.refresh_from_db()
    assert question.reach == "private"
    assert "Press the button again." in response.text


def test_press_on_a_stale_page_changes_nothing(member, cast):
    question = ask(cast)
    questions.revise(question=question, text="Other words.", by=cast.member, now=at(), seen_version=1)

    response = member.post(url("share", question), {"version": 1, "reach": "submitted"}, follow=True)

    question.refresh_from_db()
    assert question.reach == "private"
    assert "Read it before you share it." in response.text


def test_late_press_says_whom_to_ask(member, cast, late):
    question = ask(cast)

    response = member.post(url("share", question), {"version": 1, "reach": "submitted"}, follow=True)

    assert "Ask the scrutiny office" in response.text


# withdrawing, throwing away


def test_member_withdraws_without_saying_why(member, cast):
    question = ask(cast, reach="submitted")

    response = member.post(url("withdraw", question), {"why": ""}, follow=True)

    assert "The question is withdrawn." in response.text
    assert "Withdrawn" in response.text


def test_clerk_says_why_they_withdraw(client, cast):
    question = ask(cast, reach="submitted")
    client.force_login(cast.clerk)

    refused = client.post(url("withdraw", question), {"why": ""})
    client.post(url("withdraw", question), {"why": "At her request."})

    assert refused.context["form"].errors["why"] == ["Say why it is withdrawn: the member who asked reads it."]
    assert Question.objects.get().withdrawn_why == "At her request."


def test_answered_question_cannot_be_withdrawn(member, cast):
    question = ask(cast, reach="submitted")
    make_answer(question)

    response = member.post(url("withdraw", question))

    assert "can no longer be withdrawn" in response.text


def test_note_is_thrown_away_once_one_has_been_asked(member, cast):
    question = ask(cast)

    page = member.get(url("discard", question))
    response = member.post(url("discard", question), follow=True)

    assert "Nobody but you reads it" in page.text
    assert "The note is thrown away." in response.text
    assert not Question.objects.exists()


# entered by a clerk


def enter_url(cast, meeting, action=None):
    return f"{reverse('questions:enter')}?meeting={meeting.pk}&action={(action or cast.action).slug}"


def test_clerk_enters_a_late_question_and_it_shows(client, cast, late):
    client.force_login(cast.clerk)

    response = client.post(enter_url(cast, late), {"asked_by": cast.member.pk, "text": "And the cost?"}, follow=True)

    question = Question.objects.get()
    assert (question.asked_by, question.entered_by, question.reach) == (cast.member, cast.clerk, "submitted")
    assert f"entered by {cast.clerk} of the scrutiny office" in response.text
    assert "After the deadline" in response.text


def test_clerk_chooses_among_the_members_of_the_board(client, cast):
    client.force_login(cast.clerk)

    offered = client.get(enter_url(cast, cast.next)).context["form"].fields["asked_by"].queryset
    refused = client.post(enter_url(cast, cast.next), {"asked_by": cast.viewer.pk, "text": "Hm?"})

    assert set(offered) == {cast.member, cast.chair, cast.co_optee}
    assert refused.context["form"].errors["asked_by"] == ["Choose a member of the board."]


def test_clerk_enters_what_was_asked_at_a_meeting_that_was_held(client, cast):
    client.force_login(cast.clerk)

    client.post(enter_url(cast, cast.past), {"asked_by": cast.chair.pk, "text": "And the cost?"})

    assert Question.objects.get().asked_on == cast.past.date


def test_clerk_enters_no_exempt_question_for_who_may_not_see_it(client, cast):
    client.force_login(cast.clerk)

    response = client.post(
        enter_url(cast, cast.next, cast.exempt_action), {"asked_by": cast.co_optee.pk, "text": "Hm?"}
    )

    assert "may not see it" in response.text
    assert not Question.objects.exists()
