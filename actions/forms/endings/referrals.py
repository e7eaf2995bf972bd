"""What is asked of what was referred to another board."""

from django import forms

from actions.forms.endings.recommendations import held
from meetings.models import Meeting
from people.models import Board


class ReferForm(forms.Form):
    to_board = forms.ModelChoiceField(
        Board.objects.none(),
        label="To which board was it referred?",
        empty_label="Choose a board",
        error_messages={"required": "Choose the board it was referred to."},
        help_text="It appears in that board’s work programme.",
    )
    why = forms.CharField(
        label="What is that board asked to do?", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args, resolution, today, **kwargs):
        super().__init__(*args, **kwargs)
        boards = Board.objects.active(today).exclude(pk=resolution.item.meeting.board_id)
        self.fields["to_board"].queryset = boards


class AnswerReferralForm(forms.Form):
    """Whether the other board took what was referred to it."""

    asked_for = ("meeting", "why")

    taken = forms.TypedChoiceField(
        label="Did it take it?",
        choices=[("yes", "Yes, at a meeting"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the board took it."},
    )
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="At which meeting?", required=False, empty_label="At none"
    )
    why = forms.CharField(label="If it did not: why?", required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = held(referral.to_board, referral.resolution.item.meeting.date)

    def clean(self):
        cleaned = super().clean()
        taken = cleaned.get("taken")
        if taken is True and not cleaned.get("meeting"):
            self.add_error("meeting", "Choose the meeting at which it was taken.")
        if taken is False and not cleaned.get("why"):
            self.add_error("why", "Say why it was not taken.")
        if taken is True:
            cleaned["why"] = ""
        return cleaned
