"""A whole cycle with six people: from minutes to the next pack, which shows what came of the last one.

No page has JavaScript to help it, and nobody opens admin.
"""

import datetime
import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from people.models import Membership, User
from tests import builders as b
from tests.browser.pages import follow
from tests.browser.test_golden_thread import (
    BOARD,
    OUR_MINUTES,
    PASSWORD,
    POST,
    confirm_import,
    go,
    plan_meeting,
    press,
    publish_pack,
    read_minutes,
    section,
    sign_in,
    update,
    write_day,
)

pytestmark = pytest.mark.browser

__all__ = ["sign_in"]

HELD, MEETING, AFTER = datetime.date(2026, 3, 3), datetime.date(2026, 3, 31), datetime.date(2026, 5, 5)
FIRST, SECOND = "ILSC 2025/26-01", "ILSC 2025/26-02"


@pytest.fixture
def people(live_server):
    """Two clerks, an officer, a member, a chair and somebody who only reads."""
    always = datetime.date(2019, 5, 1)
    board, post = b.make_board(code="ILSC", name=BOARD), b.make_owner(name=POST)
    clerk, other = b.make_clerk(name="Asha Clerk"), b.make_clerk(name="Bram Clerk")
    officer, member = b.make_user("Cerys Officer"), b.make_user("Cllr Esi Member")
    chair, viewer = b.make_user("Cllr Finn Chair"), b.make_user("Ida Viewer")
    b.make_holding(owner=post, user=officer, starts_on=always)
    b.make_membership(board=board, user=member, starts_on=always)
    b.make_membership(board=board, user=chair, kind=Membership.Kind.CHAIR, starts_on=always)
    User.objects.update(password=make_password(PASSWORD))
    return SimpleNamespace(clerk=clerk, other=other, officer=officer, member=member, chair=chair, viewer=viewer)


def row_of(page, reference):
    """What is to be decided on an action, where it stands first."""
    return page.get_by_role("group", name=reference).first


def card_of(page, name, reference):
    return section(page, name).locator(".app-card", has_text=reference)


def test_cycle_from_minutes_to_the_next_pack(people, sign_in):
    text = (
        OUR_MINUTES.read_text()
        .partition("\n\n")[2]
        .format(
            meeting_date="3 March 2026",
            review_start="5 January 2026",
            review_end="8 January 2026",
            report_month="June 2026",
            deadline="27 March 2026",
        )
    )

    # the clerk imports the minutes, plans the next meeting and opens its round
    clerk = sign_in(people.clerk, HELD + datetime.timedelta(days=2))
    read_minutes(clerk, text)
    press(clerk, "Continue to the actions")
    confirm_import(clerk, actions=7)
    plan_meeting(clerk, MEETING)
    follow(clerk.get_by_role("link", name="Round", exact=True))
    if clerk.get_by_role("button", name="Open the round").count():
        press(clerk, "Open the round")
    expect(clerk.get_by_role("main")).to_contain_text(FIRST)

    # the officer answers: one done and to be closed, one on its way
    officer = sign_in(people.officer, datetime.date(2026, 3, 10))
    update(officer, FIRST, progress="The pathway is on one page.", impact="Families know whom to ask.")
    go(officer, "Ask the board to close it")
    officer.get_by_label("Close it: it is done").check()
    officer.get_by_label("Why?").fill("The pathway is published.")
    press(officer, "Ask the board")
    officer.goto("/")
    update(officer, SECOND, progress="Half of the schools have the form.", impact="")

    # the pack is published: a member reads it, marks and asks; the chair flags; who only reads sees it too
    publish_pack(sign_in(people.clerk, datetime.date(2026, 3, 20)), "31 March 2026")
    member = sign_in(people.member, datetime.date(2026, 3, 24))
    go(member, "Read the pack")
    expect(section(member, "Said to be complete")).to_contain_text("The pathway is published.")
    press(card_of(member, "Changed since the last meeting", SECOND), "Mark as read")
    expect(member.locator("#reading")).to_contain_text("1 of")
    go(card_of(member, "Changed since the last meeting", SECOND), "Ask a question")
    member.get_by_label("Your question").fill("When will the other half have it?")
    member.get_by_label("Submit it").check()
    press(member, "Save")
    expect(member.get_by_role("main")).to_contain_text("When will the other half have it?")
    chair = sign_in(people.chair, datetime.date(2026, 3, 24))
    go(chair, "Read the pack")
    press(card_of(chair, "Said to be complete", FIRST), "Flag for discussion")
    expect(card_of(chair, "Said to be complete", FIRST)).to_contain_text("For discussion")
    viewer = sign_in(people.viewer, datetime.date(2026, 3, 24))
    go(viewer, f"{BOARD}, 31 March 2026")
    expect(section(viewer, "Said to be complete")).to_contain_text("The pathway is published.")

    # the officer answers the question, and gives an undertaking
    officer = sign_in(people.officer, datetime.date(2026, 3, 26))
    go(officer, f"On {SECOND}")
    officer.get_by_label("The answer").fill("By the summer, with help from the governors.")
    officer.get_by_label("This gives an undertaking").check()
    officer.get_by_label("What will be done").fill("Give every school the form by July")
    officer.get_by_label("By which post").select_option(label=POST)
    write_day(officer.get_by_role("group", name="By when"), datetime.date(2026, 7, 1))
    press(officer, "Save the answer")
    expect(officer.get_by_role("main")).to_contain_text("By the summer, with help from the governors.")

    # another clerk holds the meeting and goes down the pack; next day the undertaking is made an action
    other = sign_in(people.other, MEETING)
    go(other, f"{BOARD}, 31 March 2026")
    press(other, "Record as held")
    press(other, "Record the decisions")
    closing = row_of(other, FIRST)
    closing.get_by_label("Agreed").check()
    closing.get_by_label("Note on this decision").fill("Members thanked the service.")
    row_of(other, SECOND).get_by_label("What the board decided").select_option(label="Keep monitoring")
    row_of(other, SECOND).get_by_label("In which words").fill("Back in June.")
    press(other, "Save and go to the meeting")
    expect(other.get_by_role("main")).to_contain_text("Members thanked the service.")
    plan_meeting(other, AFTER)
    other = sign_in(people.other, MEETING + datetime.timedelta(days=1))
    go(other, "Gaps")
    go(other, "Make an action of this undertaking")
    press(other, "Make the action")
    undertaking = re.search(r"ILSC \S+", other.get_by_role("alert").inner_text())[0]

    # the next pack shows what the last meeting decided, and what came of the question
    publish_pack(sign_in(people.clerk, datetime.date(2026, 4, 22)), "5 May 2026")
    member = sign_in(people.member, datetime.date(2026, 4, 27))
    go(member, "Read the pack")
    closed = card_of(member, "Changed since the last meeting", FIRST)
    expect(closed).to_contain_text("is now Closed")
    expect(closed).to_contain_text("Members thanked the service.")
    expect(card_of(member, "Changed since the last meeting", undertaking)).to_contain_text("New")
    decided = section(member, "What the last meeting decided")
    for words in ("Agreed: close", "Members thanked the service.", "Keep monitoring", "Back in June."):
        expect(decided).to_contain_text(words)
    go(section(member, "No update received"), SECOND)
    expect(member.get_by_role("main")).to_contain_text("Back in June.")
