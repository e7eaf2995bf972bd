"""Files for the tests of uploads: true ones of every kind that is taken, made by the libraries that make such files."""

import io
import zipfile

import pikepdf
from docx import Document
from openpyxl import Workbook

from meetings.uploads import offices

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "5a4d7f8d0000000049454e44ae426082"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x00" * 20 + b"\xff\xd9"


def pdf(pages=1, **save):
    made, file = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        made.add_blank_page()
    made.save(file, **save)
    return file.getvalue()


def docx():
    file, document = io.BytesIO(), Document()
    document.add_paragraph("The plan.")
    document.save(file)
    return file.getvalue()


def xlsx():
    file, book = io.BytesIO(), Workbook()
    book.active["A1"] = "The plan."
    book.save(file)
    return file.getvalue()


def pptx():
    types = b'<Types><Override ContentType="' + offices.POWERPOINT.declared + b'"/></Types>'
    return packed({"[Content_Types].xml": types, "ppt/presentation.xml": b"<p/>"})


def packed(parts):
    """A ZIP file of parts by their names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_parts(data, **parts):
    """A Word file with more parts, or others, by their names ("/" written as "__")."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    return packed(found | parts)
