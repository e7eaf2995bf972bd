"""Drafting questions that were left inside a resolution: "How are updates received? Discussion on this?"."""

from __future__ import annotations

import re
from collections import deque

from .lines import Page

SENTENCE = re.compile(
    r"[.?!][”’\"')\]]*(?=\s+[A-Z\[(“‘0-9])(?<!\bNo\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bCllr\.)(?<!\b[A-Z]\.)(?<!\be\.g\.)(?<!\bi\.e\.)"
)
_NOTE_IN_BRACKETS = re.compile(
    r"[\[({<](?=[^\])}>]{0,300}(?:\?|\b(?:clerk|check|tbc|to be confirmed|query|drafting|confirm with|note to)\b))[^\])}>]{3,300}[\])}>]",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?:(?<=[.;?!])\s+|\A)(?:Clerk(?:[’']s)?|Drafting|DN|Query|Note to (?:clerk|self|editor))(?: note| query)?\s?[:–-]\s",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"\b(?:ask(?:s|ed)?|question|following)\b", re.IGNORECASE)


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The places of the sentences between two places."""
    found, at = [], start
    for stop in SENTENCE.finditer(text, start, end):
        found.append((at, stop.end()))
        at = stop.end()
    found.append((at, end))
    return [(first, last) for first, last in found if text[first:last].strip()]


def query_in(page: Page, start: int, end: int) -> tuple[int, int] | None:
    """Where the drafting question stands: the questions that follow a resolution's own words, or a note in brackets."""
    text = page.text
    bracketed = _last(_NOTE_IN_BRACKETS, text, start, end)
    if bracketed and text[start : bracketed.start()].strip():
        return bracketed.span()
    if (labelled := _LABELLED.search(text, start, end)) and text[start : labelled.start()].strip():
        return labelled.start(), end
    parts = sentences(text, start, end)
    asked = [
        number for number, (first, last) in enumerate(parts) if text[first:last].rstrip("”’\"' )]\n").endswith("?")
    ]
    if not asked or asked[0] == 0 or _ADDRESSED.search(text[parts[asked[0] - 1][0] : parts[asked[0] - 1][1]][-40:]):
        return None
    # what follows a drafting question belongs to it: "Which officer? To be settled with the Chair."
    return parts[asked[0]][0], parts[-1][1]


def unbracketed(text: str, start: int, end: int) -> tuple[int, int]:
    """The place of a question without the brackets round it."""
    closed = text[end - 1 : end] in set("])}>") and text[start : start + 1] in set("[({<")
    return (start + 1, end - 1) if closed else (start, end)


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    return next(iter(deque(pattern.finditer(text, start, end), maxlen=1)), None)
