"""The clerk records what a meeting decided on each proposal: all in one save, and never on their own."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.models import Proposal
from actions.services import decisions
from tests.builders import at, day, make_action, make_board, make_meeting, make_proposal, make_update

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return make_board()


@pytest.fixture
def meeting(board):
    return make_meeting(board=board, date=day(-1))


@pytest.fixture
def clerk(client, cast):
    client.force_login(cast.clerk)
    return cast.clerk


def url(meeting):
    return reverse("meetings:decide", args=[meeting.pk])


def answers(**by_proposal):
    """What the page posts: p<id>="agree", with "note" beside it where it is a pair."""
    post = {}
    for name, answer in by_proposal.items():
        decision, note = answer if isinstance(answer, tuple) else (answer, "")
        post[f"proposal-{name[1:]}-decision"], post[f"proposal-{name[1:]}-note"] = decision, note
    return post


def propose(board, **over):
    return make_proposal(make_action(monitoring_board=board), **over)


def rows(response):
    return [proposal for proposal, _ in response.context["form"].rows]


def test_decide_records_all_in_one_save(client, clerk, board, meeting):
    agreed, refused, left = propose(board), propose(board), propose(board)

    post = answers(
        **{f"p{agreed.pk}": "agree", f"p{refused.pk}": ("refuse", "Come back in June."), f"p{left.pk}": "leave"}
    )
    response = client.post(url(meeting), post)

    assert response.url == reverse("meetings:detail", args=[meeting.pk])
    found = Proposal.objects.in_order_of_actions().filter(action__monitoring_board=board)
    assert list(found.values_list("granted", "decision_note", "decided_at_meeting", "recorded_by")) == [
        (True, "", meeting.pk, clerk.pk),
        (False, "Come back in June.", meeting.pk, clerk.pk),
        (None, "", None, None),
    ]


def test_decide_page_shows_what_the_board_has_before_it(client, clerk, board, meeting):
    action = make_action(monitoring_board=board, success_measure="Shorter waits.")
    file = SimpleUploadedFile("figures.txt", b"Waits fell.")
    make_update(action, progress="Published.", impact="Families wait less.", evidence=file)
    make_proposal(action, reason="It is done.")

    response = client.get(url(meeting))

    evidence = action.updates.get().evidence.get()
    for shown in ("It is done.", "Published.", "Families wait less.", "Shorter waits.", evidence.title):
        assert shown in response.text
    assert reverse("actions:evidence", args=[evidence.pk]) in response.text


def test_decide_page_marks_what_was_asked_after_the_meeting(client, clerk, board, meeting):
    propose(board, now=at(-1))
    before = client.get(url(meeting)).text
    propose(board, now=at())

    after = client.get(url(meeting)).text

    assert (before.count("after this meeting"), after.count("after this meeting")) == (0, 1)


def test_decide_page_lists_only_what_waits_for_this_board(client, clerk, board, meeting):
    waiting = propose(board)
    propose(make_board())
    decisions.take_back(proposal=propose(board), by=clerk, now=at())

    response = client.get(url(meeting))

    assert rows(response) == [waiting]


def test_decide_page_with_nothing_waiting_says_so(client, clerk, meeting):
    assert "No proposal waits for this board." in client.get(url(meeting)).text


def test_decide_page_gives_no_inputs_for_what_the_clerk_entered(client, clerk, board, meeting):
    own = propose(board, by=clerk)

    response = client.get(url(meeting))

    assert "You entered this proposal, so somebody else has to record" in response.text
    assert f"proposal-{own.pk}-decision" not in response.text
    assert "Save the decisions" not in response.text


def test_decide_on_what_the_clerk_entered_changes_nothing(client, clerk, board, meeting):
    own = propose(board, by=clerk)

    client.post(url(meeting), answers(**{f"p{own.pk}": "agree"}))

    own.refresh_from_db()
    assert own.granted is None


def test_decide_with_one_refusal_records_none_and_keeps_every_text(client, clerk, cast, board, meeting):
    good, late = propose(board), propose(board)
    decisions.decide(proposal=late, granted=False, meeting=meeting, by=cast.other_clerk, now=at())

    post = answers(**{f"p{good.pk}": ("agree", "Well done."), f"p{late.pk}": ("agree", "And this.")})
    response = client.post(url(meeting), post)

    good.refresh_from_db()
    errors = {form.proposal: form.errors.get("decision") for form in response.context["form"].bound}
    assert good.granted is None
    assert errors == {good: None, late: [f"{late.action.reference}: This proposal is no longer waiting: refused."]}
    assert "Well done." in response.text
    assert "And this." in response.text


def test_decide_that_leaves_everything_says_so(client, clerk, board, meeting):
    proposal = propose(board)

    response = client.post(url(meeting), answers(**{f"p{proposal.pk}": "leave"}), follow=True)

    assert "No decision was recorded" in response.text


def test_decide_on_what_was_taken_back_and_left_is_no_error(client, clerk, board, meeting):
    good, gone = propose(board), propose(board)
    decisions.take_back(proposal=gone, by=clerk, now=at())

    client.post(url(meeting), answers(**{f"p{good.pk}": "agree", f"p{gone.pk}": "leave"}))

    good.refresh_from_db()
    assert good.granted is True


def test_decide_leaves_alone_what_came_in_since_the_page_was_shown(client, clerk, board, meeting):
    shown, newer = propose(board), propose(board)

    client.post(url(meeting), answers(**{f"p{shown.pk}": "agree"}))

    newer.refresh_from_db()
    assert newer.granted is None


def test_decide_with_a_word_that_is_no_choice_says_so(client, clerk, board, meeting):
    proposal = propose(board)

    response = client.post(url(meeting), answers(**{f"p{proposal.pk}": ("perhaps", "Kept.")}))

    assert "Select a valid choice" in response.text
    assert "Kept." in response.text


def test_decide_on_more_time_at_a_cancelled_meeting_is_refused(client, clerk, board, meeting):
    later = make_meeting(board=board, date=day(40))
    proposal = propose(board, kind="extend", new_due_meeting=later)
    type(later).objects.filter(pk=later.pk).update(status="cancelled", cancelled_reason="Snow.")

    response = client.post(url(meeting), answers(**{f"p{proposal.pk}": "agree"}))

    assert "The meeting asked for is cancelled." in response.text


def test_decide_on_another_boards_proposal_is_ignored(client, clerk, meeting):
    theirs = propose(make_board())

    client.post(url(meeting), answers(**{f"p{theirs.pk}": "agree"}))

    theirs.refresh_from_db()
    assert theirs.granted is None


@pytest.mark.parametrize("fields", [{"date": day(3)}, {"date": day(-3), "status": "scheduled"}])
def test_decide_before_the_meeting_is_held_says_to_record_it(client, clerk, board, fields):
    meeting, proposal = make_meeting(board=board, **fields), propose(board)

    shown = client.get(url(meeting))
    client.post(url(meeting), answers(**{f"p{proposal.pk}": "agree"}))

    proposal.refresh_from_db()
    assert "Record it as held first" in shown.text
    assert proposal.granted is None


@pytest.mark.parametrize("role", ["officer", "member", "chair", "admin", "superuser"])
def test_decide_is_not_allowed_to_others(client, cast, role):
    client.force_login(getattr(cast, role))

    assert client.get(url(cast.past)).status_code == 403
    assert client.post(url(cast.past)).status_code == 403


def test_decide_on_a_coming_meeting_is_not_found_by_viewers(client, cast):
    client.force_login(cast.viewer)

    assert client.get(url(cast.next)).status_code == 404


def test_decide_at_a_meeting_that_is_not_there_is_not_found(client, clerk):
    assert client.get("/meetings/999999/decide/").status_code == 404


@pytest.mark.parametrize("count", [1, 3, 30])
def test_decide_page_asks_a_constant_number_of_queries(client, clerk, board, meeting, count, django_assert_num_queries):
    for _ in range(count):
        action = make_action(monitoring_board=board)
        make_update(action, evidence=SimpleUploadedFile("figures.txt", b"Waits fell."))
        make_proposal(action)

    with django_assert_num_queries(8):
        client.get(url(meeting))
