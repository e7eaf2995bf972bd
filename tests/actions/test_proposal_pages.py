"""Asking the board to close, extend or withdraw, and taking it back."""

import pytest
from django.urls import reverse

from actions.models import Proposal
from tests.builders import day, make_action, make_holding, make_meeting, make_proposal, make_update

pytestmark = pytest.mark.django_db


@pytest.fixture
def holding():
    return make_holding()


@pytest.fixture
def action(client, holding):
    client.force_login(holding.user)
    return make_action(owner=holding.owner, due_on=day(10))


def ask(client, action, **over):
    post = {"version": action.version, "kind": "close", "reason": "Families use it.", **over}
    return client.post(reverse("actions:propose", args=[action.slug]), post)


def test_propose_to_close_says_that_it_is_complete(client, action):
    ask(client, action)

    action.refresh_from_db()
    assert (action.status, Proposal.objects.waiting().get().reason) == ("complete", "Families use it.")


def test_propose_more_time_until_a_meeting(client, action):
    meeting = make_meeting(board=action.monitoring_board, date=day(50))

    ask(client, action, kind="extend", new_due_meeting=meeting.pk)

    action.refresh_from_db()
    assert (Proposal.objects.get().new_due_meeting, action.due_on) == (meeting, day(10))


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"kind": ""}, "kind"),
        ({"kind": "extend"}, "new_due_on"),
        ({"kind": "extend", "new_due_on_day": "1", "new_due_on_month": "1", "new_due_on_year": "2026"}, "new_due_on"),
    ],
)
def test_propose_what_cannot_stand_says_why_and_keeps_the_rest(client, action, over, field):
    response = ask(client, action, **over)

    assert list(response.context["form"].errors) == [field]
    assert not Proposal.objects.exists()


def test_propose_twice_is_refused(client, action):
    make_proposal(action, kind="withdraw")

    response = ask(client, action)

    assert response.context["form"].non_field_errors() == [
        "A proposal on this action is waiting for the board already."
    ]


def test_propose_on_what_somebody_changed_meanwhile_keeps_what_was_typed(client, action):
    seen = action.version
    make_update(action, progress="Their words.")

    response = ask(client, action, version=seen)

    assert b"Their words." in response.content
    assert b"Families use it." in response.content
    assert not Proposal.objects.exists()


def test_contributors_do_not_propose(client, action):
    contributor = make_holding()
    action.contributors.add(contributor.owner)
    client.force_login(contributor.user)

    assert ask(client, action).status_code == 403


def test_take_back_gives_back_the_status(client, action, holding):
    make_proposal(action, by=holding.user)

    client.post(reverse("actions:take_back", args=[action.slug]))

    action.refresh_from_db()
    assert (action.status, Proposal.objects.get().outcome) == ("not_started", "Taken back")


def test_take_back_of_nothing_is_not_found(client, action):
    assert client.post(reverse("actions:take_back", args=[action.slug])).status_code == 404


def test_take_back_is_for_the_owner(client, cast):
    client.force_login(cast.member)

    assert client.post(reverse("actions:take_back", args=[cast.action.slug])).status_code == 403
