import re

from django import forms

from actions.forms.turnover import ActionsField
from actions.models import Action, ActionPlan, Approval
from people.fields import DayField
from people.models import Board

REFERENCE = re.compile(r"([A-Z][A-Z0-9]+)\s+(\d{4})/(\d{2})-(\d{1,6})")


class PlanForm(forms.Form):
    """What a plan is called, who oversees and monitors it, and how updates on it come."""

    title = forms.CharField(
        label="What it is called", max_length=300, error_messages={"required": "Say what the plan is called."}
    )
    overseen_by = forms.ModelChoiceField(
        Board.objects.none(),
        label="Overseen by",
        required=False,
        empty_label="Not known",
        help_text="The body that runs the plan, such as a strategic board.",
    )
    monitored_by = forms.ModelChoiceField(
        Board.objects.none(),
        label="Monitored by",
        empty_label="Choose a board",
        help_text="The scrutiny board that receives the updates.",
        error_messages={"required": "Choose the board that receives the updates."},
    )
    protocol = forms.ChoiceField(
        label="How updates are received", required=False, choices=[("", "Not agreed"), *ActionPlan.Protocol.choices]
    )
    frequency = forms.ChoiceField(
        label="How often",
        required=False,
        choices=[("", "Not agreed"), *ActionPlan.Frequency.choices],
        help_text="Officers are asked for updates this often. Where an action stands in several plans, the most "
        "frequent counts.",
    )

    def __init__(self, *args, today, plan=None, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = {plan.overseen_by_id, plan.monitored_by_id} if plan else set()
        boards = Board.objects.active(today) | Board.objects.filter(pk__in=chosen - {None})
        self.fields["overseen_by"].queryset = self.fields["monitored_by"].queryset = boards


class EditPlanForm(PlanForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ApprovalForm(forms.Form):
    """That a body received or approved a plan, and when, if that is known."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    body = forms.CharField(
        label="Which body",
        max_length=200,
        help_text="As the minutes name it.",
        error_messages={"required": "Say which body it was."},
    )
    board = forms.ModelChoiceField(
        Board.objects.all(),
        label="It is this board",
        required=False,
        empty_label="Not one of the boards here",
    )
    what = forms.ChoiceField(
        label="What it did",
        choices=Approval.What,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it received or approved the plan."},
    )
    on = DayField(label="On which day", required=False, help_text="Leave it empty where it is not known.")


class AddActionsForm(forms.Form):
    """Which actions to put into a plan: those that answer its review, to tick, or any by its reference."""

    mark_optional = False

    version = forms.IntegerField(widget=forms.HiddenInput)
    answering = ActionsField(
        Action.objects.none(),
        label="Actions that answer this review and are not in the plan",
        required=False,
        error_messages={"invalid_choice": "An action you ticked is no longer one of these. Look at the list again."},
    )
    references = forms.CharField(
        label="Other actions, by their references",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as ILSC 2021/22-03, one a line or apart by commas.",
    )

    def __init__(self, *args, answering, visible, **kwargs):
        super().__init__(*args, **kwargs)
        self.visible = visible
        if answering:
            self.fields["answering"].queryset = answering
        else:
            del self.fields["answering"]

    def clean_references(self):
        """The actions named, in the order of the words. Every word has to be the reference of one."""
        text = self.cleaned_data["references"].upper()
        slugs = [f"{code}-{year}-{rest}-{int(n):02}".lower() for code, year, rest, n in REFERENCE.findall(text)]
        if REFERENCE.sub("", text).strip(" ,;\r\n\t"):
            raise forms.ValidationError("Write each reference as it stands on the action, such as ILSC 2021/22-03.")
        found = {action.slug: action for action in self.visible.filter(slug__in=slugs)}
        if missing := [slug for slug in slugs if slug not in found]:
            raise forms.ValidationError(f"There is no action {_as_written(missing[0])}.")
        return [found[slug] for slug in dict.fromkeys(slugs)]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.chosen():
            tick = "Tick an action above, or write" if "answering" in self.fields else "Write"
            self.add_error("references", f"{tick} the reference of one, such as ILSC 2021/22-03.")
        return cleaned

    def chosen(self) -> list[Action]:
        """The actions asked for, each once."""
        ticked = self.cleaned_data.get("answering") or []
        return list(dict.fromkeys([*ticked, *self.cleaned_data.get("references", [])]))


def _as_written(slug) -> str:
    code, year, rest, number = slug.upper().rsplit("-", 3)
    return f"{code} {year}/{rest}-{number}"
