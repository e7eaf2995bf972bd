"""A later review takes a review's place: what becomes of each action that is open then, and what cannot."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from actions.models import Action, SupersessionLine
from actions.services import reviews, supersessions
from actions.services.supersessions import Choice, Refused, later_reviews
from people.models import Event
from tests.builders import (
    at,
    make_action,
    make_clerk,
    make_finding,
    make_plan,
    make_proposal,
    make_review,
    make_superseded,
    make_supersession,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def old():
    return make_review(title="Peer challenge of 2021")


@pytest.fixture
def later():
    return make_review(title="Inspection of 2023")


@pytest.fixture
def ours(old):
    return make_action(finding=make_finding(review=old))


@pytest.fixture
def theirs(later):
    return make_action(finding=make_finding(review=later))


def test_superseding_ends_an_action_by_another_and_records_it(old, later, ours, theirs):
    clerk = make_clerk()

    act = make_supersession(review=old, later=later, choices=[Choice(ours, "superseded", theirs)], by=clerk)

    assert (ours.status, ours.superseded_by, ours.ended_by) == ("superseded", later, None)
    assert (old.superseded_by, old.version) == (later, 2)
    assert list(act.lines.values_list("action", "became", "by_action")) == [(ours.pk, "superseded", theirs.pk)]
    assert list(Event.objects.of(ours).values_list("verb", flat=True)) == [
        "made",
        "status_changed",
        "review_superseded_superseded",
    ]
    [event] = Event.objects.of(old)
    assert (event.verb, event.actor, event.new["superseded_by"]) == ("superseded", clerk, later.pk)


def test_what_carries_on_stands_in_the_later_reviews_plan_and_stays_open(old, later, ours):
    plan = make_plan(review=later)

    make_supersession(review=old, later=later, choices=[Choice(ours, "carried_on", plan=plan)])

    assert list(plan.actions.all()) == [ours]
    assert (ours.status, ours.finding.review) == ("not_started", old)


def test_every_open_action_of_the_review_and_of_its_plans_is_decided_on(old, later, ours):
    in_plan = make_action()
    make_plan(review=old, actions=[in_plan, ours])

    act = make_supersession(review=old, later=later)

    assert list(act.lines.values_list("action", "became")) == [(ours.pk, "stayed"), (in_plan.pk, "stayed")]


def test_superseding_without_a_choice_for_an_open_action_is_refused(old, later, ours):
    given = {"choices": [], "by": make_clerk(), "now": at(), "seen_version": old.version}

    with pytest.raises(ValidationError, match="changed meanwhile"):
        supersessions.supersede(review=old, later=later, **given)

    old.refresh_from_db()
    assert old.superseded_by is None


def test_superseding_from_a_stale_page_is_refused(old, later):
    with pytest.raises(reviews.Changed):
        make_supersession(review=old, later=later, seen_version=old.version - 1)


@pytest.mark.parametrize("what", ["nothing", "one of another review", "itself ended"])
def test_what_takes_its_place_is_an_open_action_of_the_later_review(old, later, ours, theirs, what):
    if what == "itself ended":
        make_superseded(theirs)
    by_action = {"nothing": None, "one of another review": make_action(), "itself ended": theirs}[what]

    with pytest.raises(Refused) as refused:
        make_supersession(review=old, later=later, choices=[Choice(ours, "superseded", by_action)])

    assert list(refused.value.errors) == [ours.pk]
    assert list(refused.value.errors[ours.pk].error_dict) == ["by_action"]


def test_what_ends_in_the_same_act_takes_no_others_place(old, later, ours, theirs):
    # one action may answer both reviews
    both = make_action(finding=make_finding(review=old))
    make_plan(review=later, actions=[both])
    choices = [Choice(ours, "superseded", both), Choice(both, "superseded", theirs)]

    with pytest.raises(Refused) as refused:
        make_supersession(review=old, later=later, choices=choices)

    assert list(refused.value.errors) == [ours.pk]


def test_an_action_carries_on_in_a_plan_of_the_later_review_only(old, later, ours):
    with pytest.raises(Refused) as refused:
        make_supersession(review=old, later=later, choices=[Choice(ours, "carried_on", plan=make_plan())])

    assert list(refused.value.errors[ours.pk].error_dict) == ["plan"]


def test_what_the_board_was_asked_to_decide_is_not_superseded_meanwhile(old, later, ours, theirs):
    make_proposal(ours)

    with pytest.raises(Refused) as refused:
        make_supersession(review=old, later=later, choices=[Choice(ours, "superseded", theirs)])

    assert list(refused.value.errors[ours.pk].error_dict) == ["became"]


def test_what_stayed_is_decided_on_again_later(old, later, ours, theirs):
    make_supersession(review=old, later=later)

    make_supersession(review=old, later=later, choices=[Choice(ours, "superseded", theirs)])

    assert list(SupersessionLine.objects.values_list("became", flat=True)) == ["stayed", "superseded"]


def test_the_wrong_later_review_is_mended_while_nothing_ended_by_it(old, later, ours, theirs):
    make_supersession(review=old, later=make_review())
    make_supersession(review=old, later=later, choices=[Choice(ours, "superseded", theirs)])

    with pytest.raises(ValidationError, match="that stays"):
        make_supersession(review=old, later=make_review())

    assert old.superseded_by == later


def test_a_review_is_not_superseded_by_itself_nor_by_what_it_supersedes(old, later):
    between = make_review()
    make_supersession(review=old, later=between)
    make_supersession(review=between, later=later)

    assert set(later_reviews(later)) == set()
    assert set(later_reviews(between)) == {later}
    for wrong in (later, between, old):
        with pytest.raises(ValidationError, match="Choose another"):
            make_supersession(review=later, later=wrong)


def test_database_refuses_a_superseded_action_that_nothing_names(ours, later):
    with pytest.raises(IntegrityError, match="names"), transaction.atomic():
        Action.objects.filter(pk=ours.pk).update(status="superseded", superseded_by=later)


def test_database_keeps_what_was_superseded(ours):
    make_superseded(ours)

    with pytest.raises(IntegrityError, match="stays so"), transaction.atomic():
        Action.objects.filter(pk=ours.pk).update(status="in_progress", superseded_by=None)


@pytest.mark.parametrize("change", ["UPDATE {} SET id = 99", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["actions_supersession", "actions_supersessionline"])
def test_database_refuses_to_rewrite_a_supersession(ours, change, table):
    make_superseded(ours)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))
