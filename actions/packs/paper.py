"""A pack's content as a paper, for Word and PDF to be made of: what stands in it, in the order members read it."""

import dataclasses
import datetime

from django.utils import timezone
from django.utils.formats import date_format

from actions.packs import cards, registers
from actions.packs.shapes import Content
from actions.packs.tables import SHORT, TITLES
from actions.papers.outline import Chart, Column, Link, Look, Paper, Section, Strong, Table, text, written

FULL, PUBLIC = "full", "public"
MARKING = "Not for publication: exempt"
WHY_MARKED = (
    "This form holds exempt or confidential matter (Local Government Act 1972, section 100A and Schedule 12A). "
    "It is for those alone who may see it. Every entry that is exempt is marked."
)


class HoldsExemptMatter(Exception):
    """The public form of a pack was asked for from a content that holds exempt matter."""


def paper(
    content: Content,
    *,
    sha256: str,
    audience: str,
    version: int,
    published_at: datetime.datetime,
    council: str,
    correction: str = "",
    late_after: datetime.date | None = None,
) -> Paper:
    """The paper of a published pack. Raises HoldsExemptMatter rather than print it for everybody.

    `sha256` is the checksum of the frozen content, `correction` what a version after the first corrects, `late_after`
    the last day on which it might have been published, where it was not.
    """
    return Paper(
        title="Scrutiny pack for the meeting",
        council=council,
        caption=f"{content.board}, {content.when}",
        head=f"{content.board}, {content.when}. Version {version}",
        foot=f"SHA-256 {sha256}",
        marking=marking(content, audience),
        made_at=published_at,
        opening=tuple(_opening(content, audience, version, published_at, correction, late_after)),
        sections=(
            _summary(content),
            registers.decided(content),
            *cards.sections(content),
            *registers.sections(content),
            _checksum(sha256),
        ),
    )


def marking(content: Content, audience: str) -> str:
    """What every page of a form says if it is not for everybody. Raises HoldsExemptMatter."""
    holds = holds_exempt_matter(content)
    if holds and audience != FULL:
        raise HoldsExemptMatter
    return MARKING if holds else ""


def holds_exempt_matter(value) -> bool:
    """Whether anything in a content, or in a part of it, is marked as exempt."""
    if isinstance(value, tuple):
        return any(holds_exempt_matter(one) for one in value)
    if not dataclasses.is_dataclass(value):
        return False
    return getattr(value, "exempt", False) or any(
        holds_exempt_matter(getattr(value, field.name)) for field in dataclasses.fields(value)
    )


def published(content: Content, version: int, published_at: datetime.datetime) -> str:
    """When and as what it was published, in words."""
    moment = timezone.localtime(published_at)
    return f"Version {version}, published on {date_format(moment, 'j F Y')} at {date_format(moment, 'H:i')}."


def late(after: datetime.date | None) -> str:
    """That it came later than the law asks for, in words."""
    return f"It had to be published by {written(after)} (Local Government Act 1972, section 100B)." if after else ""


def counted_from(content: Content) -> str:
    if content.last_meeting:
        return f"What changed is counted from the last meeting, on {content.last_meeting}."
    return "No earlier meeting of this board is recorded, so everything is new."


def _opening(content, audience, version, published_at, correction, late_after):
    form = "Full form." if audience == FULL else "Public form."
    yield text(Strong(published(content, version, published_at)), f" {form}")
    if late_after:
        yield text(Strong("Published late. "), late(late_after), look=Look.NOTICE)
    if holds_exempt_matter(content):
        yield text(WHY_MARKED, look=Look.NOTICE)
    if correction:
        yield text(Strong("What this version corrects: "), correction, look=Look.NOTICE)
    as_of = timezone.localtime(content.as_of)
    yield text(f"It shows what was recorded by {written(as_of.date())} at {as_of:%H:%M}. {counted_from(content)}")


def _summary(content):
    """How many, by status and by section; each count leads to its section."""
    counts = content.counts
    by_section = tuple((text(Link(SHORT[name], name)), getattr(counts, name)) for name in TITLES)
    stand = "Where the 1 action stands" if counts.current == 1 else f"Where the {counts.current} actions stand"
    by_status = tuple((figure.label, figure.number) for figure in content.statuses)
    chart = Chart("Actions by delivery status", ("Delivery status", "Actions"), by_status)
    blocks = [Section(stand, (chart,)) if by_status else text("This board has no open action.")]
    columns = (Column("Section", 4), Column("Actions", number=True))
    blocks.append(Table("Actions by section", columns, by_section, shows_label=True, width=0.7))
    return Section("Summary", tuple(blocks), anchor="summary")


def _checksum(sha256):
    return Section(
        "Checksum",
        (
            text(
                "This pack was frozen when it was published. The checksum (SHA-256) of its content, the same on every "
                "form of it, is:"
            ),
            text(sha256, look=Look.QUOTE),
        ),
        anchor="checksum",
        whole=True,
    )
