"""Single sign-on with a real OpenID Connect service: it opens accounts that are there, by its own lasting id."""

import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.urls import reverse
from lxml import html

from people.adapters.single_sign_on import is_verified
from people.models import Event, User
from tests import oidc
from tests.builders import make_clerk, make_user
from tests.people.test_admin import fill
from tests.people.test_invitations import sign_in
from tests.second_steps import code, set_up

# tokens are as old as the service's clock says
pytestmark = [pytest.mark.django_db, pytest.mark.real_clock]

PASSWORD = "a long walk by the canal"
START = "/accounts/sign-on/"
BACK = "/accounts/oidc/sso/login/callback/"


@pytest.fixture(scope="module")
def running():
    with oidc.provider() as service:
        yield service


@pytest.fixture
def service(running, settings):
    settings.SOCIALACCOUNT_PROVIDERS = running.settings()
    settings.OIDC_NAME = "Thornbury Vale account"
    return running


@pytest.fixture
def person():
    return make_user("Esi Member", email="esi@example.org", password=PASSWORD)


def leave(client, **data):
    """Where the page leads that follows the button."""
    page = client.post(START, data)
    (link,) = html.fromstring(page.content).xpath("//main//a/@href")
    return link


def sign_on(client, service, sub, *, follow=False, **data):
    """The whole way: the button, the service's own page, and back with its code."""
    return client.get(service.sign_in(leave(client, **data), sub), follow=follow)


def why(response):
    """(status, the reason) of a refusal."""
    return response.status_code, response.context["why"]


# somebody who is known here


def test_sign_on_by_verified_address_signs_in_and_connects(client, service, person):
    service.know("esi-1", email="Esi@Example.org", email_verified=True)

    response = sign_on(client, service, "esi-1", next=reverse("actions:list"))

    assert response.url == reverse("actions:list")
    assert client.get("/").context["user"] == person
    account = SocialAccount.objects.get()
    assert (account.user, account.provider, account.uid) == (person, "sso", "esi-1")
    assert [(event.verb, event.actor) for event in Event.objects.of(person)] == [("connected_sign_on", person)]
    assert [message.subject for message in mail.outbox] == ["Your account was connected to single sign-on"]


def test_sign_on_keeps_the_password_and_makes_nobody(client, service, person):
    service.know("esi-2", email="esi@example.org", email_verified=True)

    sign_on(client, service, "esi-2")

    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert User.objects.count() == 1


def test_sign_on_keeps_no_token_and_of_the_claims_the_address_alone(client, service, person):
    service.know("esi-3", email="esi@example.org", email_verified=True, name="Esi", phone_number="01234 567890")

    sign_on(client, service, "esi-3")

    assert SocialAccount.objects.get().extra_data == {"userinfo": {"email": "esi@example.org"}}
    assert not SocialToken.objects.exists()


def test_sign_on_again_goes_by_the_lasting_id_whatever_the_address(client, service, person):
    service.know("esi-4", email="esi@example.org", email_verified=True)
    sign_on(client, service, "esi-4")
    client.logout()
    make_user("Somebody Else", email="else@example.org")
    service.know("esi-4", email="else@example.org", email_verified=True)

    sign_on(client, service, "esi-4")

    assert client.get("/").context["user"] == person


def test_sign_on_by_somebody_given_the_address_since_is_refused(client, service, person):
    service.know("esi-5", email="esi@example.org", email_verified=True)
    sign_on(client, service, "esi-5")
    client.logout()
    service.know("new-colleague", email="esi@example.org", email_verified=True)

    response = sign_on(client, service, "new-colleague")

    assert why(response) == (403, "another")
    assert client.get("/").status_code == 302


def test_sign_on_asks_for_ones_own_second_step(client, service, person):
    set_up(person)
    service.know("esi-6", email="esi@example.org", email_verified=True)

    asked = sign_on(client, service, "esi-6", next=reverse("actions:list"))
    response = client.post(asked.url, {"code": code()})

    assert asked.url == "/accounts/second-step/"
    assert response.url == reverse("actions:list")


def test_sign_on_asks_for_no_second_step_where_the_services_is_trusted(client, service, person, settings):
    settings.OIDC_TRUST_SECOND_FACTOR = True
    set_up(person)
    service.know("esi-7", email="esi@example.org", email_verified=True)

    response = sign_on(client, service, "esi-7")

    assert response.url == "/"
    client.logout()
    assert sign_in(client, person.email).url == "/accounts/second-step/"


