"""The text of a draft, cut where its entries were read from, so that each can be shown in its place."""

import itertools
from collections import defaultdict
from dataclasses import dataclass, field

from actions.services.minutes.entries import everything, label_of


@dataclass
class Link:
    """A way back to an entry. An item's does not mark its words, or all the text would be marked."""

    id: str
    label: str
    marks: bool = True


@dataclass
class Passage:
    """A piece of the text: `starts` are the entries read from here on, `ends` those read up to here."""

    text: str
    marked: bool = False
    starts: list[Link] = field(default_factory=list)
    ends: list[Link] = field(default_factory=list)


def passages(text: str, entries: dict) -> list[Passage]:
    """The whole text in order; what some entry was read from is `marked`."""
    starts, ends = defaultdict(list), defaultdict(list)
    for (start, end), link in _linked(entries):
        starts[start].append(link)
        if link.marks:
            ends[end].append(link)
    found, open_now = [], 0
    for start, end in itertools.pairwise(sorted({0, len(text), *starts, *ends})):
        open_now += sum(link.marks for link in starts.get(start, ())) - len(ends.get(start, ()))
        found.append(Passage(text[start:end], open_now > 0, starts.get(start, []), ends.get(end, [])))
    return found


def _linked(entries):
    """(span, link) of everything that was read from somewhere."""
    for name, span in entries["meeting"]["spans"].items():
        if span:
            yield span, Link(f"meeting-{name}", name.capitalize())
    for group, entry, _item in everything(entries):
        if entry["span"]:
            yield entry["span"], Link(entry["id"], label_of(group, entry), marks=group != "items")
