"""All that one's posts owe for a meeting, answered on one screen: saved, said to be unchanged, or kept as drafts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.models import ProgressUpdate, UpdateDraft
from actions.services import clearing, drafts
from actions.views.rounds import tokens
from people.models import Directorate
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_holding,
    make_meeting,
    make_owner,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db

# of the page, with any number of rows: who is asking, what is owed with all that is shown of it, what is answered
QUERIES = 17


@pytest.fixture
def holding():
    return make_holding()


@pytest.fixture
def meeting():
    return make_meeting()


@pytest.fixture
def officer(client, holding):
    client.force_login(holding.user)
    return holding.user


@pytest.fixture
def make_owed(holding, meeting):
    """Makes actions of the officer's post that want an update for the meeting."""

    def make(**over):
        return make_action(**{"owner": holding.owner, "monitoring_board": meeting.board, **over})

    return make


def url(meeting, name="mine"):
    return reverse(f"rounds:{name}", args=[meeting.pk])


def row(action, **over):
    """What the page sends of one action: untouched, but for `over`."""
    fields = {
        "version": action.version,
        "shown": f"{action.status} {action.confidence}",
        "status": action.status,
        "confidence": action.confidence,
        "progress": "",
        **over,
    }
    return {f"action-{action.pk}-{name}": value for name, value in fields.items()}


def typed(action, **over):
    return row(action, **{"status": "in_progress", "confidence": "green", "progress": "It is drafted.", **over})


def hold(meeting):
    meeting.status = "held"
    meeting.save(update_fields=["status"])


def forms(response):
    return response.context["form"].rows


def shown(response):
    return [form.action for form in forms(response)]


def said(response):
    return [str(message) for message in response.context["messages"]]


def draft_values():
    return {draft.action: draft.values for draft in UpdateDraft.objects.all()}


# what is on it


def test_page_shows_what_is_owed_the_longest_without_an_update_first(client, officer, meeting, make_owed):
    before = make_meeting(board=meeting.board, date=day(-5), status="scheduled")
    recent = make_owed(now=at(-30))
    make_update(recent, now=at(-6))
    older = make_owed(now=at(-40))
    make_update(older, now=at(-9))
    hold(before)
    late_made, early_made = make_owed(now=at(-20)), make_owed(now=at(-22))
    make_owed(owner=make_owner())
    make_owed(monitoring_board=make_board())

    response = client.get(url(meeting))

    assert shown(response) == [early_made, late_made, older, recent]


def test_page_says_what_is_answered_already(client, officer, meeting, make_owed):
    action = make_owed()
    make_update(action, by=officer)

    response = client.get(url(meeting))

    assert shown(response) == []
    assert list(response.context["answered"]) == [action]
    assert b"All is answered" in response.content


def test_page_says_that_updates_are_late(client, officer, make_owed, meeting):
    soon = make_meeting(date=day(1))
    make_owed(monitoring_board=soon.board)

    assert client.get(url(soon)).context["is_late"] is True
    assert client.get(url(meeting)).context["is_late"] is False


@pytest.mark.parametrize(
    ("over", "says"),
    [
        ({"date": day(-3)}, "has been held"),
        ({"status": "cancelled", "cancelled_reason": "Snow."}, "was cancelled"),
        ({"date": day(60)}, "Nothing is asked for this meeting yet"),
    ],
)
def test_page_of_a_meeting_that_asks_for_nothing_now_says_so(client, officer, meeting, make_owed, over, says):
    make_owed()
    other = make_meeting(board=meeting.board, **over)

    response = client.get(url(other))

    assert shown(response) == []
    assert says in response.content.decode()


@pytest.mark.parametrize("role", ["clerk", "member", "chair", "admin"])
def test_page_of_somebody_without_a_post_says_that_nothing_is_owed_by_them(client, cast, role):
    client.force_login(getattr(cast, role))

    response = client.get(url(cast.next))

    assert shown(response) == []
    assert b"nothing is owed by you" in response.content
    assert client.post(url(cast.next)).status_code == 403


