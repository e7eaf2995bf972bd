"""What the opening of minutes says of the meeting: council, board, date, venue."""

from __future__ import annotations

import re

from .bodies import is_bare
from .dates import MONTH, WEEKDAY, find_day
from .document import Day, Words
from .lines import Page
from .sitepages import is_details, meeting_line

_S = r"[^\S\n]+"
_COUNCIL_KIND = r"(?:Metropolitan Borough|London Borough|County Borough|City and County|City & County|County|City|Borough|District|Town|Parish|Community|Unitary|Metropolitan District|Metropolitan)"
_COUNCIL = re.compile(
    rf"(?:(?:The )?(?:Royal |London )+Borough of (?:[A-Z][\w’'-]+(?: (?:and|upon|&) )?\s?){{1,4}}(?:Council\b)?"
    rf"|(?:Royal )?(?:(?:[A-Z][\w’'.-]*|and|upon|on|under|the|of|le|in|with|&|&amp;),? ){{0,7}}?[A-Z][\w’'-]* (?:{_COUNCIL_KIND} )*(?:Council|Combined Authority|Fire and Rescue Authority|National Park Authority)\b(?! (?:Chamber|Offices?|House|Tax|Housing|Meeting Room|Assembly))"
    r"|(?:City|County) of [A-Z][\w’'-]+(?: Council)?|Comhairle [A-ZÀ-Þ][\w’'À-ÿ -]{2,40}|Cyngor [A-Z][\w’' -]{2,40})",
)
_COUNCIL_CAPS = re.compile(
    r"(?:(?:ROYAL |LONDON |METROPOLITAN )+BOROUGH OF [A-Z][A-Z&' -]{2,40}|(?:[A-Z][A-Z’'&.-]* ){1,7}(?:COUNCIL|COMBINED AUTHORITY))\b(?! (?:CHAMBER|OFFICES|ASSEMBLY))"
)
_NOT_COUNCIL = re.compile(
    r"(?i:^that\b|full council|the council|of the council|\bcouncil chamber|\b(?:recommended|referred|resolved)\b|pension|minutes|agenda|meeting)"
)
_BOARD_WORD = (
    r"(?i:sub[ -]?committee|committee|select commission|commission|cabinet|board|panel|forum|working group|working party|sub[ -]?group|task group|task and finish group|executive|partnership|assembly"
    r"|joint committee|scrutiny|governing body|management group)"
)
_NAMED_BOARD = re.compile(
    rf"(?:(?:[A-Z][\w’'&./()-]*|[A-Z]&[A-Z]|and|of|for|the|&|to|on|in|with|[–—-]),?\s){{0,14}}?[A-Z]?[\w’'&-]*\b{_BOARD_WORD}s?\b"
    # "Overview and Scrutiny" may go on: "Management Board"
    rf"(?:[ ](?:(?:[A-Z][\w’'&-]*|and|of|for|the|&)[ ]){{0,4}}?(?=[A-Z]){_BOARD_WORD}s?\b){{0,3}}(?:\s\((?!Item|Agenda)[A-Z][^)\n]{{1,40}}\))?"
)
_ALONE_BOARD = re.compile(
    rf"(?:\d{{1,2}}/\d{{1,2}}/\d{{4}}\s+-\s+)?(?P<name>{_NAMED_BOARD.pattern})(?:\s*[–—,-]\s*(?:{WEEKDAY}|\d).*|\s*\W*)\Z"
)
_BOARD_NOUN = re.compile(rf"{_BOARD_WORD}")
_OF = re.compile(
    r"(?:(?i:meetings?|minutes?|proceedings|excerpt|except|extract|notes)[^\n]{0,60}?\b(?i:of|from)\s(?:the\s|a\s|(?i:meeting of (?:the )?|proceedings of (?:the )?|informal |special |ordinary |extraordinary |annual ))*"
    r"|(?i:decision maker|meeting|made at meeting|decided at meeting|committee|board)\s*:\s*(?:\d{1,2}/\d{1,2}/\d{4}\s+-\s+)?)"
)
# "Meeting: 11/07/2024 - The Council (Item 13)": whatever stands there met
_OF_PAGE = re.compile(r"\bMeeting:\s+\d{1,2}/\d{1,2}/\d{4} - (?:The )?(?P<name>[^\n()]{3,160}?)\s*\(Item\b")
_SMALL_WORDS = re.compile(
    r"(?:(?:the|The|of|OF|AND|and|on|in|at|for)\s+|(?:Minutes|Meeting|Notes|Agenda|MINUTES|MEETING)\s+(?:of|OF|and)?\s*)*"
)
_LEAD = re.compile(
    r"(?:(?i:the|minutes?|of|at|meeting|proceedings|a|notes|draft|held|agenda,?|decisions|and|special|ordinary|extraordinary)\s+|[–—,-]\s*|\d[\d/.]*\s+|\s+)"
)
_ABOUT_ELSE = re.compile(
    r"(?i:present|also|in attendance|attend|apolog|contact|venue|councillors?\b|cllrs?\b|members?\b|officers?\b|councillor|that\b)"
)
_AFTER_PERSON = re.compile(r"\b(?i:chair|member|secretary|clerk|officer|cllrs?|councillors?|attended|report)\b")
_POSTED = re.compile(r"\b(?:Chief|Senior|Assistant|Deputy) Executive\b")
_HELD_ON = re.compile(
    r"(?i:\bheld\b[^.]{0,200}?\bon\b|\bdate(?: of (?:meeting|decision))?\s*:|\bmeeting(?: date)?\s*:|made at meeting:|\bmeeting (?:of|on)\b|\bheld\b|\bat (?:a|the) meeting\b)\s*"
)
# lines that head minutes, though they read as sentences
_HEADS = re.compile(
    r"\W*(?i:(?:draft |approved |confirmed )?(?:minutes?|notes?|record|proceedings|report of|meeting|at (?:a|the)|date|held|decided at|made at|extract|excerpt))\b"
)
_MINUTES_OF = re.compile(r"(?i:minutes of (?:the|a)\b|\bmeeting held\b)")
_SENTENCE = re.compile(
    r"\b(?:was|were|had|has|have|been|be|will|would|considered|received|noted|attended|requested|reported|published|undertaken|issued|sought|approved|ref(?:erred)?)\b|[.?!]\s*\Z|(?i:\bdecision published|\beffective from|\bpublication date)"
)
_DECIDED = re.compile(
    r"(?i:resolved|correct record|true record|be (?:approved|agreed|confirmed|signed)|previous meeting|last meeting|date of (?:the )?next|next meeting (?:would|will|is|on))"
)
_VENUE = re.compile(r"(?i:venue|location|place|held at)\s*:\s*")
_MET = re.compile(r"(?i:\bheld\b|\bmeetings?\b|\bminutes?\b|\bproceedings\b)")
_ARTICLE = re.compile(r"\s*(?i:the)\s+")
_AT_PLACE = re.compile(
    rf"\b(?i:in|at|via|by|on)\s+(?P<place>(?:(?i:the)\s+)?(?=[A-ZÀ-Þ])(?!(?i:{WEEKDAY}|{MONTH}|meeting|minutes|a\b|the\s+meeting|the\s+{_BOARD_WORD}|relation|accordance|attendance)\b)[^\n;]{{3,90}})"
)
_AFTER_HOUR = re.compile(r"\d\s?[ap]\.?m\.?,\s+(?P<place>(?=[A-ZÀ-Þ])[^\n;]{3,90})", re.IGNORECASE)
_PLACE_ENDS = re.compile(
    rf"(?:,?\s+(?i:on|at|from|commencing|starting|beginning)\s+(?i:(?:the\s)?(?:{WEEKDAY}|\d)|commencing|the\s\d)|,?\s+(?i:commencing|starting at)\b|\.(?=\s|\Z)|\s{{2,}}|\n(?=(?i:present|members|on |the following|minutes))|,?\s+(?i:{WEEKDAY}\b))|\s*(?i:view directions)|\b(?i:at)\s+\d"
)
_ADDRESS = re.compile(r",|\b[A-Z]{1,2}\d")
_PLACE = re.compile(
    r"\b(?:Town Hall|City Hall|County Hall|Shire Hall|Guildhall|Civic (?:Centre|Offices|Suite)|Council (?:Chamber|Offices|House)|Committee Room|Village Hall|Community (?:Centre|Hall)|Parish (?:Hall|Room|Office)|Town House|Microsoft Teams|MS Teams|Zoom|Meeting Room|Memorial Hall|Municipal Buildings?|Racecourse|Hotel|Conference Room)\b"
)
_NOT_PLACE = re.compile(rf"(?i:present|attend|apolog|contact|\b(?:{MONTH})\b|\b(?:was|were|had|said)\b)")
_LINES = 30
_DETAILS = 80  # lines of a page that tells one decision, its day below it


