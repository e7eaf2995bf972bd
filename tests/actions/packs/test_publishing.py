"""Publishing freezes what members are shown; a correction is a further version, and nothing is changed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from actions.models import Pack, Shown
from actions.packs import published
from actions.services import actions, meetings, packs, updates
from meetings.models import Meeting
from meetings.services import meetings as calendar
from people.models import Event
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_meeting,
    make_pack,
    make_update,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return make_board()


@pytest.fixture
def meeting(board):
    return make_meeting(board=board, date=day(28))


@pytest.fixture
def action(board):
    return make_action(monitoring_board=board, title="Mend the roof", now=at(-20))


def publish(meeting, **over):
    return packs.publish(meeting=meeting, **{"by": make_clerk(), "now": at(), **over})


def test_publish_freezes_what_members_are_shown(meeting, action):
    pack = publish(meeting)
    actions.edit(action=action, by=make_clerk(), now=at(1), seen_version=None, title="Mend the wall")
    make_update(action, now=at(1), progress="Begun.")

    [entry] = published.read(Pack.objects.get(), "full").actions

    assert (entry.title, entry.updates) == ("Mend the roof", ())
    assert (pack.version, pack.correction, pack.publish_by) == (1, "", meeting.publish_on)


def test_publish_says_who_and_when_and_is_recorded(meeting, action):
    clerk = make_clerk()

    pack = publish(meeting, by=clerk)

    [event] = Event.objects.of(pack)
    assert (pack.published_by, pack.published_at) == (clerk, at())
    assert (event.actor, event.verb, event.at) == (clerk, "published", at())
    assert event.new == {
        "meeting": meeting.pk,
        "version": 1,
        "sha256": pack.sha256,
        "public_sha256": pack.public_sha256,
    }


def test_publish_that_fails_leaves_nothing(meeting, action, monkeypatch):
    def fail(**_):
        raise RuntimeError

    monkeypatch.setattr(packs.events, "record", fail)

    with pytest.raises(RuntimeError):
        publish(meeting)

    assert (Pack.objects.count(), Shown.objects.count()) == (0, 0)


@pytest.mark.parametrize(("offset", "late"), [(0, False), (1, True)])
def test_pack_is_late_after_its_last_day(meeting, action, offset, late):
    days = (meeting.publish_on - day(0)).days + offset

    assert publish(meeting, now=at(days)).is_late is late


def test_pack_stays_late_or_in_time_when_its_meeting_moves(meeting, action):
    pack = publish(meeting, now=at((meeting.publish_on - day(0)).days))
    meetings.set_day(meeting=meeting, date=day(24), by=make_clerk(), now=at(1))

    pack.refresh_from_db()

    assert not pack.is_late


def test_correction_is_a_further_version_that_says_why(meeting, action):
    first = publish(meeting)
    actions.edit(action=action, by=make_clerk(), now=at(1), seen_version=None, title="Mend the wall")

    second = publish(meeting, now=at(1), seen=1, correction="It is the wall.")

    titles = [published.read(pack, "full").actions[0].title for pack in (first, second)]
    assert titles == ["Mend the roof", "Mend the wall"]
    assert (second.version, second.correction) == (2, "It is the wall.")
    assert Pack.objects.latest_for(meeting) == second
    assert [event.verb for event in Event.objects.of(second)] == ["corrected"]


@pytest.mark.parametrize("correction", ["", " \n"])
def test_correction_without_a_reason_is_refused(meeting, action, correction):
    publish(meeting)

    with pytest.raises(ValidationError, match="Say what is corrected"):
        publish(meeting, seen=1, correction=correction)


def test_correction_after_the_meeting_is_possible(meeting, action):
    publish(meeting)
    calendar.hold(meeting=meeting, by=make_clerk(), now=at(28), today=day(28))

    assert publish(meeting, now=at(30), correction="A name was wrong.").version == 2


@pytest.mark.parametrize("seen", [0, 2])
def test_publish_of_somebody_who_has_not_seen_the_latest_version_is_refused(meeting, action, seen):
    publish(meeting)

    with pytest.raises(ValidationError, match="Somebody else has published"):
        publish(meeting, seen=seen, correction="Mine.")

    assert Pack.objects.count() == 1


def test_meeting_without_a_day_has_no_pack(board):
    with pytest.raises(ValidationError, match="Give the meeting its day first"):
        publish(make_meeting(board=board, month=day(60).replace(day=1)))


def test_meeting_that_was_cancelled_has_no_pack(meeting):
    meetings.cancel(meeting=meeting, reason="Snow.", by=make_clerk(), now=at())

    with pytest.raises(ValidationError, match="was cancelled"):
        publish(meeting)


@pytest.mark.parametrize("status", [Meeting.Status.HELD, Meeting.Status.SCHEDULED])
def test_meeting_that_is_over_gets_no_first_pack(board, status):
    with pytest.raises(ValidationError, match="is over"):
        publish(make_meeting(board=board, date=day(-1), status=status))


def test_pack_can_be_published_on_the_very_day(board):
    assert publish(make_meeting(board=board, date=day(0))).is_late


def test_what_a_pack_shows_is_noted_with_what_is_exempt(cast):
    make_pack(cast.next)

    shown = {
        what: set(Shown.objects.exclude(**{what: None}).values_list(what, "exempt"))
        for what in ("action", "resolution", "proposal", "review")
    }

    assert shown == {
        "action": {(cast.action.pk, False), (cast.exempt_action.pk, True)},
        "resolution": {(cast.resolution.pk, False), (cast.exempt_resolution.pk, True)},
        "proposal": {(cast.proposal.pk, False)},
        "review": {(cast.review.pk, False)},
    }


# two at once


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_one_version():
    meeting = make_meeting(date=day(28))
    make_action(monitoring_board=meeting.board)
    clerks = [make_clerk(), make_clerk()]

    def publish_elsewhere(clerk):
        try:
            return publish(meeting, by=clerk, seen=0).version
        except ValidationError as error:
            return error.messages[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        outcomes = list(both.map(publish_elsewhere, clerks))

    assert Pack.objects.count() == 1
    assert sorted(outcomes, key=str)[0] == 1
    assert "Somebody else has published version 1" in sorted(outcomes, key=str)[1]


@pytest.mark.django_db(transaction=True)
def test_pack_published_while_updates_arrive_shows_each_whole_or_not_at_all():
    meeting = make_meeting(date=day(28))
    made = [make_action(monitoring_board=meeting.board, due_on=day(9)) for _ in range(6)]
    clerk, officer = make_clerk(), make_clerk()

    def update(action):
        try:
            updates.add(
                action=action,
                by=officer,
                now=at(),
                seen_version=None,
                status_reported="in_progress",
                confidence="green",
                progress="Begun.",
            )
        finally:
            connection.close()

    def publish_elsewhere():
        try:
            return packs.publish(meeting=meeting, by=clerk, now=at())
        finally:
            connection.close()

    with ThreadPoolExecutor(7) as pool:
        arriving = [pool.submit(update, action) for action in made[:3]]
        publishing = pool.submit(publish_elsewhere)
        arriving += [pool.submit(update, action) for action in made[3:]]
        for one in arriving:
            one.result()
        pack = publishing.result()

    shown = published.read(pack, "full")
    assert len(shown.actions) == 6
    # what has an update is changed and in progress; what has none is missing one, and not started
    assert {(bool(entry.updates), "no_update" in entry.sections, entry.status) for entry in shown.actions} <= {
        (True, False, "in_progress"),
        (False, True, "not_started"),
    }


# what the database refuses


@pytest.mark.parametrize(
    "change",
    [
        {"content": "{}"},
        {"sha256": "0" * 64},
        {"public_content": "{}"},
        {"published_at": at(-1)},
        {"correction": "Nothing."},
        {"version": 2},
    ],
)
def test_database_refuses_to_change_a_pack(meeting, action, change):
    pack = publish(meeting)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Pack.objects.filter(pk=pack.pk).update(**change)


def test_database_refuses_to_delete_a_pack(meeting, action):
    pack = publish(meeting)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM actions_pack WHERE id = %s", [pack.pk])


def test_database_refuses_a_version_that_follows_none(meeting, action):
    pack = publish(meeting)
    pack.pk, pack.version, pack.correction = None, 3, "Something."

    with pytest.raises(IntegrityError, match="follows the one before"), transaction.atomic():
        pack.save(force_insert=True)


def test_database_refuses_to_withdraw_twice_or_to_undo_it(meeting, action):
    pack = publish(meeting)
    packs.withdraw_public(pack=pack, why="Exempt.", by=make_clerk(), now=at())

    with pytest.raises(IntegrityError, match="stays withdrawn"), transaction.atomic():
        Pack.objects.filter(pk=pack.pk).update(
            public_withdrawn_at=None, public_withdrawn_by=None, public_withdrawn_why=""
        )
    with pytest.raises(ValidationError, match="withdrawn from the public already"):
        packs.withdraw_public(pack=pack, why="Again.", by=make_clerk(), now=at())
