"""The golden thread: from the words in the minutes to the evidence members saw when the board agreed to close.

Nobody opens admin, and no page has JavaScript to help it. Twice, in minutes of our own and in the real ones that
the tracker began from.
"""

import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from playwright.sync_api import expect

from actions.sample import load
from people.models import User
from tests import builders as b
from tests.browser.pages import follow

pytestmark = pytest.mark.browser

PASSWORD = "a long walk by the canal"
BOARD = "Improving Lives Select Commission"
POST = "Head of Service, Inclusion"

OUR_MINUTES = Path(load.__file__).with_name("peer_challenge.txt")
REAL_MINUTES = Path(__file__).resolve().parents[3] / "shared" / "minutes" / "00_rotherham_send_peer_challenge.txt"


@pytest.fixture
def people(live_server):
    """What an administrator has entered long ago: a board with its member, a post with its holder, a clerk."""
    always = datetime.date(2019, 5, 1)
    board = b.make_board(code="ILSC", name=BOARD)
    post = b.make_owner(name=POST)
    clerk, officer, member = b.make_clerk(name="Asha Clerk"), b.make_user("Cerys Officer"), b.make_user("Cllr Esi")
    b.make_holding(owner=post, user=officer, starts_on=always)
    b.make_membership(board=board, user=member, starts_on=always)
    User.objects.update(password=make_password(PASSWORD))
    return SimpleNamespace(clerk=clerk, officer=officer, member=member)


@pytest.fixture
def sign_in(open_as, clock):
    """Signs somebody in on a day, in a window of their own, and gives their home page."""

    def sign_in(user, day):
        clock.move_to(timezone.make_aware(datetime.datetime.combine(day, datetime.time(10))))
        page = open_as(None, java_script_enabled=False)
        page.goto("/")
        page.get_by_label("E-mail address").fill(user.email)
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Sign in")
        expect(page.get_by_role("heading", name=f"Hello, {user.name}")).to_be_visible()
        return page

    return sign_in


def go(page, *links):
    for name in links:
        follow(page.get_by_role("link", name=name))


def press(page, name):
    follow(page.get_by_role("button", name=name))


def write_day(group, day):
    for label, part in zip(("Day", "Month", "Year"), (day.day, day.month, day.year), strict=True):
        group.get_by_label(label, exact=True).fill(str(part))


def entries(page, label):
    """The entries of a preview that are called so, such as "Strength"."""
    return page.locator(".app-card.app-entry").filter(has=page.locator("legend", has_text=label))


def words(entries):
    return [entry.get_by_label("Words", exact=True).input_value() for entry in entries.all()]


def kind_of(entry):
    return entry.get_by_label("Kind of resolution").locator("option:checked").inner_text()


def action_for(page, label):
    """The proposed action that answers an entry, such as "Resolution 2"."""
    return page.locator("section").filter(has=page.locator("legend", has_text=label))


def read_minutes(page, text):
    go(page, "Import minutes")
    page.get_by_label("Paste the minutes").fill(text)
    press(page, "Read the minutes")
    expect(page.get_by_role("heading", name="Check what was read")).to_be_visible()


def confirm_import(page, *, actions):
    """Give every proposed action its owner, and confirm; the number of actions proposed is `actions`."""
    owners = page.get_by_label("Owner").all()
    assert len(owners) == actions
    for owner in owners:
        owner.select_option(label=POST)
    press(page, "Continue")
    press(page, "Confirm and import")
    expect(page.get_by_role("heading", name="Minutes imported")).to_be_visible()


def update(page, reference, *, progress, impact):
    go(page, f"Update {reference}")
    page.get_by_label("In progress").check()
    page.get_by_label("Green: on track").check()
    page.get_by_label("What was done").fill(progress)
    page.get_by_label("What changed for people").fill(impact)
    press(page, "Save the update")
    expect(page.get_by_role("alert")).to_contain_text(f"Your update on {reference} is saved.")


def ask_to_close(page, reason):
    go(page, "Ask the board to close it")
    page.get_by_label("Close it: it is done").check()
    page.get_by_label("Why?").fill(reason)
    press(page, "Ask the board")


def section(page, name):
    return page.get_by_role("region", name=name, exact=True)


def plan_meeting(page, day):
    go(page, "Meetings")
    press(page, "Plan a meeting")
    page.get_by_label("Board").select_option(label=BOARD)
    write_day(page.get_by_role("group", name="Day of the meeting"), day)
    press(page, "Plan the meeting")


