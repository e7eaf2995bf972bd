import re

from django import forms

from people.models import Owner

FIELD = re.compile(r"action-(\d{1,9})")


class ActionsField(forms.ModelMultipleChoiceField):
    """Actions to tick, each with its words, when it is due and how it stands."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "required": "Tick at least one action.",
        "invalid_choice": "An action you ticked is no longer an open action of this post. Look at the list again.",
    }

    def label_from_instance(self, action):
        due = f"due {action.due}" if action.due else "no due date"
        return f"{action.reference}: {action.title} ({action.get_status_display()}, {due})"


class HandOverForm(forms.Form):
    """Which open actions of a post go to which other post, and why."""

    actions = ActionsField(None, label="Actions to hand over")
    to_owner = forms.ModelChoiceField(
        None,
        label="To which post",
        empty_label="Choose a post",
        error_messages={"required": "Choose the post they go to."},
    )
    reason = forms.CharField(
        label="Why",
        error_messages={"required": "Say why they are handed over."},
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stands in the history of each action, for all who may see the action.",
    )

    def __init__(self, *args, owner, actions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["actions"].queryset = actions
        self.fields["to_owner"].queryset = Owner.objects.filter(active=True).exclude(pk=owner.pk)


class HandOnForm(forms.Form):
    """Which board each open action of an ending board goes to, and why.

    `actions` are its open ones now, `boards` those that may take them on. Of what was posted, an action
    that came in since the page was shown is left as it is, and one that is open no more is named.
    """

    rest = forms.TypedChoiceField(
        label="Those left empty go to",
        required=False,
        empty_value=None,
        help_text="Choose once for all, or leave this empty too: then they stay where they are.",
    )
    reason = forms.CharField(
        label="Why",
        error_messages={"required": "Say why they are handed on."},
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stands in the history of each action, for all who may see the action.",
    )

    def __init__(self, *args, board, actions, boards, **kwargs):
        super().__init__(*args, **kwargs)
        self.board, self.boards = board, {str(one.pk): one for one in boards}
        self.fields["rest"].choices = [("", "No board"), *self._choices()]
        self.fields["rest"].coerce = self.boards.get
        successors = [str(one.pk) for one in board.successors.all() if str(one.pk) in self.boards]
        self.actions = [one for one in actions if not self.is_bound or self.add_prefix(_name(one)) in self.data]
        for action in self.actions:
            self.fields[_name(action)] = forms.TypedChoiceField(
                label=f"{action.reference} goes to",
                choices=[("", "Left empty"), *self._choices()],
                coerce=self.boards.get,
                required=False,
                empty_value=None,
                initial=successors[0] if len(successors) == 1 else "",
            )

    def _choices(self):
        return [(pk, one.name) for pk, one in self.boards.items()]

    @property
    def rows(self):
        """(action, its field) of each."""
        return [(action, self[_name(action)]) for action in self.actions]

    def clean(self):
        cleaned = super().clean()
        posted = {match[0] for key in self.data if (match := FIELD.fullmatch(key))}
        if posted - self.fields.keys():
            self.add_error(
                None, f"An action that was listed is no longer an open action of {self.board}. Look at the list again."
            )
        return cleaned

    def choices(self):
        """Action → the board it goes to, once valid; those that stay are not in it."""
        rest = self.cleaned_data["rest"]
        chosen = {action: self.cleaned_data[_name(action)] or rest for action in self.actions}
        return {action: board for action, board in chosen.items() if board}


def _name(action) -> str:
    return f"action-{action.pk}"
