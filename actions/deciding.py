"""What a clerk goes down while recording what a meeting decided: its pack, and what is recorded of each thing in it.

Each action, finding and resolution stands there once, in the first section of the pack that shows it.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from actions.models import Action, Finding, Outcome, Pack, Proposal
from actions.packs import content, published
from actions.packs.shapes import Entry, FindingEntry, QuestionEntry, ResolutionEntry, ResponseEntry, ReviewEntry, Words
from meetings.models import Resolution
from people.standing import Standing

# a section's id → what it is called, in the order of the page
SECTIONS = {
    "decide": "Proposals to decide",
    "overdue": "Overdue",
    "no-update": "No update received",
    "complete": "Said to be complete",
    "changed": "Changed since the last meeting",
    "not-moving": "Not moving",
    "no-change": "No change",
    "rest": "Everything else that is monitored",
    "new": "New since the pack was published",
    "findings": "Findings without an action",
    "resolutions": "Resolutions outstanding",
    "responses": "Responses due",
    "questions": "Members’ questions",
    "further": "Not in the pack",
}


@dataclass
class Row:
    """One thing to decide on: `key` names it, such as "action-41"; `subject` says what it is, as an outcome does.

    `entry` is the action as members saw it. `updates` and `asked_since` came after the pack was published.
    """

    key: str
    subject: dict
    entry: Entry | None = None
    action: Action | None = None
    finding: FindingEntry | None = None
    review: ReviewEntry | None = None
    resolution: ResolutionEntry | None = None
    responses: list[ResponseEntry] = field(default_factory=list)
    questions: list[QuestionEntry] = field(default_factory=list)
    proposal: Proposal | None = None
    asked_since: bool = False
    asked_after: bool = False
    updates: list[Words] = field(default_factory=list)
    recorded: list[Outcome] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it is called in a line: "ILSC 2021/22-03", "area for improvement 2 of SEND peer challenge"."""
        if self.action:
            return self.action.reference
        row = self.subject.get("finding") or self.subject.get("on_resolution")
        if isinstance(row, Finding):
            return f"{row.get_kind_display()} {row.number} of {row.review}"
        number = f"esolution {row.number}" if row.number else "esolution"
        return f"R{number} of {row.item.meeting.when}"

    @property
    def seen(self) -> int:
        """The latest that was recorded on it, 0 for nothing: what somebody who saves now has before them."""
        return max((outcome.pk for outcome in self.recorded), default=0)


@dataclass
class Section:
    id: str
    title: str
    rows: list[Row] = field(default_factory=list)

    @property
    def recorded(self) -> int:
        """On how many of its rows something is recorded."""
        return sum(bool(row.recorded) for row in self.rows)


@dataclass
class Walk:
    """The way down a pack. `pack` is the published version it goes down, None where it is live.

    `others` is what was recorded on nothing in it; `is_altered` says that the published pack cannot be trusted.
    """

    sections: list[Section]
    others: list[Outcome]
    pack: Pack | None = None
    is_altered: bool = False

    @property
    def rows(self) -> dict[str, Row]:
        return {row.key: row for section in self.sections for row in section.rows}

    @property
    def outcomes(self) -> list[Outcome]:
        """All that is recorded, in the order of the page."""
        return [outcome for row in self.rows.values() for outcome in row.recorded] + self.others

    @property
    def seen(self) -> int:
        """The latest recorded on nothing in the pack, 0 for nothing."""
        return max((outcome.pk for outcome in self.others), default=0)


def walk(meeting, standing: Standing, *, now: datetime.datetime, besides=frozenset()) -> Walk:
    """The way down the pack of `meeting`, as published or, before that, live. `besides` are keys that are shown
    whether the pack has them or not. A constant number of queries."""
    return _Walking(meeting, standing, now).walk(besides)


