"""The page on which a clerk corrects what was recorded of a meeting: a further outcome, and the first one stays."""

import pytest
from django.urls import reverse

from actions.models import Outcome
from actions.services import decisions, outcomes
from meetings.models import WorkItem
from tests import builders as b
from tests.builders import at, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast):
    return cast.past


@pytest.fixture
def clerk(client, cast):
    client.force_login(cast.clerk)
    return cast.clerk


def url(outcome):
    return reverse("meetings:correct_outcome", args=[outcome.meeting_id, outcome.pk])


def posting(page, **over):
    shown = {field.html_name: field.value() for field in page.context["form"]}
    return {name: value for name, value in shown.items() if str(value) not in ("None", "", "False")} | over


def correct(client, row, /, **over):
    return client.post(url(row), posting(client.get(url(row)), **over))


def test_form_is_filled_in_as_it_was_recorded(client, clerk, cast, meeting):
    month = day(90).replace(day=1)
    outcome = b.make_outcome(meeting=meeting, kind="ask_report", words="The costs", month=month)

    page = client.get(url(outcome))

    form = page.context["form"]
    assert (form["outcome"].value(), form["words"].value()) == ("ask_report", "The costs")
    assert form["when"].value() == f"month-{month.isoformat()}"


def test_correction_stands_and_the_first_stays(client, clerk, cast, meeting):
    outcome = b.make_outcome(meeting=meeting, action=cast.action, recorded_by=cast.other_clerk)

    response = correct(client, outcome, outcome="keep_monitoring", words="Figures in June.")

    corrected = Outcome.objects.get(corrects=outcome)
    page = client.get(reverse("meetings:detail", args=[meeting.pk])).text
    assert response.url == reverse("meetings:detail", args=[meeting.pk]) + "#decided"
    assert (corrected.kind, corrected.words, corrected.recorded_by) == ("keep_monitoring", "Figures in June.", clerk)
    assert "What was recorded and corrected since" in page


def test_kind_that_has_no_use_for_what_was_recorded_goes_without_it(client, clerk, cast, meeting):
    outcome = b.make_outcome(meeting=meeting, kind="ask_report", words="The costs", month=day(90).replace(day=1))

    correct(client, outcome, outcome="note")

    corrected = Outcome.objects.get(corrects=outcome)
    assert (corrected.kind, corrected.month) == ("note", None)


def test_place_that_is_over_is_still_offered(client, clerk, cast, meeting):
    decided = outcomes.Decided("a", "ask_report", "The costs", at_meeting=cast.next)
    [outcome] = outcomes.record_all(meeting=meeting, decided=[decided], by=cast.clerk, now=at(), today=day(0))
    type(cast.next).objects.filter(pk=cast.next.pk).update(status="held", date=day(-3))

    correct(client, outcome, words="The costs and savings")

    corrected = Outcome.objects.get(corrects=outcome)
    assert (corrected.at_meeting, corrected.words) == (cast.next, "The costs and savings")
    assert corrected.work_item.title == "The costs and savings"


def test_recorded_by_mistake_needs_a_reason(client, clerk, cast, meeting):
    outcome = b.make_outcome(meeting=meeting, action=cast.action)

    refused = correct(client, outcome, outcome="struck")
    correct(client, outcome, outcome="struck", words="It was another meeting’s.")

    assert "Say why it was recorded by mistake." in refused.text
    assert not Outcome.objects.in_force().of(meeting).exists()


def test_link_with_the_minutes_is_corrected(client, clerk, cast, meeting):
    wrong, right = cast.resolution, b.make_resolution(item=cast.item)
    outcome = b.make_outcome(meeting=meeting, action=cast.action, resolution=wrong, linked_at=at())

    correct(client, outcome, resolution=right.pk)

    assert Outcome.objects.get(corrects=outcome).resolution == right


def test_decision_on_a_proposal_can_only_be_linked_otherwise(client, clerk, cast, meeting):
    decisions.decide(proposal=cast.proposal, granted=True, meeting=meeting, by=cast.clerk, now=at())
    outcome = cast.proposal.outcomes.get()

    page = client.get(url(outcome))
    client.post(url(outcome), {"outcome": "note", "resolution": cast.resolution.pk})

    corrected = Outcome.objects.get(corrects=outcome)
    assert list(page.context["form"].fields) == ["resolution"]
    assert (corrected.kind, corrected.resolution) == ("proposal", cast.resolution)


def test_decision_on_a_proposal_before_the_minutes_are_here_stands(client, clerk):
    action = b.make_action()
    held = b.make_meeting(board=action.monitoring_board, date=day(-1))
    proposal = b.make_proposal(action)
    decisions.decide(proposal=proposal, granted=True, meeting=held, by=clerk, now=at())

    page = client.get(url(proposal.outcomes.get()))

    assert "A decision on a proposal stands." in page.text
    assert "<button" not in page.text.split('id="main-content"')[1]


def test_what_was_corrected_already_is_not_corrected_again(client, clerk, cast, meeting):
    outcome = b.make_outcome(meeting=meeting, action=cast.action)
    post = posting(client.get(url(outcome)), words="Mine.")
    b.make_outcome(meeting=meeting, action=cast.action, corrects=outcome, recorded_by=cast.other_clerk)

    shown, sent = client.get(url(outcome)), client.post(url(outcome), post)

    assert "This was corrected already." in shown.text
    assert Outcome.objects.filter(corrects=outcome).count() == 1
    assert "Bram Clerk has corrected this meanwhile" in sent.text


def test_referring_to_the_boards_own_is_not_offered(client, clerk, cast, meeting):
    outcome = b.make_outcome(meeting=meeting, kind="refer", words="The costs", referred_to=cast.health)

    refused = correct(client, outcome, referred_to=str(cast.lives.pk))

    assert "Select a valid choice" in str(refused.context["form"].errors["referred_to"])


def test_correction_moves_the_report_in_the_work_programme(client, clerk, cast, meeting):
    decided = outcomes.Decided("a", "ask_report", "The costs", month=day(90))
    [outcome] = outcomes.record_all(meeting=meeting, decided=[decided], by=cast.clerk, now=at(), today=day(0))

    correct(client, outcome, when=f"meeting-{cast.next.pk}")

    assert WorkItem.objects.get(outcomes=outcome).meeting == cast.next


def test_outcome_of_another_meeting_is_not_found(client, clerk, cast):
    outcome = b.make_outcome()

    assert client.get(reverse("meetings:correct_outcome", args=[cast.past.pk, outcome.pk])).status_code == 404


@pytest.mark.parametrize("role", ["officer", "member", "chair", "admin", "superuser", "viewer"])
def test_correcting_is_not_allowed_to_others(client, cast, role):
    outcome = b.make_outcome(meeting=cast.past, action=cast.action)
    client.force_login(getattr(cast, role))

    assert client.get(url(outcome)).status_code == 403
    assert client.post(url(outcome)).status_code == 403
