"""Whether a Word file may serve as the council's template: a plain .docx that holds and loads nothing but itself.

Each refusal says in plain English what is wrong and what to do about it.
"""

import io
import posixpath
import re
import zipfile
import zlib
from pathlib import PurePosixPath

from lxml import etree

MAX_BYTES = 5 * 1024 * 1024
MAX_PARTS = 1000
MAX_UNPACKED = 50 * 1024 * 1024
MAX_PART = 10 * 1024 * 1024
MAX_RATIO = 200

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

OTHER_KINDS = {
    ".docm": "This file can hold macros. Open it in Word, save it as a Word document (.docx), and choose that.",
    ".dotm": "This file can hold macros. Open it in Word, save it as a Word document (.docx), and choose that.",
    ".dotx": "This is a Word template (.dotx). Open it in Word, save it as a Word document (.docx), and choose that.",
    ".doc": "This is an older Word file (.doc). Open it in Word, save it as a Word document (.docx), and choose that.",
}
NOT_WORD = "This is not a Word document (.docx), or it is damaged. Open it in Word, save it again, and choose that."
TOO_LARGE = "The file is larger than 5 MB. Make its pictures smaller, and choose it again."
BLOATED = "This file unpacks to far more than a template holds. Save it again in Word, without large pictures."
MACROS = "This file holds macros or controls. Save it in Word as a plain document (.docx) without them."
EMBEDDED = "This file has another file inside it. Remove what was inserted as an object, and save it again."
ATTACHED = (
    "This file hangs on another template ({target}). In Word, under File, Options, Add-ins, Manage: Templates, "
    "put “Normal” in its place, and save it again."
)
OUTSIDE = "This file refers to something outside itself ({target}). Remove the link, and save it again."
FIELD = "This file has a field ({field}) that brings in something from outside. Remove the field, and save it again."
STRANGE = "This file holds what Word never writes, and is not taken. Save it again in Word."

# fields that fetch, run or embed; HYPERLINK only where it does not lead within the document
_FIELDS = re.compile(
    r"\b(DDEAUTO|DDE|INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DATABASE|MACROBUTTON|RD|HYPERLINK(?!\s+\\l))\b",
    re.I,
)


class Refused(Exception):
    """The file cannot serve as a template; the message is for the person who chose it."""


def check(data: bytes, name: str) -> None:
    """Raises Refused unless `data`, the file called `name`, is a plain Word document."""
    kind = PurePosixPath(name).suffix.lower()
    if kind != ".docx":
        raise Refused(OTHER_KINDS.get(kind, "Choose a Word document (.docx)."))
    if len(data) > MAX_BYTES:
        raise Refused(TOO_LARGE)
    try:
        parts = _unpacked(data)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise Refused(NOT_WORD) from error
    _refuse_programs(parts)
    trees = {part: _parsed(content) for part, content in parts.items() if part.endswith((".xml", ".rels"))}
    for part, tree in trees.items():
        if part.endswith(".rels"):
            _refuse_outside(tree)
        _refuse_fields(tree)


def _unpacked(data) -> dict[str, bytes]:
    """The parts of the file by their names in small letters, none of them larger than it said it would be."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > MAX_PARTS or unpacked > min(MAX_UNPACKED, max(len(data) * MAX_RATIO, MAX_PART)):
            raise Refused(BLOATED)
        names = [entry.filename.lower() for entry in entries]
        if len(set(names)) != len(names) or any(map(_leads_away, names)) or any(e.flag_bits & 1 for e in entries):
            raise Refused(STRANGE)
        if any(entry.file_size > MAX_PART for entry in entries):
            raise Refused(BLOATED)
        return {entry.filename.lower(): archive.read(entry) for entry in entries if not entry.is_dir()}


def _leads_away(name):
    return "\\" in name or ":" in name or name.startswith("/") or ".." in posixpath.normpath(name).split("/")


def _refuse_programs(parts):
    if "[content_types].xml" not in parts or "word/document.xml" not in parts:
        raise Refused(NOT_WORD)
    types = parts["[content_types].xml"].decode("utf-8", "replace").lower()
    if any("vba" in part or "activex" in part for part in parts) or re.search("macroenabled|vba|activex", types):
        raise Refused(MACROS)
    if any(part.startswith("word/embeddings/") for part in parts) or "oleobject" in types:
        raise Refused(EMBEDDED)
    if MAIN.lower() not in types:
        raise Refused(NOT_WORD)


def _parsed(content):
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        tree = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(NOT_WORD) from error
    if tree.getroottree().docinfo.internalDTD is not None:
        raise Refused(STRANGE)
    return tree


def _refuse_outside(tree):
    for relationship in tree.iter(RELATIONSHIP):
        target, kind = relationship.get("Target", ""), relationship.get("Type", "").rpartition("/")[2].lower()
        shown = target if len(target) <= 80 else f"{target[:80]}…"
        if kind == "attachedtemplate":
            raise Refused(ATTACHED.format(target=shown))
        if relationship.get("TargetMode", "").lower() == "external" or re.match(
            r"[a-z][a-z0-9+.-]*:|//|\\\\", target, re.I
        ):
            raise Refused(OUTSIDE.format(target=shown))
        if kind in {"oleobject", "package", "afchunk", "subdocument"}:
            raise Refused(EMBEDDED)
        if kind in {"vbaproject", "control", "activexcontrolbinary", "attachedtoolbars"}:
            raise Refused(MACROS)


def _refuse_fields(tree):
    instructions = "".join(element.text or "" for element in tree.iter(f"{WORD}instrText"))
    simple = " ".join(element.get(f"{WORD}instr", "") for element in tree.iter(f"{WORD}fldSimple"))
    if found := _FIELDS.search(f"{instructions} {simple}"):
        raise Refused(FIELD.format(field=found[1].upper()))
