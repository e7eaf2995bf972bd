"""The halves of the municipal year: May to October, November to April."""

import datetime

import pytest

from actions.reports.periods import Period, half_of, halves

D = datetime.date


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (D(2025, 5, 1), D(2025, 5, 1), D(2025, 10, 31)),
        (D(2025, 10, 31), D(2025, 5, 1), D(2025, 10, 31)),
        (D(2025, 11, 1), D(2025, 11, 1), D(2026, 4, 30)),
        (D(2026, 1, 1), D(2025, 11, 1), D(2026, 4, 30)),
        (D(2026, 4, 30), D(2025, 11, 1), D(2026, 4, 30)),
    ],
)
def test_half_of_a_day(day, first, last):
    assert half_of(day) == Period(first, last)


def test_halves_follow_one_another_backwards():
    found = halves(D(2026, 3, 3), 3)

    assert [half.first for half in found] == [D(2025, 11, 1), D(2025, 5, 1), D(2024, 11, 1)]


def test_halves_say_which_of_which_municipal_year():
    assert [str(half) for half in halves(D(2026, 3, 3), 2)] == [
        "November 2025 to April 2026 (second half of 2025/26)",
        "May to October 2025 (first half of 2025/26)",
    ]


def test_any_other_days_are_written_out():
    assert str(Period(D(2026, 1, 5), D(2026, 2, 1))) == "5 January 2026 to 1 February 2026"
