"""Minutes are confirmed by a later meeting: as written, or as amended there with the words before kept."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from meetings.models import AgendaItem, Amendment, Resolution
from meetings.services import confirmation
from people.models import Event
from tests.builders import at, day, make_board, make_clerk, make_item, make_meeting, make_resolution

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return make_board()


@pytest.fixture
def meeting(board):
    return make_meeting(board=board, date=day(-60))


@pytest.fixture
def later(board):
    return make_meeting(board=board, date=day(-30))


@pytest.fixture
def item(meeting):
    return make_item(meeting=meeting, minutes="The Committee received the report.\nMembers asked about costs.")


def amend(meeting, later, *rows, **over):
    fields = {"by": make_clerk(), "now": at(), **over}
    amended = [(row, words, confirmation.digest(confirmation.words_of(row))) for row, words in rows]
    return confirmation.confirm_minutes(meeting=meeting, at_meeting=later, amended=amended, **fields)


def test_amended_words_stand_beside_those_first_written(meeting, later, item):
    resolution = make_resolution(item=item, text="That the report be noted.")

    amend(meeting, later, (item, "Members asked about costs twice."), (resolution, "That the report be welcomed."))

    item, resolution = AgendaItem.objects.get(), Resolution.objects.get()
    assert item.minutes == "The Committee received the report.\nMembers asked about costs."
    assert item.amended_minutes == "Members asked about costs twice."
    assert (resolution.text, resolution.words) == ("That the report be noted.", "That the report be welcomed.")
    assert list(Amendment.objects.values_list("meeting", "item", "resolution", "words")) == [
        (later.pk, item.pk, None, "Members asked about costs twice."),
        (later.pk, None, resolution.pk, "That the report be welcomed."),
    ]


def test_words_that_stand_already_amend_nothing(meeting, later, item):
    amend(meeting, later, (item, " The Committee received the report.\r\nMembers asked\r\nabout costs. "))

    assert Amendment.objects.count() == 0
    assert AgendaItem.objects.get().amended_minutes == ""


def test_amending_is_recorded_without_the_words(meeting, later, item):
    amend(meeting, later, (item, "Members asked about costs twice."))

    verbs = [(event.verb, event.new) for event in Event.objects.of(meeting)]
    assert verbs == [
        ("minutes_confirmed", {"confirmed_at": later.pk}),
        (
            "minutes_amended",
            {
                "item": item.pk,
                "amendment": Amendment.objects.get().pk,
                "sha256": confirmation.digest("Members asked about costs twice."),
            },
        ),
    ]


def test_amended_again_the_latest_stands_and_all_are_kept(meeting, later, item):
    amend(meeting, later, (item, "First wording."))
    item.refresh_from_db()

    amend(meeting, later, (item, "Second wording."))

    item.refresh_from_db()
    assert item.amended_minutes == "Second wording."
    assert [one.words for one in item.amendments.all()] == ["First wording.", "Second wording."]


def test_amended_back_to_what_was_written_stands_as_written(meeting, later, item):
    amend(meeting, later, (item, "By mistake."))
    item.refresh_from_db()

    amend(meeting, later, (item, item.minutes))

    item.refresh_from_db()
    assert item.amended_minutes == ""
    assert item.amendments.count() == 2


def test_corrected_to_another_meeting_takes_the_amendments_with_it(board, meeting, later, item):
    amend(meeting, later, (item, "As amended."))
    right = make_meeting(board=board, date=day(-10))

    amend(meeting, right)

    meeting.refresh_from_db()
    assert meeting.minutes_confirmed_at == right
    assert list(item.amendments.values_list("meeting", "words")) == [
        (later.pk, "As amended."),
        (right.pk, "As amended."),
    ]


def test_amending_to_nothing_is_refused_and_confirms_nothing(meeting, later, item):
    with pytest.raises(ValidationError, match="cannot be amended to none"):
        amend(meeting, later, (item, "  "))

    meeting.refresh_from_db()
    assert meeting.minutes_confirmed_at is None


def test_amending_another_meetings_words_is_refused(meeting, later):
    with pytest.raises(ValidationError, match="own minutes"):
        amend(meeting, later, (make_item(minutes="Theirs."), "Ours."))


def test_amending_what_somebody_else_amended_meanwhile_is_refused(meeting, later, item):
    was = confirmation.digest(item.minutes)
    amend(meeting, later, (item, "Theirs."))

    with pytest.raises(confirmation.AmendedMeanwhile) as refused:
        confirmation.confirm_minutes(
            meeting=meeting, at_meeting=later, amended=[(item, "Mine.", was)], by=make_clerk(), now=at()
        )

    assert refused.value.rows == [item]
    assert [one.words for one in item.amendments.all()] == ["Theirs."]


def test_confirming_what_somebody_else_confirmed_elsewhere_meanwhile_is_refused(board, meeting, later):
    amend(meeting, later)

    with pytest.raises(ValidationError, match="Somebody else recorded"):
        amend(meeting, make_meeting(board=board, date=day(-10)), seen="")


def test_amendment_is_never_changed(meeting, later, item):
    amend(meeting, later, (item, "As amended."))

    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.update(words="Otherwise.")


def test_amendment_is_never_deleted(meeting, later, item):
    amend(meeting, later, (item, "As amended."))

    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.all().delete()
