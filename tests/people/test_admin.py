"""Django admin: administrators keep people, boards and posts; the rest is looked up, and nothing exempt opens."""

import pytest
from django.contrib.admin import site
from django.urls import reverse
from lxml import html

from people.models import Board, Membership, User
from tests.builders import (
    day,
    make_board,
    make_holding,
    make_item,
    make_meeting,
    make_membership,
    make_owner,
    make_user,
)
from tests.cast import EXEMPT_WORDS

pytestmark = pytest.mark.django_db

WRITTEN = ["people_board", "people_directorate", "people_holding", "people_membership", "people_owner", "people_user"]
READ_ONLY = [
    "people_event",
    "meetings_meeting",
    "meetings_agendaitem",
    "meetings_circulation",
    "meetings_recommendation",
    "meetings_referral",
    "meetings_resolution",
    "meetings_workitem",
    "meetings_minutessource",
    "meetings_document",
    "meetings_workitem",
    "actions_review",
    "actions_finding",
    "actions_actionplan",
    "actions_action",
    "actions_progressupdate",
    "actions_proposal",
]


@pytest.fixture
def admin(client):
    user = make_user("Ines Admin", is_admin=True)
    client.force_login(user)
    return user


def fill(client, url, **values):
    """Post the page's own form, with `values` over what stands in it."""
    (form,) = html.fromstring(client.get(url).content).xpath("//div[@id='content']//form[@method='post']")
    return client.post(url, {**dict(form.form_values()), **values})


def rows(response):
    """The text of each cell of a list page."""
    table = html.fromstring(response.content).xpath("//table[@id='result_list']/tbody/tr")
    return [[cell.text_content().strip() for cell in row.xpath("th|td")] for row in table]


def errors(response, field):
    page = html.fromstring(response.content)
    return [item.text for item in page.xpath(f"//div[contains(@class, 'field-{field}')]//ul[@class='errorlist']/li")]


# who may come in


def test_admin_by_somebody_without_the_role_is_forbidden(client):
    client.force_login(make_user(is_superuser=True))

    response = client.get(reverse("admin:index"), follow=True)

    assert response.status_code == 403


def test_admin_without_signing_in_leads_to_the_one_sign_in_page(client):
    response = client.get(reverse("admin:login"))

    assert response.url == f"{reverse('account_login')}?next=%2Fadmin%2Flogin%2F"


def test_admin_has_pages_for_these_alone():
    registered = {f"{model._meta.app_label}_{model._meta.model_name}" for model in site._registry}

    assert registered == {*WRITTEN, *READ_ONLY}


# what administrators write


def test_admin_makes_a_board_with_a_member_and_keeps_its_history(client, admin):
    member = make_user()
    seat = {"user": member.pk, "kind": "chair", "starts_on": "01/05/2025", "sees_exempt": "on"}

    response = fill(
        client,
        reverse("admin:people_board_add"),
        name="Improving Places Select Commission",
        code="IPSC",
        **{"memberships-TOTAL_FORMS": 1},
        **{f"memberships-0-{name}": value for name, value in seat.items()},
    )

    assert response.status_code == 302
    board = Board.objects.get()
    assert (board.code, board.history.get().history_user) == ("IPSC", admin)
    assert Membership.objects.get().history.get().history_user == admin


def test_admin_page_of_a_boards_history_shows_who_changed_what(client, admin):
    board = make_board(name="Old name")
    fill(client, reverse("admin:people_board_change", args=[board.pk]), name="New name")

    response = client.get(reverse("admin:people_board_history", args=[board.pk]))

    assert "Old name" in response.text
    assert "Ines Admin" in response.text


def test_admin_restores_no_earlier_version(client, admin):
    board = make_board(name="Old name")
    version = board.history.get()
    fill(client, reverse("admin:people_board_change", args=[board.pk]), name="New name")
    url = reverse("admin:people_board_simple_history", args=[board.pk, version.pk])

    response = client.post(url, {"name": "Old name"})

    assert response.status_code == 403
    assert client.get(url).status_code == 200


def test_admin_leaves_a_boards_code_alone(client, admin):
    board = make_board(code="ILSC")

    fill(client, reverse("admin:people_board_change", args=[board.pk]), code="OTHER")

    board.refresh_from_db()
    assert board.code == "ILSC"


def test_admin_shows_an_address_that_is_taken_beside_its_field(client, admin):
    make_user(email="asha@example.org")

    response = fill(client, reverse("admin:people_user_add"), name="Another", email="Asha@Example.org")

    assert errors(response, "email") == ["User with this E-mail address already exists."]


def test_admin_makes_a_person_without_an_address_who_cannot_sign_in(client, admin):
    fill(client, reverse("admin:people_user_add"), name="Cllr Without")

    user = User.objects.get(name="Cllr Without")
    assert (user.email, user.has_usable_password()) == (None, False)


def test_admin_shows_no_password_and_no_groups(client, admin):
    response = client.get(reverse("admin:people_user_change", args=[make_user().pk]))

    names = {name for form in html.fromstring(response.content).forms for name in form.fields}
    assert names & {"password", "groups", "user_permissions", "is_superuser"} == set()


def test_admin_cannot_take_the_role_from_themselves(client, admin):
    fill(client, reverse("admin:people_user_change", args=[admin.pk]), name="Ines", is_admin="", is_active="")

    admin.refresh_from_db()
    assert (admin.name, admin.is_admin, admin.is_active) == ("Ines", True, True)


def test_admin_shows_a_post_that_would_report_to_itself_beside_the_field(client, admin):
    top = make_owner(name="Strategic Director")
    below = make_owner(name="Head of Service", reports_to=top)

    response = fill(client, reverse("admin:people_owner_change", args=[top.pk]), reports_to=below.pk)

    assert errors(response, "reports_to") == [
        "A post cannot report to itself, directly or through others. Choose another."
    ]


