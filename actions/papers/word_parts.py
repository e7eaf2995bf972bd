"""What python-docx leaves to be done by hand: fields, repeating rows, styles by name, one language, links within.

Each function changes the document it is given.
"""

import copy
import io
import zipfile
from functools import cache
from pathlib import Path

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

DEFAULT_TEMPLATE = Path(__file__).resolve().parent / "default_template"

# the styles a paper is written in, by the names Word shows
COUNCIL_STYLES = (
    "Normal",
    "Title",
    "Subtitle",
    "Heading 1",
    "Heading 2",
    "Heading 3",
    "Heading 4",
    "List Bullet",
    "Quote",
    "Caption",
    "Strong",
    "Hyperlink",
    "Table Grid",
)
OWN_STYLES = (
    "Scrutiny Table",
    "Scrutiny Table Text",
    "Scrutiny Table Note",
    "Scrutiny Gap",
    "Scrutiny Head",
    "Scrutiny Foot",
    "Scrutiny Secondary",
    "Scrutiny Notice",
    "Scrutiny Marking",
    "Scrutiny Tag",
)
LANGUAGE = "en-GB"


@cache
def default_template() -> bytes:
    """The template that papers are written in where the council has none of its own: a .docx."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(DEFAULT_TEMPLATE.rglob("*")):
            if file.is_file():
                name = zipfile.ZipInfo(file.relative_to(DEFAULT_TEMPLATE).as_posix(), (1980, 1, 1, 0, 0, 0))
                archive.writestr(name, file.read_bytes())
    return made.getvalue()


@cache
def _defaults(part: str):
    return parse_xml((DEFAULT_TEMPLATE / "word" / part).read_bytes())


# styles


def style_names(document) -> set[str]:
    return {style.name for style in document.styles if style.name}


def missing_styles(document) -> list[str]:
    """Which of the styles that papers are written in the document does not define."""
    there = style_names(document)
    return [name for name in COUNCIL_STYLES if name not in there]


def complete_styles(document):
    """Give a document the styles it lacks, as the default template has them.

    A council that has "Table Grid" and no "Scrutiny Table" gets its tables in the grid it knows.
    """
    there = style_names(document)
    if "Scrutiny Table" not in there and "Table Grid" in there:
        _as_their_grid(document)
        there.add("Scrutiny Table")
    missing = [name for name in (*COUNCIL_STYLES, *OWN_STYLES) if name not in there]
    if "List Bullet" in missing:
        number = _add_bullets(document)
    for name in missing:
        style = _default_style(name)
        _keep_ids_apart(document, style)
        if name == "List Bullet":
            style.find(".//" + qn("w:numId")).set(qn("w:val"), str(number))
        document.styles.element.append(style)


def _default_style(name):
    stored = name.lower() if name.startswith(("Heading", "Caption")) else name
    [found] = [
        style
        for style in _defaults("styles.xml").iterchildren(qn("w:style"))
        if style.find(qn("w:name")).get(qn("w:val")) == stored
    ]
    return copy.deepcopy(found)


def _keep_ids_apart(document, style):
    """Give `style` an id that is free, and let it build on what the document has."""
    ids = {one.get(qn("w:styleId")) for one in document.styles.element.iterchildren(qn("w:style"))}
    number, wanted = 1, style.get(qn("w:styleId"))
    while style.get(qn("w:styleId")) in ids:
        number += 1
        style.set(qn("w:styleId"), f"{wanted}{number}")
    based = style.find(qn("w:basedOn"))
    if based is not None and based.get(qn("w:val")) not in ids:
        kind = WD_STYLE_TYPE.TABLE if style.get(qn("w:type")) == "table" else WD_STYLE_TYPE.PARAGRAPH
        default = document.styles.default(kind)
        if default is None:
            style.remove(based)
        else:
            based.set(qn("w:val"), default.style_id)


def _as_their_grid(document):
    """The style that tables are written in, drawn as the document's own grid."""
    style = parse_xml(
        '<w:style xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:type="table" '
        'w:customStyle="1" w:styleId="ScrutinyTable"><w:name w:val="Scrutiny Table"/><w:basedOn w:val=""/>'
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>'
    )
    style.find(qn("w:basedOn")).set(qn("w:val"), document.styles["Table Grid"].style_id)
    _keep_ids_apart(document, style)
    document.styles.element.append(style)


