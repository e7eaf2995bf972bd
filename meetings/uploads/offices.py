"""Word, Excel and PowerPoint files: ZIP archives of XML, looked through part by part without unpacking the whole.

Bounds: no more than PARTS parts, UNPACKED bytes altogether, and RATIO times what the file weighs; each part is read in
pieces and never held whole.
"""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from meetings.uploads import Refused

PARTS = 5000
UNPACKED = 300 * 1024 * 1024
RATIO = 200
# below this a file may be as tightly packed as it likes
SMALL = 10 * 1024 * 1024
PIECE = 256 * 1024

DAMAGED = "The file is not what its name says: it is not a {name} file, or it is damaged. Save it again in {program}."
BLOATED = "This file unpacks to far more than such a file holds, and is not taken. Save it again, or as a PDF."
LOCKED = "This file needs a password, so members could not open it. Save it without one, and choose it again."
MACROS = "This file holds macros or controls. Save it without them, as {suffix}, and choose that."
STRANGE = "This file holds what {program} never writes, and is not taken. Save it again, or as a PDF."

# an Office file with a password is of the older kind of container
CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# neither is ever in a part that Office writes; entities that stand for each other make gigabytes of a line
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
LONGEST = max(map(len, DECLARATIONS))


@dataclass(frozen=True)
class Office:
    """One of the three kinds: its main part, and the type that part is declared as."""

    name: str
    program: str
    suffix: str
    main: str
    declared: bytes

    def check(self, data: bytes) -> None:
        """Raises Refused unless `data` is a plain file of this kind."""
        if data.startswith(CONTAINER):
            raise Refused(LOCKED)
        # readers of ZIP files take one with something else in front of it
        if not data.startswith(b"PK\x03\x04"):
            raise Refused(self._says(DAMAGED))
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self._look_through(archive, len(data))
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError) as error:
            raise Refused(self._says(DAMAGED)) from error

    def _look_through(self, archive, weight):
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > PARTS or unpacked > min(UNPACKED, max(weight * RATIO, SMALL)):
            raise Refused(BLOATED)
        names = [entry.filename.lower() for entry in entries]
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused(LOCKED)
        if len(set(names)) != len(names) or any(map(_leads_away, names)):
            raise Refused(self._says(STRANGE))
        if any(word in name for name in names for word in ("vba", "activex", "macrosheet")):
            raise Refused(self._says(MACROS))
        if self.main not in names or "[content_types].xml" not in names:
            raise Refused(self._says(DAMAGED))
        for entry in entries:
            if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                self._refuse_declarations(archive, entry)
        self._check_types(archive.read(next(one for one in entries if one.filename.lower() == "[content_types].xml")))

    def _check_types(self, types):
        types = types.replace(b"\0", b"")
        if b"macroEnabled" in types or b"vbaProject" in types:
            raise Refused(self._says(MACROS))
        if self.declared not in types:
            raise Refused(self._says(DAMAGED))

    def _refuse_declarations(self, archive, entry):
        kept = b""
        with archive.open(entry) as part:
            while piece := part.read(PIECE):
                # without the noughts, UTF-16 reads like the rest
                kept = kept[-LONGEST:] + piece.replace(b"\0", b"")
                if any(declaration in kept for declaration in DECLARATIONS):
                    raise Refused(self._says(STRANGE))

    def _says(self, words):
        return words.format(name=self.name, program=self.program, suffix=self.suffix)


def _leads_away(name):
    return "\\" in name or ":" in name or name.startswith("/") or ".." in posixpath.normpath(name).split("/")


TYPES = b"application/vnd.openxmlformats-officedocument."
WORD = Office("Word", "Word", ".docx", "word/document.xml", TYPES + b"wordprocessingml.document.main+xml")
EXCEL = Office("Excel", "Excel", ".xlsx", "xl/workbook.xml", TYPES + b"spreadsheetml.sheet.main+xml")
POWERPOINT = Office(
    "PowerPoint", "PowerPoint", ".pptx", "ppt/presentation.xml", TYPES + b"presentationml.presentation.main+xml"
)
