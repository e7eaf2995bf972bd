"""What the words of a resolution say a document has to contain: suggestions, which the clerk edits.

Plain Python; guesses nothing that the words do not say.
"""

import re

MOST = 8

# what opens a list of contents …
_OPENS = re.compile(
    r"\b(?:together with|with|to include|including|includ(?:es|e)|to contain|contain(?:ing|s)|setting out"
    r"|showing|detailing|specifying)\b:?\s+",
    re.IGNORECASE,
)
# … and what ends it
_ENDS = re.compile(
    r"[;.:]|,?\s+(?:to )?be\b"
    r"|,?\s+\b(?:by|within|before|prior to|no later than|in time for|to (?:all )?(?:the )?(?:members|councillors))\b"
    r"|,\s+(?:which|who|so that|and that|for)\b",
    re.IGNORECASE,
)
# "with" also opens these, which are no contents
_NOT_CONTENTS = re.compile(
    r"(?:all |the |other |ward |elected |select )*(?:members?|councillors?|commission|committee|board|panel|chair"
    r"|public|partners?|officers?|view|regard|respect|reference|immediate|effect|effect from|thanks|a view)\b",
    re.IGNORECASE,
)


def suggest(text: str) -> list[str]:
    """What a document must have, in the order of the words; empty where they name nothing.

    >>> suggest("That the service plan, with completion dates and named owners, be circulated to members.")
    ['Has completion dates', 'Has named owners']
    """
    found = []
    for opening in _OPENS.finditer(text):
        rest = text[opening.end() :]
        end = _ENDS.search(rest)
        words = " ".join(rest[: end.start() if end else len(rest)].split())
        if words and not _NOT_CONTENTS.match(words):
            found += [f"Has {part}" for part in _parts(words)]
    return list(dict.fromkeys(found))[:MOST]


def _parts(words: str) -> list[str]:
    """The things a list names: parted at its commas and its last “and”, where all of them are short."""
    parts = [part.strip(" ,") for part in re.split(r",\s+(?:and\s+)?|\s+and\s+", words)]
    parts = [part for part in parts if part]
    return parts if all(len(part.split()) <= 5 for part in parts) else [words.strip(" ,")]