def _add_bullets(document) -> int:
    """Add the default bullets to a document's numbering; the number that a style asks for them by."""
    numbering = _numbering(document)
    defaults = _defaults("numbering.xml")
    taken = [
        int(element.get(qn(name)))
        for element in numbering
        for name in ("w:abstractNumId", "w:numId")
        if element.get(qn(name)) is not None
    ]
    number = max(taken, default=0) + 1
    abstract = copy.deepcopy(defaults.find(qn("w:abstractNum")))
    abstract.set(qn("w:abstractNumId"), str(number))
    first = numbering.find(qn("w:num"))
    # all abstract ones come before the first that is not
    numbering.append(abstract) if first is None else first.addprevious(abstract)
    concrete = copy.deepcopy(defaults.find(qn("w:num")))
    concrete.set(qn("w:numId"), str(number))
    concrete.find(qn("w:abstractNumId")).set(qn("w:val"), str(number))
    last = numbering.findall(qn("w:num"))
    last[-1].addnext(concrete) if last else numbering.append(concrete)
    return number


def _numbering(document):
    """The root of a document's numbering, made where it has none."""
    part = document.part
    try:
        return part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        empty = OxmlElement("w:numbering")
        made = XmlPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, empty, part.package)
        part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
        return empty


def speak_english(document):
    """Say once that the whole document is in British English, and nowhere else anything else."""
    styles = document.styles.element
    for element in styles.xpath(".//w:style//w:lang"):
        element.getparent().remove(element)
    defaults = styles.get_or_add_docDefaults() if hasattr(styles, "get_or_add_docDefaults") else _doc_defaults(styles)
    rpr = _child(_child(defaults, "w:rPrDefault", first=True), "w:rPr")
    for old in rpr.findall(qn("w:lang")):
        rpr.remove(old)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    language.set(qn("w:eastAsia"), LANGUAGE)
    rpr.append(language)


def _doc_defaults(styles):
    found = styles.find(qn("w:docDefaults"))
    if found is None:
        found = OxmlElement("w:docDefaults")
        styles.insert(0, found)
    return found


def _child(parent, name, *, first=False):
    found = parent.find(qn(name))
    if found is None:
        found = OxmlElement(name)
        parent.insert(0, found) if first else parent.append(found)
    return found


# what stands in a paragraph


def add_field(paragraph, instruction: str, shown: str = "1"):
    """Add a field such as PAGE or NUMPAGES, whose value a word processor works out; `shown` stands until it has."""
    for kind, words in (("begin", None), (None, instruction), ("separate", None), ("shown", shown), ("end", None)):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = words
        elif kind is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {words} "
            run._r.append(element)
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)


def add_bookmark(paragraph, name: str, number: int):
    """Make the paragraph a place that links within the document lead to; `number` is unique in the document."""
    for tag, at in (("w:bookmarkStart", 0), ("w:bookmarkEnd", None)):
        element = OxmlElement(tag)
        element.set(qn("w:id"), str(number))
        if tag == "w:bookmarkStart":
            element.set(qn("w:name"), bookmark_name(name))
        after = 0 if paragraph._p.pPr is None else 1
        paragraph._p.insert(after, element) if at == 0 else paragraph._p.append(element)


def add_link(paragraph, words: str, to: str, style):
    """Add words that lead to the bookmark called `to`."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), bookmark_name(to))
    link.set(qn("w:history"), "1")
    run = paragraph.add_run(words, style=style)
    paragraph._p.remove(run._r)
    link.append(run._r)
    paragraph._p.append(link)


def bookmark_name(name: str) -> str:
    """A name as Word takes it: letters, digits and underscores, at most 40."""
    return "".join(letter if letter.isalnum() else "_" for letter in name)[:40]


# tables


def repeat_header(row):
    """Have the row stand at the top of the table on every page, and be its heading to a screen reader."""
    _switch(row._tr.get_or_add_trPr(), "w:tblHeader")


def keep_whole(row):
    """Keep the row from being split between two pages."""
    _switch(row._tr.get_or_add_trPr(), "w:cantSplit")


def _switch(properties, name):
    if properties.find(qn(name)) is None:
        properties.append(OxmlElement(name))


def describe(table, label: str):
    """Say for those who do not see a table what it holds, and that its first row alone is headings."""
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        look = OxmlElement("w:tblLook")
        properties.append(look)
    flags = {"firstRow": "1", "lastRow": "0", "firstColumn": "0", "lastColumn": "0", "noHBand": "1", "noVBand": "1"}
    look.set(qn("w:val"), "0620")
    for name, value in flags.items():
        look.set(qn(f"w:{name}"), value)
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), label)
    look.addnext(caption)


def set_widths(table, shares, total):
    """Give a table's columns their shares of the `total` width, whatever stands in them."""
    table.autofit = False
    widths = [int(total * share / sum(shares)) for share in shares]
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = width
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = width
