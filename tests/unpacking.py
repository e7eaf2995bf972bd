"""All that a file says, however it is packed: what a hunt for words has to look through."""

import io
import zipfile

from tests import reading

ARCHIVE, PDF = b"PK\x03\x04", b"%PDF-"


def unpacked(data: bytes) -> str:
    """The text of `data` itself, and of all that is inside it: parts of archives, streams of a PDF."""
    if data.startswith(PDF):
        return reading.all_of_pdf(data)
    if not data.startswith(ARCHIVE):
        return data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        inside = [f"{name} {unpacked(archive.read(name))}" for name in archive.namelist()]
        office = "[Content_Types].xml" in archive.namelist()
    # the words of an Office file are cut into runs
    return " ".join([*inside, *(reading.members(data).values() if office else ())])
