"""Sessions end by themselves, are listed with where they came from, and can be ended, one by one or all at once."""

import datetime

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from lxml import html

from people.browsers import described
from tests.builders import at, make_user
from tests.people.test_invitations import sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "a long walk by the canal"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1"


@pytest.fixture
def clock():
    with time_machine.travel(at(hour=9), tick=False) as clock:
        yield clock


@pytest.fixture
def person():
    return make_user("Esi Member", email="esi@example.org", password=PASSWORD)


def browser(person, user_agent=FIREFOX, address="192.0.2.1"):
    """A browser that somebody signed in with."""
    client = Client(headers={"user-agent": user_agent}, REMOTE_ADDR=address)
    sign_in(client, person.email)
    return client


def is_in(client):
    return client.get("/").status_code == 200


def rows(client):
    page = html.fromstring(client.get(reverse("sessions")).content)
    return [[cell.text_content().strip() for cell in row] for row in page.xpath("//main//tbody/tr")]


# how long they last


@pytest.mark.parametrize(("minutes", "still"), [(119, True), (121, False)])
def test_session_ends_when_it_was_not_used_for_two_hours(clock, person, minutes, still):
    client = browser(person)

    clock.shift(datetime.timedelta(minutes=minutes))

    assert is_in(client) is still


def test_session_in_use_ends_twelve_hours_after_signing_in(clock, person):
    client = browser(person)
    hours = []
    while is_in(client):
        clock.shift(datetime.timedelta(minutes=90))
        hours.append(90)

    assert sum(hours) == 13.5 * 60


def test_session_that_ended_leads_to_signing_in_and_back_and_says_why(clock, person):
    client = browser(person)
    clock.shift(datetime.timedelta(hours=3))

    page = client.get(reverse("actions:list"), follow=True)

    assert page.redirect_chain == [("/accounts/login/?next=/actions/", 302)]
    assert [str(message) for message in page.context["messages"]] == [
        "You were signed out because you had been away for a while. Sign in again."
    ]
    assert sign_in(client, person.email).status_code == 302
    assert is_in(client)


def test_session_is_written_once_a_minute_and_not_at_every_request(clock, person, django_assert_num_queries):
    client = browser(person)
    page = reverse("account_logout")
    client.get(page)

    with django_assert_num_queries(4):
        client.get(page)
    clock.shift(61)
    with django_assert_num_queries(8):
        client.get(page)
    with django_assert_num_queries(4):
        client.get(page)


# the list


def test_list_shows_where_somebody_is_signed_in(clock, person):
    browser(person, IPHONE, "192.0.2.7")
    clock.shift(600)
    client = browser(person)
    browser(make_user(email="other@example.org", password=PASSWORD))

    assert rows(client) == [
        ["Firefox on Windows", "192.0.2.1", "3 March 2026, 9:10am", "3 March 2026, 9:10am", "This one"],
        [
            "Safari on iPhone",
            "192.0.2.7",
            "3 March 2026, 9:00am",
            "3 March 2026, 9:00am",
            "End it: Safari on iPhone from 192.0.2.7",
        ],
    ]


def test_list_leaves_out_what_ended(clock, person):
    browser(person, IPHONE)
    clock.shift(datetime.timedelta(hours=3))

    assert len(rows(browser(person))) == 1
    assert UserSession.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_often_for_one_as_for_three(person, count, django_assert_num_queries):
    clients = [browser(person) for _ in range(count)]
    clients[0].get(reverse("sessions"))

    with django_assert_num_queries(6):
        clients[0].get(reverse("sessions"))


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (IPHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Edge on Windows"),
        ("curl/8.9", "curl/8.9"),
        ("", "Unknown browser"),
    ],
)
def test_browser_is_named_as_people_know_it(user_agent, words):
    assert described(user_agent) == words


# ending them


def test_another_session_can_be_ended(person):
    other, client = browser(person, IPHONE), browser(person)
    row = UserSession.objects.get(user_agent=IPHONE)

    response = client.post(reverse("end_session", args=[row.pk]))

    assert response.url == reverse("sessions")
    assert (is_in(client), is_in(other)) == (True, False)
    assert len(rows(client)) == 1


def test_session_of_somebody_else_cannot_be_ended(person):
    other, client = browser(make_user(email="other@example.org", password=PASSWORD)), browser(person)
    row = UserSession.objects.exclude(user=person).get()

    client.post(reverse("end_session", args=[row.pk]))

    assert is_in(other)


def test_all_others_can_be_ended(person):
    others, client = [browser(person) for _ in range(3)], browser(person)

    client.post(reverse("end_other_sessions"))

    assert [is_in(one) for one in [client, *others]] == [True, False, False, False]


def test_all_can_be_ended_with_the_one_in_use(person):
    others, client = [browser(person) for _ in range(2)], browser(person)

    response = client.post(reverse("sign_out_everywhere"))

    assert response.url == reverse("account_login")
    assert [is_in(one) for one in [client, *others]] == [False, False, False]


@pytest.mark.parametrize("name", ["end_other_sessions", "sign_out_everywhere", "disconnect_sign_on", "sign_on"])
def test_ending_takes_a_press_of_a_button(person, name):
    client = browser(person)

    assert client.get(reverse(name)).status_code == 405
    assert is_in(client)


def test_changed_password_ends_the_others(person):
    other, client = browser(person), browser(person)
    new = "another walk by the river"

    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert (is_in(client), is_in(other)) == (True, False)
    assert len(rows(client)) == 1


# what is left of them


def test_command_clears_what_ended(clock, person, capsys):
    browser(person)
    clock.shift(datetime.timedelta(hours=13))
    browser(person)

    call_command("clear_sessions")

    assert capsys.readouterr().out == "Deleted 1 sessions whose time was over.\n"
    assert (Session.objects.count(), UserSession.objects.count()) == (1, 1)
