"""The forms through which minutes come in, a step a file."""

from actions.forms.minutes.actions import ActionsForms, choices_for
from actions.forms.minutes.links import LinkedForms
from actions.forms.minutes.preview import PreviewForms
from actions.forms.minutes.start import ImportForm

__all__ = ["ActionsForms", "ImportForm", "LinkedForms", "PreviewForms", "choices_for"]
