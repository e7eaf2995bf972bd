"""A paper as a Word document: real headings and lists, tables whose heading row repeats, the council's own styles."""

import copy
import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from lxml import etree

from actions.papers import archives, word_parts
from actions.papers.outline import (
    FEW_ROWS,
    Bullets,
    Chart,
    Link,
    Look,
    Paper,
    Section,
    Strong,
    Table,
    Tag,
    Text,
    paragraphs,
)

STYLE_OF = {
    Look.BODY: "Normal",
    Look.SECONDARY: "Scrutiny Secondary",
    Look.QUOTE: "Quote",
    Look.NOTICE: "Scrutiny Notice",
}
STYLE_OF_PART = {Strong: "Strong", Tag: "Scrutiny Tag"}
DEEPEST = 4

# what a template's pages need; its body's pictures, comments and properties are not for the paper's readers
KEPT_OF_DOCUMENT = {
    "styles",
    "numbering",
    "settings",
    "webSettings",
    "theme",
    "fontTable",
    "header",
    "footer",
    "footnotes",
    "endnotes",
}
KEPT_OF_PACKAGE = {"officeDocument"}


def write(paper: Paper, template: bytes | None = None) -> bytes:
    """The paper as a .docx, in the council's `template` (a .docx) where there is one.

    What the template's pages say stays, its header and footer with it; what stands in its body goes.
    """
    document = Document(io.BytesIO(template or word_parts.default_template()))
    _empty(document)
    word_parts.complete_styles(document)
    word_parts.speak_english(document)
    _describe(document, paper)
    for section in document.sections:
        _head_and_foot(section, paper)
    Writer(document).write(paper)
    made = io.BytesIO()
    document.save(made)
    return archives.steady(made.getvalue(), paper.made_at)


def _empty(document):
    """Take out all of the body but what says how its last pages look, and whatever hung from it alone."""
    last = document.sections[-1]._sectPr
    for earlier in reversed(list(document.sections)[:-1]):
        for reference in earlier._sectPr.xpath("./w:headerReference | ./w:footerReference"):
            kind = reference.get(qn("w:type"))
            if not last.xpath(f"./{reference.prefix}:{etree.QName(reference).localname}[@w:type='{kind}']"):
                last.insert(0, copy.deepcopy(reference))
    body = document.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)
    for source, kept in ((document.part, KEPT_OF_DOCUMENT), (document.part.package, KEPT_OF_PACKAGE)):
        for name, relationship in list(source.rels.items()):
            if relationship.reltype.rpartition("/")[2] not in kept:
                source.rels.pop(name)


def _describe(document, paper):
    properties = document.core_properties
    moment = paper.made_at.replace(microsecond=0)
    properties.title, properties.author, properties.last_modified_by = paper.title, paper.council, paper.council
    properties.subject = paper.head
    properties.language = word_parts.LANGUAGE
    properties.created = properties.modified = moment
    # the template's own are nobody's business
    properties.category = properties.comments = properties.keywords = properties.content_status = ""
    properties.identifier = properties.version = ""
    properties.revision = 1


def _head_and_foot(section, paper):
    """Add to every kind of page that the section has what stands at its top and bottom."""
    kinds = [(section.header, section.footer)]
    if section.different_first_page_header_footer:
        kinds.append((section.first_page_header, section.first_page_footer))
    if _has_even_pages(section):
        kinds.append((section.even_page_header, section.even_page_footer))
    for header, footer in kinds:
        if paper.marking:
            _line(header, "Scrutiny Head").add_run(paper.marking, style="Strong")
        line = _line(header, "Scrutiny Head")
        line.paragraph_format.tab_stops.add_tab_stop(_text_width(section), WD_TAB_ALIGNMENT.RIGHT)
        line.add_run(f"{paper.head}\t{paper.council}")
        line = _line(footer, "Scrutiny Foot")
        line.paragraph_format.tab_stops.add_tab_stop(_text_width(section), WD_TAB_ALIGNMENT.RIGHT)
        line.add_run(f"{paper.foot}\t")
        if not _has_page_number(footer):
            line.add_run("Page ")
            word_parts.add_field(line, "PAGE")
            line.add_run(" of ")
            word_parts.add_field(line, "NUMPAGES")


def _has_even_pages(section):
    return section.header.part.package.main_document_part.settings.odd_and_even_pages_header_footer


