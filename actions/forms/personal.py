from django import forms
from django.core.exceptions import ValidationError

from actions.forms.errors import add_service_error
from actions.services import erasure
from people import mentions


class EraseForm(forms.Form):
    """Why somebody's details are erased; once that is said, whether it is meant."""

    reason = forms.CharField(
        label="Why",
        error_messages={"required": "Say why their details are erased."},
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is recorded for good. Do not name the person: write “they”.",
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self):
        if "reason" in self.cleaned_data:
            try:
                erasure.check_reason(self.cleaned_data["reason"], mentions.words_of(self.person))
            except ValidationError as error:
                add_service_error(self, error)
        return self.cleaned_data
