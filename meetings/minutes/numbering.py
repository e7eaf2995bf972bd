"""Writes out the numbers that Word shows beside the paragraphs of its lists.

Word keeps "1.", "(a)" and the like apart from the words (ISO/IEC 29500-1, 17.9), and HTML lists cannot say
"(a)" or go on counting after an ordinary paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9


def letter(number: int) -> str:
    """a, b … z, aa, bb: as Word goes on."""
    return chr(97 + (number - 1) % 26) * min((number - 1) // 26 + 1, 5) if number > 0 else str(number)


def roman(number: int) -> str:
    """i, ii, iii, iv …; numbers that Romans would not write stay in figures."""
    if not 0 < number < 4000:
        return str(number)
    numerals = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
    numerals += ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    written = ""
    for worth, numeral in numerals:
        times, number = divmod(number, worth)
        written += numeral * times
    return written


_FORMATS = {
    "lowerLetter": letter,
    "upperLetter": lambda number: letter(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
}


@dataclass
class _Level:
    format: str = "decimal"
    pattern: str = ""
    start: int = 1


@dataclass
class _List:
    """A list as Word counts it: lists that share a definition go on counting together unless they say otherwise."""

    definition: str
    levels: dict[int, _Level]
    restarts: dict[int, int] = field(default_factory=dict)


def write_out(document: bytes, numbering: bytes | None, styles: bytes | None) -> bytes:
    """The main part of a Word document, each numbered paragraph beginning with its number or a bullet."""
    root = _tree(document)
    lists = _lists(_tree(numbering)) if numbering else {}
    styled = _styled(_tree(styles)) if styles else {}
    counts: dict[str, list[int | None]] = {}
    started: set[str] = set()
    for paragraph in root.iter(f"{_W}p"):
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            continue
        number, level = _place(properties, styled)
        if number in lists and 0 <= level < _LEVELS:
            found = lists[number]
            if number not in started:
                started.add(number)
                for lowest in found.restarts:
                    counts.setdefault(found.definition, [None] * _LEVELS)[lowest] = None
            counted = counts.setdefault(found.definition, [None] * _LEVELS)
            label = _label(found, counted, level)
            if label:
                _put(properties, label)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _tree(part: bytes):
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _value(element, path: str) -> str | None:
    found = element.find("/".join(f"{_W}{name}" for name in path.split("/"))) if element is not None else None
    return found.get(f"{_W}val") if found is not None else None


def _whole(words: str | None, otherwise: int) -> int:
    return int(words) if words and re.fullmatch(r"-?[0-9]{1,9}", words) else otherwise


def _level(element) -> _Level:
    return _Level(
        format=_value(element, "numFmt") or "decimal",
        pattern=_value(element, "lvlText") or "",
        start=_whole(_value(element, "start"), 1),
    )


def _lists(root) -> dict[str, _List]:
    definitions = {
        definition.get(f"{_W}abstractNumId"): {
            _whole(level.get(f"{_W}ilvl"), 0): _level(level) for level in definition.findall(f"{_W}lvl")
        }
        for definition in root.findall(f"{_W}abstractNum")
    }
    lists = {}
    for entry in root.findall(f"{_W}num"):
        definition = _value(entry, "abstractNumId")
        found = _List(definition, dict(definitions.get(definition, {})))
        for override in entry.findall(f"{_W}lvlOverride"):
            depth = _whole(override.get(f"{_W}ilvl"), 0)
            if (own := override.find(f"{_W}lvl")) is not None:
                found.levels[depth] = _level(own)
            if (start := _value(override, "startOverride")) is not None and 0 <= depth < _LEVELS:
                found.restarts[depth] = _whole(start, 1)
        lists[entry.get(f"{_W}numId")] = found
    return lists


def _styled(root) -> dict[str, tuple[str | None, str | None, str | None]]:
    """style: (the list it belongs to, at which level, the style it is based on)"""
    return {
        style.get(f"{_W}styleId"): (
            _value(style, "pPr/numPr/numId"),
            _value(style, "pPr/numPr/ilvl"),
            _value(style, "basedOn"),
        )
        for style in root.findall(f"{_W}style")
    }


def _place(properties, styled) -> tuple[str | None, int]:
    """The list that a paragraph belongs to, by itself or by its style, and the level there."""
    number, level = _value(properties, "numPr/numId"), _value(properties, "numPr/ilvl")
    style, seen = _value(properties, "pStyle"), set()
    while style in styled and style not in seen and (number is None or level is None):
        seen.add(style)
        its_number, its_level, based_on = styled[style]
        number = number if number is not None else its_number
        level = level if level is not None else its_level
        style = based_on
    return number, _whole(level, 0)


def _label(found: _List, counted: list[int | None], level: int) -> str:
    """Counts one paragraph, and gives what Word would show before it."""
    its = found.levels.get(level)
    if its is None or its.format == "none":
        return ""
    if its.format == "bullet":
        return "•"
    start = found.restarts.get(level, its.start)
    counted[level] = start if counted[level] is None else counted[level] + 1
    counted[level + 1 :] = [None] * (_LEVELS - level - 1)

    def numeral(match):
        above = int(match[1]) - 1
        way = found.levels.get(above, its)
        return _FORMATS.get(way.format, str)(counted[above] if counted[above] is not None else way.start)

    return re.sub(r"%([1-9])", numeral, its.pattern[:50])


def _put(properties, label: str) -> None:
    """The label as words of its own, before the paragraph's."""
    run = etree.Element(f"{_W}r")
    words = etree.SubElement(run, f"{_W}t")
    words.text = f"{label} "
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    properties.addnext(run)
