"""Nonsense in every form and every query: an answer in plain words, nothing half-written, and never a 500.

What a page's own form holds is taken from the page, and each field gets something that nobody should send.
"""

import random

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from tests.addresses import addresses
from tests.scene import NOBODY, make_scene
from tests.test_sweep import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HUGE = "9" * 30
NASTY = (
    "",
    " ",
    "\0",
    "%00",
    "-1",
    "0",
    "1",
    HUGE,
    "1e400",
    "NaN",
    "é\u202e\u200b\ud7ff",
    "😀" * 50,
    "a" * 100_000,
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7 }}{% now %}",
    "../../etc/passwd",
    "=1+1",
    "on",
    "2026-02-30",
    "31",
    "13",
    "0000",
    "null",
    "[]",
    "1,2,3",
    "\r\nSet-Cookie: a=b",
)
ENDINGS = (".pdf", ".docx", ".xlsx", ".txt", ".png", ".exe", "")
# a list of sessions clears away those that are over
PASSING = {"django_session", "usersessions_usersession", "scrutiny_cache"}

values = st.one_of(st.sampled_from(NASTY), st.text(max_size=40))


@pytest.fixture
def scene(cast):
    return make_scene(cast)


# no record of anything: files of packs are made when first asked for, and what was typed is kept as a draft
NO_RECORD = ("actions_packfile", "actions_updatedraft")


def rows():
    """How many rows each table has, but for sessions, limits and what is no record."""
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    wanted = [table for table in tables if table not in (*PASSING, *NO_RECORD)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM {table}" for table in wanted))  # noqa: S608
        return dict(cursor.fetchall())


def fields_of(page):
    """(name, value) of everything that a page's forms would send, without those that say what to do where."""
    for form in html.fromstring(page).iter("form"):
        yield from form.fields.items()


def nonsense(data, names):
    """Each field as it was, missing, nasty, or twice."""
    sent = {}
    for name, value in names.items():
        how = data.draw(st.sampled_from(("kept", "nasty", "nasty", "missing", "twice")), label=name)
        if how == "kept":
            sent[name] = value or ""
        elif how == "nasty":
            sent[name] = data.draw(values, label=name)
        elif how == "twice":
            sent[name] = [data.draw(values, label=name), data.draw(values, label=name)]
    if data.draw(st.booleans(), label="a file"):
        ending = data.draw(st.sampled_from(ENDINGS), label="its ending")
        sent["file" if "file" in names else "evidence"] = SimpleUploadedFile(
            f"a{ending}", data.draw(st.binary(max_size=99))
        )
    sent[data.draw(values, label="a name of its own") or "x"] = data.draw(values)
    return sent


@pytest.mark.timeout(900)
@pytest.mark.parametrize("role", ["clerk", "officer", "member", "admin", "viewer", NOBODY])
def test_nonsense_is_answered_in_plain_words(scene, role):
    client = client_of(scene.everybody[role])
    client.raise_request_exception = False
    every = [address for address, *_ in addresses(scene) if "logout" not in address]
    random.Random(role).shuffle(every)
    before = rows()

    @settings(max_examples=300, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def send(data):
        address = data.draw(st.sampled_from(every), label="address")
        mark = transaction.savepoint()
        try:
            query = {
                data.draw(st.sampled_from(["q", "page", "order", "board", "on_day", "next", "x"])): data.draw(values)
            }
            shown = client.get(address, query)
            assert shown.status_code < 500, f"GET {address} {query}"
            if shown.streaming:
                b"".join(shown.streaming_content)
                if getattr(shown, "file_to_stream", None):
                    shown.file_to_stream.close()
            names = {}
            if shown.status_code == 200 and shown["Content-Type"].startswith("text/html") and not shown.streaming:
                names = dict(fields_of(shown.content))
            sent = nonsense(data, names)
            answered = client.post(address, sent)
            assert answered.status_code < 500, f"POST {address} {sent}"
            # what is not taken leaves nothing behind; what is leads to a page, or is a file to save, which is recorded
            if answered.status_code != 302 and "attachment" not in answered.get("Content-Disposition", ""):
                assert rows() == before, f"POST {address} {sent}"
        finally:
            transaction.savepoint_rollback(mark)

    send()
