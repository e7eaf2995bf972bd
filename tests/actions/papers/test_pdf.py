"""Papers in PDF: the structure that PDF/UA asks for (ISO 14289-1), and nothing from elsewhere."""

import io
import sys

import pikepdf
import pytest
from pikepdf import Name

from actions.papers import pdf
from actions.papers.outline import Section, text
from tests.actions.papers.sample import make_paper

pytestmark = pytest.mark.rendered


def written(**over):
    return pikepdf.open(io.BytesIO(pdf.write(make_paper(**over))))


def structure(document):
    """(type, element) of everything in the structure tree, in reading order."""

    def walk(element):
        if isinstance(element, pikepdf.Array):
            for kid in element:
                yield from walk(kid)
        elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield str(element.S)[1:], element
            yield from walk(element.get("/K", pikepdf.Array()))

    return list(walk(document.Root.StructTreeRoot.K))


def kinds(document):
    return [kind for kind, _ in structure(document)]


def test_document_says_that_it_is_tagged_accessible_and_in_english():
    document = written()

    assert document.Root.MarkInfo.Marked
    assert str(document.Root.Lang) == "en-GB"
    assert document.Root.ViewerPreferences.DisplayDocTitle
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Pack for the meeting: Improving Lives Select Commission, 31 March 2026"
    assert str(document.docinfo["/Author"]) == "Thornbury Vale Borough Council"


def test_structure_has_headings_in_order_lists_and_quotes():
    found = kinds(written())

    assert [kind for kind in found if kind in ("H1", "H2", "H3")] == ["H1", "H2", "H3", "H2"]
    assert (found.count("L"), found.count("LI"), found.count("BlockQuote")) == (1, 2, 1)


def test_tables_have_headings_that_their_cells_name():
    document = written()
    elements = structure(document)

    headings = {str(element.ID) for kind, element in elements if kind == "TH"}
    cells = [[str(name) for name in element.A.Headers] for kind, element in elements if kind == "TD"]
    assert [kind for kind, _ in elements].count("Table") == 2
    # a column's heading and a row's, for every cell
    assert [len(names) for names in cells] == [2] * 6
    assert {name for names in cells for name in names} <= headings
    named = document.Root.StructTreeRoot.IDTree.Names
    assert {str(named[place]) for place in range(0, len(named), 2)} == headings
    scopes = [str(element.A.Scope) for kind, element in elements if kind == "TH"]
    assert scopes == ["/Column"] * 3 + ["/Row"] * 2 + ["/Column"] * 2 + ["/Row"] * 2


def test_chart_is_a_figure_with_its_words():
    document = written()
    [figure] = [element for kind, element in structure(document) if kind == "Figure"]

    assert str(figure.Alt) == "Actions: Changed 4, Overdue 1"


def test_bookmarks_are_the_headings():
    with written().open_outline() as outline:
        [top] = outline.root

    assert top.title == "Pack for the meeting"
    assert [(item.title, [child.title for child in item.children]) for item in top.children] == [
        ("Changed", ["ILSC 2025/26-03 Publish the pathway"]),
        ("Counts", []),
    ]


def test_links_say_where_they_lead():
    document = written()

    links = [note for page in document.pages for note in page.get("/Annots", []) if note.Subtype == Name.Link]

    assert [str(link.Contents) for link in links] == ["Changed"]
    assert [str(page.Tabs) for page in document.pages] == ["/S"] * len(document.pages)


def test_fonts_are_in_the_file():
    document = written()

    fonts = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/FontName" in item]
    assert fonts != []
    assert [font for font in fonts if not any(name in font for name in ("/FontFile2", "/FontFile3"))] == []


def test_words_are_not_markup():
    document = written(sections=(Section("<b>x</b>", (text('<img src="https://example.org/a.png">'),)),))

    with document.open_outline() as outline:
        assert [item.title for item in outline.root[0].children] == ["<b>x</b>"]


def test_nothing_is_fetched(monkeypatch):
    import weasyprint

    monkeypatch.setattr(pdf, "render_to_string", lambda *_: '<img src="file:///etc/hostname">')

    with pytest.raises(weasyprint.urls.FatalURLFetchingError):
        pdf.write(make_paper())


def test_same_paper_makes_the_same_bytes():
    assert pdf.write(make_paper()) == pdf.write(make_paper())


def test_without_pango_the_error_says_what_to_install(monkeypatch):
    class Missing:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])

    with pytest.raises(pdf.Unavailable, match="Install the packages libpango"):
        pdf.write(make_paper())
