"""Passkeys: beside an authenticator app and never alone; what no browser would answer is refused.

That they work is tested in a browser: tests/browser/test_passkeys.py.
"""

import copy
import json

import pytest
from django.urls import reverse
from lxml import html

from people.models import Event
from tests.builders import make_user
from tests.people.test_invitations import sign_in
from tests.second_steps import PASSKEY, add_passkey, held, set_up

pytestmark = pytest.mark.django_db

PASSWORD = "a long walk by the canal"
# of localhost, by somebody present and verified
AUTHENTICATOR_DATA = "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ"


@pytest.fixture
def person():
    user = make_user("Esi Member", email="esi@example.org", password=PASSWORD)
    set_up(user)
    return user


def spoilt():
    """Answers that are none: not JSON, of another kind, or with a part of it broken."""
    yield from ("", "{", "null", "[]", "1", '"text"', "{}", '{"id": 1}', '{"response": []}', '{"response": {}}', "\0")
    for part in ("id", "rawId", "type", "response"):
        answer = copy.deepcopy(PASSKEY)
        answer[part] = None
        yield json.dumps(answer)
    for part in ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"):
        for value in (None, "", "AAAA", "!!", 1, []):
            answer = copy.deepcopy(PASSKEY)
            answer["response"][part] = value
            yield json.dumps(answer)
    whole = copy.deepcopy(PASSKEY)
    whole["response"] |= {
        "authenticatorData": AUTHENTICATOR_DATA,
        "signature": "AAAA",
    }
    for handle in (None, "MQ", "enp6enp6enp6enp6enp6eg", "IA"):
        whole["response"]["userHandle"] = handle
        yield json.dumps(whole)


def test_adding_one_sets_an_app_up_first(client):
    client.force_login(make_user())

    response = client.get(reverse("mfa_add_webauthn"))

    assert response.url == "/accounts/second-step/app/?next=%2Faccounts%2Fpasskeys%2Fadd%2F"


def test_adding_one_asks_the_browser_for_what_signs_in_alone(client, person):
    client.force_login(person)

    page = html.fromstring(client.get(reverse("mfa_add_webauthn")).content)

    options = json.loads(page.xpath("string(//script[@id='passkey-data'])"))["creation_options"]["publicKey"]
    assert options["authenticatorSelection"] == {
        "residentKey": "required",
        "userVerification": "required",
        "requireResidentKey": True,
    }
    assert options["rp"] == {"id": "testserver", "name": "Scrutiny Tracker"}


def test_adding_one_by_an_answer_to_another_question_is_refused(client, person):
    client.force_login(person)
    url = reverse("mfa_add_webauthn")
    client.get(url)

    page = client.post(url, {"name": "Stolen", "credential": json.dumps(PASSKEY)})

    assert page.status_code == 200
    assert held(person) == ["recovery_codes", "totp"]


def test_spoilt_answers_are_refused_wherever_they_are_sent(client, person):
    add_passkey(person)
    stage, inside = client, type(client)()
    inside.force_login(person)
    wrong = []
    for number, answer in enumerate(spoilt()):
        for client, name in [(inside, "mfa_add_webauthn"), (inside, "mfa_reauthenticate_webauthn")]:
            client.get(reverse(name))
            response = client.post(reverse(name), {"credential": answer}, REMOTE_ADDR=f"192.0.2.{number % 200}")
            if response.status_code not in (200, 302, 429):
                wrong.append((name, answer, response.status_code))
        response = type(client)().post(
            reverse("mfa_login_webauthn"), {"credential": answer}, REMOTE_ADDR=f"192.0.2.{number % 200}"
        )
        if response.get("Location") != "/accounts/login/":
            wrong.append(("mfa_login_webauthn", answer, response.status_code))
    sign_in(stage, person.email)
    for answer in spoilt():
        if stage.post("/accounts/second-step/", {"credential": answer}).status_code != 200:
            wrong.append(("mfa_authenticate", answer))

    assert wrong == []
    assert stage.get("/").status_code == 302
    assert held(person) == ["recovery_codes", "totp", "webauthn"]


def test_sign_in_page_says_that_a_passkey_did_not_work(client):
    page = client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(PASSKEY)}, follow=True)

    assert [str(message) for message in page.context["messages"]] == [
        "That passkey did not work here. Try again, or use your password."
    ]


def test_pages_offer_a_passkey_only_through_scripts(client, person):
    add_passkey(person)
    sign_in_page = html.fromstring(client.get("/accounts/login/").content)
    sign_in(client, person.email)
    step = html.fromstring(client.get("/accounts/second-step/").content)

    for page in (sign_in_page, step):
        (form,) = page.xpath("//form[@data-passkey]")
        assert "hidden" in form.attrib
        assert [
            script for script in page.xpath("//script[not(@src)]") if script.get("type") != "application/json"
        ] == []
    assert step.xpath("//form//input[@name='code']")


def test_second_step_offers_no_passkey_to_who_has_none(client, person):
    sign_in(client, person.email)

    assert html.fromstring(client.get("/accounts/second-step/").content).xpath("//form[@data-passkey]") == []


def test_one_is_renamed(client, person):
    passkey = add_passkey(person)
    client.force_login(person)

    response = client.post(reverse("mfa_edit_webauthn", args=[passkey.pk]), {"name": "Home laptop"})

    passkey.refresh_from_db()
    assert (response.url, str(passkey)) == (reverse("account"), "Home laptop")


def test_one_is_removed_and_the_app_stays(client, person):
    passkey = add_passkey(person)
    client.force_login(person)

    response = client.post(reverse("mfa_remove_webauthn", args=[passkey.pk]))

    assert response.url == reverse("account")
    assert held(person) == ["recovery_codes", "totp"]
    event = Event.objects.of(person).get()
    assert (event.verb, event.old) == ("removed_passkey", {"passkey": passkey.pk})


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_somebody_elses_does_not_exist(client, person, name):
    passkey = add_passkey(person)
    client.force_login(make_user())

    assert client.get(reverse(name, args=[passkey.pk])).status_code == 404
    assert client.post(reverse(name, args=[passkey.pk]), {"name": "Mine"}).status_code == 404
    assert held(person) == ["recovery_codes", "totp", "webauthn"]
