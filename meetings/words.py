"""Compares names and words as people do: without case, accents, punctuation and spacing."""

import itertools
import re
import unicodedata

_HONORIFICS = {"councillor", "cllr"}
_SMALL = {"a", "and", "for", "in", "of", "on", "the", "to", "with"}


def fold(words: str) -> str:
    """The words with nothing left but what must be the same for two texts to say the same.

    >>> fold("Children’s  Services & SEND")
    'childrens services and send'
    """
    plain = re.sub(r"['’‘`]", "", words.replace("&", " and "))
    decomposed = unicodedata.normalize("NFKD", plain.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", letters))


def fold_name(name: str) -> str:
    """A person's or a body's name folded, without "the", "Councillor" and "Cllr" before it."""
    first, _, rest = fold(name).partition(" ")
    return fold_name(rest) if rest and first in _HONORIFICS | {"the"} else f"{first} {rest}".strip()


def initials(name: str, taken) -> str:
    """A code for a body that is not among `taken`: its initials, or the start of its one word.

    >>> initials("Improving Lives Select Commission", {"ILSC"})
    'ILSC2'
    """
    ascii_words = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = [word for word in re.findall(r"[a-z]+", ascii_words.lower()) if word not in _SMALL]
    letters = "".join(word[0] for word in words) if len(words) > 1 else "".join(words)[:3]
    code = letters.upper()[:8]
    if len(code) < 2:
        return ""
    candidates = itertools.chain([code], (f"{code}{number}" for number in itertools.count(2)))
    return next(candidate for candidate in candidates if candidate not in taken)
