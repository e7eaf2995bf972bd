from django import forms

from actions.papers import templates


class WordTemplateForm(forms.Form):
    """A .docx of the council's. `version` is the choice that the person had before them, 0 where there was none."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    file = forms.FileField(
        label="Upload a Word document",
        help_text="A .docx of up to 5 MB, without macros, links or anything embedded. Its header, footer, margins and "
        "styles are used; the words in it are not.",
        error_messages={"required": "Choose a Word document.", "empty": "The file is empty. Choose another."},
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    def clean_file(self):
        """The file, if it is not too large to be read into memory; what stands in it is looked at when it is chosen."""
        file = self.cleaned_data["file"]
        if file.size > templates.MAX_BYTES:
            raise forms.ValidationError(templates.TOO_LARGE)
        return file


class SeenForm(forms.Form):
    """A choice without a file: only the `version` that the person had before them."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