@pytest.mark.parametrize(("trusted", "led"), [(False, True), (True, False)])
def test_sign_on_by_a_role_that_needs_a_second_step(client, service, settings, trusted, led):
    settings.MFA_REQUIRED_ROLES, settings.OIDC_TRUST_SECOND_FACTOR = ["clerk"], trusted
    make_clerk(email="asha@example.org")
    service.know("asha", email="asha@example.org", email_verified=True)
    sign_on(client, service, "asha")

    response = client.get(reverse("actions:list"))

    assert (response.status_code == 302) == led
    # trust is for who came that way
    client.logout()
    client.force_login(User.objects.get())
    assert client.get(reverse("actions:list")).status_code == 302


def test_sign_on_while_signed_in_as_somebody_else_changes_who_it_is(client, service, person):
    client.force_login(make_user("Somebody Else"))
    service.know("esi-8", email="esi@example.org", email_verified=True)

    sign_on(client, service, "esi-8")

    assert client.get("/").context["user"] == person


# somebody who is not


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"email": "nobody@example.org", "email_verified": True}, "unknown"),
        ({"email": "esi@example.org", "email_verified": False}, "unverified"),
        ({"email": "esi@example.org", "email_verified": "false"}, "unverified"),
        ({"email": "esi@example.org"}, "unverified"),
        ({"email": "", "email_verified": True}, "unverified"),
        ({"email_verified": True}, "unverified"),
        ({"email": "no address", "email_verified": True}, "unknown"),
    ],
)
def test_sign_on_of_somebody_else_is_refused_with_the_reason(client, service, person, claims, reason):
    service.know("stranger", **claims)

    response = sign_on(client, service, "stranger")

    assert why(response) == (403, reason)
    assert client.get("/").status_code == 302
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)


def test_sign_on_of_somebody_inactive_is_refused(client, service, person):
    service.know("esi-9", email="esi@example.org", email_verified=True)
    person.is_active = False
    person.save(update_fields=["is_active"])

    assert why(sign_on(client, service, "esi-9")) == (403, "inactive")
    assert not SocialAccount.objects.exists()


def test_sign_on_of_somebody_inactive_since_is_refused(client, service, person):
    service.know("esi-10", email="esi@example.org", email_verified=True)
    sign_on(client, service, "esi-10")
    client.logout()
    person.is_active = False
    person.save(update_fields=["is_active"])

    assert why(sign_on(client, service, "esi-10")) == (403, "inactive")
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("claims", "verified"),
    [
        ({}, True),
        ({"email_verified": None}, True),
        ({"email_verified": False}, False),
        ({"email_verified": "true"}, True),
        ({"email_verified": 1}, False),
    ],
)
def test_address_in_a_trusted_domain_counts_unless_the_service_says_no(settings, claims, verified):
    settings.OIDC_TRUSTED_DOMAINS = ["thornburyvale.gov.example"]

    assert is_verified("Esi@ThornburyVale.gov.example", claims) is verified
    assert is_verified("esi@thornburyvale.gov.example.org", {}) is False


# what can go wrong on the way


def test_back_with_another_state_is_refused(client, service, person):
    service.know("esi-11", email="esi@example.org", email_verified=True)
    back = service.sign_in(leave(client), "esi-11")
    state = parse_qs(urlsplit(back).query)["state"][0]

    response = client.get(back.replace(state, "another"))

    assert why(response) == (400, "failed")
    assert client.get("/").status_code == 302


def test_back_in_another_browser_is_refused(client, service, person):
    service.know("esi-12", email="esi@example.org", email_verified=True)
    back = service.sign_in(leave(client), "esi-12")

    assert why(type(client)().get(back)) == (400, "failed")


def test_back_twice_is_refused(client, service, person):
    service.know("esi-13", email="esi@example.org", email_verified=True)
    back = service.sign_in(leave(client), "esi-13")
    client.get(back)
    client.logout()

    assert why(client.get(back)) == (400, "failed")


@pytest.mark.parametrize(
    "query", ["", "?code=1", "?state=1", "?code=1&state=1", "?error=server_error", "?code=%00&state=%00"]
)
def test_back_with_what_is_no_answer_is_refused(client, service, query):
    assert why(client.get(f"{BACK}{query}")) == (400, "failed")


