"""One form a kind of entry. While a draft is saved anything may be missing; to go on, `needs` may not."""

import re

from django import forms

from actions.models import Approval, Finding, Review
from actions.services.minutes.entries import is_blank, label_of
from meetings.models import AgendaItem, Attendance, Document, Resolution
from people.fields import DayField

CHARACTERS_A_ROW = 60


def _length(model, field):
    return model._meta.get_field(field).max_length


class EntryForm(forms.Form):
    """The form of one entry of a draft (actions.services.minutes.entries).

    On the page, `across` are its fields that take the whole width, `beside` those next to one another and
    `more` those that are folded away while they are empty.
    """

    mark_optional = False
    group = ""
    heading = ""
    across: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    needs: dict[str, str] = {}

    entry = forms.CharField(widget=forms.HiddenInput)
    leave_out = forms.BooleanField(label="Leave this out", required=False)

    def __init__(self, *args, complete=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.complete = complete
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = max(2, 1 + len(self.initial.get(name, "")) // CHARACTERS_A_ROW)
        if "id" in self.initial:
            self.initial["entry"] = self.initial["id"]

    def clean(self):
        cleaned = super().clean()
        written = {**self.initial, **cleaned}
        if self.complete and not cleaned.get("leave_out") and not is_blank(self.group, {"span": None, **written}):
            self.check_complete(cleaned)
        return cleaned

    def check_complete(self, cleaned):
        """Add the errors of an entry that is to become a record."""
        for name, message in self.needs.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, message)

    @property
    def label(self) -> str:
        return label_of(self.group, self.initial)

    @property
    def is_left_out(self) -> bool:
        return bool(self.initial.get("leave_out")) and not self.errors

    @property
    def fields_across(self):
        return [self[name] for name in self.across] + [field for field in self._more() if field.value()]

    @property
    def fields_beside(self):
        return [self[name] for name in self.beside]

    @property
    def fields_more(self):
        return [field for field in self._more() if not field.value()]

    def _more(self):
        return [self[name] for name in self.more]


class ItemForm(EntryForm):
    group = "items"
    needs = {"title": "Enter the item’s title."}

    number = forms.CharField(required=False, max_length=_length(AgendaItem, "number"))
    title = forms.CharField(required=False, max_length=_length(AgendaItem, "title"))
    is_exempt = forms.BooleanField(label="This item is exempt or confidential", required=False)
    exempt_paragraphs = forms.CharField(
        label="Schedule 12A paragraphs",
        required=False,
        max_length=_length(AgendaItem, "exempt_paragraphs"),
        help_text="Of the Local Government Act 1972, such as 3 or 1, 2.",
    )
    is_confidential = forms.BooleanField(label="Confidential (section 100A)", required=False)

    def clean_exempt_paragraphs(self):
        written = self.cleaned_data["exempt_paragraphs"]
        numbers = sorted(set(re.findall(r"\d+", written)))
        if (written and not numbers) or any(number not in "1234567" for number in numbers):
            raise forms.ValidationError("Enter paragraph numbers from 1 to 7, such as 3 or 1, 2.")
        return ", ".join(numbers)

    def clean(self):
        cleaned = super().clean()
        why = cleaned.get("exempt_paragraphs") or cleaned.get("is_confidential")
        if why:
            # a reason without the tick still means that it must be kept from the public
            cleaned["is_exempt"] = True
        return cleaned

    def check_complete(self, cleaned):
        super().check_complete(cleaned)
        why = cleaned.get("exempt_paragraphs") or cleaned.get("is_confidential")
        if cleaned.get("is_exempt") and not why and "exempt_paragraphs" not in self.errors:
            self.add_error("exempt_paragraphs", "Enter the paragraphs, or tick that the item is confidential.")


class AttendanceForm(EntryForm):
    group = "attendance"
    heading = "Who attended"
    beside = ("name", "post")

    name = forms.CharField(required=False, max_length=_length(Attendance, "name"))
    post = forms.CharField(required=False, max_length=_length(Attendance, "post"))


class ReviewForm(EntryForm):
    group = "reviews"
    heading = "Review"
    across = ("title",)
    beside = ("kind", "started_on", "ended_on")
    needs = {"title": "Enter the review’s title.", "kind": "Choose what kind of review it is."}

    title = forms.CharField(required=False, max_length=_length(Review, "title"))
    kind = forms.ChoiceField(label="Kind of review", required=False, choices=[("", "Choose"), *Review.Kind.choices])
    started_on = DayField(label="First day on site", required=False)
    ended_on = DayField(label="Last day on site", required=False)

    def check_complete(self, cleaned):
        super().check_complete(cleaned)
        first, last = cleaned.get("started_on"), cleaned.get("ended_on")
        if last and not first and "started_on" not in self.errors:
            self.add_error("started_on", "Enter the first day as well.")
        elif last and first and last < first:
            self.add_error("ended_on", "The last day must be the same as or after the first day.")


class FindingForm(EntryForm):
    group = "findings"
    heading = "Findings"
    across = ("text",)
    beside = ("kind",)
    needs = {"text": "Enter the finding’s words, or leave it out.", "kind": "Choose what kind of finding it is."}

    kind = forms.ChoiceField(required=False, choices=[("", "Choose"), *Finding.Kind.choices])
    text = forms.CharField(label="Words", required=False, widget=forms.Textarea)


class ApprovalForm(EntryForm):
    group = "approvals"
    heading = "Who received or approved it"
    across = ("body",)
    beside = ("received", "approved", "on")
    needs = {"body": "Enter the body’s name, or leave it out."}

    body = forms.CharField(label="Body", required=False, max_length=_length(Approval, "body"))
    received = forms.BooleanField(label="Received it", required=False)
    approved = forms.BooleanField(label="Approved it", required=False)
    on = DayField(label="On", required=False)

    def check_complete(self, cleaned):
        super().check_complete(cleaned)
        if not cleaned.get("received") and not cleaned.get("approved"):
            self.add_error("received", "Tick whether it received the plan, approved it, or both.")


class ResolutionForm(EntryForm):
    group = "resolutions"
    heading = "Resolutions"
    across = ("text",)
    beside = ("number", "kind", "due_phrase")
    more = ("clerk_query", "lead", "title")
    needs = {"text": "Enter the resolution’s words, or leave it out.", "kind": "Choose what kind of resolution it is."}

    number = forms.CharField(required=False, max_length=_length(Resolution, "number"))
    lead = forms.CharField(
        label="Words that govern it", required=False, help_text="Such as “the Leader to:”. Empty if there are none."
    )
    text = forms.CharField(label="Words", required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(
        label="Kind of resolution", required=False, choices=[("", "Choose"), *Resolution.Kind.choices]
    )
    due_phrase = forms.CharField(
        label="When, in the minutes’ words", required=False, max_length=_length(Resolution, "due_phrase")
    )
    clerk_query = forms.CharField(
        label="Clerk’s query", required=False, widget=forms.Textarea, help_text="A drafting note. Only clerks see it."
    )
    title = forms.CharField(
        label="Working title", required=False, max_length=_length(Resolution, "title"), help_text="If one helps."
    )


class LabelledActionForm(EntryForm):
    group = "actions"
    heading = "Actions in the minutes"
    across = ("text",)
    beside = ("owner", "due_phrase")
    needs = {"text": "Enter the action’s words, or leave it out."}

    text = forms.CharField(label="Words", required=False, widget=forms.Textarea)
    owner = forms.CharField(label="Who, in the minutes’ words", required=False, max_length=300)
    due_phrase = forms.CharField(
        label="When, in the minutes’ words", required=False, max_length=_length(Resolution, "due_phrase")
    )


class DocumentForm(EntryForm):
    group = "documents"
    heading = "Supporting documents"
    across = ("title", "url")
    needs = {"title": "Enter the document’s title, or leave it out."}

    title = forms.CharField(required=False, max_length=_length(Document, "title"))
    url = forms.URLField(label="Web address", required=False, max_length=500, assume_scheme="https")


GROUP_FORMS = {
    form.group: form
    for form in (
        ReviewForm,
        FindingForm,
        ApprovalForm,
        ResolutionForm,
        LabelledActionForm,
        DocumentForm,
        AttendanceForm,
    )
}