def test_page_shows_why_an_update_was_sent_back(client, officer, meeting, make_owed):
    action = make_owed()
    update = make_update(action, by=officer)
    clearing.send_back(update=update, reason="Say what changed for families.", by=make_clerk(), now=at(-1))

    response = client.get(url(meeting))

    assert shown(response) == [action]
    assert b"Say what changed for families." in response.content


@pytest.mark.parametrize("count", [1, 3, 30])
def test_page_makes_a_constant_number_of_queries(client, officer, meeting, make_owed, django_assert_num_queries, count):
    before = make_meeting(board=meeting.board, date=day(-30), status="scheduled")
    for _ in range(count):
        action = make_owed(now=at(-60))
        make_update(action, by=officer, now=at(-50), evidence=SimpleUploadedFile("plan.txt", b"The plan."))
        make_update(make_owed(now=at(-60)), by=officer)
    hold(before)
    drafts.keep(values={action: {"progress": "Begun."}}, by=officer, now=at())
    client.get(url(meeting))

    with django_assert_num_queries(QUERIES):
        response = client.get(url(meeting))

    assert len(shown(response)) == count


# saving


def test_one_row_is_saved_and_the_next_is_gone_on_with(client, officer, meeting, make_owed):
    first, second = make_owed(now=at(-22)), make_owed(now=at(-21))

    response = client.post(url(meeting), {**typed(first, impact="They know."), **row(second), "save": first.pk})

    update = ProgressUpdate.objects.get()
    assert (update.action, update.progress, update.impact) == (first, "It is drafted.", "They know.")
    assert (update.meeting, update.entered_by, update.on_behalf_of) == (meeting, officer, None)
    assert response.url == f"{url(meeting)}?at={second.pk}"
    assert shown(client.get(response.url)) == [second]


def test_row_that_is_gone_on_with_has_the_focus(client, officer, meeting, make_owed):
    first, second = make_owed(now=at(-22)), make_owed(now=at(-21))
    third = make_owed(now=at(-20))

    response = client.post(
        url(meeting), {**row(first), **row(second), **row(third), "no_change": second.pk}, follow=True
    )

    page = response.content.decode()
    button = page[page.index("autofocus") - 120 : page.index("autofocus")]
    assert page.count("autofocus") == 1
    assert f'name="no_change" value="{third.pk}"' in button
    assert f"{second.reference}: no change since 10 February 2026, saved." in page


def test_all_that_was_touched_is_saved_and_the_rest_left_alone(client, officer, meeting, make_owed):
    first, second, third = make_owed(now=at(-22)), make_owed(now=at(-21)), make_owed(now=at(-20))

    response = client.post(
        url(meeting), {**typed(first), **row(second), **typed(third, progress="Third."), "save": "all"}, follow=True
    )

    assert {update.action for update in ProgressUpdate.objects.all()} == {first, third}
    assert shown(response) == [second]
    assert said(response) == [f"2 updates are saved: {first.reference}, {third.reference}."]


def test_failing_row_says_what_is_wrong_and_the_good_ones_are_saved(client, officer, meeting, make_owed):
    good, bad, idle = make_owed(now=at(-22)), make_owed(now=at(-21)), make_owed(now=at(-20))

    response = client.post(
        url(meeting),
        {**typed(good), **typed(bad, confidence="red", impact="Kept words."), **row(idle), "save": "all"},
    )

    page = response.content.decode()
    assert [update.action for update in ProgressUpdate.objects.all()] == [good]
    assert shown(response) == [bad, idle]
    assert forms(response)[0].errors == {"confidence_reason": ["Say why the confidence is not green."]}
    assert f'<a href="#id_action-{bad.pk}-confidence_reason">{bad.reference}: Say why' in page
    assert "Kept words." in page
    assert said(response) == [f"Your update is saved: {good.reference}."]
    assert draft_values()[bad]["impact"] == "Kept words."


