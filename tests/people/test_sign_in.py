"""The door: by e-mail and password, closed to whoever was not let in, and telling nobody who has an account."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.messages import get_messages
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from people.models import User
from tests.builders import make_clerk, make_user
from tests.people.test_invitations import NoServer, choose_password, link_in, sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "a long walk by the canal"


@pytest.fixture
def person():
    return make_user("Esi Member", email="Esi.Member@Example.org", password=PASSWORD)


def ask_for_reset(client, email):
    return client.post(reverse("account_reset_password"), {"email": email}, follow=True)


# signing in


@pytest.mark.parametrize("email", ["esi.member@example.org", "ESI.MEMBER@EXAMPLE.ORG", " Esi.Member@example.org "])
def test_sign_in_by_address_in_any_case(client, person, email):
    response = sign_in(client, email)

    assert response.url == reverse("home")


def test_sign_in_leads_to_the_page_asked_for(client, person):
    asked = client.get(reverse("actions:list"))

    response = client.post(asked.url, {"login": person.email, "password": PASSWORD})

    assert response.url == reverse("actions:list")


def test_sign_in_leads_to_no_other_site(client, person):
    elsewhere = f"{reverse('account_login')}?next=https://example.com/"

    response = client.post(elsewhere, {"login": person.email, "password": PASSWORD})

    assert response.url == reverse("home")


@pytest.mark.parametrize("login", [("esi.member@example.org", "wrong"), ("nobody@example.org", PASSWORD)])
def test_sign_in_with_a_wrong_address_or_password_says_the_same(client, person, login):
    response = sign_in(client, *login)

    assert response.context["form"].non_field_errors() == [
        "The email address and/or password you specified are not correct."
    ]


def test_sign_in_of_somebody_never_invited_is_refused(client):
    never = make_user()

    response = sign_in(client, never.email, "")

    assert response.status_code == 200


def test_sign_in_of_somebody_inactive_is_refused(client, person):
    person.is_active = False
    person.save(update_fields=["is_active"])

    response = sign_in(client, person.email)

    assert response.url == reverse("account_inactive")
    assert client.get(reverse("home")).status_code == 302


def test_sign_in_ends_when_somebody_is_made_inactive(client, person):
    sign_in(client, person.email)
    User.objects.filter(pk=person.pk).update(is_active=False)

    response = client.get(reverse("account_change_password"))

    assert response.status_code == 302


def test_sign_in_after_many_wrong_attempts_says_to_wait(client, person):
    for _ in range(5):
        sign_in(client, person.email, "wrong")

    response = sign_in(client, person.email)

    assert response.context["form"].non_field_errors() == ["Too many failed login attempts. Try again later."]


# a forgotten password


def test_reset_lets_somebody_choose_another_password(client, person):
    ask_for_reset(client, "ESI.member@example.org")

    choose_password(client, link_in(mail.outbox[0]), "another walk by the river")

    assert sign_in(client, person.email, "another walk by the river").url == reverse("home")


def test_reset_mail_says_what_it_is_for(client, person, settings):
    settings.COUNCIL_NAME = "Thornbury Vale Borough Council"

    ask_for_reset(client, person.email)

    (message,) = mail.outbox
    assert message.subject == "Choose a new password"
    assert "for the Scrutiny Tracker of Thornbury Vale Borough Council" in message.body


def test_reset_of_a_weak_password_is_refused(client, person):
    ask_for_reset(client, person.email)

    response = choose_password(client, link_in(mail.outbox[0]), "esi.member")

    assert set(response.context["form"].errors) == {"password1"}


def test_reset_of_an_unknown_address_shows_the_same_page_and_sends_nothing(client, person):
    known = ask_for_reset(client, person.email)
    unknown = ask_for_reset(client, "nobody@example.org")

    assert (known.status_code, known.redirect_chain) == (unknown.status_code, unknown.redirect_chain)
    assert [message.to for message in mail.outbox] == [[person.email]]


@pytest.mark.parametrize("over", [{"is_active": False}, {"email": None}])
def test_reset_for_somebody_who_cannot_come_in_sends_nothing(client, over):
    make_user(**{"email": "gone@example.org", **over})

    ask_for_reset(client, "gone@example.org")

    assert mail.outbox == []


def test_reset_while_the_mail_server_is_away_says_so(client, person, settings):
    settings.EMAIL_BACKEND = f"{NoServer.__module__}.NoServer"

    response = ask_for_reset(client, person.email)

    assert response.status_code == 200
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "The e-mail could not be sent. Try again later, or ask your administrator."
    ]


def test_reset_asked_for_too_often_says_to_wait(client, person):
    answers = [ask_for_reset(client, person.email).status_code for _ in range(7)]

    assert answers[0] == 200
    assert answers[-1] == 429
    assert len(mail.outbox) < 7


# one address each


def test_address_changed_by_an_administrator_no_longer_signs_in(client, person):
    ask_for_reset(client, person.email)
    choose_password(client, link_in(mail.outbox[0]))
    sign_in(client, person.email)
    client.logout()
    person.refresh_from_db()
    old, person.email = person.email, "new@example.org"
    person.save(update_fields=["email"])

    responses = sign_in(client, old), sign_in(client, "new@example.org")

    assert [response.status_code for response in responses] == [200, 302]
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize("path", ["signup/", "email/", "confirm-email/", "login/code/confirm/", "reauthenticate/"])
def test_account_pages_nobody_needs_are_closed(client, path, person):
    client.force_login(person)

    assert client.get(f"/accounts/{path}").status_code == 404
    assert client.post(f"/accounts/{path}", {"email": "new@example.org"}).status_code == 404


def test_change_of_password_asks_for_the_old_one(client, person):
    sign_in(client, person.email)
    new = {"password1": "another walk by the river", "password2": "another walk by the river"}

    refused = client.post(reverse("account_change_password"), {"oldpassword": "wrong", **new})
    changed = client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})

    assert set(refused.context["form"].errors) == {"oldpassword"}
    assert changed.status_code == 302
    assert client.get(reverse("account_change_password")).status_code == 200


def test_sign_out_needs_a_press_of_a_button(client, person):
    client.force_login(person)

    client.get(reverse("account_logout"))
    still_in = client.get(reverse("account_change_password")).status_code
    client.post(reverse("account_logout"))

    assert (still_in, client.get(reverse("account_change_password")).status_code) == (200, 302)


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_logout", "account_reset_password", "account_reset_password_done", "account_inactive"],
)
def test_account_page_is_reachable_without_signing_in(client, name):
    response = client.get(reverse(name))

    assert response.status_code == (302 if name == "account_logout" else 200)


def test_createsuperuser_makes_an_administrator():
    call_command("createsuperuser", "--noinput", email="First.Admin@example.org", name="First Admin", verbosity=0)

    user = User.objects.get(email="first.admin@example.org")
    assert (user.is_admin, user.is_clerk) == (True, False)


def test_create_user_without_a_password_makes_none():
    assert not make_clerk().has_usable_password()
