"""What phrases of time the reader takes for deadlines, and what it makes of them."""

import datetime

import pytest

from meetings.minutes import reader
from meetings.minutes.dues import find_due
from meetings.minutes.lines import Page


def due_in(words):
    page = Page(words)
    return find_due(page, 0, len(page.text))


@pytest.mark.parametrize(
    "phrase",
    [
        "by 31 March 2022",
        "by 5pm on Friday 21 June 2024",
        "to the next meeting",
        "at the Board's next meeting",
        "to a subsequent meeting of Audit Committee in the Autumn",
        "at the first meeting of the new municipal year",
        "in Quarter 2 of 2024/25",
        "by the end of the month",
        "in a year's time",
        "within three working days",
        "following the conclusion of the Peer Challenge",
        "on a six monthly basis",
    ],
)
def test_phrase_is_taken_whole(phrase):
    assert due_in(f"that a report be brought {phrase}.").phrase.text == phrase


@pytest.mark.parametrize(
    "words",
    [
        "that figures be given month by month",
        "that spending be shown year by year",
        "that the minutes of the meeting held on 3 March 2020 be approved",
        "that the minutes of the monthly meeting be taken as read",
    ],
)
def test_what_is_no_deadline_is_left_alone(words):
    assert due_in(words) is None


@pytest.mark.parametrize(
    ("words", "month", "next_meeting"),
    [
        ("to a meeting of the Board in January 2027", "2027-01", False),
        ("to the next meeting of the Board", None, True),
        ("to the next Panel meeting", None, True),
        ("to this Commission in May 2026", "2026-05", False),
    ],
)
def test_bare_noun_names_no_board_but_the_meetings_own(words, month, next_meeting):
    due = due_in(words)

    assert (due.phrase.text, due.board, due.month, due.next_meeting) == (words, None, month, next_meeting)


@pytest.mark.parametrize("name", ["Healthy Lives Scrutiny Commission", "Scrutiny Management Board", "Cabinet"])
def test_body_named_in_full_is_the_board(name):
    assert due_in(f"to the January 2027 meeting of {name}").board.text == name


def test_day_before_the_meeting_is_no_deadline():
    text = """Thornbury Vale Council

Scrutiny Board - Tuesday, 17 December 2024

1. Peer Challenge

RESOLVED that the feedback given in June 2024 be shared with members by 31 January 2025.

2. Complaints

RESOLVED that the letters sent in June 2024 be sent to all members."""

    dues = [one.due and one.due.date for item in reader.read(text).items for one in item.resolutions]

    assert dues == [datetime.date(2025, 1, 31), None]
