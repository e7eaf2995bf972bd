"""Every address, as everybody, GET and POST: nobody gets further than they may, nothing leaks, nothing breaks.

An address that is not in the table (tests/addresses.py) fails, so that whoever adds a page says who it is for.
"""

import copy

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.addresses import ADMIN_SITE, ALL, ASKER, BOARD, CLERKS, PAGES, SEE_EXEMPT, addresses, names, views_of
from tests.cast import EXEMPT_WORDS
from tests.scene import CHAIR_WORDS, ENQUIRY_WORDS, NOBODY, NOTE_WORDS, QUERY_WORDS, make_scene
from tests.unpacking import unpacked

pytestmark = pytest.mark.django_db

# words, and who alone may be shown them
SECRETS = {
    EXEMPT_WORDS: SEE_EXEMPT,
    "ILSC 2025/26-02": SEE_EXEMPT,
    QUERY_WORDS: CLERKS,
    NOTE_WORDS: ASKER,
    CHAIR_WORDS: ASKER | {"chair"},
    ENQUIRY_WORDS: BOARD,
}


# the answer to somebody who is not signed in, or not as an administrator: a door
SIGN_IN = "sign in"


@pytest.fixture
def scene(cast):
    return make_scene(cast)


def client_of(user):
    client = Client(raise_request_exception=False)
    if user:
        user.refresh_from_db()
        client.force_login(user)
    return client


def ask(client, method, address):
    """(status or SIGN_IN, all that was answered) to one request, with the page it leads to; undone afterwards."""
    mark, cookies = transaction.savepoint(), copy.deepcopy(client.cookies)
    response = client.get(address) if method == "GET" else client.post(address)
    answered = everything(response)
    if response.status_code == 302 and not is_door(response["Location"]):
        answered += everything(client.get(response["Location"]))
    transaction.savepoint_rollback(mark)
    client.cookies = cookies
    return SIGN_IN if response.status_code == 302 and is_door(response["Location"]) else response.status_code, answered


def everything(response):
    """An answer's headers and its body, taken apart where it is a file with something in it."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers} {unpacked(body)}"


def is_door(location):
    return location.startswith((reverse("account_login"), reverse("admin:login")))


# what they held or will hold gives them nothing today
NOT_TODAY = ("former", "coming")


def expected_status(expected, role):
    """What a role gets by the table: the door, where the table does not name them."""
    role = "viewer" if role in NOT_TODAY else role
    return next((status for status, roles in expected.items() if role in roles), SIGN_IN)


def test_every_address_is_in_the_table():
    listed = {name for name, *_ in PAGES} | {f"admin:{view}" for view in ADMIN_SITE}
    for model, model_admin in admin.site._registry.items():
        listed |= {f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}" for view in views_of(model_admin)}

    # without a name: admin's own redirect of old addresses, and its answer to everything it does not know
    assert set(names()) - {"admin:None"} == listed


@pytest.mark.timeout(900)
@pytest.mark.parametrize("role", [*sorted(ALL), *NOT_TODAY, NOBODY])
def test_sweep_of_every_address(scene, role):
    client = client_of(scene.everybody[role])
    wrong, leaks, shown = [], [], set()

    for address, *expected in addresses(scene):
        for method, by_role in zip(("GET", "POST"), expected, strict=True):
            status, answered = ask(client, method, address)
            found = {words for words in SECRETS if words in answered}
            shown |= found
            leaks += [f"{method} {address}: {words}" for words in found if role not in SECRETS[words]]
            if status != expected_status(by_role, role):
                wrong.append(f"{method} {address}: {status}, not {expected_status(by_role, role)}")

    assert wrong == []
    assert leaks == []
    # and the words are there to be found by those who may
    assert shown == {words for words, who in SECRETS.items() if role in who}
