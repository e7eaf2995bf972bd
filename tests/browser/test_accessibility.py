"""No page breaks a rule of WCAG 2.2 AA that axe-core can check: as every role, with errors on it, or in error."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from people.services.invitations import path_to_choose_password
from tests.browser.pages import FORMS, ROLES, admin_pages, follow, form_address, pages, send_empty, unfold, visit

pytestmark = pytest.mark.browser

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# what Django's own admin breaks, by axe's name of the rule, and where
DJANGOS_OWN = [
    "aria-input-field-name",  # the box that finds a person or a post
    "label",  # the boxes of a table of members or holders
    "select-name",  # their choices
    "link-in-text-block",  # the breadcrumbs
    "target-size",  # the filters beside a list
]


def violations(page, *, but=()):
    """What axe finds wrong on an open page: the rule, and the HTML of the first that breaks it."""
    rules = {rule: {"enabled": False} for rule in but}
    options = {"runOnly": WCAG, "rules": rules, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{page.url} {one['id']}: {one['nodes'][0]['html']}" for one in found]


@pytest.mark.parametrize("role", ROLES)
def test_axe_on_every_page(scene, open_as, role):
    page, found = open_as(scene.everybody[role]), []

    for address in pages(scene, role):
        visit(page, address)
        found += violations(page)

    assert found == []


def test_axe_on_admin_pages_but_for_what_is_djangos_own(scene, open_as):
    page, found = open_as(scene.admin), []

    for address in admin_pages(scene):
        visit(page, address)
        found += violations(page, but=DJANGOS_OWN)

    assert found == []


@pytest.mark.parametrize(("name", "of", "role"), FORMS)
def test_axe_on_forms_with_errors(scene, open_as, name, of, role):
    page = open_as(scene.everybody[role])
    page.goto(form_address(scene, name, of))

    send_empty(page)

    assert page.title().startswith("Error: ")
    unfold(page)
    assert violations(page) == []


def test_axe_on_a_table_of_actions_with_errors(scene, open_as):
    page = open_as(scene.clerk)
    page.goto(reverse("actions:paste"))
    page.get_by_label("Monitoring board").select_option(label="Improving Lives Select Commission")
    page.get_by_label("The table").fill("Action\tOwner\nPublish the pathway\tSomebody else\n")
    follow(page.get_by_role("button", name="Read the table"))
    read = violations(page)

    follow(page.get_by_role("button", name="Make these actions"))

    assert page.title().startswith("Error: ")
    assert read + violations(page) == []


def test_axe_on_the_page_an_invitation_leads_to(scene, open_as):
    scene.viewer.refresh_from_db()
    page = open_as(None)
    page.goto(path_to_choose_password(scene.viewer))
    asked = violations(page)

    send_empty(page)

    assert page.title().startswith("Error: ")
    assert asked + violations(page) == []


def test_axe_on_answers_that_refuse(scene, open_as):
    page, found = open_as(scene.viewer), []

    for address, title in (("/nowhere/", "Page not found"), (reverse("meetings:plan"), "You cannot do this")):
        page.goto(address)
        assert page.title().startswith(title)
        found += violations(page)

    assert found == []
