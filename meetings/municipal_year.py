"""The municipal year: a council's year runs from May to April."""

import datetime


def municipal_year(day: datetime.date) -> str:
    """The municipal year a day falls in, as councils write it: "2021/22"."""
    start = day.year if day.month >= 5 else day.year - 1
    return f"{start}/{(start + 1) % 100:02}"
