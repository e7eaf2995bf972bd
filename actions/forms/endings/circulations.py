"""What is asked when a document is circulated, or removed."""

from django import forms

from actions.forms.exempting import ExemptForm
from actions.forms.files import EvidenceField
from meetings.models import DocumentVersion
from people.fields import DayField


class AttachForm(ExemptForm):
    """The document to circulate: a version that the item has, a new version of one, or a new document."""

    NEW = "new"

    # by what is chosen first
    asked_for = ("title", "file", "url", "exempt_paragraphs")

    source = forms.ChoiceField(
        label="Which document?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the document, or that it is a new one."},
    )
    title = forms.CharField(label="Title of the new document", max_length=300, required=False)
    file = EvidenceField(label="The file of the new document or version", required=False)
    url = forms.URLField(
        label="Or its address, where it is published elsewhere",
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Enter a whole address, such as https://www.example.gov.uk/plan.pdf."},
    )
    is_exempt = forms.BooleanField(
        label="The document is exempt",
        required=False,
        help_text="Not needed for what hangs from an exempt item: it is exempt with it.",
    )
    field_order = ("source", "title", "file", "url", "is_exempt", "exempt_paragraphs")

    def __init__(self, *args, resolution, **kwargs):
        super().__init__(*args, **kwargs)
        documents = {document.pk: document for document in resolution.item.documents.all()}
        versions = DocumentVersion.objects.filter(document__in=documents, removed_at__isnull=True)
        versions = versions.select_related("document")
        self.documents, self.versions = documents, {version.pk: version for version in versions}
        self.fields["source"].choices = [
            *((f"version:{pk}", f"As it is here: {version}") for pk, version in self.versions.items()),
            *((f"document:{pk}", f"A new version of: {document}") for pk, document in documents.items()),
            (self.NEW, "A new document"),
        ]
        if not documents:
            self.fields["source"].widget = forms.HiddenInput()
            self.fields["source"].initial = self.NEW

    def clean(self):
        cleaned = super().clean()
        kind, _, pk = cleaned.get("source", "").partition(":")
        cleaned["version"] = self.versions.get(int(pk)) if kind == "version" else None
        cleaned["document"] = self.documents.get(int(pk)) if kind == "document" else None
        if not kind or cleaned["version"]:
            return cleaned
        if kind == self.NEW and not cleaned.get("title"):
            self.add_error("title", "Enter the title of the new document.")
        self._check_content(cleaned)
        if self.errors and self.files.get("file") and "file" not in self.errors:
            self.add_error("file", "Choose the file again: browsers do not send it twice.")
        return cleaned

    def _check_content(self, cleaned):
        if "file" in self.errors or "url" in self.errors:
            return
        if cleaned.get("file") and cleaned.get("url"):
            self.add_error("url", "Give either a file or an address, not both.")
        if not cleaned.get("file") and not cleaned.get("url"):
            self.add_error("file", "Choose the file, or enter the address where it is published.")

    @property
    def added(self) -> dict:
        """What a new version is made of, once valid; `version` where one that is there was chosen."""
        names = ("document", "title", "file", "url", "is_exempt", "exempt_paragraphs")
        return {name: self.cleaned_data[name] for name in names}


class ChecklistForm(forms.Form):
    """What the document must contain and whether it does, what members are told, and why it goes if it does not.

    One row for each thing on the checklist, and some that are empty. A row whose words are taken out is left out.
    """

    EMPTY_ROWS = 2
    MOST = 20

    revision = forms.IntegerField(widget=forms.HiddenInput)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST)

    def __init__(self, *args, circulation, **kwargs):
        super().__init__(*args, **kwargs)
        checks = list(circulation.checks.all())
        self.initial.setdefault("revision", circulation.revision)
        self.initial["rows"] = min(len(checks) + self.EMPTY_ROWS, self.MOST)
        # none is marked optional, since an empty one is simply left out
        self.asked_for = ("without_why", *(f"words_{place}" for place in range(1, self.MOST + 1)))
        for place in range(1, self._count() + 1):
            check = checks[place - 1] if place <= len(checks) else None
            self.fields[f"words_{place}"] = forms.CharField(
                label=f"Requirement {place}", max_length=300, required=False, initial=check.words if check else ""
            )
            self.fields[f"met_{place}"] = forms.BooleanField(
                label="I found it in the document", required=False, initial=bool(check and check.is_met)
            )
        self.fields["note"] = forms.CharField(
            label="What members are told with it",
            required=False,
            initial=circulation.note,
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text="It stands in the e-mail, unless the matter is exempt.",
        )
        self.fields["without_why"] = forms.CharField(
            label="If something is not ticked: why it goes all the same",
            required=False,
            initial=circulation.without_why,
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="Members read it beside what is missing.",
        )

    def _count(self) -> int:
        """How many rows the page had, or is to have."""
        posted = self.data.get(self.add_prefix("rows"), "") if self.is_bound else ""
        return min(int(posted), self.MOST) if posted.isascii() and posted.isdigit() else self.initial["rows"]

    def clean(self):
        cleaned = super().clean()
        cleaned["checks"] = [
            (words, cleaned.get(f"met_{place}", False))
            for place in range(1, self._count() + 1)
            if (words := cleaned.get(f"words_{place}"))
        ]
        return cleaned


class RemoveDocumentForm(forms.Form):
    """Why a version of a document is taken away."""

    reason = forms.CharField(
        label="Why is it removed?",
        help_text="Members see this in its place, so name nothing that they may not see.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is removed. Members see it in its place."},
    )


class SendForm(forms.Form):
    """The circulation as the person had it before them."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class HandOverForm(forms.Form):
    on = DayField(
        label="When was it handed over, or put in the post?",
        error_messages={"required": "Enter the day it was handed over or put in the post."},
    )
