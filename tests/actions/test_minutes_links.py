"""What was recorded at the meeting is linked with its minutes on import: offered, and chosen by the clerk."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from actions.models import Action, Outcome
from actions.services import decisions, minutes, outcomes
from actions.services.minutes.links import ASK
from actions.services.outcomes import Decided, Made
from meetings.models import Resolution, WorkItem
from tests.actions.minutes_sample import TEXT
from tests.actions.test_import_pages import errors, post, url
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_meeting,
    make_outcome,
    make_owner,
    make_proposal,
)

pytestmark = pytest.mark.django_db

REPORT = "A progress report on the peer challenge"
CIRCULATE = "Circulate the service plan to members of the Commission"


@pytest.fixture
def board():
    return make_board(code="ILSC", name="Improving Lives Select Commission")


@pytest.fixture
def meeting(board):
    """The meeting that the sample's minutes are of."""
    return make_meeting(board=board, date=day(-28))


@pytest.fixture
def clerk(client):
    clerk = make_clerk(name="Asha Clerk")
    client.force_login(clerk)
    return clerk


@pytest.fixture
def recorded(meeting):
    """A report that was asked for and a circulation with its action, as recorded at the meeting."""
    make = Made("Circulate the service plan", make_owner(name="Head of Service, Inclusion"))
    return outcomes.record_all(
        meeting=meeting,
        decided=[
            Decided("a", "ask_report", REPORT, month=day(90)),
            Decided("b", "new_resolution", CIRCULATE, resolution_kind="circulate", make=make),
        ],
        by=make_clerk(),
        now=at(-27),
        today=day(-27),
    )


def start(clerk, text=TEXT):
    return minutes.start(text=text, origin="Pasted text", by=clerk, now=at())


def entry_of(draft, words):
    [found] = [
        entry["id"] for item in draft.entries["items"] for entry in item["resolutions"] if words in entry["text"]
    ]
    return found


def confirm(draft, clerk):
    return minutes.confirm(draft, by=clerk, now=at(), today=day(0))


# the service


def test_each_outcome_is_offered_with_what_its_words_suggest(clerk, recorded):
    draft = start(clerk)

    report, circulate = minutes.offered(draft).offers

    assert (report.outcome, report.chosen, report.suggested) == (recorded[0], entry_of(draft, "progress report"), True)
    assert (circulate.outcome, circulate.chosen) == (recorded[1], entry_of(draft, "service plan be circulated"))


def test_what_no_words_speak_for_is_asked_and_a_note_is_not(clerk, meeting):
    make_outcome(meeting=meeting, kind="ask_report", words="Swimming pools")
    make_outcome(meeting=meeting, kind="note", words="Swimming pools")

    assert [offer.chosen for offer in minutes.offered(start(clerk)).offers] == [ASK, ""]


def test_what_two_resolutions_speak_for_is_asked(clerk, meeting):
    text = TEXT.replace(
        "3. That the service plan be circulated to members of the Commission.",
        "3. That the service plan be circulated to members.\n\n4. That the service plan be circulated to governors.",
    )
    make_outcome(
        meeting=meeting, kind="new_resolution", resolution_kind="circulate", words="Circulate the service plan"
    )

    assert [offer.chosen for offer in minutes.offered(start(clerk, text)).offers] == [ASK]


def test_confirmed_links_give_the_action_and_the_report_their_resolution(clerk, recorded):
    draft = start(clerk)
    links = {str(offer.outcome.pk): offer.chosen for offer in minutes.offered(draft).offers}
    minutes.choose(draft, links)

    made = confirm(draft, clerk)

    report, circulate = (Resolution.objects.get(text__contains=words) for words in ("progress report", "circulated"))
    assert made.linked == 2
    assert list(Outcome.objects.values_list("resolution", "linked_by")) == [
        (report.pk, clerk.pk),
        (circulate.pk, clerk.pk),
    ]
    assert Action.objects.get().resolution == circulate
    assert WorkItem.objects.get().resolution == report


def test_linked_resolution_gets_no_second_action(clerk, recorded):
    draft = start(clerk)
    entry = entry_of(draft, "service plan be circulated")
    [before] = [one for one in minutes.proposed(draft, today=day(0)) if one.id == entry]

    minutes.choose(draft, {str(recorded[1].pk): entry})

    [after] = [one for one in minutes.proposed(draft, today=day(0)) if one.id == entry]
    assert (before.answers["wanted"], before.actions) == (True, [])
    assert (after.answers["wanted"], after.actions) == (False, [Action.objects.get()])


def test_second_action_that_was_wanted_before_linking_is_wanted_no_longer(clerk, recorded):
    draft, owner = start(clerk), make_owner()
    entry = entry_of(draft, "service plan be circulated")
    [proposal] = [one for one in minutes.proposed(draft, today=day(0)) if one.id == entry]
    minutes.answer(draft, {entry: {**proposal.answers, "wanted": True, "owner": owner.pk, "known": 0}})

    minutes.choose(draft, {str(recorded[1].pk): entry})
    made = confirm(draft, clerk)

    assert made.actions == []
    assert Action.objects.count() == 1


def test_unlinked_outcomes_stay_to_be_linked_later(clerk, recorded):
    draft = start(clerk)
    minutes.choose(draft, {str(recorded[0].pk): "", str(recorded[1].pk): ASK})

    made = confirm(draft, clerk)

    assert made.linked == 0
    assert list(Outcome.objects.not_in_the_minutes()) == recorded


