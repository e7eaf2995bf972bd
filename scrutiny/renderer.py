"""Draws every form of ours as the design system wants it, so that a page only says `{{ form }}`.

Django admin draws its fields one by one with their own widgets, and is not touched by this.
"""

from django import forms
from django.forms.renderers import TemplatesSetting

CLASSES = {
    "input": "govuk-input",
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
}


class BoundField(forms.BoundField):
    """A field as the design system knows it: which control it is, and where its error points."""

    @property
    def control(self) -> str:
        """input, textarea, select, file, checkbox, or the groups: checkboxes, radios, parts."""
        widget = self.field.widget
        kinds = (
            # to Django boxes to tick are a kind of radios, so they come first
            (forms.CheckboxSelectMultiple, "checkboxes"),
            (forms.RadioSelect, "radios"),
            (forms.CheckboxInput, "checkbox"),
            (forms.Select, "select"),
            (forms.Textarea, "textarea"),
            (forms.FileInput, "file"),
            (forms.MultiWidget, "parts"),
        )
        return next((name for kind, name in kinds if isinstance(widget, kind)), "input")

    @property
    def drawn(self):
        """The control's HTML: the widget with the design system's classes added to its own."""
        own = self.field.widget.attrs.get("class", "")
        error = f"govuk-{self.control}--error" if self.errors and self.control in CLASSES else ""
        classes = " ".join(part for part in (CLASSES.get(self.control, ""), own, error) if part)
        return self.as_widget(attrs={"class": classes} if classes else None)

    @property
    def parts(self):
        """The controls of a field in several parts, such as a day: their label, id, name and value."""
        (whole,) = self.subwidgets
        labels = getattr(self.field.widget, "labels", [])
        return [{"label": label, **part} for label, part in zip(labels, whole.data["subwidgets"], strict=False)]

    @property
    def anchor(self) -> str:
        """The id of the control an error leads to: the first one of a group."""
        return self.id_for_label or f"{self.auto_id}_0"

    @property
    def is_optional(self) -> bool:
        """Whether its label says "(optional)": not where another answer may ask for it (a form's `asked_for`).

        A form may say that none of its fields need that.
        """
        if self.field.required or self.control == "checkbox" or self.name in getattr(self.form, "asked_for", ()):
            return False
        return getattr(self.form, "mark_optional", True)


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = BoundField
