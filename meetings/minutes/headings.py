"""Where agenda items begin: the lines that number them and the lines that name them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from . import sitepages
from .dates import MONTH, is_date_line
from .lines import Line, Page
from .markers import markers

_AFTER_TITLE = re.compile(
    r"\((?:Agenda |Minute )?(?:Item|Minute)(?: No\.?)? (?P<number>[\w./]{1,12})\)\s*\Z", re.IGNORECASE
)
_LABELLED = re.compile(
    r"(?:Agenda )?(?:Item|Minute)(?: No\.?| Number)?\s?(?P<number>\d{1,4}[A-Za-z]?(?:[./]\d{1,4}){0,2})\s*(?:[:.–—-]+\s*|\Z|(?<=\s)(?-i:(?=[A-Z])))",
    re.IGNORECASE,
)
_AGENDA_ITEM = re.compile(r"Agenda item:?\s*", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?!(?i:option|table|figure|appendix|annex|paragraph|para|section|stage|phase|part|page|recommendation|article|rule|priority|theme|outcome|action|question|motion|band|tier|quarter|level|year|lot|schedule|ward|note)s?\b)"
    r"(?P<number>(?:[A-Z][A-Za-z]{0,7}[ /.-]?(?:\d{2,4}[/.-])?)?\d{1,4}[A-Za-z]?(?:[./-]\d{1,4}(?:-\d{2,4})?){0,2})"
    r"(?P<close>[.):]?)(?:\s{1,60}(?:[-–—:]\s)?|\s*\Z)(?P<title>.{0,220})\Z"
)
_TITLE_END = re.compile(r"\s*(?:\(?pdf icon\)?\s*)?PDF \d+(?:\.\d+)? ?[KMG]B.*\Z|\s+pdf icon\s*\Z", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:was|were|be|been|had|has|have|would|is|are|said|asked|reported|introduced|advised|noted|stated|explained"
    r"|welcomed|thanked|presented|queried|confirmed that|agreed that|resolved|will|shall)\b"
)
_NOT_TITLE = re.compile(
    r"\W*(?:that|resolved|agreed|recommended|action|decision|proposed|seconded|present|cllrs?|councillors?|mr|mrs|ms|dr"
    r"|and|or|of|in|the following|approved?|page|noted?|minutes:)\b",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"(?:st|nd|rd|th)?\s?(?:of )?(?:{MONTH})\b", re.IGNORECASE)
# what an agenda asks and the same line answers
_ANSWERED = re.compile(
    r"(?:apologies|absen|present|in attendance|attendance|attendees|chair|declarations?|disclosures?|notes? of|minutes)",
    re.IGNORECASE,
)
_ASKS = re.compile(r"(?:What|How|Why|Who|Where|When)\b")
_LONGEST_TITLE = 180
_FURTHEST_STEP = 3
_LEAST_SENTENCE = 4  # words


@dataclass(frozen=True, slots=True)
class Heading:
    """Lines `first` to `body` (exclusive) of a page head an item; the rest are places in the page's text."""

    first: int
    body: int
    number: tuple[int, int] | None
    title: tuple[int, int] | None


def headings(page: Page) -> list[Heading]:
    """The headings of the agenda items, in the one style that these minutes number them in."""
    for style in (_site_page, _after_titles, _labelled, _numbered, _agenda_items, _named):
        if found := style(page):
            return found
    return []


def _site_page(page: Page) -> list[Heading]:
    return [Heading(*place) for place in sitepages.places(page)]


def _after_titles(page: Page) -> list[Heading]:
    """A title, then "(Item 4)" on its own line or at the end of the title's."""
    found, lines = [], page.lines
    for index, line in enumerate(lines):
        mark = _AFTER_TITLE.search(line.text[-60:])
        if not mark or len(line.text) > _LONGEST_TITLE:
            continue
        shift = max(len(line.text) - 60, 0)
        number = (line.start + shift + mark.start("number"), line.start + shift + mark.end("number"))
        if title := line.text[: shift + mark.start()].strip():
            if not _VERB.search(title):
                found.append(Heading(index, index + 1, number, (line.start, line.start + shift + mark.start())))
            continue
        floor = found[-1].body if found else 0
        first = _title_above(lines, index, floor)
        if first < index:
            found.append(Heading(first, index + 1, number, (lines[first].start, lines[index - 1].end)))
    return found


