import datetime

from django import forms
from django.utils.formats import date_format

from meetings.models import Meeting
from people.fields import DayField
from people.models import Board

MONTHS_AHEAD = 24


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
    at_meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="Which meeting confirmed them?",
        empty_label="Choose a meeting",
        error_messages={"required": "Choose the meeting that confirmed them."},
    )

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["at_meeting"].queryset = later_held(meeting)


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
