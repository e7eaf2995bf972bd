"""What a clerk fills in about one thing that a board decided, and all of it as one."""

from actions.forms.deciding.choices import Choices
from actions.forms.deciding.outcome import KINDS, OutcomeForm
from actions.forms.deciding.page import DecideForms, posted_keys

__all__ = ["KINDS", "Choices", "DecideForms", "OutcomeForm", "posted_keys"]
