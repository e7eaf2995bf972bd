"""The text of a PDF file, page by page, a form feed between pages."""

from __future__ import annotations

import io
import logging

import pypdf

from meetings.minutes.unreadable import UnreadableFile

MAX_PAGES = 500

# pypdf reports every oddity of a file it mends; nobody reads them
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def text_of(data: bytes) -> str:
    """Raises UnreadableFile, or whatever pypdf raises where the file is damaged."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt(
            ""
        )  # some only forbid printing, and open without a password
    except (pypdf.errors.FileNotDecryptedError, pypdf.errors.DependencyError):
        locked = True  # in a way that pypdf alone cannot even try
    if locked:
        raise UnreadableFile("This PDF has a password. Save a copy without one, or paste the text.")
    if len(reader.pages) > MAX_PAGES:
        raise UnreadableFile(
            f"This PDF has more than {MAX_PAGES} pages. Upload the minutes alone, without the rest of the pack."
        )
    pages = [page.extract_text() for page in reader.pages]
    if not any(character.isalpha() for page in pages for character in page):
        raise UnreadableFile(
            "There is no text in this PDF: it may be a scan. Paste the text, or ask for the file it was made from."
        )
    return "\n\f".join(page.strip("\n") for page in pages)
