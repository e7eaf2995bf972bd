from django import forms

from actions import statuses
from actions.forms.files import EvidenceField
from actions.statuses import Confidence, Status
from meetings.models import Exemptible
from people.fields import DayField

LINES = forms.Textarea(attrs={"rows": 5})


class UpdateForm(forms.Form):
    """A progress update on `action`, as the person had it before them in `version`."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    status = forms.ChoiceField(label="Delivery status", widget=forms.RadioSelect)
    status_reason = forms.CharField(label="Why is it paused?", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    confidence = forms.ChoiceField(label="Confidence", choices=Confidence, widget=forms.RadioSelect)
    confidence_reason = forms.CharField(
        label="Why is it not green?", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    progress = forms.CharField(label="What was done", widget=LINES)
    impact = forms.CharField(
        label="What changed for people",
        required=False,
        widget=LINES,
        help_text="The difference it made, apart from what was done. Members read this first.",
    )
    forecast_on = DayField(label="When you expect it to be done", required=False)
    evidence = EvidenceField(label="Evidence", required=False)
    corrects = forms.ModelChoiceField(
        None, label="Does this correct an earlier update?", required=False, empty_label="No, it is new"
    )
    is_exempt = forms.BooleanField(label="This update is exempt", required=False)
    exempt_paragraphs = forms.CharField(
        label="Schedule 12A paragraphs", required=False, max_length=30, help_text="Such as 3 or 1, 2."
    )

    def __init__(self, *args, action, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.action = action
        reportable = statuses.reportable_from(action.status)
        if action.proposals.waiting().filter(kind="close").exists():
            reportable = (Status.COMPLETE,)
        self.fields["status"].choices = [(status.value, status.label) for status in reportable]
        self.fields["corrects"].queryset = action.updates.filter(entered_by=user)
        self.fields["corrects"].label_from_instance = lambda update: f"My update of {update.entered_at:%d %B %Y}"
        paragraphs = Exemptible._meta.get_field("exempt_paragraphs")
        self.fields["exempt_paragraphs"].validators += paragraphs.validators

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("status") == Status.PAUSED and not cleaned.get("status_reason"):
            self.add_error("status_reason", "Say why the action is paused.")
        if cleaned.get("confidence") in (Confidence.AMBER, Confidence.RED) and not cleaned.get("confidence_reason"):
            self.add_error("confidence_reason", "Say why the confidence is not green.")
        if cleaned.get("is_exempt") and not cleaned.get("exempt_paragraphs") and "exempt_paragraphs" not in self.errors:
            self.add_error("exempt_paragraphs", "Enter the Schedule 12A paragraphs that make it exempt, such as 3.")
        if not cleaned.get("is_exempt"):
            cleaned["exempt_paragraphs"] = ""
        if self.errors and self.files.get("evidence") and "evidence" not in self.errors:
            self.add_error("evidence", "Choose the file again: browsers do not send it twice.")
        return cleaned
