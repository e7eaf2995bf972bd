from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError

MAX_BYTES = 20 * 1024 * 1024
MOST = f"{MAX_BYTES // 1024**2} MB"

# what a file of each kind begins with; None where it may begin with anything
BEGINNINGS = {
    ".pdf": (b"%PDF-",),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
    ".pptx": (b"PK\x03\x04",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".csv": None,
    ".txt": None,
}


class EvidenceField(forms.FileField):
    """A file of a kind members can open, not too large, and what its name says it is."""

    def __init__(self, **kwargs):
        kinds = ", ".join(kind.removeprefix(".") for kind in BEGINNINGS)
        kwargs.setdefault("help_text", f"Up to {MOST}: {kinds}.")
        super().__init__(max_length=150, **kwargs)
        self.widget.attrs["accept"] = ",".join(BEGINNINGS)

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file:
            return file
        kind = Path(file.name).suffix.lower()
        if kind not in BEGINNINGS:
            raise ValidationError("This kind of file is not accepted. Save it as a PDF and choose it again.")
        if file.size > MAX_BYTES:
            raise ValidationError(f"The file is larger than {MOST}. Make it smaller, or split it.")
        beginnings = BEGINNINGS[kind]
        file.seek(0)
        head = file.read(16)
        file.seek(0)
        if (beginnings and not head.startswith(beginnings)) or (beginnings is None and b"\0" in head):
            raise ValidationError(f"The file is not what its name says: it does not begin as a {kind} file does.")
        return file
