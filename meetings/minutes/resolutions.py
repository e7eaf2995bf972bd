"""The resolutions of an agenda item, one for each leaf of what was decided."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass, replace

from .blocks import Block
from .decisions import Leaf, Reading, leaves
from .document import Resolution, Words
from .dues import find_due
from .inline import stretch_end
from .kinds import kind_of
from .lines import Page
from .markers import Marker, body_alone, markers
from .names import POST_WORD, TITLE
from .queries import query_in, unbracketed
from .verbs import is_decided

_LOST = re.compile(
    r"\b(?:motion|amendment|proposal|proposition|resolution|vote)\b[^.]{0,120}\b(?:lost|defeated|fell|not carried|rejected|withdrawn|not agreed|failed|fallen)\b"
    r"|\b(?:LOST|DEFEATED|NOT CARRIED|FELL|WITHDRAWN)\b|\bdeclared lost\b",
)
_MOTION = re.compile(r"\b(?:motion|amendment|moved|proposed that|counter[- ]?proposal)\b", re.IGNORECASE)
_CARRIED = re.compile(r"\b(?:carried|approved|agreed|adopted|passed|supported)\b", re.IGNORECASE)
_QUOTING = re.compile(
    r"(?:\bas follows|\bto read|\bresolution (?:of|from|made|passed|under)\b[^.]{0,160}|\b(?:previous|last|earlier) (?:meeting|resolution|decision|minutes?)\b[^.]{0,160}"
    r"|\b(?:had|previously) (?:resolved|agreed|decided)\b[^.]{0,120}|\brecommended (?:resolution|wording)|\bproposed resolution)\s?[:–—-]+\s*\Z",
    re.IGNORECASE,
)
_MINUTES_AGREED = re.compile(
    r"(?:The\s+)?(?:[\w’'-]+\s+){0,3}?[Mm]inutes?\b[^.;:]{0,300}?\b(?:were|was|be|are|having been)\s+(?:\w+\s+){0,4}?(?:agreed|approved|confirmed|accepted|adopted|signed)\b"
)
# the labels of a block that a page prints: all that stands in it is not decided
_BLOCKS = {"decision", "decisions", "resolution", "resolutions"}
_SPOKEN = re.compile(
    rf"(?:(?:The\s+)?(?:[A-Z][\w’'&,-]*\s+|of\s+|for\s+|and\s+){{0,8}}?(?:{POST_WORD}|{TITLE})\b[^.;:]{{0,120}}?|There\b[^.;:]{{0,60}}?|(?:An\s+)?[Aa]polog[^.;:]{{0,80}}?)"
    r"\b(?:welcomed|introduced|presented|reported|advised|explained|outlined|said|stated|gave|informed|drew|thanked|asked|updated|highlighted|declared|received|were none|was none)\b"
)
# "Resolved: (for information only)" heads what has been seen to since, not what was decided
_SETTLED = re.compile(r"\W*\w+\W*\bfor (?:information|noting)(?: only)?\W*\Z", re.IGNORECASE)
_NOTHING = re.compile(r"\W*(?:none|nil|n/?a|not applicable|no decision\b.{0,40}|as (?:above|below))\W*", re.IGNORECASE)
_DECIDES_IN_LIST = re.compile(
    r"(?:to (?:otherwise |also |further )?(?:note|approve|agree|request|instruct|endorse|remit|refer|delegate|authorise|retain|remove|transfer|receive|welcome|adopt|recommend|defer|thank|ask|accept)\b"
    r"|that\b[^.;]{1,300}\bbe\b|that (?:the )?(?:[\w’'&-]+ ){0,6}?(?:cabinet|council|committee|board|panel|executive|commission|authority|forum|members?|officers?|director|leader)\b)",
    re.IGNORECASE,
)
_STATED = re.compile(r"That\b[^.;]{1,300}\bbe\b")
_APART = 0.9
# minutes are approved once, however differently a page puts it twice
_APART_MINUTES = 0.65
_OF_MINUTES = {"minutes", "record"}
_EXECUTIVE = re.compile(
    r"(?:The\s+|the\s+)?(?:Full\s+|full\s+)?(?P<name>Cabinet|Executive)\s+(?:resolved|agreed|decided)\b"
)
_BELOW = re.compile(r"\b(?:Committee|Panel|Commission|Scrutiny)\b", re.IGNORECASE)
_TOLD = re.compile(r"\w\W+and (?:it was |so )")  # "Members asked about the cost, and it was resolved that …"
_LABEL = 30  # characters of the longest label before a sentence
_MATTER = 4  # blocks from a decision back to the entry of a list that it is about
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")


@dataclass(slots=True)
class _Decision:
    block: int
    end_block: int
    marker: Marker
    leaves: list[Leaf]
    recommended: bool


@dataclass(frozen=True, slots=True)
class _Printed:
    """A decision as printed in one place: which of the item's it is, and what it is about."""

    words: Counter[str]
    order: int
    recommended: bool
    matter: Block | None

    def is_about(self, other: _Printed) -> bool:
        """Whether nothing says that the other is of another kind, or of another entry of a list."""
        one, two = self.matter, other.matter
        apart = one and two and one.mark.shape == two.mark.shape and one.text != two.text
        return self.recommended == other.recommended and not apart


