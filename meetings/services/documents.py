"""Papers of an agenda item, version by version. A version is never changed: a better one is added."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.models import Document, DocumentVersion
from meetings.words import fold
from people.services import events


@transaction.atomic
def add_version(
    *,
    item,
    by,
    now,
    document=None,
    title="",
    url="",
    file=None,
    is_exempt=False,
    exempt_paragraphs="",
    is_confidential=False,
) -> DocumentVersion:
    """A new version of one of the item's documents, or the first of a new one called `title`.

    It is an uploaded `file`, kept with its SHA-256, or the address of one elsewhere. Raises ValidationError.
    """
    document = _locked(document, item) if document else _new(item, title)
    last = document.versions.order_by("-number").first()
    digest = _digest(file) if file else ""
    if last and (last.sha256 == digest and last.url == url):
        raise ValidationError({"file" if file else "url": f"This is the same as version {last.number}."})
    version = DocumentVersion(
        document=document,
        number=last.number + 1 if last else 1,
        url=url,
        file=file or "",
        sha256=digest,
        added_by=by,
        added_at=now,
        is_exempt=is_exempt,
        exempt_paragraphs=exempt_paragraphs,
        is_confidential=is_confidential,
    )
    version.full_clean()
    version.save(force_insert=True)
    new = {"version": version.number, "sha256": digest, "url": url, "is_exempt": is_exempt}
    events.record(subject=document, actor=by, verb="version_added", now=now, new=new)
    return version


def _new(item, title) -> Document:
    if fold(title) in {fold(known) for known in item.documents.values_list("title", flat=True)}:
        raise ValidationError({"title": "The item has a document of that name. Choose a new version of it instead."})
    document = Document(item=item, title=title)
    document.full_clean()
    document.save(force_insert=True)
    return document


def _locked(document, item) -> Document:
    row = Document.objects.select_for_update(of=("self",), no_key=True).get(pk=document.pk)
    if row.item_id != item.pk:
        raise ValidationError("This document belongs to another item.")
    return row


def _digest(file) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
