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


@transaction.atomic
def remove(*, version, reason, by, now) -> DocumentVersion:
    """Take a wrong version away for good and leave a tombstone; its file goes once this is written for certain.

    Raises ValidationError where it went before, or no reason is given.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is removed. Members see it in its place."})
    Document.objects.select_for_update(of=("self",), no_key=True).get(pk=version.document_id)
    version = DocumentVersion.objects.select_for_update(of=("self",)).select_related("document").get(pk=version.pk)
    if version.removed_at:
        raise ValidationError("Somebody else has removed this version meanwhile.")
    storage, name = version.file.storage, version.file.name
    version.url, version.file, version.removed_reason = "", "", reason.strip()
    version.removed_by, version.removed_at = by, now
    version.save(update_fields=["url", "file", "removed_reason", "removed_by", "removed_at"])
    old = {"version": version.number, "sha256": version.sha256}
    events.record(
        subject=version.document, actor=by, verb="version_removed", now=now, old=old, note=version.removed_reason
    )
    if name:
        transaction.on_commit(lambda: storage.delete(name))
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
