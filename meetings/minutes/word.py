"""The text of a Word document, with the numbers that Word shows beside its lists."""

from __future__ import annotations

import io
import zipfile

import mammoth

from meetings.minutes import numbering, webpage
from meetings.minutes.unreadable import UnreadableFile

MAX_PARTS = 5000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
MAX_DOCUMENT = 30 * 1024 * 1024

_DOCUMENT = "word/document.xml"


def text_of(data: bytes) -> str:
    """Raises UnreadableFile, or whatever zipfile and mammoth raise where the file is damaged."""
    html = mammoth.convert_to_html(_bare(data), convert_image=_leave_out).value
    if not html:
        raise UnreadableFile("There is no text in this Word document. Choose another file or paste the text.")
    return webpage.text_of(html)


def _leave_out(image):
    return []


def _bare(data: bytes) -> io.BytesIO:
    """The document without its pictures and whatever else holds no words, and with its list numbers written out."""
    parts = _words(data)
    parts[_DOCUMENT] = numbering.write_out(
        parts[_DOCUMENT], parts.pop("word/numbering.xml", None), parts.get("word/styles.xml")
    )
    bare = io.BytesIO()
    with zipfile.ZipFile(bare, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return bare


def _words(data: bytes) -> dict[str, bytes]:
    """The parts of the document that hold words, none of them larger unpacked than it said it would be."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        bloated = unpacked > MAX_UNPACKED or unpacked > max(len(data) * MAX_RATIO, 10 * 1024 * 1024)
        if len(entries) > MAX_PARTS or bloated:
            raise UnreadableFile("This Word document unpacks to far more than it should hold. Paste the text instead.")
        if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
            raise UnreadableFile("This Word document holds macros. Save it as a plain .docx, or paste the text.")
        return {
            entry.filename: _part(archive, entry) for entry in entries if entry.filename.endswith((".xml", ".rels"))
        }


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        content = file.read(MAX_DOCUMENT + 1)
    if len(content) > MAX_DOCUMENT:
        raise UnreadableFile("This Word document is too long to read. Upload the minutes alone, or paste the text.")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnreadableFile("This document holds what Word never writes, and is not opened. Paste the text instead.")
    return content