def test_admin_shows_a_seat_that_ends_before_it_starts_in_its_row(client, admin):
    seat = make_membership(starts_on=day(0))

    response = fill(
        client, reverse("admin:people_board_change", args=[seat.board.pk]), **{"memberships-0-ends_on": "01/01/2026"}
    )

    assert "The last day must be the same as or after the first day." in response.text


def test_admin_deletes_nothing(client, admin):
    seat, post = make_membership(), make_holding()
    written = [seat, seat.board, seat.user, post, post.owner, post.owner.directorate]

    answers = {
        row._meta.model_name: client.post(
            reverse(f"admin:people_{row._meta.model_name}_delete", args=[row.pk]), {"post": "yes"}
        ).status_code
        for row in written
    }

    assert answers == {row._meta.model_name: 403 for row in written}


# useful lists


def test_admin_list_of_posts_says_who_holds_them_today(client, admin):
    owner = make_owner(name="Head of Service")
    make_holding(owner=owner, user=make_user("Cerys"))
    make_holding(owner=owner, user=make_user("Dev"), kind="deputy")
    make_holding(owner=owner, user=make_user("Gone"), ends_on=day(-1))
    make_owner(name="Vacant")

    response = client.get(reverse("admin:people_owner_changelist"))

    assert [row[3] for row in rows(response)] == ["Dev (deputy), Cerys", "Nobody"]


def test_admin_list_of_boards_counts_todays_members(client, admin):
    board = make_board(name="Commission")
    make_membership(board=board, user=make_user("Finn"), kind="chair")
    make_membership(board=board)
    make_membership(board=board, ends_on=day(-1))

    response = client.get(reverse("admin:people_board_changelist"))

    assert rows(response)[0][3:5] == ["Finn", "2"]


@pytest.mark.parametrize(("model", "queries"), [("board", 8), ("owner", 9), ("user", 9), ("membership", 8)])
@pytest.mark.parametrize("count", [1, 3, 30])
def test_admin_list_runs_as_many_queries_for_many_rows(client, admin, django_assert_num_queries, model, queries, count):
    for _ in range(count):
        make_membership(board=make_board())
        make_holding(owner=make_owner(reports_to=make_owner()))

    with django_assert_num_queries(queries):
        client.get(reverse(f"admin:people_{model}_changelist"))


def test_admin_autocomplete_finds_a_person_by_part_of_a_name(client, admin):
    found = make_user("Cerys Officer")
    field = {"app_label": "people", "model_name": "membership", "field_name": "user", "term": "cerys"}

    response = client.get(reverse("admin:autocomplete"), field)

    assert response.json()["results"] == [{"id": str(found.pk), "text": "Cerys Officer"}]


def test_admin_autocomplete_of_a_null_character_is_a_bad_request(client, admin):
    field = {"app_label": "people", "model_name": "membership", "field_name": "user", "term": "a\0"}

    response = client.get(reverse("admin:autocomplete"), field)

    assert response.status_code == 400


# what can only be looked up


@pytest.mark.parametrize("model", READ_ONLY)
def test_admin_can_look_up_and_not_add(client, admin, model):
    assert client.get(reverse(f"admin:{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:{model}_add")).status_code == 403


def test_admin_cannot_change_what_services_write(client, cast):
    client.force_login(cast.admin)

    response = client.post(reverse("admin:actions_action_change", args=[cast.action.pk]), {"title": "Other"})

    assert response.status_code == 403


def test_admin_keeps_no_drafts_of_imports(client, admin):
    page = html.fromstring(client.get(reverse("admin:index")).content)

    assert page.xpath("//a[contains(@href, 'minutesimport')]") == []


@pytest.mark.parametrize("who", ["admin", "superuser"])
def test_admin_finds_no_exempt_matter_by_searching(client, cast, who):
    client.force_login(cast.everybody[who])

    found = {
        model: rows(client.get(reverse(f"admin:{model}_changelist"), {"q": EXEMPT_WORDS.split()[0]}))
        for model in READ_ONLY
    }

    assert found == {model: [] for model in READ_ONLY}


@pytest.mark.parametrize("tab", ["change", "history", "delete"])
def test_admin_opens_no_exempt_row_by_its_number(client, cast, tab):
    client.force_login(cast.superuser)
    exempt = [cast.exempt_item, cast.exempt_resolution, cast.exempt_action]

    for row in exempt:
        url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{tab}", args=[row.pk])
        response = client.get(url, follow=True)
        assert EXEMPT_WORDS not in response.text


def test_admin_hides_the_events_and_the_minutes_of_exempt_matter(client, cast):
    client.force_login(cast.admin)

    response = client.get(reverse("admin:people_event_changelist"))

    streams = {row[1] for row in rows(response)}
    assert f"action:{cast.action.pk}" in streams
    assert f"action:{cast.exempt_action.pk}" not in streams


def test_admin_shows_exempt_matter_to_an_administrator_who_may_see_it(client, cast):
    cast.admin.is_clerk = True
    cast.admin.save(update_fields=["is_clerk"])
    client.force_login(cast.admin)

    response = client.get(reverse("admin:meetings_agendaitem_change", args=[cast.exempt_item.pk]))

    assert EXEMPT_WORDS in response.text


def test_admin_answers_no_question_about_rows_it_does_not_show(client, admin):
    item = make_item(meeting=make_meeting(date=day(-1)))

    response = client.get(reverse("admin:meetings_meeting_changelist"), {"items__title__contains": item.title[:2]})

    assert response.status_code == 400
