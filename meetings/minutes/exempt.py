"""Which items the minutes themselves have as exempt: by their heading, their words, or the public's exclusion.

The law: Local Government Act 1972, section 100A(4) and the seven paragraphs of Schedule 12A. What is read here is a
proposal that the clerk sees ticked, and may untick; one that is missed would be seen by everybody.
"""

from __future__ import annotations

import re
from dataclasses import replace

from .document import Exemption, Item

# "EXEMPT ITEM: a lease", "[EXEMPT]", "a lease - Exempt"; not "exempt from call-in", nor "exempt accommodation"
_KIND = r"(?:item|report|appendix|business|information|matter|minutes?)\b"
_TITLE = re.compile(
    rf"^\W*(?:exempt|confidential)(?:\s+(?:or|and|/)\s+(?:exempt|confidential))?\s*(?:{_KIND}|[:–—-])"
    r"|[\[(]\s*(?:exempt|confidential)\b(?!\s+from)[^\])]{0,40}[\])]"
    r"|[:–—-]\s*(?:exempt|confidential)\W*$",
    re.IGNORECASE,
)
_ITSELF = re.compile(
    r"\bthis (?:minute|item|report|part of the minutes) is (?:exempt|confidential)\b(?! from call)"
    r"|\b(?:public|press)\b[^.]{0,60}\bexcluded\b[^.]{0,60}\b(?:for|from|during)\b[^.]{0,40}\bth(?:is|ese) item",
    re.IGNORECASE,
)
# "be excluded from the meeting for items 6 and 7", "for the following item"
_OTHERS = re.compile(
    r"\b(?:public|press)\b[^.]{0,60}\b(?:be|were|was) excluded\b[^.]{0,120}?"
    r"\b(?:items?(?: numbers?| nos?\.?)?\s+(?P<numbers>\d{1,3}(?:(?:,| and| &| to|, and)\s*\d{1,3}){0,9})"
    r"|(?:the )?(?P<following>following|next|remaining) items?)",
    re.IGNORECASE,
)
_PARAGRAPHS = re.compile(
    r"\bparagraphs?\s*\(?((?:[1-7](?:\s*\([a-z]\))?(?:\s*(?:,|and|&|or|, and)\s*)?){1,7})(?!\d)", re.IGNORECASE
)


def marked(source: str, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """`items` with `exempt` on those that `source`, the minutes' text, has as exempt."""
    words = [" ".join(source[item.span.start : item.span.end].split()) for item in items]
    found: dict[int, str] = {}
    for place, item in enumerate(items):
        if _TITLE.search(item.title.text if item.title else "") or _ITSELF.search(words[place]):
            found[place] = found.get(place) or _paragraphs(words[place])
        for others in _OTHERS.finditer(words[place]):
            reason = _paragraphs(words[place][others.start() :])
            for other in _named(others, place, items):
                found[other] = found.get(other) or reason
    return tuple(
        replace(item, exempt=Exemption(found[place])) if place in found else item for place, item in enumerate(items)
    )


def _named(others, place, items):
    """The places of the items that an exclusion is for."""
    if others["following"]:
        last = len(items) if others["following"].lower() == "remaining" else place + 2
        return range(place + 1, min(last, len(items)))
    numbers = [int(number) for number in re.findall(r"\d+", others["numbers"])]
    if re.search(r"\bto\b", others["numbers"]):
        numbers = range(numbers[0], numbers[-1] + 1)
    return [at for at, item in enumerate(items) if at != place and _number(item) in numbers]


def _number(item) -> int | None:
    number = re.fullmatch(r"\D*(\d{1,3})\D*", item.number.text) if item.number else None
    return int(number[1]) if number else None


def _paragraphs(words: str) -> str:
    """ "1, 3" of "paragraphs 1 and 3"; empty where none is named."""
    found = _PARAGRAPHS.search(words)
    return ", ".join(sorted(set(re.findall(r"[1-7]", found[1])))) if found else ""
