from django import forms


class RemoveEvidenceForm(forms.Form):
    """Why a file of evidence is taken away."""

    reason = forms.CharField(
        label="Why is it removed?",
        help_text="Members see this in its place, so name nothing that they may not see.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
