"""A file is taken only where it is of a kind that is, and what its name says; and that is found out in bounded time."""

import io
import resource
import time
import zipfile

import pikepdf
import pytest

from meetings.uploads import Refused, kinds, offices, pdfs
from tests.meetings.uploads import files

TRUE = {
    ".pdf": files.pdf(),
    ".docx": files.docx(),
    ".xlsx": files.xlsx(),
    ".pptx": files.pptx(),
    ".png": files.PNG,
    ".jpg": files.JPEG,
    ".jpeg": files.JPEG,
    ".csv": "Name,Wert\nÄrger,1\n".encode(),
    ".txt": "The plan.\n".encode("utf-16"),
}
WORD = offices.WORD


def refusal(data, name):
    with pytest.raises(Refused) as refused:
        kinds.check(data, name)
    return str(refused.value)


def test_every_kind_that_is_taken_is_tried():
    assert TRUE.keys() == kinds.KINDS.keys()


@pytest.mark.parametrize("kind", TRUE)
def test_true_file_is_taken(kind):
    kinds.check(TRUE[kind], f"Plan{kind.upper()}")


@pytest.mark.parametrize(("kind", "other"), [(a, b) for a in TRUE for b in TRUE])
def test_file_under_the_name_of_another_kind_is_refused(kind, other):
    if TRUE[kind] == TRUE[other] or {kind, other} == {".csv", ".txt"}:
        kinds.check(TRUE[kind], f"plan{other}")
        return

    assert refusal(TRUE[kind], f"plan{other}").endswith((".", "choose that.", "again."))


@pytest.mark.parametrize(
    "name", ["plan.exe", "plan.html", "plan.svg", "plan", "plan.pdf.exe", ".pdf", "plan.zip", "plan.js"]
)
def test_kind_that_is_not_listed_is_refused(name):
    assert refusal(TRUE[".pdf"], name) == kinds.NOT_TAKEN


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("plan.docm", "This kind of file can hold macros. Save it without them, as .docx, and choose that."),
        ("plan.xlsm", "This kind of file can hold macros. Save it without them, as .xlsx, and choose that."),
        ("plan.doc", "This is an older Office file. Save it as .docx, and choose that."),
    ],
)
def test_kind_that_has_a_better_one_says_which(name, words):
    assert refusal(b"", name) == words


@pytest.mark.parametrize("kind", TRUE)
def test_empty_file_of_a_kind_with_a_beginning_is_refused(kind):
    if kind in (".csv", ".txt"):
        return

    refusal(b"", f"plan{kind}")


# two in one


@pytest.mark.parametrize("kind", [".pdf", ".png", ".jpg"])
def test_archive_behind_another_file_is_refused(kind):
    assert refusal(TRUE[kind] + files.packed({"a.txt": "a"}), f"plan{kind}") == kinds.TWO_IN_ONE


@pytest.mark.parametrize(("kind", "at"), [(".png", -12), (".jpg", 4), (".txt", None)])
def test_pdf_inside_another_file_is_refused(kind, at):
    data = b"%PDF-1.7\n" if at is None else TRUE[kind][:at] + b"%PDF-1.7\n" + TRUE[kind][at:]

    assert refusal(data, f"plan{kind}") == kinds.TWO_IN_ONE


def test_archive_with_something_in_front_is_refused():
    assert refusal(b"GIF89a" + TRUE[".docx"], "plan.docx").startswith("The file is not what its name says")


@pytest.mark.parametrize(
    "begins", ["<html>", "\n <!DOCTYPE html>", "<svg xmlns=''>", "<script>", "<?xml version='1.0'?>"]
)
def test_web_page_named_as_text_is_refused(begins):
    assert refusal(begins.encode(), "plan.txt") == kinds.A_PAGE


@pytest.mark.parametrize("data", [b"MZ\x00\x01", b"\x7fELF\x02\x00", b"a\x1bb", "a".encode("utf-16-le") + b"\0\0"])
def test_program_named_as_text_is_refused(data):
    assert refusal(data, "plan.txt") == kinds.NOT_TEXT


# Office files


def test_macros_are_refused_under_a_plain_name():
    data = files.with_parts(TRUE[".docx"], **{"word/vbaProject.bin": b"x"})

    assert refusal(data, "plan.docx") == offices.MACROS.format(suffix=".docx")


