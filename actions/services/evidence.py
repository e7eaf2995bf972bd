"""A wrong file is taken away for good, and what stays says that it was there, and why it went."""

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Evidence
from actions.services import status
from people.services import events


@transaction.atomic
def remove(*, evidence, reason, by, now) -> Evidence:
    """Delete a file of evidence and leave a tombstone; the file itself goes once this is written for certain.

    Raises ValidationError where it went before, or no reason is given.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is removed. Members see it in its place."})
    action = status.locked(evidence.update.action)
    evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if evidence.removed_at:
        raise ValidationError("Somebody else has removed this file meanwhile.")
    storage, name = evidence.file.storage, evidence.file.name
    evidence.file, evidence.removed_reason = "", reason.strip()
    evidence.removed_by, evidence.removed_at = by, now
    evidence.save(update_fields=["file", "removed_reason", "removed_by", "removed_at"])
    # no name: it may be exempt where the action is not
    events.record(
        subject=action,
        actor=by,
        verb="evidence_removed",
        now=now,
        old={"sha256": evidence.sha256},
        new={"evidence": evidence.pk, "update": evidence.update_id},
        note=reason.strip(),
    )
    transaction.on_commit(lambda: storage.delete(name))
    return evidence
