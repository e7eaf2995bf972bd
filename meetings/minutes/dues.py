"""Deadline phrases: "by 31 March 2022", "at the December 2021 meeting of …", "to the next meeting"."""

from __future__ import annotations

import re

from .bodies import NOUN, is_bare
from .dates import DAY_NUMBERS, MONTH, WEEKDAY, find_day, find_month
from .document import Due
from .lines import Page

_S = r"\s{1,3}"


def _small(pattern: str) -> str:
    """A part in which capitals do not matter; names of bodies are known by theirs. Spaces stand for any white space."""
    return "(?i:" + pattern.replace(" ?", r"\s{0,3}").replace(" ", _S) + ")"


_DATE = _small(
    rf"(?:{WEEKDAY},? )?(?:the )?(?:{DAY_NUMBERS}(?: of)? (?:{MONTH})\b\.?(?:,? ?(?:19|20)\d\d\b)?|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}})"
)
_MONTH = _small(rf"(?:{MONTH})\b(?:,? (?:of )?(?:19|20)\d\d(?:/\d\d)?\b)?")
_WHOLE_MONTH = _small(rf"(?:{MONTH})\b,? (?:19|20)\d\d\b")
_NAME = rf"(?:(?:[A-Z][\w’'&.-]*|of|for|and|the|&|on),?{_S}){{0,10}}?(?:{NOUN}s?\b(?:{_S}(?:[A-Z][\w’'&-]*{_S}){{0,2}}{NOUN}s?\b)*|[A-Z]{{2,6}}\b)"
_BEFORE = _small(
    r"(?:at|to|for|in time for|in time to be considered at|ahead of|in advance of|before|by|prior to|until|on or before|by no later than|no later than"
    r"|not later than|as soon as (?:possible|practicable) (?:after|before|following)|following|after|in|on|into|within)"
)
_ARTICLE = _small(r"(?:the|its|a|an|our|their|one|each|every|any)")
_NEXT = _small(
    r"(?:next|following|subsequent|future|forthcoming|first|upcoming|earliest)"
    r"(?: (?:available|appropriate|ordinary|scheduled|suitable|full|regular|quarterly|monthly|annual|public|formal|convenient|possible|round of|cycle of)){0,2}"
)
_HELD = _small(r"(?:(?:to be |due to be |being )?(?:held|scheduled)(?: to take place)? )?(?:in|on|for)")
_PERIOD = _small(
    r"(?:(?:financial|municipal|calendar|academic|school|civic|council) (?:year|term)|(?:new|next|current) (?:financial |municipal |calendar |academic |civic )?(?:year|month|quarter|week|term)"
    r"|(?:year|month|quarter|term)[ -]end|Q[1-4]|Quarter [1-4]|(?:first|second|third|fourth|final|last) quarter)(?: (?:of )?(?:19|20)\d\d(?:[/-]\d\d)?)?"
)
# "month by month" is no deadline: a bare noun needs an article, or an end
_SPAN = _small(r"(?:year|month|quarter|week|term)\b")
_THE_SPAN = _small(
    r"(?:the )?(?:(?:close|end|start|beginning|middle) of )?(?:the|this) (?:year|month|quarter|week|term)\b"
)
_SEASON = _small(
    r"(?:(?:early|late|mid)[ -])?(?:spring|summer|autumn|winter|Easter|Christmas)(?: (?:of )?(?:19|20)\d\d)?\b"
)
_MEETING_OF = rf"(?:{_S}(?i:of|for|in){_S}(?:(?i:the|this|that){_S})?(?:(?P<of>{_NAME})|{_PERIOD}))?(?:{_S}{_HELD}{_S}(?:{_DATE}|{_MONTH}|(?:(?i:the){_S})?{_SEASON}))?"
_COUNT = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen)"
_SPELL = _small(
    rf"{_COUNT}(?: (?:to|or) {_COUNT})?(?: (?:further|working|clear|calendar))?[ -](?:days?|weeks?|months?|years?)\b(?:[’']s?)?(?: time\b)?"
)
_PART = _small(r"(?:the )?(?:(?:close|end|start|beginning|middle) of (?:the )?|early |late |mid-? ?)?")
_HOUR = _small(
    r"(?:(?:\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m\.?|noon|midday|midnight|(?:the )?close of (?:play|business))(?: on)? )?"
)
_YEAR = r"(?:19|20)\d\d(?:[/-]\d{2,4})?\b"
_FORMS = (
    # at the December 2021 meeting of the Board; to a future meeting; the next Panel meeting
    rf"(?:{_BEFORE}{_S})?{_ARTICLE}{_S}(?:{_NEXT}|{_DATE}|{_MONTH}){_S}(?:(?P<name>{_NAME})(?:[’']s?)?{_S}|(?:[a-z]+{_S}){{0,3}}?)?(?i:meetings?)\b{_MEETING_OF}",
    # at the Board's next meeting
    rf"{_BEFORE}{_S}(?:(?i:the|this){_S})?(?P<whose>{_NAME})[’']s?{_S}(?:{_NEXT}|{_DATE}|{_MONTH}){_S}(?i:meeting)\b(?:{_S}{_HELD}{_S}(?:{_DATE}|{_MONTH}))?",
    # in time for the March County Council
    rf"{_BEFORE}{_S}{_ARTICLE}{_S}(?:{_NEXT}|{_DATE}|{_MONTH}){_S}(?P<council>{_NAME})",
    # to the meeting of the Board in June 2022; at its meeting on 3 March 2022
    rf"{_BEFORE}{_S}{_ARTICLE}{_S}(?:(?P<body>{_NAME}){_S})?(?i:meetings?)\b(?:{_S}(?i:of){_S}(?:(?i:the){_S})?(?P<board>{_NAME}))?{_S}{_HELD}{_S}(?:{_DATE}|{_MONTH})",
    # to Cabinet in July 2022; to the Board on 3 March 2022
    rf"(?i:to|at|by){_S}(?:(?i:the|this|our){_S})?(?:(?i:full){_S})?(?P<cabinet>{_NAME}){_S}(?i:in|on|by){_S}(?:{_DATE}|{_WHOLE_MONTH})",
    rf"{_small(r'(?:by|before|until|prior to|on or before|by no later than|no later than|not later than|as soon as (?:possible|practicable) (?:after|following))')}{_S}{_HOUR}(?:{_THE_SPAN}|{_PART}(?:{_DATE}|{_MONTH}|{_SEASON}|{_PERIOD}))",
    rf"(?i:in|during|at){_S}{_PART}(?:{_WHOLE_MONTH}|(?:(?i:the){_S})?(?:{_SEASON}|{_PERIOD}))",
    rf"{_small(r'(?:(?:in|during|by) (?:early|late|mid|the course of)[ -]|during )')}{_YEAR}",
    rf"{_small(r'(?:at|in|by|towards) (?:the )?(?:close|end|start|beginning|middle) of')}{_S}(?:(?i:the){_S})?(?:{_DATE}|{_MONTH}|{_PERIOD}|{_SPAN})",
    rf"(?i:within|in){_S}(?:{_small(r'(?:the next |a period of |a further |the following |approximately |around |about )')})?{_SPELL}",
    # following the conclusion of the Peer Challenge
    rf"{_small(r'(?:following|after|upon|on|at) the (?:conclusion|completion|publication|receipt|outcome) of')}{_S}[^,.;:()]{{3,90}}?(?=[,.;:)]|\s+(?i:which|that|and|to)\b|\Z)",
    _small(r"on an? (?:\w+[ -]){0,2}(?:annual|yearly|quarterly|monthly|weekly|regular) basis"),
    _small(r"(?:as soon as (?:possible|practicable)|annually|quarterly|six[- ]monthly|monthly|twice a year|every (?:(?:six|three|two|\d{1,2}) )?(?:months?|quarter|meeting|weeks?|year))\b(?! (?:report|update|monitoring|return|payment|figure|meeting|newsletter|bulletin|review|performance|briefing|budget))"),
)  # fmt: skip
_DUE = tuple(re.compile(rf"(?<![\w-]){form}") for form in _FORMS)
_HAPPENED = re.compile(
    r"\b(?:held|dated|minutes|taken|made|published|agreed|approved|introduced|published|undertaken|carried out|took place|ended|ending|covering|period)\s*\Z",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?:on|in|at|during|the|a|an|following|after)\b", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:after|following|from|since)\b", re.IGNORECASE)
