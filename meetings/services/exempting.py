"""How matter becomes exempt or open again: a recorded act, in the history of what it belongs to."""

from people.services import events

FIELDS = ("is_exempt", "exempt_paragraphs", "is_confidential")
# what history calls it, after the name of the row where that is not its own: "item_made_open"
VERBS = ("made_exempt", "exempt_otherwise", "made_open")


def marking(row) -> dict:
    """The exempt marking of a row, as it is given to another."""
    return {name: getattr(row, name) for name in FIELDS}


def change(row, new: dict, *, subject, by, now, of=None, why=""):
    """Give a row another marking, and record that in the history of `subject`, whose row the caller has locked.

    `of` says there which row it is, where `subject` is another one: {"item": 7}. Raises ValidationError where what is
    exempt says neither by which paragraphs of Schedule 12A nor that it is confidential.
    """
    old = marking(row)
    for name, value in new.items():
        setattr(row, name, value)
    row.full_clean(exclude=[field.name for field in row._meta.fields if field.name not in FIELDS])
    row.save(update_fields=FIELDS)
    of = of or {}
    verb = "_".join([*of, _verb(old["is_exempt"], row.is_exempt)])
    events.record(subject=subject, actor=by, verb=verb, now=now, old=old, new={**of, **marking(row)}, note=why)


def _verb(was, now):
    made_exempt, otherwise, made_open = VERBS
    if not now:
        return made_open
    return otherwise if was else made_exempt
