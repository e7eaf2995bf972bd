"""An administrator invites; a link in an e-mail, used once, lets a person choose a password and sign in."""

import datetime
import re
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from people.models import Event
from people.services import invitations
from tests.builders import at, make_user
from tests.people.test_admin import fill

pytestmark = pytest.mark.django_db

PASSWORD = "a long walk by the canal"


class NoServer(BaseEmailBackend):
    """A mail server that is not there."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected("Connection unexpectedly closed")


@pytest.fixture
def no_mail_server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.NoServer"


@pytest.fixture
def admin(client):
    user = make_user("Ines Admin", is_admin=True)
    client.force_login(user)
    return user


def invite(client, *users):
    chosen = {"action": "invite_selected", "_selected_action": [user.pk for user in users]}
    return client.post(reverse("admin:people_user_changelist"), chosen, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def link_in(message):
    return re.search(r"http://testserver(/\S+)", message.body).group(1)


def choose_password(client, link, password=PASSWORD):
    form = client.get(link, follow=True)
    return client.post(form.request["PATH_INFO"], {"password1": password, "password2": password}, follow=True)


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_invited_person_chooses_a_password_and_signs_in(client, admin):
    invited = make_user("Cllr Esi Member", email="esi@example.org")

    response = invite(client, invited)

    assert said(response) == ["Cllr Esi Member was invited at esi@example.org."]
    (message,) = mail.outbox
    client.logout()
    choose_password(client, link_in(message))
    assert sign_in(client, "esi@example.org").url == reverse("home")
    assert client.get(reverse("account_change_password")).status_code == 200


def test_invitation_says_who_invites_to_what_and_until_when(client, admin, settings):
    settings.COUNCIL_NAME = "Thornbury Vale Borough Council"

    invite(client, make_user("Cllr Esi Member", email="esi@example.org"))

    (message,) = mail.outbox
    assert message.to == ["esi@example.org"]
    assert message.subject == "You are invited to the Scrutiny Tracker of Thornbury Vale Borough Council"
    (page, kind) = message.alternatives[0]
    assert kind == "text/html"
    for text in (message.body, page):
        assert "Ines Admin has invited you" in text
        assert "until 12:00pm on 6 March 2026" in text
        assert link_in(message) in text


def test_invitation_is_recorded_on_the_person(client, admin):
    invited = make_user()

    invite(client, invited)

    event = Event.objects.of(invited).get()
    assert (event.actor, event.verb) == (admin, "invited")
    assert "3 March 2026 by Ines Admin" in client.get(reverse("admin:people_user_change", args=[invited.pk])).text


def test_invitation_works_once(client, admin):
    invite(client, make_user(email="esi@example.org"))
    client.logout()
    link = link_in(mail.outbox[0])
    choose_password(client, link)

    again = client.get(link)

    assert again.context["token_fail"] is True
    assert sign_in(client, "esi@example.org").url == reverse("home")


@pytest.mark.parametrize(("days", "works"), [(2.9, True), (3.1, False)])
def test_invitation_lasts_three_days(client, admin, now, days, works):
    invite(client, make_user())
    client.logout()

    with time_machine.travel(now + datetime.timedelta(days=days)):
        response = client.get(link_in(mail.outbox[0]), follow=True)

    assert response.context.get("token_fail", False) != works


def test_invitation_ends_when_the_address_changes(client, admin):
    invited = make_user(email="esi@example.org")
    invite(client, invited)
    invited.email = "esi.member@example.org"
    invited.save(update_fields=["email"])

    response = client.get(link_in(mail.outbox[0]))

    assert response.context["token_fail"] is True


def test_invite_button_on_a_new_persons_page_saves_and_invites(client, admin):
    response = fill(
        client, reverse("admin:people_user_add"), name="Cllr Esi", email="Esi@Example.org", _invite="Save and invite"
    )

    assert response.status_code == 302
    assert [message.to for message in mail.outbox] == [["esi@example.org"]]


def test_invite_button_on_a_persons_page_saves_and_invites(client, admin):
    invited = make_user("Esi")

    fill(client, reverse("admin:people_user_change", args=[invited.pk]), name="Cllr Esi", _invite="Save and invite")

    assert mail.outbox[0].body.startswith("Dear Cllr Esi,")


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ({"email": None}, "Esi has no e-mail address. Enter one first."),
        ({"is_active": False}, "Esi is inactive. Make them active first."),
    ],
)
def test_invite_somebody_who_cannot_come_in_is_refused(client, admin, person, why):
    invited = make_user("Esi", **person)

    response = invite(client, invited)

    assert said(response) == [why]
    assert mail.outbox == []
    assert not Event.objects.of(invited).exists()


def test_invite_while_the_mail_server_is_away_says_so_and_records_nothing(client, admin, no_mail_server):
    invited = make_user("Esi")

    response = invite(client, invited)

    assert said(response) == ["The mail server did not take the invitation to Esi. Try again later."]
    assert not Event.objects.of(invited).exists()


def test_invite_several_lets_one_bad_address_not_stop_the_rest(client, admin):
    people = [make_user("Adele", email=None), make_user("Zoe", email="zoe@example.org")]

    response = invite(client, *people)

    assert said(response) == ["Adele has no e-mail address. Enter one first.", "Zoe was invited at zoe@example.org."]


def test_invite_by_somebody_without_the_role_is_forbidden(client):
    client.force_login(make_user(is_superuser=True, is_clerk=True))

    response = invite(client, make_user())

    assert response.status_code == 403
    assert mail.outbox == []


def test_invite_service_raises_what_the_page_shows():
    with pytest.raises(ValidationError, match="inactive"):
        invitations.invite(user=make_user(is_active=False), by=make_user(), now=at(), link="https://example.org/")
