"""Reads the forms of a pack to look for words: every part of an archive, every stream of a PDF."""

import io
import re
import zipfile

import pikepdf
from lxml import etree
from pypdf import PdfReader


def members(data: bytes) -> dict[str, str]:
    """What stands in each member of an Office file, by its name: as it is, and XML's text joined over its runs."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            found[name] = name + content.decode("utf-8", "replace")
            if name.endswith((".xml", ".rels")):
                root = etree.fromstring(content)
                # runs of a paragraph or of a cell are one text, whatever they are cut into
                found[name] += "".join(root.itertext())
                found[name] += " ".join(value for element in root.iter() for value in element.attrib.values())
    return found


def text_of_pdf(data: bytes) -> str:
    """The words on a PDF's pages."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def all_of_pdf(data: bytes) -> str:
    """All that a PDF holds: its pages' words, streams unpacked, strings, metadata, bookmarks and alternative texts."""
    found = [text_of_pdf(data), data.decode("latin-1")]
    document = pikepdf.open(io.BytesIO(data))
    for item in document.objects:
        if isinstance(item, pikepdf.Stream):
            found.append(item.read_bytes().decode("latin-1"))
        found.append(" ".join(_strings(item)))
    found.append(" ".join(map(str, document.docinfo.values())))
    found.append(str(document.open_metadata()))
    return "\n".join(found)


def _strings(item):
    if isinstance(item, pikepdf.String):
        yield str(item)
    elif isinstance(item, pikepdf.Array):
        for one in item:
            yield from _strings(one)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in item.items():
            # the way back up would lead round in circles, and indirect objects are seen by themselves
            if not (isinstance(value, pikepdf.Object) and value.is_indirect) and key != "/P":
                yield from _strings(value)


def squeezed(text: str) -> str:
    """`text` without white space, which a narrow column puts in the middle of words."""
    return re.sub(r"\s+", "", text)