def publish_pack(page, day):
    """Publish the pack of the meeting in words, such as "31 March 2026", from the home page."""
    go(page, f"Publish the pack of {BOARD}, {day}")
    press(page, "Publish the pack")
    expect(page.get_by_role("alert")).to_contain_text("The pack is published.")


def record_decision(page, reference, note):
    press(page, "Record as held")
    press(page, "Record the decisions")
    row = page.get_by_role("group", name=reference).first
    row.get_by_label("Agreed").check()
    row.get_by_label("Note on this decision").fill(note)
    press(page, "Save and go to the meeting")
    expect(page.get_by_role("alert")).to_contain_text("1 outcome recorded.")


def test_thread_through_our_own_minutes(people, sign_in):
    held, following = datetime.date(2026, 3, 3), datetime.date(2026, 3, 31)
    # the first paragraph, that all is invented, is no part of the minutes
    text = OUR_MINUTES.read_text().partition("\n\n")[2]
    text = text.format(
        meeting_date="3 March 2026",
        review_start="5 January 2026",
        review_end="8 January 2026",
        report_month="June 2026",
        deadline="27 March 2026",
    )

    # the minutes arrive: the clerk checks what was read, and confirms all of it but one action
    clerk = sign_in(people.clerk, held + datetime.timedelta(days=2))
    read_minutes(clerk, text)
    assert clerk.get_by_label("Board", exact=True).locator("option:checked").inner_text() == f"{BOARD} (ILSC)"
    assert words(entries(clerk, "Strength")) == [
        "Families who had been through assessment spoke warmly of the people who had helped them.",
        "Leaders in the Council and in health shared one plan and knew each other’s pressures.",
        "School staff could name whom to ring when a pupil’s needs changed.",
        "Councillors asked for evidence, and services were open with them.",
    ]
    assert entries(clerk, "Area for improvement").count() == 4
    assert entries(clerk, "Resolution").count() == 6
    press(clerk, "Continue to the actions")
    action_for(clerk, "Area for improvement 2").get_by_label("Make this action").uncheck()
    confirm_import(clerk, actions=7)

    # what has no action yet gets one from the meeting's page
    go(clerk, "Go to the meeting")
    expect(clerk.get_by_text("Clerk query, not published:")).to_be_visible()
    press(clerk, "Make an action for area 2 of")
    clerk.get_by_label("What is to be done").fill("Begin preparation for adult life in Year 9")
    clerk.get_by_label("Owner").select_option(label=POST)
    clerk.get_by_label("Monitoring board").select_option(label=BOARD)
    clerk.get_by_label("What success looks like").fill("Every plan written in Year 9 says what comes after school.")
    write_day(clerk.get_by_role("group", name="Due on"), following)
    press(clerk, "Make the action")
    reference = "ILSC 2025/26-07"
    expect(clerk.get_by_text(reference).first).to_be_visible()
    plan_meeting(clerk, following)

    # before the next meeting the officer answers, and asks the board to close it
    officer = sign_in(people.officer, datetime.date(2026, 3, 10))
    update(officer, reference, progress="All schools have the new form.", impact="Parents know what comes next.")
    ask_to_close(officer, "It is how every school works now.")

    # the clerk publishes the pack, and the member reads it there
    publish_pack(sign_in(people.clerk, datetime.date(2026, 3, 20)), "31 March 2026")
    member = sign_in(people.member, datetime.date(2026, 3, 25))
    go(member, "Read the pack")
    expect(section(member, "Said to be complete")).to_contain_text("It is how every school works now.")
    expect(section(member, "Impact: what changed for people")).to_contain_text("Parents know what comes next.")
    expect(section(member, "Strengths to keep")).to_contain_text("Councillors asked for evidence")
    assert "Does health attend for this?" not in member.content()

    # the meeting decides, and the clerk records it on the day after
    clerk = sign_in(people.clerk, datetime.date(2026, 4, 1))
    go(clerk, f"{BOARD}, 31 March 2026")
    record_decision(clerk, reference, "Members thanked the schools.")
    go(clerk, reference)
    expect(clerk.get_by_text("Nothing: this action is closed.")).to_be_visible()
    plan_meeting(clerk, datetime.date(2026, 4, 28))

    # and whoever reads the next pack sees that it did
    publish_pack(sign_in(people.clerk, datetime.date(2026, 4, 20)), "28 April 2026")
    member = sign_in(people.member, datetime.date(2026, 4, 20))
    go(member, "Read the pack")
    card = section(member, "Changed since the last meeting").locator(".app-card", has_text=reference)
    expect(card).to_contain_text("Status: was Complete, is now Closed")
    expect(card).to_contain_text("Close: agreed on 31 March 2026. Members thanked the schools.")


