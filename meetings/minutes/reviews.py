"""The review an item reports on: a peer challenge, inspection, audit or task-and-finish review, and its days on site."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .blocks import Block
from .dates import FoundRange, find_day, find_range
from .document import Review
from .lines import Page
from .queries import sentences

_KIND = (
    r"(?:Peer (?:Challenge|Review|Inspection|Assessment)|Corporate Peer Challenge|Task[- ]and[- ]Finish (?:Group |Scrutiny )?Review|Task[- ]and[- ]Finish Group"
    r"|(?:Joint |Focused |Monitoring |Full |Local Area |Area |Short )?(?:Inspection|Monitoring Visit|Focused Visit)|(?:Internal |External )?Audit|Spotlight Review|Scrutiny Review|Thematic Review|Health ?check|Review|Assessment)"
)
_WORD = r"(?:[A-Z][\w’'&/()-]*|of|and|for|the|in|&|on|by)"
_TITLE = re.compile(
    rf"(?:{_WORD}\s+){{0,9}}?{_KIND}\b(?:\s+of\s+(?:the\s+)?(?:[A-Z][\w’'&-]*|and|of|for)(?:\s+(?:[A-Z][\w’'&-]*|and|of|for))*\s*[A-Z][\w’'&-]*)?"
)
_LOWER = re.compile(
    r"\b(?:(?:[A-Z][\w’'&-]*)\s+){0,5}?(?:peer (?:challenge|review)|inspection|monitoring visit|audit|task[- ]and[- ]finish review|review|assessment)\b"
)
_SURE = re.compile(
    r"\bpeer (?:challenge|review|inspection|assessment)|\b(?:inspection|inspected|monitoring visit|focused visit)\b|\btask[- ]and[- ]finish\b|\bofsted\b|\bestyn\b|\bCQC\b|\bhealth ?check\b",
    re.IGNORECASE,
)
_ON_SITE = re.compile(
    r"\b(?:took place|taken place|take place|on[- ]?site|carried out|conducted|undertaken|undertook|held|visited|visit|was in|were in|inspected|spent|completed|fieldwork|ran from|occurred|done from|done between|place (?:between|from|on|over))\b",
    re.IGNORECASE,
)
_REPORTED_ON = re.compile(
    r"\b(?:review|inspection|challenge|audit|visit|assessment|peer team|inspectors|team|field[- ]?work)\b",
    re.IGNORECASE,
)
_NOT_SITE = re.compile(
    r"\b(?:consultation|published|between the ages|financial year|data|meeting[s]? (?:held|of)|would take place|will take place|planned for|scheduled)\b",
    re.IGNORECASE,
)
_BODIES = re.compile(
    r"\bAudit (?:Committee|Panel|Board|and|Report|Plan|Charter|Letter|Wales|Scotland|Office|Commission)|\bReview (?:Group|Panel|Board)\b"
)
_NO_REVIEW = re.compile(
    r"\s+(?:Committee|Panel|Board|Group|Sub|Team|Officer|Regime|Policy|Procedure|Programme|Schedule|Charge|Fee|Service|Framework|Process|Rota)",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(r"(?:Head|Director|Chief|Assistant|Manager|Judicial)\b", re.IGNORECASE)
_LEAD = re.compile(r"(?:(?:the|The|of|and|for|in|on|by|It|That|A|An|This|to|&)\s+)+")


def review(page: Page, blocks: list[Block], title: tuple[int, int] | None, has_findings: bool) -> Review | None:
    """The review, if the item's title names one, its findings are told, or its days on site are."""
    site = _on_site(page, blocks)
    heading = page.text[slice(*title)] if title else ""
    sure = (found for found in _SURE.finditer(heading) if not _NO_REVIEW.match(heading[found.end() : found.end() + 16]))
    named = any(sure) and not re.search(r"\bcommittee|group minutes\b", heading, re.IGNORECASE)
    if not (site or has_findings or named):
        return None
    place = _title(page, blocks, title, site)
    if place is None:
        return None
    words = page.words(*place)
    if words is None:
        return None
    dates = page.words(site[0].start, site[0].end) if site else None
    return Review(
        words, _kind(words.text, heading), dates, site[0].first if site else None, site[0].last if site else None
    )


