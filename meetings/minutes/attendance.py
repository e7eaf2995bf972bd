"""Who attended, as the minutes have them: by name, by post, or both; of the meeting, and for an item of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .blocks import Block
from .document import Attendee
from .lines import Page
from .names import PERSON, POST_WORD, is_person, is_post

_LABEL = re.compile(
    r"(?:(?:the following (?:were|was) )?(?:also |members? |councillors? |officers? |officials? |others? |those |co-?opt(?:ed|ees) (?:members )?)*"
    r"(?:present|in attendance|attendees|attendance|attending)(?: were| in the chair| remotely| virtually| online)?"
    r"|in the chair|chair ?person|chair(?:man)?|vice[- ]chair(?:man|person)?|officers|officials|substitutes?|committee members|co-?opted members|(?:town |parish )?clerk|notes of meeting|minute taker|guests|invitees)"
    r"\s*(?:[:–—]-?|-(?=\s)|\Z)\s*",
    re.IGNORECASE,
)
_POSTED = {"chair": "Chair", "chairman": "Chairman"}
_END = re.compile(
    r"(?:apolog|absent|absence|public gallery|members? of (?:the )?(?:public|press)|public questions?|declarations?|disclosures?|date|time|venue|location|contact|agenda|item no|welcome|minutes\b"
    r"|there (?:were|was)|under |the (?:meeting|chair|mayor|committee) |press\b|quorum|note\b|resolved)",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"(?:(?:County |Town |Parish |Borough )?(?:Councillors|Cllrs|Members|Officers)\.?\s*:?|Messrs\.?)\s+", re.IGNORECASE
)
_CUT = re.compile(r"\s*(?:;|,(?:\s+and\b)?|\n|\band\b)\s*")
_ATTENDED = re.compile(
    r"\b(?:attended (?:the|this|for|to)|(?:was|were) (?:also )?(?:in attendance|present|welcomed)|joined the meeting|had been invited to (?:attend|the meeting))\b"
)
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
        first, start = index, lines[index].start + label.end()
        index += 1
        while index < last and not _LABEL.match(lines[index].text) and not _END.match(lines[index].text):
            index += 1
        end = lines[index - 1].end
        if start < end:
            found.extend(_people(page, start, end))
        elif first == index:
            index += 1
    return tuple(found)


def _people(page: Page, start: int, end: int) -> Iterator[Attendee]:
    """The people listed between two places: "A (Chair), B and C", "D, Director; E – Clerk", a line each."""
    text = page.text
    pending: tuple[int, int] | None = None  # a name that its post may follow
    for first, last in _parts(text, start, end):
        if group := _GROUP.match(text, first, last):
            first = group.end()
        words = text[first:last].strip()
        if not words:
            continue
        name, post = _name_and_post(text, first, last)
        if name is None and post is not None and pending is not None and not text[first:last].startswith("("):
            yield _attendee(page, pending, post)
            pending = None
            continue
        if pending is not None:
            yield _attendee(page, pending, None)
            pending = None
        if name is not None and post is None:
            pending = name
        elif name is not None or post is not None:
            yield _attendee(page, name, post)
    if pending is not None:
        yield _attendee(page, pending, None)


def _attendee(page: Page, name: tuple[int, int] | None, post: tuple[int, int] | None) -> Attendee:
    return Attendee(page.words(*name) if name else None, page.words(*post) if post else None)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches between commas, semicolons, line ends and "and" that no bracket encloses.

    A line that ends without a comma goes on in the next one; a comma inside a post does not part it.
    """
    depth, first, at = 0, start, start
    listed = ";" in text[start:end]
    runs_on = listed or _runs_on(text[start:end])
    raw: list[tuple[int, int]] = []
    while at < end:
        letter = text[at]
        if letter == "(":
            depth += 1
        elif letter == ")":
            depth = max(depth - 1, 0)
        elif not depth and (
            letter == ";" or (letter == "," and not listed) or (letter == "\n" and _line_parts(text, at, runs_on))
        ):
            raw.append((first, at))
            first = at + 1
        elif not depth and letter == " " and text.startswith(" and ", at) and _person_after(text, at + 5, end):
            raw.append((first, at))
            first = at + 5
        at += 1
    raw.append((first, end))
    yield from _with_posts(text, raw)


def _runs_on(words: str) -> bool:
    """Whether the list is one wrapped paragraph: a bracket or a comma goes over a line's end."""
    lines = words.split("\n")[:-1]
    return any(line.count("(") > line.count(")") or line.rstrip().endswith((",", " and")) for line in lines)


def _line_parts(text: str, at: int, runs_on: bool) -> bool:
    """Whether the end of a line ends an entry too: where it holds one whole entry itself."""
    if runs_on:
        return False
    before = text[text.rfind("\n", 0, at) + 1 : at].rstrip()
    return (
        not before.endswith((",", " and", "&", "-", "–", " of", " for", " the", "/"))
        and not text[at + 1 : at + 2].islower()
        and (bool(before.endswith(".")) or is_person(before) or _splits(before))
    )


def _splits(line: str) -> bool:
    """A line that is "name, post", "name – post" or "name (post)" from end to end."""
    parts = re.split(r",|\s[-–—]\s|\(", line, maxsplit=1)
    return len(parts) == 2 and is_person(parts[0]) and bool(parts[1].strip())


def _person_after(text: str, start: int, end: int) -> bool:
    words = re.match(rf"(?:the\s+)?{PERSON}", text[start : min(end, start + 90)])
    return bool(words) and not re.match(rf"{POST_WORD}\b", text[start:end][:30])


def _with_posts(text: str, raw: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Joins to a post the parts that a comma inside it cut off: "Assistant Director, Support Services (A Name)"."""
    held: tuple[int, int] | None = None
    for first, last in raw:
        words = text[first:last].strip()
        if held is not None:
            whole = (held[0], last)
            if words.endswith(")") and not is_person(re.split(r"\(", words, maxsplit=1)[0].strip() or "-"):
                yield whole
                held = None
                continue
            if not is_person(words.split("(")[0].strip()) and not is_post(words):
                held = whole
                continue
            yield held
            held = None
        if is_post(words) and not words.endswith((")", ".")) and not re.search(r"\s[-–—]\s", words):
            held = (first, last)
        else:
            yield first, last
    if held is not None:
        yield held


def _name_and_post(text: str, first: int, last: int) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The places of a name and of a post in one entry."""
    while first < last and (text[first].isspace() or text[first] in "•·*-–"):
        first += 1
    while last > first and (text[last - 1].isspace() or text[last - 1] in ".,;"):
        last -= 1
    words = text[first:last]
    if words.endswith(")") and (bracket := words.find("(")) > 0:
        outer, inner = (first, first + bracket), (first + bracket + 1, last - 1)
        before, within = words[:bracket].strip(), words[bracket + 1 : -1].strip()
        if is_person(before):
            return outer, inner if is_post(within) or len(within) > 4 or within in {"Chair"} else None
        if is_post(before) and is_person(within):
            return inner, outer
        if is_post(before):
            return None, (first, last)
    for dash in re.finditer(r"\s[-–—]\s|:\s", words):
        left, right = words[: dash.start()].strip(), words[dash.end() :].strip()
        if is_person(left) and right:
            return (first, first + dash.start()), (first + dash.end(), last)
        if is_post(left) and is_person(right):
            return (first + dash.end(), last), (first, first + dash.start())
    if is_person(words):
        return (first, last), None
    if is_post(words):
        return None, (first, last)
    return None, None


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
        yield from _people(page, block.start, block.end)
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
            yield from _people(page, first, last)


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
