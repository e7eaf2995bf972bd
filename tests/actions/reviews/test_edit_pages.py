"""The pages on which a clerk keeps reviews and plans: what was typed stays, and nobody is written over."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.models import ActionPlan
from actions.services import plans, reviews
from tests.builders import (
    at,
    day,
    make_action,
    make_approval,
    make_board,
    make_clerk,
    make_finding,
    make_item,
    make_plan,
    make_proposal,
    make_review,
    make_supersession,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    user = make_clerk()
    client.force_login(user)
    return user


@pytest.fixture
def review():
    return make_review(title="Peer challenge", slug="challenge", item=make_item())


def errors(response, form="form"):
    return {name: list(found) for name, found in response.context[form].errors.items()}


def facts(review, **over):
    return {"version": review.version, "title": review.title, "kind": review.kind, **over}


DAYS = {"started_on_day": "1", "started_on_month": "2", "started_on_year": "2026"}


def test_facts_are_edited(client, clerk, review):
    response = client.post(reverse("reviews:edit", args=[review.slug]), facts(review, lead="Ofsted", **DAYS))

    review.refresh_from_db()
    assert response.headers["Location"] == review.get_absolute_url()
    assert (review.lead, review.on_site) == ("Ofsted", "1 February 2026")


def test_facts_with_a_last_day_before_the_first_are_refused_beside_it(client, clerk, review):
    ended = {"ended_on_day": "1", "ended_on_month": "1", "ended_on_year": "2026"}

    response = client.post(reverse("reviews:edit", args=[review.slug]), facts(review, **DAYS, **ended))

    assert list(errors(response)) == ["ended_on"]


def test_facts_somebody_else_changed_are_shown_and_what_was_typed_stays(client, clerk, review):
    stale = facts(review, lead="Ofsted")
    reviews.edit(
        review=review,
        by=make_clerk(),
        now=at(),
        seen_version=None,
        **{field: getattr(review, field) for field in reviews.EDITABLE} | {"scheme": "Regional"},
    )

    response = client.post(reverse("reviews:edit", args=[review.slug]), stale)
    assert "Somebody else has changed this" in response.text
    assert "Regional" in response.text
    assert response.context["form"]["lead"].value() == "Ofsted"

    again = client.post(
        reverse("reviews:edit", args=[review.slug]), {**stale, "version": response.context["form"]["version"].value()}
    )
    review.refresh_from_db()
    assert (again.status_code, review.lead) == (302, "Ofsted")


def test_themes_are_given_on_one_page(client, clerk, review):
    first, second = make_finding(review=review), make_finding(review=review, kind="strength", theme="Trust")
    address = reverse("reviews:themes", args=[review.slug])

    form = client.get(address).context["form"]
    known = form.known
    client.post(address, {"version": 1, f"finding-{first.pk}": "Waiting", f"finding-{second.pk}": "Trust"})

    first.refresh_from_db()
    assert [finding for finding, _ in form.rows] == [first, second]
    assert known == ["Trust"]
    assert first.theme == "Waiting"


def test_theme_that_is_too_long_is_refused_beside_it(client, clerk, review):
    finding = make_finding(review=review)

    response = client.post(
        reverse("reviews:themes", args=[review.slug]), {"version": 1, f"finding-{finding.pk}": "x" * 101}
    )

    assert list(errors(response)) == [f"finding-{finding.pk}"]
    assert "x" * 101 in response.text


def test_letter_is_added_as_a_file(client, clerk, review):
    letter = SimpleUploadedFile("letter.txt", b"Dear all,")

    client.post(reverse("reviews:add_letter", args=[review.slug]), {"version": 1, "file": letter})

    review.refresh_from_db()
    assert [version.number for version in review.letter.versions.all()] == [1]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "file"),
        ({"file": SimpleUploadedFile("letter.exe", b"MZ")}, "file"),
        ({"file": SimpleUploadedFile("a.txt", b"Dear,"), "is_exempt": "on"}, "exempt_paragraphs"),
        (
            {"file": SimpleUploadedFile("b.txt", b"Dear,"), "is_exempt": "on", "exempt_paragraphs": "9"},
            "exempt_paragraphs",
        ),
    ],
)
def test_letter_that_cannot_be_taken_is_refused(client, clerk, review, data, field):
    response = client.post(reverse("reviews:add_letter", args=[review.slug]), {"version": 1, **data})

    assert list(errors(response)) == [field]


def test_letter_of_a_review_without_an_item_is_refused_with_the_reason(client, clerk):
    letter = SimpleUploadedFile("letter.txt", b"Dear all,")
    review = make_review()

    response = client.post(reverse("reviews:add_letter", args=[review.slug]), {"version": 1, "file": letter})

    assert "filed with the agenda item" in errors(response)["__all__"][0]


def test_plan_is_added_to_a_review(client, clerk, review):
    action, board = make_action(finding=make_finding(review=review)), make_board()

    response = client.post(
        reverse("reviews:add_plan", args=[review.slug]),
        {"title": "Plan", "monitored_by": board.pk, "protocol": "verbal"},
    )

    plan = ActionPlan.objects.get()
    assert response.headers["Location"] == review.get_absolute_url()
    assert (plan.review, plan.protocol, list(plan.actions.all())) == (review, "verbal", [action])


def test_plan_of_a_board_that_is_no_more_can_be_edited(client, clerk):
    board = make_board(active_to=day(-30))
    plan = make_plan(monitored_by=board)

    client.post(
        reverse("reviews:edit_plan", args=[plan.pk]), {"version": 1, "title": "New title", "monitored_by": board.pk}
    )

    plan.refresh_from_db()
    assert (plan.title, plan.monitored_by) == ("New title", board)


def test_plan_somebody_else_changed_is_shown_and_not_written_over(client, clerk):
    plan = make_plan(title="Plan")
    plans.edit(plan=plan, title="Theirs", by=make_clerk(), now=at(), seen_version=1)

    response = client.post(
        reverse("reviews:edit_plan", args=[plan.pk]),
        {"version": 1, "title": "Mine", "monitored_by": plan.monitored_by.pk},
    )

    plan.refresh_from_db()
    assert (plan.title, response.context["plan"].title, response.context["form"]["title"].value()) == (
        "Theirs",
        "Theirs",
        "Mine",
    )


def test_approval_is_recorded_without_a_day_and_given_it_later(client, clerk):
    plan = make_plan()

    client.post(reverse("reviews:add_approval", args=[plan.pk]), {"version": 1, "body": "Cabinet", "what": "approved"})
    approval = plan.approvals.get()
    assert approval.on is None
    on = {"on_day": "3", "on_month": "2", "on_year": "2026"}
    client.post(
        reverse("reviews:edit_approval", args=[plan.pk, approval.pk]),
        {"version": 2, "body": "Cabinet", "what": "approved", **on},
    )

    approval.refresh_from_db()
    assert approval.on == day(-28)


def test_approval_recorded_twice_is_refused_beside_the_body(client, clerk):
    approval = make_approval(make_plan(), body="Cabinet")

    response = client.post(
        reverse("reviews:add_approval", args=[approval.plan.pk]), {"version": 2, "body": "CABINET", "what": "received"}
    )

    assert list(errors(response)) == ["body"]


def test_approval_of_another_plan_is_not_found(client, clerk):
    approval, plan = make_approval(make_plan()), make_plan()

    assert client.get(reverse("reviews:edit_approval", args=[plan.pk, approval.pk])).status_code == 404
    assert client.post(reverse("reviews:remove_approval", args=[plan.pk, approval.pk])).status_code == 404


@pytest.mark.parametrize(("version", "left"), [("2", 0), ("1", 1), ("x", 1), ("", 1)])
def test_approval_is_removed_from_the_page_as_it_was_seen(client, clerk, version, left):
    approval = make_approval(make_plan())

    response = client.post(
        reverse("reviews:remove_approval", args=[approval.plan.pk, approval.pk]), {"version": version}, follow=True
    )

    assert response.status_code == 200
    assert approval.plan.approvals.count() == left


def test_actions_are_added_by_ticking_and_by_their_references(client, clerk, review):
    plan = make_plan(review=review)
    answering = make_action(finding=make_finding(review=review))
    other, third = make_action(), make_action()

    response = client.post(
        reverse("reviews:add_actions", args=[plan.pk]),
        {"version": 1, "answering": [answering.pk], "references": f"{other.reference.lower()},\n{third.reference}"},
    )

    assert response.status_code == 302
    assert set(plan.actions.all()) == {answering, other, third}


@pytest.mark.parametrize(
    ("references", "error"),
    [
        ("the third one", "Write each reference as it stands on the action, such as ILSC 2021/22-03."),
        ("ABC 2021/22-03", "There is no action ABC 2021/22-03."),
        ("", "Write the reference of one, such as ILSC 2021/22-03."),
    ],
)
def test_references_that_name_nothing_are_refused(client, clerk, references, error):
    plan = make_plan()

    response = client.post(reverse("reviews:add_actions", args=[plan.pk]), {"version": 1, "references": references})

    assert [found for messages in errors(response).values() for found in messages] == [error]
    assert references in response.text


def test_action_is_taken_out_of_a_plan(client, clerk):
    action = make_action()
    plan = make_plan(actions=[action])

    client.post(reverse("reviews:take_out_action", args=[plan.pk, action.slug]), {"version": 1})
    again = client.post(reverse("reviews:take_out_action", args=[plan.pk, action.slug]), {"version": 2})

    assert (list(plan.actions.all()), again.status_code) == ([], 404)


# a later review


def supersede(review, later=None):
    address = reverse("reviews:supersede", args=[review.slug])
    return f"{address}?later={later.pk}" if later else address


def test_first_the_later_review_is_chosen(client, clerk, review):
    later = make_review(title="Inspection")

    page = client.get(supersede(review))
    wrong = client.get(supersede(review) + "?later=99999")
    empty = client.get(supersede(review) + "?later=")

    assert list(page.context["later_form"].fields["later"].queryset) == [later]
    assert errors(wrong, "later_form") == {"later": ["That review cannot take its place. Choose another."]}
    assert errors(empty, "later_form") == {"later": ["Choose the review that takes its place."]}


def test_then_what_becomes_of_each_action(client, clerk, review):
    ended, carried, stayed = (make_action(finding=make_finding(review=review)) for _ in range(3))
    later = make_review()
    instead = make_action(finding=make_finding(review=later))
    plan = make_plan(review=later)

    response = client.post(
        supersede(review, later),
        {
            "version": 1,
            "note": "One plan.",
            f"action-{ended.pk}-became": "superseded",
            f"action-{ended.pk}-by_action": instead.pk,
            f"action-{carried.pk}-became": "carried_on",
            f"action-{stayed.pk}-became": "stayed",
        },
    )

    review.refresh_from_db()
    [act] = review.supersessions.all()
    assert response.headers["Location"] == review.get_absolute_url()
    assert (review.superseded_by, act.note, act.recorded_by) == (later, "One plan.", clerk)
    assert list(act.lines.values_list("action", "became", "by_action", "plan")) == [
        (ended.pk, "superseded", instead.pk, None),
        (carried.pk, "carried_on", None, plan.pk),
        (stayed.pk, "stayed", None, None),
    ]


def test_what_is_not_said_or_not_whole_is_refused_beside_it(client, clerk, review):
    unsaid, unnamed = (make_action(finding=make_finding(review=review)) for _ in range(2))
    later = make_review()
    make_action(finding=make_finding(review=later))

    response = client.post(
        supersede(review, later), {"version": 1, f"action-{unnamed.pk}-became": "superseded", "note": "Kept."}
    )

    assert errors(response) == {
        f"action-{unsaid.pk}-became": [f"Say what becomes of {unsaid.reference}."],
        f"action-{unnamed.pk}-by_action": ["Choose the action that takes its place."],
    }
    assert "Kept." in response.text


def test_with_several_plans_one_is_chosen(client, clerk, review):
    action, later = make_action(finding=make_finding(review=review)), make_review()
    first, second = make_plan(review=later), make_plan(review=later)
    name = f"action-{action.pk}"

    unsaid = client.post(supersede(review, later), {"version": 1, f"{name}-became": "carried_on"})
    client.post(supersede(review, later), {"version": 1, f"{name}-became": "carried_on", f"{name}-plan": second.pk})

    assert list(errors(unsaid)) == [f"{name}-plan"]
    assert (list(first.actions.all()), list(second.actions.all())) == ([], [action])


def test_what_the_board_has_to_decide_is_refused_beside_the_action(client, clerk, review):
    action, later = make_action(finding=make_finding(review=review)), make_review()
    instead = make_action(finding=make_finding(review=later))
    make_proposal(action)
    name = f"action-{action.pk}"

    response = client.post(
        supersede(review, later),
        {"version": 1, f"{name}-became": "superseded", f"{name}-by_action": instead.pk},
    )

    assert list(errors(response)) == [f"{name}-became"]
    assert "has been asked to decide" in response.text


def test_action_made_meanwhile_has_to_be_decided_on_too(client, clerk, review):
    later = make_review()
    make_action(finding=make_finding(review=review))

    response = client.post(supersede(review, later), {"version": 1})

    assert response.status_code == 200
    assert review.supersessions.count() == 0


def test_review_superseded_by_somebody_else_meanwhile_is_said(client, clerk, review):
    make_supersession(review=review, later=make_review())

    response = client.post(supersede(review, make_review()), {"version": 1})

    assert "Somebody else has changed this" in response.text


def test_page_to_supersede_asks_a_constant_number_of_queries(client, clerk, review, django_assert_num_queries):
    later = make_review()
    make_plan(review=later)
    for _ in range(3):
        make_action(finding=make_finding(review=review))
        make_action(finding=make_finding(review=later))

    with django_assert_num_queries(11):
        client.get(supersede(review, later))
