import datetime

from django import forms

from people.fields import DayField


class AsAtForm(forms.Form):
    """Which past day to look at. `today` is the last that can be asked for, `first` the earliest, if there is one."""

    on = DayField(label="Show it as at the end of", help_text="Any day that is over, such as 27 3 2026.")

    def __init__(self, *args, today: datetime.date, first: datetime.date | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.first = today, first

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day >= self.today:
            raise forms.ValidationError("That day is not over. Choose one before today.")
        if self.first and day < self.first:
            raise forms.ValidationError(f"There was nothing yet: it was made on {self.first:%-d %B %Y}.")
        return day
