"""Everything can be reached, seen and done with a keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from actions.models import MinutesImport
from tests.actions.minutes_sample import TEXT
from tests.browser.pages import FORMS, form_address, send_empty, unfold

pytestmark = pytest.mark.browser

MOST_STOPS = 150
# the place of what has the focus and of what is drawn for it (a radio is drawn by its label), and its HTML
FOCUSED = """() => {
    const element = document.activeElement
    if (element === document.body || element === document.documentElement) return null
    const drawn = element.getClientRects()[0] ?? element.getBoundingClientRect()
    return [element.outerHTML.slice(0, 120), drawn.x, drawn.y, drawn.width, drawn.height]
}"""
MARGIN = 8


def tab_to(page, locator):
    """Press Tab until something has the focus, as somebody without a mouse has to."""
    for _ in range(MOST_STOPS):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {locator}")


def press(page, key):
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def stops_without_visible_focus(page):
    """(how many stops Tab makes on a page, the HTML of those that look the same with the focus and without)."""
    unseen, stops = [], 0
    page.keyboard.press("Tab")
    while (focused := page.evaluate(FOCUSED)) and stops < MOST_STOPS:
        html, x, y, width, height = focused
        clip = {
            "x": max(0, x - MARGIN),
            "y": max(0, y - MARGIN),
            "width": width + 2 * MARGIN,
            "height": height + 2 * MARGIN,
        }
        with_focus = page.screenshot(clip=clip)
        page.evaluate("document.activeElement.blur()")
        if page.screenshot(clip=clip) == with_focus:
            unseen.append(html)
        stops += 1
        page.keyboard.press("Tab")
    return stops, unseen


@pytest.mark.parametrize("script", [True, False])
def test_skip_link_leads_past_the_navigation(scene, open_as, script):
    page = open_as(scene.officer, java_script_enabled=script)
    page.goto("/")
    skip_link = page.get_by_role("link", name="Skip to main content")

    page.keyboard.press("Tab")

    expect(skip_link).to_be_focused()
    expect(skip_link).to_be_in_viewport(ratio=1)

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize(
    ("role", "name", "of"),
    [
        ("clerk", "home", ""),
        ("clerk", "meetings:detail", "past.pk"),
        ("clerk", "minutes:import", ""),
        ("officer", "actions:list", ""),
        ("officer", "actions:detail", "quiet.slug"),
        ("officer", "actions:add_update", "quiet.slug"),
    ],
)
def test_focus_is_visible_wherever_tab_leads(scene, open_as, role, name, of):
    page = open_as(scene.everybody[role])
    page.goto(form_address(scene, name, of))
    unfold(page)

    stops, unseen = stops_without_visible_focus(page)

    assert unseen == []
    assert 5 < stops < MOST_STOPS


def test_update_by_keyboard_alone(scene, open_as):
    page = open_as(scene.officer)
    page.goto(scene.quiet.get_absolute_url())

    tab_to(page, page.get_by_role("button", name="Update it"))
    press(page, "Enter")
    tab_to(page, page.get_by_role("radio", name="Paused"))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    tab_to(page, page.get_by_role("radio", name="Red: off track"))
    page.keyboard.press("ArrowUp")
    tab_to(page, page.get_by_label("Why is it not green?"))
    page.keyboard.type("The clinic is short of one person.")
    tab_to(page, page.get_by_label("What was done"))
    page.keyboard.type("The first draft went out.")
    tab_to(page, page.get_by_label("Day"))
    for part in ("1", "6", "2026"):
        page.keyboard.type(part)
        page.keyboard.press("Tab")
    tab_to(page, page.get_by_role("button", name="Save the update"))
    press(page, "Enter")

    expect(page.get_by_role("alert")).to_contain_text(f"Your update on {scene.quiet.reference} is saved.")
    update = scene.quiet.updates.latest("entered_at")
    assert (update.status, update.confidence) == ("in_progress", "amber")
    assert (update.progress, update.forecast_on.isoformat()) == ("The first draft went out.", "2026-06-01")


def test_no_change_by_keyboard_alone(scene, open_as):
    page = open_as(scene.officer)
    page.goto(scene.quiet.get_absolute_url())

    tab_to(page, page.get_by_role("button", name="No change"))
    press(page, "Enter")

    assert scene.quiet.updates.latest("entered_at").kind == "no_change"


def test_import_by_keyboard_alone(scene, open_as):
    page = open_as(scene.clerk)
    page.goto("/")

    tab_to(page, page.locator("summary", has_text="More"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("navigation").get_by_role("link", name="Import minutes"))
    press(page, "Enter")
    tab_to(page, page.get_by_label("Paste the minutes"))
    page.keyboard.insert_text(TEXT)
    tab_to(page, page.get_by_role("button", name="Read the minutes"))
    press(page, "Enter")
    tab_to(page, page.get_by_role("button", name="Continue").first)
    press(page, "Enter")
    # what was recorded at the meeting is offered to be linked
    for choice in page.get_by_label("In the minutes as").all():
        tab_to(page, choice)
        page.keyboard.type("Not in")
    tab_to(page, page.get_by_role("button", name="Continue to the actions").first)
    press(page, "Enter")
    for owner in page.get_by_label("Owner").all():
        tab_to(page, owner)
        page.keyboard.type("Head of")
    tab_to(page, page.get_by_role("button", name="Continue").last)
    press(page, "Enter")
    tab_to(page, page.get_by_role("button", name="Confirm and import"))
    press(page, "Enter")

    expect(page.get_by_role("heading", name="Minutes imported")).to_be_visible()
    draft = MinutesImport.objects.get(meeting=scene.past)
    assert page.url.endswith(reverse("minutes:done", args=[draft.pk]))


@pytest.mark.parametrize(("name", "of", "role"), FORMS)
def test_error_summary_takes_the_focus_and_its_links_lead_to_the_fields(scene, open_as, name, of, role):
    page = open_as(scene.everybody[role])
    page.goto(form_address(scene, name, of))

    send_empty(page)

    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    links = summary.get_by_role("link").all()
    assert len(links) == summary.get_by_role("listitem").count() > 0
    for link in links:
        link.press("Enter")
        field = page.locator(link.get_attribute("href"))
        expect(field).to_be_focused()
        expect(field).to_be_in_viewport()
        assert field.evaluate("field => ['INPUT', 'SELECT', 'TEXTAREA'].includes(field.tagName)")