def window(page: Page, first: int) -> tuple[int, int]:
    """The lines that say which meeting it was: those before the first item, or a site's line about it."""
    line = meeting_line(page)
    if line is not None and first <= line:
        return line, line + 1
    if first < _LINES and is_details(page):
        return 0, min(len(page.lines), _DETAILS)
    return 0, min(first, _LINES)


def council(page: Page, lines: tuple[int, int]) -> Words | None:
    """The council whose minutes these are, if the opening names it."""
    for line in page.lines[slice(*lines)]:
        for pattern in (_COUNCIL, _COUNCIL_CAPS):
            for found in pattern.finditer(line.text[:200]):
                words = found.group().rstrip()
                start = _after_small_words(words)
                if len(words[start:].split()) > 1 and not _NOT_COUNCIL.search(words[start:]):
                    return page.words(line.start + found.start() + start, line.start + found.start() + len(words))
    return None


def _after_small_words(words: str) -> int:
    board_before = re.match(rf".*\b{_BOARD_WORD},\s+", words)
    start = board_before.end() if board_before else 0
    return _SMALL_WORDS.match(words, start).end()


def board(page: Page, lines: tuple[int, int]) -> Words | None:
    """The body that met, if the opening names it: after "meeting of", or on a line of its own; whichever comes first."""
    start, end = _places(page, lines)
    found: list[tuple[int, int]] = []
    if paged := _OF_PAGE.search(page.text, start, end):
        return page.words(*paged.span("name"))
    for of in _OF.finditer(page.text, start, end):
        if named := _NAMED_BOARD.match(page.text, of.end(), end):
            found.append(_trimmed(page.text, *named.span()))
    for line in page.lines[slice(*lines)]:
        if len(line.text) < 200 and not _ABOUT_ELSE.match(line.text):
            named = _ALONE_BOARD.match(line.text)
            if named and not _AFTER_PERSON.search(named["name"]):
                found.append(_trimmed(page.text, line.start + named.start("name"), line.start + named.end("name")))
    for first, last in sorted(found):
        if _is_named(page.text[first:last]):
            return page.words(first, last)
    return _board_in_line(page, lines)


