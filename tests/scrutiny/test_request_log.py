"""The log of requests: JSON, with an id that the answer and the page of an error carry, and with no secret in it."""

import io
import json
import logging

import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError
from django.test import RequestFactory
from django.urls import reverse

from scrutiny import errors, request_log, views
from tests.builders import make_user
from tests.people.test_invitations import link_in, sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "a long walk by the canal"


@pytest.fixture
def log():
    """What a server would write while the test runs; `lines(log)` reads it."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(request_log.JsonFormatter())
    root, level = logging.getLogger(), request_log.logger.level
    root.addHandler(handler)
    request_log.logger.setLevel(logging.INFO)
    yield handler.stream
    root.removeHandler(handler)
    request_log.logger.setLevel(level)


def lines(log):
    return [json.loads(line) for line in log.getvalue().splitlines()]


def fail(*args, **kwargs):
    raise IntegrityError("duplicate key value\nDETAIL:  Key (title)=(Zanzibar lease) already exists.")


def test_each_answer_carries_an_id_of_its_own(client):
    answers = [client.get(path) for path in ("/accounts/login/", "/", "/nowhere/", "/healthz")]

    ids = [answer[request_log.HEADER] for answer in answers]
    assert [len(one) for one in ids] == [32] * 4
    assert len(set(ids)) == 4


def test_id_that_a_visitor_sends_is_not_taken(client):
    answer = client.get("/accounts/login/", headers={"x-request-id": "made-up"})

    assert answer[request_log.HEADER] != "made-up"


def test_request_is_one_line_with_what_is_needed_and_no_more(client, log):
    user = make_user()
    client.force_login(user)

    answer = client.get(f"{reverse('actions:list')}?q=Zanzibar")

    (line,) = lines(log)
    assert (line.pop("time")[-6:], line.pop("ms") >= 0) == ("+00:00", True)
    assert line == {
        "level": "INFO",
        "logger": "scrutiny.request_log",
        "request": answer[request_log.HEADER],
        "message": "request",
        "method": "GET",
        "route": "/actions/",
        "status": 200,
        "user": str(user.pk),
    }


def test_requests_of_whatever_watches_the_server_are_not_logged(client, log):
    client.get("/healthz")

    assert lines(log) == []


def test_page_of_an_error_shows_the_id_that_its_line_has(client, log, monkeypatch):
    monkeypatch.setattr(views.HomeView, "get", fail)
    client.force_login(make_user())
    client.raise_request_exception = False

    answer = client.get("/")

    number = answer[request_log.HEADER]
    assert answer.status_code == 500
    assert f">{number}</strong>" in answer.content.decode()
    error, request = lines(log)
    assert (error["request"], request["request"], request["status"]) == (number, number, 500)
    (raised,) = error["errors"]
    assert raised["error"] == "IntegrityError: duplicate key value"
    assert raised["at"][-1].endswith(" fail")
    assert "Zanzibar" not in log.getvalue()


def test_line_of_an_error_has_what_it_came_from():
    try:
        try:
            fail()
        except IntegrityError as error:
            raise ValueError("not saved") from error
    except ValueError as error:
        found = [one["error"] for one in request_log.errors(error)]

    assert found == ["ValueError: not saved", "IntegrityError: duplicate key value"]


def test_password_and_the_link_to_choose_one_are_not_logged(client, log):
    make_user(email="esi@example.org", password=PASSWORD)
    sign_in(client, "esi@example.org", "a wrong password")
    client.post(reverse("account_reset_password"), {"email": "esi@example.org"})
    link = link_in(mail.outbox[0])
    client.get(link, follow=True)
    client.get(f"{link}more")
    client.get(f"/nowhere{link}")
    client.post(link, headers={"origin": "https://example.com"})

    key = link.split("/")[-2]
    assert len(lines(log)) >= 5
    for secret in ("wrong password", "esi@example.org", key, key.split("-", 1)[1], client.cookies["csrftoken"].value):
        assert secret not in log.getvalue()


def test_path_in_a_message_of_djangos_is_told_by_its_route():
    request = RequestFactory().get("/circulated/a-signed-token/")
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "%s: %s", ("Not Found", request.path), None)
    record.request = request

    assert request_log.said(record) == "Not Found: (no such address)"


def test_servers_own_secrets_are_blotted_out():
    record = logging.LogRecord("any", logging.ERROR, "", 1, "key %s", (settings.SECRET_KEY,), None)

    line = json.loads(request_log.JsonFormatter().format(record))

    assert line["message"] == "key ***"


def test_error_page_needs_no_database(client, monkeypatch, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.id = "0123456789abcdef"

    with django_assert_num_queries(0):
        page = errors.server_error(request)

    assert (page.status_code, b"0123456789abcdef" in page.content) == (500, True)