def test_saving_one_keeps_what_was_typed_in_the_others_as_drafts(client, officer, meeting, make_owed):
    first, second = make_owed(now=at(-22)), make_owed(now=at(-21))

    response = client.post(
        url(meeting), {**typed(first), **typed(second, progress="Half a sen"), "save": first.pk}, follow=True
    )

    assert draft_values() == {second: {"status": "in_progress", "confidence": "green", "progress": "Half a sen"}}
    assert b"Half a sen" in response.content
    assert b"Draft saved at 12:00" in response.content


def test_saving_one_untouched_row_asks_for_words(client, officer, meeting, make_owed):
    action = make_owed()

    response = client.post(url(meeting), {**row(action), "save": action.pk})

    assert forms(response)[0].errors["progress"] == ["Say what was done."]
    assert not ProgressUpdate.objects.exists()


def test_saving_all_of_nothing_changes_nothing(client, officer, meeting, make_owed):
    response = client.post(url(meeting), {**row(make_owed()), "save": "all"}, follow=True)

    assert said(response) == ["You have changed nothing yet, so nothing was saved."]
    assert not ProgressUpdate.objects.exists()
    assert not UpdateDraft.objects.exists()


def test_file_is_saved_as_evidence_and_asked_for_again_where_it_goes_no_further(client, officer, meeting, make_owed):
    first, second = make_owed(now=at(-22)), make_owed(now=at(-21))
    letter, plan = SimpleUploadedFile("letter.txt", b"Dear all"), SimpleUploadedFile("plan.txt", b"The plan.")

    response = client.post(
        url(meeting), {**typed(first, evidence=letter), **typed(second, evidence=plan), "save": first.pk}, follow=True
    )

    assert [file.title for file in first.updates.get().evidence.all()] == ["letter.txt"]
    assert f"Files are not kept in drafts. Choose the file again: {second.reference}." in response.content.decode()


def test_saving_what_somebody_changed_meanwhile_shows_theirs_and_keeps_what_was_typed(
    client, officer, meeting, make_owed
):
    action = make_owed()
    mine = {**typed(action, progress="My words."), "save": "all"}
    make_update(action, progress="Their words.", now=at(-1))

    response = client.post(url(meeting), mine)
    version = forms(response)[0]["version"].value()
    again = client.post(url(meeting), {**mine, f"action-{action.pk}-version": version})

    assert b"Their words." in response.content
    assert b"My words." in response.content
    assert again.status_code == 302
    assert [update.progress for update in action.updates.all()] == ["My words.", "Their words."]
    assert not UpdateDraft.objects.exists()


def test_status_that_somebody_else_changed_does_not_make_a_row_touched(client, officer, meeting, make_owed):
    action = make_owed()
    mine = row(action)
    make_update(action, status_reported="complete", now=at(-1))

    client.post(url(meeting), {**mine, "save": "all"})

    assert ProgressUpdate.objects.count() == 1
    assert not UpdateDraft.objects.exists()


def test_sending_the_page_twice_saves_once(client, officer, meeting, make_owed):
    entry = {**typed(make_owed()), "save": "all"}

    client.post(url(meeting), entry)
    response = client.post(url(meeting), entry, follow=True)

    assert ProgressUpdate.objects.count() == 1
    assert shown(response) == []
    assert not UpdateDraft.objects.exists()


def test_action_that_passed_to_another_post_keeps_its_words_and_is_not_saved(client, officer, meeting, make_owed):
    action = make_owed()
    entry = {**typed(action, progress="My words."), "save": "all"}
    action.owner = make_owner()
    action.save(update_fields=["owner"])

    response = client.post(url(meeting), entry)

    assert forms(response)[0].non_field_errors() == [
        "This action is no longer yours to update. Copy what you wrote if you need it."
    ]
    assert b"My words." in response.content
    assert not ProgressUpdate.objects.exists()


