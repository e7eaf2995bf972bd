from django import forms
from django.core.exceptions import ValidationError

from meetings.uploads import Refused, kinds, names, scanning

MAX_BYTES = 20 * 1024 * 1024
MOST = f"{MAX_BYTES // 1024**2} MB"


class EvidenceField(forms.FileField):
    """A file of a kind members can open, not too large, what its name says it is, and without a known virus.

    Its name comes out safe to show, to store and to send.
    """

    def __init__(self, **kwargs):
        listed = ", ".join(kind.removeprefix(".") for kind in kinds.KINDS)
        kwargs.setdefault("help_text", f"Up to {MOST}: {listed}.")
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ",".join(kinds.KINDS)

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file:
            return file
        if file.size > MAX_BYTES:
            raise ValidationError(f"The file is larger than {MOST}. Make it smaller, or split it.")
        file.name = names.safe(file.name)
        file.seek(0)
        content = file.read()
        file.seek(0)
        try:
            kinds.check(content, file.name)
            scanning.scan(content)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused
        return file
