"""The marks that open an entry of a list: bullets, 1. (1) a) (iv) A. 22.7 and their kin."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .verbs import opens_entry

BULLETS = "•·●▪◦‣⁃∙○■□►▸➢➤✓✔❖§Øo*–—-\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d"
_BULLET = re.compile(rf"(?P<bullet>[{re.escape(BULLETS)}])(?=\s|$)[^\S\n]*")
_LABEL = r"\d{1,3}|[ivxl]{1,6}|[IVXL]{1,5}|[a-z]|[A-Z]|aa|bb|cc|dd"
_BRACKETED = re.compile(rf"[\[(](?P<label>{_LABEL})[\])][.:]?(?=\s|$|[A-Z])\s*")
_CLOSED = re.compile(rf"(?P<label>{_LABEL})(?P<close>\\?[.)]|\.\))(?=\s|$)\s*")
_TIGHT = re.compile(r"(?P<label>\d{1,2}|[a-h])(?P<close>[.)])(?=(?:That|To|Note|The)\b)")
_DECIMAL = re.compile(r"(?P<label>\d{1,3}(?:\.\d{1,3}){1,3})\.?(?=\s|$)\s*(?!(?:am|pm|a\.m|p\.m|million|per)\b)")
_BARE = re.compile(r"(?P<label>\d{1,2}|[a-hA-H])\s{1,20}(?=[A-Z])")
_WORDED = re.compile(r"(?:Recommendation|Resolution|Decision) (?P<label>\d{1,2})\s?(?:[:.–—]|-(?=\s))\s*(?=\S)")
_INITIAL = re.compile(r"[A-Z]\.\s+(?!(?:That|To|The|Note|Agree|Approve|Endorse|Recommend|Request|An?)\b)")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass(frozen=True, slots=True)
class Mark:
    """`label` is what it counts with ("5", "a", "iv"; "" for a bullet); `shape` what it is written in."""

    label: str
    shape: str
    length: int  # of the mark and the white space after it

    @property
    def is_bullet(self) -> bool:
        return not self.label

    def ranks(self) -> set[tuple[str, int]]:
        """Each way of counting it may belong to, with its place there: "i" is the ninth letter or the first numeral."""
        label = self.label
        if not label:
            return {("bullet", 0)}
        if label.isdigit():
            return {("digit", int(label))}
        if "." in label:
            head, _, tail = label.rpartition(".")
            return {(f"decimal {head}", int(tail))}
        case = "upper" if label.isupper() else "lower"
        ranks = set()
        if len(label) == 1:
            ranks.add((f"{case} letter", ord(label.lower()) - 96))
        elif len(set(label)) == 1 and label[0] in "abcd":
            ranks.add((f"{case} letter", ord(label[0]) - 96 + 26))
        if set(label.lower()) <= set(_ROMAN):
            ranks.add((f"{case} roman", _roman(label.lower())))
        return ranks

    def follows(self, other: Mark) -> bool:
        """Whether it counts on from the other, written alike."""
        if self.shape != other.shape:
            return False
        if self.is_bullet:
            return True
        before = other.ranks()
        return any((way, rank - 1) in before for way, rank in self.ranks())

    def is_first(self) -> bool:
        return self.is_bullet or any(rank == 1 for _, rank in self.ranks())


def mark_of(text: str) -> Mark | None:
    """The mark that a line opens with."""
    if found := _BULLET.match(text):
        return Mark("", found["bullet"], found.end())
    if found := _BRACKETED.match(text):
        return Mark(found["label"], "(.)", found.end())
    if found := _CLOSED.match(text):
        if _INITIAL.match(text):
            return None
        return Mark(found["label"], found["close"].lstrip("\\"), found.end())
    if found := _TIGHT.match(text):
        return Mark(found["label"], found["close"], found.end())
    if found := _DECIMAL.match(text):
        return Mark(found["label"], ".", found.end())
    if found := _WORDED.match(text):
        return Mark(found["label"], "worded", found.end())
    if (found := _BARE.match(text)) and opens_entry(text, found.end()):
        return Mark(found["label"], "", found.end())
    return None


def _roman(label: str) -> int:
    values = [_ROMAN[letter] for letter in label]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