def test_exempt_action_that_is_no_longer_ones_own_is_neither_shown_nor_saved(client, officer, meeting, make_owed):
    action = make_owed(title="Zanzibar lease", is_exempt=True, exempt_paragraphs="3")
    entry = {**typed(action), "save": "all"}
    action.owner = make_owner()
    action.save(update_fields=["owner"])

    response = client.post(url(meeting), entry, follow=True)

    assert said(response)[0] == "Something on the page is no longer open to you, and was not saved."
    assert b"Zanzibar" not in response.content
    assert not ProgressUpdate.objects.exists()


def test_deputy_answers_on_the_posts_behalf_and_it_shows(client, holding, meeting, make_owed):
    deputy = make_user()
    make_holding(owner=holding.owner, user=deputy, kind="deputy")
    client.force_login(deputy)
    first, second = make_owed(now=at(-22)), make_owed(now=at(-21))

    page = client.get(url(meeting)).content.decode()
    client.post(url(meeting), {**typed(first), "save": "all"})
    client.post(url(meeting), {**row(second), "no_change": second.pk})

    assert f"You enter this on behalf of {holding.owner}" in page
    assert [update.on_behalf_of for update in ProgressUpdate.objects.all()] == [holding.owner, holding.owner]


def test_update_that_a_director_clears_says_so(client, officer, meeting, make_owed, holding):
    Directorate.objects.update(clears_updates=True, director=make_owner())

    response = client.post(url(meeting), {**typed(make_owed()), "save": "all"}, follow=True)

    assert said(response)[0].endswith("Your directorate’s director clears it before members see it.")


def test_text_too_long_for_a_draft_stays_on_the_page(client, officer, meeting, make_owed):
    first, second = make_owed(now=at(-22)), make_owed(now=at(-21))
    words = "x" * (drafts.MOST_CHARACTERS + 1)

    response = client.post(url(meeting), {**row(first), **typed(second, progress=words), "no_change": first.pk})

    assert list(forms(response)[1].errors) == ["progress"]
    assert words in response.content.decode()
    assert not ProgressUpdate.objects.exists()


# no change


def test_no_change_is_one_press(client, officer, meeting, make_owed):
    action = make_owed()

    client.post(url(meeting), {**row(action), "no_change": action.pk})

    assert [update.kind for update in action.updates.all()] == ["no_change"]


def test_no_change_on_what_was_written_on_saves_nothing(client, officer, meeting, make_owed):
    action = make_owed()

    response = client.post(
        url(meeting), {**typed(action, progress="My words.", confidence="red"), "no_change": action.pk}
    )

    assert forms(response)[0].errors == {
        "__all__": ["You have written something here. Save it, or clear it to say that nothing changed."]
    }
    assert b"My words." in response.content
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize("version", ["", "x", "0", "999999999999999999999"])
def test_no_change_of_something_else_saves_nothing(client, officer, meeting, make_owed, version):
    action = make_owed()

    response = client.post(url(meeting), {**row(action, version=version), "no_change": action.pk})

    assert response.url == f"{url(meeting)}?at={action.pk}"
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize("button", ["no_change", "save", "discard"])
@pytest.mark.parametrize("value", ["", "x", "0", "all, please", "٣"])
def test_button_of_nothing_does_nothing(client, officer, meeting, make_owed, button, value):
    response = client.post(url(meeting), {**row(make_owed()), button: value})

    assert response.url == url(meeting)
    assert not ProgressUpdate.objects.exists()


def test_no_change_on_any_of_them_asks_first_and_leaves_what_was_begun(client, officer, meeting, make_owed):
    first, second, begun = make_owed(now=at(-22)), make_owed(now=at(-21)), make_owed(now=at(-20))

    asked = client.post(url(meeting), {**row(first), **row(second), **typed(begun), "no_change": "all"}, follow=True)
    before = ProgressUpdate.objects.count()
    entry = {name: form["version"].value() for form in asked.context["rows"] for name in [form["version"].html_name]}
    response = client.post(url(meeting, "mine_no_change"), entry, follow=True)

    assert [form.action for form in asked.context["rows"]] == [first, second]
    assert before == 0
    assert {update.action for update in ProgressUpdate.objects.filter(kind="no_change")} == {first, second}
    assert said(response) == ["No change on 2 actions, saved."]
    assert shown(response) == [begun]
    assert b"It is drafted." in response.content


