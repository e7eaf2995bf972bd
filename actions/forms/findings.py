"""A review entered by hand, and what it found: pasted one a line, then checked row by row."""

import re

from django import forms

from actions.forms.exempting import ExemptForm
from actions.forms.reviews import ReviewForm
from actions.models import Finding
from meetings.models import AgendaItem
from people.models import Board

MOST_FINDINGS = 200
PREFIX = "findings"

# what a list puts before its lines: "•", "–", "3.", "(3)", "b)"
_MARKER = re.compile(r"^\s*(?:[•●▪◦‣·*–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+", re.IGNORECASE)


class FindingsForm(forms.Form):
    """What a review found, as text to be read: each line is a finding."""

    mark_optional = False

    strengths = forms.CharField(
        label="Strengths", required=False, help_text="One on each line.", widget=forms.Textarea(attrs={"rows": 5})
    )
    areas = forms.CharField(
        label="Areas for improvement",
        required=False,
        help_text="One on each line. Numbers and bullets before them are left out.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    @property
    def boxes(self):
        """The fields to paste into."""
        return [self["strengths"], self["areas"]]

    @property
    def facts_fields(self):
        """The others that are seen."""
        return [field for field in self.visible_fields() if field.name not in ("strengths", "areas")]

    def pasted(self) -> list[tuple[str, str]]:
        """(kind, text) of each line, once valid: the strengths first."""
        both = ((Finding.Kind.STRENGTH, "strengths"), (Finding.Kind.AREA, "areas"))
        return [(kind, line) for kind, name in both for line in lines(self.cleaned_data[name])]


class AddFindingsForm(FindingsForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class EnterReviewForm(ExemptForm, FindingsForm, ReviewForm):
    """A review that no minutes brought in: its facts, where it was reported, who monitors it, what it found."""

    mark_optional = True

    version = None
    item = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label="Reported under",
        required=False,
        empty_label="Not reported to a board yet, or not known",
        help_text="The agenda item. The review’s letter is filed with its papers.",
    )
    monitored_by = forms.ModelChoiceField(
        Board.objects.none(),
        label="Monitored by",
        required=False,
        empty_label="No board yet",
        help_text="An action plan is made for this board. Who received and approved it is recorded on the plan’s page.",
    )
    is_exempt = forms.BooleanField(
        label="The review is exempt",
        required=False,
        help_text="Not needed where the agenda item is: the review is exempt with it.",
    )

    field_order = (
        *("title", "kind", "started_on", "ended_on", "scheme", "lead", "item", "monitored_by"),
        *("is_exempt", "exempt_paragraphs", "strengths", "areas"),
    )

    def __init__(self, *args, items, boards, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items
        self.fields["item"].label_from_instance = lambda item: f"{item.meeting}: {item}"
        self.fields["monitored_by"].queryset = boards
        self.fields["kind"].choices = [("", "Choose a kind"), *self.fields["kind"].choices]
        self.fields["kind"].error_messages["required"] = "Choose the kind of review."

    def facts(self) -> dict:
        """What the service takes of it beside the findings, once valid."""
        left = ("strengths", "areas")
        return {name: value for name, value in self.cleaned_data.items() if name not in left}


class FindingRowForm(forms.Form):
    """One finding that was read, to be corrected; without words it is left out."""

    mark_optional = False

    kind = forms.ChoiceField(label="Kind", choices=Finding.Kind)
    text = forms.CharField(label="Its words", required=False, widget=forms.Textarea(attrs={"rows": 2}))


FindingRows = forms.formset_factory(
    FindingRowForm, extra=0, max_num=MOST_FINDINGS, absolute_max=MOST_FINDINGS + 1, validate_max=True
)


class CorrectFindingForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Its words",
        error_messages={"required": "Enter the words of the finding."},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def lines(text: str) -> list[str]:
    """The lines of a text that say something, without what a list puts before them."""
    return [line for raw in text.splitlines() if (line := _MARKER.sub("", raw).strip())]


def rows_with(data, added) -> FindingRows:
    """The rows that a page sent, and `added` ones, (kind, text), after them; as many as there may be."""
    sent = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    count = min(int(sent), MOST_FINDINGS + 1) if sent.isdecimal() and len(sent) < 6 else 0
    found = [(data.get(f"{PREFIX}-{n}-kind", ""), data.get(f"{PREFIX}-{n}-text", "")) for n in range(count)]
    # a row that was emptied goes; one that was just added stays, to be filled in
    found = [row for row in found if row[1].strip()] + list(added)
    made = {f"{PREFIX}-TOTAL_FORMS": str(len(found)), f"{PREFIX}-INITIAL_FORMS": "0"}
    for n, (kind, text) in enumerate(found):
        made.update({f"{PREFIX}-{n}-kind": kind, f"{PREFIX}-{n}-text": text})
    rows = FindingRows(made, prefix=PREFIX)
    for n, row in enumerate(rows, 1):
        row.about = f"Finding {n}"
    return rows


def found(rows) -> list[tuple[str, str]]:
    """(kind, text) of each row that says something, once valid."""
    return [(row.cleaned_data["kind"], row.cleaned_data["text"]) for row in rows if row.cleaned_data.get("text")]
