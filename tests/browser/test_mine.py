"""Answering for a round in a real browser: by the keyboard alone, without JavaScript, and with the session gone."""

import datetime

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from actions.models import ProgressUpdate, UpdateDraft
from tests.builders import make_action, make_holding, make_meeting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long walk by the canal"
KEYSTROKES = 25
ROWS = 10

with_and_without_javascript = pytest.mark.parametrize("opened", [True, False], indirect=True)
without_javascript = pytest.mark.parametrize("opened", [False], indirect=True)


def days(offset):
    """The day `offset` days from the real today, which the browser lives in."""
    return timezone.localdate() + datetime.timedelta(days=offset)


@pytest.fixture
def holding():
    holding = make_holding(starts_on=days(-100))
    holding.user.set_password(PASSWORD)
    holding.user.save()
    return holding


@pytest.fixture
def owed(holding):
    """Ten actions of one post that want an update for the board's next meeting."""
    meeting = make_meeting(date=days(28), status="scheduled")
    owed = []
    for number in range(ROWS):
        made = timezone.now() - datetime.timedelta(days=60 - number)
        board = meeting.board
        owed.append(make_action(owner=holding.owner, monitoring_board=board, now=made, today=timezone.localdate(made)))
    return meeting, owed


@pytest.fixture(params=[True])
def opened(request, browser, live_server, holding, owed):
    """The officer's page, opened, with JavaScript or without."""
    context = browser.new_context(java_script_enabled=request.param, locale="en-GB")
    client = Client()
    client.force_login(holding.user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(live_server.url + reverse("rounds:mine", args=[owed[0].pk]))
    yield page
    context.close()


class Keyboard:
    """Presses keys and counts them."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, key):
        self.page.keyboard.press(key)
        self.count += 1

    def tab_to(self, words, most=20):
        for _ in range(most):
            self.press("Tab")
            if words in (self.focused() or ""):
                return
        raise AssertionError(f"“{words}” is not reached")

    def focused(self):
        focused = self.page.locator(":focus")
        return focused.inner_text() if focused.count() else None


def no_change_count():
    return ProgressUpdate.objects.filter(kind="no_change").count()


def press_enter_and_wait(keyboard):
    # a page is loaded a moment before the browser moves the focus to where one goes on
    keyboard.page.locator(":focus").wait_for(state="attached")
    with keyboard.page.expect_navigation():
        keyboard.press("Enter")


@with_and_without_javascript
def test_ten_actions_with_no_change_by_keyboard(opened, owed):
    keyboard = Keyboard(opened)

    keyboard.tab_to("Skip to main content", most=1)
    keyboard.press("Enter")
    keyboard.tab_to("No change since")
    for _ in range(ROWS):
        expect(opened.locator(":focus")).to_contain_text("No change since")
        press_enter_and_wait(keyboard)

    assert no_change_count() == ROWS
    assert keyboard.count <= KEYSTROKES
    expect(opened.get_by_text("All is answered")).to_be_visible()


@without_javascript
def test_no_change_on_any_of_them_by_keyboard(opened, owed):
    keyboard = Keyboard(opened)

    keyboard.tab_to("Skip to main content", most=1)
    keyboard.press("Enter")
    keyboard.tab_to("No change on any of them")
    press_enter_and_wait(keyboard)
    press_enter_and_wait(keyboard)

    assert no_change_count() == ROWS
    assert keyboard.count <= 5


@without_javascript
def test_what_is_gone_on_with_is_in_sight(opened, owed):
    opened.get_by_role("button", name=f"on {owed[1][4].reference}").click()

    button = opened.get_by_role("button", name=f"on {owed[1][5].reference}")
    expect(button).to_be_focused()
    expect(button).to_be_in_viewport()
    expect(opened.get_by_text(f"{owed[1][4].reference}: no change since")).to_be_in_viewport()


@without_javascript
def test_enter_in_a_box_keeps_a_draft_and_says_nothing(opened, owed):
    box = opened.get_by_label("Day").first
    box.fill("3")

    with opened.expect_navigation():
        box.press("Enter")

    assert not ProgressUpdate.objects.exists()
    expect(opened.get_by_label("Day").first).to_have_value("3")


@without_javascript
def test_session_that_ends_in_mid_typing_loses_nothing(opened, owed, holding):
    first, second = opened.locator("[data-row]").nth(0), opened.locator("[data-row]").nth(1)
    first.get_by_label("What was done").fill("We met the families twice.\nThe letter is out.")
    first.get_by_role("radio", name="In progress").check()
    first.get_by_role("radio", name="Amber").check()
    first.get_by_label("Why is it not green?").fill("Two posts are vacant.")
    second.get_by_label("What changed for people").fill("They wait less.")
    second.get_by_label("Day").fill("31")
    second.get_by_label("Month").fill("Feb")
    Session.objects.all().delete()

    opened.get_by_role("button", name="Save all that I changed").click()
    expect(opened.get_by_text("What you typed is kept")).to_be_visible()
    opened.get_by_label("E-mail address").fill(holding.user.email)
    opened.get_by_label("Password").fill(PASSWORD)
    opened.get_by_role("main").get_by_role("button", name="Sign in").click()

    assert not ProgressUpdate.objects.exists()
    expect(first.get_by_label("What was done")).to_have_value("We met the families twice.\nThe letter is out.")
    expect(first.get_by_role("radio", name="In progress")).to_be_checked()
    expect(first.get_by_role("radio", name="Amber")).to_be_checked()
    expect(first.get_by_label("Why is it not green?")).to_have_value("Two posts are vacant.")
    expect(second.get_by_label("What changed for people")).to_have_value("They wait less.")
    expect(second.get_by_label("Day")).to_have_value("31")
    expect(second.get_by_label("Month")).to_have_value("Feb")


def test_typing_is_kept_without_pressing_anything(opened, owed):
    row = opened.locator("[data-row]").nth(2)

    row.get_by_label("What was done").press_sequentially("Half a sentence")
    expect(row.locator("[data-draft-time]")).to_contain_text("Draft saved at")
    expect(opened.get_by_role("status")).to_contain_text("Draft saved at")

    [draft] = UpdateDraft.objects.all()
    assert (draft.action, draft.values) == (owed[1][2], {"progress": "Half a sentence"})
    opened.reload()
    expect(row.get_by_label("What was done")).to_have_value("Half a sentence")


def test_typing_that_is_taken_back_is_kept_no_longer(opened, owed):
    box = opened.locator("[data-row]").nth(2).get_by_label("What was done")
    said = opened.get_by_role("status")
    box.fill("Half")
    expect(said).to_contain_text("Draft saved at")

    with opened.expect_response("**/mine/"):
        box.fill("")

    assert not UpdateDraft.objects.exists()


def test_typing_after_the_session_ended_is_kept_and_says_so(opened, owed):
    Session.objects.all().delete()

    opened.locator("[data-row]").nth(0).get_by_label("What was done").fill("Half a sentence")
    expect(opened.get_by_role("status")).to_contain_text("You have been signed out")

    assert UpdateDraft.objects.get().values == {"progress": "Half a sentence"}


def test_typing_without_a_connection_is_kept_once_it_is_back(opened, owed):
    opened.clock.install()
    opened.route("**/mine/", lambda route: route.abort())
    opened.locator("[data-row]").nth(0).get_by_label("What was done").fill("Half a sentence")
    opened.clock.fast_forward(2000)
    expect(opened.get_by_role("status")).to_contain_text("could not be saved just now")

    opened.unroute("**/mine/")
    opened.clock.fast_forward(20000)
    expect(opened.get_by_role("status")).to_contain_text("Draft saved at")

    assert UpdateDraft.objects.get().values == {"progress": "Half a sentence"}


def test_page_fits_a_telephone(opened, owed):
    opened.set_viewport_size({"width": 375, "height": 800})

    assert opened.evaluate("document.scrollingElement.scrollWidth") == 375
