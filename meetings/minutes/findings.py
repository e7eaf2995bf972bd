"""Strengths and areas for improvement that a review found, under the many headings they are given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .blocks import Block
from .document import AREA, STRENGTH, Finding
from .inline import inline_marks, trimmed_end
from .lines import Page
from .marks import Mark
from .queries import SENTENCE
from .verbs import is_decided

_REVIEWED = re.compile(
    r"\b(?:review|inspect|peer|challenge|audit|ofsted|cqc|estyn|hmicfrs|hmip|care inspectorate|assess|visit|judge?ment|feedback|letter|evaluation|self-evaluation|sef)\w*\b",
    re.IGNORECASE,
)
_STRENGTH = re.compile(
    r"\bstrengths?\b|\b(?:working|works?|worked|going|done|doing|does|went|gone) (?:particularly |really |very )?well\b|\b(?:good|best|effective|positive) practice\b"
    r"|\bpositives?\b|\bpositive (?:findings?|feedback|features?|aspects?|points|areas?)\b|\b(?:commended|praised)\b|\bachievements?\b|\bwhat (?:is|was) good\b",
    re.IGNORECASE,
)
_AREA = re.compile(
    r"\bareas?\b[^.:;]{0,100}\b(?:improv\w*|develop\w*|consider\w*|attention|address\w*|focus|action|concern|weakness|strengthen\w*|further work|enhance\w*|growth)\b"
    r"|\b(?:consider|address|improve|strengthen)\w* (?:the )?(?:following )?(?:\w+ )?areas\b"
    r"|\b(?:needs?|needed|required?|must|should|could) (?:to )?(?:be )?(?:improv\w+|develop\w*|strengthen\w*|address\w*|better|do better|change)\b|\beven better if\b"
    r"|\bweakness(?:es)?\b|\b(?:opportunities|priorities|recommendations|points|issues|matters|suggestions) for (?:further )?(?:improvement|development|consideration|action)\b"
    r"|\b(?:less|not) (?:working|going|done) (?:so |as )?well\b|\bwhat (?:is|was)n[’']?t working\b|\bimprovements? (?:needed|required|areas?|were needed|to be made|(?:should|could|must|had to) be made)\b"
    r"|\bpriority (?:actions?|areas?)\b|\bkey (?:challenges|improvements?)\b|\bto improve\b|\bthings to (?:consider|improve)\b|\bdevelopment (?:areas|points|needs)\b",
    re.IGNORECASE,
)
# what peers and inspectors recommend; a council's own group recommends to others
_PEERS = re.compile(
    r"\b(?:peer|inspect\w*|ofsted|cqc|lga|challenge team)\b[^.:;()]{0,60}\brecommendations?\s*:?\s*\Z|\brecommendations?\b[^.:;()]{0,60}\b(?:peers?|inspect\w*|ofsted|cqc|lga|challenge team)\b",
    re.IGNORECASE,
)
# what they say must be done, whoever must do it: "the review identified that the Council needed to ensure that:"
_REVIEWERS = r"\b(?:reviews?|reviewers?|inspect\w*|peers?(?: team| challenge)?|challenge team|team|ofsted|cqc|estyn|hmicfrs|lga|assessors?|assessment|auditors?|letter|report|they)\b"
_MUST = re.compile(
    rf"{_REVIEWERS}[^.;]{{0,120}}\b(?:(?:identified|found|said|concluded|stated|recommended|advised|suggested|felt|noted|considered|highlighted|reported|agreed|asked|challenged)\b[^.;]{{0,160}}"
    r"\b(?:needs?|needed|should|must|could|might|ought|has to|had to|requires?|required)\b|(?:less|not) (?:assured|confident|satisfied|impressed))",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    rf"{_REVIEWERS}[^.;]{{0,120}}\b(?:(?:was|were|had been) (?!less|not)(?:\w+ )?(?:impressed|assured|encouraged|pleased)|(?:commended|praised|welcomed|complimented))\b",
    re.IGNORECASE,
)
# the word between what is announced and the first of it, in a sentence
_INCLUDING = re.compile(
    r"\b(?:including|namely|such as|which (?:included?|were|are)|these (?:included?|were))\b,?\s+|:\s*", re.IGNORECASE
)
_LAST_PART = re.compile(r",\s+and\s+")
_NARRATIVE = re.compile(
    r"(?:The (?:Chair|Vice|Head|Director|Assistant|Deputy|Strategic|Service|Cabinet|Leader|Committee|Commission|Panel|Board|Report|Joint|Executive|Officer)|Members?|Councillors?|Cllr|Mr|Mrs|Ms|Dr|It was|In (?:response|answer|reply|conclusion)"
    r"|Resolved|RESOLVED|Agreed|AGREED|Action|ACTION|Discussion|Questions?|A (?:member|detailed|question|query)|Following|Further|During|Recommended|Decision|Supporting documents|Minutes)\b",
)
_SPEAKS_BACK = re.compile(r"\s*(?:These|Those|They|This|It)\b[^.:]{0,80}:", re.IGNORECASE)
_SHORT_HEADING = 110
_COMMA_HEAD = re.compile(
    r"\s*(?:The |Key |Main |Identified )*(?:strengths?|areas? (?:for|of) [\w ]{4,40}?)\s*(?:identified |noted |highlighted )?(?:included?|were|are|:)\s+(?!that\b|as follows|the following)",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+(?:and\s+)?")
_LAST_AND = re.compile(r"\s+and\s+")
_MOST = 40


def findings(page: Page, blocks: list[Block]) -> tuple[Finding, ...]:
    """What a review found, numbered within its kind in the order it is told."""
    if not any(_REVIEWED.search(block.text[:4000]) for block in blocks):
        return ()
    counts = {STRENGTH: 0, AREA: 0}
    made = []
    for kind, heading, start, end in _found(page, blocks):
        text = page.words(start, trimmed_end(page.text, start, end))
        if text is None or not any(letter.isalpha() for letter in text.text):
            continue
        counts[kind] += 1
        made.append(Finding(kind, counts[kind], text, page.words(*heading)))
    return tuple(made)


def _found(page: Page, blocks: list[Block]) -> Iterator[tuple[str, tuple[int, int], int, int]]:
    """Each finding: its kind, the place of its heading, its own place."""
    number = 0
    while number < len(blocks):
        block = blocks[number]
        inline = list(_inline(page, block))
        if inline:
            yield from inline
            number += 1
            continue
        kind = _heading_kind(block, blocks[number + 1] if number + 1 < len(blocks) else None)
        number += 1
        if kind is None:
            continue
        for first, last in _listed(blocks, number, block):
            yield kind, (block.start, block.end), first, last
            number += 1


def kind_of_heading(words: str) -> str | None:
    """Which findings a heading announces; None where it announces neither, or both at once."""
    if is_decided(words):
        return None  # "Approved the next steps after the inspection:" heads what was decided
    strength, area = _STRENGTH.search(words), _AREA.search(words) or _PEERS.search(words)
    if not (strength or area):
        strength, area = _PRAISE.search(words), _MUST.search(words)
    if strength and area:
        return None
    return STRENGTH if strength else AREA if area else None


def _heading_kind(block: Block, following: Block | None) -> str | None:
    words = block.text.strip()
    if following is None or len(words) > 600:
        return None
    announced = words.endswith((":", ":-", ": -", ":–")) or (words.endswith("?") and following.mark is not None)
    if announced:
        stops = [0, *(stop.end() for stop in SENTENCE.finditer(words, 0, len(words)))]
        kind = kind_of_heading(words[stops[-1] :])
        # "… for further improvements. These were outlined as follows:" speaks of the sentence before
        if kind is None and len(stops) > 1 and _SPEAKS_BACK.match(words[stops[-1] :]):
            kind = kind_of_heading(words[stops[-2] : stops[-1]])
        return kind
    titled = len(words) <= _SHORT_HEADING and words[-1:] not in ".;,?" and words[:1].isupper()
    return kind_of_heading(words) if titled and len(words.split()) <= 14 else None


def _listed(blocks: list[Block], number: int, heading: Block) -> Iterator[tuple[int, int]]:
    """The entries under a heading: those of the list that follows; without marks, paragraphs until the story goes on."""
    if number >= len(blocks):
        return
    first = blocks[number].mark
    if first is None or (heading.mark and first.follows(heading.mark)):
        if first is None:
            yield from _unmarked(blocks, number)
        return
    last = first
    while number < len(blocks) and (mark := blocks[number].mark):
        if heading.mark and mark.follows(heading.mark) and not mark.follows(last):
            return
        block = blocks[number]
        if not (mark is first or mark.follows(last) or mark.shape == first.shape):
            return
        if (
            number + 1 < len(blocks)
            and _heading_kind(block, blocks[number + 1])
            and not block.text.rstrip().endswith(".")
        ):
            return
        end = block.end
        inner = _after_inner(blocks, number + 1, first, heading)
        if inner > number + 1:
            end = blocks[inner - 1].end
        if inner > number + 1 and not block.text.rstrip().endswith((":", ",")) and not first.is_bullet:
            end = block.end
        yield block.start, end
        last = mark
        number += 1
        if end != block.end:
            return


def _after_inner(blocks: list[Block], inner: int, first: Mark, heading: Block) -> int:
    """The block after the list inside an entry, one that is marked otherwise than the entries."""
    while (
        inner < len(blocks)
        and (under := blocks[inner].mark)
        and under.shape != first.shape
        and not _ends_list(blocks[inner])
        and not (heading.mark and under.follows(heading.mark))
    ):
        inner += 1
    return inner


def _ends_list(block: Block) -> bool:
    return bool(_NARRATIVE.match(block.text))


def _unmarked(blocks: list[Block], number: int) -> Iterator[tuple[int, int]]:
    """Paragraphs without marks under a heading, where another heading or the story ends them."""
    taken = []
    while number < len(blocks) and len(taken) < _MOST:
        block = blocks[number]
        if block.mark or _NARRATIVE.match(block.text) or len(block.text) > 700:
            break
        if number + 1 < len(blocks) and _heading_kind(block, blocks[number + 1]):
            break
        taken.append((block.start, block.end))
        number += 1
    yield from taken


def _inline(page: Page, block: Block) -> Iterator[tuple[str, tuple[int, int], int, int]]:
    """Findings that run on in a paragraph: "The strengths were: (a) …; (b) …. Areas for development: (a) …"."""
    text = page.text
    stops = [stop.end() for stop in SENTENCE.finditer(text, block.start, block.end)]
    start = block.start
    for end in [*stops, block.end]:
        if not text[start:end].strip():
            continue
        yield from _in_sentence(text, start, end)
        start = end


def _in_sentence(text: str, start: int, end: int) -> Iterator[tuple[str, tuple[int, int], int, int]]:
    marks = inline_marks(text, start, end)
    if len(marks) > 1:
        kind = kind_of_heading(text[start : marks[0][0]][-400:])
        if kind:
            for (_, begin, _mark), stop in zip(marks, [*(at for at, _, _ in marks[1:]), end], strict=True):
                yield kind, (start, marks[0][0]), begin, stop
        return
    head = _INCLUDING.search(text, start, end)
    if head is None or text.count(";", head.end(), end) < 1:
        yield from _by_commas(text, start, end)
        return
    kind = kind_of_heading(text[start : head.start()][-400:])
    if kind is None:
        return
    for first, last in _between_semicolons(text, head.end(), end):
        yield kind, (start, head.end()), first, last


def _between_semicolons(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What semicolons part, and the last of it from the one before where "…, and …" joins those two."""
    parts = [(start + part.start(), start + part.end()) for part in re.finditer(r"[^;]+", text[start:end])]
    first, last = parts[-1]
    joined = None if re.match(r"\s*and\b", text[first:last]) else _LAST_PART.search(text, first, last)
    yield from parts[:-1]
    if joined:
        yield first, joined.start()
        first = joined.end()
    yield first, last


def _by_commas(text: str, start: int, end: int) -> Iterator[tuple[str, tuple[int, int], int, int]]:
    """ "Strengths included a, b and c": three and more that commas part, straight after the word for them."""
    head = _COMMA_HEAD.match(text, start, end)
    if head is None or (kind := kind_of_heading(head.group())) is None:
        return
    parts = [(cut.start(), cut.end()) for cut in _COMMA.finditer(text, head.end(), end)]
    if not parts:
        return
    last = parts[-1][1]
    joined = None if text[parts[-1][0] : last].rstrip().endswith("and") else _LAST_AND.search(text, last, end)
    cuts = [*parts, joined.span()] if joined else parts
    if len(cuts) < 2:
        return
    stop = end - 1 if text[start:end].rstrip().endswith(".") else end
    for first, until in zip([head.end(), *(b for _, b in cuts)], [*(a for a, _ in cuts), stop], strict=True):
        yield kind, (start, head.end()), first, until
