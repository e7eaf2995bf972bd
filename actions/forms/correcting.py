"""What a clerk fills in to correct an outcome that was recorded wrongly."""

from django import forms

from actions.forms.deciding import KINDS, OutcomeForm
from actions.forms.linking import in_words


class CorrectForm(OutcomeForm):
    """What the board decided instead, filled in as it was recorded; or that it was recorded by mistake.

    Of a decision on a proposal only the resolution it is linked with can be another.
    """

    offered = (*OutcomeForm.offered, KINDS.STRUCK)

    resolution = forms.TypedChoiceField(label="In the minutes as", required=False, empty_value=None)

    def __init__(self, *args, outcome, choices, resolutions, **kwargs):
        self.outcome, self.rows = outcome, {str(row.pk): row for row in resolutions}
        kwargs["initial"] = self._as_recorded(outcome) | (kwargs.get("initial") or {})
        super().__init__(*args, choices=choices, **kwargs)
        self.fields["outcome"].required = True
        self.fields["outcome"].choices = self.fields["outcome"].choices[1:]
        self.fields["words"].help_text = "As it should read; or why it was recorded by mistake."
        self._keep_recorded_place()
        self.fields["resolution"].choices = [
            ("", "Not linked"),
            *((pk, in_words(row)) for pk, row in self.rows.items()),
        ]
        if not resolutions:
            del self.fields["resolution"]
        if outcome.proposal_id:
            for name in [name for name in self.fields if name != "resolution"]:
                del self.fields[name]

    @property
    def needs_words(self) -> bool:
        return self.outcome.about is None

    @property
    def strikes(self) -> bool:
        return self.cleaned_data.get("outcome") == KINDS.STRUCK

    @staticmethod
    def _as_recorded(outcome) -> dict:
        when = f"meeting-{outcome.at_meeting_id}" if outcome.at_meeting_id else ""
        return {
            "outcome": outcome.kind,
            "words": outcome.words,
            "resolution_kind": outcome.resolution_kind,
            "referred_to": str(outcome.referred_to_id or ""),
            "when": f"month-{outcome.month.isoformat()}" if outcome.month else when,
            "is_exempt": outcome.is_exempt,
            "exempt_paragraphs": outcome.exempt_paragraphs,
            "resolution": str(outcome.resolution_id or ""),
        }

    def _keep_recorded_place(self):
        """Offer the meeting or month that was recorded, though it may be over by now."""
        self.choices.offer_place(self.outcome.at_meeting, self.outcome.month)
        self.fields["when"].share(self.choices.when)

    def clean(self):
        if self.outcome.proposal_id:
            return self.cleaned_data
        cleaned = super().clean()
        if self.strikes and not cleaned.get("words"):
            self.add_error("words", "Say why it was recorded by mistake.")
        return cleaned

    def refuse(self, name, message):
        """What was recorded and another kind has no use for goes without a word; what was written anew does not."""
        if self.cleaned_data[name] == self.initial[name]:
            self.cleaned_data[name] = ""
        else:
            super().refuse(name, message)

    def changes(self) -> dict:
        """What to record instead, as the fields of an outcome, once valid."""
        said = {} if self.outcome.proposal_id else self.said()
        if "resolution" in self.fields:
            said["resolution"] = self.rows.get(self.cleaned_data["resolution"])
        return said
