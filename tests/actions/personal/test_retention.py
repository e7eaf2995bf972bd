"""What is kept for a while and then deleted, by the settings; and that nothing younger goes."""

import datetime

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as given
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from actions.models import MinutesImport, Question, ReadMark, UpdateDraft
from actions.services import retention
from people.models import Message
from scrutiny import environment
from tests.builders import at, make_membership, make_message, make_question, make_user

pytestmark = pytest.mark.django_db

KINDS = [
    "messages’ words",
    "drafts of imports",
    "drafts of updates",
    "reading marks",
    "private notes",
    "ended sessions",
    "counts of attempts",
]


@pytest.fixture
def old_and_young(cast, settings):
    """One of each kind that is older than it may be kept, and one that is not."""
    settings.KEEP_MESSAGES_DAYS, settings.KEEP_IMPORTS_DAYS, settings.KEEP_UPDATE_DRAFTS_DAYS = 100, 30, 60
    settings.KEEP_READING_MARKS_YEARS, settings.KEEP_PRIVATE_NOTES_YEARS = 1, 2
    words = {"state": "sent", "address": "a@example.org", "subject": "Due", "text": "Text", "html": "<p>Text</p>"}
    user = cast.member
    for index, (messages, imports, drafts, marks, notes) in enumerate(
        ((101, 31, 61, 367, 740), (99, 29, 59, 364, 720))
    ):
        action = (cast.action, cast.exempt_action)[index]
        message = make_message(meeting=cast.next, created_at=at(-messages), sent_at=at(-messages), **words)
        MinutesImport.objects.create(text="T", origin="o", started_by=user, started_at=at(-imports))
        UpdateDraft.objects.create(action=action, user=user, values={}, saved_at=at(-drafts))
        ReadMark.objects.create(user=user, meeting=cast.next, action=action, read_at=at(-marks))
        make_note(cast, action, notes)
    return message


def make_note(cast, action, days):
    member = make_membership(board=cast.lives, starts_on=(at(-days - 1)).date()).user
    make_question(meeting=cast.next, asked_by=member, action=action, reach="private", asked_at=at(-days))


def counts(**over):
    return dict(retention.apply(now=at(), **over))


def test_what_is_older_goes_and_what_is_younger_stays(old_and_young):
    assert counts(dry_run=True) == counts() == dict.fromkeys(KINDS[:5], 1) | dict.fromkeys(KINDS[5:], 0)

    assert counts() == dict.fromkeys(KINDS, 0)
    for model in (MinutesImport, UpdateDraft, ReadMark, Question):
        assert model.objects.count() == 1


def test_message_keeps_to_whom_it_went_and_when(old_and_young):
    counts()

    cleared, kept = Message.objects.order_by("created_at")
    assert (cleared.subject, cleared.address, cleared.text, cleared.html) == ("Due", "a@example.org", "", "")
    assert (cleared.state, cleared.sent_at, cleared.cleared_at) == ("sent", at(-101), at())
    assert (kept.text, kept.cleared_at) == ("Text", None)


@pytest.mark.parametrize("state", ["ready", "waiting", "failed", "uncertain"])
def test_message_that_somebody_has_to_look_at_keeps_its_words(cast, state):
    why = {"why": "550"} if state in ("failed", "uncertain") else {}
    words = {"address": "a@example.org", "subject": "Due", "text": "Text", "html": "Text"}
    make_message(meeting=cast.next, created_at=at(-999), state=state, **words, **why)

    assert counts()["messages’ words"] == 0


def test_confirmed_import_and_what_others_read_stay(cast):
    MinutesImport.objects.create(
        text="T", origin="o", started_by=cast.clerk, started_at=at(-999), meeting=cast.past, confirmed_at=at(-998)
    )
    member = make_membership(board=cast.lives, starts_on=at(-3000).date()).user
    for reach in ("chair", "board", "submitted"):
        make_question(meeting=cast.next, asked_by=member, action=cast.action, reach=reach, asked_at=at(-2999))

    assert counts() == dict.fromkeys(KINDS, 0)


def test_nothing_is_kept_for_ever_unless_it_is_said(old_and_young, settings):
    settings.KEEP_MESSAGES_DAYS = settings.KEEP_READING_MARKS_YEARS = settings.KEEP_PRIVATE_NOTES_YEARS = 0

    applied = counts()

    assert [what for what, count in applied.items() if count is None] == [
        "messages’ words",
        "reading marks",
        "private notes",
    ]
    assert ReadMark.objects.count() == 2


def test_ended_sessions_go_with_the_addresses_they_came_from():
    user = make_user()
    for key, days in (("ended", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=at(days))
        UserSession.objects.create(user=user, ip="192.0.2.1", session_key=key, user_agent="Firefox")

    assert counts(dry_run=True)["ended sessions"] == 1
    assert counts()["ended sessions"] == 1

    assert [row.session_key for row in UserSession.objects.all()] == ["open"]


def test_counts_of_attempts_that_are_over_go():
    cache.set("attempts", 3, 60)
    cache.set("others", 3, 60 * 60 * 24 * 30)
    later = at() + datetime.timedelta(days=1)

    applied = dict(retention.apply(now=later))

    assert applied["counts of attempts"] == 1
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {given.CACHES['default']['LOCATION']}")  # noqa: S608
        assert cursor.fetchone() == (1,)


def test_command_prints_the_counts(old_and_young, capsys):
    call_command("apply_retention", dry_run=True)
    rehearsed = capsys.readouterr().out.splitlines()
    call_command("apply_retention")
    applied = capsys.readouterr().out.splitlines()

    assert rehearsed == [*applied, "Nothing was deleted."]
    assert applied == [f"{kind}: 1" for kind in KINDS[:5]] + [f"{kind}: 0" for kind in KINDS[5:]]


@pytest.mark.parametrize(("value", "least"), [("-1", 0), ("0", 1)])
def test_period_that_is_none_is_refused(monkeypatch, value, least):
    monkeypatch.setenv("KEEP_IMPORTS_DAYS", value)

    with pytest.raises(ImproperlyConfigured, match=f"must be {least} or more"):
        environment.period("KEEP_IMPORTS_DAYS", default=30, least=least)
