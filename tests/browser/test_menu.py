"""The menu fits its line, and opens and folds by keyboard, with scripts and without."""

import pytest

from tests.browser.pages import ROLES
from tests.browser.test_keyboard import tab_to

pytestmark = pytest.mark.browser

ONE_LINE = 62


@pytest.mark.parametrize("role", ROLES)
def test_menu_stays_on_one_line(scene, open_as, role):
    page = open_as(scene.everybody[role])
    page.set_viewport_size({"width": 1200, "height": 800})

    page.goto("/")

    assert page.locator(".govuk-service-navigation").bounding_box()["height"] < ONE_LINE


@pytest.mark.parametrize("script", [True, False])
def test_more_opens_and_folds_by_keyboard(scene, open_as, script):
    page = open_as(scene.clerk, java_script_enabled=script)
    page.goto("/")
    more = page.locator(".app-more__summary")
    gaps = page.get_by_role("link", name="Gaps", exact=True).first

    tab_to(page, more)
    page.keyboard.press("Enter")
    assert gaps.is_visible()

    page.keyboard.press("Escape" if script else "Enter")
    assert not page.locator(".app-more__list").is_visible()
    assert more.evaluate("element => element === document.activeElement")
