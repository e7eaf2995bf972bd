"""The second step: everything read from a text, to be mended."""

import copy
import datetime

from django import forms
from django.core.validators import RegexValidator

from actions.forms.minutes.entries import GROUP_FORMS, ItemForm
from actions.services.minutes.entries import ITEM_GROUPS, board_among, kept
from meetings.models import Meeting
from people.fields import DayField
from people.models import Board

NEW_BOARD = "new"


class MeetingForm(forms.Form):
    """Which meeting the minutes are of."""

    mark_optional = False

    board = forms.ChoiceField(required=False)
    board_name = forms.CharField(
        label="Name of the new board", required=False, max_length=Board._meta.get_field("name").max_length
    )
    board_code = forms.CharField(
        label="Code of the new board",
        required=False,
        max_length=Board._meta.get_field("code").max_length,
        help_text=Board._meta.get_field("code").help_text,
    )
    date = DayField(label="Day of the meeting", required=False)
    venue = forms.CharField(required=False, max_length=Meeting._meta.get_field("venue").max_length)

    def __init__(self, *args, boards, today, complete, **kwargs):
        super().__init__(*args, **kwargs)
        self.boards, self.today, self.complete = boards, today, complete
        self.fields["board"].choices = [
            ("", "Choose a board"),
            *((str(board.pk), f"{board.name} ({board.code})") for board in boards),
            (NEW_BOARD, "A board that is not listed"),
        ]

    def clean_board_code(self):
        return self.cleaned_data["board_code"].upper()

    def clean_date(self):
        date = self.cleaned_data["date"]
        if date and date > self.today:
            raise forms.ValidationError("This day is in the future, so the meeting cannot have minutes yet.")
        return date

    def clean(self):
        cleaned = super().clean()
        if not self.complete:
            return cleaned
        if not cleaned.get("date") and "date" not in self.errors:
            self.add_error("date", "Enter the day of the meeting.")
        if not cleaned.get("board"):
            self.add_error("board", "Choose the board that met.")
        elif cleaned["board"] == NEW_BOARD:
            self._check_new_board(cleaned.get("board_name"), cleaned.get("board_code"))
        return cleaned

    def _check_new_board(self, name, code):
        if not name:
            self.add_error("board_name", "Enter the name of the new board.")
        elif board_among(name, self.boards):
            self.add_error("board_name", f"“{name}” is there already. Choose it from the list.")
        if not code:
            self.add_error("board_code", "Enter a code for the new board, such as ILSC.")
            return
        if any(board.code == code for board in self.boards):
            self.add_error("board_code", f"{code} is another board’s code. Choose one that is not in use.")
        try:
            for validator in Board._meta.get_field("code").validators:
                if isinstance(validator, RegexValidator):
                    validator(code)
        except forms.ValidationError as error:
            self.add_error("board_code", error)

    def merged(self, meeting: dict) -> dict:
        """The draft's meeting with what was written here."""
        values = {name: self.cleaned_data[name] for name in ("board_name", "board_code", "venue")}
        board = self.cleaned_data["board"]
        return {
            **meeting,
            **values,
            "new_board": board == NEW_BOARD,
            "board": int(board) if board.isdigit() else None,
            "date": _iso(self.cleaned_data["date"]),
        }


