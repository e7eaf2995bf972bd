from django import forms
from django.db.models import Exists, F, OuterRef

from actions.models import Action, RequestLine
from people.models import Owner


class ActionChoice(forms.ModelChoiceField):
    def label_from_instance(self, action):
        return f"{action.reference}, {action.owner}: {action.title}"


class AskForm(forms.Form):
    """An open action of the meeting's board whose post has not been asked about it yet."""

    action = ActionChoice(
        Action.objects.none(),
        label="Which action?",
        empty_label="Choose an action",
        error_messages={
            "required": "Choose the action.",
            "invalid_choice": "Choose an open action of this board that nobody has been asked about yet.",
        },
    )

    def __init__(self, *args, meeting, standing, **kwargs):
        super().__init__(*args, **kwargs)
        asked = RequestLine.objects.of_meeting(meeting).filter(action=OuterRef("pk"), request__owner=OuterRef("owner"))
        actions = Action.objects.visible_to(standing).open().filter(monitoring_board=meeting.board_id)
        actions = actions.exclude(Exists(asked)).select_related("owner")
        self.fields["action"].queryset = actions.order_by(F("board_code"), "municipal_year", "number")


class PostForm(forms.Form):
    """The post whose button was pressed."""

    owner = forms.ModelChoiceField(Owner.objects.all())


class ReasonForm(forms.Form):
    """Why there will be no update on an action for a meeting."""

    reason = forms.CharField(
        label="Why is there no update?",
        help_text="As you were told. Everybody who may see the action reads it in its history.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why there is no update, as you were told."},
    )


class HoldBackForm(forms.Form):
    """Why a message is not to be sent."""

    why = forms.CharField(
        label="Why is it not to be sent?",
        help_text="It stays in the outbox, with this beside it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is not to be sent."},
    )
