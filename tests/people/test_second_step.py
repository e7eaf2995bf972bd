"""The second step of signing in: set up with an app, asked for, needed by some roles, and lost."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from lxml import html

from people.models import Event
from people.services import second_step
from tests.builders import at, make_clerk, make_user
from tests.people.test_admin import fill
from tests.people.test_invitations import NoServer, sign_in
from tests.second_steps import add_passkey, code, held, recovery_codes, set_up

pytestmark = pytest.mark.django_db

PASSWORD = "a long walk by the canal"
SET_UP = "/accounts/second-step/app/"
STEP = "/accounts/second-step/"


# what is mailed once a change is committed
sent_after_the_commit = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person():
    return make_user("Esi Member", email="esi@example.org", password=PASSWORD)


@pytest.fixture
def with_app(person):
    set_up(person)
    return person


def verbs(user):
    return list(Event.objects.of(user).values_list("verb", flat=True))


def key_on(page):
    (shown,) = html.fromstring(page.content).xpath("//strong[@class='app-key']/text()")
    return shown.replace(" ", "")


def set_up_by_page(client, url=SET_UP):
    """Set an app up as a person does; the answer to the code it shows."""
    page = client.get(url)
    return client.post(url, {"code": code(key=key_on(page)), "next": page.context["next"]})


# setting it up


def test_set_up_shows_the_key_as_a_picture_in_the_page_itself(client, person):
    client.force_login(person)

    page = html.fromstring(client.get(SET_UP).content)

    (picture,) = page.xpath("//main//*[local-name()='svg']")
    assert picture.get("role") == "img"
    assert picture.xpath("*[local-name()='title']/text()")
    assert page.xpath("//img") == []


@sent_after_the_commit
def test_set_up_with_the_right_code_shows_recovery_codes_once(client, person):
    client.force_login(person)

    response = set_up_by_page(client)
    first, again = client.get(response.url), client.get(response.url)

    assert held(person) == ["recovery_codes", "totp"]
    codes = recovery_codes(person)
    assert (len(codes), len(set(codes))) == (10, 10)
    assert all(one in first.content.decode() for one in codes)
    assert not any(one in again.content.decode() for one in codes)
    assert verbs(person) == ["set_up_second_step"]
    assert [message.subject for message in mail.outbox] == ["Your second step of signing in was set up"]


def test_set_up_with_a_wrong_code_keeps_the_key_and_says_so(client, person):
    client.force_login(person)
    key = key_on(client.get(SET_UP))

    refused = client.post(SET_UP, {"code": "000000"})

    assert set(refused.context["form"].errors) == {"code"}
    assert key_on(refused) == key
    assert held(person) == []


def test_set_up_seals_the_key_in_the_database(client, person):
    client.force_login(person)
    key = key_on(client.get(SET_UP))

    client.post(SET_UP, {"code": code(key=key)})

    app = Authenticator.objects.get(user=person, type="totp")
    assert key not in str(app.data)
    assert app.wrap().validate_code(code(1, key=key))


def test_set_up_ends_other_sessions(client, person):
    other = type(client)()
    sign_in(other, person.email)
    sign_in(client, person.email)

    set_up_by_page(client)

    assert (client.get("/").status_code, other.get("/").status_code) == (200, 302)


@sent_after_the_commit
def test_set_up_while_the_mail_server_is_away_is_set_up_all_the_same(client, person, settings):
    settings.EMAIL_BACKEND = f"{NoServer.__module__}.NoServer"
    client.force_login(person)

    response = set_up_by_page(client)

    assert response.url == reverse("mfa_view_recovery_codes")
    assert held(person) == ["recovery_codes", "totp"]


def test_changing_to_another_app_keeps_codes_and_passkeys(client, with_app):
    add_passkey(with_app)
    codes = recovery_codes(with_app)
    client.force_login(with_app)

    response = set_up_by_page(client)

    assert response.url == reverse("account")
    assert held(with_app) == ["recovery_codes", "totp", "webauthn"]
    assert recovery_codes(with_app) == codes
    assert not Authenticator.objects.get(user=with_app, type="totp").wrap().validate_code(code())
    assert verbs(with_app) == ["replaced_second_step"]


def test_changing_the_second_step_long_after_signing_in_asks_who_it_is(client, with_app):
    with time_machine.travel(at(hour=12), tick=True) as clock:
        client.force_login(with_app)
        clock.shift(60 * 10)

        asked = client.get(SET_UP)
        page = client.post(asked.url, {"password": PASSWORD}, follow=True)

    assert asked.url == f"/accounts/confirm/?next={SET_UP.replace('/', '%2F')}"
    assert page.request["PATH_INFO"] == SET_UP


# signing in with it


def test_sign_in_asks_for_a_code_and_leads_to_the_page_asked_for(client, with_app):
    door = f"/accounts/login/?next={reverse('actions:list')}"
    asked = client.post(door, {"login": "esi@example.org", "password": PASSWORD})
    still_out = client.get("/").status_code

    response = client.post(asked.url, {"code": code()})

    assert (asked.url, still_out) == (STEP, 302)
    assert response.url == reverse("actions:list")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("steps", "status"), [(-2, 200), (-1, 302), (0, 302), (1, 302), (2, 200)])
def test_code_is_good_for_half_a_minute_before_and_after(client, with_app, steps, status):
    sign_in(client, with_app.email)

    assert client.post(STEP, {"code": code(steps)}).status_code == status


def test_code_is_good_once_for_as_long_as_it_would_be_right(client, with_app):
    with time_machine.travel(at(), tick=False) as clock:
        used = code(1)
        sign_in(client, with_app.email)
        first = client.post(STEP, {"code": used})
        client.logout()
        clock.shift(45)
        sign_in(client, with_app.email)

        second = client.post(STEP, {"code": used})

    assert (first.status_code, second.status_code) == (302, 200)


def test_wrong_codes_are_counted_and_then_refused(client, with_app):
    sign_in(client, with_app.email)
    for _ in range(5):
        client.post(STEP, {"code": "000000"})

    response = client.post(STEP, {"code": code()})

    assert response.context["form"].errors["code"] == ["Too many failed login attempts. Try again later."]


def test_recovery_code_opens_once(client, with_app):
    one = recovery_codes(with_app)[0]
    for status in (302, 200):
        sign_in(client, with_app.email)
        assert client.post(STEP, {"code": one}).status_code == status
        client.logout()


def test_recovery_codes_that_run_out_are_warned_of(client, with_app):
    codes = recovery_codes(with_app)
    said = []
    for one in codes[:8]:
        sign_in(client, with_app.email)
        page = client.post(STEP, {"code": one}, follow=True)
        said.append([str(message) for message in page.context["messages"]])
        client.logout()

    assert said[:6] == [[]] * 6
    assert said[7] == [
        "You have 2 recovery codes left. Make new ones under Your account, so that you can still sign in without "
        "your telephone."
    ]


def test_step_without_a_password_before_it_leads_to_the_sign_in_page(client, with_app):
    assert client.get(STEP).url == "/accounts/login/"
    assert client.post(STEP, {"code": code()}).url == "/accounts/login/"


def test_codes_sealed_with_another_key_are_wrong_and_no_error(client, with_app, settings):
    settings.SECRET_KEY = "another key than the app was sealed with"
    sign_in(client, with_app.email)

    responses = [client.post(STEP, {"code": one}) for one in (code(), code(key="A" * 32))]

    assert [response.status_code for response in responses] == [200, 200]


def test_codes_sealed_with_a_key_that_was_changed_since_still_open(client, with_app, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the key that came after it"
    sign_in(client, with_app.email)

    assert client.post(STEP, {"code": code()}).status_code == 302


# recovery codes


@sent_after_the_commit
def test_new_codes_replace_the_old_and_are_mailed_of(client, with_app):
    old = recovery_codes(with_app)
    client.force_login(with_app)

    page = client.post(reverse("mfa_generate_recovery_codes"), follow=True)

    new = recovery_codes(with_app)
    assert set(old).isdisjoint(new)
    assert new[0] in page.content.decode()
    assert verbs(with_app) == ["made_recovery_codes"]
    assert [message.subject for message in mail.outbox] == ["You have new recovery codes"]


def test_codes_are_had_as_a_file_from_the_page_that_shows_them(client, with_app):
    client.force_login(with_app)
    page = html.fromstring(client.get(reverse("mfa_view_recovery_codes")).content)
    (shown,) = page.xpath("//input[@name='codes']/@value")

    response = client.post(reverse("mfa_download_recovery_codes"), {"codes": shown})

    assert response["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert response.content.decode().splitlines()[2:] == recovery_codes(with_app)


@pytest.mark.parametrize("sent", [{}, {"codes": ""}, {"codes": "1 2 3"}, {"codes": "\0"}, {"codes": "9" * 9999}])
def test_codes_are_not_had_by_who_does_not_know_them(client, with_app, sent):
    client.force_login(with_app)

    assert client.post(reverse("mfa_download_recovery_codes"), sent).status_code == 400


# turning it off


def test_turning_it_off_takes_everything_away(client, with_app):
    add_passkey(with_app)
    client.force_login(with_app)

    response = client.post(reverse("mfa_deactivate_totp"))

    assert response.url == reverse("account")
    assert held(with_app) == []
    event = Event.objects.of(with_app).get()
    assert (event.verb, event.old) == ("turned_off_second_step", {"recovery_codes": 1, "totp": 1, "webauthn": 1})
    assert [message.subject for message in mail.outbox] == ["Your second step of signing in was turned off"]


def test_turning_it_off_is_refused_where_the_role_needs_it(client, settings):
    settings.MFA_REQUIRED_ROLES = ["clerk"]
    clerk = make_clerk()
    set_up(clerk)
    client.force_login(clerk)

    page = client.post(reverse("mfa_deactivate_totp"))

    assert page.status_code == 200
    assert held(clerk) == ["recovery_codes", "totp"]


# needed by some roles


@pytest.fixture
def needed(settings):
    settings.MFA_REQUIRED_ROLES = ["clerk", "admin"]


@pytest.mark.parametrize("over", [{"is_clerk": True}, {"is_admin": True}, {"is_superuser": True}])
def test_role_that_needs_it_leads_to_setting_it_up_and_back(client, needed, over):
    client.force_login(make_user(password=PASSWORD, **over))
    wanted = f"{reverse('actions:list')}?q=autism"

    led = client.get(wanted)
    codes = set_up_by_page(client, led.url)
    (further,) = html.fromstring(client.get(codes.url).content).xpath("//a[@role='button']/@href")

    assert led.url.startswith(SET_UP)
    assert further == wanted
    assert client.get(wanted).status_code == 200


def test_role_that_needs_it_gets_no_further_anywhere(client, needed):
    client.force_login(make_user(is_clerk=True, is_admin=True))

    for address in ("/", "/admin/", "/admin/people/user/", "/accounts/", "/accounts/passkeys/add/"):
        assert client.get(address).url.startswith(SET_UP)
        assert client.post(address).url == f"{SET_UP}?next=%2F"


def test_role_that_needs_it_can_sign_out_and_is_not_led_in_circles(client, needed):
    client.force_login(make_clerk())

    assert client.get(SET_UP).status_code == 200
    assert client.get("/accounts/confirm/?next=/").status_code in (200, 302, 403)
    assert client.get("/healthz").status_code == 200
    client.post(reverse("account_logout"))
    assert client.get("/").url == "/accounts/login/?next=/"


def test_role_given_later_needs_it_from_then_on(client, needed, person):
    client.force_login(person)
    before = client.get("/").status_code
    person.is_clerk = True
    person.save(update_fields=["is_clerk"])

    assert before == 200
    assert client.get("/").url.startswith(SET_UP)


def test_other_roles_do_not_need_it(client, needed, cast):
    for user in (cast.officer, cast.member, cast.chair, cast.viewer):
        client.force_login(user)
        assert client.get("/").status_code == 200


def test_admin_pages_ask_for_the_second_step_by_the_one_door(client, with_app):
    with_app.is_admin = True
    with_app.save(update_fields=["is_admin"])
    door = client.get("/admin/", follow=True)

    asked = client.post(door.redirect_chain[-1][0], {"login": with_app.email, "password": PASSWORD})

    assert asked.url == STEP
    assert client.get("/admin/").status_code == 302
    assert client.post(STEP, {"code": code()}).url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_admin_login_form_opens_nothing_by_itself(client, with_app):
    with_app.is_admin = True
    with_app.save(update_fields=["is_admin"])

    response = client.post("/admin/login/", {"username": with_app.email, "password": PASSWORD})

    assert response.url == "/accounts/login/?next=%2Fadmin%2Flogin%2F"
    assert client.get("/admin/").status_code == 302


# lost


@pytest.fixture
def admin(client):
    user = make_user("Ines Admin", is_admin=True)
    client.force_login(user)
    return user


def change(user):
    return reverse("admin:people_user_change", args=[user.pk])


def test_admin_resets_somebodys_second_step(client, admin, with_app):
    theirs = type(client)()
    sign_in(theirs, with_app.email)
    theirs.post(STEP, {"code": code()})

    page = fill(client, change(with_app), _reset_second_step="1")

    assert page.status_code == 302
    assert held(with_app) == []
    assert theirs.get("/").status_code == 302
    event = Event.objects.of(with_app).get()
    assert (event.verb, event.actor, event.old) == ("reset_second_step", admin, {"recovery_codes": 1, "totp": 1})
    (message,) = mail.outbox
    assert message.to == ["esi@example.org"]
    assert "Ines Admin, an administrator of the Scrutiny Tracker" in message.body


def test_admin_resets_it_where_the_mail_server_is_away_and_is_told(client, admin, with_app, settings):
    settings.EMAIL_BACKEND = f"{NoServer.__module__}.NoServer"

    fill(client, change(with_app), _reset_second_step="1")

    said = [str(message) for message in client.get("/admin/").context["messages"]]
    assert held(with_app) == []
    assert "The e-mail that says so could not be sent: tell them." in said


def test_admin_cannot_reset_their_own(client, admin):
    set_up(admin)
    page = html.fromstring(client.get(change(admin)).content)

    fill(client, change(admin), _reset_second_step="1")

    assert page.xpath("//input[@name='_reset_second_step']") == []
    assert held(admin) == ["recovery_codes", "totp"]


def test_admin_is_offered_no_reset_where_there_is_nothing_to_reset(client, admin, person):
    page = html.fromstring(client.get(change(person)).content)

    assert page.xpath("//input[@name='_reset_second_step']") == []


def test_command_resets_it_for_the_last_administrator(with_app, capsys):
    call_command("reset_second_step", "ESI@example.org", dry_run=True)
    call_command("reset_second_step", "ESI@example.org")

    assert capsys.readouterr().out.splitlines() == [
        "The second step of Esi Member would be reset.",
        "The second step of Esi Member was reset.",
    ]
    assert Event.objects.of(with_app).get().actor is None


def test_command_says_who_is_unknown_or_has_none(person):
    with pytest.raises(CommandError, match=r"Nobody here has the address nobody@example\.org"):
        call_command("reset_second_step", "nobody@example.org")
    with pytest.raises(CommandError, match="Esi Member has no second step"):
        call_command("reset_second_step", person.email)


def test_reset_is_undone_with_its_event(with_app, monkeypatch):
    monkeypatch.setattr(second_step.sessions, "end", lambda **_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        second_step.reset(user=with_app, by=make_user(is_admin=True), now=at())

    assert held(with_app) == ["recovery_codes", "totp"]
    assert verbs(with_app) == []
