"""How something is marked as exempt: when it is entered, and afterwards."""

from django import forms

from meetings.models import Exemptible
from meetings.services.exempting import FIELDS

PARAGRAPHS = Exemptible._meta.get_field("exempt_paragraphs")


class ExemptForm(forms.Form):
    """Whether something is exempt, and by which paragraphs; `is_confidential` where a form asks that as well."""

    # by the marking
    asked_for = ("exempt_paragraphs",)

    is_exempt = forms.BooleanField(label="It is exempt", required=False)
    exempt_paragraphs = forms.CharField(
        label="Schedule 12A paragraphs",
        required=False,
        max_length=PARAGRAPHS.max_length,
        help_text=PARAGRAPHS.help_text,
        validators=PARAGRAPHS.validators,
    )

    def clean(self):
        cleaned = super().clean()
        # a reason written without the tick still means that it must be kept from the public; one that was there and
        # is left when the tick is taken away does not
        if any(cleaned.get(name) and cleaned[name] != self.initial.get(name) for name in FIELDS[1:]):
            cleaned["is_exempt"] = True
        if not cleaned.get("is_exempt"):
            cleaned.update({name: "" if name == PARAGRAPHS.name else False for name in FIELDS if name in self.fields})
        elif PARAGRAPHS.name not in self.errors and not any(cleaned.get(name) for name in FIELDS[1:]):
            self.add_error(PARAGRAPHS.name, "Enter the Schedule 12A paragraphs that make it exempt, such as 3.")
        return cleaned


class MarkForm(ExemptForm):
    """How something on record is to be marked, and why; `seen` is how the person saw it marked."""

    mark_optional = False

    seen = forms.CharField(widget=forms.HiddenInput)
    is_exempt = forms.BooleanField(label="It is exempt or confidential", required=False)
    is_confidential = forms.BooleanField(label="Confidential under section 100A", required=False)
    why = forms.CharField(
        label="Why, and who decided it",
        help_text="Whoever may see the rest reads it in the history, now or once it is open. Repeat nothing of what is "
        "exempt.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, and who decided it. It stands in the history."},
    )

    field_order = ("seen", "is_exempt", "exempt_paragraphs", "is_confidential", "why")

    @staticmethod
    def state(marking: dict) -> str:
        """A marking as the page carries it, to notice that somebody changed it meanwhile."""
        return "|".join(str(marking[name]) for name in FIELDS)
