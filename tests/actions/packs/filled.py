"""A content of a pack with something in every field of every shape, found by walking the shapes themselves.

Every text is a word of its own and every day a day of its own, so that a form that leaves one out is found out.
A shape that gets a field more is filled in there, too, without anybody thinking of it.
"""

import dataclasses
import datetime
import functools
import itertools
import types
import typing

from actions.packs import shapes

# texts that are a choice among few, or an address
CHOICES = {
    "status": "paused",
    "confidence": "amber",
    "sections": (*shapes.SECTIONS,),
}


class Filler:
    """Fills in shapes, and keeps the `words` and the `days` that it wrote."""

    def __init__(self):
        self.count = itertools.count(1)
        self.words, self.days = {}, {}

    def content(self, actions=2) -> shapes.Content:
        entries = tuple(self.fill(shapes.Entry, is_new=False) for _ in range(actions))
        findings = {"actions": entries, "unanswered": True}
        review = self.fill(
            shapes.ReviewEntry,
            strengths=(self.fill(shapes.FindingEntry, **findings),),
            areas=(self.fill(shapes.FindingEntry, **findings),),
        )
        resolutions = (self.fill(shapes.ResolutionEntry, actions=entries, unanswered=False),)
        return self.fill(
            shapes.Content, actions=entries, reviews=(review,), resolutions=resolutions, counts=shapes.counted(entries)
        )

    def fill(self, kind, where="", **given):
        """One of `kind`, with the fields that are not `given` filled in."""
        made = {}
        for name, of in _fields(kind).items():
            made[name] = given[name] if name in given else self.value(of, name, f"{where}{kind.__name__}.{name}")
        return kind(**made)

    def value(self, of, name, where):
        if name in CHOICES:
            return CHOICES[name]
        if isinstance(of, types.UnionType):
            [of] = [one for one in typing.get_args(of) if one is not types.NoneType]
        if typing.get_origin(of) is tuple:
            return (self.value(typing.get_args(of)[0], name, where),)
        if dataclasses.is_dataclass(of):
            return self.fill(of, f"{where} > ")
        number = next(self.count)
        if of is datetime.datetime:
            return datetime.datetime(2026, 3, 3, 12, tzinfo=datetime.UTC)
        if of is datetime.date:
            day = datetime.date(2000, 1, 1) + datetime.timedelta(days=number)
            self.days[day] = where
            return day
        if of is bool:
            return True
        if of is int:
            return number
        # short, so that no column is too narrow for it, and with a letter at either end, so that none is in another
        word = f"q{number}z"
        self.words[word] = where
        return word


@functools.cache
def _fields(kind):
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}
