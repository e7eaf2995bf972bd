"""Which lines are page furniture: numbers of pages, heads and feet that run on, rules across the page."""

from __future__ import annotations

import re
from collections import defaultdict

_PAGE = re.compile(
    r"(?:Page|Tudalen|Leathanach)\s{0,3}[|:]?\s{0,3}\d{1,4}(?:\s{0,3}(?:of|/|o)\s{0,3}\d{1,4})?\.?"
    r"|\d{1,4}\s{0,3}\|\s{0,3}P\s?a\s?g\s?e"
    r"|[-–—]\s?\d{1,4}\s?[-–—]"
    r"|\d{1,3} of \d{1,3}",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-_=*·.…—–\\ ]{3,}")
_NUMBER = re.compile(r"\d{1,4}")
_NEAR = 3  # lines that a running head may stand from the break of a page
_LONGEST_HEAD = 160
_LEAST_HEAD = 9  # letters: "(Item 4)" comes again too


def furniture(lines: list[str], feeds: list[bool]) -> set[int]:
    """Indexes of the lines that are no part of the minutes. `feeds` says which lines a form feed opens."""
    filled = [index for index, line in enumerate(lines) if line]
    dropped = {index for index in filled if _is_rule(lines[index]) or _PAGE.fullmatch(lines[index])}
    place = {index: order for order, index in enumerate(filled)}
    edges = _edges(lines, feeds, filled, dropped)
    dropped |= _page_numbers(lines, filled, place, edges)
    dropped |= _running_heads(lines, filled, place, edges, dropped)
    return dropped


def _is_rule(line: str) -> bool:
    return len(line) <= 400 and bool(_RULE.fullmatch(line))


def _edges(lines: list[str], feeds: list[bool], filled: list[int], dropped: set[int]) -> set[int]:
    """Places, counted in filled lines, where a page ends: before a form feed's line, at "Page 3", at a rule and "3"."""
    edges, order = set(), 0
    fed = [index for index, feed in enumerate(feeds) if feed]
    for index in fed:
        while order < len(filled) and filled[order] < index:
            order += 1
        edges.add(order)
    for order, index in enumerate(filled):
        if index in dropped and not _is_rule(lines[index]):
            edges.add(order)
        elif index in dropped and _is_numbered(lines, filled, order):
            edges.update((order, order + 1))
    return edges


def _is_numbered(lines: list[str], filled: list[int], order: int) -> bool:
    """Whether a rule parts pages, since a bare number stands beside it."""
    beside = filled[max(order - 1, 0) : order] + filled[order + 1 : order + 2]
    return any(_NUMBER.fullmatch(lines[index]) for index in beside)


def _page_numbers(lines: list[str], filled: list[int], place: dict[int, int], edges: set[int]) -> set[int]:
    """Bare numbers beside the break of a page; without such breaks, a sequence that cuts sentences in two."""
    bare = [index for index in filled if _NUMBER.fullmatch(lines[index])]
    if edges:
        beside = edges | {edge - 1 for edge in edges}
        last = {len(filled) - 1} if filled else set()
        return {index for index in bare if place[index] in beside | last}
    cutting = {index for index in bare if _cuts_a_sentence(lines, filled, place[index])}
    if not cutting:
        return set()
    # The page numbers are the run, one by one, that the cutting numbers belong to.
    first = min(cutting, key=lambda index: place[index])
    start = int(lines[first])
    found, wanted = {first}, start + 1
    for index in bare:
        if index > first and int(lines[index]) == wanted:
            found.add(index)
            wanted += 1
    wanted = start - 1
    for index in reversed(bare):
        if index < first and int(lines[index]) == wanted:
            found.add(index)
            wanted -= 1
    return found | cutting


def _cuts_a_sentence(lines: list[str], filled: list[int], order: int) -> bool:
    if order == 0 or order + 1 >= len(filled):
        return False
    before, after = lines[filled[order - 1]], lines[filled[order + 1]]
    return before[-1:].isalpha() and after[:1].islower() and after[1:2] not in {")", "."}


def _running_heads(
    lines: list[str], filled: list[int], place: dict[int, int], edges: set[int], dropped: set[int]
) -> set[int]:
    """Lines that come again, but for their numbers, on most pages beside the break of a page."""
    if len(edges) < 2:
        return set()
    near = set()
    for edge in edges:
        near.update(range(edge - _NEAR, edge + _NEAR + 1))
    alike: dict[str, list[int]] = defaultdict(list)
    for index in filled:
        if place[index] in near and index not in dropped and len(lines[index]) <= _LONGEST_HEAD:
            alike[re.sub(r"\d+", "0", lines[index])].append(index)
    least = max(2, len(edges) // 3)
    heads = set()
    for head, places in alike.items():
        if len(places) >= least and sum(map(str.isalpha, head)) >= _LEAST_HEAD and not _is_business(head):
            heads.update(places)
    return heads


def _is_business(head: str) -> bool:
    """Words that come again because the business does, not because the page does."""
    return bool(
        re.match(
            r"\W*(?:it was )?(?:resolved|agreed|decision|action|minutes?:|noted|approved|recommended|rejected|none)",
            head,
            re.IGNORECASE,
        )
    )
