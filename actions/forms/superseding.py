from django import forms

from actions.models import ActionPlan, Review, SupersessionLine
from actions.services.supersessions import Choice

BECAME = SupersessionLine.Became


class LaterForm(forms.Form):
    """Which later review took the place of this one."""

    later = forms.ModelChoiceField(
        Review.objects.none(),
        label="Which review takes its place?",
        empty_label="Choose a review",
        error_messages={
            "required": "Choose the review that takes its place.",
            "invalid_choice": "That review cannot take its place. Choose another.",
        },
    )

    def __init__(self, *args, later, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["later"].queryset = later


class SupersedeForm(forms.Form):
    """What becomes of each action that is open when `later` takes the place of its review.

    `plans` are the later review's, `theirs` its open actions.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label="Why, or what was agreed",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stands on the page of the review, for all who may see both reviews.",
    )

    def __init__(self, *args, actions, theirs, plans, **kwargs):
        super().__init__(*args, **kwargs)
        self.actions = list(actions)
        self.asked_for = [_name(action, name) for action in self.actions for name in ("by_action", "plan")]
        self.theirs = {str(action.pk): action for action in theirs}
        self.plans: dict[str, ActionPlan] = {str(plan.pk): plan for plan in plans}
        for action in self.actions:
            for name, field in self._fields_of(action).items():
                self.fields[_name(action, name)] = field

    def _fields_of(self, action):
        of = f"What becomes of {action.reference}"
        ways = [(BECAME.STAYED.value, BECAME.STAYED.label)]
        if self.plans:
            ways.append((BECAME.CARRIED_ON.value, BECAME.CARRIED_ON.label))
        if theirs := [(pk, one) for pk, one in self.theirs.items() if one.pk != action.pk]:
            ways.append((BECAME.SUPERSEDED.value, BECAME.SUPERSEDED.label))
        fields = {
            "became": forms.ChoiceField(
                label=of,
                choices=ways,
                widget=forms.RadioSelect,
                error_messages={"required": f"Say what becomes of {action.reference}."},
            )
        }
        if len(self.plans) > 1:
            fields["plan"] = forms.TypedChoiceField(
                label=f"If it carries on: the plan that {action.reference} stands in from now on",
                choices=[("", "No plan"), *((pk, plan.title) for pk, plan in self.plans.items())],
                coerce=self.plans.get,
                required=False,
                empty_value=None,
            )
        if theirs:
            fields["by_action"] = forms.TypedChoiceField(
                label=f"If it is superseded: the action that takes the place of {action.reference}",
                choices=[("", "No action"), *((pk, str(one)) for pk, one in theirs)],
                coerce=self.theirs.get,
                required=False,
                empty_value=None,
            )
        return fields

    @property
    def rows(self):
        """(action, its fields by name) of each."""
        names = ("became", "plan", "by_action")
        return [
            (action, {name: self[_name(action, name)] for name in names if _name(action, name) in self.fields})
            for action in self.actions
        ]

    def clean(self):
        cleaned = super().clean()
        for action in self.actions:
            became = cleaned.get(_name(action, "became"))
            if became == BECAME.SUPERSEDED and not cleaned.get(_name(action, "by_action")):
                self.add_error_of(action, "by_action", "Choose the action that takes its place.")
            if became == BECAME.CARRIED_ON and len(self.plans) > 1 and not cleaned.get(_name(action, "plan")):
                self.add_error_of(action, "plan", "Choose the plan in which it carries on.")
        return cleaned

    def add_error_of(self, action, name, error):
        """Show an error beside a field of one action, or beside its first where it has no such field."""
        field = _name(action, name)
        self.add_error(field if field in self.fields else _name(action, "became"), error)

    def choices(self) -> list[Choice]:
        """One for each action, once valid; what goes with a way that was not chosen is left aside."""
        return [self._choice(action) for action in self.actions]

    def _choice(self, action):
        became = self.cleaned_data[_name(action, "became")]
        given = {name: self.cleaned_data.get(_name(action, name)) for name in ("by_action", "plan")}
        if became == BECAME.SUPERSEDED:
            return Choice(action, became, by_action=given["by_action"])
        if became == BECAME.CARRIED_ON:
            plan = given["plan"] or next(iter(self.plans.values()))
            return Choice(action, became, plan=plan)
        return Choice(action, became)


def _name(action, field) -> str:
    return f"action-{action.pk}-{field}"
