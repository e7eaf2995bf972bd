import datetime

from django import forms

from actions.forms.actions import months_from
from actions.imports import MOST_ROWS, TableError, read
from actions.models import Finding, Review
from meetings.words import fold
from people.fields import DayField
from people.models import Board, Owner


class PasteForm(forms.Form):
    """The table as pasted, and what all its actions share."""

    monitoring_board = forms.ModelChoiceField(
        Board.objects.none(), label="Monitoring board", empty_label="Choose a board"
    )
    review = forms.ModelChoiceField(
        Review.objects.none(),
        label="Review they answer",
        required=False,
        empty_label="None",
        help_text="If the table has a column with the number of the area for improvement.",
    )
    table = forms.CharField(
        label="The table, with its heading row",
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Copy it from Word or a spreadsheet. Columns: Action, Owner, Due, Success measure, Area.",
    )

    def __init__(self, *args, standing, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["monitoring_board"].queryset = Board.objects.active(standing.day)
        self.fields["review"].queryset = Review.objects.visible_to(standing)

    def clean_table(self):
        try:
            return read(self.cleaned_data["table"])
        except TableError as error:
            raise forms.ValidationError(str(error)) from error

    def rows(self) -> list[dict]:
        """The table's rows as the preview's first values: owners and areas matched where the words name one."""
        owners = {fold(owner.name): owner for owner in Owner.objects.filter(active=True)}
        areas = self._areas()
        return [
            {
                "title": row.title[:300],
                "owner": owners.get(fold(row.owner)),
                "owner_words": row.owner,
                "due_on": row.due_on,
                "due_month": row.due_month and row.due_month.isoformat(),
                "due_phrase": row.due[:300],
                "success_measure": row.success_measure,
                "finding": areas.get("".join(filter(str.isdigit, row.area))),
            }
            for row in self.cleaned_data["table"]
        ]

    def _areas(self):
        review = self.cleaned_data["review"]
        return {str(finding.number): finding for finding in review.findings.areas()} if review else {}


class RowForm(forms.Form):
    """One action of the table, to be corrected. `owner_words` is whom the table names."""

    title = forms.CharField(label="What is to be done", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.ModelChoiceField(Owner.objects.filter(active=True), label="Owner", empty_label="Choose a post")
    owner_words = forms.CharField(required=False, widget=forms.HiddenInput)
    due_on = DayField(label="Due on", required=False)
    due_month = forms.TypedChoiceField(
        label="Or due at the meeting in", required=False, empty_value=None, coerce=datetime.date.fromisoformat
    )
    due_phrase = forms.CharField(label="When, in the table’s words", required=False, max_length=300)
    success_measure = forms.CharField(
        label="What success looks like", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    finding = forms.ModelChoiceField(None, label="Area it answers", required=False, empty_label="None")

    def __init__(self, *args, review, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["finding"].queryset = review.findings.areas() if review else Finding.objects.none()
        chosen = self.initial.get("due_month")
        months = dict(months_from(today))
        if chosen and chosen not in months:
            months = {chosen: f"{datetime.date.fromisoformat(chosen):%B %Y}", **months}
        self.fields["due_month"].choices = [("", "No month"), *months.items()]
        if words := self["owner_words"].value():
            self.fields["owner"].help_text = f"The table says “{words}”."

    def clean(self):
        cleaned = super().clean()
        cleaned.pop("owner_words", None)
        if cleaned.get("due_on") and cleaned.get("due_month"):
            self.add_error("due_month", "Say when it is due in one way only: a day or a month.")
        return cleaned


RowFormSet = forms.formset_factory(RowForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True)
