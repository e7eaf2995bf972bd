"""What a clerk fills in about one thing that a board decided, and all of it as one."""

import datetime
import itertools
import re

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.formats import date_format

from actions.forms import linking
from actions.forms.actions import months_from
from actions.forms.shared import SharedChoiceField, SharedChoices
from actions.models import Outcome
from actions.permissions import entered
from actions.services.minutes.proposals import title_from
from actions.services.outcomes import Decided, Made
from meetings.models import Meeting, Resolution
from people.fields import DayField
from people.models import Board, Owner

KINDS = Outcome.Kind
ROW = re.compile(r"((?:action|finding|resolution)-\d{1,9})-seen")
# fields of an outcome → those a clerk fills in
FIELDS = {
    "at_meeting": "when",
    "meeting": "when",
    "month": "when",
    "kind": "outcome",
    "due_on": "make_due_on",
    "due_meeting": "make_due",
    "due_month": "make_due",
    "title": "make_title",
    "owner": "make_owner",
    "monitoring_board": "make_title",
}
# what only some kinds have, and which
ONLY_OF = {
    "when": ((KINDS.ASK_REPORT,), "This is for a report. Choose “Report asked for”, or clear it."),
    "resolution_kind": ((KINDS.NEW_RESOLUTION,), "This is for a resolution. Choose “New resolution”, or clear it."),
    "referred_to": ((KINDS.REFER,), "This is for a referral. Choose “Referred to another board”, or clear it."),
}
MAKE_FOR = (KINDS.NEW_RESOLUTION, KINDS.ASK_REPORT)
NEEDS_WORDS = {
    KINDS.ASK_REPORT: "Say what the report is to be about.",
    KINDS.NEW_RESOLUTION: "Write what was resolved, as nearly as you can. The minutes bring the words.",
}


class Choices:
    """What can be chosen from at a meeting: asked of the database once, drawn once, for all of a page's forms."""

    def __init__(self, meeting, *, today: datetime.date):
        later = Meeting.objects.upcoming(today).filter(board=meeting.board_id).exclude(pk=meeting.pk)
        self.meetings = {f"meeting-{row.pk}": row for row in later.select_related("board")}
        self.boards = {str(board.pk): board for board in Board.objects.active(today).exclude(pk=meeting.board_id)}
        owners = Owner.objects.filter(active=True).select_related("directorate").order_by("directorate__name", "name")
        self.owners = {str(owner.pk): owner for owner in owners}
        self.when = SharedChoices([("", "No date was given"), *self._places(today)])
        self.due = SharedChoices([("", "No meeting"), *self._places(today)])
        self.referred_to = SharedChoices([("", "Choose a board"), *((pk, row.name) for pk, row in self.boards.items())])
        self.make_owner = SharedChoices([("", "Make no action"), *self._owners()])

    def offer_place(self, meeting, month):
        """Offer, when a report is to come, a meeting or a month that was recorded and may be over."""
        key = f"meeting-{meeting.pk}" if meeting else month and f"month-{month.isoformat()}"
        known = {one for _, label in self.when.choices if isinstance(label, list) for one, _ in label}
        if key and key not in known:
            if meeting:
                self.meetings[key] = meeting
            words = meeting.when if meeting else date_format(month, "F Y")
            self.when = SharedChoices([*self.when.choices, ("As it was recorded", [(key, words)])])

    def _places(self, today):
        planned = {row.falls_on.replace(day=1).isoformat() for row in self.meetings.values()}
        months = [(f"month-{first}", name) for first, name in months_from(today, 18) if first not in planned]
        if self.meetings:
            yield "At a meeting", [(key, row.when) for key, row in self.meetings.items()]
        yield "In a month", months

    def _owners(self):
        rows = ((owner.directorate.name, pk, owner.name) for pk, owner in self.owners.items())
        for directorate, group in itertools.groupby(rows, key=lambda row: row[0]):
            yield directorate, [(pk, name) for _, pk, name in group]

    def place(self, chosen: str) -> tuple[Meeting | None, datetime.date | None]:
        """The meeting, or the first of the month, that was chosen; neither for none."""
        if chosen.startswith("month-"):
            return None, datetime.date.fromisoformat(chosen.removeprefix("month-"))
        return self.meetings.get(chosen), None


