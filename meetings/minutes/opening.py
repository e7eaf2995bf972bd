"""What the opening of minutes says of the meeting: council, board, date, venue."""

from __future__ import annotations

import re

from .bodies import NOUN
from .dates import MONTH, WEEKDAY, find_day
from .document import Day, Words
from .lines import Page

_S = r"[^\S\n]+"
_COUNCIL_KIND = r"(?:Metropolitan Borough|London Borough|County Borough|City and County|City & County|County|City|Borough|District|Town|Parish|Community|Unitary|Metropolitan District|Metropolitan)"
_COUNCIL = re.compile(
    rf"(?:(?:The )?(?:Royal |London )+Borough of (?:[A-Z][\w’'-]+(?: (?:and|upon|&) )?\s?){{1,4}}(?:Council\b)?"
    rf"|(?:Royal )?(?:(?:[A-Z][\w’'.-]*|and|upon|on|under|the|of|le|in|with|&|&amp;),? ){{0,7}}?[A-Z][\w’'-]* (?:{_COUNCIL_KIND} )*(?:Council|Combined Authority|Fire and Rescue Authority|National Park Authority)\b(?! (?:Chamber|Offices?|House|Tax|Housing|Meeting Room|Assembly))"
    r"|(?:City|County) of [A-Z][\w’'-]+(?: Council)?|Comhairle [A-ZÀ-Þ][\w’'À-ÿ -]{2,40}|Cyngor [A-Z][\w’' -]{2,40})",
)
_COUNCIL_CAPS = re.compile(
    r"(?:LONDON BOROUGH OF [A-Z][A-Z&' -]{2,40}|(?:[A-Z][A-Z’'&.-]* ){1,7}(?:COUNCIL|COMBINED AUTHORITY))\b(?! (?:CHAMBER|OFFICES|ASSEMBLY))"
)
_NOT_COUNCIL = re.compile(
    r"(?i:full council|the council|of the council|\bcouncil chamber|pension|minutes|agenda|meeting)"
)
_BOARD_WORD = (
    r"(?i:sub[ -]?committee|committee|select commission|commission|cabinet|board|panel|forum|working group|working party|sub[ -]?group|task group|task and finish group|executive|partnership|assembly"
    r"|joint committee|scrutiny|governing body|management group)"
)
_NAMED_BOARD = re.compile(
    rf"(?:(?:[A-Z][\w’'&./()-]*|[A-Z]&[A-Z]|and|of|for|the|&|to|on|in|with|[–—-]),?\s){{0,14}}?[A-Z]?[\w’'&-]*\b{_BOARD_WORD}s?\b"
    # "Overview and Scrutiny" may go on: "Management Board"
    rf"(?:[ ](?:(?:[A-Z][\w’'&-]*|and|of|for|the|&)[ ]){{0,4}}?(?=[A-Z]){_BOARD_WORD}s?\b){{0,3}}(?:\s\([A-Z][^)\n]{{1,40}}\))?"
)
_OF = re.compile(
    r"(?:(?i:meeting|minutes?|proceedings|excerpt|except|extract)[^\n]{0,60}?\b(?i:of|from)\s(?:the\s|a\s|(?i:meeting of (?:the )?|informal |special |ordinary |extraordinary |annual ))*)"
)
_HELD_ON = re.compile(r"(?i:held\b[^.]{0,200}?\bon\b|date(?: of meeting)?\s*:|meeting:|dated)\s*")
_VENUE = re.compile(r"(?i:venue|location|place|held at)\s*:\s*")
_HELD_AT = re.compile(
    rf"\b(?i:held|meeting)\s+(?:(?i:on)\s+[^.\n]{{4,60}}?\s+)?(?:(?i:remotely|virtually|hybrid)\s+)?(?P<how>(?i:in|at|via|by|on)\s+)(?!\s*(?:{WEEKDAY}|\d))(?P<place>(?:the\s+)?(?=[A-Z])[^\n;]{{3,90}}(?:\n[^\n;:]{{3,90}})?)"
)
_PLACE_ENDS = re.compile(
    rf"(?:,?\s+\b(?i:on|at|from|commencing|starting|beginning)\s+(?:(?:the\s)?(?:{WEEKDAY}|\d)|(?i:commencing))|,?\s+(?i:commencing|starting at)\b|\.(?=\s|\Z)|\.\s*\Z|\s{{2,}}|\n(?=(?i:present|members|on |the following|minutes))|,?\s+(?:{WEEKDAY}\b))|\s*(?i:view directions)|\bat\s+\d"
)
_PLACE = re.compile(
    r"\b(?:Town Hall|City Hall|County Hall|Shire Hall|Guildhall|Civic (?:Centre|Offices|Suite)|Council (?:Chamber|Offices|House)|Committee Room|Village Hall|Community (?:Centre|Hall)|Parish (?:Hall|Room|Office)|Town House|Microsoft Teams|MS Teams|Zoom|Meeting Room|Memorial Hall|Municipal Buildings?|Racecourse|Hotel|Conference Room)\b"
)
_LINES = 45