class _Walking:
    """One making of a walk: what it knows while it goes through the content."""

    def __init__(self, meeting, standing, now):
        self.meeting, self.standing = meeting, standing
        self.pack = Pack.objects.latest_for(meeting)
        self.live = content.pack(meeting, standing, now=now)
        self.shown, self.is_altered = self._published(), False
        if self.pack and self.shown is None:
            self.is_altered = True
        # where no pack was published, or none that can be trusted, members had before them what is live
        self.is_frozen = self.shown is not None
        self.shown = self.shown or self.live

    def _published(self):
        """What was published for the meeting, as it was; None for nothing, or where that is not what was published."""
        if self.pack is None:
            return None
        self.pack.meeting = self.meeting
        try:
            return published.read(self.pack, published.audience_of(self.standing, self.meeting))
        except published.Altered:
            return None

    def walk(self, besides) -> Walk:
        entries = {entry.pk: entry for entry in self.shown.actions}
        new = [entry.pk for entry in self.live.current if entry.pk not in entries]
        outcomes = list(Outcome.objects.visible_to(self.standing).of(self.meeting).in_force().with_subject())
        self.recorded = defaultdict(list)
        for outcome in outcomes:
            self.recorded[_key_of(outcome)].append(outcome)
        keys = {*besides, *self.recorded}
        self.proposals = self._proposals()
        self.actions = self._actions([*entries, *new, *self.proposals, *_pks(keys, "action")])
        self.findings = self._findings(_pks(keys, "finding"))
        self.resolutions = self._resolutions(_pks(keys, "resolution"))
        self.rows, self.sections = {}, {key: Section(key, title) for key, title in SECTIONS.items()}
        for section, key, values in (*self._of_actions(entries, new), *self._of_decided()):
            self._add(section, key, **values)
        self._add_questions()
        for key in sorted(keys - {None}):
            self._add("further", key)
        sections = [section for section in self.sections.values() if section.rows]
        return Walk(sections, self.recorded[None], self.pack if self.is_frozen else None, self.is_altered)

    def _of_actions(self, entries, new):
        """(section, key, nothing else) of the actions, in the pack's order."""
        shown = self.shown
        decided = {outcome.action_id for those in self.recorded.values() for outcome in those if outcome.proposal_id}
        asked = [pk for pk in entries if pk in self.proposals or pk in decided]
        for pk in (*asked, *self.proposals):
            yield "decide", f"action-{pk}", {}
        in_order = [
            ("overdue", shown.overdue),
            ("no-update", [entry for post in shown.no_update for entry in post.actions]),
            ("complete", shown.complete),
            ("changed", shown.changed),
            ("not-moving", shown.not_moving),
            ("no-change", shown.no_change),
            ("rest", shown.current),
        ]
        for section, those in in_order:
            for entry in those:
                yield section, f"action-{entry.pk}", {}
        for pk in new:
            yield "new", f"action-{pk}", {}

    def _of_decided(self):
        """(section, key, values) of findings, resolutions and the responses that these wait for."""
        for review in self.shown.unanswered:
            for finding in review.unanswered:
                yield "findings", f"finding-{finding.pk}", {"finding": finding, "review": review}
        responses = defaultdict(list)
        for response in self.shown.responses:
            responses[response.resolution].append(response)
        for group in self.shown.outstanding:
            for entry in group.resolutions:
                values = {"resolution": entry, "responses": responses.pop(entry.pk, [])}
                yield "resolutions", f"resolution-{entry.pk}", values
        for pk, due in responses.items():
            yield "responses", f"resolution-{pk}", {"responses": due}

    def _add_questions(self):
        """Members' questions, each with what it is on."""
        for question in self.shown.questions:
            what = next(what for what in ("action", "finding", "resolution") if getattr(question, what))
            key = f"{what}-{getattr(question, what)}"
            self._add("questions", key)
            if key in self.rows:
                self.rows[key].questions.append(question)

    def _add(self, section, key, **values):
        """Add what is not there yet. What the board does not decide on, or cannot be seen, is left out."""
        what, _, pk = key.partition("-")
        there = {"action": self.actions, "finding": self.findings, "resolution": self.resolutions}[what]
        row = there.get(int(pk))
        if key in self.rows or row is None:
            return
        subject = {{"resolution": "on_resolution"}.get(what, what): row}
        self.rows[key] = Row(key, subject, recorded=self.recorded[key], **values)
        if what == "action":
            self._describe(self.rows[key], row)
        self.sections[section].rows.append(self.rows[key])

    def _describe(self, row, action):
        row.action = action
        row.entry, live = self._entry(self.shown, action), self._entry(self.live, action)
        row.proposal = self.proposals.get(action.pk)
        if self.is_frozen and live:
            seen = {words.pk for words in (*row.entry.updates, *row.entry.latest)} if row.entry else set()
            row.updates = [words for words in live.updates if words.pk not in seen]
            row.asked_since = bool(row.proposal) and row.proposal.proposed_at > self.pack.published_at
        if row.proposal:
            row.asked_after = timezone.localdate(row.proposal.proposed_at) > self.meeting.date

    def _entry(self, shown, action) -> Entry | None:
        return next((entry for entry in shown.actions if entry.pk == action.pk), None)

    def _proposals(self) -> dict[int, Proposal]:
        """What the board has to decide, by action, in the order of actions."""
        waiting = Proposal.objects.visible_to(self.standing).for_board(self.meeting.board_id).waiting()
        rows = waiting.select_related("proposed_by", "on_behalf_of", "new_due_meeting").in_order_of_actions()
        return {proposal.action_id: proposal for proposal in rows}

    def _actions(self, pks) -> dict[int, Action]:
        """Those the board monitors, and those on which it has decided something already."""
        visible = Action.objects.visible_to(self.standing).filter(pk__in=pks)
        rows = visible.with_exempt().select_related("owner", "due_meeting", "monitoring_board")
        board = self.meeting.board_id
        return {row.pk: row for row in rows if row.monitoring_board_id == board or f"action-{row.pk}" in self.recorded}

    def _findings(self, pks) -> dict[int, Finding]:
        wanted = {finding.pk for review in self.shown.unanswered for finding in review.unanswered}
        wanted |= {question.finding for question in self.shown.questions if question.finding} | set(pks)
        rows = Finding.objects.visible_to(self.standing).filter(pk__in=wanted).select_related("review")
        return {row.pk: row for row in rows}

    def _resolutions(self, pks) -> dict[int, Resolution]:
        wanted = {entry.pk for group in self.shown.outstanding for entry in group.resolutions}
        wanted |= {response.resolution for response in self.shown.responses}
        wanted |= {question.resolution for question in self.shown.questions if question.resolution} | set(pks)
        rows = Resolution.objects.visible_to(self.standing).filter(pk__in=wanted).select_related("item__meeting__board")
        return {row.pk: row for row in rows}


def _key_of(outcome) -> str | None:
    """The key of what an outcome is on; None where it is on nothing."""
    for what, pk in (
        ("action", outcome.action_id),
        ("finding", outcome.finding_id),
        ("resolution", outcome.on_resolution_id),
    ):
        if pk:
            return f"{what}-{pk}"
    return None


def _pks(keys, what) -> list[int]:
    """The ids in those of `keys` that name such a thing."""
    return [int(key.partition("-")[2]) for key in keys if key and key.startswith(f"{what}-")]
