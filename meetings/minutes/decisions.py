"""Where each decision begins, and the leaves of the list that it is written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .blocks import Block
from .inline import ASKS, decides_apart, inline_marks, trimmed_end
from .markers import body_alone, is_deed_of_body
from .marks import Mark, mark_of
from .verbs import opens_entry

_STOP = re.compile(
    r"\W*(?:reasons? (?:for|given)|alternative options|other options|voting|votes?\b|(?:those )?voted|proposed\b|proposer|moved\b"
    r"|seconded|[\[(]?reference\b|minutes\s*:|actions?\s*[:–—-]|action\s*\Z|actions\s*\Z|supporting documents|additional documents|background (?:papers|documents)"
    r"|for\s*[:–-]|against\s*[:–-]|abstain|options\b|\(?note\s*[:)]|the (?:meeting|chair|chairman|chairperson|mayor) (?:closed|ended|declared|thanked)"
    r"|meeting (?:closed|ended)|report author|publication date|date of decision|decided at meeting|decision published|effective from|wards? affected|accompanying documents|the motion\b(?! (?:stands?|be|is)\b)|an amendment|recommendations?\s*:?\s*\Z)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?<=[.;!?)”’'])\s+\(?(?:Proposed|Proposer|Moved|Seconded|Vote[ds]?\b|Voting|For[ :]{1,2}\d|All in favour|Unanimous|Carried|Action[s:]|ACTION"
    r"|Reasons? for|It was (?:also |further |then )?(?:agreed|noted|reported|suggested|felt|explained|confirmed)\b|(?:Cllrs?|Councillors?|Mr|Mrs|Ms|Dr|The Chair(?:man|person)?|The (?:Town |Parish )?Clerk|The Mayor|Members)\b[^.]{1,80}"
    r"\b(?:thanked|asked|left|declared|noted|advised|explained|reported|stated|said|abstained|voted|proposed|returned|joined|signed|requested"
    r"|suggested|commented|queried|confirmed|was|were|had)\b)"
)
_VOTE_ALONE = re.compile(r"\W*(?:carried|unanimous(?:ly)?|agreed|all in favour|\(?unanimous\)?)\W*\Z", re.IGNORECASE)
_LEADING = re.compile(
    r"(?:[:–—]|:\s?-|\b(?:to|that|THAT|TO|be|following|follows|by|the Committee|the Board|the Council|Cabinet|Members))\s*[-–—]?\s*(?:\(to [^()]{2,30}\)\s*)?\Z"
)
_STATES = re.compile(
    r"[A-Z](?:(?!\b(?:to|should|would|could|will|must|may|can|shall) be\b)[^.;:?]){2,200}?\bbe\s+(?:\w+ly\s+)?\w+(?:ed|en|de|nt|ut|id)\b"
)
# whom it appoints stands below, and is no decision of its own
_APPOINTS = re.compile(r"(?:That|To|to|that)?\s*(?:appoint|nominate|elect|co-opt)\b", re.IGNORECASE)
_OPEN_END = re.compile(r"(?:[;,]|[;,.]?\s+(?:and|or|AND|OR))\s*\Z")
_GOES_ON = re.compile(r"(?:(?:and|AND|or)\s+)?(?:that|That|THAT|to|To|TO)\b")


@dataclass(slots=True)
class Entry:
    """One entry of a decision: its place in the page's text, its label, and the entries under it."""

    start: int
    end: int
    mark: Mark | None = None
    under: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of a decision: `lead` is the place of the words that govern it and its fellows."""

    start: int
    end: int
    number: str | None
    lead: tuple[int, int] | None


class Reading:
    """Reads one decision from the blocks of an item."""

    def __init__(self, text: str, blocks: list[Block], heads: set[int]):
        self.text, self.blocks, self.heads = text, blocks, heads

    def entries(self, block: int, start: int, end: int) -> tuple[Entry, int]:
        """The decision whose words begin at `start` in a block: a root entry, and the block after its last."""
        root = Entry(start, self._cut(start, end), None)
        whole = end >= self.blocks[block].end
        words = self.text[root.start : root.end].strip()
        following = block + 1
        if not whole:
            return root, following
        own = mark_of(words)
        if own and self._is_list_start(own, block):
            first = root.start + self._skip(root.start)
            root = Entry(start, start, None, self._run_on(first, root.end, own))
            return root, self._list(root, following, self.blocks[block].mark)
        marks = inline_marks(self.text, root.start, root.end)
        if (
            marks
            and following < len(self.blocks)
            and not self._ends(following)
            and self._follows(following, marks[-1][2])
        ):
            return root, self._goes_on_below(root, following, marks, self.blocks[block].mark)
        if not words or _LEADING.search(words[-40:]) or self._bare_that(words):
            return self._expected(root, following, self.blocks[block].mark)
        if following < len(self.blocks) and self._list_after(words, block):
            return root, self._list(root, following, self.blocks[block].mark)
        return root, self._paragraphs(root, following)

    def listed(self, block: int) -> Entry:
        """The decision that is a list and nothing before it, from a block on."""
        root = Entry(self.blocks[block].start, self.blocks[block].start)
        self._list(root, block, None)
        return root

    def _goes_on_below(self, root: Entry, block: int, marks: list[tuple[int, int, Mark]], base: Mark | None) -> int:
        """A list whose first entry stands on the marker's own line: "RESOLVED that (i) …;", then "(ii) …" below."""
        if decides_apart(self.text, root.start, root.end, marks):
            stops = [*(at for at, _, _ in marks[1:]), root.end]
            root.under = [Entry(begin, stop, mark) for (_, begin, mark), stop in zip(marks, stops, strict=True)]
            root.end = marks[0][0]
            return self._list(root, block, base)
        last = marks[-1][2]
        while block < len(self.blocks) and not self._ends(block) and self._follows(block, last):
            root.end, last = self.blocks[block].end, self.blocks[block].mark
            block += 1
        return block

    def _run_on(self, start: int, end: int, own: Mark) -> list[Entry]:
        """The entries of a paragraph that opens with one's mark: that one alone, or all that run on in it."""
        marks = inline_marks(self.text, start, end)
        if len(marks) < 2 or not own.is_first():
            return [Entry(start + own.length, end, own)]
        stops = [*(at for at, _, _ in marks[1:]), end]
        return [Entry(begin, stop, mark) for (_, begin, mark), stop in zip(marks, stops, strict=True)]

    def _skip(self, start: int) -> int:
        rest = self.text[start : start + 40]
        return len(rest) - len(rest.lstrip())

    @staticmethod
    def _bare_that(words: str) -> bool:
        return words.strip(" :-–—.*").lower() in {"that", "to", "that the", "it be"}

    def _is_list_start(self, mark: Mark, block: int) -> bool:
        return mark.is_first() or (block + 1 < len(self.blocks) and self._follows(block + 1, mark))

    def _follows(self, block: int, mark: Mark) -> bool:
        following = self.blocks[block].mark
        return following is not None and following.follows(mark)

    def _list_after(self, words: str, block: int) -> bool:
        """Whether a list under a decision that already says something belongs to it."""
        following = self.blocks[block + 1]
        if following.mark is None or self._ends(block + 1) or not following.mark.is_first():
            return False
        own = self.blocks[block].mark
        if own and following.mark.follows(own):
            return False
        return words[-1:] not in {".", "?", "!"} and not following.mark.is_bullet

    def _expected(self, root: Entry, block: int, base: Mark | None) -> tuple[Entry, int]:
        """What follows a marker that announces something: a list, or paragraphs."""
        if block >= len(self.blocks) or self._ends(block):
            return root, block
        following = self.blocks[block]
        if following.mark is not None and not (base and following.mark.follows(base) and not following.mark.is_first()):
            return root, self._one_of(root, self._list(root, block, base))
        if following.mark is not None:
            return root, block
        words = following.text.strip()
        if self.text[root.start : root.end].strip(" :-–—").lower() not in {"", "that", "to"}:
            if self._heads_list(block):
                root.start, root.end = following.start, following.end
                return root, self._list(root, block + 1, base)
            if self._is_caption(root, words):
                return root, block
            if _APPOINTS.match(self.text, root.start) and not _GOES_ON.match(words):
                root.end = self._cut(following.start, following.end)
                return root, block + 1
            end = block
            while end < len(self.blocks) and self.blocks[end].mark is None and not self._ends(end):
                root.under.append(
                    Entry(self.blocks[end].start, self._cut(self.blocks[end].start, self.blocks[end].end))
                )
                if not (
                    _OPEN_END.search(self.blocks[end].text[-12:]) or self._goes_on(end + 1) or self._states(end + 1)
                ):
                    return root, end + 1
                end += 1
            return root, end
        root.start, root.end = following.start, self._cut(following.start, following.end)
        if self._heads_list(block):
            return root, self._list(root, block + 1, following.mark or base)
        return root, self._paragraphs(root, block + 1, is_deed_of_body(words))

    def _one_of(self, root: Entry, after: int) -> int:
        """Makes one decision of a list that only says what its lead asks about: "should find out: whether …"."""
        asked = root.under and all(ASKS.match(self.text, entry.start) for entry in root.under)
        if asked and len(self.text[root.start : root.end].split()) > 2:
            root.end, root.under = root.under[-1].end, []
        return after

    def _heads_list(self, block: int) -> bool:
        """Whether a paragraph only leads to the list below it: "That Cabinet:"."""
        words = self.blocks[block].text.strip()
        leads = bool(_LEADING.search(words[-40:]) or body_alone(words))
        return leads and block + 1 < len(self.blocks) and self.blocks[block + 1].mark is not None

    def _is_caption(self, root: Entry, words: str) -> bool:
        """Whether the words below a decision that names what follows, "To note the following:", only caption it."""
        return opens_entry(self.text, root.start) and len(words.split()) < 4 and words[-1:] not in ".;,"

    def _states(self, block: int) -> bool:
        """Whether a paragraph says what be done, below another that does: "The door be painted."."""
        return (
            block < len(self.blocks)
            and not self._ends(block)
            and all(_STATES.match(self.blocks[number].text) for number in (block - 1, block))
        )

    def _goes_on(self, block: int) -> bool:
        return (
            block < len(self.blocks)
            and self.blocks[block].mark is None
            and not self._ends(block)
            and bool(_GOES_ON.match(self.blocks[block].text))
        )

    def _paragraphs(self, root: Entry, block: int, deeds: bool = False) -> int:
        """Paragraphs without marks that go on deciding: "That …" after "That …", or after a semicolon.

        `deeds` says that the first tells what the body did: then others that do so go on too.
        """
        more: list[Entry] = []
        last = root
        while block < len(self.blocks) and self.blocks[block].mark is None and not self._ends(block):
            open_end = _OPEN_END.search(self.text[max(last.end - 12, last.start) : last.end])
            if not (open_end or self._goes_on(block) or (deeds and is_deed_of_body(self.blocks[block].text))):
                break
            last = Entry(self.blocks[block].start, self._cut(self.blocks[block].start, self.blocks[block].end))
            more.append(last)
            block = self._list(last, block + 1, None) if self._heads_list(block) else block + 1
        if more:
            root.under = [Entry(root.start, root.end), *more]
            root.end = root.start
        return block

    def _ends(self, block: int) -> bool:
        return block in self.heads or bool(_STOP.match(self.blocks[block].text[:80]))

    def _cut(self, start: int, end: int) -> int:
        """Where the decision's words end within a paragraph: before who proposed it and how they voted."""
        marks = inline_marks(self.text, start, end)
        tail = _TAIL.search(self.text, marks[-1][1] if len(marks) > 1 else start, end)
        return tail.start() if tail else end

    def _list(self, root: Entry, block: int, base: Mark | None) -> int:
        """Takes the entries of the list that opens at `block`; returns the block after its last."""
        open_entries: list[Entry] = list(root.under[-1:])  # one a level, the deepest last
        parents: list[Entry] = [root]
        while block < len(self.blocks):
            current = self.blocks[block]
            if self._ends(block):
                break
            if current.mark is None:
                if not open_entries or not self._carries_on(open_entries[-1], block):
                    break
                open_entries[-1].end = self._cut(current.start, current.end)
                block += 1
                continue
            level = self._level(open_entries, current.mark, base)
            if level is None:
                break
            del open_entries[level:], parents[level + 1 :]
            entry = Entry(current.start, self._cut(current.start, current.end), current.mark)
            parents[level].under.append(entry)
            open_entries.append(entry)
            parents.append(entry)
            if (inner := mark_of(self.text[entry.start : entry.end])) and inner.is_first() and not inner.is_bullet:
                child = Entry(entry.start + inner.length, entry.end, inner)
                entry.end = entry.start
                entry.under.append(child)
                open_entries.append(child)
                parents.append(child)
            block += 1
        return block

    def _carries_on(self, entry: Entry, block: int) -> bool:
        """Whether a paragraph without a mark belongs to the entry before it."""
        before = self.text[max(entry.end - 40, entry.start) : entry.end].rstrip()
        text = self.blocks[block].text
        if not before:
            return True
        if _OPEN_END.search(before) and not before.endswith((";", "; and")):
            return True
        return before[-1] not in ".;?!" and (text[:1].islower() or before[-1] == ":")

    def _level(self, opened: list[Entry], mark: Mark, base: Mark | None) -> int | None:
        """The level an entry stands on: one of those open, a new one below, or None where the list has ended."""
        for level in range(len(opened) - 1, -1, -1):
            known = opened[level].mark
            if known and mark.follows(known):
                return level
        if base and mark.follows(base):
            return None
        for level in range(len(opened) - 1, -1, -1):
            known = opened[level].mark
            if known and known.shape == mark.shape and _skips(known, mark):
                return level
        if not opened:
            return 0
        deepest = opened[-1]
        words = self.text[max(deepest.end - 60, deepest.start) : deepest.end].rstrip()
        if mark.is_bullet:
            if deepest.mark and deepest.mark.is_bullet:
                return len(opened) if words.endswith(":") else len(opened) - 1
            return len(opened) if not words or words[-1] not in ".;" else None
        if mark.is_first() and words.endswith(":"):
            return len(opened)
        if mark.is_first() and all(
            not (e.mark and e.mark.shape == mark.shape and _same_way(e.mark, mark)) for e in opened
        ):
            return (
                len(opened)
                if not words.endswith(".") or _LEADING.search(words)
                else (len(opened) if deepest.mark else None)
            )
        return None