def resolutions(page: Page, blocks: list[Block]) -> tuple[Resolution, ...]:
    """What the blocks of one item decide, in order, each decision once."""
    marked = {number: found for number, block in enumerate(blocks) if (found := _markers(blocks, number))}
    if not marked and (listed := _unmarked(page, blocks)):
        return _made(page, blocks, [listed])
    found = _decisions(page, blocks, _weighed(blocks, marked))
    found = [
        decision
        for decision in found
        if not (
            _is_lost(blocks, decision)
            or _is_others(page, blocks, decision)
            or _is_quoted(blocks, decision)
            or _SETTLED.match(blocks[decision.block].text[decision.marker.start :])
            or _is_told(page, blocks, decision, marked)
        )
    ]
    if not any(decision.leaves for decision in found):
        return _minutes_agreed(page, blocks)
    return _made(page, blocks, _once(page, blocks, found))


def _unmarked(page: Page, blocks: list[Block]) -> _Decision | None:
    """A list of decisions that no marker heads: an item that opens with it, or a page that a site makes of a decision."""
    within = range(len(blocks)) if page.is_decision else range(min(len(blocks), 1))
    first = next((n for n in within if blocks[n].mark and _DECIDES_IN_LIST.match(blocks[n].text)), None)
    stated = next((n for n in within if not blocks[n].mark and _STATED.match(blocks[n].text)), None)
    if page.is_decision and stated is not None and (first is None or stated < first):
        root, after = Reading(page.text, blocks, set()).entries(stated, blocks[stated].start, blocks[stated].end)
        return _Decision(stated, after, Marker(0, 0, "", False, True), leaves(page.text, root), False)
    if first is None or not blocks[first].mark.is_first():
        return None
    listed = list(itertools.takewhile(lambda block: block.mark, blocks[first:]))
    if not all(_DECIDES_IN_LIST.match(block.text) for block in listed):
        return None
    root = Reading(page.text, blocks, set()).listed(first)
    return _Decision(first, len(blocks), Marker(0, 0, "", False, True), leaves(page.text, root), False)


def _made(page: Page, blocks: list[Block], found: list[_Decision]) -> tuple[Resolution, ...]:
    numbered = sum(1 for d in found if blocks[d.block].mark and not blocks[d.block].mark.is_bullet and d.marker.opens)
    made = []
    for decision in found:
        mark = blocks[decision.block].mark
        prefix = mark.label if mark and numbered > 1 and decision.marker.opens else ""
        for leaf in decision.leaves:
            if made_one := _resolution(page, leaf, prefix, decision.recommended):
                made.append(made_one)
    return tuple(made)


def _markers(blocks: list[Block], number: int) -> list[Marker]:
    """The markers of a block: its words', or the body's name above a list of what that body did."""
    if found := markers(blocks[number].text):
        return found
    if number + 1 < len(blocks) and blocks[number + 1].mark and is_decided(blocks[number + 1].text):
        alone = body_alone(blocks[number].text)
        # the verbs of the list may be in capitals, and so as firm as RESOLVED
        firm = any(marker.formal for marker in markers(blocks[number + 1].text))
        return [replace(alone, formal=firm)] if alone else []
    return []


