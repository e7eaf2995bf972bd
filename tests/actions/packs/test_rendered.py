"""The forms of a pack as other programs open them: LibreOffice for Word and Excel, poppler for the PDF.

Each is drawn page by page, and its words are read back from what was drawn.
"""

import datetime
import re
import shutil
import subprocess

import pytest

from actions.packs import canonical, excel, pdf, sample, word
from actions.papers import pdf as papers_pdf
from actions.papers import word as papers_word
from actions.papers import word_parts
from actions.papers.outline import Column, Paper, Section, Table
from tests.reading import squeezed

pytestmark = [pytest.mark.rendered, pytest.mark.timeout(300)]

NOW = datetime.datetime(2026, 2, 24, 10, 15, tzinfo=datetime.UTC)
SHA256 = canonical.digest(canonical.dump(sample.content(NOW)))

# what a reader has to find, in this order
READ = (
    "Sample Select Commission",
    "What the last meeting decided",
    "Keep monitoring",
    "Changed since the last meeting",
    "SSC 2025/26-01 Publish waiting times",
    "was In progress, is now Complete",
    "What changed for people: The helpline has had a third fewer calls that ask for them.",
    "Overdue",
    "Review the routes",
    "Asking for more time",
    "Responses due",
    "Members’ questions",
    "How long does the longest wait last, and why?",
    "Checksum",
)


def made(form, **over):
    given = {"sha256": SHA256, "audience": "public", "version": 1, "published_at": NOW, "council": "Thornbury Vale"}
    return form.render(sample.content(NOW), **given, **over)


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def opened_in_libreoffice(data, suffix, folder):
    """The PDF that LibreOffice draws of a file, with a profile of its own."""
    source = folder / f"pack{suffix}"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder / "drawn", source)
    return folder / "drawn" / "pack.pdf"


def pages_of(drawn):
    return int(re.search(r"^Pages:\s+(\d+)$", run("pdfinfo", drawn), re.M)[1])


def words_of(drawn):
    return run("pdftotext", drawn, "-")


def assert_read_in_order(text, wanted):
    places, text = [], squeezed(text)
    for words in wanted:
        place = text.find(squeezed(words), places[-1] if places else 0)
        assert place >= 0, words
        places.append(place)


def assert_drawn(drawn, folder, pages):
    """Every page becomes a picture with something on it."""
    run("pdftoppm", "-r", "40", "-gray", drawn, folder / "page")
    pictures = sorted(folder.glob("page*.pgm"))
    assert len(pictures) == pages
    for picture in pictures:
        assert min(picture.read_bytes()[15:]) < 100


@pytest.fixture(autouse=True)
def _programs():
    missing = [name for name in ("soffice", "pdfinfo", "pdftotext", "pdftoppm") if not shutil.which(name)]
    if missing:
        pytest.fail(f"Install LibreOffice and poppler-utils: {', '.join(missing)} are missing.")


@pytest.mark.parametrize("template", [None, word_parts.default_template()], ids=["own", "template"])
def test_word_opens_in_libreoffice(tmp_path, template):
    drawn = opened_in_libreoffice(made(word, template=template), ".docx", tmp_path)

    pages, text = pages_of(drawn), words_of(drawn)
    assert 5 <= pages <= 9
    assert_read_in_order(text, READ)
    assert text.count(SHA256) == pages + 1
    assert [f"Page {number} of {pages}" for number in range(1, pages + 1)] == re.findall(r"Page \d+ of \d+", text)
    assert_drawn(drawn, tmp_path, pages)


def test_heading_row_of_a_long_table_is_on_every_page_in_libreoffice(tmp_path):
    drawn = opened_in_libreoffice(papers_word.write(long_paper()), ".docx", tmp_path)

    assert words_of(drawn).count("The first column") == pages_of(drawn) == 4


def test_excel_opens_in_libreoffice(tmp_path):
    drawn = opened_in_libreoffice(made(excel), ".xlsx", tmp_path)

    text = words_of(drawn)
    assert pages_of(drawn) == 6
    assert squeezed(SHA256) in squeezed(text)
    for sheet in ("Actions.", "Findings and resolutions.", "Responses due.", "Questions."):
        assert sheet in text
    assert_read_in_order(text, ("About", "SSC 2025/26-01", "Peer challenge", "How long does"))
    assert_drawn(drawn, tmp_path, 6)


def test_pdf_opens_in_poppler(tmp_path):
    drawn = tmp_path / "pack.pdf"
    drawn.write_bytes(made(pdf))

    told, text = run("pdfinfo", drawn), words_of(drawn)
    pages = pages_of(drawn)
    assert 5 <= pages <= 8
    assert re.search(r"^Tagged:\s+yes$", told, re.M)
    assert re.search(r"^Title:\s+Scrutiny pack for the meeting: Sample Select Commission, 3 March 2026$", told, re.M)
    assert_read_in_order(text, READ)
    assert text.count(SHA256) == pages + 1
    assert_drawn(drawn, tmp_path, pages)


def test_structure_of_the_pdf_is_read_in_order(tmp_path):
    drawn = tmp_path / "pack.pdf"
    drawn.write_bytes(made(pdf))

    told = run("pdfinfo", "-struct-text", drawn)

    assert "Syntax Error" not in told
    assert_read_in_order(re.sub(r'["\n]|^\s*\w+( \([^)]*\))?$', "", told, flags=re.M), ("Changed since", "Checksum"))
    assert told.index("H1") < told.index("H2") < told.index("H3")


def test_heading_row_of_a_long_table_is_on_every_page_in_pdf(tmp_path):
    drawn = tmp_path / "pack.pdf"
    drawn.write_bytes(papers_pdf.write(long_paper()))

    assert words_of(drawn).count("The first column") == pages_of(drawn) == 4


def long_paper():
    rows = tuple((f"Row {number}", "Something") for number in range(120))
    table = Table("Long", (Column("The first column"), Column("The second")), rows)
    return Paper(title="Long", council="Us", made_at=NOW, sections=(Section("Long", (table,)),))
