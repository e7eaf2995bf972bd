"""The papers an item lists as its supporting documents."""

from __future__ import annotations

import re

from .blocks import Block
from .document import SupportingDocument
from .lines import Page

_LABEL = re.compile(
    r"(?:Supporting|Additional|Background|Related|Accompanying) (?:documents?|papers?|reports?)\s*:?\s*", re.IGNORECASE
)
_LINK = re.compile(r"\[(?P<title>[^\[\]\n]{1,300})\]\((?P<url>[^\s()]{1,500})\)")
_URL = re.compile(r"[(<]?(?P<url>https?://[^\s<>()]{1,500})[)>]?")
_SIZE = re.compile(
    r",?\s*(?:item \d{1,3}\.?\s*)?(?:\(?pdf icon\)?\s*)?(?:\(?PDF,? ?\d+(?:\.\d+)? ?[KMG]B\)?\s*/?.*|\s\d+(?:\.\d+)? ?[KMG]B)\s*\Z|\s+pdf icon\s*\Z",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:minutes|decision|resolved|agreed|action|agenda item|reasons?)\b\s*(?:[:–—-]|\Z)|\W*(?:the|members|it was|councillor)\s.{60}|\W*that\b",
    re.IGNORECASE,
)
_MOST = 60


def documents(page: Page, blocks: list[Block], last: int) -> tuple[SupportingDocument, ...]:
    """The documents under "Supporting documents:" of an item whose lines end before `last`."""
    found: list[SupportingDocument] = []
    for number, block in enumerate(blocks):
        label = _LABEL.match(block.text)
        if not label or not (":" in label.group() or not block.text[label.end() :].strip()):
            continue
        after = blocks[number + 1].first if number + 1 < len(blocks) else last
        if after > block.last + 1:
            after = block.last + 1
        places = [(block.start + label.end(), page.lines[block.first].end)]
        places += [(line.start, line.end) for line in page.lines[block.first + 1 : block.last + 1]]
        for following in blocks[number + 1 : number + _MOST]:
            if _END.match(following.text) or _LABEL.match(following.text) or len(following.text) > 300:
                break
            places.append((following.start, following.end))
        found.extend(document for place in places if (document := _document(page, *place)))
    return tuple(found)


def _document(page: Page, start: int, end: int) -> SupportingDocument | None:
    text = page.text[start:end]
    if link := _LINK.search(text):
        title = page.words(start + link.start("title"), start + link.end("title"))
        return SupportingDocument(title, link["url"]) if title else None
    url = _URL.search(text)
    stop = url.start() if url else len(text)
    if size := _SIZE.search(text[:stop]):
        stop = size.start()
    while stop and text[stop - 1] in " –—-:\n\t":
        stop -= 1
    title = page.words(start, start + stop)
    if title is None or not any(letter.isalpha() for letter in title.text):
        return None
    return SupportingDocument(title, url["url"] if url else None)
