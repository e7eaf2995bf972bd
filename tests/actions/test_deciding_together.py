"""Two clerks go down the same pack at once: nothing is lost, nothing is there twice, and the second is told plainly."""

import pytest
from django.test import Client

from actions.models import Outcome, Proposal
from meetings.models import WorkItem
from people import history
from tests.actions.test_decision_views import posting, url
from tests.builders import day, make_action, make_board, make_clerk, make_meeting, make_proposal
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)

TOLD = "on this while you were writing. What you wrote is still here"


@pytest.fixture
def board():
    return make_board()


@pytest.fixture
def meeting(board):
    return make_meeting(board=board, date=day(-1))


@pytest.fixture
def made(board):
    return [make_action(monitoring_board=board) for _ in range(6)]


class Clerk:
    """Somebody who has the page before them as it was, and what came of what they sent."""

    def __init__(self, meeting):
        self.client, self.meeting, self.answer = Client(), meeting, None
        self.client.force_login(make_clerk())
        self.page = self.client.get(url(meeting))

    def save(self, **typed):
        self.answer = self.client.post(url(self.meeting), posting(self.page, **typed))

    def save_again(self):
        self.page = self.answer
        self.save()

    @property
    def is_saved(self):
        return self.answer.status_code == 302


def typed(actions, kind, words=""):
    return {f"action-{row.pk}-{name}": said for row in actions for name, said in (("outcome", kind), ("words", words))}


def test_same_items_are_recorded_by_the_first_and_the_second_is_told(meeting, made):
    first, second = Clerk(meeting), Clerk(meeting)

    raised = at_once(
        lambda: first.save(**typed(made, "note", "Noted.")), lambda: second.save(**typed(made, "keep_monitoring"))
    )

    assert raised == []
    assert sorted([first.is_saved, second.is_saved]) == [False, True]
    lost = second if first.is_saved else first
    assert Outcome.objects.count() == len(made)
    assert lost.answer.text.count(TOLD) == 2 * len(made)
    assert history.verify().breaks == ()

    lost.save_again()

    assert (lost.is_saved, Outcome.objects.count()) == (True, 2 * len(made))


def test_different_items_are_all_recorded(meeting, made):
    first, second = Clerk(meeting), Clerk(meeting)

    raised = at_once(
        lambda: first.save(**typed(made[:3], "note")), lambda: second.save(**typed(made[3:], "keep_monitoring"))
    )

    assert (raised, first.is_saved, second.is_saved) == ([], True, True)
    kinds = dict(Outcome.objects.values_list("action", "kind"))
    assert kinds == {row.pk: "note" if row in made[:3] else "keep_monitoring" for row in made}
    assert history.verify().breaks == ()


def test_of_what_overlaps_one_save_is_whole_and_the_other_records_nothing(meeting, made):
    first, second = Clerk(meeting), Clerk(meeting)

    raised = at_once(lambda: first.save(**typed(made[:4], "note")), lambda: second.save(**typed(made[3:], "note")))

    assert raised == []
    won, lost, whole = (first, second, made[:4]) if first.is_saved else (second, first, made[3:])
    assert (won.is_saved, lost.is_saved) == (True, False)
    assert set(Outcome.objects.values_list("action", flat=True)) == {row.pk for row in whole}
    assert lost.answer.text.count(TOLD) == 2


def test_page_sent_by_many_at_once_records_and_plans_once(meeting, made):
    clerks = [Clerk(meeting) for _ in range(6)]
    new = {"new-1-outcome": "new_resolution", "new-1-words": "That it end.", "new-1-resolution_kind": "other"}
    said = {**typed(made[:2], "ask_report", "What it cost"), **new}

    raised = at_once(*(lambda clerk=clerk: clerk.save(**said) for clerk in clerks))

    assert raised == []
    assert [clerk.is_saved for clerk in clerks].count(True) == 1
    assert sorted(Outcome.objects.values_list("kind", flat=True)) == ["ask_report", "ask_report", "new_resolution"]
    assert WorkItem.objects.count() == 2


def test_proposal_is_decided_by_one_and_the_other_is_told_how(meeting, made):
    prefixes = [f"action-{make_proposal(row).action_id}-decision" for row in made[:3]]
    first, second = Clerk(meeting), Clerk(meeting)

    raised = at_once(
        lambda: first.save(**dict.fromkeys(prefixes, "agree")), lambda: second.save(**dict.fromkeys(prefixes, "refuse"))
    )

    assert raised == []
    won, lost = (first, second) if first.is_saved else (second, first)
    assert (won.is_saved, lost.is_saved) == (True, False)
    assert set(Proposal.objects.values_list("granted", flat=True)) == {won is first}
    assert Outcome.objects.filter(kind="proposal").count() == 3
    assert "agreed: close" in lost.answer.text.lower() or "refused: close" in lost.answer.text.lower()
    assert history.verify().breaks == ()
