"""Whether what was published and handed in is still what it was: packs and stored files, by their checksums."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db.models import FileField

from actions.models import Audience, Pack
from actions.packs import published
from people.models import Event, stream_of
from scrutiny.backups.manifest import sha256

CHUNK = 200


@dataclass(frozen=True)
class Checked:
    """How many there were, and what is wrong with them, in words; `breaks` is empty where nothing is."""

    count: int
    breaks: tuple[str, ...]


def packs() -> Checked:
    """Every version of every pack, in both forms: against its checksum, and that against what history recorded.

    Whoever can change a pack can change its checksum too; the event of its publication is in a chain.
    """
    count, breaks, recorded = 0, [], _recorded()
    for pack in Pack.objects.select_related("meeting__board").order_by("pk").iterator(chunk_size=CHUNK):
        count += 1
        breaks += _breaks_of_pack(pack, recorded.get(stream_of(pack), {}))
    return Checked(count, tuple(breaks))


def files() -> Checked:
    """Every stored file of which a checksum was noted when it came: that it is there, and the same bytes."""
    count, breaks = 0, []
    for model in apps.get_models():
        named = {field.name: field for field in model._meta.concrete_fields}
        if "sha256" in named and isinstance(named.get("file"), FileField):
            for row in model._base_manager.exclude(file="").order_by("pk").iterator(chunk_size=CHUNK):
                count += 1
                breaks += _breaks_of_file(row)
    return Checked(count, tuple(breaks))


def _recorded() -> dict[str, dict]:
    """A pack's stream → what history recorded of it when it was published."""
    streams = f"{stream_of(Pack(pk=0)).partition(':')[0]}:"
    published_ = Event.objects.filter(stream__startswith=streams, verb__in=["published", "corrected"])
    return dict(published_.values_list("stream", "new"))


def _breaks_of_pack(pack, noted) -> Iterator[str]:
    for audience in Audience.values:
        try:
            published.text(pack, audience)
        except published.Altered as error:
            yield str(error)
    if (noted.get("sha256"), noted.get("public_sha256")) != (pack.sha256, pack.public_sha256):
        yield f"{pack}: its checksums are not those that history recorded when it was published."


def _breaks_of_file(row) -> Iterator[str]:
    where = f"{row._meta.verbose_name.capitalize()} {row.pk}, {row.file.name}"
    try:
        digest = sha256(Path(row.file.path))
    except OSError as error:
        yield f"{where}: it cannot be read ({error.strerror})."
        return
    if digest != row.sha256:
        yield f"{where}: it is not the file that was stored."
