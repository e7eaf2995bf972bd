"""Which Word files may serve as the council's template, and what a clerk is told of those that may not."""

import io
import random
import zipfile

import pytest
from docx import Document

from actions.papers import templates, trial, word_parts
from meetings.uploads import Refused, offices

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def remade(add=None, replace=None):
    """The default template with parts added, and words in its parts replaced: {part: (old, new)}."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word_parts.default_template())) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            was, now = (replace or {}).get(name, ("", ""))
            assert was in old.read(name).decode()
            new.writestr(name, old.read(name).decode().replace(was, now) if was else old.read(name))
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return made.getvalue()


def related(kind, target, *, external=False):
    """A relationship of the document, as a word processor writes it."""
    mode = ' TargetMode="External"' if external else ""
    added = f'<Relationship Id="rId9" Type="{RELATIONSHIPS}/{kind}" Target="{target}"{mode}/></Relationships>'
    return {"word/_rels/document.xml.rels": ("</Relationships>", added)}


def says(words):
    """What is said of every Word file that is not taken."""
    return words.format(name="Word", program="Word", suffix=".docx")


def refusal(data, name="council.docx"):
    with pytest.raises(Refused) as refused:
        templates.check(data, name)
    return str(refused.value)


def with_field(instruction):
    document = Document()
    paragraph = document.sections[0].footer.paragraphs[0]
    word_parts.add_field(paragraph, instruction)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.mark.parametrize("made", [word_parts.default_template, lambda: with_field("PAGE"), lambda: with_field("DATE")])
def test_plain_document_may_serve(made):
    data = made()

    templates.check(data, "Council.DOCX")

    assert trial.can_be_written_in(data)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("council.docm", "can hold macros"),
        ("council.dotx", "is a Word template"),
        ("council.doc", "is an older Word file"),
        ("council.pdf", "Choose a Word document"),
        ("council", "Choose a Word document"),
    ],
)
def test_file_of_another_kind_is_refused(name, words):
    assert words in refusal(word_parts.default_template(), name)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", word_parts.default_template()[:900]])
def test_file_that_is_no_word_document_is_refused(data):
    assert refusal(data) == says(offices.DAMAGED)


def test_file_that_is_another_archive_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "a")

    assert refusal(made.getvalue()) == says(offices.DAMAGED)


def test_file_that_is_too_large_is_refused():
    assert refusal(word_parts.default_template() + b"\0" * templates.MAX_BYTES) == templates.TOO_LARGE


@pytest.mark.parametrize(
    "add",
    [
        # packs to an eighth: no bomb, and much too long
        {"word/a.xml": f"<a>{random.getrandbits(templates.MAX_PART + 9):b}</a>"},
        {f"word/media/{number}.png": random.randbytes(100_000) + bytes(6_000_000) for number in range(9)},
    ],
    ids=["one part", "all parts"],
)
def test_file_that_unpacks_to_more_than_a_template_holds_is_refused(add):
    assert refusal(remade(add=add)) == templates.BLOATED


@pytest.mark.parametrize(
    "add",
    [
        {f"word/media/{number}.png": bytes(6_000_000) for number in range(9)},
        {f"word/media/{number}.png": b"" for number in range(offices.PARTS + 1)},
    ],
    ids=["all parts", "many parts"],
)
def test_file_that_unpacks_to_far_more_than_it_weighs_is_refused(add):
    assert refusal(remade(add=add)) == offices.BLOATED


def test_part_that_is_larger_than_it_says_is_refused():
    data = remade(add={"word/a.xml": b" " * 5000})

    assert refusal(data.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little"))) == says(offices.DAMAGED)


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "word/../../x", "c:\\x.xml", "word\\x.xml"])
def test_part_that_leads_away_is_refused(name):
    assert refusal(remade(add={name: b"<a/>"})) == says(offices.STRANGE)


def test_part_that_is_there_twice_is_refused():
    assert refusal(remade(add={"Word/Document.xml": b"<a/>"})) == says(offices.STRANGE)


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/vbaData.xml", "word/activeX/activeX1.xml"])
def test_macros_are_refused(name):
    assert refusal(remade(add={name: b"<a/>"})) == says(offices.MACROS)


@pytest.mark.parametrize(
    "type_of",
    ["application/vnd.ms-word.document.macroEnabled.main+xml", "application/vnd.ms-office.vbaProject"],
)
def test_macros_under_another_name_are_refused(type_of):
    replace = {
        "[Content_Types].xml": ("</Types>", f'<Override PartName="/word/a.bin" ContentType="{type_of}"/></Types>')
    }

    assert refusal(remade(replace=replace)) == says(offices.MACROS)


def test_template_renamed_to_docx_is_refused():
    replace = {"[Content_Types].xml": ("document.main+xml", "template.main+xml")}

    assert refusal(remade(replace=replace)) == says(offices.DAMAGED)


def test_file_inside_the_file_is_refused():
    assert refusal(remade(add={"word/embeddings/oleObject1.bin": b"x"})) == templates.EMBEDDED
    assert refusal(remade(replace=related("oleObject", "embeddings/a.bin"))) == templates.EMBEDDED
    assert refusal(remade(replace=related("aFChunk", "a.html"))) == templates.EMBEDDED


def test_template_that_hangs_on_another_is_refused():
    data = remade(replace=related("attachedTemplate", "file:///C:/Corporate.dotm", external=True))

    assert refusal(data).startswith("This file hangs on another template (file:///C:/Corporate.dotm).")


@pytest.mark.parametrize(
    ("kind", "target", "external"),
    [
        ("image", "https://example.org/logo.png", True),
        ("hyperlink", "https://example.org/", True),
        ("frame", "other.docx", True),
        ("image", "https://example.org/logo.png", False),
        ("image", "//example.org/logo.png", False),
        ("image", "file:///etc/passwd", False),
    ],
)
def test_what_lies_outside_is_refused(kind, target, external):
    data = remade(replace=related(kind, target, external=external))

    assert (
        refusal(data) == f"This file refers to something outside itself ({target}). Remove the link, and save it again."
    )


@pytest.mark.parametrize(
    ("instruction", "field"),
    [
        ('INCLUDEPICTURE "https://example.org/a.png"', "INCLUDEPICTURE"),
        ('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc.exe"', "DDEAUTO"),
        ('includetext "c:\\\\a.docx"', "INCLUDETEXT"),
        ('HYPERLINK "https://example.org"', "HYPERLINK"),
    ],
)
def test_field_that_fetches_is_refused(instruction, field):
    assert refusal(with_field(instruction)).startswith(f"This file has a field ({field}) that brings in something")


def test_link_within_the_document_may_stay():
    templates.check(with_field("HYPERLINK \\l contents"), "council.docx")


@pytest.mark.parametrize(
    "declared",
    ['<!DOCTYPE a [<!ENTITY b "c">]>', '<!DOCTYPE a SYSTEM "https://example.org/a.dtd">'],
)
def test_declarations_that_word_never_writes_are_refused(declared):
    content = f'<?xml version="1.0"?>{declared}<a/>'

    assert refusal(remade(add={"word/a.xml": content})) == says(offices.STRANGE)
    assert refusal(remade(add={"word/a.xml": content.encode("utf-16")})) == says(offices.STRANGE)


def test_entities_that_grow_without_end_are_refused():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))

    assert refusal(remade(add={"word/a.xml": f"<!DOCTYPE a [{laughs}]><a>&l11;</a>"})) in (
        says(offices.STRANGE),
        templates.DAMAGED,
    )


def test_file_in_which_no_paper_can_be_written_is_found_out():
    data = remade(replace={"word/styles.xml": ("w:styles", "w:stiles")})

    templates.check(data, "council.docx")
    assert not trial.can_be_written_in(data)
