"""What is asked of a recommendation and of its responses."""

from django import forms

from meetings.models import Meeting, Response
from people.fields import DayField
from people.models import Board, Owner


def held(board, since=None):
    """The meetings that a board has held, since a day, the latest first."""
    meetings = Meeting.objects.past().filter(board=board).select_related("board")
    return meetings.filter(date__gte=since) if since else meetings


class ServeForm(forms.Form):
    """On whom a recommendation was served, and by when they have to respond."""

    # one of the three, which "(optional)" on each would not say
    asked_for = ("to_board", "to_owner", "to_body")

    to_board = forms.ModelChoiceField(
        Board.objects.none(), label="Served on a board, such as the Cabinet", required=False, empty_label="No board"
    )
    to_owner = forms.ModelChoiceField(
        Owner.objects.filter(active=True),
        label="Or on a post or portfolio",
        required=False,
        empty_label="No post",
    )
    to_body = forms.CharField(label="Or on somebody else", required=False, max_length=200)
    served_on = DayField(
        label="When did they receive it?", error_messages={"required": "Enter the day they received it."}
    )
    response_due_on = DayField(
        label="When is the response due?",
        required=False,
        help_text="Leave it empty for the time this respondent is given: two months from the day it was received, "
        "unless administration says otherwise.",
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_board"].queryset = Board.objects.active(today)

    def clean(self):
        cleaned = super().clean()
        given = [name for name in self.asked_for if cleaned.get(name)]
        if len(given) > 1:
            self.add_error(given[1], "Give one respondent only. Serve it on each by itself.")
        elif not given and not self.errors:
            self.add_error("to_board", "Say on whom it was served.")
        served, due = cleaned.get("served_on"), cleaned.get("response_due_on")
        if served and due and due < served:
            self.add_error("response_due_on", "The response is due on the day it was received or later.")
        return cleaned


class RespondForm(forms.Form):
    """What a respondent answered; `seen` is how many answers the person had before them."""

    asked_for = ("reasons", "new_due_on")

    seen = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label="What is the response?",
        choices=Response.Answer,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the response is."},
    )
    reasons = forms.CharField(
        label="Its reasons",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="In the respondent’s own words. Needed unless it is accepted whole.",
    )
    new_due_on = DayField(label="If it is deferred, until when?", required=False)
    received_on = DayField(label="When did it come?", error_messages={"required": "Enter the day the response came."})
    reported_at = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="To which meeting was it reported?",
        required=False,
        empty_label="To none yet",
        help_text="It can be added later.",
    )

    def __init__(self, *args, recommendation, **kwargs):
        super().__init__(*args, **kwargs)
        board = recommendation.resolution.item.meeting.board
        self.fields["reported_at"].queryset = held(board, recommendation.served_on)

    def clean(self):
        cleaned = super().clean()
        answer, deferred = cleaned.get("answer"), cleaned.get("answer") == Response.Answer.DEFERRED
        if answer and answer != Response.Answer.ACCEPTED and not cleaned.get("reasons"):
            self.add_error("reasons", "Give the reasons for not accepting it whole.")
        if deferred and not cleaned.get("new_due_on") and "new_due_on" not in self.errors:
            self.add_error("new_due_on", "Enter the day until which it is deferred.")
        if not deferred:
            cleaned["new_due_on"] = None
        return cleaned


class ReportedForm(forms.Form):
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="To which meeting was it reported?",
        empty_label="Choose a meeting",
        error_messages={"required": "Choose the meeting it was reported to."},
    )

    def __init__(self, *args, response, **kwargs):
        super().__init__(*args, **kwargs)
        board = response.recommendation.resolution.item.meeting.board
        self.fields["meeting"].queryset = held(board, response.received_on)
