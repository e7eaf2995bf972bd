"""Lists of people as minutes print them: a line each, in a table, or run on with commas and semicolons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .document import Attendee
from .lines import Page
from .names import PERSON, TITLE, is_initials, is_person, is_post

Place = tuple[int, int]

# "Councillors A, B and C": what follows are names alone, be they surnames
_GROUP = re.compile(
    r"(?:(?:County |Town |Parish |Borough )?(?:Councillors|Cllrs|Aldermen|Members|Officers|Messrs)\.?)\s*:?\s+(?=[A-ZÀ-Þ])"
)
_BULLET = re.compile(r"[•·*▪◦●-]\s+|[–—]\s+")
_CELLS = re.compile(r"[^\S\n]*\t[^\S\n]*|[^\S\n]{3,}|[^\S\n]*\|[^\S\n]*")
_HEADER = re.compile(
    r"(?:names?|councillors?|members?)\s*(?:\t|\||\s{3,})\s*(?:role|post|position|organi[sz]ation|representing|title)\b.*",
    re.IGNORECASE,
)
_OPEN_END = re.compile(rf"(?:[,&/–—-]|\b(?:and|of|for|the|{TITLE}|Councillors|Cllrs|Messrs\.?))\Z")
# nouns that end the name of a team or body, which looks like a person's but is where one comes from
_BODY = re.compile(
    r"\b(?:Team|Services?|Council|Trust|Police|Partnership|Board|Healthwatch|University|Department|Unit|Group|Association|Ltd|LLP|Committee|Union|Schools?|College"
    r"|Academy|Church|Diocese|Authority|Agency|Constabulary|Directorate|Forum|NHS|Practice|Hospital|Centre|Network|Federation|Limited|plc)\b"
)
_UNPOSTED = re.compile(
    r"\W*(?:apologies|part|remotely|virtually|online|via teams|from|until|to|arrived|left|items?)\b", re.IGNORECASE
)
_DASH = re.compile(r"\s+[–—-]\s+|:\s+")
_LONGEST_POST = 160


def people(page: Page, start: int, end: int) -> Iterator[Attendee]:
    """The people listed between two places of the page's text, each with the post printed by the name."""
    for first, last in _entries(page.text, start, end):
        for name, post in _of_entry(page.text, first, last):
            made = Attendee(page.words(*name) if name else None, page.words(*post) if post else None)
            if made.name or made.post:
                yield made


def _entries(text: str, start: int, end: int) -> Iterator[Place]:
    """The lines, joined where one breaks off and the next carries on."""
    first = at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line, following = text[first:stop], text[stop + 1 : min(stop + 40, end)]
        opened = line.count("(") > line.count(")")
        goes_on = following[:1].islower() or opened or _OPEN_END.search(line.rstrip()[-40:])
        if _BULLET.match(following) or not goes_on or stop - first > 4000:
            yield _trimmed(text, first, stop)
            first = stop + 1
        at = stop + 1
    if first < end:
        yield _trimmed(text, first, end)


def _trimmed(text: str, start: int, end: int) -> Place:
    """Without white space, bullets and the stops that end an entry."""
    while start < end and text[start].isspace():
        start += 1
    if bullet := _BULLET.match(text, start, end):
        start = bullet.end()
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".,;"):
        end -= 1
    return start, end


def _of_entry(text: str, start: int, end: int) -> Iterator[tuple[Place | None, Place | None]]:
    """The people of one entry, as places of (name, post)."""
    words = text[start:end]
    if not words or _HEADER.fullmatch(words):
        return
    cells = [(a, b) for a, b in _split(text, start, end, _CELLS) if a < b]
    if len(cells) == 2 and _is_name(text[slice(*cells[0])]):
        yield cells[0], cells[1]
        return
    parts = list(_parts(text, start, end, ";")) if ";" in words else [(start, end)]
    for first, last in parts:
        first, last = _trimmed(text, first, last)
        if joined := re.match(r"and\s+", text[first:last]):
            first += joined.end()
        if group := _GROUP.match(text, first, last):
            yield from _names(text, group.end(), last)
        else:
            yield from _told(text, first, last)


def _names(text: str, start: int, end: int) -> Iterator[tuple[Place | None, Place | None]]:
    """Names alone, each with its post in brackets where it has one."""
    for first, last in _people_apart(text, start, end):
        name, post = _bracketed(text, first, last)
        if re.match(r"[A-ZÀ-Þ]", text[first:last]) and len(text[slice(*name)].split()) <= 6:
            yield name, post


