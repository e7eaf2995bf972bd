"""Working days in England, against examples worked out by hand on the official bank holidays."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings import calendar
from meetings.municipal_year import municipal_year

ONE_DAY = datetime.timedelta(days=1)
DAYS = st.dates(datetime.date(2013, 1, 1), datetime.date(2028, 12, 31))


@pytest.mark.parametrize(
    ("meeting", "notice"),
    [
        # a week with nothing in it: clear are 30, 27, 26, 25 and 24 March
        ("2026-03-31", "2026-03-23"),
        # Easter: Good Friday 29 March and Easter Monday 1 April 2024
        ("2024-04-10", "2024-04-02"),
        ("2024-04-09", "2024-03-28"),
        # Christmas: 25 and 26 December 2025 and 1 January 2026
        ("2026-01-06", "2025-12-24"),
        # Christmas Day 2022 on a Sunday, kept on the 27th; New Year's Day 2023 on 2 January
        ("2023-01-05", "2022-12-23"),
        # 19 September 2022, the state funeral
        ("2022-09-22", "2022-09-13"),
        # 8 May 2023, the coronation, a week after the early May holiday
        ("2023-05-10", "2023-04-28"),
        # 2 and 3 June 2022, the jubilee
        ("2022-06-07", "2022-05-26"),
        # 2 January and 30 November are holidays in Scotland, not here
        ("2024-01-09", "2023-12-29"),
        ("2023-12-05", "2023-11-27"),
        # a meeting on a Saturday
        ("2026-03-28", "2026-03-20"),
    ],
)
def test_clear_working_days_before_a_meeting(meeting, notice):
    last = calendar.clear_working_days_before(datetime.date.fromisoformat(meeting), 5)

    assert last == datetime.date.fromisoformat(notice)


@given(day=DAYS, count=st.integers(0, 30))
def test_clear_days_leave_out_the_day_of_notice_and_the_day_of_the_meeting(day, count):
    notice = calendar.clear_working_days_before(day, count)

    between = [notice + ONE_DAY * n for n in range(1, (day - notice).days)]
    assert sum(calendar.is_working_day(one) for one in between) == count
    assert calendar.is_working_day(notice)


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        ("2026-03-23", 5, "2026-03-16"),
        ("2026-04-07", 1, "2026-04-02"),  # Good Friday 3 April, Easter Monday 6 April
        ("2026-03-22", 1, "2026-03-20"),  # from a Sunday
        ("2026-03-22", 0, "2026-03-22"),
    ],
)
def test_working_days_before(day, count, found):
    assert calendar.working_days_before(datetime.date.fromisoformat(day), count) == datetime.date.fromisoformat(found)


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        ("2026-03-16", 5, "2026-03-23"),
        ("2026-04-02", 1, "2026-04-07"),  # Good Friday 3 April, Easter Monday 6 April
        ("2025-12-24", 2, "2025-12-30"),  # from Christmas Eve: 29 and 30 December
        ("2022-09-16", 1, "2022-09-20"),  # 19 September 2022, the state funeral
        ("2026-03-21", 1, "2026-03-23"),  # from a Saturday
        ("2026-03-21", 0, "2026-03-21"),
    ],
)
def test_working_days_after(day, count, found):
    assert calendar.working_days_after(datetime.date.fromisoformat(day), count) == datetime.date.fromisoformat(found)


@pytest.mark.parametrize("counted", [calendar.working_days_before, calendar.working_days_after])
def test_working_days_refuse_a_negative_count(counted):
    with pytest.raises(ValueError, match="negative"):
        counted(datetime.date(2026, 3, 23), -1)


def test_table_of_bank_holidays_reaches_the_end_of_2028():
    assert calendar.table_ends_on() >= datetime.date(2028, 12, 26)


def test_days_past_the_table_leave_out_weekends():
    saturday = datetime.date(2040, 6, 2)

    assert [calendar.is_working_day(saturday + ONE_DAY * n) for n in range(3)] == [False, False, True]


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2021-05-01", "2021/22"),
        ("2022-04-30", "2021/22"),
        ("2022-05-01", "2022/23"),
        ("1999-05-01", "1999/00"),
        ("2009-12-31", "2009/10"),
    ],
)
def test_municipal_year_runs_from_may_to_april(day, year):
    assert municipal_year(datetime.date.fromisoformat(day)) == year
