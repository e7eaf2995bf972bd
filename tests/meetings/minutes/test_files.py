"""Files as councils publish them and as people send them, made here byte by byte or by the libraries that make them."""

import contextlib
import io
import zipfile

import docx
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.minutes import files, word
from meetings.minutes.files import UnreadableFile


def make_docx(*paragraphs, style=None):
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph, style=style)
    return saved(document)


def saved(document):
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def repacked(data, *, more=(), instead=()):
    """An Office file with parts added or replaced."""
    packed, instead = io.BytesIO(), dict(instead)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, instead.get(entry, old.read(entry)))
        for name, content in more:
            new.writestr(name, content)
    return packed.getvalue()


def make_pdf(*pages, **saving):
    """A PDF of one line of Helvetica a page; an empty line makes an empty page."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for line in pages:
        page = pdf.add_blank_page()
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(f"BT /F1 12 Tf 72 700 Td ({line}) Tj ET".encode() if line else b"")
    data = io.BytesIO()
    pdf.save(data, **saving)
    return data.getvalue()


def refusal(data, name):
    with pytest.raises(UnreadableFile) as refused:
        files.extract(data, name)
    return str(refused.value)


TYPES = "Upload a text (.txt), web page (.html), Word (.docx) or PDF (.pdf) file, or paste the text."


# plain text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_every_encoding_a_council_saves_in(encoding):
    words = "Members’ questions – Ynys Môn\nResolved: that £5 be spent."

    assert files.extract(words.encode(encoding), "minutes.txt") == words


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_text_with_other_line_endings_gets_line_feeds(ending):
    data = f"RESOLVED{ending}{ending}1. That it be noted.{ending}".encode()

    assert files.extract(data, "MINUTES.MD") == "RESOLVED\n\n1. That it be noted.\n"


def test_text_keeps_form_feeds_and_drops_what_no_database_takes():
    text = "Page one of the minutes of the commission, which is\f long enough" * 2 + "\x01"

    assert files.extract(text.encode(), "a.txt") == text[:-1]


# web pages

ITEM_PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Agenda item - SEND</title>
<style>p {color: red}</style><script>var a = "<p>no</p>";</script></head>
<body>
<div class="cookie-banner"><p>We use cookies.</p></div>
<header><a href="/">Thornbury Vale</a></header>
<nav><ul><li>Home</li><li>Councillors</li></ul></nav>
<ol class="breadcrumb"><li>Home</li><li>Committees</li></ol>
<div id="modgov"><div class="mgContent">
<ul class="mgNavMenu"><li>Calendar</li></ul>
<h1>Agenda item</h1>
<h2 class="mgSubTitleTxt">SEND Peer&nbsp;Challenge</h2>
<div class="mgWordPara">
<p>The Head of Service,
   Inclusion <b>attended</b>.</p>
<p>Strengths:</p>
<ul><li>Children were at the heart.</li><li><p>Leaders knew their services.</p></li></ul>
<p>Resolved: -</p>
<ol><li>That the report be noted.</li>
<li>That the Director:<ol type="a"><li>report back;</li><li>write.</li></ol></li></ol>
<ol start="3"><li>That it be circulated.</li></ol>
<table><tr><th>Action</th><th><p>By whom</p></th></tr><tr><td><p>Write</p></td><td>AB</td></tr></table>
</div>
<div class="mgLinks"><a href="#">Share this page</a></div>
</div></div>
<aside>Related pages</aside>
<footer>Contact us</footer>
</body></html>"""

ITEM_TEXT = """Agenda item

SEND Peer\xa0Challenge

The Head of Service, Inclusion attended.

Strengths:

• Children were at the heart.
• Leaders knew their services.

Resolved: -

1. That the report be noted.
2. That the Director:
a. report back;
b. write.

3. That it be circulated.

Action\tBy whom
Write\tAB"""


@pytest.mark.parametrize("name", ["item.html", "item.HTM"])
def test_page_of_an_item_is_read_without_what_surrounds_it(name):
    assert files.extract(ITEM_PAGE.encode(), name) == ITEM_TEXT


def test_page_without_a_main_part_is_read_whole():
    page = "<p>Present: Cllr Frost<br>and Cllr Quill</p><div>Apologies</div><p style='display: none'>hidden</p>"

    assert files.extract(page.encode(), "a.html") == "Present: Cllr Frost\nand Cllr Quill\n\nApologies"


def test_page_is_read_in_the_charset_it_declares():
    page = '<html><head><meta charset="iso-8859-15"></head><body><p>£ and €</p></body></html>'

    assert files.extract(page.encode("iso-8859-15"), "a.html") == "£ and €"


