"""Actions that minutes label as such: "Action: … (CW)", "ACTION – Head of X to …", a table of actions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from .blocks import Block
from .document import Due, LabelledAction, Words
from .dues import find_due
from .lines import Page
from .names import PERSON, is_owner
from .queries import SENTENCE
from .tables import rows

_LABEL = re.compile(
    r"(?:Agreed |Key |New |Further |Outstanding |Follow[- ]up )?Actions?(?: points?| items?| required| agreed| arising| log)?(?: (?:No\.? ?)?\d{1,3}(?:[./]\d{1,4})?)?"
    r"(?:\s?(?:\((?P<owner>[^()\n]{2,80})\)|(?:for|by|on) (?P<by>[^:\n–—]{2,80})))?\s*(?:[:–—→]-?|-[->]|-(?=\s)|\.?\s*\Z)\s*",
    re.IGNORECASE,
)
# not the title "ACTION SHEET"
_LABEL_CAPITALS = re.compile(r"ACTIONS?(?: POINTS?)?(?: \d{1,3})?\s+(?=[A-Z])(?![A-Z]{4,}(?:\s[A-Z]{2,})*\s*\Z)")
_ROW_LABEL = re.compile(r"\s*(?:\d{1,3}\s?[–.:)-]-?\s+)?(?:Actions?\s?[:–]\s*)?", re.IGNORECASE)
_INSIDE = re.compile(
    r"(?<=[.;?!)\]”’\s])\(?\[?(?:ACTIONS?(?: POINTS?)?(?: \d{1,3})?|Action(?: point)?(?: \d{1,3})?)\s?(?:[:–—]|-(?=\s))\s*(?=\S)"
)
# the story after an action that stands in the midst of a paragraph
_STORY = re.compile(
    r"(?<=[.;?!])\s+(?=(?:The (?:Chair|Vice|Committee|Commission|Board|Panel|Director|Head|Officer|Cabinet|Leader|Clerk|meeting)|Members?|Councillors?|Cllrs?|Mr|Mrs|Ms|Dr|In (?:response|reply|answer)|It was|There)\b)"
)
_NONE = re.compile(r"\W*(?:none|nil|n/?a|no actions?|not applicable)\b.{0,30}\Z", re.IGNORECASE)
# "Outstanding for action: (Clerk to see to all)": a remark on the list below
_REMARK = re.compile(r"\([^()]{3,80}\)\Z")
_TRAILING_OWNER = re.compile(r"[(\[](?P<owner>[^()\[\]]{1,100})[)\]]\s*[.;]?\s*\Z")
_LABELLED_OWNER = re.compile(
    r"[\s.;,(–—-]*\b(?:Owners?|Lead(?: officer)?|Responsible(?: officer| person)?|By whom|Assigned to|Action by|Who|Officer)\s?:\s*(?P<owner>[^.;\n|)]{2,100})",
    re.IGNORECASE,
)
_LABELLED_DUE = re.compile(
    r"[\s.;,(–—-]*\b(?:Deadline|Due(?: date)?|By when|Timescale|Target(?: date)?|When|Completion(?: date)?|Date)\s?:\s*(?P<due>[^.;\n|)]{2,80})",
    re.IGNORECASE,
)
_DASHED_OWNER = re.compile(
    r"\s[–—-]\s+(?P<owner>[A-Z][^–—.;:]{1,80}?)(?:\s+[–—-]\s+(?:by|before|within|due|for)\b[^–—.;]{2,50})?\s*\.?\s*\Z"
)
_LEADING_OWNER = re.compile(
    r"(?:The\s+)?(?P<owner>(?:(?:Mr|Mrs|Ms|Miss|Dr|Cllrs?|Cr|Prof|Rev)\.\s{0,3})?(?:[A-Z]\.\s?){0,4}[A-Z][^.;:!?]{0,120}?)\s+(?:to\b|will\b|would\b|agreed to\b|undertook to\b|is to\b|are to\b|shall\b|should\b|was asked to\b|were asked to\b|has agreed to\b|-\s|–\s|:\s)"
)
_PERSON = re.compile(rf"{PERSON}\Z")


def actions(page: Page, blocks: list[Block], first: int, last: int) -> tuple[LabelledAction, ...]:
    """The labelled actions of an item's blocks, and of tables among its lines `first` to `last` (exclusive)."""
    found: list[tuple[int, LabelledAction]] = []
    taken: list[tuple[int, int]] = []
    for row in rows(page, first, last):
        taken.append((row.start, row.end))
        if action := _of_row(page, row):
            found.append((row.start, action))
    number = 0
    while number < len(blocks):
        block = blocks[number]
        if _is_among(taken, block):
            number += 1
            continue
        label = _LABEL.match(block.text) or _LABEL_CAPITALS.match(block.text)
        below = blocks[number + 1] if label and label.end() == len(block.text) and number + 1 < len(blocks) else None
        if below and _is_among(taken, below):
            number += 1  # the heading of a table
            continue
        if label and (block.text[:1].isupper() or block.mark):
            more, number = _labelled(page, blocks, number, label)
            found.extend((block.start, action) for action in more)
            continue
        found.extend((block.start, action) for action in _inside(page, block))
        number += 1
    return tuple(action for _, action in sorted(found, key=lambda entry: entry[0]))


