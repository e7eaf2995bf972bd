"""How minutes name the bodies that meet, decide and approve."""

from __future__ import annotations

import re

# The noun that makes a name the name of a body, longest first where one holds another.
NOUN = (
    r"(?:Sub[ -]?Committee|Committee|Sub[ -]?Group|Working Group|Working Party|Task Group|Steering Group|Group|Cabinet"
    r"|Select Commission|Commission|Scrutiny|Council|Sub[ -]?Board|Board|Sub[ -]?Panel|Panel|Executive|Forum|Authority"
    r"|Leadership Team|Management Team|Team|Partnership|Assembly|Governing Body|Trustees|Governors|Council Assembly)"
)
# What a board's own minutes call it: a noun without a name, which says no more than "this body".
_BARE = re.compile(
    r"(?:(?:the|this|that|its|our|their|each|every|a|an|any)\s+)?(?:select\s+)?"
    r"(?:committee|commission|board|panel|forum|group|working (?:group|party)|task group|steering group|sub[ -]?(?:committee|group|board|panel)"
    r"|partnership|team|assembly|trustees|governors|governing body|authority)s?",
    re.IGNORECASE,
)
_NAME_WORD = r"(?:[A-Z][\w’'&.-]*|of|for|and|the|&|on|in|to)"
# "the Improving Lives Select Commission", "Audit Committee (joint)": an article, capitals, the noun.
NAME = rf"(?:{_NAME_WORD},?[ \n]){{0,12}}?{NOUN}s?\b"

# Whoever decides at the head of a sentence: "The Committee", "Members", "Audit Board members".
DECIDER = re.compile(
    rf"(?:(?:The|This|That|the)\s+)?(?:(?:[A-Z][\w’'&-]*|and|of|for|the|&),?\s+){{0,12}}"
    rf"(?:{NOUN}|Members|Councillors|SPC|LSP|members|committee|council|board|panel|forum|meeting|Meeting|Chamber|Trust|Convention|Court)"
    rf"(?:\s+[Mm]embers)?\b"
)


def is_bare(words: str) -> bool:
    """Whether the words stand for the body whose minutes these are: "the Committee", "this Panel"."""
    return _BARE.fullmatch(" ".join(words.split())) is not None
