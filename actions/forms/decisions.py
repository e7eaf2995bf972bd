import re

from django import forms

from actions.permissions import entered

PREFIX = re.compile(r"proposal-(\d{1,9})-decision")


class DecisionForm(forms.Form):
    """What the board decided on one proposal."""

    AGREE, REFUSE, LEAVE = "agree", "refuse", "leave"

    decision = forms.ChoiceField(
        choices=[(AGREE, "Agreed"), (REFUSE, "Refused"), (LEAVE, "Leave: not decided yet")],
        initial=LEAVE,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        required=False,
        label="Note",
        help_text="What the board asked for, or why. Members and officers see it.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, proposal, **kwargs):
        super().__init__(*args, prefix=f"proposal-{proposal.pk}", **kwargs)
        self.proposal = proposal
        self.fields["decision"].label = f"What did the board decide on {proposal.action.reference}?"


class DecisionForms:
    """One form a proposal, saved together; none for a proposal that somebody else has to record.

    `data` is what was posted. A proposal that came in since the page was shown has nothing in it and
    is left as it is.
    """

    def __init__(self, *, proposals, standing, data=None):
        self.rows = []
        for proposal in proposals:
            form = None
            if not entered(standing, proposal):
                posted = data if data is not None and proposal.pk in posted_ids(data) else None
                form = DecisionForm(posted, proposal=proposal)
            self.rows.append((proposal, form))

    @property
    def can_save(self) -> bool:
        return any(form is not None for _, form in self.rows)

    @property
    def bound(self):
        return [form for _, form in self.rows if form is not None and form.is_bound]

    @property
    def errors(self):
        return [form.errors for form in self.bound if form.errors]

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.bound)

    def choices(self):
        """(proposal, granted, note) for each that is not left, once valid."""
        for form in self.bound:
            if (decision := form.cleaned_data["decision"]) != DecisionForm.LEAVE:
                yield form.proposal, decision == DecisionForm.AGREE, form.cleaned_data["note"]

    def add_errors(self, errors):
        """Show why the service refused: proposal id → ValidationError or StatusError."""
        for form in self.bound:
            if error := errors.get(form.proposal.pk):
                said = " ".join(getattr(error, "messages", [str(error)]))
                form.add_error("decision", f"{form.proposal.action.reference}: {said}")


def posted_ids(data) -> set[int]:
    """The ids of the proposals that a posted page asked about."""
    return {int(match[1]) for key in data if (match := PREFIX.fullmatch(key))}