def _skips(before: Mark, mark: Mark) -> bool:
    """Whether the count left one out, or said one twice, as hands do."""
    known = dict(before.ranks())
    return any(way in known and 0 <= rank - known[way] <= 2 for way, rank in mark.ranks())


def _same_way(before: Mark, mark: Mark) -> bool:
    return bool({way for way, _ in before.ranks()} & {way for way, _ in mark.ranks()})


def leaves(text: str, root: Entry, prefix: str = "") -> list[Leaf]:
    """The leaves of a decision, in order."""
    return list(_leaves(text, root, prefix, None))


def _leaves(text: str, entry: Entry, prefix: str, lead: tuple[int, int] | None) -> Iterator[Leaf]:
    number = _joined(prefix, entry.mark)
    if not entry.under:
        yield from _inline(text, entry, number, lead)
        return
    own = (
        (entry.start, entry.end)
        if text[entry.start : entry.end].strip(" :-–—\n").lower() not in {"", "that", "to"}
        else lead
    )
    for child in entry.under:
        yield from _leaves(text, child, number or "", own)


def _joined(prefix: str, mark: Mark | None) -> str | None:
    """A leaf's number with those above it: "5" and "a" are "5a", "a" and "ii" are "a.ii"."""
    if mark is None:
        return prefix or None
    if mark.is_bullet:
        return None
    if not prefix or "." in mark.label:
        return mark.label
    return prefix + ("" if prefix[-1].isdigit() != mark.label[0].isdigit() else ".") + mark.label


def _inline(text: str, entry: Entry, number: str | None, lead: tuple[int, int] | None) -> Iterator[Leaf]:
    """The leaf, or the leaves of a list that runs on inside it: "(a) …; (b) …"."""
    marks = inline_marks(text, entry.start, entry.end)
    if len(marks) < 2 or not decides_apart(text, entry.start, entry.end, marks):
        if leaf := _leaf(text, entry.start, entry.end, number, lead):
            yield leaf
        return
    before = (entry.start, marks[0][0])
    own = before if text[slice(*before)].strip(" :-–—\n").lower() not in {"", "that", "to"} else lead
    for (_, begin, mark), stop in zip(marks, [at for at, _, _ in marks[1:]] + [entry.end], strict=True):
        if leaf := _leaf(text, begin, stop, _joined(number or "", mark), own):
            yield leaf


def _leaf(text: str, start: int, end: int, number: str | None, lead: tuple[int, int] | None) -> Leaf | None:
    end = trimmed_end(text, start, end)
    if not any(letter.isalpha() for letter in text[start:end]) or _VOTE_ALONE.match(text[start:end][:40]):
        return None
    return Leaf(start, end, number, lead)
