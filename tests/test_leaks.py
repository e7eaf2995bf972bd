"""Where exempt words could get out besides pages: searches that answer by what they leave out, e-mails, cache and logs.

What every page, redirect, file and header shows to whom is hunted in tests/test_sweep.py.
"""

import base64
import datetime
import io
import logging
import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from actions.models import Action, Finding, Outcome, ProgressUpdate, Review
from actions.services import exempting
from actions.services.rounds import sending
from meetings.models import AgendaItem, DocumentVersion, WorkItem
from meetings.services.exempting import marking
from scrutiny import request_log
from tests.addresses import SEE_EXEMPT, SOUGHT, addresses
from tests.builders import at, make_pack
from tests.cast import EXEMPT_WORDS
from tests.scene import CHAIR_WORDS, ENQUIRY_WORDS, NOTE_WORDS, QUERY_WORDS, make_scene
from tests.test_sweep import NOT_TODAY, client_of, everything

pytestmark = pytest.mark.django_db

# a word of the same length that stands nowhere
NOWHERE = "Q" + SOUGHT[1:].swapcase()
SEARCHED = ["actions:list", "resolutions:list", "reviews:list"]
SECRETS = [EXEMPT_WORDS, QUERY_WORDS, NOTE_WORDS, CHAIR_WORDS, ENQUIRY_WORDS]
EXEMPT = {"is_exempt": True, "exempt_paragraphs": "3"}
# of an exempt action an e-mail says this and no more, and that to those who may see it
REFERENCE = "ILSC 2025/26-02"

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def scene(cast):
    return make_scene(cast)


def found_by(client, address, words):
    """A page's answer to a search, without the words searched for."""
    text = client.get(address, {"q": words, "state": "all"}).text
    return TOKEN.sub("", text).replace(words, "")


def hidden_from(scene):
    return {role for role, user in scene.everybody.items() if user} - SEE_EXEMPT | set(NOT_TODAY)


@pytest.mark.parametrize("name", SEARCHED)
def test_search_for_exempt_words_answers_as_one_for_words_that_stand_nowhere(scene, name):
    address = reverse(name)

    def differs(role):
        client = client_of(scene.everybody[role])
        return found_by(client, address, SOUGHT) != found_by(client, address, NOWHERE)

    assert differs("clerk")
    assert [role for role in sorted(hidden_from(scene)) if differs(role)] == []


def test_no_email_of_a_whole_round_says_anything_secret(scene):
    assert [action for action in Action.objects.owed_for(scene.next, at().date()) if EXEMPT_WORDS in action.title]
    sent_before = len(mail.outbox)

    for days in range((scene.next.date - at().date()).days + 8):
        now = at(days)
        for step in range(3):
            sending.run(clock=lambda now=now, step=step: now + datetime.timedelta(hours=step * 4))

    letters = [(letter.recipients(), f"{letter.message()} {letter.body}") for letter in mail.outbox]
    # who comes tomorrow is an officer of the post by then
    may_see = {scene.everybody[role].email for role in (*SEE_EXEMPT, "coming")}
    assert len(letters) > sent_before
    assert scene.officer.email in {address for to, _ in letters for address in to}
    assert [text for _, text in letters if any(words in text for words in SECRETS)] == []
    assert {address for to, text in letters if REFERENCE in text for address in to} <= may_see


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", ["clerk", "member"])
def test_cache_and_logs_keep_no_words_of_the_pages_that_were_read(scene, role):
    client, log = client_of(scene.everybody[role]), io.StringIO()
    handler = logging.StreamHandler(log)
    handler.setFormatter(request_log.JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    shown = ""
    try:
        for address, *_ in addresses(scene):
            shown += everything(client.get(address))
            client.post(address)
        logging.getLogger("probe").warning("a probe of the log")
        cache.set("probe", "a probe of the cache")
    finally:
        root.removeHandler(handler)

    # the words were there to be kept, and both are looked into
    assert EXEMPT_WORDS in shown
    assert "a probe of the log" in log.getvalue()
    assert "a probe of the cache" in cached()
    assert [words for words in (*SECRETS, REFERENCE) if words in log.getvalue() + cached()] == []


def cached():
    """All that the cache holds: its keys, and its values as they were pickled."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT cache_key, value FROM {settings.CACHES['default']['LOCATION']}")  # noqa: S608
        rows = cursor.fetchall()
    return " ".join(f"{key} {base64.b64decode(value).decode(errors='replace')}" for key, value in rows)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("role", ["co_optee", "viewer"])
def test_what_was_open_and_became_exempt_is_shown_nowhere_any_more(scene, role):
    """All that is exempt in the scene is opened first and stands in a pack; then it is marked again, item by item."""
    rows = marked_by_themselves()
    for row in rows:
        exempting.mark(row=row, seen=marking(row), is_exempt=False, why="Over.", by=scene.clerk, now=at())
    hidden = {model: list(model.objects.filter(is_exempt=True)) for model in (WorkItem, Outcome)}
    for model in hidden:
        model.objects.update(is_exempt=False, exempt_paragraphs="")
    make_pack(scene.published, now=at(), correction="It may be told.")
    client = client_of(scene.everybody[role])

    assert len(leaks_at(client, scene)) > 10

    for model, marked in hidden.items():
        model.objects.filter(pk__in=[row.pk for row in marked]).update(**EXEMPT)
    for row in rows:
        row.refresh_from_db()
        exempting.mark(row=row, seen=marking(row), **EXEMPT, why="The sale goes on.", by=scene.clerk, now=at())

    assert leaks_at(client, scene) == []


def leaks_at(client, scene):
    """The addresses that tell what is exempt, and which words."""
    answers = {address: everything(client.get(address)) for address, *_ in addresses(scene)}
    return [
        (address, words) for address, text in answers.items() for words in (EXEMPT_WORDS, REFERENCE) if words in text
    ]


def marked_by_themselves():
    models = (AgendaItem, DocumentVersion, Review, Finding, Action, ProgressUpdate)
    return [row for model in models for row in model.objects.filter(is_exempt=True).order_by("pk")]
