"""The text of a draft, cut where its entries were read from, so that each can be shown in its place."""

import itertools
from dataclasses import dataclass, field

from actions.services.minutes.entries import everything, label_of


@dataclass
class Link:
    """A way back to an entry."""

    id: str
    label: str


@dataclass
class Passage:
    """A piece of the text: `starts` are the entries read from here on, `ends` those read up to here."""

    text: str
    marked: bool = False
    starts: list[Link] = field(default_factory=list)
    ends: list[Link] = field(default_factory=list)


def passages(text: str, entries: dict) -> list[Passage]:
    """The whole text in order; what some entry was read from is `marked`. Items only start somewhere."""
    starts, ends = {}, {}
    places = set()
    for span, link, marks in _linked(entries):
        starts.setdefault(span[0], []).append(link)
        places.add(span[0])
        if marks:
            ends.setdefault(span[1], []).append(link)
            places.add(span[1])
    cuts = sorted({0, len(text), *places})
    found, open_ids = [], set()
    marking = {link.id for links in ends.values() for link in links}
    for start, end in itertools.pairwise(cuts):
        open_ids -= {link.id for link in ends.get(start, ())}
        open_ids |= {link.id for link in starts.get(start, ())} & marking
        found.append(Passage(text[start:end], bool(open_ids), starts.get(start, []), ends.get(end, [])))
    return found


def _linked(entries):
    """(span, link, whether its words are marked) of everything that was read from somewhere."""
    for name, span in entries["meeting"]["spans"].items():
        if span:
            yield span, Link(f"meeting-{name}", name.capitalize()), True
    for group, entry, _item in everything(entries):
        if entry["span"]:
            yield entry["span"], Link(entry["id"], label_of(group, entry)), group != "items"