def _title_above(lines: list[Line], index: int, floor: int) -> int:
    """The first of the lines above that make one title."""
    first = index
    while first > floor and index - first < 4:
        above = lines[first - 1]
        if above.text.rstrip()[-1:] in ".;?" or len(above.text) > _LONGEST_TITLE:
            break
        if first < index and lines[first].gap and not lines[first].page_break:
            break
        first -= 1
    return first


def _labelled(page: Page) -> list[Heading]:
    """ "Item 6 – Title", or "Item 6:" with its title below."""
    found, lines = [], page.lines
    for index, line in enumerate(lines):
        mark = _LABELLED.match(line.text)
        if not mark or len(line.text) > _LONGEST_TITLE:
            continue
        number = (line.start + mark.start("number"), line.start + mark.end("number"))
        if line.text[mark.end() :].strip():
            if not _VERB.search(line.text[mark.end() :]):
                found.append(_heading(lines, index, number, line.start + mark.end(), index))
        elif index + 1 < len(lines) and not is_date_line(lines[index + 1].text):
            found.append(_heading(lines, index, number, lines[index + 1].start, index + 1))
    return found


def _heading(lines: list[Line], first: int, number: tuple[int, int] | None, start: int, last: int) -> Heading:
    """A heading whose title starts at `start` of the text and runs on while the lines after are as emphatic."""
    while last + 1 < len(lines) and lines[first].emphatic and lines[last + 1].emphatic and last - first < 5:
        following = lines[last + 1].text
        if _LABELLED.match(following) or _NUMBERED.match(following) or _NOT_TITLE.match(following):
            break
        last += 1
    end = lines[last].end
    colon = _content_after_colon(lines[last].text)
    if colon and lines[last].start + colon > start:
        end = lines[last].start + colon
    if lines[last].text.rstrip().endswith(":"):
        end = min(end, lines[last].start + len(lines[last].text.rstrip()) - 1)
    if icon := _TITLE_END.search(lines[last].text):
        end = min(end, lines[last].start + icon.start())
    return Heading(first, last + 1, number, (start, end) if end > start else None)


def _content_after_colon(title: str) -> int:
    """Where "Apologies: A Person" stops being a title, or 0; "Customer contact: half a year" is one whole title."""
    head, colon, rest = title.partition(":")
    return len(head) if colon and rest.strip() and _ANSWERED.match(head) else 0


def _agenda_items(page: Page) -> list[Heading]:
    """ "Agenda item", as a page of one item has it, then its title."""
    found, lines = [], page.lines
    for index, line in enumerate(lines[:-1]):
        mark = _AGENDA_ITEM.match(line.text)
        if not mark or len(line.text) > _LONGEST_TITLE:
            continue
        if mark.end() < len(line.text):
            found.append(_heading(lines, index, None, line.start + mark.end(), index))
        elif len(lines[index + 1].text) <= _LONGEST_TITLE:
            found.append(_heading(lines, index, None, lines[index + 1].start, index + 1))
    return found


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    figures: tuple[int, ...]
    number: tuple[int, int]
    title_start: int
    title_line: int
    titled: bool
    strong: bool


def _numbered(page: Page) -> list[Heading]:
    """A number, then a title on its line or on the next, counting up through the whole text."""
    styles: dict[str, list[_Candidate]] = defaultdict(list)
    for style, candidate in _candidates(page.lines):
        styles[style].append(candidate)
    chains = [
        _chain(candidates, figure)
        for candidates in styles.values()
        for figure in range(min(len(candidate.figures) for candidate in candidates))
    ]
    chains = [chain for chain in chains if not (chain and _is_announced(page.lines, chain[0]))]
    best = max(chains, key=lambda chain: (sum(1 + 2 * c.strong for c in chain), len(chain)), default=[])
    if len(best) < 2 and not (best and best[0].strong):
        return []
    return [_numbered_heading(page.lines, candidate) for candidate in best]


def _is_announced(lines: list[Line], first: _Candidate) -> bool:
    """Whether what is counted is no agenda, since a sentence or a marker leads to it: "The team said that:", "RESOLVED"."""
    before = lines[first.index - 1].text.rstrip(" -–—") if first.index else ""
    if first.strong or not before:
        return False
    led = before.endswith(":") and len(before.split()) >= _LEAST_SENTENCE
    return led or any(marker.end >= len(before) for marker in markers(before))


