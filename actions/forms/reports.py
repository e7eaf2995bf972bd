import datetime

from django import forms

from actions.reports.periods import Period, half_of, halves
from people.fields import DayField
from people.models import Board


class HalfYearForm(forms.Form):
    """Which period a report is about, a half of the municipal year or any days, and which board.

    Without a half in what is asked, it is the one that is running on `today`.
    """

    mark_optional = False

    board = forms.ModelChoiceField(Board.objects.all(), label="Board", required=False, empty_label="All boards")
    first = DayField(label="Or from this day", required=False)
    last = DayField(label="To this day", required=False)
    public = forms.BooleanField(
        label="Leave out exempt matter",
        required=False,
        help_text="For a report that everybody may read. What is left out is not counted either.",
    )

    field_order = ["board", "from", "first", "last", "public"]

    def __init__(self, *args, today: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.offered = {half.first.isoformat(): half for half in halves(today)}
        # a word of Python's own, and the plainest one for it in the address
        self.fields["from"] = forms.TypedChoiceField(
            label="Half of the municipal year",
            choices=[(first, str(half)) for first, half in self.offered.items()],
            coerce=self.offered.get,
            required=False,
            empty_value=None,
            initial=half_of(today).first.isoformat(),
            error_messages={"invalid_choice": "Choose one of the halves listed, or give the days below."},
        )
        self.order_fields(self.field_order)

    def clean(self):
        cleaned = super().clean()
        if "first" in self.errors or "last" in self.errors:
            return cleaned
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and first > self.today:
            self.add_error("first", "The period has to begin today or earlier.")
        elif last and not first:
            self.add_error("first", "Enter the day it begins as well, or leave both empty.")
        elif first and not last:
            self.add_error("last", "Enter the day it ends as well, or leave both empty.")
        elif first and last < first:
            self.add_error("last", "The last day must be the same as or after the first day.")
        return cleaned

    @property
    def period(self) -> Period:
        """The period asked for, once valid; the days given come before the half."""
        if self.cleaned_data["first"]:
            return Period(self.cleaned_data["first"], self.cleaned_data["last"])
        return self.cleaned_data["from"] or half_of(self.today)
