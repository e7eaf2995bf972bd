"""A pack's content as canonical JSON, and back: the same content is the same bytes, so that a checksum means something.

Keys are sorted, there is no white space between them, text stands in UTF-8 as it is, days and moments are
ISO 8601 (moments in UTC), and there are no fractions. Each action stands once, under `actions`; wherever else
it belongs its `slug` stands for it. `schema` counts up whenever the shape changes, and older packs stay readable.
"""

import dataclasses
import datetime
import functools
import hashlib
import json
import types
import typing

from actions.packs.shapes import Content, Entry, counted

SCHEMA = 2
# an older schema → what makes its pack one of the next
RAISE = {1: lambda pack: {**pack, "outcomes": []}}


class NotCanonical(ValueError):
    """A text is not a pack that this version of the tracker can read."""


def dump(content: Content) -> str:
    """The canonical JSON of `content`."""
    pack = {**_row(content), "actions": [_row(entry) for entry in content.actions]}
    whole = {"schema": SCHEMA, "pack": pack}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def load(text: str) -> Content:
    """The content that a canonical JSON holds. Raises NotCanonical."""
    try:
        whole = json.loads(text)
        pack, schema = whole["pack"], whole["schema"]
        while schema in RAISE:
            pack, schema = RAISE[schema](pack), schema + 1
        if schema != SCHEMA:
            raise NotCanonical(f"This pack has schema {schema}; this version reads up to {SCHEMA}.")
        actions = {entry["slug"]: _made(Entry, entry, {}) for entry in pack["actions"]}
        content = _made(Content, {**pack, "actions": list(actions)}, actions)
    except (KeyError, TypeError, ValueError) as error:
        raise error if isinstance(error, NotCanonical) else NotCanonical(str(error)) from error
    return content


def digest(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def public(content: Content) -> Content:
    """`content` without what is exempt, counted again: what everybody may read, with no hint of the rest."""
    actions = tuple(_without_exempt(entry) for entry in _open(content.actions))
    kept = {entry.pk: entry for entry in actions}

    def answered(row):
        return dataclasses.replace(row, actions=tuple(kept[one.pk] for one in row.actions if one.pk in kept))

    return dataclasses.replace(
        content,
        counts=counted(actions),
        actions=actions,
        reviews=tuple(
            dataclasses.replace(
                review,
                strengths=tuple(answered(finding) for finding in _open(review.strengths)),
                areas=tuple(answered(finding) for finding in _open(review.areas)),
            )
            for review in _open(content.reviews)
        ),
        resolutions=tuple(answered(resolution) for resolution in _open(content.resolutions)),
        outcomes=_open(content.outcomes),
        responses=_open(content.responses),
        questions=_open(content.questions),
    )


def _open(entries) -> tuple:
    return tuple(entry for entry in entries if not entry.exempt)


def _without_exempt(entry: Entry) -> Entry:
    def words(those):
        return tuple(dataclasses.replace(one, evidence=_open(one.evidence)) for one in _open(those))

    return dataclasses.replace(
        entry, updates=words(entry.updates), latest=words(entry.latest)[:1], evidence=_open(entry.evidence)
    )


def _row(value) -> dict:
    return {name: _plain(getattr(value, name)) for name in _fields(type(value))}


def _plain(value):
    """`value` as what JSON has, an action as its slug."""
    if isinstance(value, Entry):
        return value.slug
    if dataclasses.is_dataclass(value):
        return _row(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if value is None or isinstance(value, str | bool | int):
        return value
    raise TypeError(f"a pack cannot hold {value!r}")


def _made(kind, value, actions):
    """`value`, as JSON has it, as the type `kind` says."""
    if kind is Entry and isinstance(value, str):
        return actions[value]
    if dataclasses.is_dataclass(kind):
        fields = _fields(kind)
        if fields.keys() != value.keys():
            raise NotCanonical(f"{kind.__name__} does not have the fields {sorted(fields.keys() ^ value.keys())}")
        return kind(**{name: _made(of, value[name], actions) for name, of in fields.items()})
    if isinstance(kind, types.UnionType):
        [of] = [one for one in typing.get_args(kind) if one is not types.NoneType]
        return None if value is None else _made(of, value, actions)
    if typing.get_origin(kind) is tuple:
        [of, _] = typing.get_args(kind)
        return tuple(_made(of, one, actions) for one in value)
    if kind in (datetime.date, datetime.datetime):
        return kind.fromisoformat(value)
    if type(value) is not kind:
        raise NotCanonical(f"{value!r} is no {kind.__name__}")
    return value


@functools.cache
def _fields(kind) -> dict:
    """The fields of a dataclass: name → type."""
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}