class OutcomeForm(forms.Form):
    """What the board decided on one thing, or on nothing in the pack. Only what is filled in is recorded."""

    mark_optional = False
    offered = (KINDS.NOTE, KINDS.KEEP_MONITORING, KINDS.ASK_REPORT, KINDS.NEW_RESOLUTION, KINDS.REFER)

    outcome = forms.ChoiceField(label="What the board decided", required=False)
    words = forms.CharField(
        label="In which words",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    when = SharedChoiceField(label="When the report is to come", required=False)
    resolution_kind = forms.ChoiceField(
        label="Kind of resolution", required=False, choices=[("", "Choose"), *Resolution.Kind.choices]
    )
    referred_to = SharedChoiceField(label="Referred to", required=False)
    is_exempt = forms.BooleanField(
        label="This is exempt", required=False, help_text="Not needed for what is decided on an exempt item or action."
    )
    exempt_paragraphs = forms.RegexField(
        r"^[1-7](, [1-7])*\Z",
        label="Schedule 12A paragraphs",
        required=False,
        error_messages={"invalid": "Write the paragraphs as 3 or 1, 3."},
    )

    def __init__(self, *args, choices: Choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.choices = choices
        kinds = [(kind.value, kind.label) for kind in self.offered]
        self.fields["outcome"].choices = [("", "Nothing is recorded"), *kinds]
        for name in ("when", "referred_to"):
            self.fields[name].share(getattr(choices, name))

    @property
    def needs_words(self) -> bool:
        """Whether a note has to say something, since it is on nothing."""
        return False

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("outcome"))

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("outcome")
        if not kind:
            if "outcome" not in self.errors and self._says_something(cleaned):
                self.add_error("outcome", "Choose what the board decided, or clear what you wrote beside it.")
            return cleaned
        for name, (kinds, message) in ONLY_OF.items():
            if cleaned.get(name) and kind not in kinds:
                self.refuse(name, message)
        if not cleaned.get("words") and (kind in NEEDS_WORDS or (self.needs_words and kind != KINDS.REFER)):
            self.add_error("words", NEEDS_WORDS.get(kind, "Say what the board decided on."))
        if kind == KINDS.NEW_RESOLUTION and not cleaned.get("resolution_kind"):
            self.add_error("resolution_kind", "Choose what kind of resolution it is.")
        if kind == KINDS.REFER:
            self._check_referral(cleaned)
        self._check_exempt(cleaned)
        return cleaned

    def refuse(self, name, message):
        """What to do with a value that the chosen kind has no use for."""
        self.add_error(name, message)

    def _says_something(self, cleaned) -> bool:
        names = ("words", "when", "resolution_kind", "referred_to", "is_exempt", "exempt_paragraphs")
        return any(cleaned.get(name) for name in names)

    def _check_referral(self, cleaned):
        if not cleaned.get("referred_to") and "referred_to" not in self.errors:
            self.add_error("referred_to", "Choose the board it is referred to.")
        if self.needs_words and not cleaned.get("words"):
            self.add_error("words", "Say what is referred.")

    def _check_exempt(self, cleaned):
        if "exempt_paragraphs" in self.errors:
            return
        if cleaned.get("is_exempt") and not cleaned.get("exempt_paragraphs"):
            self.add_error("exempt_paragraphs", "Enter the Schedule 12A paragraphs that make it exempt, such as 3.")
        if cleaned.get("exempt_paragraphs"):
            # a reason without the tick still means that it must be kept from the public
            cleaned["is_exempt"] = True

    def said(self) -> dict:
        """What was filled in, as the fields of an outcome, once valid."""
        cleaned = self.cleaned_data
        at_meeting, month = self.choices.place(cleaned["when"])
        return {
            "kind": cleaned["outcome"],
            "words": cleaned["words"],
            "resolution_kind": cleaned["resolution_kind"],
            "referred_to": self.choices.boards.get(cleaned["referred_to"]),
            "at_meeting": at_meeting,
            "month": month,
            "is_exempt": cleaned["is_exempt"],
            "exempt_paragraphs": cleaned["exempt_paragraphs"],
        }

    def add_service_errors(self, error, field="outcome"):
        """Show why the service refused, beside the fields it names."""
        for name, messages in getattr(
            error, "message_dict", {NON_FIELD_ERRORS: getattr(error, "messages", [str(error)])}
        ).items():
            where = FIELDS.get(name, name)
            self.add_error(where if where in self.fields else field, messages)


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
        decided = [outcome.said.lower() for outcome in (self.row.recorded if self.row else ()) if outcome.proposal_id]
        what = f": {decided[-1]}" if decided else ""
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


class DecideForms:
    """The forms of all that a page goes down, with those of what is on nothing in it and of the links, as one.

    `data` is what was posted. What came up since the page was shown has nothing in it and is left as it is.
    """

    BLANK = 3

    def __init__(self, walk, *, choices, standing, resolutions, data=None):
        self.walk, self.data = walk, data
        self.sections = [
            (
                section,
                [self._form(row.key, row.seen, row=row, choices=choices, standing=standing) for row in section.rows],
            )
            for section in walk.sections
        ]
        self.further = [
            self._form(f"new-{number}", walk.seen, choices=choices, standing=standing)
            for number in range(1, self.BLANK + 1)
        ]
        self.links = linking.forms_for(walk.outcomes, resolutions, data=data)

    def _form(self, prefix, seen, **kwargs):
        posted = self.data if self.data is not None and f"{prefix}-seen" in self.data else None
        return DecideForm(posted, prefix=prefix, initial={"seen": seen}, **kwargs)

    @property
    def noted(self) -> set[str]:
        """The ids of the sections whose rest is to be noted."""
        ids = (section.id for section, _ in self.sections)
        return {one for one in ids if self.data is not None and self.data.get(f"{one}-noted") == "on"}

    @property
    def decide_forms(self):
        return [form for _, forms_ in self.sections for form in forms_] + self.further

    def __iter__(self):
        yield from self.decide_forms
        yield from self.links

    @property
    def has_errors(self) -> bool:
        return any(form.errors for form in self)

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self if form.is_bound]
        return all(valid)

    def decided(self) -> list[Decided]:
        """All that was filled in, once valid, in the order of the page."""
        found = []
        for section, forms_ in self.sections:
            noted = section.id in self.noted
            found += [one for form in forms_ if form.is_bound for one in form.decided(noted=noted)]
        return found + [one for form in self.further if form.is_bound for one in form.decided()]

    def linked(self) -> list:
        """(outcome, resolution) of what was linked, once valid."""
        return [form.linked() for form in self.links if form.is_bound and form.cleaned_data["resolution"]]

    def add_service_errors(self, refused):
        """Show why the service refused; the next save is made in the knowledge of what the page now shows."""
        forms_ = {form.prefix: form for form in self}
        for key, error in refused.errors.items():
            prefix, _, field = key.rpartition("-")
            forms_[prefix].add_service_errors(error, field)
        for pk, error in refused.links.items():
            forms_[f"link-{pk}"].add_error("resolution", error)
        self.data = self.data.copy()
        for form in self.decide_forms:
            if form.is_bound:
                self.data[form.add_prefix("seen")] = form.initial["seen"]
                form.data = self.data


def posted_keys(data) -> set[str]:
    """The keys of the things that a posted page asked about."""
    return {match[1] for key in data if (match := ROW.fullmatch(key))}
