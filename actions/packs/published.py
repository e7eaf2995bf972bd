"""Reading a published pack: which form of it somebody gets, and that it is still what was published."""

from actions.models import Audience, Pack
from actions.packs import canonical
from actions.packs.shapes import Content
from actions.permissions import can_read_full_pack
from people.standing import Standing


class Altered(Exception):
    """A stored pack is not what was published: its checksum does not fit."""


def audience_of(standing: Standing, meeting) -> Audience:
    """The form of a meeting's pack that `standing` reads: all of it or none of what is exempt, nothing between."""
    return Audience.FULL if can_read_full_pack(standing, meeting) else Audience.PUBLIC


def read(pack: Pack, audience: Audience) -> Content:
    """The content of a pack for an audience, checked against its checksum. Raises Altered."""
    text = pack.text(audience)
    if canonical.digest(text) != pack.checksum(audience):
        raise Altered(f"{pack}, {audience} form: the content is not what was published.")
    return canonical.load(text)
