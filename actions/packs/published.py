"""Reading a published pack: which form of it somebody gets, and that it is still what was published."""

import datetime

from django.db.models import Max

from actions.models import Audience, Pack, Shown
from actions.packs import canonical
from actions.packs.shapes import Content, Counts
from actions.permissions import can_read_full_pack
from people.standing import Standing


class Altered(Exception):
    """A stored pack is not what was published: its checksum does not fit."""


def audience_of(standing: Standing, meeting) -> Audience:
    """The form of a meeting's pack that `standing` reads: all of it or none of what is exempt, nothing between."""
    return Audience.FULL if can_read_full_pack(standing, meeting) else Audience.PUBLIC


def text(pack: Pack, audience: str) -> str:
    """The canonical JSON of a pack for an audience, checked against its checksum. Raises Altered."""
    stored = pack.text(audience)
    if canonical.digest(stored) != pack.checksum(audience):
        raise Altered(f"{pack}, {audience} form: the content is not what was published.")
    return stored


def read(pack: Pack, audience: str) -> Content:
    """The content of a pack for an audience. Raises Altered."""
    return canonical.load(text(pack, audience))


def counts(pack: Pack, audience: str) -> Counts | None:
    """What a pack counts for an audience; None where it is not what was published, which its own page says."""
    try:
        return read(pack, audience).counts
    except Altered:
        return None


def told_until(action, standing: Standing) -> datetime.datetime | None:
    """Until when somebody reads an action's history: viewers until a pack they may read last showed it.

    None is to the end.
    """
    if not standing.is_viewer:
        return None
    shown = Shown.objects.filter(action=action, exempt=False, pack__public_withdrawn_at__isnull=True)
    last = shown.aggregate(last=Max("pack__published_at"))["last"]
    return last and last + datetime.timedelta(microseconds=1)


def file_name(pack: Pack, audience: str, suffix: str) -> str:
    """What a form of a pack is called where it is kept: "ilsc-2026-03-31-pack-v1.pdf". Never an exempt word."""
    meeting = pack.meeting
    kept_back = "-not-for-publication" if audience == Audience.FULL and pack.holds_exempt_matter else ""
    day = (meeting.date or meeting.month).isoformat()
    return f"{meeting.board.code}-{day}-pack-v{pack.version}{kept_back}.{suffix}".lower()
