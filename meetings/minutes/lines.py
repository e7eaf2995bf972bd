"""The text of minutes as its lines, with the page furniture left out.

`Page` is what every reader works on: `Page.text` is the lines that matter, joined by line feeds, and
`Page.words(start, end)` takes a stretch of it back to the source it came from.
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from dataclasses import dataclass

from .document import Span, Words
from .furniture import furniture

# Everything that str.splitlines() breaks at, so that no line holds a line break.
_BREAK = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# Marks of Markdown and stray marks of byte order that stand round a line and are no words of it.
_ORNAMENT_BEFORE = re.compile(r"(?:#{1,6}(?=\s)|\*\*(?=\S)|__(?=\w)|>(?=\s)|[\ufeff\u200b\u200e\u200f\s])+")
_ORNAMENT_AFTER = re.compile(r"(?:\*\*|[\u200b\u200e\u200f\s])\Z")
# the bar that closes the one cell of a row, as tables come out of a page
_BAR_AFTER = re.compile(r"[^|]*[^|\s]\s*(?P<bar>\|)\s*\Z")
_BOLD_INSIDE = re.compile(r"(?<=\s)\*\*(?=\S)|(?<=\S)\*\*(?=\s)")


@dataclass(slots=True)
class Line:
    """A line that matters: where it stands in the page's text, and what came before it."""

    start: int
    end: int
    text: str
    gap: int  # empty lines before it; pages broken between count as none
    page_break: bool  # a page ended since the line before
    emphatic: bool  # marked as a heading or bold in Markdown


class Page:
    """The lines that matter and the way back from them to the source."""

    def __init__(self, source: str):
        self.source = source
        self.lines: list[Line] = []
        self.held_on: datetime.date | None = None  # the meeting's day, once it has been read
        self.board = ""  # the body that met, likewise
        self.is_decision = False  # a page that a site makes of one decision, likewise
        self._starts: list[int] = []  # of each piece, in self.text
        self._origins: list[int] = []  # of each piece, in the source
        self._lengths: list[int] = []
        pieces: list[str] = []
        raw = _split(source)
        dropped = furniture(
            [text.strip().strip("*_").strip() or text.strip() for _, text, _ in raw], [feed for _, _, feed in raw]
        )
        at, gap, page_break = 0, 0, False
        for number, (offset, text, feed) in enumerate(raw):
            page_break = page_break or feed
            kept = [] if number in dropped else _pieces(text)
            if not kept:
                if number in dropped:
                    page_break = True
                gap += 1
                continue
            start = at
            for first, last in kept:
                self._starts.append(at)
                self._origins.append(offset + first)
                self._lengths.append(last - first)
                pieces.append(text[first:last])
                at += last - first
            emphatic = bool(re.match(r"\s*(?:#{1,6}\s|\*\*\S|__\w)", text))
            words = "".join(text[first:last] for first, last in kept)
            self.lines.append(Line(start, at, words, gap, page_break, emphatic))
            pieces.append("\n")
            at += 1
            gap, page_break = 0, False
        self.text = "".join(pieces)

    def words(self, start: int, end: int) -> Words | None:
        """The words from `start` to `end` of the text, without white space at either end."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if start >= end:
            return None
        spans: list[Span] = []
        piece = bisect_right(self._starts, start) - 1
        at = start
        while at < end:
            origin = self._origins[piece] + at - self._starts[piece]
            last = min(end, self._starts[piece] + self._lengths[piece])
            if last > at:
                stop = origin + last - at
                if spans and not self.source[spans[-1].end : origin].strip():
                    spans[-1] = Span(spans[-1].start, stop)
                else:
                    if spans:
                        spans[-1] = self._reach(spans[-1])
                    spans.append(Span(origin, stop))
            piece += 1
            at = self._starts[piece] if piece < len(self._starts) else end
        return Words(" ".join(self.text[start:end].split()), tuple(spans))

    def _reach(self, span: Span) -> Span:
        """The span with the white space after it, so that joined to the next its last word stays whole."""
        return Span(span.start, span.end + 1) if self.source[span.end : span.end + 1].isspace() else span

    def source_at(self, at: int) -> int:
        """Where the character at `at` of the text stands in the source."""
        if not self._starts:
            return len(self.source)
        piece = max(bisect_right(self._starts, at) - 1, 0)
        return min(self._origins[piece] + at - self._starts[piece], len(self.source))


def _split(source: str) -> list[tuple[int, str, bool]]:
    """Each line: its offset, its text, and whether a form feed opened it."""
    found, at, feed = [], 0, False
    for stop in _BREAK.finditer(source):
        found.append((at, source[at : stop.start()], feed))
        at, feed = stop.end(), stop.group() == "\f"
    found.append((at, source[at:], feed))
    return found


def _pieces(text: str) -> list[tuple[int, int]]:
    """The stretches of a line that are words of it: all of it but Markdown's emphasis."""
    if not text.strip("| \t"):
        return []  # what is left of an empty row of a table
    before = _ORNAMENT_BEFORE.match(text)
    bar = _BAR_AFTER.match(text) if text.count("|") == 1 else None
    start, end = (before.end() if before else 0), bar.start("bar") if bar else len(text)
    while end > start and (after := _ORNAMENT_AFTER.search(text, max(start, end - 2), end)):
        end = after.start()
    if start >= end:
        return []
    kept = []
    for mark in _BOLD_INSIDE.finditer(text, start, end):
        kept.append((start, mark.start()))
        start = mark.end()
    kept.append((start, end))
    return [(first, last) for first, last in kept if first < last]