def _board_in_line(page: Page, lines: tuple[int, int]) -> Words | None:
    """A body named at the head of a line that says more."""
    for line in page.lines[slice(*lines)]:
        if line.text[:1].isupper() and len(line.text) < 200 and not _ABOUT_ELSE.match(line.text):
            named = _NAMED_BOARD.search(line.text)
            if named and named.start() < 30 and not _AFTER_PERSON.search(line.text[: named.end()]):
                first, stop = _trimmed(page.text, line.start + named.start(), line.start + named.end())
                if _is_named(page.text[first:stop]):
                    return page.words(first, stop)
    return None


def _is_named(words: str) -> bool:
    words = words.strip()
    return (
        words[:1].isupper()
        and not is_bare(words)
        and not _POSTED.search(words)
        and not re.match(r"(?:That|Previous|View|Scrutiny\Z)", words)
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the words that lead to the name, and without the council's name before it."""
    while lead := _LEAD.match(text, start, end):
        start = lead.end()
    for council_name in (_COUNCIL, _COUNCIL_CAPS):
        named = council_name.match(text, start, end)
        if named and _BOARD_NOUN.search(text, named.end(), end):
            start = named.end()
            break
    while lead := _LEAD.match(text, start, end):
        start = lead.end()
    return start, end


def date(page: Page, lines: tuple[int, int]) -> Day | None:
    """The day of the meeting, if the opening says it: not a day that a sentence there speaks of."""
    headed = False
    for told in (_HELD_ON, None):
        for line in page.lines[slice(*lines)]:
            if told is None and _tells(line.text):
                # a note above the heading ("These minutes are subject to …") tells no story yet
                if headed:
                    break
                continue
            headed = headed or told is None
            if _DECIDED.search(line.text) or (len(line.text) > 400 and not _is_head(line.text)):
                continue
            start = line.start
            if told is not None:
                held = told.search(page.text, line.start, line.end)
                if not held or not _is_head(line.text):
                    continue
                start = max(held.end() - 12, line.start)
            elif _SENTENCE.search(line.text) or len(line.text) > 160:
                continue
            found = find_day(page.text, start, min(start + 160, len(page.text)) if told else line.end)
            if found and (words := page.words(found.start, found.end)):
                return Day(words, found.date)
    return None


def _is_head(line: str) -> bool:
    """Whether the line may head minutes: no sentence, or one that begins as headings do."""
    return not _SENTENCE.search(line) or bool(_HEADS.match(line)) or bool(_MINUTES_OF.search(line))


def _tells(line: str) -> bool:
    """Whether the story has begun: a whole sentence that no heading holds."""
    return len(line) > 60 and line.rstrip().endswith(".") and not _is_head(line)


def venue(page: Page, lines: tuple[int, int]) -> Words | None:
    """Where the meeting was held, if the opening says it."""
    for index, line in enumerate(page.lines[slice(*lines)], start=lines[0]):
        if label := _VENUE.match(line.text):
            return _place(
                page, line.start + label.end(), _address_end(page, index, bool(line.text[label.end() :].strip()))
            )
    return _told_place(page, lines) or _place_alone(page, lines)


def _address_end(page: Page, index: int, begun: bool) -> int:
    """The end of an address that may go on in the next line."""
    line = page.lines[index]
    after = page.lines[index + 1] if index + 1 < len(page.lines) else None
    if after and begun and not after.gap and ":" not in after.text and _ADDRESS.search(after.text):
        return after.end
    return line.end


def _place(page: Page, start: int, end: int) -> Words | None:
    """The words of a place, as far as a time or another matter."""
    stop = _PLACE_ENDS.search(page.text, start, end)
    return page.words(start, stop.start() if stop else end)


def _told_place(page: Page, lines: tuple[int, int]) -> Words | None:
    """ "held at 7 pm in the Council Chamber", "22 June 2023, 6.30 pm, Willow Suite": after whatever day and hour."""
    for index, line in enumerate(page.lines[slice(*lines)], start=lines[0]):
        if not _MET.search(line.text) or not _is_head(line.text) or line.text.rstrip().endswith(":"):
            continue
        end = line.end
        for following in page.lines[index + 1 : min(index + 4, lines[1])]:
            if following.gap or _ABOUT_ELSE.match(following.text):
                break
            end = following.end
        met = _MET.search(line.text)
        for pattern in (_AT_PLACE, _AFTER_HOUR):
            for found in pattern.finditer(page.text, line.start + met.start(), end):
                article = _ARTICLE.match(found["place"])
                first = found.start("place") + (article.end() if article else 0)
                return _place(page, first, _line_end(page.text, found.start("place"), end))
    return None


def _line_end(text: str, start: int, end: int) -> int:
    """The end of the line, or of the next where it breaks off at a comma."""
    stop = text.find("\n", start, end)
    while 0 <= stop < end and text[start:stop].rstrip().endswith((",", "and", "the", "-")):
        stop = text.find("\n", stop + 1, end)
    return end if stop < 0 else stop


def _place_alone(page: Page, lines: tuple[int, int]) -> Words | None:
    for line in page.lines[slice(*lines)]:
        if _PLACE.search(line.text) and len(line.text) < 100 and not _NOT_PLACE.search(line.text):
            return page.words(line.start, line.end)
    return None


def _places(page: Page, lines: tuple[int, int]) -> tuple[int, int]:
    if lines[0] >= min(lines[1], len(page.lines)):
        return 0, 0
    return page.lines[lines[0]].start, page.lines[min(lines[1], len(page.lines)) - 1].end
