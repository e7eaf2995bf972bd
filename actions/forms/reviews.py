from django import forms

from actions.forms.exempting import ExemptForm
from actions.forms.files import EvidenceField
from actions.models import Finding, Review
from people.fields import DayField


class ReviewForm(forms.Form):
    """The facts of a review, as the person had them before them in `version`."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(
        label="What it is called", max_length=300, error_messages={"required": "Say what the review is called."}
    )
    kind = forms.ChoiceField(label="Kind of review", choices=Review.Kind)
    started_on = DayField(label="First day on site", required=False)
    ended_on = DayField(label="Last day on site", required=False)
    scheme = forms.CharField(
        label="Whose scheme it is", max_length=200, required=False, help_text="Such as a regional one."
    )
    lead = forms.CharField(label="Who led it", max_length=200, required=False)


class ThemesForm(forms.Form):
    """The theme of each finding of a review; those that others use are offered while one types."""

    mark_optional = False

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, findings, **kwargs):
        super().__init__(*args, **kwargs)
        self.findings = list(findings)
        for finding in self.findings:
            self.fields[_name(finding)] = forms.CharField(
                label=f"Theme of {finding.get_kind_display().lower()} {finding.number}",
                max_length=100,
                required=False,
                initial=finding.theme,
                widget=forms.TextInput(attrs={"list": "themes", "autocomplete": "off"}),
            )

    @property
    def rows(self):
        """(finding, its field) of each."""
        return [(finding, self[_name(finding)]) for finding in self.findings]

    def themes(self) -> dict[int, str]:
        """Finding id → its theme, once valid."""
        return {finding.pk: self.cleaned_data[_name(finding)] for finding in self.findings}

    @property
    def known(self) -> list[str]:
        """The themes in use, for the browser to offer."""
        used = Finding.objects.filter(pk__in=[finding.pk for finding in self.findings]).exclude(theme="")
        return sorted(set(used.values_list("theme", flat=True)), key=str.casefold)


class LetterForm(ExemptForm):
    """A version of a review's letter, as a file."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    file = EvidenceField(label="The letter", error_messages={"required": "Choose the letter’s file."})
    is_exempt = forms.BooleanField(
        label="The letter is exempt",
        required=False,
        help_text="Not needed where the review or its agenda item is: the letter is exempt with it.",
    )

    field_order = ("version", "file", "is_exempt", "exempt_paragraphs")


def _name(finding) -> str:
    return f"finding-{finding.pk}"
