"""Reviews that a clerk enters by hand: what is read of what was pasted, what is recorded, and what is refused."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from actions.forms.findings import lines
from actions.models import Finding, Review
from actions.services import entering, minutes, reviews
from meetings.models import MinutesSource
from people.models import Event
from tests.actions.minutes_sample import TEXT
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_finding,
    make_item,
    make_meeting,
    make_plan,
    make_review,
    make_user,
    standing,
)

pytestmark = pytest.mark.django_db

NEW = "/reviews/new/"
FACTS = {"title": "Corporate peer challenge", "kind": "peer_challenge"}


@pytest.fixture
def clerk(client):
    user = make_clerk()
    client.force_login(user)
    return user


def enter(by=None, **over):
    return entering.enter(**{**FACTS, "by": by or make_clerk(), "now": at(), **over})


def findings(review):
    return list(review.findings.order_by("pk").values_list("kind", "number", "text"))


def verbs(row):
    return [event.verb for event in Event.objects.of(row)]


def rows(*given, **over):
    """The fields of a page that carries these rows, (kind, text)."""
    sent = {"findings-TOTAL_FORMS": len(given), "findings-INITIAL_FORMS": 0, **FACTS, **over}
    for n, (kind, text) in enumerate(given):
        sent.update({f"findings-{n}-kind": kind, f"findings-{n}-text": text})
    return sent


def shown(response):
    return [(row["kind"].value(), row["text"].value()) for row in response.context["rows"]]


# what is read of what was pasted


def test_each_line_is_a_finding_without_what_a_list_puts_before_it():
    pasted = (
        "• Staff are proud.\n\n  2. Say who leads.\n(3) Share what works.\n"
        "b) Ask families.\n– 24 of 30 agreed.\n2020 went well."
    )

    assert lines(pasted) == [
        "Staff are proud.",
        "Say who leads.",
        "Share what works.",
        "Ask families.",
        "24 of 30 agreed.",
        "2020 went well.",
    ]


# the services


def test_review_is_entered_with_its_findings_in_their_order_and_an_event():
    clerk, item = make_clerk(), make_item()
    found = [("strength", "Staff are proud."), ("area", "Say who leads."), ("area", "Share what works.")]

    review = enter(clerk, findings=found, item=item, started_on=day(-30), ended_on=day(-28), lead="The LGA")

    assert (review.slug, review.item, review.lead) == ("corporate-peer-challenge", item, "The LGA")
    assert findings(review) == [
        ("strength", 1, "Staff are proud."),
        ("area", 1, "Say who leads."),
        ("area", 2, "Share what works."),
    ]
    [event] = Event.objects.of(review)
    assert (event.verb, event.actor, event.new["title"]) == ("entered", clerk, "Corporate peer challenge")
    assert event.new["findings"] == list(review.findings.order_by("pk").values_list("pk", flat=True))


def test_review_that_a_board_monitors_gets_its_plan():
    board = make_board()

    review = enter(monitored_by=board)

    assert [(plan.title, plan.monitored_by) for plan in review.plans.all()] == [
        ("Action plan: Corporate peer challenge", board)
    ]


def test_review_is_seen_by_everybody_unless_exempt():
    item = make_item()

    open_, exempt = enter(), enter(title="An audit", is_exempt=True, exempt_paragraphs="3", item=item)

    assert list(Review.objects.visible_to(standing(make_user()))) == [open_]
    assert set(Review.objects.visible_to(standing(make_clerk()))) == {open_, exempt}


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"ended_on": day(-1)}, "started_on"),
        ({"started_on": day(-1), "ended_on": day(-2)}, "ended_on"),
        ({"is_exempt": True, "exempt_paragraphs": "3"}, "item"),
        ({"title": ""}, "title"),
    ],
)
def test_review_that_breaks_a_rule_is_not_entered(over, field):
    with pytest.raises(ValidationError) as refused:
        enter(findings=[("area", "Say who leads.")], **over)

    assert list(refused.value.error_dict) == [field]
    assert (Review.objects.count(), Finding.objects.count(), Event.objects.filter(verb="entered").count()) == (0, 0, 0)


def test_review_is_entered_once_and_again_in_another_year():
    enter(started_on=day(-30))

    with pytest.raises(ValidationError, match="here already"):
        enter(title="corporate  PEER challenge", started_on=day(-30))

    assert enter(started_on=day(-395)).slug == "corporate-peer-challenge-2"


def test_review_is_never_called_as_a_page_is():
    assert enter(title="New").slug == "new-2"


def test_findings_said_twice_are_refused_and_nothing_is_written():
    with pytest.raises(ValidationError, match="there already"):
        enter(findings=[("area", "Say who leads."), ("area", "say who  leads.")])

    assert Review.objects.count() == 0


def test_findings_are_added_after_those_that_are_there():
    review = enter(findings=[("area", "Say who leads.")])

    entering.add_findings(
        review=review,
        findings=[("area", "Share what works."), ("strength", "Say who leads.")],
        by=make_clerk(),
        now=at(),
        seen_version=review.version,
    )

    assert findings(review) == [
        ("area", 1, "Say who leads."),
        ("area", 2, "Share what works."),
        ("strength", 1, "Say who leads."),
    ]
    assert verbs(review) == ["entered", "findings_added"]


def test_findings_are_not_added_to_what_somebody_changed_meanwhile():
    review = enter()
    seen = review.version
    reviews.edit(review=review, by=make_clerk(), now=at(), seen_version=seen, lead="The LGA")

    with pytest.raises(reviews.Changed):
        entering.add_findings(
            review=review, findings=[("area", "Say who leads.")], by=make_clerk(), now=at(), seen_version=seen
        )


def test_words_entered_by_hand_are_corrected_and_history_keeps_them():
    review = enter(findings=[("area", "Say hwo leads.")])
    finding = review.findings.get()

    entering.correct_finding(
        finding=finding, text="Say who leads.", by=make_clerk(), now=at(), seen_version=review.version
    )

    finding.refresh_from_db()
    corrected = Event.objects.of(review).get(verb="finding_corrected")
    assert finding.text == "Say who leads."
    assert (corrected.old["text"], corrected.new["text"]) == ("Say hwo leads.", "Say who leads.")


def test_words_of_minutes_are_not_corrected():
    source = MinutesSource.objects.create(meeting=make_meeting(), text="Say who leads.", sha256="0" * 64, added_at=at())
    finding = make_finding(source=source, span_start=0, span_end=14)

    with pytest.raises(ValidationError, match="words of the minutes"):
        entering.correct_finding(finding=finding, text="No.", by=make_clerk(), now=at(), seen_version=None)


def test_minutes_that_report_the_review_add_to_it(clerk):
    make_board(code="ILSC", name="Improving Lives Select Commission")
    draft = minutes.start(text=TEXT, origin="pasted", by=clerk, now=at())
    [read] = [review for item in draft.entries["items"] for review in item["reviews"]]
    mine = enter(
        clerk, title=read["title"], kind=read["kind"], started_on=datetime.date.fromisoformat(read["started_on"])
    )

    minutes.confirm(draft, by=clerk, now=at(), today=day(0))

    assert [review.pk for review in Review.objects.all()] == [mine.pk]
    assert mine.findings.count() == 4


# the pages


def test_what_is_pasted_is_shown_before_anything_is_recorded(client, clerk):
    response = client.post(
        NEW, {**rows(("area", "Ask families.")), "strengths": "1. Pride", "areas": "- Who leads\n- Why"}
    )

    assert shown(response) == [
        ("area", "Ask families."),
        ("strength", "Pride"),
        ("area", "Who leads"),
        ("area", "Why"),
    ]
    assert (response.context["form"]["areas"].value(), response.context["read"]) == ("", 3)
    assert Review.objects.count() == 0


def test_what_was_checked_is_recorded_and_emptied_rows_are_left_out(client, clerk):
    response = client.post(NEW, rows(("strength", "Pride"), ("area", " "), ("area", "Who leads")))

    review = Review.objects.get()
    assert response.headers["Location"] == review.get_absolute_url()
    assert findings(review) == [("strength", 1, "Pride"), ("area", 1, "Who leads")]


def test_a_row_is_added_to_be_filled_in(client, clerk):
    response = client.post(NEW, {**rows(("strength", "Pride")), "do": "row"})

    assert shown(response) == [("strength", "Pride"), ("area", "")]
    assert Review.objects.count() == 0


def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(client, clerk):
    response = client.post(NEW, {**rows(("strength", "Pride")), "title": "", "areas": "Who leads"})

    assert list(response.context["form"].errors) == ["title"]
    assert shown(response) == [("strength", "Pride")]
    assert response.context["form"]["areas"].value() == "Who leads"


def test_review_entered_already_is_refused_beside_its_title(client, clerk):
    make_review(title="Corporate peer challenge")

    response = client.post(NEW, rows())

    assert list(response.context["form"].errors) == ["title"]


def test_rows_that_make_no_sense_are_refused(client, clerk):
    strange = client.post(NEW, rows(("opinion", "Pride")))
    many = client.post(NEW, {**rows(), "areas": "\n".join(f"Area {n}" for n in range(250))})
    broken = client.post(NEW, {**FACTS, "findings-TOTAL_FORMS": "9" * 400})

    assert strange.context["rows"].total_error_count() == 1
    assert many.status_code == 200
    assert broken.status_code == 302
    assert Finding.objects.count() == 0


def test_agenda_items_are_those_of_the_meeting_one_comes_from(client, clerk):
    here, elsewhere = make_item(meeting=make_meeting(date=day(-9))), make_item(meeting=make_meeting(date=day(-8)))
    make_item(meeting=make_meeting(date=day(-900)))

    def offered(address):
        return list(client.get(address).context["form"].fields["item"].queryset)

    assert offered(f"{NEW}?meeting={here.meeting_id}") == [here]
    assert offered(NEW) == [elsewhere, here]
    assert offered(f"{NEW}?meeting=nonsense") == [elsewhere, here]


@pytest.mark.parametrize("count", [1, 3])
def test_entering_page_query_count(client, clerk, count, django_assert_num_queries):
    for _ in range(count):
        make_item(meeting=make_meeting(date=day(-9)))
        make_board()

    with django_assert_num_queries(6):
        client.get(NEW)


def test_findings_are_added_on_a_page(client, clerk):
    review = enter(clerk, findings=[("area", "Say who leads.")])
    address = reverse("reviews:add_findings", args=[review.slug])

    read = client.post(address, {"version": review.version, "strengths": "Pride"})
    sent = rows(("strength", "Pride"), version=review.version)
    response = client.post(address, sent)

    assert shown(read) == [("strength", "Pride")]
    assert response.headers["Location"] == review.get_absolute_url()
    assert findings(review)[1:] == [("strength", 1, "Pride")]


def test_no_finding_at_all_is_refused_beside_the_box(client, clerk):
    review = enter(clerk)

    response = client.post(reverse("reviews:add_findings", args=[review.slug]), rows(version=review.version))

    assert list(response.context["form"].errors) == ["strengths"]


def test_findings_somebody_else_added_meanwhile_are_told_of_and_the_rows_stay(client, clerk):
    review = enter(clerk)
    address, stale = reverse("reviews:add_findings", args=[review.slug]), review.version
    client.post(address, rows(("strength", "Pride"), version=stale))

    response = client.post(address, rows(("area", "Who leads"), version=stale))

    assert "Somebody else has changed this" in response.text
    assert shown(response) == [("area", "Who leads")]
    again = client.post(address, rows(("area", "Who leads"), version=response.context["form"]["version"].value()))
    assert again.status_code == 302


def test_words_are_corrected_on_a_page_and_only_those_entered_by_hand(client, clerk):
    review = enter(clerk, findings=[("area", "Say hwo leads.")])
    finding, other = review.findings.get(), make_finding()

    def address(one):
        return reverse("reviews:correct_finding", args=[review.slug, one.pk])

    client.post(address(finding), {"version": review.version, "text": "Say who leads."})

    finding.refresh_from_db()
    assert finding.text == "Say who leads."
    assert client.get(address(other)).status_code == 404


def test_pages_lead_clerks_alone_to_entering(client, clerk):
    review = make_review()
    make_finding(review=review)
    make_plan(review=review, actions=[make_action()])
    pages = {"list": reverse("reviews:list"), "review": review.get_absolute_url()}

    def leads():
        return {
            name: "/new/" in client.get(at).text or "/findings/" in client.get(at).text for name, at in pages.items()
        }

    assert leads() == {"list": True, "review": True}
    client.force_login(make_user())
    assert leads() == {"list": False, "review": False}
