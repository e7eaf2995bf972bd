"""Form fields that several pages share."""

import datetime

from django import forms
from django.core.exceptions import ValidationError

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


class DayWidget(forms.MultiWidget):
    """Three boxes, day, month and year: the design system's date input."""

    labels = ("Day", "Month", "Year")
    widths = (2, 2, 4)

    def __init__(self, attrs=None):
        boxes = {
            name.lower(): forms.TextInput(
                attrs={"inputmode": "numeric", "class": f"govuk-input--width-{width}", "autocomplete": "off"}
            )
            for name, width in zip(self.labels, self.widths, strict=True)
        }
        super().__init__(boxes, attrs)

    def decompress(self, value):
        if isinstance(value, str):
            value = datetime.date.fromisoformat(value) if value else None
        return [value.day, value.month, value.year] if value else ["", "", ""]


class DayField(forms.Field):
    """A calendar day. Says which part is missing, keeps what was typed, and takes "March" for 3."""

    widget = DayWidget

    def clean(self, value):
        day, month, year = (str(part or "").strip() for part in value or ("", "", ""))
        self.validate("".join((day, month, year)))
        if not (day or month or year):
            return None
        self._check_whole(day=day, month=month, year=year)
        try:
            return datetime.date(int(year), _month(month), int(day))
        except ValueError:
            raise ValidationError(f"{self._name} must be a real date, such as 27 3 2026.", code="invalid") from None

    def has_changed(self, initial, data):
        try:
            return self.clean(data) != (initial or None)
        except ValidationError:
            return True

    def _check_whole(self, **parts):
        if missing := [name for name, part in parts.items() if not part]:
            raise ValidationError(f"{self._name} must include a {' and a '.join(missing)}.", code="incomplete")
        if len(parts["year"]) != 4:
            raise ValidationError(f"The year of {self._name.lower()} must have four digits.", code="invalid")

    @property
    def _name(self):
        return f"{self.label or 'The date'}".capitalize()


def _month(text: str) -> int:
    """The number of a month given as a number, a name or its beginning ("Mar"). Raises ValueError."""
    if text.isdigit():
        return int(text)
    matching = [number for number, name in enumerate(MONTHS, 1) if len(text) >= 3 and name.startswith(text.lower())]
    if len(matching) != 1:
        raise ValueError(text)
    return matching[0]
