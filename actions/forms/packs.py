from django import forms


class PublishForm(forms.Form):
    """Publishing a pack. `seen` is the latest version the person had before them, 0 for none."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class CorrectForm(PublishForm):
    """Publishing a further version, which says what it corrects."""

    correction = forms.CharField(
        label="What is corrected, and why?",
        help_text="Everybody who reads the pack reads this, so it must hold nothing exempt.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what is corrected, and why. It stands on the new version."},
    )