def test_type_that_allows_macros_is_refused_under_a_plain_name():
    types = b"<Types><Override ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/></Types>"

    assert refusal(files.with_parts(TRUE[".docx"], **{"[Content_Types].xml": types}), "plan.docx").startswith(
        "This file holds macros"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_that_declares_entities_is_refused(encoding):
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;">]><a>&c;</a>'.encode(encoding)

    assert refusal(files.with_parts(TRUE[".docx"], **{"word/styles.xml": bomb}), "plan.docx") == offices.STRANGE.format(
        program="Word"
    )


def test_declaration_across_the_edge_of_a_piece_is_found():
    part = b" " * (offices.PIECE - 4) + b"<!DOCTYPE a>"

    assert refusal(files.with_parts(TRUE[".docx"], **{"word/styles.xml": part}), "plan.docx") == offices.STRANGE.format(
        program="Word"
    )


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "word\\..\\x.xml", "C:/x.xml"])
def test_part_that_leads_out_of_the_archive_is_refused(name):
    assert refusal(files.with_parts(TRUE[".xlsx"], **{name: b"x"}), "plan.xlsx") == offices.STRANGE.format(
        program="Excel"
    )


def test_archive_of_another_purpose_is_refused():
    assert refusal(files.packed({"a.txt": "a"}), "plan.docx").startswith("The file is not what its name says")


def test_office_file_with_a_password_is_refused():
    assert refusal(offices.CONTAINER + b"\0" * 600, "plan.xlsx") == offices.LOCKED


def test_damaged_archive_is_refused():
    assert refusal(TRUE[".docx"][:-30], "plan.docx").startswith("The file is not what its name says")


def measured(data, name):
    """(what was said, seconds, megabytes that the process grew by) of a refusal."""
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    said = refusal(data, name)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return said, time.monotonic() - start, grown


def test_archive_that_unpacks_to_gigabytes_is_refused_without_unpacking_it():
    file = io.BytesIO(TRUE[".docx"])
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("word/media/image1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(1024):
            part.write(b"\0" * 1024 * 1024)

    said, seconds, megabytes = measured(file.getvalue(), "plan.docx")

    assert (said, seconds < 2, megabytes < 50) == (offices.BLOATED, True, True)


def test_archive_that_lies_about_how_much_it_holds_is_not_believed():
    data = files.with_parts(TRUE[".docx"], **{"word/styles.xml": b" " * 5_000_000})
    directory = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/styles.xml"))
    lying = data[: directory + 24] + (100).to_bytes(4, "little") + data[directory + 28 :]

    assert refusal(lying, "plan.docx").startswith("The file is not what its name says")


def test_archive_of_very_many_parts_is_refused():
    data = files.packed({f"word/{number}.xml": b"" for number in range(offices.PARTS + 1)})

    assert refusal(data, "plan.docx") == offices.BLOATED


# PDF files


def test_pdf_of_ten_thousand_pages_is_refused_in_bounded_time_and_memory():
    said, seconds, megabytes = measured(files.pdf(pages=10_000), "plan.pdf")

    assert (said, seconds < pdfs.SECONDS + 5, megabytes < 200) == (pdfs.TOO_LONG, True, True)


def test_pdf_whose_pages_contain_themselves_is_refused():
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 3/Kids[2 0 R 2 0 R]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )

    assert refusal(data, "plan.pdf") in (pdfs.DAMAGED, pdfs.TOO_LONG, pdfs.TOO_SLOW)


def test_pdf_with_a_password_is_refused():
    locked = files.pdf(encryption=pikepdf.Encryption(owner="o", user="u"))

    assert refusal(locked, "plan.pdf") == pdfs.LOCKED


def test_pdf_that_only_limits_what_may_be_done_is_taken():
    kinds.check(files.pdf(encryption=pikepdf.Encryption(owner="o", user="")), "plan.pdf")


def test_pdf_that_is_none_after_its_first_line_is_refused():
    assert refusal(b"%PDF-1.7\n<script>alert(1)</script>", "plan.pdf") == pdfs.DAMAGED


# how it is given out


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a.PDF", "application/pdf"),
        ("a.csv", "text/csv"),
        ("a.html", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_type_is_that_of_the_name(name, content_type):
    assert kinds.content_type(name) == content_type