def council(page: Page, last: int) -> Words | None:
    """The council whose minutes these are, if the opening names it."""
    for line in page.lines[: min(last, _LINES)]:
        for pattern in (_COUNCIL, _COUNCIL_CAPS):
            for found in pattern.finditer(line.text[:200]):
                words = found.group().rstrip()
                start = _after_small_words(words)
                if len(words[start:].split()) > 1 and not _NOT_COUNCIL.search(words[start:]):
                    return page.words(line.start + found.start() + start, line.start + found.start() + len(words))
    return None


def _after_small_words(words: str) -> int:
    lead = re.match(
        r"(?:(?:the|The|of|and|on|in|at|for)\s+|(?:Minutes|Meeting|Notes|Agenda|MINUTES|MEETING)\s+(?:of|OF|and)?\s*)*",
        words,
    )
    return lead.end() if lead else 0


def board(page: Page, last: int) -> Words | None:
    """The body that met, if the opening names it: after "meeting of", else on a line of its own."""
    end = _end(page, last)
    opening = page.text[:end]
    for of in _OF.finditer(opening):
        named = _NAMED_BOARD.match(opening, of.end())
        if named and named.group().strip():
            return page.words(*_trimmed(opening, named))
    for line in page.lines[: min(last, _LINES)]:
        if (
            line.text[:1].isupper()
            and len(line.text) < 200
            and not re.match(r"(?i:present|also|in attendance|apolog|contact|venue)", line.text)
        ):
            named = _NAMED_BOARD.search(line.text)
            if named and named.start() < 30 and not _AFTER_PERSON.search(line.text[: named.end()]):
                first, stop = _trimmed(line.text, named)
                return page.words(line.start + first, line.start + stop)
    return None


_AFTER_PERSON = re.compile(r"\b(?i:chair|member|secretary|clerk|officer|cllrs?|councillors?|attended|report)\b")


def _trimmed(text: str, named: re.Match[str]) -> tuple[int, int]:
    start, words = named.start(), named.group()
    while True:
        shorter = re.match(
            r"(?:(?i:the|minutes?|of|meeting|a|notes|draft|held|agenda,?|decisions|and)\s+|[–—-]\s*|[^\S\n]+)", words
        )
        if not shorter or shorter.end() == 0:
            break
        start, words = start + shorter.end(), words[shorter.end() :]
    dash = re.match(r"[^–—\n]{0,80}?\s[–—-]\s", words)
    if (
        dash
        and re.search(rf"{_BOARD_WORD}", words[dash.end() :])
        and (re.search(r"\d|(?i:council|borough)", dash.group()))
    ):
        start += dash.end()
    return start, named.end()


def date(page: Page, last: int) -> Day | None:
    """The day of the meeting, if the opening says it."""
    opening = page.text[: _end(page, last)]
    places = [held.end() for held in _HELD_ON.finditer(opening)]
    for place in [*places, 0]:
        found = find_day(
            opening, max(place - 12, 0) if place else 0, min(place + 90, len(opening)) if place else len(opening)
        )
        if found and (words := page.words(found.start, found.end)):
            return Day(words, found.date)
    return None


def venue(page: Page, last: int) -> Words | None:
    """Where the meeting was held, if the opening says it."""
    lines = page.lines[: min(last, _LINES)]
    for index, line in enumerate(lines):
        if label := _VENUE.match(line.text):
            end = line.end
            after = lines[index + 1] if index + 1 < len(lines) else None
            if (
                after
                and after.gap == 0
                and ":" not in after.text
                and re.search(r",|\b[A-Z]{1,2}\d", after.text)
                and line.text[label.end() :].strip()
            ):
                end = after.end
            stop = _PLACE_ENDS.search(page.text, line.start + label.end(), end)
            if words := page.words(line.start + label.end(), stop.start() if stop else end):
                return words
    opening = page.text[: _end(page, last)]
    if held := _HELD_AT.search(opening):
        stop = _PLACE_ENDS.search(opening, held.start("place"), held.end("place"))
        return page.words(held.start("place"), stop.start() if stop else held.end("place"))
    for line in lines:
        if (
            _PLACE.search(line.text)
            and len(line.text) < 100
            and not re.search(rf"(?i:present|attend|apolog|contact|\b(?:{MONTH})\b)", line.text)
        ):
            return page.words(line.start, line.end)
    return None


def _end(page: Page, last: int) -> int:
    stop = min(last, _LINES, len(page.lines))
    return page.lines[stop - 1].end if stop else 0


__all__ = ["NOUN", "board", "council", "date", "venue"]
