import datetime

from django import forms
from django.utils.formats import date_format

from meetings.models import Meeting
from meetings.services.confirmation import digest, words_of
from people.fields import DayField
from people.models import Board

MONTHS_AHEAD = 24
CHARACTERS_A_ROW = 60


class StartField(forms.TimeField):
    """The time of day a meeting starts, if that is known."""

    def __init__(self, *, label="Starts at"):
        super().__init__(
            required=False,
            label=label,
            help_text="For example, 14:00.",
            widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-5"}),
            error_messages={"invalid": "Enter the time it starts in hours and minutes, such as 14:00."},
        )


class PlanMeetingForm(forms.Form):
    """A meeting on a day, or in a month while only that is known."""

    # the day and the month are one or the other, which "(optional)" on both would not say
    mark_optional = False

    board = forms.ModelChoiceField(
        Board.objects.none(), empty_label="Choose a board", error_messages={"required": "Choose the board."}
    )
    date = DayField(required=False, label="Day of the meeting", help_text="Leave empty while only the month is known.")
    month = forms.TypedChoiceField(
        required=False,
        empty_value=None,
        coerce=datetime.date.fromisoformat,
        label="Or its month, while the day is not known",
    )
    starts_at = StartField(label="Starts at (optional)")
    venue = forms.CharField(required=False, max_length=200, label="Venue (optional)")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = Board.objects.active(today)
        self.fields["month"].choices = [("", "No month"), *_months(today)]

    def clean(self):
        cleaned = super().clean()
        if "date" in self.errors or "month" in self.errors:
            return cleaned
        if cleaned["date"] and cleaned["month"]:
            self.add_error("month", "Give either the day or the month, not both.")
        if not cleaned["date"] and not cleaned["month"]:
            self.add_error("date", "Enter the day of the meeting, or choose its month.")
        return cleaned


class SetDayForm(forms.Form):
    """The day of a meeting, given or moved. `seen` is the day or month the person had before them."""

    seen = forms.DateField(widget=forms.HiddenInput)
    date = DayField(label="Day of the meeting")
    starts_at = StartField()
    venue = forms.CharField(required=False, max_length=200, label="Venue")
    note = forms.CharField(required=False, label="Why it moves", widget=forms.Textarea(attrs={"rows": 3}))


class CancelMeetingForm(forms.Form):
    reason = forms.CharField(
        label="Why is it cancelled?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the meeting is cancelled."},
    )


class ConfirmMinutesForm(forms.Form):
    """Which meeting confirmed the minutes, and the words it amended. `seen` is the one the person saw named.

    `items` are those of the meeting, each with its `visible_resolutions`; every one that has words may be amended.
    Beside each stands the digest of the words that the person saw, so that only what they changed is sent on.
    """

    mark_optional = False

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    at_meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="Which meeting confirmed them?",
        empty_label="Choose a meeting",
        error_messages={"required": "Choose the meeting that confirmed them."},
    )

    def __init__(self, *args, meeting, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["at_meeting"].queryset = later_held(meeting)
        self.items, self.rows = items, {}
        for item in items:
            self._add(f"item-{item.pk}", item, "The minutes’ words")
            for resolution in item.visible_resolutions:
                number = f" {resolution.number}" if resolution.number else ""
                self._add(f"resolution-{resolution.pk}", resolution, f"Resolution{number}")

    def _add(self, name, row, label):
        words = words_of(row)
        if not words:
            return
        rows = min(20, 2 + len(words) // CHARACTERS_A_ROW)
        field = forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}))
        field.error_messages["required"] = "Words cannot be amended to none. Write what stands instead of them."
        self.fields[name], self.rows[name] = field, row
        self.fields[f"{name}-was"] = forms.CharField(widget=forms.HiddenInput)
        self.initial |= {name: words, f"{name}-was": digest(words)}

    @property
    def parts(self):
        """(item, its (field, the words that stand where they were changed), whether to show them unfolded)."""
        for item in self.items:
            names = [f"item-{item.pk}", *(f"resolution-{one.pk}" for one in item.visible_resolutions)]
            fields = [(self[name], self._words_if_changed(name)) for name in names if name in self.rows]
            if fields:
                yield item, fields, any(field.errors or changed for field, changed in fields)

    def _words_if_changed(self, name) -> str:
        words = words_of(self.rows[name])
        return words if digest(self[name].value() or "") != digest(words) else ""

    def amended(self):
        """(row, its words, the digest of those the person saw) of what they changed, once valid."""
        cleaned = self.cleaned_data
        found = ((row, cleaned[name], cleaned[f"{name}-was"]) for name, row in self.rows.items())
        return [(row, words, was) for row, words, was in found if digest(words) != was]

    def show_changed(self, rows):
        """Say which words somebody else amended meanwhile; what was typed stays, and can be sent on top of theirs.

        What the person had not touched becomes what it is now.
        """
        self.data = self.data.copy()
        changed = {(type(row), row.pk): row for row in rows}
        for name, row in self.rows.items():
            current, was = words_of(row), self.cleaned_data[f"{name}-was"]
            if digest(self.cleaned_data[name]) == was:
                self.data[name] = current
            self.data[f"{name}-was"] = digest(current)
            if (type(row), row.pk) in changed:
                self.add_error(
                    name,
                    "Somebody else amended these words while you were writing. What they wrote stands below; "
                    "save again if yours should stand instead.",
                )


def later_held(meeting):
    """The meetings that may confirm the minutes of `meeting`, the first after it at the top."""
    if meeting.status != Meeting.Status.HELD:
        return Meeting.objects.none()
    held = Meeting.objects.filter(board=meeting.board_id, status=Meeting.Status.HELD, date__gt=meeting.date)
    return held.select_related("board").order_by("date")


def _months(today):
    """Two years of months from last month on, as choices."""
    first = (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
    for offset in range(MONTHS_AHEAD):
        years, month = divmod(first.month - 1 + offset, 12)
        day = datetime.date(first.year + years, month + 1, 1)
        yield day.isoformat(), date_format(day, "F Y")
