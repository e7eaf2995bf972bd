"""Paragraphs and entries of lists: the blocks that minutes are made of."""

from __future__ import annotations

import itertools
import re
from collections import deque
from dataclasses import dataclass

from .lines import Line, Page
from .marks import Mark, mark_of

# Words that open a block of their own wherever they open a line.
_OPENER = re.compile(
    r"(?:(?:it was |unanimously |further )*(?:RESOLVED|AGREED|RECOMMENDED|NOTED|ACTIONS?|DECISIONS?|ORDERED|DECIDED)\b"
    r"|(?:Resolved|Agreed|Recommended|Decisions?|Actions?|Minutes|Noted)"
    r"(?:\s(?:points?|unanimously|that|to))?(?:\s?[:–—-]|\s*$)"
    r"|Actions?(?: [Pp]oints?)?(?: \d{1,3})?(?: ?\([^()\n]{2,60}\)| (?:for|by|on) [^:\n–—]{2,60})?\s?[:–—]"
    r"|(?:Report author|Publication date|Date of decision|Decided at meeting|Decision published|Effective from|Accompanying [Dd]ocuments|Wards? [Aa]ffected|Decision [Mm]aker)\s?:"
    r"|Reasons?(?: for (?:the )?(?:decisions?|recommendations?))?\s*(?::|$)|[\[(]Reference\b|(?:Supporting|Additional|Background) (?:documents|papers)\b)",
)
_UNFINISHED = re.compile(r"[^.:;?!]\Z")
# a line that breaks off inside a phrase: "the findings of the Local"
_HANGING = re.compile(
    r"\b(?:the|a|an|of|and|for|to|in|by|with|from|on|at|its|their|our|or|as)(?:\s+[A-Z][\w’'-]*){0,2}\Z"
)
_LEADS = re.compile(r"\b(?:that|to)\s*\Z", re.IGNORECASE)
_WIDE = 170  # lines longer than this are paragraphs, not lines that somebody wrapped


@dataclass(slots=True)
class Block:
    """A paragraph or an entry of a list. `start` to `end` of the page's text leave its mark out."""

    start: int
    end: int
    text: str
    mark: Mark | None
    gap: int
    first: int  # index of its first line
    last: int


class Layout:
    """How the lines of this text are set: to what width, and with an empty line between every two or not."""

    def __init__(self, lines: list[Line]):
        lengths = sorted(len(line.text) for line in lines)
        self.width = lengths[int(len(lengths) * 0.9)] if lengths else 0
        self.wrapped = self.width <= _WIDE
        self.double = self._is_double(lines)

    def gap(self, line: Line) -> int:
        return max(line.gap - 1, 0) if self.double else line.gap

    def is_short(self, before: Line, line: Line) -> bool:
        """Whether the next line's first word would have fitted on the one before with room to spare."""
        word = line.text.split(None, 1)[0] if line.text.strip() else ""
        return len(before.text) + 1 + len(word) < self.width * 0.78

    @staticmethod
    def _is_double(lines: list[Line]) -> bool:
        pairs = list(itertools.pairwise(lines))
        if len(pairs) < 8:
            return False
        spaced = [pair for pair in pairs if pair[1].gap]
        torn = sum(1 for a, b in spaced if _UNFINISHED.search(a.text) and b.text[:1].islower())
        return len(spaced) > 0.6 * len(pairs) and torn > 0.12 * len(spaced)


def blocks(page: Page, first: int, last: int, layout: Layout) -> list[Block]:
    """The blocks of the lines `first` to `last` (exclusive)."""
    found: list[Block] = []
    waiting: deque[Mark] = deque()  # marks that stood alone: what they mark comes after them, in order
    group: list[int] = []
    marks = {index: _mark(page, index, first) for index in range(first, last)}

    def close() -> None:
        if group:
            _append(page, found, waiting, group, marks[group[0]])
            group.clear()

    for index in range(first, last):
        line, mark = page.lines[index], marks[index]
        if mark and mark.length >= len(line.text.rstrip()) and not line.text[mark.length :].strip():
            close()
            waiting.append(mark)
            continue
        if group and _opens(page.lines[index - 1], line, mark, layout):
            close()
        elif mark and group:
            marks[index] = None
        group.append(index)
    close()
    return found


def _append(page: Page, found: list[Block], waiting: deque[Mark], group: list[int], mark: Mark | None) -> None:
    lines = page.lines
    start, end = lines[group[0]].start, lines[group[-1]].end
    if mark:
        waiting.clear()
        start += mark.length
    elif waiting:
        mark = waiting.popleft()
    found.append(Block(start, end, page.text[start:end], mark, lines[group[0]].gap, group[0], group[-1]))


def _mark(page: Page, index: int, first: int) -> Mark | None:
    mark = mark_of(page.lines[index].text)
    if mark is None or index == first:
        return mark
    before, rest = page.lines[index - 1], page.lines[index].text[mark.length :]
    running = page.lines[index].gap == 0 and _UNFINISHED.search(before.text)
    dash = mark.is_bullet and mark.shape in "-–—"
    dash = dash and not _LEADS.search(before.text)
    if running and dash and rest[:1].islower() and not mark_of(before.text) and before.text.rstrip()[-1:] not in "-–—":
        return None
    # A year, a sum or a time that ends a sentence at the head of a line is no mark.
    if running and mark.label.isdigit() and mark.shape == "." and len(mark.label) == 3:
        return None
    return mark


def _opens(before: Line, line: Line, mark: Mark | None, layout: Layout) -> bool:
    """Whether the line opens a block, rather than carrying on from the line before."""
    if mark or _OPENER.match(line.text) or _OPENER.fullmatch(before.text.strip()):
        return True
    open_ended = bool(_UNFINISHED.search(before.text))
    if open_ended and line.text[:1].islower():
        return False
    if before.emphatic != line.emphatic:
        return True
    if not line.gap and _HANGING.search(before.text[-80:]):
        return False
    gap = layout.gap(line)
    if not layout.wrapped:
        return True
    short = layout.is_short(before, line)
    if gap and not (line.page_break and open_ended and not short):
        return True
    return short
