"""Which Word template papers are written in: chosen, never overwritten."""

import hashlib

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from actions.models import WordTemplate
from actions.papers import templates, trial
from meetings.uploads import Refused, names, scanning
from people.services import events

CANNOT = "No paper can be written in this file. Open it in Word, save it again as a .docx, and choose that."


class Changed(Exception):
    """Somebody else chose in the meantime."""


def choose(*, data: bytes, name: str, by, now, seen_version: int) -> WordTemplate:
    """Write papers in `data`, the .docx called `name`, from now on.

    Raises ValidationError where it cannot serve as a template, Changed where somebody else chose first;
    `seen_version` is the version that the person had before them, 0 where there was none.
    """
    try:
        templates.check(data, name)
        scanning.scan(data)
    except Refused as refusal:
        raise ValidationError({"file": str(refusal)}) from refusal
    if not trial.can_be_written_in(data):
        raise ValidationError({"file": CANNOT})
    name = names.safe(name)
    fields = {"file": ContentFile(data, name=name), "name": name, "sha256": hashlib.sha256(data).hexdigest()}
    return _choose(by=by, now=now, seen_version=seen_version, **fields)


def choose_again(*, template, by, now, seen_version: int) -> WordTemplate:
    """Write papers as an earlier choice had it from now on. Raises ValidationError where its file is gone, Changed."""
    if template.file and template.read() is None:
        raise ValidationError(f"The file of {template} is not there any more. Upload it again.")
    fields = {"file": template.file.name, "name": template.name, "sha256": template.sha256}
    return _choose(by=by, now=now, seen_version=seen_version, **fields)


def choose_default(*, by, now, seen_version: int) -> WordTemplate:
    """Write papers in the tracker's own template from now on."""
    return _choose(by=by, now=now, seen_version=seen_version)


@transaction.atomic
def _choose(*, by, now, seen_version, **fields):
    last = WordTemplate.objects.current()
    if (last.version if last else 0) != seen_version:
        raise Changed
    template = WordTemplate(version=seen_version + 1, chosen_by=by, chosen_at=now, **fields)
    template.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            template.save(force_insert=True)
    except IntegrityError as error:
        raise Changed from error
    events.record(
        subject=template,
        actor=by,
        verb="chosen",
        now=now,
        old={"sha256": last.sha256 if last else ""},
        new={"sha256": template.sha256},
    )
    return template
