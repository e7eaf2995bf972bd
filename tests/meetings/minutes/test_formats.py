"""Short minutes in the ways that councils write decisions and actions, each with what is read of it."""

import pytest

from meetings.minutes import reader


def decisions(text):
    return [(one.number, one.kind, one.text.text) for item in reader.read(text).items for one in item.resolutions]


def actions(text):
    return [(one.owner and one.owner.text, one.text.text) for item in reader.read(text).items for one in item.actions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # a list whose first entry stands on the marker's line
            "RESOLVED that (i) the report be noted;\n(ii) the plan be approved.",
            [("i", "note", "the report be noted"), ("ii", "approve", "the plan be approved.")],
        ),
        (  # all of it on one line
            "RESOLVED – (1) That the strategy be approved. (2) That the Director write to the Trust.",
            [
                ("1", "approve", "That the strategy be approved."),
                ("2", "other", "That the Director write to the Trust."),
            ],
        ),
        (  # the conditions of one decision are no decisions
            "RESOLVED that the lease be approved subject to the following conditions: (1) the rent be paid; (2) the "
            "roof be mended.",
            [
                (
                    None,
                    "approve",
                    "that the lease be approved subject to the following conditions: (1) the rent be paid; (2) the "
                    "roof be mended.",
                )
            ],
        ),
        (  # the body's name alone, above what it did
            "The Finance Committee –\n\n1. Noted the report.\n2. Agreed to adopt the plan.",
            [("1", "note", "Noted the report."), ("2", "approve", "Agreed to adopt the plan.")],
        ),
        (  # who proposed it, between the marker and the decision
            "Agreed: on the proposal of Councillor Quill, seconded by Councillor Frost, that the plan be adopted.",
            [(None, "approve", "that the plan be adopted.")],
        ),
        (  # a list within a list, after a colon
            "RESOLVED –\na) That the report be noted.\nb) That the following be agreed:\n"
            "   i) a visit; and\n   ii) a survey.",
            [
                ("a", "note", "That the report be noted."),
                ("b.i", "approve", "a visit"),
                ("b.ii", "approve", "a survey."),
            ],
        ),
        (  # one cell of a table
            "Decision: |\nThe Cabinet noted the report. |\nReasons:\nTo tell it.",
            [(None, "note", "The Cabinet noted the report.")],
        ),
        (  # what stands in a block of decisions is not always one
            "Decision:\n\nThe Chair welcomed everyone and explained the fire exits.",
            [],
        ),
        (  # a motion that was lost, and one that was carried
            "Councillor Frost moved that the report be rejected. On being put to the vote the motion was lost.\n\n"
            "Councillor Quill moved, Councillor Bell seconded, and it was RESOLVED that the report be noted.",
            [(None, "note", "that the report be noted.")],
        ),
        ("PENDERFYNWYD: Nodi'r adroddiad.", [(None, "note", "Nodi'r adroddiad.")]),
    ],
)
def test_decisions_are_read(text, expected):
    assert decisions(text) == expected


def test_decision_printed_twice_comes_once_however_it_is_put():
    text = """4. Minutes

Decision: Cabinet RESOLVED to approve the minutes of the meeting held on 15 June 2020 as an accurate record.

Minutes:

RESOLVED that the minutes of the meeting held on 15th June 2020 be approved as an accurate record."""

    assert len(decisions(text)) == 1


def test_page_of_decisions_has_an_item_for_each_day():
    text = """Issue - decisions

Committee Planner

09/08/2023 - Committee Planner

(i) to note the reasons given; and
(ii) to request that the officer circulate an update to members.

07/11/2022 - Committee Planner

(i) to note the planner."""

    read = reader.read(text)

    assert [len(item.resolutions) for item in read.items] == [2, 1]
    assert [one.kind for item in read.items for one in item.resolutions] == ["note", "circulate", "note"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Action (Jane Bell): prepare a note.", [("Jane Bell", "prepare a note.")]),
        ("Action for Jane Bell: prepare a note.", [("Jane Bell", "prepare a note.")]),
        (
            "ACTION: Prepare a note – Jane Bell – by 1 June 2025",
            [("Jane Bell", "Prepare a note – Jane Bell – by 1 June 2025")],
        ),
        ("Action: Ms. A. Bell to write.", [("Ms. A. Bell", "Ms. A. Bell to write.")]),
        (
            "Members asked for it. ACTION: Clerk to send it. The Chair moved on.",
            [("Clerk", "Clerk to send it.")],
        ),
        (
            "| Action | Owner | Due |\n|---|---|---|\n| Send the map | HT | 3 May 2024 |",
            [("HT", "Send the map")],
        ),
        (
            "Ref\tAction\tLead Officer\tStatus\n1\tArrange a visit\tHoS\tOpen\n2\tSend the map\tHT\tOpen",
            [("HoS", "Arrange a visit"), ("HT", "Send the map")],
        ),
        (  # rows that go on, without a header
            "Summary of action points\n\n|Visit |Jane Bell to arrange a visit to |Jane Bell |\n| |the new school | |",
            [("Jane Bell", "Jane Bell to arrange a visit to the new school")],
        ),
    ],
)
def test_actions_are_read(text, expected):
    assert actions(text) == expected


def test_meetings_day_is_not_taken_from_the_story():
    read = reader.read("The Panel considered the report of 3 March 2020.\n\nRESOLVED that the report be noted.")

    assert (read.date, read.board, read.venue) == (None, None, None)


def test_site_page_of_an_item_says_at_which_meeting_it_was():
    read = reader.read(
        "Issue - meetings\n\nBuses\n\nMeeting: 17/12/2024 - The Cabinet (Item 75)\n\n75 Buses PDF 2 KB\n\n"
        "RESOLVED that it be noted."
    )

    assert (read.board.text, read.date.date.isoformat()) == ("Cabinet", "2024-12-17")
    assert [(item.number.text, item.title.text) for item in read.items] == [("75", "Buses")]


def test_day_of_the_meeting_is_read_below_a_note_on_top():
    text = (
        "Please note: these minutes are a draft until the next meeting has confirmed them.\n\n"
        "Ashcombe District Council\nHOUSING PANEL\n12 May 2026\nRoom 4, Civic Centre\n\n"
        "Present: Councillor Ade Brook.\n\n1. Apologies\n\nThere were none.\n"
    )

    assert reader.read(text).date.date.isoformat() == "2026-05-12"
