"""The words that say a decision follows: "Resolved: -", "AGREED", "Decision:", "it was agreed that"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .bodies import DECIDER
from .verbs import is_decided

_KEYWORD = re.compile(
    r"\b(?:R ?E ?S ?O ?L ?V ?E ?D|resolve[ds]|agree[ds]|decided|decisions?|determined|recommended|noted|approved|endorsed|ordered"
    r"|adopted|requested|supported|deferred|delegated|authorised|confirmed|accepted|resolutions?|penderfynwyd|penderfyniad)\b",
    re.IGNORECASE,
)
_ADVERB = (
    r"(?:also|further|therefore|unanimously|duly|then|subsequently|accordingly|formally|hereby|thereafter|jointly"
    r"|additionally|consequently|thus|now|all|collectively|in principle|and)"
)
# what may stand between the body and its verb, or before both: "The Committee, having heard the officers, agreed to"
_CLAUSE = (
    r"(?:having|after|following|on|upon|in|noting|with|by|being|taking|subject|notwithstanding|arising|given|further to"
    r"|pursuant|under|accordingly|therefore)\b[^:;]{1,220}"
)
_BETWEEN = re.compile(rf"(?:[,\s]*{_CLAUSE},)?[\s,]*(?:{_ADVERB}[\s,]*)*\Z", re.IGNORECASE)
_PREFACE = re.compile(
    rf"(?:(?:{_CLAUSE}|(?:proposed|moved)\b[^:;]{{1,160}}|[^:;]{{1,160}}\bseconded\b[^:;]{{0,120}})(?:,|\band)?\s*)?\Z",
    re.IGNORECASE,
)
_DECIDER_AT = re.compile(r"(?:\A|,\s|\s(?=the\s))\s*(?=\S)")
# the minute a decision is numbered as: "Resolved 24/05/6.1 That", "RESOLUTION No. 14:", "RESOLVED (23/114)"
_REFERENCE = re.compile(
    r"\s*(?:(?:No|Number|Ref)\b\.?:?\s*\d[\w./-]{0,15}|[(\[](?:[A-Z]{1,6}[ /-]?)?\d{2,4}[\w./-]{0,15}[)\]]|(?:[A-Z]{1,6}[ /-]?)?\d{1,4}(?:[/.-]\d{1,4}){1,4}[a-z]?)(?=[\s:.–—-])(?!\s*%)",
    re.IGNORECASE,
)
_IT_WAS = re.compile(
    rf"(?:(?:and|that|accordingly|therefore|thereupon|whereupon|consequently),?\s+)?(?:it|IT|It)\s+(?:was|WAS|is|IS)(?:\s+{_ADVERB})*,?\s*\Z",
    re.IGNORECASE,
)
_ONLY_ADVERBS = re.compile(rf"(?:{_ADVERB}[\s,]*)*\Z", re.IGNORECASE)
_OPENING = re.compile(r"[\s\W]*\Z")
_MOVED = re.compile(r"\b(?:proposed|moved|seconded|proposal|vote|voting|voted|show of hands|motion)\b", re.IGNORECASE)
_ALL_AGREED = re.compile(
    r"\b(?:proposed|moved|seconded)\b[^.;:]*\b(?:all|everyone|and|unanimously|it was)\s*\Z", re.IGNORECASE
)
_PAST = re.compile(
    r"\b(?:had|has|have|having been|previously|earlier|already|originally|would be|to be|should be|could be"
    r"|(?:last|previous|recent|prior|earlier) (?:[\w’' ]{0,40})?(?:meeting|year|month|minutes?|Council|committee)|when|where|which|who|what|if|unless|until"
    r"|at (?:a|the|its|their|our) (?:[\w’' ]{0,60})?(?:meeting|Council|Cabinet) (?:held |of |on |in )|in (?:19|20)\d\d|in (?:January|February|March|April"
    r"|May|June|July|August|September|October|November|December)|minute (?:no|number|\d)|on \d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+)\b",
)
# "an application received on 2 May … and it was resolved": the day is the paper's, not the decision's
_DATED_THING = re.compile(
    r"\b(?:received|dated|submitted|sent|lodged|circulated)\s+(?:on\s+)?\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+"
)
_PAST_PERFECT = re.compile(
    r"\b(?:had|has|have|previously)(?:\s\w+){0,2}\s*\Z|\b(?:last|previous) (?:[\w’' ]{0,40})?meeting\b"
)
_PAST_AFTER = re.compile(
    r"\s*,?\s*(?:by (?:the )?(?:full )?(?:Council|Cabinet|Executive)\b|(?:at|in|on) (?:(?:a|the|its|their|our) )?(?:\w+ ){0,3}?(?:previous|last|earlier|meeting|January|February|March"
    r"|April|May|June|July|August|September|October|November|December|\d))",
)
_THAT_TO = re.compile(r"[\s,:–—-]*(?:that|to|unanimously that|unanimously to|by a majority|not to)\b", re.IGNORECASE)
_LABEL_END = re.compile(r"\s*(?:[:–—]|-(?=\s|[A-Z(]|\Z)|\.(?=\s*\Z)|\s*\Z|\(\d|\([a-z]\))")
_ASIDE = re.compile(
    r"[\s,]*(?:unanimously|nem\.?\s?con\.?|nem\.?\s?dis\.?|accordingly|by (?:a |the )?(?:clear |large |narrow |simple |unanimous |overall )?(?:majority|vote|show of hands|consensus|general consent|casting vote)"
    r"(?:\s(?:vote|decision|of [\w ]{1,30}|verdict))?(?:\s?\([^()]{0,80}\))?(?:\s(?:with|of) [\w ,]{1,60}?(?:abstentions?|against|votes?))?|by \d{1,3} votes? to \d{1,3}[^:.;\n]{0,40}?|with \w+ abstentions?"
    r"|\([^()]{3,120}\)|on a show of hands|following a vote|without dissent|in principle|as follows|jointly)(?=\W|\Z)",
    re.IGNORECASE,
)
_POWER = re.compile(
    r"[\s,]*(?:in accordance with|under|pursuant to|by virtue of|in exercise of|in line with|as per|having considered)\b[^:;]{1,160}?,\s*(?=(?:to|that)\b)",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(rf"\s*(?:to|TO)\s+(?:the\s+|THE\s+)?(?:{DECIDER.pattern}|[A-Z’'& -]{{4,80}}?)\s*(?=[:–—])")
_PROPOSED = re.compile(
    r"[\s,:–—-]*(?:on the (?:proposal|motion|proposition) of|(?:proposed|moved) by)\b[^:;.]{3,200}?[,:]?\s*(?=(?:that|to)\b)",
    re.IGNORECASE,
)
_MADE = re.compile(r"\s*(?:(?:taken|made|agreed|reached|of|by)\b[^:.;\n]{0,60}?)?(?=\s*(?:[:–—]|-\s))", re.IGNORECASE)
_BLOCK_END = re.compile(rf"{_MADE.pattern}|\s*\.?\s*\Z|\s*(?:taken|made)\s*\Z", re.IGNORECASE)
_SEPARATOR = re.compile(r"(?:[\s:;–—.,*_|-]|\.(?=\s))*")
_FORMAL = {"resolved", "resolves"}
_BODY_VERBS = {
    "resolved", "resolves", "agreed", "agrees", "decided", "recommended", "noted", "approved", "endorsed", "requested", "supported",
    "determined", "adopted", "deferred", "delegated", "authorised", "ordered", "accepted", "confirmed",
}  # fmt: skip
_BLOCKS = {"decision", "decisions", "resolution", "resolutions", "penderfyniad"}
_NUMBERED = {"resolved", "agreed"} | _BLOCKS
_LABELS = {
    "resolved", "agreed", "decided", "decision", "decisions", "recommended", "noted", "ordered", "resolution", "resolutions",
    "penderfynwyd", "penderfyniad", "determined", "approved",
}  # fmt: skip
_SENTENCE_END = re.compile(
    r"[.;?!:](?=\s)(?<!\bCllr\.)(?<!\bCllrs\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bDr\.)(?<!\bNo\.)(?<!\b[A-Z]\.)"
)
_BODY_ALONE = re.compile(
    rf"(?:That\s+)?{DECIDER.pattern}(?:,\s+{_CLAUSE})?(?:\s+(?:has|have|hereby|unanimously|thereafter|then|duly)){{0,2}}\s*(?:[:–—-]|:-)*\s*"
)
# "it was agreed that the village had …": what people thought, not what they decided
_TELLS = re.compile(
    r"\s*that\b(?:(?!\b(?:be|should|would|will|could|can|to|must|shall|may)\b)[^.;:]){1,120}?\b(?:had|has|have|was|were|is|are|did|does|needed)\b"
    r"|\s*that\b[^.;:]{1,160}\b(?:would|could|might) be (?:\w+ )?(?:useful|helpful|beneficial|good|better|best|worthwhile|sensible|nice|interesting|difficult)\b",
    re.IGNORECASE,
)
_BINDS = re.compile(
    r"\s*(?:[:–—]|-\s|to\b|(?:upon )?the following\b|as follows|that\b[^.;]{1,200}\b(?:be|should|would|will)\b|that\b[^.;]{0,70}:)"
)
_OBJECT = re.compile(r"\s+(?:the|its|an?|this|these|their|all|each|both|any)\s")
# nothing but a list can follow
_ANNOUNCES = re.compile(r"(?: that| to| the following)?\s*[:–—]-?\s*\Z")
_PASSIVE = {"agreed", "approved", "noted", "accepted", "adopted", "endorsed", "confirmed", "ratified", "deferred"}
_WERE = re.compile(rf"\s(?:was|were|is|are)\s+(?:{_ADVERB}\s+)*\Z")
# what others decide on: a parish is told that an application was approved
_OTHERS_MATTER = re.compile(r"\b(?:applications?|appeals?|amendments?|permission)\b", re.IGNORECASE)
_DONE_END = re.compile(r"\s*(?:[.,;]|\Z|(?:as|and|with|subject|unanimously|for)\b)")
_AND_SO = re.compile(r"(?:[\w’'-]+\s+){1,4}and")  # "No comments and AGREED to …"
_WINDOW = 260  # characters of a sentence looked at before the keyword


@dataclass(frozen=True, slots=True)
class Marker:
    """Where a decision's words begin in a text, and how firmly the words before them say it is one.

    `formal` is a word such as RESOLVED that stands for nothing else; without it ("it was agreed that")
    the words count only where nothing formal is said on the item. `opens` is whether the marker heads its paragraph.
    """

    start: int
    end: int
    keyword: str
    formal: bool
    opens: bool
    present: bool = False  # "This Council resolves", as motions put it


def markers(text: str) -> list[Marker]:
    """The markers of a paragraph, in order."""
    found: list[Marker] = []
    quotes = _Quotes(text)
    for match in _KEYWORD.finditer(text):
        if found and match.start() < found[-1].end:
            continue
        if quotes.open_at(match.start()):
            continue
        marker = _marker(text, match, found)
        # "RESOLVED: The Board NOTED the report": one decision, whole
        if marker and not (found and marker.end <= match.start() and not text[found[-1].end : marker.start].strip()):
            found.append(marker)
    return found


def is_deed_of_body(text: str) -> bool:
    """Whether a sentence tells what a body did: "The Cabinet noted the report"."""
    decider = DECIDER.match(text[:_WINDOW])
    return decider is not None and is_decided(text[decider.end() : _WINDOW].lstrip(" ,"))


def body_alone(text: str) -> Marker | None:
    """The marker of a paragraph that names who decided and no more: "The Committee –", above what it decided."""
    found = _BODY_ALONE.fullmatch(text)
    return Marker(0, len(text), "body", False, True) if found else None


class _Quotes:
    """Whether a place is inside quotation marks, asked from left to right."""

    def __init__(self, text: str):
        self.text, self.at, self.curly, self.straight = text, 0, 0, 0

    def open_at(self, place: int) -> bool:
        stretch = self.text[self.at : place]
        self.curly = max(self.curly + stretch.count("“") - stretch.count("”"), 0)
        self.straight += stretch.count('"')
        self.at = place
        return self.curly > 0 or self.straight % 2 == 1


def _marker(text: str, match: re.Match[str], found: list[Marker]) -> Marker | None:
    written = match.group()
    keyword = written.replace(" ", "").lower()
    left = _sentence_before(text, match.start(), found[-1].end if found else 0)
    numbered = _REFERENCE.match(text, match.end()) if keyword in _NUMBERED else None
    ends = numbered.end() if numbered else match.end()
    right = text[ends : ends + 80]
    opens = not text[: match.start()].strip(" \t\n*_“\"'(-–—:•") if match.start() < 40 else False
    alone = not left.isupper() or _ONLY_ADVERBS.match(left.strip()) is not None  # "AND AGREED"
    capitals = written.replace(" ", "").isupper() and alone and not _shouting(text, match)
    if _is_past(left, right, keyword, capitals):
        return None
    before = left.strip()
    number = numbered or (keyword == "resolved" and _REFERENCE.fullmatch(f" {before}:", 0, len(before) + 1))
    firm = written[0].isupper() and bool(number) and (number is not numbered or bool(_ONLY_ADVERBS.match(before)))
    formal = firm or _says_decision(keyword, left, right, opens, capitals, written)
    if formal is None:
        return None
    start = match.start() - len(left.lstrip())
    if capitals and keyword in _PASSIVE and _is_done(left, right):
        return Marker(start, start, "done", True, _is_head(text, start))
    deed = formal and not firm and _is_deed(left, keyword, right)
    return Marker(
        start,
        _words_begin(text, match.start() if deed else ends, keyword),
        keyword,
        formal,
        _is_head(text, start),
        keyword in {"resolves", "agrees"},
    )


def _is_head(text: str, start: int) -> bool:
    return not text[:start].strip() if start < 40 else False


def _sentence_before(text: str, end: int, floor: int) -> str:
    """The sentence as far as `end`: its last words, should it be long."""
    start = max(end - _WINDOW, floor)
    for stop in _SENTENCE_END.finditer(text, start, end):
        start = stop.end()
    return text[start:end]


def _shouting(text: str, match: re.Match[str]) -> bool:
    """Whether the words round the keyword are in capitals too, as in a heading."""
    around = text[max(match.start() - 40, 0) : match.start()] + text[match.end() : match.end() + 60]
    letters = [letter for letter in around if letter.isalpha()]
    return len(letters) > 12 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)


def _is_past(left: str, right: str, keyword: str, capitals: bool) -> bool:
    if keyword in {"decision", "decisions", "resolution", "resolutions"}:
        return False
    if capitals:
        return bool(_PAST_PERFECT.search(left))
    if keyword in _FORMAL and _IT_WAS.search(left):
        left = _DATED_THING.sub("", left)
    return bool(_PAST.search(left) or _PAST_AFTER.match(right))


def _says_decision(keyword: str, left: str, right: str, opens: bool, capitals: bool, written: str) -> bool | None:
    """True for a formal marker, False for an informal one, None for no marker."""
    bare = _ONLY_ADVERBS.match(left.strip(" \t\n*_“\"'-–—•")) is not None
    if bare and opens and keyword in _LABELS:
        return _label(keyword, right, capitals, written)
    if keyword in _BLOCKS:
        return None
    by_vote = bool(_THAT_TO.match(right) or _LABEL_END.match(right) or _ASIDE.match(right))
    if _IT_WAS.search(left):
        firm = keyword in _FORMAL or capitals
        if keyword in {"noted", "confirmed", "accepted", "requested", "approved"} and not capitals:
            return None
        return (True if firm else False if _heads(left) and not _TELLS.match(right) else None) if by_vote else None
    if keyword in _BODY_VERBS and (decider := _decider(left.strip())):
        if keyword in _FORMAL or capitals:
            return True
        if keyword in {"requested", "noted", "approved", "endorsed"}:
            return False if _ANNOUNCES.match(right) and "ember" not in decider else None
        return False if keyword in {"agreed", "decided", "determined", "recommended"} and _binds(right) else None
    if capitals and keyword in _PASSIVE and (_is_done(left, right) or (by_vote and _AND_SO.fullmatch(left.strip()))):
        return True
    if keyword == "resolved" and (capitals or (by_vote and (bare or _MOVED.search(left)))):
        return True
    if keyword in {"agreed", "decided"} and not capitals and _THAT_TO.match(right):
        # "Agreed to accept it", "proposed, seconded and all agreed that"
        return False if (bare and written[0].isupper()) or _ALL_AGREED.search(left) else None
    if (
        capitals
        and keyword in {"agreed", "recommended", "ordered", "decided"}
        and by_vote
        and (bare or _MOVED.search(left))
    ):
        return True
    return None


def _is_done(left: str, right: str) -> bool:
    """Whether the sentence says in the passive what was done, its verb in capitals: "The accounts were APPROVED."."""
    subject = left.split()[0][0].isupper() if len(left.split()) > 2 else False
    told = _IT_WAS.search(left) or _MOVED.search(left) or _OTHERS_MATTER.search(left)
    return bool(subject and not told and _WERE.search(left) and _DONE_END.match(right))


def _is_deed(left: str, keyword: str, right: str) -> bool:
    """Whether the marker is the verb of the decision itself: "APPROVED the budget", not "APPROVED: the budget"."""
    return keyword in _BODY_VERBS - _FORMAL and bool(_OBJECT.match(right)) and not _IT_WAS.search(left)


def _decider(left: str) -> str | None:
    """Who decided, where what stands before the verb is the body's name and clauses about it alone."""
    for at in _DECIDER_AT.finditer(left):
        if _PREFACE.match(left[: at.start()]) is None:
            continue
        decider = DECIDER.match(left, at.end())
        if decider and _BETWEEN.match(left[decider.end() :]):
            return decider.group()
    return None


