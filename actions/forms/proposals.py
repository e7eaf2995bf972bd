from django import forms

from actions.models import Proposal
from meetings.models import Meeting
from people.fields import DayField


class ProposalForm(forms.Form):
    """To close, extend or withdraw `action`, as the person had it before them in `version`."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="What do you ask the board for?",
        widget=forms.RadioSelect,
        choices=[
            (Proposal.Kind.CLOSE, "Close it: it is done"),
            (Proposal.Kind.EXTEND, "Give it more time"),
            (Proposal.Kind.WITHDRAW, "Withdraw it: it need not be done"),
        ],
    )
    reason = forms.CharField(
        label="Why?", widget=forms.Textarea(attrs={"rows": 5}), help_text="The board reads this before it decides."
    )
    new_due_on = DayField(label="New date, if you ask for more time", required=False)
    new_due_meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="Or a meeting it should be done by",
        required=False,
        empty_label="No meeting",
    )

    def __init__(self, *args, action, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        upcoming = Meeting.objects.upcoming(today).filter(board=action.monitoring_board_id)
        self.fields["new_due_meeting"].queryset = upcoming.select_related("board")

    def clean(self):
        cleaned = super().clean()
        day, meeting = cleaned.get("new_due_on"), cleaned.get("new_due_meeting")
        if cleaned.get("kind") != Proposal.Kind.EXTEND:
            cleaned["new_due_on"] = cleaned["new_due_meeting"] = None
        elif day and meeting:
            self.add_error("new_due_meeting", "Give either a new date or a meeting, not both.")
        elif not day and not meeting and "new_due_on" not in self.errors:
            self.add_error("new_due_on", "Enter the date you ask for, or choose a meeting.")
        elif day and day <= self.today:
            self.add_error("new_due_on", "The new date must be after today.")
        return cleaned
