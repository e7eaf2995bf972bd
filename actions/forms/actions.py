import datetime

from django import forms

from actions.forms.exempting import ExemptForm
from meetings.models import Meeting
from people.fields import DayField
from people.models import Board, Owner


def months_from(today: datetime.date, count: int = 24):
    """The next months as choices: ("2026-03-01", "March 2026")."""
    first = today.replace(day=1)
    for _ in range(count):
        yield first.isoformat(), f"{first:%B %Y}"
        first = (first + datetime.timedelta(days=32)).replace(day=1)


class ActionForm(forms.Form):
    """What an action is made of. `answers` is the resolution or finding it answers, or None."""

    title = forms.CharField(label="What is to be done", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.ModelChoiceField(
        Owner.objects.filter(active=True),
        label="Owner",
        help_text="The one post that answers for it.",
        empty_label="Choose a post",
    )
    contributors = forms.ModelMultipleChoiceField(
        Owner.objects.filter(active=True),
        label="Contributors",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text="Other posts that may send updates. Hold Ctrl or ⌘ to choose several.",
    )
    success_measure = forms.CharField(
        label="What success looks like", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = DayField(label="Due on", required=False)
    due_meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="Or due at a meeting", required=False, empty_label="No meeting"
    )
    due_month = forms.TypedChoiceField(
        label="Or due at the meeting in a month",
        required=False,
        coerce=datetime.date.fromisoformat,
        empty_value=None,
        help_text="A provisional meeting is made where the board has none in that month yet.",
    )
    due_phrase = forms.CharField(label="When, in the minutes’ words", required=False, max_length=300)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due_meeting"].queryset = Meeting.objects.upcoming(today).select_related("board")
        self.fields["due_month"].choices = [("", "No month"), *months_from(today)]

    def clean(self):
        cleaned = super().clean()
        given = [name for name in ("due_on", "due_meeting", "due_month") if cleaned.get(name)]
        if len(given) > 1:
            self.add_error(given[1], "Say when it is due in one way only: a day, a meeting or a month.")
        return cleaned


class MakeActionForm(ExemptForm, ActionForm):
    monitoring_board = forms.ModelChoiceField(
        Board.objects.none(), label="Monitoring board", empty_label="Choose a board"
    )
    is_exempt = forms.BooleanField(
        label="The action itself is exempt",
        required=False,
        help_text="Not needed for what hangs from an exempt item: it is exempt with it.",
    )

    field_order = ["title", "owner", "monitoring_board"]

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, today=today, **kwargs)
        self.fields["monitoring_board"].queryset = Board.objects.active(today)


class EditActionForm(ActionForm):
    """What a clerk may change; the due date only while there is none."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, action, today, **kwargs):
        super().__init__(*args, today=today, **kwargs)
        if action.due:
            for name in ("due_on", "due_meeting", "due_month"):
                del self.fields[name]
