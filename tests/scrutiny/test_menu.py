"""The menu of every page: what each role has on its line, and what stands under "More"."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

LINE = {
    "clerk": ["Home", "Meetings", "Actions", "Resolutions", "Rounds", "Questions"],
    "officer": ["Home", "Meetings", "Actions", "Resolutions", "Rounds", "Questions"],
    "member": ["Home", "Meetings", "Actions", "Resolutions", "Questions", "Reviews"],
    "viewer": ["Home", "Meetings", "Actions", "Resolutions", "Reviews", "Work programme"],
}
MORE = {
    "clerk": ["Reviews", "Work programme", "Reports", "Gaps", "Posts", "Import minutes"],
    "officer": ["Reviews", "Work programme", "Reports"],
    "member": ["Work programme", "Reports"],
    "viewer": [],
}


def texts(links):
    return [link["text"] for link in links]


@pytest.mark.parametrize("role", LINE)
def test_menu_has_six_links_on_its_line_and_the_rest_under_more(client, cast, role):
    client.force_login(cast.everybody[role])

    response = client.get("/")

    assert texts(response.context["navigation"]) == LINE[role]
    assert texts(response.context["navigation_more"]) == MORE[role]
    assert ('<summary class="app-more__summary">' in response.text) == bool(MORE[role])


def test_menu_shows_where_one_is(client, cast):
    client.force_login(cast.clerk)

    on_the_line, under_more = client.get(reverse("meetings:list")), client.get(reverse("actions:gaps"))

    assert texts(link for link in on_the_line.context["navigation"] if link["active"]) == ["Meetings"]
    assert "where you are" not in on_the_line.text
    assert texts(link for link in under_more.context["navigation"] if link["active"]) == []
    assert 'More<span class="govuk-visually-hidden">, where you are: Gaps</span>' in under_more.text


def test_nobody_who_is_not_signed_in_has_a_menu(client, db):
    context = client.get(reverse("account_login")).context

    assert (context["navigation"], context["navigation_more"]) == ([], [])