def test_no_change_on_any_of_them_leaves_what_somebody_changed_meanwhile(client, officer, meeting, make_owed):
    action = make_owed(due_on=day(1))
    entry = {f"action-{action.pk}-version": action.version}
    make_meeting(board=meeting.board, date=day(-5))
    action.version += 1
    action.save(update_fields=["version"])

    response = client.post(url(meeting, "mine_no_change"), entry, follow=True)

    assert "Somebody else has changed this action." in said(response)[0]
    assert not ProgressUpdate.objects.exists()


# drafts


def test_draft_is_kept_shown_and_gone_once_saved(client, officer, meeting, make_owed):
    action = make_owed()
    words = {"progress": "Half a sen", "forecast_on_day": "1", "forecast_on_month": "Apr", "forecast_on_year": ""}

    client.post(url(meeting), {**row(action, **words), "save": "draft"})
    [form] = forms(client.get(url(meeting)))
    kept = draft_values()
    client.post(url(meeting), {**typed(action, drafted="yes"), "save": "all"})

    assert kept == {action: {"progress": "Half a sen", "forecast_on": ["1", "Apr", ""]}}
    assert (form["progress"].value(), form["forecast_on"].value()) == ("Half a sen", ["1", "Apr", ""])
    assert not UpdateDraft.objects.exists()


def test_draft_that_was_only_kept_is_saved_with_all(client, officer, meeting, make_owed):
    action = make_owed()
    drafts.keep(
        values={action: {"status": "in_progress", "confidence": "green", "progress": "Done."}}, by=officer, now=at()
    )
    [form] = forms(client.get(url(meeting)))
    page = {field.html_name: field.value() or "" for field in form if field.name not in ("evidence", "forecast_on")}

    client.post(url(meeting), {**page, "save": "all"})

    assert action.updates.get().progress == "Done."


def test_draft_is_somebodys_alone(client, officer, meeting, make_owed, holding):
    action = make_owed()
    drafts.keep(values={action: {"progress": "Mine alone."}}, by=officer, now=at())
    deputy = make_user()
    make_holding(owner=holding.owner, user=deputy, kind="deputy")
    client.force_login(deputy)

    assert b"Mine alone." not in client.get(url(meeting)).content


def test_draft_that_is_cleared_again_is_dropped(client, officer, meeting, make_owed):
    action = make_owed()
    drafts.keep(values={action: {"progress": "Half"}}, by=officer, now=at())

    client.post(url(meeting), {**row(action, drafted="yes"), "save": "draft"})

    assert not UpdateDraft.objects.exists()


def test_draft_of_another_window_is_left_by_a_page_that_does_not_show_it(client, officer, meeting, make_owed):
    action = make_owed()
    drafts.keep(values={action: {"progress": "Half"}}, by=officer, now=at())

    client.post(url(meeting), {**row(action), "save": "draft"})

    assert UpdateDraft.objects.count() == 1


def test_draft_can_be_discarded(client, officer, meeting, make_owed):
    action = make_owed()
    drafts.keep(values={action: {"progress": "Half"}}, by=officer, now=at())

    client.post(url(meeting), {**row(action, progress="Half", drafted="yes"), "discard": action.pk})

    assert not UpdateDraft.objects.exists()


def test_draft_on_what_a_colleague_answered_meanwhile_is_still_shown(client, officer, meeting, make_owed):
    action = make_owed()
    drafts.keep(values={action: {"progress": "My half."}}, by=officer, now=at(-2))
    make_update(action, progress="Their words.", now=at(-1))

    response = client.get(url(meeting))

    assert shown(response) == [action]
    assert forms(response)[0].is_behind
    assert b"My half." in response.content
    assert b"Their words." in response.content


def test_draft_takes_the_character_that_the_database_refuses(client, officer, meeting, make_owed):
    action = make_owed()

    client.post(url(meeting), {**row(action, progress="a\0b"), "save": "draft"})

    assert draft_values() == {action: {"progress": "ab"}}


