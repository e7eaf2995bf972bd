"""Writes the archive of a review's evidence: the files one by one, then an index of them to read and one to sort.

Nothing is held in memory but one piece of one file at a time; what goes wrong with a file stands in the index.
"""

import csv
import datetime
import hashlib
import io
import zipfile
from pathlib import PurePath

from django.template.loader import render_to_string
from django.utils import timezone

from actions.evidence.pieces import Collection, Piece
from actions.exports import safe
from meetings.uploads import names

CHUNK = 1024 * 1024
# packed already: packing them again costs time and gains nothing
PACKED = {".pdf", ".docx", ".xlsx", ".pptx", ".png", ".jpg", ".jpeg", ".zip"}

HEADINGS = (
    "Number",
    "File in this archive",
    "Title",
    "What it is",
    "Answers",
    "Action",
    "What is to be done",
    "Action’s status",
    "Entered by",
    "On behalf of",
    "Entered on",
    "State",
    "SHA-256",
    "Bytes",
    "Exempt",
)


def write(file, collection: Collection, *, made_at: datetime.datetime, council: str):
    """Write the archive of `collection` to an open binary file. The same evidence at the same moment gives the same
    bytes.

    Raises OSError where the disk is full or a file cannot be read to its end.
    """
    with zipfile.ZipFile(file, "w") as archive:
        for piece in collection.pieces:
            _put_in(archive, piece)
        context = {"collection": collection, "made_at": made_at, "council": council}
        _text(archive, "index.csv", "\ufeff" + _csv(collection), made_at)
        _text(archive, "index.html", render_to_string("reviews/evidence_index.html", context), made_at)
        _text(archive, "checksums.txt", _checksums(collection), made_at)


def _put_in(archive, piece: Piece):
    """Put one piece's file in, if it has one that is there; say in its `state` what became of it."""
    if piece.removed:
        piece.state = piece.removed
        return
    if piece.file is None:
        piece.state = f"At an address, not in this archive: {piece.url}"
        return
    try:
        source = piece.file.open("rb")
    except FileNotFoundError:
        piece.state = "Missing: the file is not where it was kept"
        return
    with source:
        piece.place = f"{piece.folder}/{_name(piece)}"
        entry = _entry(piece.place, piece.entered_at)
        piece.found, piece.size = _copy(archive, entry, source)
    same = piece.found == piece.sha256
    piece.state = "In this archive" if same else "In this archive, but not as it was when it was entered"


def _copy(archive, entry, source):
    """(SHA-256, bytes) of what was copied into the archive, a piece at a time."""
    digest, size = hashlib.sha256(), 0
    with archive.open(entry, "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _entry(place, moment):
    local = timezone.localtime(moment)
    entry = zipfile.ZipInfo(place, date_time=local.timetuple()[:6])
    packed = PurePath(place).suffix.lower() in PACKED
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _text(archive, place, text, moment):
    archive.writestr(_entry(place, moment), text.encode())


def _name(piece) -> str:
    """What a piece is called in the archive; its ending is that of the stored file."""
    ending = PurePath(piece.file.name).suffix
    title = piece.title if piece.title.lower().endswith(ending.lower()) else f"{piece.title}{ending}"
    return f"{piece.number:04}-{names.safe(title)}"


def _csv(collection) -> str:
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(HEADINGS)
    for piece, one in _with_actions(collection):
        writer.writerow([safe(cell) for cell in _cells(piece, one)])
    return made.getvalue()


def _with_actions(collection):
    """(piece, the action's evidence it is of or None) of each, in the order of the archive."""
    yield from ((piece, None) for piece in collection.papers)
    for one in collection.actions:
        yield from ((piece, one) for piece in one.pieces)


def _cells(piece, one):
    action = one and one.action
    return (
        piece.number,
        piece.place,
        piece.title,
        piece.what,
        one.answers if one else "",
        action.reference if action else "",
        action.title if action else "",
        action.get_status_display() if action else "",
        piece.entered_by,
        piece.on_behalf_of,
        timezone.localdate(piece.entered_at).isoformat(),
        piece.state,
        piece.found or piece.sha256,
        piece.size,
        "exempt" if piece.exempt else "",
    )


def _checksums(collection) -> str:
    """The files and their SHA-256, as the command sha256sum checks them."""
    return "".join(f"{piece.found}  {piece.place}\n" for piece in collection.pieces if piece.place)