def _is_among(taken: list[tuple[int, int]], block: Block) -> bool:
    """Whether a block shares words with one of the places, which stand in order and apart."""
    before = bisect_left(taken, (block.end, 0))
    return before > 0 and taken[before - 1][1] > block.start


def is_action(block: Block) -> bool:
    """Whether a block opens with the label of an action."""
    return bool(_LABEL.match(block.text) or _LABEL_CAPITALS.match(block.text))


def _labelled(page: Page, blocks: list[Block], number: int, label: re.Match[str]) -> tuple[list[LabelledAction], int]:
    """The actions under one label, and the block after the last of them."""
    block = blocks[number]
    groups = label.groupdict()
    owner = next((label.span(name) for name in ("owner", "by") if groups.get(name)), None)
    given = (block.start + owner[0], block.start + owner[1]) if owner else None
    start = block.start + label.end()
    rest = page.text[start : block.end].strip()
    if rest and _NONE.match(rest[:60]):
        return [], number + 1
    if rest and is_owner(rest):
        before = _before(blocks, number)
        if before is None:
            return [], number + 1
        action = _action(page, before.start, before.end, (start, block.end))
        return [action] if action else [], number + 1
    if rest:
        made = [_action(page, start, block.end, given)]
        following = number + 1
        if rest.endswith(":"):
            made, following = [], number + 1
        # a list that was open before the label goes on with its own entries
        fresh = following < len(blocks) and blocks[following].mark and blocks[following].mark.is_first()
        while (
            fresh
            and following < len(blocks)
            and blocks[following].mark
            and (rest.endswith((";", ":")) or block.text[:7].lower() == "actions")
        ):
            if is_action(blocks[following]):
                break
            made.append(_action(page, blocks[following].start, blocks[following].end, given))
            following += 1
        return [action for action in made if action], following
    return _below(page, blocks, number + 1, label, given)


def _below(
    page: Page, blocks: list[Block], following: int, label: re.Match[str], given: tuple[int, int] | None
) -> tuple[list[LabelledAction], int]:
    """The actions under a label that stands alone: the list below it, or else the paragraph."""
    made = []
    while following < len(blocks) and blocks[following].mark and not is_action(blocks[following]):
        made.append(_action(page, blocks[following].start, blocks[following].end, given))
        following += 1
    # a word alone on its line may be torn out of a title
    torn = label.group().strip()[-1].isalpha() and following < len(blocks) and len(blocks[following].text.split()) < 3
    if not made and following < len(blocks) and not is_action(blocks[following]) and not torn:
        made.append(_action(page, blocks[following].start, blocks[following].end, given))
        following += 1
    return [action for action in made if action], following


def _before(blocks: list[Block], number: int) -> Block | None:
    """The paragraph that "Action: A Name" speaks of: the one before it."""
    before = blocks[number - 1] if number else None
    return before if before and not is_action(before) else None