@pytest.mark.skipif(not REAL_MINUTES.exists(), reason="the real minutes are not beside the project")
def test_thread_through_the_minutes_the_tracker_began_from(people, sign_in):
    held, following = datetime.date(2021, 3, 16), datetime.date(2021, 12, 7)

    # the text says nothing of the day, and the board only in passing: both are asked for
    clerk = sign_in(people.clerk, held + datetime.timedelta(days=2))
    read_minutes(clerk, REAL_MINUTES.read_text())
    clerk.get_by_label("Board", exact=True).select_option(label=f"{BOARD} (ILSC)")
    press(clerk, "Continue to the actions")
    expect(clerk.get_by_role("alert")).to_contain_text("Enter the day of the meeting.")
    write_day(clerk.get_by_role("group", name="Day of the meeting"), held)
    assert entries(clerk, "Strength").count() == 4
    assert entries(clerk, "Area for improvement").count() == 3
    resolutions = entries(clerk, "Resolution")
    assert [kind_of(one) for one in resolutions.all()] == ["Note", "Ask for a report", "Circulate"]
    report = resolutions.nth(1)
    assert "December 2021" in report.get_by_label("When, in the minutes’ words").input_value()
    query = "How are future updates received? Discussion on this?"
    assert report.get_by_label("Clerk’s query").input_value() == query
    press(clerk, "Continue to the actions")
    due = action_for(clerk, "Resolution 2").get_by_label("Due at a meeting").locator("option:checked")
    assert due.inner_text() == "December 2021, day not known yet"
    confirm_import(clerk, actions=5)

    # the meeting's page tells it in the minutes' words, with the query for clerks alone
    go(clerk, "Go to the meeting")
    expect(clerk.locator("[id^=finding-]")).to_have_count(7)
    expect(clerk.locator("[id^=resolution-]")).to_have_count(3)
    expect(clerk.locator("[id^=resolution-]").nth(1)).to_contain_text(query)

    # the report was asked for in a month: when its day is known, what is due at it keeps its place
    reference = "ILSC 2020/21-04"
    clerk = sign_in(people.clerk, datetime.date(2021, 9, 6))
    go(clerk, "Meetings", "December 2021")
    press(clerk, "Give it its day")
    expect(clerk.get_by_role("main")).to_contain_text(reference)
    write_day(clerk.get_by_role("group", name="Day of the meeting"), following)
    press(clerk, "Save the day")

    officer = sign_in(people.officer, datetime.date(2021, 11, 15))
    update(officer, reference, progress="The report is with the clerk.", impact="Families have seen the plan.")
    ask_to_close(officer, "The report is before the Commission.")

    publish_pack(sign_in(people.clerk, datetime.date(2021, 11, 26)), "7 December 2021")
    member = sign_in(people.member, datetime.date(2021, 11, 30))
    go(member, "Read the pack")
    expect(section(member, "Said to be complete")).to_contain_text("The report is before the Commission.")
    expect(section(member, "Impact: what changed for people")).to_contain_text("Families have seen the plan.")
    expect(section(member, "Resolutions outstanding")).to_contain_text("December 2021 meeting")
    assert query not in member.content()

    # recorded on its day, the decision stands beside the meeting's own pack, which stays as it was
    clerk = sign_in(people.clerk, following)
    go(clerk, f"{BOARD}, 7 December 2021")
    record_decision(clerk, reference, "The report was received.")
    go(clerk, reference)
    expect(clerk.get_by_text("Nothing: this action is closed.")).to_be_visible()
    member = sign_in(people.member, datetime.date(2021, 12, 13))
    go(member, "7 December 2021", "Pack")
    expect(section(member, "Since publication")).to_contain_text(
        "Close: agreed on 7 December 2021. The report was received."
    )
    expect(section(member, "Said to be complete")).to_contain_text("Waiting for the board.")
