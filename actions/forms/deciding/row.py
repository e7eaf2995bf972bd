from django import forms

from actions.forms.deciding.outcome import KINDS, OutcomeForm
from actions.forms.shared import SharedChoiceField
from actions.permissions import entered
from actions.services.minutes.proposals import title_from
from actions.services.outcomes import Decided, Made
from people.fields import DayField

MAKE_FOR = (KINDS.NEW_RESOLUTION, KINDS.ASK_REPORT)


class DecideForm(OutcomeForm):
    """One row of the page: what was decided on it, and on the proposal that waits for it, if one does."""

    AGREE, REFUSE, LEAVE = "agree", "refuse", ""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    decision = forms.ChoiceField(
        required=False,
        choices=[(AGREE, "Agreed"), (REFUSE, "Refused"), (LEAVE, "Not decided yet")],
        initial=LEAVE,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        required=False,
        label="Note on this decision",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    make_owner = SharedChoiceField(label="Owner of the action", required=False)
    make_title = forms.CharField(
        label="What is to be done", required=False, max_length=300, help_text="Empty: the words above."
    )
    make_due = SharedChoiceField(label="Due at a meeting", required=False)
    make_due_on = DayField(label="Or due on a day", required=False)

    def __init__(self, *args, choices, standing, row=None, **kwargs):
        super().__init__(*args, choices=choices, **kwargs)
        self.row = row
        self.proposal = row and row.proposal
        self.may_decide = bool(self.proposal) and not entered(standing, self.proposal)
        self.fields["make_owner"].share(choices.make_owner)
        self.fields["make_due"].share(choices.due)
        # what was typed on a proposal that waits no longer is kept, to say so
        self.is_late = self.is_bound and not self.may_decide and any(map(self._posted, ("decision", "note")))
        kind = self.proposal.get_kind_display() if self.proposal else "The proposal"
        self.fields["decision"].label = f"{kind}: what did the board decide?"
        if self.proposal:
            self.fields["outcome"].label = "What else the board decided"
        if not (self.may_decide or self.is_late):
            del self.fields["decision"], self.fields["note"]

    def _posted(self, name) -> bool:
        return bool(self.data.get(self.add_prefix(name)))

    @property
    def about(self) -> str:
        return self.row.name if self.row else "Not on any item"

    @property
    def needs_words(self) -> bool:
        return self.row is None

    @property
    def for_proposal(self):
        return [self[name] for name in ("decision", "note") if name in self.fields]

    @property
    def further(self):
        """The fields for a report, a resolution or a referral, and for what is exempt; those of an action at last."""
        return [self[name] for name in ("when", "resolution_kind", "referred_to", "is_exempt", "exempt_paragraphs")]

    @property
    def making(self):
        return [self[name] for name in ("make_owner", "make_title", "make_due", "make_due_on")]

    @property
    def is_open(self) -> bool:
        """Whether what is folded away has something in it, or something wrong."""
        return self.is_bound and any(field.errors or field.value() for field in (*self.further, *self._making()))

    def _making(self):
        day = self["make_due_on"].value()
        return [field for field in self.making if field.name != "make_due_on" or field.errors or any(day or [])]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("note") and not cleaned.get("decision") and "decision" not in self.errors:
            self.add_error("decision", "Choose what the board decided, or clear the note.")
        if self.is_late and cleaned.get("decision"):
            self.add_error("decision", self._why_late())
        self._check_making(cleaned)
        return cleaned

    def _why_late(self) -> str:
        if self.proposal:
            return "You entered this proposal, so somebody else has to record the board’s decision on it."
        decided = [outcome.said for outcome in (self.row.recorded if self.row else ()) if outcome.proposal_id]
        what = f" ({decided[-1]})" if decided else ""
        return f"No proposal waits here any more{what}. Choose “Not decided yet” to go on without it."

    def _check_making(self, cleaned):
        wanted = [name for name in ("make_title", "make_due", "make_due_on") if cleaned.get(name)]
        if not cleaned.get("make_owner"):
            if wanted and "make_owner" not in self.errors:
                self.add_error("make_owner", "Choose who answers for the action, or clear what you wrote of it.")
            return
        if cleaned.get("outcome") not in MAKE_FOR:
            self.add_error("make_owner", "An action is made of a new resolution or of a report that is asked for.")
        if cleaned.get("make_due") and cleaned.get("make_due_on"):
            self.add_error("make_due_on", "Give a meeting or a day, not both.")

    def decided(self, *, noted=False) -> list[Decided]:
        """What to record, once valid: nothing, one thing, or a decision and something else. `noted` where nothing
        else is filled in and nothing was recorded before."""
        cleaned, subject = self.cleaned_data, self.row.subject if self.row else {}
        common, found = {**subject, "seen": cleaned["seen"]}, []
        if self.may_decide and cleaned["decision"]:
            granted = cleaned["decision"] == self.AGREE
            found.append(
                Decided(
                    f"{self.prefix}-decision",
                    KINDS.PROPOSAL,
                    cleaned["note"],
                    proposal=self.proposal,
                    granted=granted,
                    **common,
                )
            )
        key = f"{self.prefix}-outcome"
        if cleaned["outcome"]:
            found.append(Decided(key, make=self._made(), **self.said(), **common))
        elif noted and not found and not (self.row and self.row.recorded):
            found.append(Decided(key, KINDS.NOTE, **common))
        return found

    def _made(self) -> Made | None:
        cleaned = self.cleaned_data
        if not cleaned["make_owner"]:
            return None
        due_meeting, due_month = self.choices.place(cleaned["make_due"])
        return Made(
            title=cleaned["make_title"] or title_from(cleaned["words"]),
            owner=self.choices.owners[cleaned["make_owner"]],
            due_on=cleaned["make_due_on"],
            due_meeting=due_meeting,
            due_month=due_month,
        )
