"""Every page fits the window, on a telephone and on a desk: nobody has to scroll sideways to read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import builders as b
from tests.browser.pages import FORMS, ROLES, admin_pages, form_address, pages, send_empty, unfold, visit

pytestmark = pytest.mark.browser

WIDTHS = (375, 1280)

# what councils' minutes and officers' updates are full of
LONG = "https://moderngov.thornburyvale.example.org/documents/s1234567/Annual-Report-of-the-Inclusion-Service.pdf"


def too_wide(page):
    """(address, width of the window, width of the page) for each width at which an open page sticks out."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        needed = page.evaluate("document.scrollingElement.scrollWidth")
        if needed > width:
            found.append((page.url, width, needed))
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_page_fits(scene, open_as, role):
    page, found = open_as(scene.everybody[role]), []

    for address in pages(scene, role):
        visit(page, address)
        found += too_wide(page)

    assert found == []


def test_every_admin_page_fits(scene, open_as):
    page, found = open_as(scene.admin), []

    for address in admin_pages(scene):
        visit(page, address)
        found += too_wide(page)

    assert found == []


@pytest.mark.parametrize(("name", "of", "role"), FORMS)
def test_forms_with_errors_fit(scene, open_as, name, of, role):
    page = open_as(scene.everybody[role])
    page.goto(form_address(scene, name, of))

    send_empty(page)

    unfold(page)
    assert too_wide(page) == []


def test_pages_with_long_words_fit(scene, open_as):
    scene.resolution.text, scene.resolution.due_phrase = f"That {LONG} be noted.", LONG
    scene.resolution.title = scene.resolution.clerk_query = LONG
    scene.resolution.save()
    scene.item.title = scene.item.minutes = LONG
    scene.item.save()
    action = b.make_action(
        title=LONG,
        resolution=scene.resolution,
        owner=scene.owner,
        monitoring_board=scene.lives,
        by=scene.clerk,
        success_measure=LONG,
        due_on=b.day(-1),
    )
    evidence = SimpleUploadedFile(f"{LONG.rpartition('/')[2]}", b"The report.")
    b.make_update(action, by=scene.clerk, progress=LONG, impact=LONG, evidence=evidence)
    b.make_proposal(action, by=scene.officer, reason=LONG)
    page, found = open_as(scene.clerk), []

    for address in pages(scene, "clerk"):
        visit(page, address)
        found += too_wide(page)
    visit(page, action.get_absolute_url())
    found += too_wide(page)

    assert found == []