_NEXT_MEETING = re.compile(
    r"\bnext\b[^.;]{0,80}\b(?:meeting|Committee|Board|Panel|Council|Cabinet|Commission|Forum)", re.IGNORECASE
)
_FURTHEST = 3000  # characters of one decision that are looked at


def find_due(page: Page, start: int, end: int) -> Due | None:
    """The first deadline phrase between two places of the page's text."""
    text = page.text[start : min(end, start + _FURTHEST)]
    best: re.Match[str] | None = None
    for form in _DUE:
        for match in form.finditer(text):
            if best and (match.start(), -match.end()) >= (best.start(), -best.end()):
                break
            if not _has_happened(text, match) and not _is_before(page, match):
                best = match
                break
    return _due(page, start, best) if best else None


def _is_before(page: Page, match: re.Match[str]) -> bool:
    """Whether the phrase names a day or month before the meeting: it tells of what has been."""
    if page.held_on is None:
        return False
    if found := find_day(match.group()):
        return found.date < page.held_on
    month = find_month(match.group())
    return month is not None and month < f"{page.held_on:%Y-%m}"


def _has_happened(text: str, match: re.Match[str]) -> bool:
    """Whether the words before say that what the phrase dates is over: "held on 3 March"; not "made to the next meeting"."""
    return bool(
        _DATED.match(match.group())
        and not _NEXT_MEETING.search(match.group())
        and _HAPPENED.search(text[max(match.start() - 24, 0) : match.start()])
    )


def _due(page: Page, offset: int, match: re.Match[str]) -> Due | None:
    phrase = page.words(offset + match.start(), offset + match.end())
    if phrase is None:
        return None
    after = _AFTER.search(match.group())
    found = None if after else find_day(match.group())
    month = None if found or after else find_month(match.group())
    board = None
    for name, body in match.groupdict().items():
        if body and not is_bare(body):
            board = page.words(offset + match.start(name), offset + match.end(name))
    return Due(phrase, found.date if found else None, month, bool(_NEXT_MEETING.search(phrase.text)), board)