def test_page_with_layout_tables_keeps_paragraphs_on_their_lines():
    page = "<table><tr><td>12</td><td><p>Resolved:</p><p>That it be noted.</p></td><td>now</td></tr></table>"

    assert files.extract(page.encode(), "a.html") == "12\tResolved:\n\nThat it be noted.\n\nnow"


def test_page_with_an_outside_entity_loads_nothing(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><body><p>Noted &x; well</p></body></html>'

    assert "secret" not in files.extract(page.encode(), "a.html").replace(secret.as_uri(), "")


def test_page_nested_very_deeply_is_read_or_refused():
    page = "<div>" * 50_000 + "words" + "</div>" * 50_000

    with contextlib.suppress(UnreadableFile):
        assert "words" in files.extract(page.encode(), "a.html")


def test_page_without_words_is_refused():
    assert refusal(b"<html><body><nav>Home</nav></body></html>", "a.html") == (
        "There is no text in this web page. Copy the text from your browser and paste it instead."
    )


# Word


def test_word_document_keeps_headings_lists_and_tables():
    document = docx.Document()
    document.add_heading("SEND Peer Challenge", 1)
    document.add_paragraph("Strong leaders.", style="List Bullet")
    document.add_paragraph("RESOLVED –")
    document.add_paragraph("That the report be noted.", style="List Number")
    document.add_paragraph("The Chair then spoke.")
    document.add_paragraph("That it be circulated.", style="List Number")
    table = document.add_table(2, 2)
    for cell, words in zip(table._cells, ("Action", "By whom", "Write", "AB"), strict=True):
        cell.text = words

    assert files.extract(saved(document), "minutes.docx").split("\n") == [
        "SEND Peer Challenge",
        "",
        "• Strong leaders.",
        "",
        "RESOLVED –",
        "",
        "1. That the report be noted.",
        "",
        "The Chair then spoke.",
        "",
        "2. That it be circulated.",
        "",
        "Action\tBy whom",
        "Write\tAB",
    ]


def test_word_document_with_lettered_lists_shows_their_letters():
    numbering = """<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
        <w:abstractNum w:abstractNumId="0">
        <w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
        <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%2.%3"/></w:lvl>
        </w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="0"/>
        <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>"""
    document = docx.Document()
    for words, number, level in (
        ("That the Director", 1, 0),
        ("report", 1, 1),
        ("write", 1, 1),
        ("at once", 1, 2),
        ("That it be noted", 1, 0),
        ("Another list", 2, 0),
    ):
        properties = document.add_paragraph(words)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = number
        properties.get_or_add_ilvl().val = level
    data = repacked(saved(document), instead={"word/numbering.xml": numbering})

    assert files.extract(data, "a.docx").split("\n\n") == [
        "3. That the Director",
        "(a) report",
        "(b) write",
        "3.b.i at once",
        "4. That it be noted",
        "1. Another list",
    ]


def test_word_document_without_text_is_refused():
    assert refusal(make_docx(), "a.docx") == (
        "There is no text in this Word document. Choose another file or paste the text."
    )


def test_word_document_with_macros_is_refused():
    data = repacked(make_docx("Noted"), more=[("word/vbaProject.bin", b"macro")])

    assert refusal(data, "a.docx") == "This Word document holds macros. Save it as a plain .docx, or paste the text."


@pytest.mark.parametrize("part", ["word/media/a.xml", "word/media/a.bin"])
def test_word_document_that_unpacks_to_far_too_much_is_refused(part):
    data = repacked(make_docx("Noted"), more=[(part, bytes(40 * 1024 * 1024))])

    assert refusal(data, "a.docx") == (
        "This Word document unpacks to far more than it should hold. Paste the text instead."
    )


def test_word_document_longer_than_minutes_can_be_is_refused(monkeypatch):
    monkeypatch.setattr(word, "MAX_DOCUMENT", 100)

    with pytest.raises(UnreadableFile, match="too long to read"):
        word.text_of(make_docx("Noted"))


def test_word_document_that_defines_entities_is_refused():
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><a>&b;</a>'
    data = repacked(make_docx("Noted"), instead={"word/document.xml": bomb})

    assert refusal(data, "a.docx") == (
        "This document holds what Word never writes, and is not opened. Paste the text instead."
    )


def test_word_document_cut_short_is_refused():
    assert refusal(make_docx("Noted")[:-2000], "a.docx") == (
        "This Word document is damaged or too large to read. Copy its text and paste it instead."
    )


# PDF


def test_pdf_is_read_page_by_page():
    assert files.extract(make_pdf("RESOLVED", "", "That it be noted."), "a.pdf") == (
        "RESOLVED\n\f\n\fThat it be noted."
    )


def test_pdf_that_only_forbids_printing_is_read():
    locked = pikepdf.Encryption(owner="owner", user="", R=3, aes=False, metadata=False)

    assert files.extract(make_pdf("RESOLVED", encryption=locked), "a.pdf") == "RESOLVED"


def test_pdf_with_a_password_is_refused():
    locked = pikepdf.Encryption(owner="owner", user="user")

    assert refusal(make_pdf("RESOLVED", encryption=locked), "a.pdf") == (
        "This PDF has a password. Save a copy without one, or paste the text."
    )


def test_pdf_of_scanned_pages_is_refused():
    assert refusal(make_pdf("", ""), "a.pdf") == (
        "There is no text in this PDF: it may be a scan. Paste the text, or ask for the file it was made from."
    )


def test_pdf_of_more_than_500_pages_is_refused():
    assert refusal(make_pdf(*["x"] * 501), "a.pdf") == (
        "This PDF has more than 500 pages. Upload the minutes alone, without the rest of the pack."
    )


def test_pdf_cut_short_is_refused():
    assert refusal(b"%PDF-1.7\n" + b"garbage " * 20, "a.pdf") == (
        "This PDF is damaged or too large to read. Copy its text and paste it instead."
    )


def test_pdf_that_keeps_a_reader_busy_is_given_up(monkeypatch):
    monkeypatch.setattr("meetings.minutes.apart.SECONDS", 0.001)

    assert refusal(make_pdf("RESOLVED"), "a.pdf") == (
        "This PDF takes too long to read. Copy its text and paste it instead."
    )


# what is not minutes at all


def test_empty_file_is_refused():
    assert refusal(b"", "a.txt") == "The file is empty. Choose another file or paste the text."


def test_file_of_spaces_is_refused():
    assert refusal(b" \n\n ", "a.txt") == "There is no text in this file. Choose another file or paste the text."


def test_file_over_20_mb_is_refused():
    assert refusal(b"a" * (files.MAX_BYTES + 1), "a.txt") == (
        "The file is larger than 20 MB. Upload a smaller file or paste the text."
    )


@pytest.mark.parametrize("name", ["a.doc", "a.xlsx", "minutes", "", "a.txt/b"])
def test_file_of_another_type_is_refused(name):
    assert refusal(b"words", name) == f"Files of this type cannot be read. {TYPES}"


@pytest.mark.parametrize(
    ("data", "name", "looks"),
    [
        (b"MZ\x90\x00" + bytes(100), "a.pdf", "called .pdf but looks like a Windows program"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a.pdf", "called .pdf but looks like a PNG picture"),
        (b"PK\x03\x04" + bytes(100), "a.pdf", "called .pdf but looks like a ZIP file"),
        (b"PK\x03\x04xl/workbook.xml", "a.docx", "called .docx but looks like an Excel workbook (.xlsx)"),
        (b"PK\x03\x04word/document.xml", "a.txt", "called .txt but looks like a Word document (.docx)"),
        (b"%PDF-1.7", "a.docx", "called .docx but looks like a PDF file"),
        (b"{\\rtf1 minutes}", "a.txt", "called .txt but looks like a rich text file (.rtf)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            "a.docx",
            "looks like an older Office document (.doc, .xls) or one with a password",
        ),
        (b"<!DOCTYPE html><html>", "a.txt", "called .txt but looks like a web page (.html)"),
        (b"Minutes", "a.pdf", "called .pdf but is not a PDF file, or is damaged"),
        (b"Minutes", "a.docx", "called .docx but is not a Word document (.docx), or is damaged"),
    ],
)
def test_disguised_file_is_refused_by_what_it_looks_like(data, name, looks):
    words = refusal(data, name)

    assert looks in words
    assert words.endswith(TYPES)


def test_binary_called_text_is_refused():
    assert refusal(bytes(range(256)) * 10, "a.txt") == f"The file does not hold plain text. {TYPES}"


# whatever it is


def attempt(data, name):
    with contextlib.suppress(UnreadableFile):
        text = files.extract(data, name)
        assert text.strip()
        assert "\x00" not in text
        text.encode()


@given(st.binary(max_size=300), st.sampled_from((".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".exe")))
def test_any_bytes_are_read_or_refused(data, kind):
    attempt(data, f"a{kind}")


@given(st.text(max_size=300), st.sampled_from(("utf-8", "utf-16")))
def test_any_characters_are_read_or_refused_as_a_page(words, encoding):
    attempt(words.encode(encoding, errors="replace"), "a.html")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_any_damage_to_a_file_is_read_over_or_refused(kind, data):
    whole = bytearray({"docx": make_docx, "pdf": make_pdf}[kind]("RESOLVED", "That it be noted."))
    for place in data.draw(st.lists(st.integers(min_value=8, max_value=len(whole) - 1), min_size=1, max_size=8)):
        whole[place] = data.draw(st.integers(min_value=0, max_value=255))

    attempt(bytes(whole), f"a.{kind}")
