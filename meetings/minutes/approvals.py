"""Which bodies are said to have received or approved a plan or report, and on what day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .blocks import Block
from .bodies import NOUN
from .dates import find_day
from .document import Approval, Day
from .lines import Page
from .queries import sentences

_PLAN = re.compile(
    r"\b(?:plan|report|actions?|response|letter|findings|strategy|recommendations|framework|statement|submission)\b",
    re.IGNORECASE,
)
_WORD = r"(?:[A-Z][\w’'&/.-]*|of|and|for|the|&|in|on)"
_NOUN = rf"(?:{NOUN}|Operational Executive|Integrated Care Board|Governing Body|Trust)"
_BODY = rf"(?:the\s+)?(?:(?:[A-Z][\w’'&/.-]*|of|for|&),?\s+(?:and\s+(?=[A-Z][\w’'-]*\s+(?:{_NOUN}|[A-Z])))?){{0,8}}?{_NOUN}\b"
# not "noted" or "reviewed": a team that notes strengths has not received a plan
_DONE = r"(?:received|considered|approved|endorsed|agreed|adopted|signed off|accepted|ratified)"
_ACTIVE = re.compile(
    rf"\b(?:had|has|have)\s+(?:both\s+|all\s+|each\s+|also\s+|since\s+|now\s+|already\s+|subsequently\s+)*(?P<verb>{_DONE})\b"
)
_PASSIVE = re.compile(
    rf"\b(?:had|has|have)\s+(?:also\s+|since\s+|now\s+|already\s+)*been\s+(?P<verb>{_DONE}(?:(?:,\s+|\s+and\s+){_DONE})?)\s+(?:[\w’' ]{{0,40}}?\s)?(?:by|at)\s+|\b(?:was|were)\s+(?P<past>{_DONE}(?:(?:,\s+|\s+and\s+){_DONE})?)\s+by\s+|\band\s+(?P<more>{_DONE})\s+by\s+"
)
_AND_MORE = re.compile(
    rf"\b(?:and|then)\s+(?:(?:had|has|have)\s+)?(?:subsequently\s+|then\s+|also\s+)?(?P<verb>{_DONE})\b(?!\s+by\b)"
)
_SUBJECT = re.compile(rf"(?P<first>{_BODY})(?P<rest>(?:,\s+(?:and\s+)?{_BODY}|\s+and\s+{_BODY})*)\s*,?\s*\Z")
_RECEIVED = re.compile(r"received|considered")
_APPROVED = re.compile(r"approved|endorsed|agreed|adopted|signed off|accepted|ratified")
_SPLIT = re.compile(rf"(?:,\s+(?:and\s+)?|\s+and\s+(?:by\s+)?)(?={_BODY})")
_REACH = 400


def approvals(page: Page, blocks: list[Block]) -> tuple[Approval, ...]:
    """An approval for each body, of what it received and what it approved; the day only where one is given."""
    known: dict[str, Approval] = {}
    for block in blocks:
        for start, end in sentences(page.text, block.start, block.end):
            words = page.text[start:end]
            if len(words) > 3000 or not _PLAN.search(words):
                continue
            for approval in [*_active(page, start, end), *_passive(page, start, end)]:
                name = approval.body.text.lower()
                known[name] = _both(known[name], approval) if name in known else approval
    return tuple(known.values())


def _both(one: Approval, other: Approval) -> Approval:
    return Approval(one.body, one.received or other.received, one.approved or other.approved, one.on or other.on)


def _active(page: Page, start: int, end: int) -> Iterator[Approval]:
    """ "X and Y had both received the report and had approved the actions"."""
    text = page.text
    told = []  # each verb that has a body for its subject
    for verb in _ACTIVE.finditer(text, start, end):
        floor = max(start, verb.start() - _REACH)
        if subject := _SUBJECT.search(text[floor : verb.start()]):
            told.append((verb, floor + subject.start(), floor + subject.end()))
    for (verb, first, last), following in zip(told, [*told[1:], None], strict=False):
        stop = following[1] if following else end
        verbs = verb["verb"] + " " + " ".join(found["verb"] for found in _AND_MORE.finditer(text, verb.end(), stop))
        on = _day(page, verb.end(), stop)
        for name in _names(text, first, last):
            if body := page.words(*name):
                yield Approval(body, bool(_RECEIVED.search(verbs)), bool(_APPROVED.search(verbs)), on)


def _passive(page: Page, start: int, end: int) -> Iterator[Approval]:
    """ "The plan had been approved by Cabinet on 16 March 2020 and endorsed by the Board"."""
    text = page.text
    found = list(_PASSIVE.finditer(text, start, end))
    for verb, following in zip(found, [*found[1:], None], strict=False):
        stop = following.start() if following else end
        verbs = verb["verb"] or verb["past"] or verb["more"]
        at = verb.end()
        while at < stop and (body := re.compile(_BODY).match(text, at, stop)):
            following_body = _SPLIT.search(text, body.end(), stop)
            reach = following_body.start() if following_body else stop
            for first, last in _names(text, body.start(), body.end()):
                if words := page.words(first, last):
                    yield Approval(
                        words,
                        bool(_RECEIVED.search(verbs)),
                        bool(_APPROVED.search(verbs)),
                        _day(page, body.end(), reach),
                    )
            if not following_body or following_body.start() - body.end() > 60:
                break
            at = following_body.end()


def _names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for cut in [*_SPLIT.finditer(text, start, end), None]:
        last = cut.start() if cut else end
        first = at
        if article := re.match(r"\s*(?:(?:the|The)\s+)?(?:[Cc]ouncil[’']s\s+)?", text[first:last]):
            first += article.end()
        if re.search(rf"{_NOUN}\W*\Z", text[first:last]):
            while last > first and text[last - 1] in " ,\n":
                last -= 1
            yield first, last
            at = cut.end() if cut else end


def _day(page: Page, start: int, end: int) -> Day | None:
    found = find_day(page.text, start, min(end, start + 160))
    if found is None:
        return None
    words = page.words(found.start, found.end)
    return Day(words, found.date) if words else None