def _candidates(lines: list[Line]) -> Iterator[tuple[str, _Candidate]]:
    for index, line in enumerate(lines):
        mark = _NUMBERED.match(line.text)
        if not mark or _MONTH.match(line.text[mark.end("number") :].lstrip()):
            continue
        number = (line.start + mark.start("number"), line.start + mark.end("number"))
        words, shape = mark["number"], re.sub(r"\d+", "9", mark["number"]) + mark["close"]
        alone = not mark["title"].strip()
        title_line = index + 1 if alone else index
        if title_line >= len(lines):
            continue
        title = lines[title_line].text if alone else mark["title"]
        if "\t" in title.strip() or "|" in title:
            continue  # a row of a table
        if alone and _NUMBERED.match(title):
            continue
        figures = tuple(int(figure) for figure in re.findall(r"\d+", words))
        start = lines[title_line].start if alone else line.start + mark.start("title")
        strong = _is_strong(title, line.emphatic or lines[title_line].emphatic)
        titled = _is_title(title, following=lines[title_line + 1] if title_line + 1 < len(lines) else None)
        yield shape + (" alone" if alone else ""), _Candidate(index, figures, number, start, title_line, titled, strong)


def _is_strong(title: str, emphatic: bool) -> bool:
    letters = [letter for letter in title if letter.isalpha()]
    return emphatic or (len(letters) > 3 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters))


def _is_title(title: str, following: Line | None) -> bool:
    title = title.strip()
    if (
        not title
        or len(title) > _LONGEST_TITLE
        or _NOT_TITLE.match(title)
        or not (title[0].isupper() or title[0] in "‘“'\"")
    ):
        return False
    asks = bool(_ASKS.match(title)) and title[-1] != "." and len(title.split()) <= 12
    if title[-1] in ";," or (title[-1] == "?" and not asks) or len(title.split()) > 24:
        return False
    if _VERB.search(title) and not asks:
        return False
    if following is not None and following.gap == 0 and following.text[:1].islower() and len(title.split()) > 8:
        return False
    return not (title[-1] == "." and len(title.split()) > 10)


def _chain(candidates: list[_Candidate], figure: int) -> list[_Candidate]:
    """The candidates that count up from the first, step by step, by one figure of "39/20", "Cou/285/07-08", "C/18/23"."""
    chain: list[_Candidate] = []
    for candidate in candidates:
        if not (candidate.titled or candidate.strong):
            continue
        if not chain or 0 < candidate.figures[figure] - chain[-1].figures[figure] <= _FURTHEST_STEP:
            chain.append(candidate)
        elif candidate.strong and not chain[-1].strong and len(chain) == 1:
            chain = [candidate]
    return chain


def _numbered_heading(lines: list[Line], candidate: _Candidate) -> Heading:
    heading = _heading(lines, candidate.index, candidate.number, candidate.title_start, candidate.title_line)
    last = heading.body - 1
    # A title in capitals that was wrapped goes on in capitals.
    while (
        candidate.strong
        and last + 1 < len(lines)
        and lines[last + 1].gap == 0
        and last - candidate.index < 4
        and _is_strong(lines[last + 1].text, False)
        and not _NUMBERED.match(lines[last + 1].text)
        and not _NOT_TITLE.match(lines[last + 1].text)
    ):
        last += 1
    if last < heading.body:
        return heading
    return Heading(heading.first, last + 1, heading.number, (candidate.title_start, lines[last].end))


def _named(page: Page) -> list[Heading]:
    """Titles without numbers: in capitals, or marked as headings."""
    found, lines = [], page.lines
    for index, line in enumerate(lines):
        text = line.text.strip()
        if len(text) > _LONGEST_TITLE or not _is_strong(text, line.emphatic) or not _is_title(text, None):
            continue
        if (len(text.split()) < 2 and len(text) < 8) or text.endswith(":") or (found and found[-1].body > index):
            continue
        if index == 0 or (line.gap == 0 and lines[index - 1].text[-1:] not in ".:;"):
            continue
        found.append(_heading(lines, index, None, line.start, index))
    return found
