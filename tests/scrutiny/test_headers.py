"""The headers that keep a browser from doing what no page of ours asks for, on every kind of answer."""

import pytest
from django.urls import reverse

from scrutiny import views
from tests.builders import make_user

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}


def policies(header):
    """{feature: who may use it} of a Permissions-Policy."""
    return dict(one.strip().split("=", 1) for one in header.split(","))


@pytest.fixture
def answers(client, monkeypatch):
    """One answer of each kind: (what it is, the answer)."""
    user = make_user(is_admin=True)
    anonymous = [("a page", client.get("/accounts/login/")), ("a redirect", client.get("/"))]
    client.force_login(user)
    client.raise_request_exception = False
    signed_in = [
        ("a page with a list", client.get("/actions/")),
        ("an export", client.get(reverse("actions:export"))),
        ("nothing there", client.get("/nowhere/")),
        ("not allowed", client.get(reverse("meetings:plan"))),
        ("a wrong method", client.post("/actions/")),
        ("a bad request", client.post(reverse("mfa_download_recovery_codes"))),
        ("Django admin", client.get("/admin/")),
    ]
    monkeypatch.setattr(views.HomeView, "get", lambda *_, **__: 1 / 0)
    return [*anonymous, *signed_in, ("an error", client.get("/"))]


def test_every_answer_has_the_strict_policy(answers):
    statuses = {answer.status_code for _, answer in answers}
    found = [(what, set(answer["Content-Security-Policy"].split("; "))) for what, answer in answers]

    assert statuses == {200, 302, 400, 403, 404, 405, 500}
    assert [(what, policy) for what, policy in found if policy != POLICY] == []


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_every_answer_says_how_it_may_be_used(answers, header, value):
    assert [(what, answer.get(header)) for what, answer in answers if answer.get(header) != value] == []


def test_every_answer_lets_pages_ask_for_passkeys_and_nothing_else(answers):
    for _, answer in answers:
        asked = policies(answer["Permissions-Policy"])
        assert {feature for feature, who in asked.items() if who != "()"} == {
            "publickey-credentials-create",
            "publickey-credentials-get",
        }
        assert {"camera", "microphone", "geolocation", "payment", "usb"} <= asked.keys()


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(client):
    make_user(email="esi@example.org", password="a long walk by the canal")
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": "esi@example.org", "password": "a long walk by the canal"})

    assert set(client.cookies) == {"csrftoken", "sessionid"}
    for cookie in client.cookies.values():
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
