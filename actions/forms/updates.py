from django import forms
from django.utils import timezone

from actions import statuses
from actions.forms.exempting import ExemptForm
from actions.forms.files import EvidenceField
from actions.statuses import Confidence, Status
from people.fields import DayField

LINES = forms.Textarea(attrs={"rows": 5})


class UpdateForm(ExemptForm):
    """A progress update on `action`, as the person had it before them in `version`."""

    # by the status, the confidence and the marking
    asked_for = ("status_reason", "confidence_reason", "exempt_paragraphs")

    version = forms.IntegerField(widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label="Delivery status", widget=forms.RadioSelect, error_messages={"required": "Choose the delivery status."}
    )
    status_reason = forms.CharField(label="Why is it paused?", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    confidence = forms.ChoiceField(
        label="Confidence",
        choices=Confidence,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how confident you are."},
    )
    confidence_reason = forms.CharField(
        label="Why is it not green?", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    progress = forms.CharField(label="What was done", widget=LINES, error_messages={"required": "Say what was done."})
    impact = forms.CharField(
        label="What changed for people",
        required=False,
        widget=LINES,
        help_text="The difference it made, apart from what was done. Members read this first.",
    )
    forecast_on = DayField(label="When you expect it to be done", required=False)
    evidence = EvidenceField(label="Evidence", required=False)
    corrects = forms.TypedChoiceField(label="Does this correct an earlier update?", required=False, empty_value=None)
    is_exempt = forms.BooleanField(label="This update is exempt", required=False)
    field_order = (
        *("version", "status", "status_reason", "confidence", "confidence_reason", "progress", "impact"),
        *("forecast_on", "evidence", "corrects", "is_exempt", "exempt_paragraphs"),
    )

    def __init__(self, *args, action, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.action, self.user = action, user
        reportable = (Status.COMPLETE,) if self.is_asked_to_close() else statuses.reportable_from(action.status)
        self.fields["status"].choices = [(status.value, status.label) for status in reportable]
        own = {str(update.pk): update for update in self.get_own_updates()}
        said = [(pk, f"My update of {timezone.localtime(update.entered_at):%d %B %Y}") for pk, update in own.items()]
        self.fields["corrects"].choices = [("", "No, it is new"), *said]
        self.fields["corrects"].coerce = own.get

    def is_asked_to_close(self) -> bool:
        """Whether the board was asked to close the action: then an update must leave it complete."""
        return self.action.proposals.waiting().filter(kind="close").exists()

    def get_own_updates(self):
        """The updates that the person may correct: their own."""
        return self.action.updates.filter(entered_by=self.user)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("status") == Status.PAUSED and not cleaned.get("status_reason"):
            self.add_error("status_reason", "Say why the action is paused.")
        if cleaned.get("confidence") in (Confidence.AMBER, Confidence.RED) and not cleaned.get("confidence_reason"):
            self.add_error("confidence_reason", "Say why the confidence is not green.")
        if self.errors and self.files.get("evidence") and "evidence" not in self.errors:
            self.add_error("evidence", "Choose the file again: browsers do not send it twice.")
        return cleaned
