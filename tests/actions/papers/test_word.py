"""Papers in Word: what a reader, a screen reader and a council's template find in the file."""

import io
import zipfile

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from actions.papers import word, word_parts
from actions.papers.outline import Column, Section, Table, text
from tests.actions.papers.sample import make_paper


def written(template=None, **over):
    return Document(io.BytesIO(word.write(make_paper(**over), template)))


def saved(document):
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def outline_of(document):
    return [(line.style.name, line.text) for line in document.paragraphs if line.style.name.startswith("Heading")]


def test_headings_and_lists_are_styles():
    document = written()

    assert outline_of(document) == [
        ("Heading 1", "Changed"),
        ("Heading 2", "ILSC 2025/26-03 Publish the pathway"),
        ("Heading 1", "Counts"),
    ]
    assert [line.text for line in document.paragraphs if line.style.name == "List Bullet"] == [
        "Status: was Not started",
        "Line one\nline two",
    ]


def test_table_has_a_heading_row_that_repeats_and_rows_that_do_not_split():
    table = written().tables[0]

    rows = [
        (bool(row._tr.xpath("./w:trPr/w:tblHeader")), bool(row._tr.xpath("./w:trPr/w:cantSplit"))) for row in table.rows
    ]
    assert rows == [(True, True), (False, True), (False, True)]
    assert table._tbl.xpath("./w:tblPr/w:tblCaption/@w:val") == ["What is owed"]
    assert table._tbl.xpath("./w:tblPr/w:tblLook/@w:firstRow") == ["1"]


def test_table_holds_each_cell():
    table = written().tables[0]

    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Action", "Due", "Times"],
        ["Publish the pathway", "6 March 2026", "2"],
        ["Report on autism", "Not given\nNever", ""],
    ]


def test_columns_share_the_width_between_the_margins():
    document = written()
    page = document.sections[0]

    widths = [column.width for column in document.tables[0].columns]

    assert widths[0] == pytest.approx(3 * widths[1], rel=0.01)
    assert sum(widths) == pytest.approx(page.page_width - page.left_margin - page.right_margin, rel=0.01)


def test_page_is_numbered_and_says_whose_it_is():
    footer, header = written().sections[0].footer, written().sections[0].header

    assert [field.text.strip() for field in footer._element.xpath(".//w:instrText")] == ["PAGE", "NUMPAGES"]
    assert footer.paragraphs[0].text == "SHA-256 " + "ab" * 32 + "\tPage 1 of 1"
    assert [line.text for line in header.paragraphs] == [
        "Improving Lives, 31 March 2026, version 2\tThornbury Vale Borough Council"
    ]


def test_marking_stands_on_the_first_page_and_at_the_head_of_every_one():
    document = written(marking="Not for publication")

    assert document.paragraphs[0].text == "Not for publication"
    assert document.sections[0].header.paragraphs[0].text == "Not for publication"


def test_file_says_its_title_its_author_and_its_language():
    document = written()

    properties = document.core_properties
    assert (properties.title, properties.author, properties.language) == (
        "Pack for the meeting",
        "Thornbury Vale Borough Council",
        "en-GB",
    )
    assert document.styles.element.xpath(".//w:lang/@w:val") == ["en-GB"]


def test_link_leads_to_the_section():
    document = written()

    [link] = document.element.body.xpath(".//w:hyperlink")
    [bookmark] = document.element.body.xpath(".//w:bookmarkStart")

    assert link.get(qn("w:anchor")) == bookmark.get(qn("w:name")) == "changed"
    assert bookmark.getparent().xpath("string(.)") == "Changed"


def test_characters_that_xml_cannot_hold_are_left_out():
    document = written(sections=(Section("A", (text("be\x00fore\x0b aft\ud800er"),)),))

    assert "before after" in [line.text for line in document.paragraphs]


def test_same_paper_makes_the_same_bytes():
    assert word.write(make_paper()) == word.write(make_paper())


# in a council's own template


