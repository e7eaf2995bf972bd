"""The administrator's pages on a person, and everybody's own."""

import pytest
from django.urls import reverse

from people.models import Event, User
from tests.actions.personal import life
from tests.builders import day, make_membership, make_user

pytestmark = pytest.mark.django_db

WHY = "They left and asked for it."


@pytest.fixture
def admin(client, cast):
    client.force_login(cast.admin)
    return cast.admin


@pytest.fixture
def person(cast):
    return life.lead(cast)


def url(name, person):
    return reverse(f"personal:{name}", args=[person.pk])


def test_account_leads_to_ones_own_data(client, cast):
    client.force_login(cast.member)

    response = client.get(reverse("account"))

    assert f'href="{reverse("personal:own")}"' in response.text


def test_admin_leads_to_a_persons_data(client, admin, person):
    response = client.get(reverse("admin:people_user_change", args=[person.pk]))

    assert url("person", person) in response.text


def test_erasing_takes_two_steps(client, admin, person):
    first = client.post(url("erase", person), {"reason": WHY})
    assert User.objects.get(pk=person.pk).name == life.NAME

    second = client.post(url("erase", person), {"reason": WHY, "confirmed": "1"}, follow=True)

    assert (first.status_code, WHY in first.text) == (200, True)
    assert f"They are Former member {person.pk} from now on." in second.text
    assert life.NAME not in second.text
    event = Event.objects.of(person).last()
    assert (event.verb, event.actor, event.note) == ("erased", admin, WHY)


def test_page_says_where_the_record_goes_on_naming_them(client, admin, person):
    response = client.get(url("erase", person))

    assert "1 pack, 1 minutes source, 1 agenda item, 1 attendance, 1 event" in response.text


def test_what_was_typed_stays_where_it_is_refused(client, admin, person):
    response = client.post(url("erase", person), {"reason": f"{life.NAME} asked.", "confirmed": "1"})

    assert "must not name them" in response.text
    assert f"{life.NAME} asked." in response.text
    assert User.objects.get(pk=person.pk).name == life.NAME


def test_whoever_was_given_a_seat_meanwhile_is_not_erased(client, admin, cast, person):
    client.post(url("erase", person), {"reason": WHY})
    make_membership(board=cast.health, user=person, starts_on=day(0))

    response = client.post(url("erase", person), {"reason": WHY, "confirmed": "1"})

    assert "Member of Health Select Commission: still held." in response.text
    assert User.objects.get(pk=person.pk).name == life.NAME


def test_erased_person_is_neither_erased_nor_given_again(client, admin):
    person = make_user()
    client.post(url("erase", person), {"reason": WHY, "confirmed": "1"})

    again = client.post(url("erase", person), {"reason": WHY, "confirmed": "1"})
    given = client.post(url("download", person), follow=True)

    assert "Their details were erased" in again.text
    assert "so there is nothing about a person to give" in given.text
    assert Event.objects.of(person).filter(verb="erased").count() == 1


def test_admin_shows_an_erased_person_and_changes_nothing(client, admin):
    person = make_user()
    client.post(url("erase", person), {"reason": WHY, "confirmed": "1"})
    address = reverse("admin:people_user_change", args=[person.pk])

    shown, posted = client.get(address), client.post(address, {"name": "Back again"})

    assert (shown.status_code, posted.status_code) == (200, 403)
    assert "_save" not in shown.text


def test_board_with_an_erased_former_member_is_still_saved(client, admin, cast, person):
    client.post(url("erase", person), {"reason": WHY, "confirmed": "1"})
    address = reverse("admin:people_board_change", args=[cast.lives.pk])
    form = client.get(address).context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value is not None}
    data["successors"] = []
    for inline in client.get(address).context["inline_admin_formsets"]:
        formset = inline.formset
        data |= {f"{formset.prefix}-{name}": value for name, value in formset.management_form.initial.items()}
        for row in formset.initial_forms:
            fields = {name: row[name].value() for name in row.fields}
            data |= {f"{row.prefix}-{name}": value for name, value in fields.items() if value not in (None, False)}
    data["name"] = "Improving Lives"

    response = client.post(address, data)

    assert response.status_code == 302
    cast.lives.refresh_from_db()
    assert cast.lives.name == "Improving Lives"
