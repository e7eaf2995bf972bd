"""The shape of a pack: plain data, so that a page, a file and a checksum can be made of the same thing.

Every entry says for itself whether it is exempt, so that a public form can leave it out. What is counted or
put together from the entries is a property: it cannot say anything that they do not.
"""

from actions.packs.shapes.actions import SECTIONS, Asked, Change, Entry, File, Words
from actions.packs.shapes.answered import (
    AnswerEntry,
    FindingEntry,
    OutcomeEntry,
    QuestionEntry,
    ResolutionEntry,
    ResponseEntry,
    ReviewEntry,
)
from actions.packs.shapes.content import Content, Counts, Figure, Group, Post, counted

__all__ = [
    "SECTIONS",
    "AnswerEntry",
    "Asked",
    "Change",
    "Content",
    "Counts",
    "Entry",
    "Figure",
    "File",
    "FindingEntry",
    "Group",
    "OutcomeEntry",
    "Post",
    "QuestionEntry",
    "ResolutionEntry",
    "ResponseEntry",
    "ReviewEntry",
    "Words",
    "counted",
]
