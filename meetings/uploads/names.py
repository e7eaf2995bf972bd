"""The name a file is shown and given out under: what the person called it, without what could mislead or harm."""

import re
import unicodedata
from pathlib import PurePath

LONGEST = 150
# names that Windows keeps for devices, whatever follows the dot
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.I)
# what no file system takes, and what a path is made of
FORBIDDEN = re.compile(r'[<>:"/\\|?*]')


def safe(name: str) -> str:
    """`name` without its folders, control characters and marks that turn the direction of writing round.

    Always with a stem, never longer than LONGEST characters, its ending kept.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    # categories of control, format (which turn writing round), private use, surrogates and unassigned
    name = "".join(" " if character.isspace() else character for character in name)
    name = "".join(character for character in name if not unicodedata.category(character).startswith("C"))
    name = " ".join(FORBIDDEN.sub("-", name).split()).strip(". ")
    path = PurePath(name or "file")
    stem, suffix = path.stem.strip(". ") or "file", path.suffix
    if DEVICES.match(stem):
        stem = f"_{stem}"
    return f"{stem[: LONGEST - len(suffix)]}{suffix}"
