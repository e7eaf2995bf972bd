"""One's own account on one page, and nothing that would let somebody make one for themselves."""

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse
from lxml import html

from people.models import User
from tests.builders import make_clerk, make_user
from tests.second_steps import add_passkey, set_up

pytestmark = pytest.mark.django_db

PASSWORD = "a long walk by the canal"

# every address of allauth's that makes an account, adds an address to one, or signs in by mail alone
MAKING = [
    "account_signup",
    "account_signup_by_passkey",
    "account_email",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_request_login_code",
    "account_confirm_login_code",
    "socialaccount_signup",
    "socialaccount_connections",
    "mfa_signup_webauthn",
    "openid_connect_login",
    "headless:browser:account:signup",
]
PATHS = [
    "signup/",
    "signup/passkey/",
    "email/",
    "confirm-email/",
    "confirm-email/MQ:1:2/",
    "login/code/",
    "login/code/confirm/",
    "social/signup/",
    "social/connections/",
    "3rdparty/",
    "3rdparty/signup/",
    "2fa/",
    "2fa/webauthn/signup/",
    "oidc/sso/login/",
]


def words(page):
    (main,) = html.fromstring(page.content).xpath("//main")
    return " ".join(main.text_content().split())


@pytest.mark.parametrize("name", MAKING)
def test_no_address_makes_an_account(name):
    with pytest.raises(NoReverseMatch):
        reverse(name, args=["sso"] if name == "openid_connect_login" else [])


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_where_allauth_makes_accounts(client, path):
    sent = {
        "email": "new@example.org",
        "password1": "a long walk by the canal",
        "password2": "a long walk by the canal",
    }
    answers = [client.get(f"/accounts/{path}"), client.post(f"/accounts/{path}", sent)]

    assert {answer.status_code for answer in answers} <= {404, 302}
    assert {answer.get("Location", "").split("?")[0] for answer in answers} <= {"", "/accounts/login/"}
    assert not User.objects.exists()


def test_no_view_of_allauths_signs_anybody_up():
    views = {str(pattern.callback) for pattern in get_resolver().url_patterns[2].url_patterns}

    assert [view for view in views if "ignup" in view or "EmailView" in view] == []


def test_account_page_says_what_is_not_set_up(client):
    client.force_login(make_user("Esi Member", email="esi@example.org", password=PASSWORD))

    said = words(client.get(reverse("account")))

    assert "Name Esi Member E-mail address esi@example.org" in said
    assert "You have none: your password alone opens your account." in said
    assert "Single sign-on" not in said


def test_account_page_says_what_is_set_up(client, settings):
    settings.MFA_REQUIRED_ROLES = ["clerk"]
    user = make_clerk()
    set_up(user)
    add_passkey(user)
    client.force_login(user)

    page = client.get(reverse("account"))

    assert "Authenticator app Set up on 3 March 2026" in words(page)
    assert "Recovery codes 10 left" in words(page)
    assert "Work laptop Added on 3 March 2026" in words(page)
    # a role that needs it is not offered to turn it off
    assert html.fromstring(page.content).xpath(f"//a[@href='{reverse('mfa_deactivate_totp')}']") == []


def test_account_page_of_somebody_without_a_password_offers_to_set_one(client):
    client.force_login(make_user())

    page = html.fromstring(client.get(reverse("account")).content)

    assert page.xpath(f"//main//a[@href='{reverse('account_set_password')}']")


@pytest.mark.parametrize("passkeys", [1, 3])
def test_account_page_asks_as_often_for_one_passkey_as_for_three(client, passkeys, django_assert_num_queries):
    user = make_user()
    set_up(user)
    for _ in range(passkeys):
        add_passkey(user)
    client.force_login(user)

    with django_assert_num_queries(8):
        client.get(reverse("account"))


def test_every_page_leads_to_ones_account(client):
    client.force_login(make_user())

    page = html.fromstring(client.get("/").content)

    assert page.xpath("//nav[@aria-label='Your account']//a/text()") == ["Your account", "Sign out"]
