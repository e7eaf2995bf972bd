"""Working days in England: publication and update deadlines are counted in them.

A clear day leaves out the day of notice and the day of the meeting (Local Government Act 1972,
section 100B(3); R v Swansea City Council, ex parte Elitestone Ltd (1993)). Weekends and England's
bank holidays do not count. The holidays are the official table that govuk-bank-holidays carries.
"""

import calendar
import datetime
from functools import cache

from govuk_bank_holidays.bank_holidays import BankHolidays

ONE_DAY = datetime.timedelta(days=1)


@cache
def bank_holidays() -> frozenset[datetime.date]:
    """England and Wales's bank holidays that the official table holds."""
    table = BankHolidays(use_cached_holidays=True)
    return frozenset(holiday["date"] for holiday in table.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))


def table_ends_on() -> datetime.date:
    """The last bank holiday the table knows: counts past it leave out weekends only."""
    return max(bank_holidays())


def is_working_day(day: datetime.date) -> bool:
    return day.weekday() < 5 and day not in bank_holidays()


def working_days_before(day: datetime.date, count: int) -> datetime.date:
    """The working day that is `count` working days before `day`, which need not be one itself."""
    if count < 0:
        raise ValueError("count must not be negative")
    while count:
        day -= ONE_DAY
        count -= is_working_day(day)
    return day


def working_days_after(day: datetime.date, count: int) -> datetime.date:
    """The working day that is `count` working days after `day`, which need not be one itself."""
    if count < 0:
        raise ValueError("count must not be negative")
    while count:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def clear_working_days_before(day: datetime.date, count: int) -> datetime.date:
    """The last working day on which notice leaves `count` clear working days before `day`.

    >>> clear_working_days_before(datetime.date(2024, 4, 10), 5)  # Easter Monday was 1 April
    datetime.date(2024, 4, 2)
    """
    return working_days_before(day, count + 1)


def months_beginning_with(day: datetime.date, count: int) -> datetime.date:
    """The last day of a period of `count` months beginning with `day`, which is its first.

    It ends on the eve of the day with the same number, or with its last month where that has none.

    >>> months_beginning_with(datetime.date(2026, 3, 1), 2)
    datetime.date(2026, 4, 30)
    """
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    if day.day > last:
        return datetime.date(year, month + 1, last)
    return datetime.date(year, month + 1, day.day) - ONE_DAY


def clear_working_days_between(notice: datetime.date, day: datetime.date) -> int:
    """How many clear working days notice given on a day leaves before another; neither day counts."""
    days = (notice + ONE_DAY * count for count in range(1, (day - notice).days))
    return sum(is_working_day(one) for one in days)
