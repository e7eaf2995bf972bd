"""What is asked when it is recorded how a resolution ended."""

import datetime

from django import forms

from actions.forms.actions import months_from
from actions.forms.files import EvidenceField
from meetings.models import DocumentVersion, Exemptible, Meeting, Resolution, Response
from people.fields import DayField
from people.models import Board, Owner


def held(board, since=None):
    """The meetings that a board has held, since a day, the latest first."""
    meetings = Meeting.objects.past().filter(board=board).select_related("board")
    return meetings.filter(date__gte=since) if since else meetings


class AttachForm(forms.Form):
    """The document to circulate: a version that the item has, a new version of one, or a new document."""

    NEW = "new"

    # by what is chosen first
    asked_for = ("title", "file", "url", "exempt_paragraphs")

    source = forms.ChoiceField(
        label="Which document?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the document, or that it is a new one."},
    )
    title = forms.CharField(label="Title of the new document", max_length=300, required=False)
    file = EvidenceField(label="The file of the new document or version", required=False)
    url = forms.URLField(
        label="Or its address, where it is published elsewhere",
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Enter a whole address, such as https://www.example.gov.uk/plan.pdf."},
    )
    is_exempt = forms.BooleanField(
        label="The document is exempt",
        required=False,
        help_text="Not needed for what hangs from an exempt item: it is exempt with it.",
    )
    exempt_paragraphs = forms.CharField(
        label="Schedule 12A paragraphs", required=False, max_length=30, help_text="Such as 3 or 1, 2."
    )

    def __init__(self, *args, resolution, **kwargs):
        super().__init__(*args, **kwargs)
        documents = {document.pk: document for document in resolution.item.documents.all()}
        versions = DocumentVersion.objects.filter(document__in=documents, removed_at__isnull=True)
        versions = versions.select_related("document")
        self.documents, self.versions = documents, {version.pk: version for version in versions}
        self.fields["source"].choices = [
            *((f"version:{pk}", f"As it is here: {version}") for pk, version in self.versions.items()),
            *((f"document:{pk}", f"A new version of: {document}") for pk, document in documents.items()),
            (self.NEW, "A new document"),
        ]
        if not documents:
            self.fields["source"].widget = forms.HiddenInput()
            self.fields["source"].initial = self.NEW
        self.fields["exempt_paragraphs"].validators += Exemptible._meta.get_field("exempt_paragraphs").validators

    def clean(self):
        cleaned = super().clean()
        kind, _, pk = cleaned.get("source", "").partition(":")
        cleaned["version"] = self.versions.get(int(pk)) if kind == "version" else None
        cleaned["document"] = self.documents.get(int(pk)) if kind == "document" else None
        if not kind or cleaned["version"]:
            return cleaned
        if kind == self.NEW and not cleaned.get("title"):
            self.add_error("title", "Enter the title of the new document.")
        self._check_content(cleaned)
        if cleaned.get("is_exempt") and not cleaned.get("exempt_paragraphs") and "exempt_paragraphs" not in self.errors:
            self.add_error("exempt_paragraphs", "Enter the Schedule 12A paragraphs that make it exempt, such as 3.")
        if not cleaned.get("is_exempt"):
            cleaned["exempt_paragraphs"] = ""
        if self.errors and self.files.get("file") and "file" not in self.errors:
            self.add_error("file", "Choose the file again: browsers do not send it twice.")
        return cleaned

    def _check_content(self, cleaned):
        if "file" in self.errors or "url" in self.errors:
            return
        if cleaned.get("file") and cleaned.get("url"):
            self.add_error("url", "Give either a file or an address, not both.")
        if not cleaned.get("file") and not cleaned.get("url"):
            self.add_error("file", "Choose the file, or enter the address where it is published.")

    @property
    def added(self) -> dict:
        """What a new version is made of, once valid; `version` where one that is there was chosen."""
        names = ("document", "title", "file", "url", "is_exempt", "exempt_paragraphs")
        return {name: self.cleaned_data[name] for name in names}


class ChecklistForm(forms.Form):
    """What the document must contain and whether it does, what members are told, and why it goes if it does not.

    One row for each thing on the checklist, and some that are empty. A row whose words are taken out is left out.
    """

    EMPTY_ROWS = 2
    MOST = 20

    revision = forms.IntegerField(widget=forms.HiddenInput)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST)

    def __init__(self, *args, circulation, **kwargs):
        super().__init__(*args, **kwargs)
        checks = list(circulation.checks.all())
        self.initial.setdefault("revision", circulation.revision)
        self.initial["rows"] = min(len(checks) + self.EMPTY_ROWS, self.MOST)
        # none is marked optional, since an empty one is simply left out
        self.asked_for = ("without_why", *(f"words_{place}" for place in range(1, self.MOST + 1)))
        for place in range(1, self._count() + 1):
            check = checks[place - 1] if place <= len(checks) else None
            self.fields[f"words_{place}"] = forms.CharField(
                label=f"Requirement {place}", max_length=300, required=False, initial=check.words if check else ""
            )
            self.fields[f"met_{place}"] = forms.BooleanField(
                label="I found it in the document", required=False, initial=bool(check and check.is_met)
            )
        self.fields["note"] = forms.CharField(
            label="What members are told with it",
            required=False,
            initial=circulation.note,
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text="It stands in the e-mail, unless the matter is exempt.",
        )
        self.fields["without_why"] = forms.CharField(
            label="If something is not ticked: why it goes all the same",
            required=False,
            initial=circulation.without_why,
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="Members read it beside what is missing.",
        )

    def _count(self) -> int:
        """How many rows the page had, or is to have."""
        posted = self.data.get(self.add_prefix("rows"), "") if self.is_bound else ""
        return min(int(posted), self.MOST) if posted.isascii() and posted.isdigit() else self.initial["rows"]

    def clean(self):
        cleaned = super().clean()
        cleaned["checks"] = [
            (words, cleaned.get(f"met_{place}", False))
            for place in range(1, self._count() + 1)
            if (words := cleaned.get(f"words_{place}"))
        ]
        return cleaned


class RemoveDocumentForm(forms.Form):
    """Why a version of a document is taken away."""

    reason = forms.CharField(
        label="Why is it removed?",
        help_text="Members see this in its place, so name nothing that they may not see.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is removed. Members see it in its place."},
    )


class SendForm(forms.Form):
    """The circulation as the person had it before them."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class HandOverForm(forms.Form):
    on = DayField(
        label="When was it handed over, or put in the post?",
        error_messages={"required": "Enter the day it was handed over or put in the post."},
    )


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


class EndingTakeBackForm(forms.Form):
    """Why something was recorded in error."""

    why = forms.CharField(
        label="Why was it recorded in error?",
        help_text="It stays in the history of the resolution, with this beside it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it was recorded in error."},
    )


class DescribeForm(forms.Form):
    """The working title and the kind of a resolution; its words stay as they are."""

    seen_kind = forms.CharField(widget=forms.HiddenInput)
    title = forms.CharField(
        label="Working title", max_length=200, required=False, help_text="What it is called in lists, beside its words."
    )
    kind = forms.ChoiceField(label="What does it ask for?", choices=Resolution.Kind, widget=forms.RadioSelect)
    note = forms.CharField(
        label="Why it changes", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
