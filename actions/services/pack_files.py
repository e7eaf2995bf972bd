"""The forms of a published pack as files: each is made once, kept, and read again from then on."""

import datetime
import hashlib

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from actions.models import Pack, PackFile, WordTemplate
from actions.packs import excel, pdf, published, word

RENDER = {PackFile.Form.PDF: pdf.render, PackFile.Form.WORD: word.render, PackFile.Form.EXCEL: excel.render}
SUFFIX = {PackFile.Form.PDF: "pdf", PackFile.Form.WORD: "docx", PackFile.Form.EXCEL: "xlsx"}


class Damaged(Exception):
    """A stored file is gone, or is not what was stored."""


def read(*, pack: Pack, form: str, audience: str, now: datetime.datetime) -> bytes:
    """A form of a pack as a file's bytes, made now if nobody asked for it before, and checked against its checksum.

    Raises pdf.Unavailable where this machine cannot make it, Damaged, and published.Altered.
    """
    row = PackFile.objects.of(pack, form, audience) or _make(pack, form, audience, now)
    try:
        with row.file.open("rb") as file:
            data = file.read()
    except FileNotFoundError as error:
        raise Damaged(f"{row}: the file is not there any more.") from error
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise Damaged(f"{row}: the file is not what was stored.")
    return data


def _make(pack, form, audience, now) -> PackFile:
    """Make a file and keep it; of two at once the first is kept, and both get that one."""
    # before the transaction: it takes seconds, and nothing waits for it
    data = RENDER[form](
        published.read(pack, audience),
        sha256=pack.checksum(audience),
        audience=audience,
        version=pack.version,
        published_at=pack.published_at,
        council=settings.COUNCIL_NAME,
        correction=pack.correction,
        late_after=pack.publish_by if pack.is_late else None,
        template=WordTemplate.objects.in_use() if form == PackFile.Form.WORD else None,
    )
    row = PackFile(pack=pack, form=form, audience=audience, sha256=hashlib.sha256(data).hexdigest(), made_at=now)
    name = f"{pack.meeting_id}-{pack.version}-{audience}.{SUFFIX[form]}"
    row.file.save(name, ContentFile(data), save=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row.file.storage.delete(row.file.name)
        return PackFile.objects.of(pack, form, audience)
    return row
