"""The spans of days that reports are about: the halves of the municipal year, or any days."""

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format

from meetings.municipal_year import municipal_year

# the first months of the two halves: May to October, November to April
STARTS = (5, 11)
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From a day to a day, both in it."""

    first: datetime.date
    last: datetime.date

    def __str__(self):
        if self == half_of(self.first):
            return _half_in_words(self)
        return f"{date_format(self.first, 'j F Y')} to {date_format(self.last, 'j F Y')}"

    def holds(self, day: datetime.date | None) -> bool:
        return day is not None and self.first <= day <= self.last


def half_of(day: datetime.date) -> Period:
    """The half of the municipal year that a day falls in."""
    if STARTS[0] <= day.month < STARTS[1]:
        return Period(day.replace(month=STARTS[0], day=1), day.replace(month=STARTS[1], day=1) - DAY)
    start = day.year if day.month >= STARTS[1] else day.year - 1
    return Period(datetime.date(start, STARTS[1], 1), datetime.date(start + 1, STARTS[0], 1) - DAY)


def halves(today: datetime.date, count: int = 12) -> list[Period]:
    """The half that is running and those before it, the latest first."""
    found = [half_of(today)]
    while len(found) < count:
        found.append(half_of(found[-1].first - DAY))
    return found


def _half_in_words(half: Period) -> str:
    """Such as "November 2025 to April 2026 (second half of 2025/26)"."""
    year, which = municipal_year(half.first), "first" if half.first.month == STARTS[0] else "second"
    first = "F" if half.first.year == half.last.year else "F Y"
    months = f"{date_format(half.first, first)} to {date_format(half.last, 'F Y')}"
    return f"{months} ({which} half of {year})"