def _on_site(page: Page, blocks: list[Block]) -> tuple[FoundRange, tuple[int, int]] | None:
    """The days on site, with the sentence that tells them."""
    text = page.text
    for block in blocks:
        for start, end in sentences(text, block.start, block.end):
            end = min(end, start + 1200)
            words = text[start:end]
            if not (_ON_SITE.search(words) and _REPORTED_ON.search(words)) or _NOT_SITE.search(words):
                continue
            if found := find_range(words):
                return FoundRange(start + found.start, start + found.end, found.first, found.last), (start, end)
            if (
                (one := find_day(words))
                and re.search(r"\b(?:on|on-site|site)\s+\Z", words[: one.start][-12:])
                and _SURE.search(words)
            ):
                return FoundRange(start + one.start, start + one.end, one.date, one.date), (start, end)
    return None


def _title(
    page: Page, blocks: list[Block], title: tuple[int, int] | None, site: tuple[FoundRange, tuple[int, int]] | None
) -> tuple[int, int] | None:
    """Where the review is named best: in the sentence of its days, in the item's title, in its paragraphs.

    The title's longer name for the same thing wins ("SEND Peer Challenge"), and a title that tells of a
    review without a name for it is taken whole.
    """
    places = [site[1]] if site else []
    places += [(block.start, min(block.end, block.start + 1500)) for block in blocks]
    titled = next(_names(page, *title), None) if title else None
    heading = page.text[slice(*title)].lower() if title else ""
    if not site and titled and not page.text[slice(*titled)].isupper():
        return titled
    named = next(
        (name for pattern in (_TITLE, _LOWER) for place in places for name in _names(page, *place, pattern)), None
    )
    if (
        named
        and title
        and page.text[slice(*title)].isupper()
        and " ".join(page.text[slice(*named)].lower().split()) in heading
    ):
        return named  # as prose writes it, rather than in a heading's capitals
    if titled and named and _ends_alike(page.text, titled, named):
        return titled
    if title and not titled and _SURE.search(page.text[slice(*title)]):
        return title
    return named or titled


def _names(page: Page, start: int, end: int, pattern: re.Pattern[str] = _TITLE) -> Iterator[tuple[int, int]]:
    """The names of reviews between two places."""
    for found in pattern.finditer(page.text, start, end):
        first, words = found.start(), found.group()
        if lead := _LEAD.match(words):
            first, words = first + lead.end(), words[lead.end() :]
        around = page.text[max(found.end() - 12, first) : found.end() + 14].strip()
        if len(words.split()) > 1 and not _BODIES.match(around) and not _is_body(page.text, found.end(), words):
            yield first, found.end()


def _ends_alike(text: str, longer: tuple[int, int], shorter: tuple[int, int]) -> bool:
    return text[slice(*longer)].lower().endswith(f" {text[slice(*shorter)].lower()}")


def _is_body(text: str, end: int, words: str) -> bool:
    """Whether the words name a body, a post or a routine: "Audit Committee", "Head of Audit", "Inspection Regime"."""
    return bool(_NO_REVIEW.match(text[end : end + 16]) or _NO_TITLE.match(words))


def _kind(words: str, heading: str) -> str:
    for kind, pattern in (
        ("peer_challenge", r"\bpeer\b"),
        ("task_and_finish", r"task[- ]and[- ]finish|scrutiny review|spotlight review"),
        ("inspection", r"inspect|ofsted|estyn|cqc|monitoring visit|focused visit"),
        ("audit", r"\baudit\b"),
    ):
        if re.search(pattern, words, re.IGNORECASE):
            return kind
    return _kind(heading, "") if heading else "other"
