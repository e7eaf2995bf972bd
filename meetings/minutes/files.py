"""The text of an uploaded file, as a person would paste it.

Text and web pages are read here. Word and PDF files are opened in a process of their own, with a limit
of time and memory (`apart`), since either can be made to keep a reader busy without end.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from meetings.minutes import apart, webpage
from meetings.minutes.unreadable import UnreadableFile

__all__ = ["ACCEPTED", "MAX_BYTES", "UnreadableFile", "extract"]

MAX_BYTES = 20 * 1024 * 1024
ACCEPTED = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")

_TYPES = "Upload a text (.txt), web page (.html), Word (.docx) or PDF (.pdf) file, or paste the text."

# what a file begins with: what it looks like
_BEGINNINGS = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"RIFF", "a recording or picture"),
    (b"{\\rtf", "a rich text file (.rtf)"),
    (b"\xd0\xcf\x11\xe0", "an older Office document (.doc, .xls) or one with a password"),
    (b"\x1f\x8b", "a compressed file (.gz)"),
    (b"7z\xbc\xaf", "a compressed file (.7z)"),
    (b"Rar!", "a compressed file (.rar)"),
    (b"SQLite format 3", "a database"),
)

# Office files are ZIP files; the names of their parts stand in them as plain bytes.
_PARTS = (
    (b"word/document.xml", "docx"),
    (b"xl/workbook.xml", "an Excel workbook (.xlsx)"),
    (b"ppt/presentation.xml", "a PowerPoint presentation (.pptx)"),
    (b"mimetypeapplication/vnd.oasis", "an OpenDocument file (.odt)"),
)
_PAGE = re.compile(rb"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html)\b", re.I | re.S)
_NAMES = {"docx": "a Word document (.docx)", "pdf": "a PDF file", "html": "a web page (.html)"}

_CHARSET = re.compile(rb"<(?:meta\b|\?xml\b)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.I)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

# neither a database nor a page takes these: control characters but tab, line feed and form feed; half surrogates
_UNWANTED = re.compile("[\x00-\x08\x0b\x0e-\x1b\x7f\ud800-\udfff]")


def extract(data: bytes, name: str) -> str:
    """The text of the file called `name`; raises UnreadableFile, whose words are for the person who chose it."""
    kind = PurePath(name).suffix.lower()
    if not data:
        raise UnreadableFile("The file is empty. Choose another file or paste the text.")
    if len(data) > MAX_BYTES:
        raise UnreadableFile("The file is larger than 20 MB. Upload a smaller file or paste the text.")
    if kind not in ACCEPTED:
        raise UnreadableFile(f"Files of this type cannot be read. {_TYPES}")
    _refuse_disguised(data, kind)
    if kind in (".docx", ".pdf"):
        text = apart.read(data, kind[1:])
    elif kind in (".html", ".htm"):
        text = webpage.text_of(_decoded(data, charset=_declared_charset(data)))
    else:
        text = _decoded(data)
    text = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise UnreadableFile("There is no text in this file. Choose another file or paste the text.")
    return text


def _looks_like(data: bytes) -> str | None:
    """What the content itself says it is: docx, pdf, html, or words for what is never read; None for plain text."""
    for beginning, words in _BEGINNINGS:
        if data.startswith(beginning):
            return words
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((kind for part, kind in _PARTS if part in data), "a ZIP file")
    if data[:1024].lstrip(b"\xef\xbb\xbf\x00\t\r\n\f ").startswith(b"%PDF-"):
        return "pdf"
    return "html" if _PAGE.match(data[:4096].removeprefix(b"\xef\xbb\xbf")) else None


def _refuse_disguised(data: bytes, kind: str) -> None:
    seen = _looks_like(data)
    if seen is None and kind in (".docx", ".pdf"):
        wanted = _NAMES[kind[1:]]
        raise UnreadableFile(f"The file is called {kind} but is not {wanted}, or is damaged. {_TYPES}")
    wanted = {".docx": "docx", ".pdf": "pdf", ".html": "html", ".htm": "html"}.get(kind)
    if seen is not None and seen != wanted:
        looks = _NAMES.get(seen, seen)
        raise UnreadableFile(f"The file is called {kind} but looks like {looks}. {_TYPES}")


def _declared_charset(data: bytes) -> str | None:
    declared = _CHARSET.search(data[:4096])
    return declared[1].decode("ascii") if declared else None


def _decoded(data: bytes, charset: str | None = None) -> str:
    """The characters of a text: by its byte order mark, by the charset it declares, as UTF-8, or as Windows has it."""
    marked = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    for encoding in marked or [charset or "utf-8", "utf-8", "cp1252"]:
        try:
            text = data.decode(encoding)
        except (UnicodeError, LookupError):  # LookupError: a page may declare a charset that nobody knows
            continue
        if "\x00" not in text and len(_UNWANTED.findall(text)) * 100 <= len(text):
            return text
    raise UnreadableFile(f"The file does not hold plain text. {_TYPES}")
