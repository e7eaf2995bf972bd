"""Days, ranges of days and months as minutes write them. What is not written is not guessed."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan", "ionawr"),
            ("february", "feb", "chwefror"),
            ("march", "mar", "mawrth"),
            ("april", "apr", "ebrill"),
            ("may", "mai"),
            ("june", "jun", "mehefin"),
            ("july", "jul", "gorffennaf"),
            ("august", "aug", "awst"),
            ("september", "sep", "sept", "medi"),
            ("october", "oct", "hydref"),
            ("november", "nov", "tachwedd"),
            ("december", "dec", "rhagfyr"),
        ),
        start=1,
    )
    for name in names
}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th)\b)?"
DAY_NUMBERS = rf"\d{{1,2}}{_ORDINAL}"
DAY = rf"(?:\b{WEEKDAY},?\s{{1,3}}(?:the\s)?)?\b(?P<day>\d{{1,2}}){_ORDINAL}(?:\s+day)?(?:\s+of)?,?\s*(?P<month>{MONTH})\b\.?,?\s*(?P<year>(?:19|20)\d\d)\b"
_NUMERIC = r"(?<![\d./-])(?P<day>\d{1,2})(?P<sep>[./-])(?P<month>\d{1,2})(?P=sep)(?P<year>(?:19|20)?\d\d)(?![\d/])"
_ISO = r"(?<![\d-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"
_AMERICAN = rf"\b(?P<month>{MONTH})\.?\s+(?P<day>\d{{1,2}}){_ORDINAL},?\s+(?P<year>(?:19|20)\d\d)\b"
_FORMS = tuple(re.compile(form, re.IGNORECASE) for form in (DAY, _NUMERIC, _ISO, _AMERICAN))
_MONTH_YEAR = re.compile(rf"\b(?P<month>{MONTH})\.?,?\s+(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
_SIDE = rf"(?:{WEEKDAY},?\s+)?(?:the\s+)?(?P<day{{0}}>\d{{{{1,2}}}}){_ORDINAL}(?:\s+(?:of\s+)?(?P<month{{0}}>{MONTH})\b\.?)?,?(?:\s+(?P<year{{0}}>(?:19|20)\d\d)\b)?"
_RANGE = re.compile(
    rf"(?<![\d/.])(?:between\s+|from\s+)?{_SIDE.format(1)}\s*(?:-|–|—|to|and|until|through)\s*{_SIDE.format(2)}(?![\d/])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    start: int
    end: int
    date: datetime.date


@dataclass(frozen=True, slots=True)
class FoundRange:
    start: int
    end: int
    first: datetime.date
    last: datetime.date


def day(year: int, month: int, number: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, number)
    except ValueError:
        return None


def find_day(text: str, start: int = 0, end: int | None = None) -> Found | None:
    """The first whole date: day, month and year."""
    end = len(text) if end is None else end
    best = None
    for form in _FORMS:
        for match in form.finditer(text, start, end):
            if best and match.start() >= best.start:
                break
            if date := _date(match["day"], match["month"], match["year"]):
                best = Found(match.start(), match.end(), date)
                break
    return best


def is_date_line(text: str) -> bool:
    """Whether the line is a date and nothing more."""
    text = text.strip()
    if len(text) > 60:
        return False
    return bool(
        re.fullmatch(
            rf"(?:{WEEKDAY},?\s*)?\d{{1,2}}{_ORDINAL}\s*(?:of\s)?(?:{MONTH})\.?,?\s*(?:\d{{2,4}})?", text, re.IGNORECASE
        )
    )


def find_month(text: str) -> str | None:
    """The first month with its year, as "YYYY-MM"."""
    found = _MONTH_YEAR.search(text)
    return f"{found['year']}-{MONTHS[found['month'].lower()]:02}" if found else None


def find_range(text: str) -> FoundRange | None:
    """The first range of days: "28 February and 3 March 2020", "15-17 June 2021"."""
    for match in _RANGE.finditer(text):
        first, last = _side(match, 1), _side(match, 2)
        month, year = last[1] or first[1], last[2] or first[2]
        if month is None or year is None or (last[1] is None and first[1] is None):
            continue
        if last[1] is None:
            continue
        ends = day(year, last[1], last[0])
        starts = day(first[2] or _year_before(first[1] or month, month, year), first[1] or month, first[0])
        if starts and ends and starts <= ends:
            return FoundRange(match.start(), match.end(), starts, ends)
    return None


def _year_before(first_month: int, month: int, year: int) -> int:
    """The year that a first month has when only the last has one written: 30 December to 2 January 2021."""
    return year - 1 if first_month > month else year


def _side(match: re.Match[str], side: int) -> tuple[int, int | None, int | None]:
    month, year = match[f"month{side}"], match[f"year{side}"]
    return int(match[f"day{side}"]), MONTHS[month.lower()] if month else None, int(year) if year else None


def _date(number: str, month: str, year: str) -> datetime.date | None:
    full = int(year) + 2000 if len(year) == 2 else int(year)
    if not month.isascii() or not number.isascii() or not year.isascii():
        return None
    return day(full, MONTHS.get(month.lower()) or int(month), int(number))