def _line(part, style):
    """A paragraph at the end of a header or footer: the empty one it begins with, or one more."""
    lines = part.paragraphs
    line = lines[0] if len(lines) == 1 and not _holds_anything(lines[0]) and not part.tables else part.add_paragraph()
    line.style = style
    return line


def _holds_anything(paragraph):
    return paragraph.text or len(paragraph._p) > (paragraph._p.pPr is not None)


def _has_page_number(footer):
    fields = footer._element.xpath(".//w:instrText | .//w:fldSimple/@w:instr")
    return any("PAGE" in (field if isinstance(field, str) else field.text or "").split() for field in fields)


def _text_width(section):
    return section.page_width - section.left_margin - section.right_margin - (section.gutter or 0)


class Writer:
    """Writes a paper's outline to the end of a document."""

    def __init__(self, document):
        self.document = document
        self.width = _text_width(document.sections[-1])
        self.bookmarks = 0

    def write(self, paper):
        if paper.marking:
            self.document.add_paragraph(paper.marking, style="Scrutiny Marking")
        if paper.caption:
            self.document.add_paragraph(paper.caption, style="Subtitle")
        self.document.add_paragraph(paper.title, style="Title")
        for block in (*paper.opening, *paper.sections):
            self.block(block, level=1)

    def block(self, block, *, level, leads=False):
        if isinstance(block, Section):
            self.section(block, level)
        elif isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Chart):
            self.table(block.table)
        elif isinstance(block, Bullets):
            for item in block.items:
                self.text(item, self.document.add_paragraph(style="List Bullet"))
        else:
            paragraph = self.document.add_paragraph(style=STYLE_OF[block.look])
            paragraph.paragraph_format.keep_with_next = leads or None
            self.text(block, paragraph)

    def section(self, section, level):
        heading = self.document.add_paragraph(section.title, style=f"Heading {min(level, DEEPEST)}")
        heading.paragraph_format.keep_with_next = True
        if section.anchor:
            self.bookmarks += 1
            word_parts.add_bookmark(heading, section.anchor, self.bookmarks)
        before = len(self.document.element.body)
        for block, leads in section.flow:
            self.block(block, level=level + 1, leads=leads)
        if section.whole:
            self._keep_together(before)

    def _keep_together(self, before):
        """Keep the paragraphs added since `before` on the heading's page: each but the last goes with its next.

        A few: over a long row of such paragraphs LibreOffice leaves the heading behind.
        """
        added = self.document.element.body[before - 1 : -1]
        for element in added[:-1] if len(added) <= FEW_ROWS else ():
            if element.tag == qn("w:p"):
                element.get_or_add_pPr().get_or_add_keepNext()

    def text(self, text: Text, paragraph):
        for part in text.parts:
            if isinstance(part, Link):
                word_parts.add_link(paragraph, part.text, part.to, "Hyperlink")
            elif isinstance(part, str):
                paragraph.add_run(part)
            else:
                # a space on either side, so that a label's ground is not cut off at its letters
                words = f"\u00a0{part.text}\u00a0" if isinstance(part, Tag) else part.text
                paragraph.add_run(words, style=STYLE_OF_PART[type(part)])

    def table(self, table: Table):
        if table.shows_label:
            self.document.add_paragraph(table.label, style="Caption")
        made = self.document.add_table(len(table.rows) + 1, len(table.columns), style="Scrutiny Table")
        word_parts.describe(made, table.label)
        word_parts.set_widths(made, [column.share for column in table.columns], int(self.width * table.width))
        labels = tuple(column.label for column in table.columns)
        # a small table stays on one page, and the headings always stay with the first row
        tied = len(table.rows) if table.is_small else 1
        for number, (row, cells) in enumerate(zip(made.rows, (labels, *table.rows), strict=True)):
            word_parts.keep_whole(row)
            self._fill(row, table, cells, keep_next=number < tied)
        word_parts.repeat_header(made.rows[0])
        # Word asks for a paragraph between a table and the next one
        self.document.add_paragraph(style="Scrutiny Gap")

    def _fill(self, row, table, cells, *, keep_next=False):
        for place, column, cell in zip(row.cells, table.columns, cells, strict=True):
            for number, text in enumerate(paragraphs(cell)):
                paragraph = place.add_paragraph() if number else place.paragraphs[0]
                paragraph.style = "Scrutiny Table Note" if text.look == Look.SECONDARY else "Scrutiny Table Text"
                paragraph.paragraph_format.keep_with_next = keep_next or None
                if column.number:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                self.text(text, paragraph)