def test_back_with_a_made_up_code_is_refused(client, service, person):
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]

    assert why(client.get(f"{BACK}?code=made-up&state={state}")) == (400, "failed")


def test_turning_back_at_the_service_is_no_error(client, service):
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]

    response = client.get(f"{BACK}?error=access_denied&state={state}")

    assert why(response) == (200, "cancelled")


def test_service_that_is_away_is_said_to_be(client, service, settings):
    with socket.socket() as nobody:
        nobody.bind((oidc.HOST, 0))
        settings.SOCIALACCOUNT_PROVIDERS = service.settings(server_url=f"http://{oidc.HOST}:{nobody.getsockname()[1]}")

        response = client.post(START)

    assert why(response) == (503, "away")


def test_service_that_goes_away_meanwhile_is_said_to_be(client, service, person, settings):
    service.know("esi-14", email="esi@example.org", email_verified=True)
    back = service.sign_in(leave(client), "esi-14")
    settings.SOCIALACCOUNT_PROVIDERS = service.settings(server_url=f"http://{oidc.HOST}:1")

    assert why(client.get(back)) == (503, "away")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("<html>Proxy</html>", (503, "away")),
        ("{}", (400, "failed")),
        ("[]", (400, "failed")),
        ("null", (400, "failed")),
    ],
)
def test_service_that_answers_nonsense_is_no_error_of_ours(client, service, settings, answer, reason):
    class Nonsense(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, *args):
            pass

    server = HTTPServer((oidc.HOST, 0), Nonsense)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.SOCIALACCOUNT_PROVIDERS = service.settings(server_url=f"http://{oidc.HOST}:{server.server_port}")

    response = client.post(START)

    server.shutdown()
    server.server_close()
    assert why(response) == reason


def test_userinfo_of_somebody_else_than_the_token_is_refused(client, service, person, monkeypatch):
    from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter

    service.know("esi-15", email="other@example.org", email_verified=True)
    stranger = {"sub": "stranger", "email": "esi@example.org", "email_verified": True}
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "_fetch_user_info", lambda self, token: stranger)

    assert why(sign_on(client, service, "esi-15")) == (400, "failed")


# the pages


def test_button_stands_on_the_sign_in_page_where_there_is_a_service(client, service):
    page = html.fromstring(client.get("/accounts/login/?next=/actions/").content)

    (form,) = page.xpath(f"//form[@action='{START}']")
    assert form.xpath("string(button)") == "Sign in with Thornbury Vale account"
    assert form.xpath("input[@name='next']/@value") == ["/actions/"]


def test_without_a_service_there_is_no_button_and_no_way(client):
    page = html.fromstring(client.get("/accounts/login/").content)

    assert page.xpath(f"//form[@action='{START}']") == []
    assert client.post(START).status_code == 404
    assert client.get(BACK).status_code == 404


def test_sign_on_leads_to_no_other_site(client, service, person):
    service.know("esi-16", email="esi@example.org", email_verified=True)

    assert sign_on(client, service, "esi-16", next="https://example.com/").url == "/"


def test_account_page_shows_the_connection_and_ends_it(client, service, person):
    service.know("esi-17", email="esi@example.org", email_verified=True)
    sign_on(client, service, "esi-17")
    before = client.get("/accounts/").content.decode()

    client.post(reverse("disconnect_sign_on"))

    after = client.get("/accounts/").content.decode()
    assert "Connected to Thornbury Vale account since" in before
    assert "Not used yet" in after
    assert list(Event.objects.of(person).values_list("verb", flat=True)) == [
        "connected_sign_on",
        "disconnected_sign_on",
    ]


def test_administrator_disconnects_somebody_so_that_the_next_is_found_by_address(client, service, person):
    service.know("before", email="esi@example.org", email_verified=True)
    service.know("after", email="esi@example.org", email_verified=True)
    theirs = type(client)()
    sign_on(theirs, service, "before")
    admin = make_user(is_admin=True)
    client.force_login(admin)

    fill(client, reverse("admin:people_user_change", args=[person.pk]), _disconnect="1")
    theirs.logout()
    sign_on(theirs, service, "after")

    assert theirs.get("/").context["user"] == person
    assert SocialAccount.objects.get().uid == "after"
    assert [event.actor for event in Event.objects.of(person)] == [person, admin, person]