def _people_apart(text: str, start: int, end: int) -> Iterator[Place]:
    for first, last in _parts(text, start, end, ","):
        at = first
        for joined in re.finditer(r"(?:\A|\s)and\s+", text[first:last]):
            if not _inside(text, at, first + joined.start()):
                yield from _kept(text, at, first + joined.start())
                at = first + joined.end()
        yield from _kept(text, at, last)


def _kept(text: str, start: int, end: int) -> Iterator[Place]:
    place = _trimmed(text, start, end)
    if place[0] < place[1]:
        yield place


def _told(text: str, start: int, end: int) -> Iterator[tuple[Place | None, Place | None]]:
    """People whose posts may stand beside their names: "A Name, Director, B Name (Clerk) and C Name – Adviser"."""
    name: Place | None = None
    post: Place | None = None
    for first, last in _pieces(text, start, end):
        found, own = _whole(text, first, last, alone=post is None)
        if found is None and own is None:
            own = (first, last)  # the rest of a post: "Environment" after "Director of Housing"
        if found is not None and post is not None and name is None and own is not None and text[last - 1] == ")":
            own = (post[0], own[1])  # a post that a comma cut, and then its holder in brackets
            post = None
        if found is not None:
            if name or post:
                yield name, post
            name, post = found, own
        elif post is None:
            post = own
        elif own[1] - post[0] <= _LONGEST_POST:
            post = (post[0], own[1])
    if name or (post and is_post(text[slice(*post)])):
        yield name, post


def _pieces(text: str, start: int, end: int) -> Iterator[Place]:
    """The stretches between commas, and between "and" where a person follows it."""
    for first, last in _parts(text, start, end, ","):
        at = first
        for joined in re.finditer(r"(?:\A|\s)and\s+", text[first:last]):
            place = first + joined.start()
            rest = text[first + joined.end() : last]
            person = re.match(rf"{PERSON}(?=\s*(?:\(|\s[–—-]\s|\Z|,))", rest)
            if person and _is_name(person.group()) and not _inside(text, at, place):
                yield from _kept(text, at, place)
                at = first + joined.end()
        yield from _kept(text, at, last)


def _whole(text: str, start: int, end: int, *, alone: bool) -> tuple[Place | None, Place | None]:
    """The name and the post that one stretch holds by itself; a stretch that is neither gives neither."""
    words = text[start:end]
    outer, inner = _bracketed(text, start, end)
    if inner:
        before, within = text[slice(*outer)], text[slice(*inner)]
        if _is_name(before):
            return outer, inner
        if is_person(within) and not _BODY.search(within):
            return inner, outer
        return None, (start, end)
    if outer[1] < end and _is_name(text[slice(*outer)]):
        return outer, None
    for dash in _DASH.finditer(words):
        left, right = (start, start + dash.start()), (start + dash.end(), end)
        if _is_name(text[slice(*left)]):
            return left, right
        if is_post(text[slice(*left)]) and is_person(text[slice(*right)]):
            return right, left
    return ((start, end), None) if _is_name(words) else (None, None)


def _bracketed(text: str, start: int, end: int) -> tuple[Place, Place | None]:
    """What stands before a closing bracket, and in it where it says a post."""
    if text[end - 1 : end] != ")" or (opened := text.rfind("(", start, end)) <= start:
        return (start, end), None
    inner = (opened + 1, end - 1)
    within = text[slice(*inner)].strip()
    before = _trimmed(text, start, opened)
    if is_initials(within) or len(within) < 3 or _UNPOSTED.match(within):
        return before, None
    return before, inner


def _is_name(words: str) -> bool:
    return is_person(words) and not _BODY.search(words) and not re.fullmatch(r"[A-Z]{2,}|[a-z].*", words.strip())


def _parts(text: str, start: int, end: int, separator: str) -> Iterator[Place]:
    """The stretches between separators that no bracket encloses."""
    depth, first = 0, start
    for at in range(start, end):
        letter = text[at]
        if letter == "(":
            depth += 1
        elif letter == ")":
            depth = max(depth - 1, 0)
        elif letter == separator and not depth:
            yield first, at
            first = at + 1
    yield first, end


def _inside(text: str, start: int, end: int) -> bool:
    """Whether a bracket opened since `start` is still open."""
    return text.count("(", start, end) > text.count(")", start, end)


def _split(text: str, start: int, end: int, pattern: re.Pattern[str]) -> Iterator[Place]:
    at = start
    for cut in pattern.finditer(text, start, end):
        yield at, cut.start()
        at = cut.end()
    yield at, end