def test_draft_by_the_script_is_answered_with_its_time(client, officer, meeting, make_owed):
    action = make_owed()
    words = "x" * (drafts.MOST_CHARACTERS + 1)

    response = client.post(
        url(meeting), {**row(action, progress=words), "save": "draft"}, headers={"accept": "application/json"}
    )

    assert response.json() == {"saved_at": "12:00"}
    assert len(draft_values()[action]["progress"]) == drafts.MOST_CHARACTERS


# a session that ended


def test_ended_session_keeps_what_was_typed_and_asks_to_sign_in(client, meeting, make_owed, holding):
    action = make_owed()
    token = tokens.make(holding.user, meeting)

    response = client.post(url(meeting), {**typed(action, progress="My words."), "token": token, "save": "all"})
    sign_in = client.get(response.url)
    client.force_login(holding.user)

    assert response.url == f"{reverse('account_login')}?next={url(meeting)}"
    assert b"What you typed is kept" in sign_in.content
    assert not ProgressUpdate.objects.exists()
    assert b"My words." in client.get(url(meeting)).content


def test_ended_session_says_no_change_of_nothing(client, meeting, make_owed, holding):
    action = make_owed()
    token = tokens.make(holding.user, meeting)

    client.post(url(meeting), {**row(action), "token": token, "no_change": action.pk})

    assert not ProgressUpdate.objects.exists()
    assert not UpdateDraft.objects.exists()


@pytest.mark.parametrize(
    "wrong", ["", "made up", "tampered", "other meeting", "old", "new password", "inactive", "former"]
)
def test_ended_session_with_a_token_that_is_no_good_keeps_nothing(
    client, meeting, make_owed, holding, time_machine, wrong
):
    action, user = make_owed(), holding.user
    token = {
        "tampered": "x" + tokens.make(user, meeting),
        "other meeting": tokens.make(user, make_meeting()),
        "": "",
        "made up": "made up",
    }.get(wrong, tokens.make(user, meeting))
    if wrong == "old":
        time_machine.move_to(at(15))
    if wrong == "new password":
        user.set_password("a long walk by the canal")
        user.save()
    if wrong == "inactive":
        user.is_active = False
        user.save()
    if wrong == "former":
        holding.ends_on = day(-1)
        holding.save()

    response = client.post(url(meeting), {**typed(action), "token": token, "save": "all"})

    assert response.url == f"{reverse('account_login')}?next={url(meeting)}"
    assert not UpdateDraft.objects.exists()
    assert not ProgressUpdate.objects.exists()


def test_ended_session_is_still_checked_for_forgery(meeting, make_owed, holding):
    from django.test import Client

    token = tokens.make(holding.user, meeting)

    response = Client(enforce_csrf_checks=True).post(url(meeting), {**typed(make_owed()), "token": token})

    assert response.status_code == 403
    assert not UpdateDraft.objects.exists()


def test_page_that_somebody_else_opened_saves_nothing(client, officer, meeting, make_owed):
    token = tokens.make(make_user(), meeting)

    response = client.post(url(meeting), {**typed(make_owed()), "token": token, "save": "all"}, follow=True)

    assert "opened by somebody else" in said(response)[0]
    assert not ProgressUpdate.objects.exists()
    assert not UpdateDraft.objects.exists()


def test_page_opened_long_ago_and_with_another_password_is_saved_all_the_same(
    client, holding, meeting, make_owed, time_machine
):
    token, action = tokens.make(holding.user, meeting), make_owed()
    time_machine.move_to(at(15))
    holding.user.set_password("a long walk by the canal")
    holding.user.save()
    client.force_login(holding.user)

    client.post(url(meeting), {**typed(action), "token": token, "save": "all"})

    assert ProgressUpdate.objects.get().action == action


def test_page_without_signing_in_asks_to(client, meeting):
    assert client.get(url(meeting)).url == f"{reverse('account_login')}?next={url(meeting)}"
