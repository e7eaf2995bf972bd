import re

from django import forms

PREFIX = re.compile(r"update-(\d{1,9})-shown")


class ClearForm(forms.Form):
    """Whether one update is to be cleared. `shown` says that it was on the page that was sent."""

    shown = forms.CharField(initial="yes", widget=forms.HiddenInput)
    clear = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args, update, **kwargs):
        super().__init__(*args, prefix=f"update-{update.pk}", **kwargs)
        self.fields["clear"].label = f"Clear this update on {update.action.reference}"


class ClearForms:
    """A tick for each update that waits. What came in since the page was shown is left to be read first."""

    def __init__(self, *, updates, data=None):
        posted = posted_ids(data or {})
        self.rows = [(one, ClearForm(data if one.pk in posted else None, update=one)) for one in updates]

    def chosen(self, *, everything: bool) -> list:
        """The updates that were on the page and are ticked; all that were on it, where `everything` is asked."""
        sent = [(update, form) for update, form in self.rows if form.is_bound and form.is_valid()]
        return [update for update, form in sent if everything or form.cleaned_data["clear"]]


def posted_ids(data) -> set[int]:
    """The ids of the updates that a posted page showed."""
    return {int(match[1]) for key in data if (match := PREFIX.fullmatch(key))}


class SendBackForm(forms.Form):
    """What is missing or wrong in an update."""

    reason = forms.CharField(
        label="What is missing or wrong?",
        help_text="The officer reads this first, and writes the update again.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say what is missing or wrong, so that the officer can write it again."},
    )