def test_importing_again_offers_what_is_left_and_links_it(clerk, recorded):
    first = start(clerk)
    minutes.choose(first, {str(recorded[0].pk): entry_of(first, "progress report")})
    confirm(first, clerk)

    again = start(clerk)
    offered = minutes.offered(again).offers
    minutes.choose(again, {str(recorded[1].pk): entry_of(again, "service plan be circulated")})
    made = confirm(again, clerk)

    assert [offer.outcome for offer in offered] == [recorded[1]]
    assert (made.linked, made.counts["resolutions"]) == (1, 0)
    assert not Outcome.objects.unlinked().exists()


def test_linked_with_another_meanwhile_is_refused_and_nothing_is_made(clerk, recorded, meeting):
    first, draft = start(clerk), start(clerk)
    minutes.choose(first, {str(recorded[0].pk): entry_of(first, "report be noted")})
    minutes.choose(draft, {str(recorded[0].pk): entry_of(draft, "progress report")})
    confirm(first, clerk)
    before = Resolution.objects.count()

    with pytest.raises(ValidationError, match="linked with"):
        confirm(draft, clerk)

    draft.refresh_from_db()
    assert (draft.confirmed_at, Resolution.objects.count()) == (None, before)


def test_link_with_what_was_left_out_is_refused(clerk, recorded):
    draft = start(clerk)
    entry = entry_of(draft, "progress report")
    minutes.choose(draft, {str(recorded[0].pk): entry})
    for item in draft.entries["items"]:
        for one in item["resolutions"]:
            one["leave_out"] = one["leave_out"] or one["id"] == entry
    minutes.save(draft, draft.entries)

    with pytest.raises(ValidationError, match="is left out"):
        confirm(draft, clerk)


def test_decision_without_words_of_its_own_is_known_by_its_actions_reference_alone(clerk, board, meeting):
    alike, named = (make_action(monitoring_board=board, title="Circulate the service plan") for _ in range(2))
    for action in (alike, named):
        proposal = make_proposal(action)
        decisions.decide(proposal=proposal, granted=True, meeting=meeting, by=make_clerk(), now=at(-27))
    text = TEXT.replace("1. That the report be noted.", f"1. That {named.reference} be closed.")
    draft = start(clerk, text)

    assert [offer.chosen for offer in minutes.offered(draft).offers] == [ASK, entry_of(draft, named.reference)]


def test_outcomes_of_another_meeting_are_not_offered(clerk, board, meeting):
    make_outcome(meeting=make_meeting(board=board, date=day(-1)), kind="ask_report", words=REPORT)

    assert minutes.offered(start(clerk)).offers == []


# the page


def test_clerk_links_on_the_way_from_reading_to_actions(client, clerk, recorded):
    draft = start(clerk)

    read = post(client, "preview", draft, "continue")
    page = client.get(url("links", draft))
    linked = post(client, "links", draft, "continue")
    chosen = client.get(url("actions", draft)).text

    assert (read.url, linked.url) == (url("links", draft), url("actions", draft))
    assert "Step 3 of 5" in page.text
    assert page.text.count("Suggested by its words") == 2
    assert "Step 4 of 5" in chosen
    assert f'Already has action <a class="govuk-link" href="{Action.objects.get().get_absolute_url()}"' in chosen


def test_without_outcomes_the_way_has_four_steps(client, clerk, meeting):
    draft = start(clerk)

    assert "Step 2 of 4" in client.get(url("preview", draft)).text
    assert post(client, "preview", draft, "continue").url == url("actions", draft)
    assert "Step 3 of 4" in client.get(url("actions", draft)).text
    assert "Nothing that was recorded at this meeting waits" in client.get(url("links", draft)).text


def test_what_is_not_known_has_to_be_said_before_going_on_and_not_to_save(client, clerk, meeting):
    make_outcome(meeting=meeting, kind="ask_report", words="Swimming pools")
    draft = start(clerk)

    refused = post(client, "links", draft, "continue")
    saved = post(client, "links", draft, "save")

    assert errors(refused) == ["Report asked for: Choose the resolution, or “Not in these minutes”."]
    assert saved.url == url("links", draft)


def test_check_says_what_will_be_linked_and_done_what_was(client, clerk, recorded):
    draft = start(clerk)
    minutes.choose(draft, {str(recorded[1].pk): entry_of(draft, "service plan be circulated")})

    check = " ".join(client.get(url("check", draft)).text.split())
    client.post(url("check", draft))
    done = " ".join(client.get(url("done", draft)).text.split())

    assert "is in the minutes as: That the service plan be circulated" in check
    assert "1 decision will not be linked with these minutes." in check
    assert "1</span> decision recorded at the meeting, linked with its words" in done


def test_meeting_page_shows_the_minutes_words_of_what_was_linked(client, clerk, recorded, meeting):
    draft = start(clerk)
    minutes.choose(draft, {str(recorded[1].pk): entry_of(draft, "service plan be circulated")})
    confirm(draft, clerk)

    text = " ".join(client.get(reverse("meetings:detail", args=[meeting.pk])).text.split())

    assert "In the minutes as resolution 3 of" in text
    # the other
    assert text.count("Not linked with the minutes") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_links_page_asks_a_constant_number_of_queries(client, clerk, meeting, count, django_assert_num_queries):
    for number in range(count):
        make_outcome(meeting=meeting, kind="refer", words=f"The matter {number}", referred_to=make_board())
    draft = start(clerk)

    with django_assert_num_queries(7):
        client.get(url("links", draft))
