"""Who attended, as the minutes have them: by name, by post, or both; of the meeting, and for an item of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .blocks import Block
from .document import Attendee
from .lines import Page
from .names import PERSON, POST_WORD, is_person, is_post
from .rolls import people

_LABEL = re.compile(
    r"(?:(?:the following (?:were|was) |all |also |(?:cabinet |committee |board |panel |forum |county |elected |voting |other )?members? |councillors? |officers? |officials? |others? |those |guests? "
    r"|co-?opt(?:ed|ees) (?:members )?)*(?P<core>present|in attendance|attendees|attendance|attending|sederunt|membership)"
    r"(?: and (?:in attendance|present))?(?: were| remotely| virtually| online| in person)?(?P<chaired> in the chair)?"
    r"|(?P<post>in the chair|chair ?person|chair(?:man)?|convener|vice[- ]chair(?:man|person)?|(?:town |parish )?clerk|minute taker)"
    r"|members|officers|officials|substitutes?|(?:committee|board|panel|forum|co-?opted) members|officers in support|guests|invitees|notes of meeting)"
    r"\s*(?:[:–—]-?|-(?=\s)|\Z)\s*",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:apolog|absent|absence|public gallery|(?:members? of )?(?:the )?(?:public|press)\b|public questions?|declarations?|disclosures?|date|time|venue|location|contact|agenda|items?\b|no\.\s|welcome|minutes\b"
    r"|there (?:were|was)|under |the (?:meeting|chair|mayor|committee) |quorum|note\b|resolved|media\b|summary|at the outset|prayer)",
    re.IGNORECASE,
)
# a sentence, and no list
_TOLD = re.compile(r"\b(?:was|were|advised|reported|welcomed|opened|presided|resolved|had been|noted|is|are)\s")
_ATTENDED = re.compile(
    r"\b(?:attended (?:the|this|for|to)|(?:was|were) (?:also )?(?:in attendance|present|welcomed)|joined the meeting|had been invited to (?:attend|the meeting))\b"
)
_FOLLOWING = re.compile(r"The following\b[^.:;]{0,60}\b(?:attended|in attendance|present|joined)\b[^.:;]{0,60}:\s*")
_INTRODUCED = re.compile(
    r"\b(?:introduced|presented|gave|attended|outlined|provided|updated|joined|summarised|delivered|were in attendance|was in attendance|spoke|highlighted|took|informed|advised|explained|reported|submitted|addressed|set out|talked|were present|was present)\b"
)
_NAMED = rf"{PERSON}"
_WELCOMED = re.compile(
    rf"\b(?:welcomed|thanked|invited|introduced)\s+(?P<who>{PERSON},[^.;]{{3,300}}?),?\s+(?:to the meeting|to (?:attend|present|introduce|give)|for (?:attending|their|the|his|her))",
    re.DOTALL,
)
_BETWEEN_POSTS = re.compile(r"(?:,\s+and\s+|,\s+|\s+and\s+|;\s+)(?=the\s+[A-Z])")
_LONGEST = 900


def of_meeting(page: Page, last: int) -> tuple[Attendee, ...]:
    """Those whom the opening, lines 0 to `last` (exclusive), has as present or in attendance."""
    found: list[Attendee] = []
    index, lines = 0, page.lines
    while index < last:
        label = _LABEL.match(lines[index].text)
        if not label:
            index += 1
            continue
        start = lines[index].start + label.end()
        index += 1
        while index < last and not _LABEL.match(lines[index].text) and not _ends(lines[index].text):
            index += 1
        posted = _shift(label.span("post"), start - label.end()) if label["post"] else None
        for one in people(page, start, lines[index - 1].end):
            alone = posted is not None and one.post is None
            found.append(Attendee(one.name, page.words(*posted)) if alone else one)
    return tuple(found)


def _ends(line: str) -> bool:
    """Whether a line is about something else than who was there: told of, or a paragraph."""
    return bool(_END.match(line)) or bool(_TOLD.search(line))


def _attendee(page: Page, name: tuple[int, int] | None, post: tuple[int, int] | None) -> Attendee:
    return Attendee(page.words(*name) if name else None, page.words(*post) if post else None)


def of_item(page: Page, blocks: list[Block]) -> tuple[Attendee, ...]:
    """Those whom an item's words say attended for it or introduced it, with the post they gave."""
    found: list[Attendee] = []
    for number, block in enumerate(blocks[:12]):
        found.extend(_in_block(page, block, number))
    seen, kept = set(), []
    for attendee in found:
        if attendee.name and " " not in attendee.name.text:
            continue  # one word of a post or a title, cut off: nobody is introduced by a surname alone
        key = (str(attendee.name).lower(), str(attendee.post).lower()) if attendee.post else str(attendee.name).lower()
        if key not in seen:
            seen.add(key)
            kept.append(attendee)
    return tuple(kept)


