"""The kinds of file that are taken, and whether a file's content is of the kind its name says.

An allow-list: a file is of a kind only where its content proves it. What is none of these is refused, whatever
its name or the browser says.
"""

from dataclasses import dataclass
from pathlib import PurePath

from meetings.uploads import Refused, offices, pdfs

# how much of a file's end may hold the end record of a ZIP file: 22 bytes and a comment of up to 64 KB
ZIP_TAIL = 22 + 65535
PDF_HEAD = 1024

NOT_ITS_NAME = "The file is not what its name says: it is not a {kind} file, or it is damaged. Save it again as {kind}."
TWO_IN_ONE = "This file is two kinds of file in one, and is not taken. Open it, save it again, and choose that."
NOT_TEXT = "This is not a text file, or not one in a common encoding. Save it as UTF-8 text, and choose it again."
A_PAGE = "This is a web page, not a text. Print it to a PDF, and choose that."
NOT_TAKEN = "This kind of file is not accepted. Save it as a PDF and choose it again."
MACROS = "This kind of file can hold macros. Save it without them, as {plain}, and choose that."
OLDER = "This is an older Office file. Save it as {plain}, and choose that."

WITH_MACROS = {
    ".docm": ".docx",
    ".dotm": ".docx",
    ".xlsm": ".xlsx",
    ".xlsb": ".xlsx",
    ".xltm": ".xlsx",
    ".pptm": ".pptx",
}
OLDER_OFFICE = {".doc": ".docx", ".xls": ".xlsx", ".ppt": ".pptx"}

PNG, PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
JPEG, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"


@dataclass(frozen=True)
class Kind:
    """A kind of file: the type it is given out as, and what proves that a file is of it."""

    content_type: str
    prove: object


def check(data: bytes, name: str) -> None:
    """Raises Refused unless the file called `name` is of a kind that is taken, and is what its name says."""
    suffix = PurePath(name).suffix.lower()
    if plain := WITH_MACROS.get(suffix):
        raise Refused(MACROS.format(plain=plain))
    if plain := OLDER_OFFICE.get(suffix):
        raise Refused(OLDER.format(plain=plain))
    if suffix not in KINDS:
        raise Refused(NOT_TAKEN)
    KINDS[suffix].prove(data)


def content_type(name: str) -> str:
    """The type a stored file is given out as: by the name it was proved to fit, never as a browser said."""
    kind = KINDS.get(PurePath(name).suffix.lower())
    return kind.content_type if kind else "application/octet-stream"


def _pdf(data):
    if not data.startswith(b"%PDF-"):
        raise Refused(NOT_ITS_NAME.format(kind="PDF"))
    _refuse_a_zip_behind(data)
    pdfs.check(data)


def _png(data):
    if not data.startswith(PNG) or PNG_END not in data:
        raise Refused(NOT_ITS_NAME.format(kind="PNG"))
    if not data.rstrip(b"\0\r\n").endswith(PNG_END):
        raise Refused(TWO_IN_ONE)
    _refuse_a_pdf_inside(data)


def _jpeg(data):
    if not data.startswith(JPEG) or JPEG_END not in data:
        raise Refused(NOT_ITS_NAME.format(kind="JPEG"))
    _refuse_a_zip_behind(data)
    _refuse_a_pdf_inside(data)


def _text(data):
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refused(NOT_TEXT)
    if any(character < " " and character not in "\t\n\r\f" for character in text):
        raise Refused(NOT_TEXT)
    head = text.lstrip().lower()
    if head.startswith(("<!doctype", "<html", "<?xml", "<svg", "<script")):
        raise Refused(A_PAGE)
    _refuse_a_pdf_inside(data)


def _refuse_a_zip_behind(data):
    """Readers of ZIP files look for them from the end: such a file would be a picture and an archive at once."""
    if b"PK\x05\x06" in data[-ZIP_TAIL:]:
        raise Refused(TWO_IN_ONE)


def _refuse_a_pdf_inside(data):
    """Readers of PDF files take one that begins a little later, too."""
    if b"%PDF-" in data[:PDF_HEAD]:
        raise Refused(TWO_IN_ONE)


KINDS = {
    ".pdf": Kind("application/pdf", _pdf),
    ".docx": Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", offices.WORD.check),
    ".xlsx": Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", offices.EXCEL.check),
    ".pptx": Kind(
        "application/vnd.openxmlformats-officedocument.presentationml.presentation", offices.POWERPOINT.check
    ),
    ".png": Kind("image/png", _png),
    ".jpg": Kind("image/jpeg", _jpeg),
    ".jpeg": Kind("image/jpeg", _jpeg),
    ".csv": Kind("text/csv", _text),
    ".txt": Kind("text/plain", _text),
}
