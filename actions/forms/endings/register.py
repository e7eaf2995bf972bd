"""What is asked of a resolution itself, and of an ending recorded by mistake."""

from django import forms

from meetings.models import Resolution


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