def _in_block(page: Page, block: Block, number: int) -> Iterator[Attendee]:
    text = page.text[block.start : min(block.end, block.start + _LONGEST)]
    if following := _FOLLOWING.match(text):
        yield from people(page, block.start + following.end(), min(block.end, block.start + _LONGEST))
        return
    if attended := _ATTENDED.search(text):
        before = text[: attended.start()].rstrip()
        if not re.search(r"[.;:]\s", re.sub(r"\b(?:Cllr|Mr|Mrs|Ms|Dr|[A-Z])\.", "", before)):
            yield from _subject(page, block.start, block.start + attended.start())
            return
    if introduced := _INTRODUCED.search(text):
        yield from _introducers(page, block.start, block.start + introduced.start())
    elif (
        number == 0
        and is_post(text)
        and len(text) < 500
        and re.match(rf"{PERSON}\s?[,(–-]", text)
        and not text.rstrip().endswith(".")
    ):
        yield from people(page, block.start, block.end)
    for welcomed in _WELCOMED.finditer(text):
        yield from _introducers(page, block.start + welcomed.start("who"), block.start + welcomed.end("who"))


def _subject(page: Page, start: int, end: int) -> Iterator[Attendee]:
    """ "The Deputy Leader, the Head of Service, Inclusion and Ms A Name, Adviser," before "attended"."""
    text = page.text
    cuts = [start]
    for cut in _BETWEEN_POSTS.finditer(text, start, end):
        cuts += [cut.start(), cut.end()]
    cuts.append(end)
    for first, last in zip(cuts[::2], cuts[1::2], strict=True):
        if article := re.match(r"\s*(?:the|The)\s+", text[first:last]):
            first += article.end()
        words = text[first:last].strip(" ,\n")
        while last > first and text[last - 1] in " ,\n":
            last -= 1
        bracket = words.endswith(")") and "(" in words
        if is_post(words) and not bracket and not is_person(words.partition(",")[0]):
            yield _attendee(page, None, (first, last))
        elif words:
            yield from people(page, first, last)


def _introducers(page: Page, start: int, end: int) -> Iterator[Attendee]:
    """ "A Name, Head of Service, and B Name (Officer)" before "introduced": each with a post, or none of them."""
    text = page.text
    words = text[start:end].strip()
    if (
        not words
        or len(words) > 400
        or not is_post(words)
        or re.search(r"[.;:]\s", re.sub(r"\b(?:Cllr|Mr|Mrs|Ms|Dr|[A-Z])\.", "", words))
    ):
        return
    found = list(_named_posts(page, start, end))
    yield from found


def _named_posts(page: Page, start: int, end: int) -> Iterator[Attendee]:
    """Names that are followed by a post, each post reaching as far as the next name."""
    text = page.text
    stretch = text[start:end]
    heads = [
        m
        for m in re.finditer(rf"(?:\A|,\s+(?:and\s+)?|\sand\s+)(?P<name>{PERSON})(?=\s*[,(–-]|\s+{POST_WORD})", stretch)
        if is_person(m["name"])
    ]
    if not heads or heads[0].start() != 0:
        bracketed = re.match(rf"(?:The\s+)?(?P<post>[A-Z][^().;]{{4,160}}?)\s*\((?P<name>{PERSON})\)", stretch)
        if bracketed and is_post(bracketed["post"]):
            yield _attendee(page, _shift(bracketed.span("name"), start), _shift(bracketed.span("post"), start))
        return
    for head, following in zip(heads, [*heads[1:], None], strict=False):
        first = start + head.end("name")
        last = start + (following.start() if following else len(stretch))
        while first < last and text[first] in " ,\n–-":
            first += 1
        while last > first and text[last - 1] in " ,\n":
            last -= 1
        if text[first : first + 1] == "(" and text[last - 1] == ")" and text.count("(", first, last) == 1:
            first, last = first + 1, last - 1
        if is_post(text[first:last]):
            yield _attendee(page, _shift(head.span("name"), start), (first, last))


def _shift(span: tuple[int, int], by: int) -> tuple[int, int]:
    return span[0] + by, span[1] + by
