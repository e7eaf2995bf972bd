"""Choices that every one of a page's many forms offers, drawn once for all of them."""

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join


class SharedChoices:
    """Choices, grouped or not, as a ChoiceField takes them, and their HTML, made once."""

    def __init__(self, choices):
        self.choices = list(choices)
        # (value, as it is drawn, as it is drawn when chosen); what only groups has no value
        self._parts = [part for value, label in self.choices for part in self._drawn(value, label)]
        self.html = format_html_join("", "{}", ((plain,) for _, plain, _ in self._parts))

    def _drawn(self, value, label):
        if isinstance(label, list | tuple):
            start, end = format_html('<optgroup label="{}">', value), format_html("</{}>", "optgroup")
            inner = (part for one in label for part in self._drawn(*one))
            return [(None, start, start), *inner, (None, end, end)]
        plain = format_html('<option value="{}">{}</option>', value, label)
        return [(str(value), plain, format_html('<option value="{}" selected>{}</option>', value, label))]

    def with_chosen(self, value: str):
        """The options with that of `value` chosen; the first is where it is none of theirs."""
        if not value and self._parts and self._parts[0][0] == "":
            return self.html
        return format_html_join("", "{}", ((chosen if one == value else plain,) for one, plain, chosen in self._parts))


class SharedSelect(forms.Select):
    """A select whose options come from SharedChoices: sixty of them on a page cost little more than one."""

    shared = None

    def render(self, name, value, attrs=None, renderer=None):
        attrs = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, attrs, self.shared.with_chosen(str(value or "")))


class SharedChoiceField(forms.ChoiceField):
    """A choice among SharedChoices, which its form gives it through `share`."""

    widget = SharedSelect

    def share(self, choices: SharedChoices):
        self.choices = choices.choices
        self.widget.shared = choices
