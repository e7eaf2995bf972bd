"""The sections of a pack that show actions: what has become of each, what its owner says, what the board is asked."""

from actions.packs import tables
from actions.packs.shapes import Content, Entry, Words
from actions.packs.tables import TITLES
from actions.papers.outline import Bullets, Column, Look, Section, Strong, Table, Tag, tags, text, written

# words that fit on half a page, so that keeping a card whole leaves no large gap before it
SHORT_ENOUGH = 1200

ACTION, OWNER, DUE, STATUS = Column("Action", 4.2), Column("Owner", 2.2), Column("Due", 2), Column("Status", 1.7)


def sections(content: Content):
    """The sections, in the order members read them."""
    yield _cards("changed", content.changed, _changed, "Nothing has changed.")
    yield _section("overdue", actions_table("Overdue actions", content.overdue) or text("Nothing is overdue."))
    yield _not_moving(content.not_moving)
    yield _no_update(content.no_update)
    for name in ("complete", "more_time", "withdraw"):
        yield _cards(name, getattr(content, name), _asked, "None.")
    yield _no_change(content.no_change)
    yield _cards("impact", content.impact, _impact, "No update for this meeting says what changed for people.")


def _section(name, *blocks):
    return Section(TITLES[name], blocks, anchor=name)


def _cards(name, entries, card, none):
    return _section(name, *([_card(entry, card(entry)) for entry in entries] or [text(none)]))


def _card(entry, blocks):
    blocks = tuple(block for block in blocks if block)
    length = sum(len(str(block)) for block in blocks)
    return Section(f"{entry.reference} {entry.title}", blocks, whole=length <= SHORT_ENOUGH)


# what an action's card says


def _changed(entry: Entry):
    yield flags(entry)
    yield _owner_and_due(entry)
    if entry.changes and not entry.is_new:
        yield Bullets(
            tuple(text(f"{change.what}: was {change.was}, is now ", Strong(change.now)) for change in entry.changes)
        )
    yield text(tables.decided(entry.decided))
    yield text(tables.why_asked(entry.decided), look=Look.SECONDARY)
    for words in entry.updates:
        yield from said(words)


def _asked(entry: Entry):
    yield flags(entry)
    yield _owner_and_due(entry)
    asked = entry.proposal
    if asked:
        until = f" until {asked.new_due}" if asked.new_due else ""
        yield text(Strong(f"{asked.kind}{until}: "), asked.reason)
        where = f" on {asked.decided_at}" if asked.decided_at else ""
        yield text(Strong(f"{asked.outcome}{where}. "), asked.decision_note)
        yield text(f"Asked by {asked.proposed_by}, {written(asked.proposed_on)}", look=Look.SECONDARY)
    else:
        yield text("The board has not been asked to close it yet.")
    if entry.last_update:
        yield from said(entry.last_update)
    if entry.evidence:
        yield text(Strong("All evidence on this action:"))
        yield Bullets(tuple(_file(file) for file in entry.evidence))
    else:
        yield text("There is no evidence to show.")


def _file(file):
    return text(tables.dated(file), *(("  ", Tag("Exempt")) if file.exempt else ()))


def _impact(entry: Entry):
    if entry.exempt:
        yield tags("Exempt")
    for words in entry.updates:
        yield text(words.impact)


def flags(entry: Entry):
    return tags(
        entry.get_status_display(),
        entry.get_confidence_display(),
        "New" if entry.is_new else "",
        "Overdue" if entry.overdue else "",
        "Exempt" if entry.exempt else "",
    )


def _owner_and_due(entry):
    return text(f"{entry.owner}. {'Due ' if entry.due else ''}{tables.due_in_full(entry)}", look=Look.SECONDARY)


def said(words: Words):
    """An officer's words, impact apart, and whose they are."""
    yield text(words.progress)
    if words.no_change_since:
        yield text(f"No change since {written(words.no_change_since)}.")
    for label, reason in (
        ("What changed for people: ", words.impact),
        (f"{words.get_confidence_display()}, because: ", words.confidence_reason),
        (f"{words.get_status_display()}, because: ", words.status_reason),
        ("Evidence: ", tables.names(words.evidence)),
    ):
        if reason:
            yield text(Strong(label), reason)
    expected = f". Expected to be done by {written(words.forecast_on)}" if words.forecast_on else ""
    exempt = ("  ", Tag("Exempt")) if words.exempt else ()
    yield text(
        f"{tables.whose(words.entered_by, words.on_behalf_of, words.entered_on)}{expected}",
        *exempt,
        look=Look.SECONDARY,
    )


# actions as a table


def name(entry: Entry):
    """An action's cell: its reference and title, and its flags."""
    flagged = tags("Overdue" if entry.overdue else "", "Exempt" if entry.exempt else "")
    return (text(Strong(entry.reference), f" {entry.title}"), flagged)


def status(entry: Entry):
    return (text(entry.get_status_display()), text(entry.get_confidence_display(), look=Look.SECONDARY))


def actions_table(label, entries) -> Table | None:
    """Actions with owner, due date and status; None where there are none."""
    rows = tuple((name(entry), entry.owner, tables.due_in_full(entry), status(entry)) for entry in entries)
    return Table(label, (ACTION, OWNER, DUE, STATUS), rows) if rows else None


def _not_moving(entries):
    columns = (ACTION, OWNER, Column("Not moved for", 1.5), Column("Last update", 1.7), STATUS)
    rows = tuple(
        (name(entry), entry.owner, f"{entry.still_for} meetings", _last_update(entry), status(entry))
        for entry in entries
    )
    if not rows:
        return _section("not_moving", text("Everything has moved for this meeting or the one before."))
    said = text("No update has said for two meetings or more, this one included, that anything was done.")
    return _section("not_moving", said, Table("Actions that have not moved", columns, rows))


def _no_update(posts):
    columns = (Column("Post", 2.4), ACTION, DUE, Column("Last update", 1.7))
    rows = tuple(
        (post.name, name(entry), tables.due_in_full(entry), _last_update(entry))
        for post in posts
        for entry in post.actions
    )
    none = text("Every open action has an update for this meeting.")
    return _section("no_update", Table("Posts and the updates they owe", columns, rows) if rows else none)


def _last_update(entry):
    return written(entry.last_update.entered_on) if entry.last_update else "No update to show"


def _no_change(entries):
    columns = (ACTION, OWNER, DUE, Column("No change since", 2.4))
    rows = tuple((name(entry), entry.owner, tables.due_in_full(entry), _since(entry)) for entry in entries)
    return _section("no_change", Table("Actions without change", columns, rows) if rows else text("None."))


def _since(entry):
    words = entry.updates[0] if entry.updates else None
    if words is None:
        return ()
    reasons = (
        text(f"{label}, because: {reason}")
        for label, reason in (
            (words.get_confidence_display(), words.confidence_reason),
            (words.get_status_display(), words.status_reason),
        )
        if reason
    )
    return (
        text(Strong(written(words.no_change_since))),
        *reasons,
        text(tables.whose(words.entered_by, words.on_behalf_of, words.entered_on), look=Look.SECONDARY),
    )
