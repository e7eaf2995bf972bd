"""A work programme is put in order by keyboard alone, with and without JavaScript, and printed whole."""

import io
import re

import pypdf
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.test_keyboard import press, tab_to
from tests.builders import make_board, make_work_item

pytestmark = pytest.mark.browser

TITLES = ["Attendance", "Exclusions", "Home education"]


@pytest.fixture
def board(scene):
    return make_board()


@pytest.fixture
def items(scene, board):
    return {title: make_work_item(board=board, title=title, by=scene.clerk) for title in TITLES}


def open_programme(open_as, scene, board, **options):
    page = open_as(scene.clerk, **options)
    page.goto(reverse("work:board", args=[board.code]))
    return page


def order(page):
    return [title.split(" Report")[0] for title in page.locator("#unscheduled ~ ol h3").all_inner_texts()]


@pytest.mark.parametrize("script", [True, False])
def test_order_by_keyboard_alone(scene, board, items, open_as, script):
    page = open_programme(open_as, scene, board, java_script_enabled=script)
    assert order(page) == TITLES

    tab_to(page, page.get_by_role("button", name=re.compile("^Down ?: Attendance$")))
    press(page, "Enter")

    assert order(page) == ["Exclusions", "Attendance", "Home education"]
    # the next Tab is in the item that was moved, so that it can be moved again at once
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=re.compile("^Up ?: Attendance$"))).to_be_focused()

    page.keyboard.press("Tab")
    press(page, "Enter")

    assert order(page) == ["Exclusions", "Home education", "Attendance"]


def test_position_by_keyboard_alone(scene, board, items, open_as):
    page = open_programme(open_as, scene, board)

    tab_to(page, page.locator("summary", has_text="More to do with Home education"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator(f"#order-{items['Home education'].pk}-position"))
    page.keyboard.press("Control+A")
    page.keyboard.type("0")
    press(page, "Enter")

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.get_by_text("Positions begin with 1.").last).to_be_visible()

    page.locator(".govuk-error-summary a").press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type("1")
    press(page, "Enter")

    assert order(page) == ["Home education", "Attendance", "Exclusions"]


def test_programme_on_paper_has_what_is_folded_away_and_no_buttons(scene, open_as):
    page = open_as(scene.clerk)
    page.goto(reverse("work:board", args=[scene.lives.code]))

    pages = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())

    assert "Autism pathway" in text
    assert "The Zanzibar lease is not ready." in text
    assert [words for words in ("Add an item", "Move", "Edit", "Sign out") if words in text] == []
