"""What the database keeps of how resolutions end, and what is asked of it on a day."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from meetings.calendar import months_beginning_with
from meetings.models import (
    Circulation,
    CirculationCheck,
    CirculationDelivery,
    CirculationRecipient,
    Recommendation,
    Referral,
)
from people.models import Message
from tests.builders import (
    at,
    day,
    make_board,
    make_circulation,
    make_clerk,
    make_meeting,
    make_owner,
    make_recommendation,
    make_referral,
    make_response,
    make_user,
    make_version,
    standing,
)

pytestmark = pytest.mark.django_db


def refused(match):
    """Where the database has to refuse, saying so."""
    return pytest.raises(IntegrityError, match=match)


@pytest.mark.parametrize(
    ("make", "changes"),
    [
        (make_recommendation, {"served_on": day(-69)}),
        (make_referral, {"to_board_id": None}),
        (lambda: make_circulation(sent_at=at(-3)), {"note": "Another."}),
        (lambda: make_response(make_recommendation()), {"answer": "deferred"}),
    ],
)
def test_what_was_recorded_is_neither_changed_nor_deleted(make, changes):
    row = make()
    kept = type(row).objects.filter(pk=row.pk)

    with refused("never changed"), transaction.atomic():
        kept.update(**changes)
    with refused("never deleted"), transaction.atomic():
        kept._raw_delete("default")


@pytest.mark.parametrize(
    "make",
    [make_recommendation, make_referral, lambda: make_circulation(sent_at=at(-3))],
)
def test_what_was_recorded_in_error_is_taken_back_once_with_the_reason(make):
    row = make()
    kept = type(row).objects.filter(pk=row.pk)

    with refused("taken_back_says_why"), transaction.atomic():
        kept.update(withdrawn_at=at(), withdrawn_by=make_clerk())
    kept.update(withdrawn_at=at(), withdrawn_by=make_clerk(), withdrawn_why="The wrong board.")

    with refused("stays so"), transaction.atomic():
        kept.update(withdrawn_why="Another reason.")


def test_recommendation_has_one_respondent():
    for respondent in (
        {"to_owner": make_owner(), "to_board": make_board()},
        {"to_board": make_board(), "to_body": "X"},
    ):
        with refused("one_respondent"), transaction.atomic():
            make_recommendation(**respondent)


def test_response_is_due_overdue_or_answered_on_a_day():
    overdue = make_recommendation(response_due_on=day(-1))
    due_today = make_recommendation(response_due_on=day(0))
    answered = make_recommendation(response_due_on=day(-20))
    make_response(answered, answer="partly")
    make_recommendation(
        response_due_on=day(-30), withdrawn_at=at(), withdrawn_by=make_clerk(), withdrawn_why="Served twice."
    )

    assert list(Recommendation.objects.overdue(day(0))) == [overdue]
    assert list(Recommendation.objects.due(day(0))) == [due_today]
    assert list(Recommendation.objects.answered()) == [answered]


def test_deferred_response_is_due_again_on_the_day_it_names():
    deferred = make_recommendation(response_due_on=day(-20))
    make_response(deferred, answer="deferred", new_due_on=day(10))

    assert list(Recommendation.objects.overdue(day(0))) == []
    assert [(one, one.due_on) for one in Recommendation.objects.due(day(0))] == [(deferred, day(10))]
    assert list(Recommendation.objects.overdue(day(11))) == [deferred]


def test_response_not_accepted_says_why_and_a_deferred_one_until_when():
    recommendation = make_recommendation()

    with refused("says_why"), transaction.atomic():
        make_response(recommendation, answer="rejected", reasons="")
    with refused("deferred_to_a_day"), transaction.atomic():
        make_response(recommendation, answer="deferred")
    with refused("deferred_to_a_day"), transaction.atomic():
        make_response(recommendation, answer="accepted", new_due_on=day(10))


def test_where_a_response_was_reported_is_set_once():
    response = make_response(make_recommendation())
    kept = type(response).objects.filter(pk=response.pk)
    kept.update(reported_at=make_meeting(date=day(-1)))

    with refused("stays so"), transaction.atomic():
        kept.update(reported_at=make_meeting(date=day(-2)))


def test_referral_is_taken_at_a_meeting_or_declined_with_the_reason():
    referral = make_referral()
    kept = Referral.objects.filter(pk=referral.pk)
    answered = {"answered_by": make_clerk(), "answered_at": at()}

    with refused("answered_wholly"), transaction.atomic():
        kept.update(taken=True, **answered)
    with refused("answered_wholly"), transaction.atomic():
        kept.update(taken=False, **answered)
    kept.update(taken=False, answer_why="It is not ours.", **answered)

    with refused("stays so"), transaction.atomic():
        kept.update(taken=True, at_meeting=make_meeting(date=day(-1)))


def test_resolution_waits_for_one_board_once():
    referral = make_referral()

    with refused("waits_once"), transaction.atomic():
        make_referral(resolution=referral.resolution, to_board=referral.to_board)


def test_circulation_is_prepared_one_at_a_time_and_may_be_thrown_away_until_it_is_sent():
    prepared = make_circulation()
    CirculationCheck.objects.create(circulation=prepared, position=1, words="has completion dates")

    with refused("one_prepared"), transaction.atomic():
        make_circulation(resolution=prepared.resolution, version=prepared.version)
    prepared.delete()

    assert list(Circulation.objects.all()) == []


def test_checklist_of_a_circulation_stays_as_it_was_sent():
    circulation = make_circulation()
    check = CirculationCheck.objects.create(circulation=circulation, position=1, words="has completion dates")
    Circulation.objects.filter(pk=circulation.pk).update(sent_at=at(), sent_by=make_clerk())
    kept = CirculationCheck.objects.filter(pk=check.pk)

    with refused("never changed"), transaction.atomic():
        kept.update(words="has a cover")
    with refused("never changed"), transaction.atomic():
        kept._raw_delete("default")
    with refused("never changed"), transaction.atomic():
        CirculationCheck.objects.create(circulation=circulation, position=2, words="has owners")


def test_acknowledgement_and_handing_over_are_recorded_once():
    circulation = make_circulation(sent_at=at(-3))
    recipient = CirculationRecipient.objects.create(circulation=circulation, user=make_user(), seat="member")
    by_hand = CirculationDelivery.objects.create(recipient=recipient, channel="by_hand", at=at(-3), by=make_clerk())
    CirculationRecipient.objects.update(acknowledged_at=at(-2), acknowledged_how="link")
    CirculationDelivery.objects.update(handed_on=day(-2))

    with refused("stays so"), transaction.atomic():
        CirculationRecipient.objects.update(acknowledged_at=at(-1))
    with refused("stays so"), transaction.atomic():
        CirculationDelivery.objects.update(handed_on=day(-1))
    with refused("never changed"), transaction.atomic():
        CirculationDelivery.objects.filter(pk=by_hand.pk).update(channel="email")


def test_delivery_is_an_e_mail_with_an_address_or_by_hand_without():
    recipient = CirculationRecipient.objects.create(
        circulation=make_circulation(sent_at=at(-3)), user=make_user(), seat="member"
    )
    message = Message.objects.create(recipient=recipient.user, created_at=at(), send_from=at())
    sent = {"recipient": recipient, "at": at(), "by": make_clerk()}

    with refused("by_one_way|has an address"), transaction.atomic():
        CirculationDelivery.objects.create(channel="email", message=message, **sent)
    with refused("by_one_way|has an address"), transaction.atomic():
        CirculationDelivery.objects.create(channel="by_hand", address="a@example.org", **sent)


def test_endings_of_exempt_matter_are_seen_by_who_may_see_it(cast):
    make_recommendation(resolution=cast.exempt_resolution)
    make_referral(resolution=cast.exempt_resolution)
    make_circulation(resolution=cast.exempt_resolution, sent_at=at(-3))

    for model in (Recommendation, Referral, Circulation):
        seeing = {name for name, who in cast.everybody.items() if model.objects.visible_to(standing(who)).exists()}
        assert seeing == {"clerk", "other_clerk", "member", "chair"}


def test_what_is_being_prepared_is_for_clerks(cast):
    make_circulation(resolution=cast.resolution)

    seeing = {name for name, who in cast.everybody.items() if Circulation.objects.visible_to(standing(who)).exists()}

    assert seeing == {"clerk", "other_clerk"}


@pytest.mark.parametrize(
    ("served", "last"),
    [
        (datetime.date(2026, 3, 1), datetime.date(2026, 4, 30)),
        (datetime.date(2026, 3, 3), datetime.date(2026, 5, 2)),
        (datetime.date(2025, 12, 31), datetime.date(2026, 2, 28)),
        (datetime.date(2025, 12, 1), datetime.date(2026, 1, 31)),
        (datetime.date(2026, 12, 29), datetime.date(2027, 2, 28)),
    ],
)
def test_two_months_begin_with_the_day_of_serving(served, last):
    assert months_beginning_with(served, 2) == last


def test_version_of_a_document_is_removed_once_with_the_reason_and_never_changed():
    version = make_version()
    kept = type(version).objects.filter(pk=version.pk)
    removed = {"removed_at": at(), "removed_by": make_clerk(), "removed_reason": "The wrong one.", "url": ""}

    for changes in ({"url": "https://example.org/other"}, {"number": 2}, {**removed, "number": 2}):
        with refused("never changed"), transaction.atomic():
            kept.update(**changes)
    with refused("is_a_file_or_an_address"), transaction.atomic():
        kept.update(**{**removed, "removed_reason": ""})
    with refused("never deleted"), transaction.atomic():
        kept._raw_delete("default")
    kept.update(**removed)

    with refused("never changed"), transaction.atomic():
        kept.update(removed_reason="Another.")
    assert kept.update(is_exempt=True, exempt_paragraphs="3") == 1
