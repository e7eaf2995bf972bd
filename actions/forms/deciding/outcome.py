from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from actions.forms.deciding.choices import Choices
from actions.forms.shared import SharedChoiceField
from actions.models import Outcome
from meetings.models import Resolution

KINDS = Outcome.Kind
# fields of an outcome → those a clerk fills in
FIELDS = {
    "at_meeting": "when",
    "meeting": "when",
    "month": "when",
    "kind": "outcome",
    "due_on": "make_due_on",
    "due_meeting": "make_due",
    "due_month": "make_due",
    "title": "make_title",
    "owner": "make_owner",
    "monitoring_board": "make_title",
}
# what only some kinds have, and which
ONLY_OF = {
    "when": ((KINDS.ASK_REPORT,), "This is for a report. Choose “Report asked for”, or clear it."),
    "resolution_kind": ((KINDS.NEW_RESOLUTION,), "This is for a resolution. Choose “New resolution”, or clear it."),
    "referred_to": ((KINDS.REFER,), "This is for a referral. Choose “Referred to another board”, or clear it."),
}
NEEDS_WORDS = {
    KINDS.ASK_REPORT: "Say what the report is to be about.",
    KINDS.NEW_RESOLUTION: "Write what was resolved, as nearly as you can. The minutes bring the words.",
}


class OutcomeForm(forms.Form):
    """What the board decided on one thing, or on nothing in the pack. Only what is filled in is recorded."""

    mark_optional = False
    offered = (KINDS.NOTE, KINDS.KEEP_MONITORING, KINDS.ASK_REPORT, KINDS.NEW_RESOLUTION, KINDS.REFER)

    outcome = forms.ChoiceField(label="What the board decided", required=False)
    words = forms.CharField(
        label="In which words",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    when = SharedChoiceField(label="When the report is to come", required=False)
    resolution_kind = forms.ChoiceField(
        label="Kind of resolution", required=False, choices=[("", "Choose"), *Resolution.Kind.choices]
    )
    referred_to = SharedChoiceField(label="Referred to", required=False)
    is_exempt = forms.BooleanField(
        label="This is exempt", required=False, help_text="Not needed for what is decided on an exempt item or action."
    )
    exempt_paragraphs = forms.RegexField(
        r"^[1-7](, [1-7])*\Z",
        label="Schedule 12A paragraphs",
        required=False,
        error_messages={"invalid": "Write the paragraphs as 3 or 1, 3."},
    )

    def __init__(self, *args, choices: Choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.choices = choices
        kinds = [(kind.value, kind.label) for kind in self.offered]
        self.fields["outcome"].choices = [("", "Nothing is recorded"), *kinds]
        for name in ("when", "referred_to"):
            self.fields[name].share(getattr(choices, name))

    @property
    def needs_words(self) -> bool:
        """Whether a note has to say something, since it is on nothing."""
        return False

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("outcome"))

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("outcome")
        if not kind:
            if "outcome" not in self.errors and self._says_something(cleaned):
                self.add_error("outcome", "Choose what the board decided, or clear what you wrote beside it.")
            return cleaned
        for name, (kinds, message) in ONLY_OF.items():
            if cleaned.get(name) and kind not in kinds:
                self.refuse(name, message)
        if not cleaned.get("words") and (kind in NEEDS_WORDS or (self.needs_words and kind != KINDS.REFER)):
            self.add_error("words", NEEDS_WORDS.get(kind, "Say what the board decided on."))
        if kind == KINDS.NEW_RESOLUTION and not cleaned.get("resolution_kind"):
            self.add_error("resolution_kind", "Choose what kind of resolution it is.")
        if kind == KINDS.REFER:
            self._check_referral(cleaned)
        self._check_exempt(cleaned)
        return cleaned

    def refuse(self, name, message):
        """What to do with a value that the chosen kind has no use for."""
        self.add_error(name, message)

    def _says_something(self, cleaned) -> bool:
        names = ("words", "when", "resolution_kind", "referred_to", "is_exempt", "exempt_paragraphs")
        return any(cleaned.get(name) for name in names)

    def _check_referral(self, cleaned):
        if not cleaned.get("referred_to") and "referred_to" not in self.errors:
            self.add_error("referred_to", "Choose the board it is referred to.")
        if self.needs_words and not cleaned.get("words"):
            self.add_error("words", "Say what is referred.")

    def _check_exempt(self, cleaned):
        if "exempt_paragraphs" in self.errors:
            return
        if cleaned.get("is_exempt") and not cleaned.get("exempt_paragraphs"):
            self.add_error("exempt_paragraphs", "Enter the Schedule 12A paragraphs that make it exempt, such as 3.")
        if cleaned.get("exempt_paragraphs"):
            # a reason without the tick still means that it must be kept from the public
            cleaned["is_exempt"] = True

    def said(self) -> dict:
        """What was filled in, as the fields of an outcome, once valid."""
        cleaned = self.cleaned_data
        at_meeting, month = self.choices.place(cleaned["when"])
        return {
            "kind": cleaned["outcome"],
            "words": cleaned["words"],
            "resolution_kind": cleaned["resolution_kind"],
            "referred_to": self.choices.boards.get(cleaned["referred_to"]),
            "at_meeting": at_meeting,
            "month": month,
            "is_exempt": cleaned["is_exempt"],
            "exempt_paragraphs": cleaned["exempt_paragraphs"],
        }

    def add_service_errors(self, error, field="outcome"):
        """Show why the service refused, beside the fields it names."""
        for name, messages in getattr(
            error, "message_dict", {NON_FIELD_ERRORS: getattr(error, "messages", [str(error)])}
        ).items():
            where = FIELDS.get(name, name)
            self.add_error(where if where in self.fields else field, messages)
