"""Whether a Word file may serve as the council's template: a plain .docx that holds and loads nothing but itself.

Comes after what every file that comes in has to stand (meetings.uploads). Each refusal says in plain English what is
wrong and what to do about it.
"""

import io
import re
import zipfile
from pathlib import PurePath

from lxml import etree

from meetings.uploads import Refused, offices

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 50 * 1024 * 1024
MAX_PART = 10 * 1024 * 1024

RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

OTHER_KINDS = {
    ".docm": "This file can hold macros. Open it in Word, save it as a Word document (.docx), and choose that.",
    ".dotm": "This file can hold macros. Open it in Word, save it as a Word document (.docx), and choose that.",
    ".dotx": "This is a Word template (.dotx). Open it in Word, save it as a Word document (.docx), and choose that.",
    ".doc": "This is an older Word file (.doc). Open it in Word, save it as a Word document (.docx), and choose that.",
}
NOT_WORD = "Choose a Word document (.docx)."
DAMAGED = "This Word document is damaged. Open it in Word, save it again, and choose that."
TOO_LARGE = "The file is larger than 5 MB. Make its pictures smaller, and choose it again."
BLOATED = "This file unpacks to far more than a template holds. Save it again in Word, without large pictures."
EMBEDDED = "This file has another file inside it. Remove what was inserted as an object, and save it again."
CONTROLS = "This file holds macros or controls. Save it in Word as a plain document (.docx) without them."
ATTACHED = (
    "This file hangs on another template ({target}). In Word, under File, Options, Add-ins, Manage: Templates, "
    "put “Normal” in its place, and save it again."
)
OUTSIDE = "This file refers to something outside itself ({target}). Remove the link, and save it again."
FIELD = "This file has a field ({field}) that brings in something from outside. Remove the field, and save it again."

# fields that fetch, run or embed; HYPERLINK only where it does not lead within the document
_FIELDS = re.compile(
    r"\b(DDEAUTO|DDE|INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DATABASE|MACROBUTTON|RD|HYPERLINK(?!\s+\\l))\b",
    re.I,
)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\\\", re.I)


def check(data: bytes, name: str) -> None:
    """Raises Refused unless `data`, the file called `name`, is a plain Word document."""
    kind = PurePath(name).suffix.lower()
    if kind != ".docx":
        raise Refused(OTHER_KINDS.get(kind, NOT_WORD))
    if len(data) > MAX_BYTES:
        raise Refused(TOO_LARGE)
    offices.WORD.check(data)
    for part, content in _parts(data):
        tree = _parsed(content)
        if part.endswith(".rels"):
            _refuse_outside(tree)
        _refuse_fields(tree)


def _parts(data):
    """The parts of the file that hold words and relationships; refuses what a template never is."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise Refused(BLOATED)
        if any(entry.filename.lower().startswith("word/embeddings/") for entry in entries):
            raise Refused(EMBEDDED)
        for entry in entries:
            part = entry.filename.lower()
            if part.endswith((".xml", ".rels")):
                if entry.file_size > MAX_PART:
                    raise Refused(BLOATED)
                yield part, archive.read(entry)


def _parsed(content):
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(DAMAGED) from error


def _refuse_outside(tree):
    for relationship in tree.iter(RELATIONSHIP):
        target, kind = relationship.get("Target", ""), relationship.get("Type", "").rpartition("/")[2].lower()
        shown = target if len(target) <= 80 else f"{target[:80]}…"
        if kind == "attachedtemplate":
            raise Refused(ATTACHED.format(target=shown))
        if relationship.get("TargetMode", "").lower() == "external" or _ADDRESS.match(target):
            raise Refused(OUTSIDE.format(target=shown))
        if kind in {"oleobject", "package", "afchunk", "subdocument"}:
            raise Refused(EMBEDDED)
        if kind in {"control", "activexcontrolbinary", "attachedtoolbars"}:
            raise Refused(CONTROLS)


def _refuse_fields(tree):
    instructions = "".join(element.text or "" for element in tree.iter(f"{WORD}instrText"))
    simple = " ".join(element.get(f"{WORD}instr", "") for element in tree.iter(f"{WORD}fldSimple"))
    if found := _FIELDS.search(f"{instructions} {simple}"):
        raise Refused(FIELD.format(field=found[1].upper()))