def make_template(*, styles=("Title", "Heading 1", "Table Grid")):
    """A template as a council has it: its own header and footer, some styles, words and remarks to be left behind."""
    document = Document()
    document.core_properties.author = "Somebody Else"
    document.core_properties.comments = "A private remark"
    for style in list(document.styles):
        if style.name not in (*styles, "Normal", "Default Paragraph Font", "Normal Table", "No List"):
            style.delete()
    document.styles.add_style("Letterhead", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Words of the template")
    document.sections[0].header.paragraphs[0].text = "Thornbury Vale, Town Hall"
    document.sections[0].footer.paragraphs[0].text = "thornburyvale.example"
    return saved(document)


def test_templates_header_and_footer_stay_and_its_words_go():
    document = written(make_template())

    assert [line.text for line in document.sections[0].header.paragraphs] == [
        "Thornbury Vale, Town Hall",
        "Improving Lives, 31 March 2026, version 2\tThornbury Vale Borough Council",
    ]
    assert document.sections[0].footer.paragraphs[0].text == "thornburyvale.example"
    assert "Words of the template" not in [line.text for line in document.paragraphs]


def test_templates_styles_are_used_by_name():
    template = Document(io.BytesIO(make_template()))
    template.styles["Heading 1"].font.name = "Gill Sans"

    document = written(saved(template))

    assert document.styles["Heading 1"].font.name == "Gill Sans"
    assert outline_of(document)[0] == ("Heading 1", "Changed")


def test_styles_that_a_template_lacks_are_the_default_ones():
    template = make_template()

    document = written(template)

    assert word_parts.missing_styles(Document(io.BytesIO(template))) == [
        "Subtitle",
        "Heading 2",
        "Heading 3",
        "Heading 4",
        "List Bullet",
        "Quote",
        "Caption",
        "Strong",
        "Hyperlink",
    ]
    assert word_parts.missing_styles(document) == []


def test_bullets_are_bullets_where_a_template_has_none():
    document = written(make_template())

    [number] = document.styles["List Bullet"].element.xpath(".//w:numId/@w:val")
    numbering = document.part.numbering_part.element
    [abstract] = numbering.xpath(f"./w:num[@w:numId='{number}']/w:abstractNumId/@w:val")
    assert numbering.xpath(f"./w:abstractNum[@w:abstractNumId='{abstract}']/w:lvl/w:numFmt/@w:val") == ["bullet"]


def test_table_is_drawn_in_the_templates_grid():
    document = written(make_template())

    style = document.tables[0].style
    assert (style.name, style.base_style.name) == ("Scrutiny Table", "Table Grid")


def test_table_style_of_a_template_made_for_the_tracker_is_used():
    template = Document(io.BytesIO(make_template()))
    template.styles.add_style("Scrutiny Table", WD_STYLE_TYPE.TABLE).font.name = "Gill Sans"

    document = written(saved(template))

    assert document.tables[0].style.font.name == "Gill Sans"


def test_every_kind_of_page_of_a_template_gets_its_number():
    template = Document(io.BytesIO(make_template()))
    template.settings.odd_and_even_pages_header_footer = True
    template.sections[0].different_first_page_header_footer = True

    page = written(saved(template)).sections[0]

    for footer in (page.footer, page.first_page_footer, page.even_page_footer):
        assert footer.paragraphs[-1].text == "SHA-256 " + "ab" * 32 + "\tPage 1 of 1"


def test_page_number_that_a_template_has_is_not_doubled():
    template = Document(io.BytesIO(make_template()))
    word_parts.add_field(template.sections[0].footer.paragraphs[0], "PAGE")

    footer = written(saved(template)).sections[0].footer

    assert [field.text.strip() for field in footer._element.xpath(".//w:instrText")] == ["PAGE"]


def test_header_of_an_earlier_section_stays_when_the_section_goes():
    template = Document(io.BytesIO(make_template()))
    template.add_section()

    document = written(saved(template))

    assert len(document.sections) == 1
    assert document.sections[0].header.paragraphs[0].text == "Thornbury Vale, Town Hall"


def test_nothing_of_a_templates_own_making_leaves_with_a_paper():
    template = Document(io.BytesIO(make_template()))
    template.add_comment(template.paragraphs[0].runs, text="A private remark", author="Somebody Else")

    with zipfile.ZipFile(io.BytesIO(word.write(make_paper(), saved(template)))) as archive:
        found = {name for name in archive.namelist() if b"Somebody Else" in archive.read(name)}
        found |= {name for name in archive.namelist() if b"A private remark" in archive.read(name)}

    assert found == set()


def test_default_template_has_every_style():
    assert word_parts.missing_styles(Document(io.BytesIO(word_parts.default_template()))) == []


def test_empty_table_has_its_headings():
    document = written(sections=(Section("A", (Table("None", (Column("One"), Column("Two")), ()),)),))

    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [["One", "Two"]]