def _weighed(blocks: list[Block], marked: dict[int, list[Marker]]) -> dict[int, list[Marker]]:
    """The formal markers alone where there are any, else the informal ones."""
    formal = any(marker.formal for found in marked.values() for marker in found)
    weighed = {}
    for number, found in marked.items():
        kept = [
            marker for marker in found if marker.formal or (not formal and _at_sentence_head(blocks[number], marker))
        ]
        if kept:
            weighed[number] = kept
    return weighed


def _at_sentence_head(block: Block, marker: Marker) -> bool:
    """An informal marker counts where it opens its paragraph, or a sentence of it, after a label such as "Outcome:" too."""
    before = block.text[: marker.start].rstrip()
    return marker.opens or before[-1:] in ".;" or (before[-1:] == ":" and len(before) <= _LABEL)


def _decisions(page: Page, blocks: list[Block], marked: dict[int, list[Marker]]) -> list[_Decision]:
    under = _done_by_bodies(blocks, marked)
    heads = {number for number, found in marked.items() if found[0].opens and number not in under}
    reading = Reading(page.text, blocks, heads)
    found, reached = [], 0
    for number in sorted(marked):
        if number < reached:
            continue
        block = blocks[number]
        for marker, following in zip(marked[number], [*marked[number][1:], None], strict=False):
            end = block.start + following.start if following else block.end
            told = not marker.opens or _TOLD.search(block.text, marker.start, marker.end)
            told = told and marker.keyword in {"resolved", "agreed", "decided"}
            if marker.present or told or marker.keyword == "done":
                end = stretch_end(page.text, block.start + marker.end, end)
                whole_end = end if following or end < block.end else block.end
            else:
                whole_end = end
            root, after = reading.entries(number, block.start + marker.end, whole_end)
            if following is None:
                reached = max(after, number + 1)
            recommended = marker.keyword == "recommended" or _to_recommend(block.text[marker.start : marker.end + 40])
            found.append(_Decision(number, after, marker, leaves(page.text, root), recommended))
    return found


def _done_by_bodies(blocks: list[Block], marked: dict[int, list[Marker]]) -> set[int]:
    """The entries of a list that tells what a body did: "2. Agreed to …", "(ii) NOTED …" there head nothing."""
    under, inside = set(), False
    for number, block in enumerate(blocks):
        if number in marked and not (inside and block.mark and is_decided(block.text)):
            inside = marked[number][0].keyword == "body" or block.text.rstrip(" -–—").endswith(":")
        elif inside and block.mark:
            under.add(number)
        else:
            inside = False
    return under


def _to_recommend(words: str) -> bool:
    return bool(re.search(r"\bresolved\s+(?:\w+\s+){0,2}?to\s+recommend\b", words, re.IGNORECASE))


def _is_lost(blocks: list[Block], decision: _Decision) -> bool:
    """A motion that was lost, or of which nobody says that it was carried."""
    before = " ".join(block.text[-400:] for block in blocks[max(decision.block - 3, 0) : decision.block])
    before += " " + blocks[decision.block].text[: decision.marker.start][-400:]
    if not decision.marker.present and not _MOTION.search(before):
        return False
    last = blocks[min(decision.end_block, len(blocks)) - 1]
    after = last.text[-300:] if decision.marker.present or decision.marker.opens else ""
    for block in blocks[decision.end_block : decision.end_block + 3]:
        if markers(block.text[:400]):
            break
        after += " " + block.text[:400]
    if decision.marker.present:
        return bool(_LOST.search(after)) or (bool(_MOTION.search(before)) and not _CARRIED.search(after))
    return False


def _is_others(page: Page, blocks: list[Block], decision: _Decision) -> bool:
    """Whether another body decided it, as a committee's minutes tell of the Cabinet's decision that was called in."""
    marker = decision.marker
    other = _EXECUTIVE.match(blocks[decision.block].text, marker.start)
    return bool(other) and bool(_BELOW.search(page.board)) and other["name"].lower() not in page.board.lower()


def _is_quoted(blocks: list[Block], decision: _Decision) -> bool:
    before = blocks[decision.block - 1].text[-300:] if decision.block and decision.marker.opens else ""
    return bool(_QUOTING.search(before.rstrip()))


