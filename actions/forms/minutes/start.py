import textwrap

from django import forms

from meetings.minutes import files


class ImportForm(forms.Form):
    """Minutes pasted or uploaded: `cleaned_data` holds their `minutes` as text, and their `origin`."""

    mark_optional = False

    text = forms.CharField(
        label="Paste the minutes",
        required=False,
        strip=False,
        help_text="All of them, or one agenda item.",
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    file = forms.FileField(
        label="Or upload a file",
        required=False,
        allow_empty_file=True,
        help_text="A text, web page, Word or PDF file (.txt, .html, .docx or .pdf), 20 MB at the most.",
        widget=forms.FileInput(attrs={"accept": ",".join(files.ACCEPTED)}),
    )

    def clean_text(self):
        text = self.cleaned_data["text"]
        if len(text) > files.MAX_BYTES:
            raise forms.ValidationError("The text is longer than 20 million characters. Paste one meeting at a time.")
        return text

    def clean_file(self):
        """The text of the file, or an empty one without a file."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > files.MAX_BYTES:
            # before it is read into memory
            raise forms.ValidationError("The file is larger than 20 MB. Upload a smaller file or paste the text.")
        try:
            return files.extract(file.read(), file.name)
        except files.UnreadableFile as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self):
        cleaned = super().clean()
        extracted, pasted = cleaned.get("file"), cleaned.get("text", "")
        if extracted and pasted.strip():
            self.add_error("file", "Give the minutes once: paste them, or choose a file and empty the box above.")
        elif extracted:
            cleaned.update(minutes=extracted, origin=self.files["file"].name)
        elif pasted.strip():
            cleaned.update(minutes=pasted, origin=f"Pasted: {textwrap.shorten(pasted, 60, placeholder='…')}")
        elif not self.errors:
            self.add_error("text", "Paste the minutes, or choose a file.")
        return cleaned
