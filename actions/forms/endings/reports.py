"""What is asked of a report that was asked for."""

import datetime

from django import forms

from actions.forms.actions import months_from
from actions.forms.endings.recommendations import held
from meetings.models import Meeting
from people.models import Board, Owner


class RequestReportForm(forms.Form):
    """To which board, and when, a report is to come."""

    # one or the other, which "(optional)" on both would not say
    asked_for = ("meeting", "month")

    title = forms.CharField(
        label="What is the report about?", max_length=300, error_messages={"required": "Say what the report is about."}
    )
    board = forms.ModelChoiceField(
        Board.objects.none(),
        label="To which board?",
        empty_label="Choose a board",
        error_messages={"required": "Choose the board it comes to."},
    )
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="At which meeting?", required=False, empty_label="No meeting"
    )
    month = forms.TypedChoiceField(
        label="Or in which month, while no meeting is chosen?",
        required=False,
        coerce=datetime.date.fromisoformat,
        empty_value=None,
    )
    owner = forms.ModelChoiceField(
        Owner.objects.filter(active=True), label="Who writes it?", required=False, empty_label="Nobody named"
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = Board.objects.active(today)
        self.fields["meeting"].queryset = Meeting.objects.upcoming(today).select_related("board")
        self.fields["month"].choices = [("", "No month"), *months_from(today)]

    def clean(self):
        cleaned = super().clean()
        board, meeting = cleaned.get("board"), cleaned.get("meeting")
        if meeting and cleaned.get("month"):
            self.add_error("month", "Give either a meeting or a month, not both.")
        if board and meeting and meeting.board_id != board.pk:
            self.add_error("meeting", f"Choose a meeting of {board}.")
        return cleaned


class TakeReportForm(forms.Form):
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="At which meeting was it taken?",
        empty_label="Choose a meeting",
        error_messages={"required": "Choose the meeting at which it was taken."},
    )

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = held(item.board, item.resolution.item.meeting.date)