def _is_told(page: Page, blocks: list[Block], decision: _Decision, marked: dict[int, list[Marker]]) -> bool:
    """Whether what stands under "Decision:" decides nothing: somebody spoke, or it only heads what was resolved."""
    if decision.marker.keyword not in _BLOCKS or len(decision.leaves) != 1:
        return False
    leaf = decision.leaves[0]
    words = page.text[leaf.start : leaf.end]
    if _SPOKEN.match(words) or _NOTHING.fullmatch(words.strip()):
        return True
    following = marked.get(decision.end_block, ())
    return words.rstrip()[-1:] not in ".;" and any(marker.formal and marker.opens for marker in following)


def _once(page: Page, blocks: list[Block], found: list[_Decision]) -> list[_Decision]:
    """Each decision once, though a block of decisions and the minutes both print it."""
    printed: list[_Printed] = []
    seen: dict[tuple[str, ...], list[_Printed]] = {}
    for order, decision in enumerate(found):
        matter, fresh = _matter(blocks, decision), []
        for leaf in decision.leaves:
            words = tuple(re.findall(r"\w+", _ORDINAL.sub("", page.text[leaf.start : leaf.end].lower())))
            core = _core(words)
            one = _Printed(Counter(core), order, decision.recommended, matter)
            same = any(one.is_about(other) for other in seen.get(core, ())[-40:])
            if same or any(
                other.order != order and one.is_about(other) and _alike(one.words, other.words)
                for other in printed[-40:]
            ):
                continue
            seen.setdefault(core, []).append(one)
            fresh.append((one, leaf))
        printed.extend(one for one, _ in fresh)
        decision.leaves = [leaf for _, leaf in fresh]
    return found


def _matter(blocks: list[Block], decision: _Decision) -> Block | None:
    """The entry of a list that a decision stands under: an application, say, of several that end alike."""
    if blocks[decision.block].mark or len(decision.leaves) != 1 or decision.marker.keyword in _BLOCKS:
        return None
    above = blocks[max(decision.block - _MATTER, 0) : decision.block]
    return next((block for block in reversed(above) if block.mark), None)


def _core(words: tuple[str, ...]) -> tuple[str, ...]:
    start = 0
    while start < len(words) and words[start] in {"that", "to", "the", "resolved", "and"}:
        start += 1
    return words[start:]


def _alike(one: Counter[str], other: Counter[str]) -> bool:
    if not one or not other or abs(one.total() - other.total()) > 0.3 * max(one.total(), other.total()):
        return False
    figures = {word for word in one | other if any(letter.isdigit() for letter in word)}
    if any(one[word] != other[word] for word in figures):
        return False
    least = _APART_MINUTES if one.keys() >= _OF_MINUTES and other.keys() >= _OF_MINUTES else _APART
    return 2 * (one & other).total() / (one.total() + other.total()) >= least


def _resolution(page: Page, leaf: Leaf, prefix: str, recommended: bool) -> Resolution | None:
    query = query_in(page, leaf.start, leaf.end)
    text = _without(page, leaf, query)
    if text is None:
        return None
    lead = page.words(*leaf.lead) if leaf.lead else None
    number = (
        f"{prefix}{leaf.number or ''}" if not (prefix and leaf.number and leaf.number[0].isdigit()) else leaf.number
    )
    return Resolution(
        text=text,
        kind=kind_of(text.text, lead.text if lead else "", recommended),
        number=number or None,
        lead=lead,
        clerk_query=page.words(*unbracketed(page.text, *query)) if query else None,
        due=find_due(page, leaf.start, query[0] if query else leaf.end)
        or (find_due(page, *leaf.lead) if leaf.lead else None),
    )


def _without(page: Page, leaf: Leaf, query: tuple[int, int] | None) -> Words | None:
    """The leaf's words, but for the drafting question."""
    if query is None:
        return page.words(leaf.start, leaf.end)
    before, after = page.words(leaf.start, query[0]), page.words(query[1], leaf.end)
    if before is None or after is None or not any(letter.isalpha() for letter in after.text):
        return before or after
    return Words(f"{before.text} {after.text}", (*before.spans, *after.spans))


def _minutes_agreed(page: Page, blocks: list[Block]) -> tuple[Resolution, ...]:
    """Where nothing is resolved in so many words: the minutes that were agreed as a correct record."""
    for block in blocks:
        if found := _MINUTES_AGREED.match(block.text):
            end = stretch_end(page.text, block.start + found.end(), block.end)
            text = page.words(block.start, end)
            if text and text.text[-1] not in ":-–":
                return (Resolution(text=text, kind="approve"),)
    return ()
