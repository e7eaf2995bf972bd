"""Reviews and plans as the clerk keeps them up: every change recorded, none of them over somebody else's."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.models import Action, Approval
from actions.services import plans, reviews
from meetings.models import Document
from people.models import Event
from tests.builders import (
    at,
    day,
    make_action,
    make_approval,
    make_board,
    make_clerk,
    make_finding,
    make_item,
    make_letter,
    make_plan,
    make_review,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen():
    return {"by": make_clerk(), "now": at(), "seen_version": 1}


@pytest.fixture
def review():
    return make_review(title="Peer challenge", item=make_item(), started_on=day(-90), ended_on=day(-87))


def facts(review, **over):
    return {field: getattr(review, field) for field in reviews.EDITABLE} | over


def verbs(row):
    return list(Event.objects.of(row).values_list("verb", flat=True))


def test_edit_changes_the_facts_and_records_what_was(review, seen):
    reviews.edit(review=review, **facts(review, scheme="Regional", started_on=day(-91)), **seen)

    review.refresh_from_db()
    [event] = Event.objects.of(review)
    assert (review.scheme, review.version) == ("Regional", 2)
    assert (event.verb, event.old, event.new) == (
        "edited",
        {"scheme": "", "started_on": "2025-12-03"},
        {"scheme": "Regional", "started_on": "2025-12-02"},
    )


def test_edit_that_changes_nothing_records_nothing(review, seen):
    reviews.edit(review=review, **facts(review), **seen)

    review.refresh_from_db()
    assert (review.version, verbs(review)) == (1, [])


@pytest.mark.parametrize(
    ("over", "field"),
    [({"started_on": None}, "started_on"), ({"ended_on": day(-99)}, "ended_on"), ({"title": ""}, "title")],
)
def test_edit_refuses_what_cannot_be(review, seen, over, field):
    with pytest.raises(ValidationError) as refused:
        reviews.edit(review=review, **facts(review, **over), **seen)

    assert list(refused.value.error_dict) == [field]


@pytest.mark.parametrize(
    "act",
    [
        lambda review, plan, seen: reviews.edit(review=review, **facts(review), **seen),
        lambda review, plan, seen: reviews.set_themes(review=review, themes={}, **seen),
        lambda review, plan, seen: reviews.add_letter(review=review, file=SimpleUploadedFile("a.txt", b"a"), **seen),
        lambda review, plan, seen: plans.edit(plan=plan, title="Other", **seen),
        lambda review, plan, seen: plans.add_actions(plan=plan, actions=[], **seen),
        lambda review, plan, seen: plans.add_approval(plan=plan, body="Cabinet", what="received", **seen),
    ],
)
def test_nothing_is_written_over_what_was_not_seen(review, seen, act):
    plan = make_plan(review=review)
    stale = {**seen, "seen_version": 0}

    with pytest.raises(reviews.Changed):
        act(review, plan, stale)

    assert (verbs(review), verbs(plan)) == ([], [])


def test_themes_are_set_and_recorded_where_they_changed(review, seen):
    kept, changed = make_finding(review=review, theme="Voice"), make_finding(review=review)

    count = reviews.set_themes(review=review, themes={kept.pk: "Voice", changed.pk: "Waiting"}, **seen)

    changed.refresh_from_db()
    [event] = Event.objects.of(review)
    assert (count, changed.theme) == (1, "Waiting")
    assert (event.old, event.new) == ({str(changed.pk): ""}, {str(changed.pk): "Waiting"})


def test_themes_of_another_reviews_findings_are_left_alone(review, seen):
    other = make_finding()

    assert reviews.set_themes(review=review, themes={other.pk: "Waiting"}, **seen) == 0

    other.refresh_from_db()
    assert other.theme == ""


def test_letter_is_filed_with_the_item_in_versions(review, seen):
    first = make_letter(review, "Dear all,", seen_version=1)
    second = make_letter(review, "Dear all, again,", seen_version=2)

    assert (first.document, first.number, second.number) == (second.document, 1, 2)
    assert (review.letter, review.letter.item) == (first.document, review.item)
    assert first.sha256 != second.sha256
    assert verbs(review) == ["letter_added", "letter_added"]


def test_letter_needs_an_item_to_be_filed_with():
    with pytest.raises(ValidationError, match="there is none"):
        make_letter(make_review())


def test_letter_of_an_exempt_review_is_exempt_with_it_and_says_nothing_in_its_title(seen):
    review = make_review(title="Secret", item=make_item(), is_exempt=True, exempt_paragraphs="3")

    version = make_letter(review)

    assert (version.is_exempt, version.exempt_paragraphs, version.document.title) == (True, "3", "Letter of a review")


def test_letter_has_a_title_of_its_own_among_the_items_papers(review, seen):
    Document.objects.create(item=review.item, title="Letter: Peer challenge")

    assert make_letter(review).document.title == "Letter: Peer challenge (2)"


def test_new_plan_takes_in_the_open_actions_that_answer_its_review(review, seen):
    mine, other = make_action(finding=make_finding(review=review)), make_action()
    del seen["seen_version"]

    plan = plans.add(review=review, title="Plan", monitored_by=make_board(), **seen)

    assert list(plan.actions.all()) == [mine]
    assert other not in plan.actions.all()
    assert Event.objects.of(plan).get().new["actions"] == [mine.pk]


def test_two_plans_of_a_review_have_two_titles(review, seen):
    first, second = make_plan(review=review, title="Plan"), make_plan(review=review, title="Other")

    with pytest.raises(ValidationError) as refused:
        plans.edit(plan=second, title=first.title, **seen)

    assert list(refused.value.error_dict) == ["title"]


def test_plan_is_edited_and_recorded(seen):
    plan, board = make_plan(), make_board()

    plans.edit(plan=plan, overseen_by=board, frequency="quarterly", **seen)

    plan.refresh_from_db()
    [event] = Event.objects.of(plan)
    assert (plan.overseen_by, plan.how) == (board, "Every three months")
    assert event.new == {"overseen_by": board.pk, "frequency": "quarterly"}


def test_actions_are_put_into_a_plan_once_and_taken_out(seen):
    plan, action = make_plan(), make_action()

    first = plans.add_actions(plan=plan, actions=[action], **seen)
    again = plans.add_actions(plan=plan, actions=[action], **{**seen, "seen_version": 2})
    plans.take_out(plan=plan, action=action, **{**seen, "seen_version": 2})

    assert (first, again, list(plan.actions.all())) == ([action], [], [])
    assert verbs(plan) == ["actions_added", "action_taken_out"]
    assert Action.objects.get() == action


def test_what_does_not_stand_in_a_plan_is_not_taken_out(seen):
    with pytest.raises(ValidationError, match="does not stand"):
        plans.take_out(plan=make_plan(), action=make_action(), **seen)


def test_approval_without_a_day_gets_it_once_it_is_known():
    approval = make_approval(make_plan(), body="Cabinet")

    plans.edit_approval(approval=approval, on=day(-20), by=make_clerk(), now=at(), seen_version=2)

    approval.refresh_from_db()
    last = Event.objects.of(approval.plan).last()
    assert approval.on == day(-20)
    assert (last.verb, last.old["on"], last.new["on"]) == ("approval_edited", None, "2026-02-11")


def test_a_body_receives_a_plan_once_however_its_name_is_written():
    plan = make_plan()
    make_approval(plan, body="Children’s Leadership Team")
    make_approval(plan, body="Children’s Leadership Team", what="approved")

    with pytest.raises(ValidationError) as refused:
        make_approval(plan, body="the children's leadership team".replace("the ", ""))

    assert list(refused.value.error_dict) == ["body"]


def test_approval_recorded_by_mistake_is_taken_out_and_the_history_keeps_it():
    approval = make_approval(make_plan(), body="Cabinet")

    plan = plans.remove_approval(approval=approval, by=make_clerk(), now=at(), seen_version=2)

    assert list(Approval.objects.all()) == []
    assert Event.objects.of(plan).last().old["body"] == "Cabinet"
