"""The text of a web page, as somebody who selects its minutes and copies them would paste it.

Lists keep their numbers, table cells are parted by tabs, paragraphs by empty lines; papers in a list keep their
address, as "[title](address)". What surrounds the minutes
(navigation, header, footer, cookie notice) is left out. Nothing is loaded, and no entity is resolved.
"""

from __future__ import annotations

import itertools
import re

from lxml import etree, html

from meetings.minutes.numbering import letter, roman
from meetings.minutes.unreadable import UnreadableFile

# where the minutes stand, the narrowest first
_MAIN = ("//main", "//*[@role='main']", "//*[@id='modgov']", "//*[contains(@class, 'mgContent')]", "//article")

_SILENT = re.compile(
    "head|script|style|template|noscript|nav|aside|form|button|select|textarea|input|iframe|object|embed|svg|canvas"
    "|video|audio|dialog"
)
_CHROME_ROLES = re.compile("navigation|banner|contentinfo|search|complementary|dialog|alertdialog")
# words of an id or class that say a part is about the site, not the minutes
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:cookies?(?:$|[\s_-])|bread-?crumbs?|skip-?(?:link|to)|side-?bar|site-?(?:header|footer|nav)"
    r"|(?:main|top|primary|site)-?(?:nav|menu)|nav(?:bar|igation)?(?:$|[\s_-])|social|share-|page-?footer|footer(?:$|[\s_-])"
    r"|visually-?hidden|sr-only|print-?hide|feedback)|mgNavMenu|mgLinks|mgSideBar|mgHelpText|mgHide",
    re.I,
)
_PARAGRAPHS = re.compile("p|h[1-6]|table|[uod]l|blockquote|pre|section|article|figure|hr|address")
_LINES = re.compile("div|li|tr|dt|dd|br|caption|thead|tbody|tfoot|main|header|footer|body|center|fieldset")
_FILE = re.compile(r"[^\s()<>\[\]]+\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf)(?:\?[^\s()<>\[\]]*)?", re.I)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def text_of(page: str) -> str:
    """The text of an HTML page or fragment; raises UnreadableFile where there is none."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(page.encode(errors="replace"), parser=parser)
    except etree.LxmlError as error:
        raise UnreadableFile("This web page cannot be read. Copy its text and paste it instead.") from error
    text = _written(_main(root))
    if not text:
        raise UnreadableFile("There is no text in this web page. Copy the text from your browser and paste it instead.")
    return text


def _main(root):
    """The part of the page that is about the minutes, if it says which; else all of it."""
    for path in _MAIN:
        found = root.xpath(path)
        if found and len(found[0].text_content()) * 5 > len(root.text_content()):
            return found[0]
    return root


def _is_chrome(element) -> bool:
    if element.tag in ("body", "html", "main"):
        return False
    if _SILENT.fullmatch(element.tag) or "hidden" in element.attrib or element.get("aria-hidden") == "true":
        return True
    if _CHROME_ROLES.fullmatch(element.get("role", "")) or "display:none" in element.get("style", "").replace(" ", ""):
        return True
    if element.tag in ("header", "footer"):
        return not any(above.tag in ("main", "article", "section") for above in element.iterancestors())
    return bool(_CHROME.search(f"{element.get('id', '')} {element.get('class', '')}"))


def _written(main) -> str:
    """The text below an element, walked without recursion, since pages nest as deep as they like."""
    paper = _Paper()
    walk = etree.iterwalk(main, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if _is_chrome(element):
                walk.skip_subtree()
                paper.skipped.add(element)
                continue
            paper.open(element)
            paper.write(element.text, element)
        else:
            if element not in paper.skipped:
                paper.close(element)
            if element is not main:
                paper.write(element.tail, element.getparent())
    return paper.text()


class _Paper:
    """Lines being written. `gap` is what must stand before the next words: nothing, a new line, or an empty line."""

    def __init__(self):
        self.written = []
        self.gap = 0
        self.mark = ""
        self.spaced = True
        self.in_cell = False  # of a table, and all of it on one line
        self.skipped = set()
        self.counters = []

    def open(self, element):
        if element.tag == "br":
            self.gap = min(self.gap + 1, 2)
            return
        self._break(element)
        if element.tag == "a" and _is_paper(element):
            self._put("[")
        elif element.tag in ("ol", "ul"):
            self.counters.append(_Counter(element))
        elif element.tag == "li":
            self.mark += self.counters[-1].next(element) if self.counters else "• "
        elif element.tag in ("td", "th"):
            self.in_cell = not _has_paragraphs(element)

    def close(self, element):
        tag = element.tag
        if tag == "a" and _is_paper(element):
            self._put(f"]({element.get('href')})")
        if tag in ("ol", "ul"):
            self.counters.pop()
        elif tag == "li":
            self.mark = ""
        elif tag in ("td", "th"):
            if self.in_cell and element.getnext() is not None:
                self._put("\t")
            self.in_cell = False
        if tag in ("tr", "li"):
            self.gap = 1
        elif tag != "br":
            self._break(element)

    def write(self, text, parent):
        if not text or parent.tag in ("table", "tbody", "thead", "tr", "ul", "ol"):
            return
        if parent.tag != "pre":
            text = _SPACE.sub(" ", text)
            text = text.removeprefix(" ") if self.gap or self.spaced else text
        if text:
            self._put(text)

    def text(self) -> str:
        lines = (line.strip(" ") for line in "".join(self.written).split("\n"))
        return "\n".join(lines).strip("\n")

    def _put(self, text):
        if self.gap and self.written:
            self.written.append("\n" * self.gap)
        self.written.append(self.mark + text)
        self.gap, self.mark, self.spaced = 0, "", text.endswith((" ", "\t"))

    def _break(self, element):
        if self.in_cell or (self.written and self.written[-1] == "\t"):
            return
        parent = element.getparent()
        inner = parent is not None and parent.tag == "li" and (self.mark or element.tag in ("ol", "ul"))
        if _PARAGRAPHS.fullmatch(element.tag) and not inner:
            self.gap = 2
        elif inner or _LINES.fullmatch(element.tag):
            self.gap = max(self.gap, 1)


def _is_paper(link) -> bool:
    """Whether a link leads to a file and opens an entry of a list, as supporting documents stand."""
    if not _FILE.fullmatch(link.get("href", "")) or not "".join(link.itertext()).strip():
        return False
    parent = link.getparent()
    first = parent is not None and link.getprevious() is None and not (parent.text or "").strip()
    return first and (parent.tag == "li" or (parent.tag in ("p", "div") and parent.getparent().tag == "li"))


def _has_paragraphs(cell) -> bool:
    """Whether a table cell holds several: then it stands on lines of its own, as most such tables are mere layout."""
    blocks = (
        below for below in cell.iterdescendants() if _PARAGRAPHS.fullmatch(below.tag) or below.tag in ("div", "li")
    )
    return len(list(itertools.islice(blocks, 2))) == 2


class _Counter:
    """The marks of one list's items."""

    def __init__(self, element):
        self.ordered = element.tag == "ol"
        self.bare = "mgNonBulletList" in element.get("class", "") or "list-style:none" in _style(element)
        self.kind = element.get("type", "1")
        self.number = _whole(element.get("start"), 1) - 1

    def next(self, item) -> str:
        if self.bare:
            return ""
        if not self.ordered:
            return "• "
        self.number = _whole(item.get("value"), self.number + 1)
        return f"{_numeral(self.number, self.kind)}. "


def _style(element) -> str:
    return element.get("style", "").replace(" ", "").replace("list-style-type", "list-style")


def _whole(words: str | None, otherwise: int) -> int:
    return int(words) if words and re.fullmatch(r"-?[0-9]{1,6}", words) else otherwise


def _numeral(number: int, kind: str) -> str:
    ways = {"a": letter, "A": lambda n: letter(n).upper(), "i": roman, "I": lambda n: roman(n).upper()}
    return ways.get(kind, str)(number)
