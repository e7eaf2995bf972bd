from django import forms

from actions.models import Question
from meetings.models import Meeting
from people.fields import DayField
from people.models import Membership, Owner, User

Reach = Question.Reach

# a long question; what is longer belongs into a paper
MOST_CHARACTERS = 5_000

WHO_READS = [
    (Reach.PRIVATE, "Nobody but me: a private note"),
    (Reach.CHAIR, "The chair and vice-chair as well"),
    (Reach.BOARD, "All members of the board: a line of enquiry"),
    (Reach.SUBMITTED, "Submit it: whoever answers for it is asked, and it is put at the meeting"),
]


class WordsField(forms.CharField):
    def __init__(self, *, rows=5, **kwargs):
        super().__init__(max_length=MOST_CHARACTERS, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class QuestionForm(forms.Form):
    """A member's own question, new or not submitted yet: its words, its meeting and who reads it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = WordsField(label="Your question", error_messages={"required": "Write your question."})
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="For which meeting",
        empty_label="Choose a meeting",
        error_messages={
            "required": "Choose the meeting.",
            "invalid_choice": "Choose a meeting to come of a board that you sit on.",
        },
    )
    reach = forms.ChoiceField(
        label="Who reads it",
        choices=WHO_READS,
        widget=forms.RadioSelect,
        initial=Reach.PRIVATE,
        error_messages={"required": "Choose who reads it."},
    )

    def __init__(self, *args, standing, question=None, **kwargs):
        super().__init__(*args, **kwargs)
        theirs = Meeting.objects.upcoming(standing.day).filter(board__in=standing.board_ids)
        if question:
            # a note may stay with a meeting that is over
            theirs = theirs | Meeting.objects.in_order().filter(pk=question.meeting_id)
        self.fields["meeting"].queryset = theirs.select_related("board")


class EnterForm(forms.Form):
    """A question that a scrutiny officer enters for a member of the meeting's board."""

    asked_by = forms.ModelChoiceField(
        User.objects.none(),
        label="Who asks it?",
        empty_label="Choose a member",
        error_messages={"required": "Choose the member who asks.", "invalid_choice": "Choose a member of the board."},
    )
    text = WordsField(label="The question", error_messages={"required": "Write the question."})

    def __init__(self, *args, meeting, day, **kwargs):
        super().__init__(*args, **kwargs)
        seats = Membership.objects.on(day).filter(board=meeting.board_id)
        self.fields["asked_by"].queryset = User.objects.filter(pk__in=seats.values("user"))


class WithdrawForm(forms.Form):
    """Why a question is withdrawn; a member need not say."""

    why = forms.CharField(
        label="Why is it withdrawn?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is withdrawn: the member who asked reads it."},
    )

    def __init__(self, *args, is_own, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].required = not is_own


class AnswerForm(forms.Form):
    """An answer, and the undertaking it gives if it does. `seen_answers`: how many there were before the person."""

    asked_for = ("undertaking", "undertaking_owner")

    seen_answers = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = WordsField(label="The answer", error_messages={"required": "Write the answer."})
    gives_undertaking = forms.BooleanField(label="This gives an undertaking", required=False)
    undertaking = WordsField(label="What will be done", rows=2, required=False)
    undertaking_owner = forms.ModelChoiceField(
        Owner.objects.none(), label="By which post", required=False, empty_label="Choose a post"
    )
    undertaking_due_on = DayField(label="By when", required=False)
    undertaking_due_meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="Or by which meeting", required=False, empty_label="No meeting"
    )

    def __init__(self, *args, posts, board, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["undertaking_owner"].queryset = posts
        coming = Meeting.objects.upcoming(today).filter(board=board).select_related("board")
        self.fields["undertaking_due_meeting"].queryset = coming

    def clean(self):
        cleaned = super().clean()
        if not cleaned.pop("gives_undertaking", False):
            if cleaned.get("undertaking"):
                self.add_error("gives_undertaking", "Tick this too, or clear what you wrote under “What will be done”.")
            return {**cleaned, "undertaking": "", **dict.fromkeys(UNDERTAKING)}
        if not cleaned.get("undertaking") and "undertaking" not in self.errors:
            self.add_error("undertaking", "Say what will be done.")
        if not cleaned.get("undertaking_owner") and "undertaking_owner" not in self.errors:
            self.add_error("undertaking_owner", "Choose the post that gives the undertaking.")
        day, meeting = cleaned.get("undertaking_due_on"), cleaned.get("undertaking_due_meeting")
        if day and meeting:
            self.add_error("undertaking_due_meeting", "Give either a date or a meeting, not both.")
        elif day and day <= self.today:
            self.add_error("undertaking_due_on", "The date must be after today.")
        return cleaned


UNDERTAKING = ("undertaking_owner", "undertaking_due_on", "undertaking_due_meeting")


class ClerkAnswerForm(AnswerForm):
    """What a scrutiny officer enters: for a post or for the office, in writing or as it was said."""

    on_behalf_of = forms.ModelChoiceField(
        Owner.objects.none(),
        label="On behalf of which post",
        required=False,
        empty_label="None: the scrutiny office answers",
    )
    at_meeting = forms.BooleanField(label="It was given at the meeting", required=False)

    field_order = ["seen_answers", "text", "on_behalf_of", "at_meeting"]

    def __init__(self, *args, posts, **kwargs):
        super().__init__(*args, posts=posts, **kwargs)
        self.fields["on_behalf_of"].queryset = posts


class ReachForm(forms.Form):
    """The button that was pressed on one's own question, and the version it was pressed on."""

    version = forms.IntegerField()
    reach = forms.ChoiceField(choices=Reach)


class MarksForm(forms.Form):
    """Which actions of a pack a member marks, on a page made when, and where on it they go on reading."""

    seen = forms.DateTimeField()
    place = forms.SlugField(required=False, max_length=80)
    undo = forms.BooleanField(required=False)
    page = forms.CharField(required=False, max_length=200)
