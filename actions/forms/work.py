import datetime

from django import forms

from actions.forms.actions import months_from
from actions.forms.exempting import ExemptForm
from meetings.models import Meeting, WorkItem
from people.models import Owner

UNSCHEDULED = "none"


class PlaceField(forms.ChoiceField):
    """A coming meeting of one board, a month, or neither. Cleans to {"meeting": …, "month": …}."""

    default_error_messages = {
        "required": "Choose a meeting or a month, or that it is not scheduled.",
        "invalid_choice": "That meeting or month can no longer be chosen. Choose another.",
    }

    def offer(self, board, today, *, empty_label=""):
        """Offer the places there are on `today`."""
        states = [Meeting.Status.SCHEDULED, Meeting.Status.PROVISIONAL]
        meetings = Meeting.objects.in_order().filter(board=board, status__in=states)
        self.meetings = {f"meeting-{meeting.pk}": meeting for meeting in meetings}
        months = [(f"month-{first[:7]}", first, named) for first, named in months_from(today)]
        self.months = {key: datetime.date.fromisoformat(first) for key, first, _ in months}
        self.choices = [
            *([("", empty_label)] if empty_label else []),
            (UNSCHEDULED, "Not scheduled yet"),
            ("Meetings", [(key, _named(meeting)) for key, meeting in self.meetings.items()]),
            ("Months", [(key, named) for key, _, named in months]),
        ]

    def clean(self, value):
        key = super().clean(value)
        return {"meeting": self.meetings.get(key), "month": self.months.get(key)}


class RecursField(forms.IntegerField):
    """After how many months something comes again."""

    def __init__(self):
        super().__init__(
            required=False,
            min_value=1,
            max_value=60,
            label="Comes again after how many months",
            help_text="For a regular update: 12 for every year. When it has been taken, the next one is planned.",
            widget=forms.NumberInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
            error_messages={
                "invalid": "Enter a whole number of months, such as 12.",
                "min_value": "Enter at least 1 month.",
                "max_value": "Enter 60 months or fewer.",
            },
        )


class WorkItemForm(ExemptForm):
    """What an item of a work programme says."""

    title = forms.CharField(label="What comes to the board", max_length=300, error_messages={"required": "Say what."})
    kind = forms.ChoiceField(label="What it is", choices=WorkItem.Kind, initial=WorkItem.Kind.REPORT)
    recurs_months = RecursField()
    purpose = forms.CharField(
        label="What members want from it",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example, to see whether waiting times have fallen.",
    )
    owner = forms.ModelChoiceField(
        Owner.objects.filter(active=True), label="Who brings it", required=False, empty_label="Not known yet"
    )
    is_exempt = forms.BooleanField(
        label="It is exempt or confidential",
        required=False,
        help_text="Not needed for what answers a resolution on an exempt item: it is exempt with it.",
    )
    is_confidential = forms.BooleanField(label="Confidential under section 100A", required=False)

    field_order = [
        *("title", "kind", "recurs_months", "place", "purpose", "owner"),
        *("is_exempt", "exempt_paragraphs", "is_confidential"),
    ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("recurs_months") and cleaned.get("kind") != WorkItem.Kind.ANNUAL_UPDATE:
            self.add_error(
                "recurs_months", "Only a regular update comes again. Choose “Regular update”, or leave this empty."
            )
        return cleaned


class AddWorkItemForm(WorkItemForm):
    place = PlaceField(label="When", help_text="A month in which the board has one meeting means that meeting.")

    def __init__(self, *args, board, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].offer(board, today)


class EditWorkItemForm(WorkItemForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, **kwargs)
        if item.owner and not item.owner.active:
            self.fields["owner"].queryset |= Owner.objects.filter(pk=item.owner_id)


class MoveWorkItemForm(forms.Form):
    """To another meeting or month, and why."""

    place = PlaceField(label="Bring it to", help_text="A month in which the board has one meeting means that meeting.")
    why = forms.CharField(
        label="Why",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where it is put off. Everybody who reads the programme sees it.",
    )
    is_correction = forms.BooleanField(
        label="This corrects a mistake in the programme",
        required=False,
        help_text="Then it does not count as slipped.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    asked_for = ("why",)

    def __init__(self, *args, item, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].offer(item.board, today, empty_label="Choose")


class DropWorkItemForm(forms.Form):
    why = forms.CharField(
        label="Why does it come off the programme?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Everybody who reads the programme sees it.",
        error_messages={"required": "Say why it comes off the programme."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class TakeWorkItemForm(forms.Form):
    """At which held meeting an item was taken."""

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="Which meeting took it?",
        empty_label="Choose a meeting",
        error_messages={
            "required": "Choose the meeting that took it.",
            "invalid_choice": "That meeting has not been held. Choose another.",
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = Meeting.objects.past().filter(board=item.board_id).select_related("board")


class OrderForm(forms.Form):
    """A place in the agenda order: a position, or one step or all the way, which the button sent says in `to`.

    `seen` is where it stood on the page.
    """

    position = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=9999,
        label="Position",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
        error_messages={
            "invalid": "Enter the position as a whole number, such as 2.",
            "min_value": "Positions begin with 1.",
            "max_value": "Enter a position of four figures at the most.",
        },
    )
    to = forms.ChoiceField(
        required=False, choices=[(to, to) for to in ("up", "down", "first", "last")], widget=forms.HiddenInput
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    mark_optional = False

    def __init__(self, *args, item, **kwargs):
        super().__init__(
            *args, auto_id=f"order-{item.pk}-%s", initial={"position": item.position, "seen": item.position}, **kwargs
        )
        self.about = item.title

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not (cleaned.get("to") or cleaned.get("position")):
            self.add_error("position", "Enter the position it should have, such as 2.")
        return cleaned


class ItemsField(forms.ModelMultipleChoiceField):
    """Items to tick, each with when it comes."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "required": "Tick at least one item.",
        "invalid_choice": "An item you ticked is no longer on this programme. Look at the list again.",
    }

    def label_from_instance(self, item):
        return f"{item} ({item.when or 'not scheduled'})"


class HandOnWorkForm(forms.Form):
    """Which items of a board that ends another takes on, and why."""

    items = ItemsField(None, label="Items to hand on")
    to_board = forms.ModelChoiceField(
        None,
        label="To which board",
        empty_label="Choose a board",
        error_messages={"required": "Choose the board they go to."},
    )
    why = forms.CharField(
        label="Why",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Everybody who reads the programme sees it.",
        error_messages={"required": "Say why they are handed on."},
    )

    def __init__(self, *args, items, boards, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = items
        self.fields["to_board"].queryset = boards


def _named(meeting) -> str:
    provisional = meeting.status == Meeting.Status.PROVISIONAL
    return f"{meeting.when} (provisional)" if provisional else meeting.when
