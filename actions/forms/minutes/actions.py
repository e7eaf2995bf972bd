"""The third step: the actions that minutes ask for, made or not."""

import datetime
import itertools
import operator

from django import forms

from actions.models import Action
from actions.services.minutes.matching import Found
from actions.services.minutes.proposals import ASK, Proposed, meetings_after
from people.fields import DayField
from people.models import Board, Owner


class ProposedForm(forms.Form):
    """One proposed action. Only one that is ticked has to be complete."""

    mark_optional = False

    wanted = forms.BooleanField(label="Make this action", required=False)
    title = forms.CharField(
        label="What is to be done",
        required=False,
        max_length=Action._meta.get_field("title").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    owner = forms.TypedChoiceField(label="Owner", required=False, coerce=int, empty_value=None)
    board = forms.TypedChoiceField(label="Monitored by", required=False, coerce=int, empty_value=None)
    due = forms.ChoiceField(label="Due at a meeting", required=False)
    due_on = DayField(label="Or due on a day", required=False)
    due_phrase = forms.CharField(
        label="When, in the minutes’ words", required=False, max_length=Action._meta.get_field("due_phrase").max_length
    )
    success_measure = forms.CharField(
        label="What success looks like", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, proposed: Proposed, choices, complete=False, **kwargs):
        answers = proposed.answers
        day = answers["due_on"]
        initial = {**answers, "due_on": datetime.date.fromisoformat(day) if day else None}
        super().__init__(*args, prefix=proposed.id, initial=initial, **kwargs)
        self.proposed, self.complete = proposed, complete
        self.fields["owner"].choices = choices["owners"]
        self.fields["board"].choices = choices["boards"]
        asked = [(ASK, "Choose the meeting")] if answers["due"] == ASK else []
        month = [proposed.month] if proposed.month else []
        self.fields["due"].choices = [*asked, ("", "No meeting"), *month, *choices["meetings"]]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("due") not in ("", ASK, None) and cleaned.get("due_on"):
            self.add_error("due_on", "Give a meeting or a day, not both.")
        if self.complete and cleaned.get("wanted"):
            self._check_complete(cleaned)
        return cleaned

    def _check_complete(self, cleaned):
        if not cleaned.get("title") and "title" not in self.errors:
            self.add_error("title", "Enter what is to be done.")
        if not cleaned.get("owner") and "owner" not in self.errors:
            self.add_error("owner", f"Choose who answers for {self.proposed.label}.")
        if cleaned.get("due") == ASK and not cleaned.get("due_on"):
            self.add_error("due", "Choose which meeting is meant, or “No meeting”.")

    @property
    def is_folded(self) -> bool:
        """Whether there is an action already, and nobody asks for another."""
        return bool(self.proposed.actions) and not self["wanted"].value() and not self.errors

    def answers(self) -> dict:
        day = self.cleaned_data["due_on"]
        due = "" if day and self.cleaned_data["due"] == ASK else self.cleaned_data["due"]
        return {
            **self.cleaned_data,
            "due": due,
            "due_on": day.isoformat() if day else None,
            "known": len(self.proposed.actions),
        }


class ActionsForms:
    """The forms of all proposed actions, as one: `is_valid()`, then `answers()`."""

    def __init__(self, proposed, data=None, *, choices, complete=False):
        self.complete = complete
        self.all = [
            # one that came up in the meantime was not on the page that sent this
            ProposedForm(
                data if data is not None and f"{one.id}-title" in data else None,
                proposed=one,
                choices=choices,
                complete=complete,
            )
            for one in proposed
        ]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self if form.is_bound]
        return all(valid)

    def __iter__(self):
        return iter(self.all)

    @property
    def has_errors(self) -> bool:
        return any(form.errors for form in self)

    def answers(self) -> dict[str, dict]:
        return {form.proposed.id: form.answers() for form in self if form.is_bound}


def choices_for(draft, proposed, *, found: Found, today: datetime.date) -> dict[str, list]:
    """The owners, boards and meetings to choose from: the same for all of a draft's proposed actions.

    Meetings are those after this one, of the boards that its actions are monitored by or due at.
    """
    own = found.board.name if found.board else draft.entries["meeting"]["board_name"]
    boards = [board for board in Board.objects.active(today) if board != found.board]
    owners = Owner.objects.filter(active=True).select_related("directorate").order_by("directorate__name", "name")
    return {
        "owners": [
            ("", "Choose an owner"),
            *_grouped((owner.directorate.name, owner.pk, owner.name) for owner in owners),
        ],
        "boards": [("", own), *((board.pk, board.name) for board in boards)],
        "meetings": _grouped(_meetings(draft, proposed, found)),
    }


def _meetings(draft, proposed, found):
    day = draft.entries["meeting"]["date"]
    meetings = meetings_after(datetime.date.fromisoformat(day) if day else None).select_related("board")
    due_at = {one.answers["due"] for one in proposed}
    monitoring = {one.answers["board"] for one in proposed} | {found.board and found.board.pk}
    boards = monitoring | {meeting.board_id for meeting in meetings if f"meeting-{meeting.pk}" in due_at}
    for meeting in sorted(meetings, key=lambda meeting: meeting.board.name):
        if meeting.board_id in boards and meeting != found.provisional:
            when = meeting.when if meeting.date else f"{meeting.when}, day not known yet"
            yield meeting.board.name, f"meeting-{meeting.pk}", when


def _grouped(rows) -> list:
    """Choices under headings, of (heading, value, label) in the order of the headings."""
    return [
        (heading, [(value, label) for _, value, label in group])
        for heading, group in itertools.groupby(rows, key=operator.itemgetter(0))
    ]
