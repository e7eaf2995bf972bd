"""Lists that run on inside a paragraph: "RESOLVED that (i) …; (ii) …", "to: A Note … B Approve …"."""

from __future__ import annotations

import re

from .marks import Mark
from .queries import SENTENCE
from .verbs import INFINITIVE, opens_entry

_MARK = re.compile(
    r"(?:(?<=\A)|(?<=[\s;:,.–—-]))(?:\((?P<label>\d{1,2}|[a-z]|[A-H]|[ivx]{1,5})\)(?=\s|[A-Z])|(?P<plain>\d{1,2}|[a-h]|[A-H]|[ivx]{1,4})(?P<close>[).])(?=\s|[A-Z])"
    r"|(?P<bare>[A-H]|\d{1,2})(?=\s+[A-Z]))\s*"
)
_BEFORE_FIRST = re.compile(
    r"(?:\A|[:–—-]|\b(?:to|that|That|THAT|be|Committee|Board|Council|Panel|Cabinet|Members|Commission|Executive|Forum|Authority|following|by|and)),?\s*\Z"
)
_BEFORE_NEXT = re.compile(r"(?:[;,.]|\b(?:and|or|AND))\s*\Z")
# a lead that has decided already: what it lists is what its one decision is of
_COMPLETE = re.compile(
    r"\b(?:be|is|are)(?:\s+and\s+(?:is|are))?(?:\s+hereby)?\s+(?:given|granted|approved|agreed|adopted|made|taken|accepted|noted)\b",
    re.IGNORECASE,
)
_LISTS_THINGS = re.compile(
    r"\b(?:conditions|regard to|relation to|respect of|subject to|namely|comprising|including|such as|amendments?|changes|reasons)\b[^.]{0,40}\Z",
    re.IGNORECASE,
)
# what a sentence asks: entries that open so belong to the decision above them
ASKS = re.compile(r"(?:whether|if|how|what|why|when|where|which|who)\b", re.IGNORECASE)
# "That the following roads – (i) …; (ii) … – be adopted": the verb comes after the list
_NAMES_THINGS = re.compile(r"\W*that,?\s+the following(?:\s+[\w’'-]+){1,4}\s*[–—:,-]*\s*", re.IGNORECASE)
_DECIDES = re.compile(rf"\b(?:be|to|will|shall|should|would|that|is|are|has|have)\b|\A\W*{INFINITIVE}", re.IGNORECASE)
_TRAILING = re.compile(r"[\s;,|]+(?:(?:and|or|AND|and that)[\s:;,]*)?\Z")

# where a mark begins, where the words after it begin, the mark
Place = tuple[int, int, Mark]


def inline_marks(text: str, start: int, end: int) -> list[Place]:
    """The marks of a list inside a paragraph, as far as they count on from the first."""
    found: list[Place] = []
    for match in _MARK.finditer(text, start, end):
        label = match["label"] or match["plain"] or match["bare"]
        mark = Mark(label, "(.)" if match["label"] else match["close"] or "", 0)
        before = text[max(match.start() - 24, start) : match.start()]
        opens = opens_entry(text, match.end())
        if mark.shape == "" and not opens:
            continue  # a capital or a figure that nothing closes marks an entry only before a deciding verb
        if not found:
            first = mark.is_first() and _BEFORE_FIRST.search(before)
            running = (
                mark.shape == "." and text[match.end() : match.end() + 1].islower() and before.rstrip()[-1:] != ":"
            )
            if first and not running:
                found.append((match.start(), match.end(), mark))
        elif mark.follows(found[-1][2]) and (opens or _BEFORE_NEXT.search(before)):
            found.append((match.start(), match.end(), mark))
    return found


def stretch_end(text: str, start: int, end: int) -> int:
    """Where a decision in the midst of a paragraph ends: with its sentence, or with the last entry of its list."""
    stop = SENTENCE.search(text, start, end)
    if stop is None:
        return end
    marks = inline_marks(text, start, end)
    if len(marks) > 1 and marks[0][0] <= stop.start():
        stop = SENTENCE.search(text, marks[-1][1], end)
    return stop.end() if stop else end


def decides_apart(text: str, start: int, end: int, marks: list[Place]) -> bool:
    """Whether an inline list parts several decisions, not the conditions or the places of a single one."""
    lead = text[start : marks[0][0]]
    if lead.strip(" “\"':,-–—\n").lower() in {"", "that", "to"}:
        return True
    if _COMPLETE.search(lead) or _LISTS_THINGS.search(lead):
        return False
    first = text[marks[0][1] : marks[1][0] if len(marks) > 1 else end]
    if ASKS.match(first.lstrip()):
        return False
    if _NAMES_THINGS.fullmatch(lead) and not _DECIDES.search(first):
        return False
    return bool(_DECIDES.search(lead) or _DECIDES.search(first))


def trimmed_end(text: str, start: int, end: int) -> int:
    """The end without the "; and" that only leads to the next entry."""
    tail = text[max(end - 16, start) : end]
    trailing = _TRAILING.search(tail)
    return end - len(tail) + trailing.start() if trailing else end