def _heads(left: str) -> bool:
    """Whether "it was" heads its sentence or follows who proposed it, not a clause that tells of something else."""
    head = _IT_WAS.search(left)
    return head is not None and _PREFACE.match(left[: head.start()].strip(" ,")) is not None


def _binds(right: str) -> bool:
    """Whether what a body "agreed" binds somebody: "to …", "that … be …", a list."""
    aside = _ASIDE.match(right)
    return bool(_BINDS.match(right[aside.end() :].lstrip(" ,") if aside else right))


def _label(keyword: str, right: str, capitals: bool, written: str) -> bool | None:
    that = bool(_THAT_TO.match(right))
    ends = bool(_LABEL_END.match(right)) or bool(_ASIDE.match(right))
    if keyword in _BLOCKS:
        return True if _BLOCK_END.match(right) else None
    if keyword in {"noted", "approved"}:
        return True if (capitals or re.match(r"\s*:", right)) and right.strip(" .:") else None
    if keyword == "resolved":
        return True if capitals or that or ends else None
    if keyword == "recommended":
        return True if (capitals or that or ends or re.match(r"\s+to\b[^.]{1,60}:", right, re.IGNORECASE)) else None
    if capitals or re.match(r"\s*(?:unanimously\s*)?[:–—-]", right):
        return True
    return False if that or not right.strip() else None


def _words_begin(text: str, end: int, keyword: str) -> int:
    """Where the decision's own words begin after its marker."""
    if keyword in _BLOCKS and (made := _MADE.match(text, end)):
        end = made.end()
    if keyword == "recommended" and (whom := _TO_WHOM.match(text, end)):
        end = whom.end()
    for pattern in (_ASIDE, _ASIDE, _PROPOSED, _POWER, _SEPARATOR, _ASIDE, _SEPARATOR):
        if found := pattern.match(text, end):
            if pattern is _ASIDE and re.match(r"[\s,]*\((?:\d+|[a-z]|[ivx]+)\)", found.group()):
                continue
            end = found.end()
    return end
