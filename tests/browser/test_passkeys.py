"""Passkeys in a real browser, with an authenticator of its own: made, used to sign in, and given up."""

import pytest
from django.urls import reverse

from tests.browser.pages import follow
from tests.browser.test_accessibility import violations
from tests.browser.test_loads_nothing_elsewhere import Watch
from tests.builders import make_user
from tests.second_steps import code, held, set_up

pytestmark = pytest.mark.browser

PASSWORD = "a long walk by the canal"
# built into the device, with somebody's finger on it
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def person(db, live_server):
    user = make_user("Esi Member", email="esi@example.org", password=PASSWORD)
    set_up(user)
    return user


@pytest.fixture
def page(open_as, person):
    """A window with an authenticator, signed in as the person."""
    page = open_as(person)
    give_device(page, **DEVICE)
    return page


def give_device(page, **options):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def add_one(page):
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_label("Name").fill("Work laptop")
    follow(page.get_by_role("button", name="Add it"))


def sign_out(page):
    page.goto(reverse("account_logout"))
    follow(page.locator("main").get_by_role("button", name="Sign out"))


def enter_password(page):
    page.get_by_label("E-mail address").fill("esi@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in", exact=True))


def test_passkey_is_added_and_signs_in_alone(page, person, live_server):
    watch = Watch(page, live_server.url)

    add_one(page)
    added = page.locator("main").inner_text()
    sign_out(page)
    page.goto(f"{reverse('account_login')}?next={reverse('actions:list')}")
    follow(page.get_by_role("button", name="Sign in with a passkey"))

    assert "Work laptop" in added
    assert held(person) == ["recovery_codes", "totp", "webauthn"]
    assert page.url == live_server.url + reverse("actions:list")
    assert watch.elsewhere == []
    assert watch.complaints == []


def test_passkey_stands_for_the_second_step(page, live_server):
    add_one(page)
    sign_out(page)
    page.goto(reverse("account_login"))
    enter_password(page)
    found = violations(page)

    follow(page.get_by_role("button", name="Use a passkey instead"))

    assert page.url == live_server.url + "/"
    assert found == []


def test_passkey_that_the_device_does_not_give_is_said_and_the_password_still_works(open_as, person, live_server):
    page = open_as(None)
    give_device(page, **DEVICE | {"isUserVerified": False})
    page.goto(reverse("account_login"))

    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("No passkey was used. Try again, or sign in with your password.").wait_for()
    found = violations(page)
    enter_password(page)
    page.get_by_label("Code").fill(code())
    follow(page.get_by_role("button", name="Sign in", exact=True))

    assert page.url == live_server.url + "/"
    assert found == []


def test_without_scripts_the_password_and_the_code_sign_in(open_as, person, live_server):
    page = open_as(None, java_script_enabled=False)
    page.goto(reverse("account_login"))
    offered = page.get_by_role("button", name="Sign in with a passkey").count()

    enter_password(page)
    page.get_by_label("Code").fill(code())
    follow(page.get_by_role("button", name="Sign in", exact=True))

    assert offered == 0
    assert page.url == live_server.url + "/"


def test_second_step_is_set_up_under_the_strict_policy(open_as, person, live_server):
    page = open_as(make_user("Kit Viewer", password=PASSWORD))
    watch = Watch(page, live_server.url)

    page.goto(reverse("mfa_activate_totp"))
    size = page.locator("main svg").bounding_box()
    page.get_by_text("I cannot scan it").click()
    key = page.locator(".app-key").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill(code(key=key))
    follow(page.get_by_role("button", name="Set it up"))
    shown = page.locator(".app-codes li").count()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save them as a file").click()

    assert (size["width"], size["height"]) == (222, 222)
    assert shown == 10
    assert saved.value.suggested_filename == "recovery-codes.txt"
    assert violations(page) == []
    assert watch.complaints == []