def _inside(page: Page, block: Block) -> Iterator[LabelledAction]:
    """Actions labelled in the midst of a paragraph."""
    places = list(_INSIDE.finditer(block.text))
    for place, following in zip(places, [*places[1:], None], strict=False):
        start = block.start + place.end()
        end = block.start + following.start() if following else block.end
        opened = place.group()[0] in "(["
        closing = page.text.find(")" if place.group()[0] == "(" else "]", start, end) if opened else -1
        end = closing if closing >= 0 else end
        if story := _STORY.search(page.text, start, end):
            end = story.start()
        rest = page.text[start:end].strip()
        if not rest or _NONE.match(rest[:60]) or _REMARK.match(rest):
            continue
        if is_owner(rest):
            sentence = _sentence_before(page.text, block.start, block.start + place.start())
            action = _action(page, sentence, block.start + place.start(), (start, end))
        else:
            action = _action(page, start, end, None)
        if action:
            yield action


def _sentence_before(text: str, start: int, end: int) -> int:
    for stop in SENTENCE.finditer(text, start, max(end - 2, start)):
        if text[stop.end() : end].strip():
            start = stop.end()
    return start


def _action(page: Page, start: int, end: int, owner: tuple[int, int] | None) -> LabelledAction | None:
    text = page.text
    words = text[start:end]
    due = None
    cut = len(words)
    if labelled := _LABELLED_DUE.search(words):
        due = _labelled_due(page, start + labelled.start("due"), start + labelled.end("due"))
        cut = min(cut, labelled.start())
    if (labelled := _LABELLED_OWNER.search(words)) and owner is None:
        owner = (start + labelled.start("owner"), start + labelled.end("owner"))
        cut = min(cut, labelled.start())
    if cut and words[:cut].strip():
        end = start + cut
    owner = owner or _owner(text, start, end)
    made = page.words(start, end)
    if made is None or not any(letter.isalpha() for letter in made.text):
        return None
    return LabelledAction(made, page.words(*owner) if owner else None, due or find_due(page, start, end))


def _labelled_due(page: Page, start: int, end: int) -> Due | None:
    """What stands after "Deadline:" is the phrase, whatever it says."""
    phrase = page.words(start, end)
    return due_of(page, start, end) if phrase else None


def due_of(page: Page, start: int, end: int) -> Due | None:
    """A phrase that its column or label says is a deadline."""
    from .dates import find_day, find_month

    phrase = page.words(start, end)
    if (
        phrase is None
        or not any(letter.isalnum() for letter in phrase.text)
        or re.fullmatch(r"(?i)n/?a|none|tbc|-", phrase.text)
    ):
        return None
    found = find_day(phrase.text)
    inner = find_due(page, start, end)
    return Due(
        phrase,
        found.date if found else None,
        None if found else find_month(phrase.text),
        bool(re.search(r"\bnext\b.*\bmeeting\b", phrase.text, re.IGNORECASE)),
        inner.board if inner else None,
    )


def _owner(text: str, start: int, end: int) -> tuple[int, int] | None:
    words = text[start:end]
    if (found := _TRAILING_OWNER.search(words[-120:])) and is_owner(found["owner"]):
        shift = start + max(len(words) - 120, 0)
        return shift + found.start("owner"), shift + found.end("owner")
    if (found := _LEADING_OWNER.match(words)) and is_owner(found["owner"]):
        return start + found.start("owner"), start + found.end("owner")
    if (found := _DASHED_OWNER.search(words[-100:])) and is_owner(found["owner"]):
        shift = start + max(len(words) - 100, 0)
        return shift + found.start("owner"), shift + found.end("owner")
    return None


def _of_row(page: Page, row) -> LabelledAction | None:
    action = row.cells.get("action")
    if action is None:
        return None
    action = (action[0] + _ROW_LABEL.match(page.text[slice(*action)]).end(), action[1])
    text = page.words(*action)
    if text is None or not any(letter.isalpha() for letter in text.text):
        return None
    for place in row.rest:
        if more := page.words(*place):
            text = Words(f"{text.text} {more.text}", (*text.spans, *more.spans))
    owner = row.cells.get("owner")
    due = row.cells.get("due")
    return LabelledAction(
        text,
        page.words(*owner) if owner else _words(page, _owner(page.text, *action)),
        due_of(page, *due) if due else find_due(page, *action),
    )


def _words(page: Page, place: tuple[int, int] | None):
    return page.words(*place) if place else None