class ItemForms:
    """An agenda item's own form, and a formset for each of its groups."""

    def __init__(self, item, data, *, complete):
        # an item that another window added is not in what this one sends, and stays as it is
        self.data = data if data is not None and f"{item['id']}-entry" in data else None
        self.item, self.complete = item, complete
        self.form = ItemForm(self.data, prefix=item["id"], initial=_initial(item), complete=complete)
        self.groups = {
            group: _formset(group, item[group], self.data, f"{item['id']}-{group}", complete) for group in ITEM_GROUPS
        }

    def is_valid(self):
        if self.data is None:
            return True
        valid = [self.form.is_valid(), *(formset.is_valid() for formset in self.groups.values())]
        if all(valid) and self.complete:
            self._check_findings()
        return not self.form.errors and all(valid)

    @property
    def label(self) -> str:
        """The item's number and title as they were saved."""
        return f"{self.item['number']} {self.item['title']}".strip() or "An agenda item without a title"

    @property
    def has_review(self) -> bool:
        return bool(self.groups["reviews"].forms)

    def _check_findings(self):
        merged = self.merged()
        if merged["leave_out"] or not kept("findings", merged["findings"]):
            return
        if not kept("reviews", merged["reviews"]):
            message = "Say which review the findings are of: give its title, or add a review."
            reviews = self.groups["reviews"].forms
            if reviews and not merged["reviews"][0]["leave_out"]:
                reviews[0].add_error("title", message)
            self.form.add_error(None, message)

    def merged(self) -> dict:
        """The item with what was written here."""
        if self.data is None:
            return self.item
        merged = {**self.item, **_written(self.form)}
        for group, formset in self.groups.items():
            merged[group] = _merged(self.item[group], formset)
        return merged


class PreviewForms:
    """All the forms of a draft's second step, as one: `is_valid()`, then `entries()`."""

    def __init__(self, draft, data=None, *, boards, today: datetime.date, complete=False):
        self.stored, self.complete = draft.entries, complete
        meeting = draft.entries["meeting"]
        self.meeting = MeetingForm(
            data,
            prefix="meeting",
            boards=boards,
            today=today,
            complete=complete,
            initial={**meeting, "board": _chosen(meeting), "date": _day(meeting["date"])},
        )
        self.attendance = _formset("attendance", draft.entries["attendance"], data, "attendance", complete)
        self.items = [ItemForms(item, data, complete=complete) for item in draft.entries["items"]]
        self.non_form_errors = []

    def is_valid(self) -> bool:
        valid = [self.meeting.is_valid(), self.attendance.is_valid(), *(item.is_valid() for item in self.items)]
        if all(valid) and self.complete and not kept("items", self.entries()["items"]):
            self.non_form_errors.append("There is no agenda item to import. Add one, or read another text.")
        return all(valid) and not self.non_form_errors

    def entries(self) -> dict:
        """The draft's entries with what was written."""
        return {
            **copy.deepcopy(self.stored),
            "meeting": self.meeting.merged(self.stored["meeting"]),
            "attendance": _merged(self.stored["attendance"], self.attendance),
            "items": [item.merged() for item in self.items],
        }

    def __iter__(self):
        """Every form, in the order of the page."""
        yield from (self.meeting, *self.attendance)
        for item in self.items:
            yield item.form
            for formset in item.groups.values():
                yield from formset

    @property
    def has_errors(self) -> bool:
        return bool(self.non_form_errors) or any(form.errors for form in self)


def _formset(group, entries, data, prefix, complete):
    factory = forms.formset_factory(GROUP_FORMS[group], extra=0, max_num=2000, absolute_max=2000)
    initial = [_initial(entry) for entry in entries]
    formset = factory(data, prefix=prefix, initial=initial, form_kwargs={"complete": complete})
    formset.heading = GROUP_FORMS[group].heading
    return formset


def _merged(entries, formset) -> list[dict]:
    written = {form.cleaned_data["entry"]: _written(form) for form in formset if form.is_bound}
    return [{**entry, **written.get(entry["id"], {})} for entry in entries]


def _written(form) -> dict:
    return {name: _plain(value) for name, value in form.cleaned_data.items() if name != "entry"}


def _plain(value):
    return value.isoformat() if isinstance(value, datetime.date) else value


def _initial(entry) -> dict:
    days = ("started_on", "ended_on", "on")
    return {**entry, **{name: _day(entry[name]) for name in days if name in entry}}


def _chosen(meeting) -> str:
    if meeting["board"]:
        return str(meeting["board"])
    return NEW_BOARD if meeting.get("new_board", bool(meeting["board_name"])) else ""


def _day(iso):
    return datetime.date.fromisoformat(iso) if iso else None


def _iso(day):
    return day.isoformat() if day else None
