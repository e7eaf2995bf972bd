"""A draft becomes records, all of them or none, each only where it is not on record already."""

import datetime
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Action, Approval, Finding, MinutesImport, Review
from actions.services import actions, exempting, packs, plans
from actions.services import meetings as due_meetings
from actions.services.entering import free_slug
from actions.services.minutes import links
from actions.services.minutes.entries import board_among, kept
from actions.services.minutes.matching import Found, found_for
from actions.services.minutes.proposals import ASK, proposed
from meetings.models import AgendaItem, Meeting, MinutesSource, Resolution
from meetings.services import meetings
from meetings.services import minutes as records
from meetings.words import fold
from people.models import Board, Owner
from people.services import events


@dataclass
class Made:
    """What confirming made, and how many entries were on record before it, by kind."""

    meeting: Meeting
    new_board: bool = False
    new_meeting: bool = False
    items: list[AgendaItem] = field(default_factory=list)
    resolutions: list[Resolution] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    matched: dict[str, int] = field(default_factory=dict)
    linked: int = 0

    KINDS = ("items", "resolutions", "findings", "actions")

    @property
    def counts(self) -> dict[str, int]:
        return {kind: len(getattr(self, kind)) for kind in self.KINDS}


@transaction.atomic
def confirm(draft: MinutesImport, *, by, now: datetime.datetime, today: datetime.date) -> Made:
    """Make records of a draft. Of one that was confirmed already: what it made then, and nothing more.

    Raises ValidationError, and writes nothing, where something is missing or cannot stand.
    """
    claimed = MinutesImport.objects.filter(pk=draft.pk, confirmed_at__isnull=True).update(confirmed_at=now)
    draft.refresh_from_db()
    if not claimed:
        return made_by(draft)
    return _Confirming(draft, by=by, now=now, today=today).run()


def made_by(draft: MinutesImport) -> Made:
    """What a confirmed draft made, as the records stand now."""
    made = draft.made
    return Made(
        meeting=draft.meeting,
        new_board=made["new_board"],
        new_meeting=made["new_meeting"],
        items=list(AgendaItem.objects.filter(pk__in=made["items"])),
        resolutions=list(Resolution.objects.filter(pk__in=made["resolutions"]).select_related("item")),
        findings=list(Finding.objects.filter(pk__in=made["findings"]).select_related("review")),
        actions=list(Action.objects.filter(pk__in=made["actions"]).select_related("owner", "due_meeting")),
        matched=made["matched"],
        linked=made.get("linked", 0),
    )


class _Confirming:
    """One run of `confirm`: what it knows while it writes."""

    def __init__(self, draft, *, by, now, today):
        self.draft, self.by, self.now, self.today = draft, by, now, today
        self.items = kept("items", draft.entries["items"])
        self.labelled = []
        # what stood open in work programmes before something became exempt; None while nothing can have
        self.open_work = None

    def run(self) -> Made:
        linked = links.chosen(self.draft)
        if linked:
            # what these touch is locked before the meeting is, as everywhere
            links.lock(linked, found_for(self.draft).rows)
        board, new_board = self._board()
        self.found: Found = found_for(self.draft)
        self.rows = dict(self.found.rows)
        self.made = Made(meeting=self._meeting(board), new_board=new_board)
        self.made.new_meeting = self.found.record is None
        self.source: MinutesSource = records.keep_source(
            meeting=self.made.meeting, text=self.draft.text, origin=self.draft.origin, by=self.by, now=self.now
        )
        self.directory = records.Directory()
        self.boards = list(Board.objects.all())
        added = self._attendance(self.draft.entries["attendance"])
        for entry in self.items:
            try:
                added += self._item(entry)
            except ValidationError as error:
                raise ValidationError([f"{_name(entry)}: {message}" for message in error.messages]) from error
        if linked and self.open_work is None:
            self.open_work = exempting.open_work()
        self.made.linked = links.carry_out(linked, self.rows, by=self.by, now=self.now)
        self._actions(board)
        if added or self.found.source is None or self.made.linked or any(self.made.counts.values()):
            new = {**self.made.counts, "source": self.source.pk, "linked": self.made.linked}
            events.record(subject=self.made.meeting, actor=self.by, verb="minutes_imported", now=self.now, new=new)
        made = self._finish()
        if self.open_work is not None:
            exempting.take_work_along(self.open_work, by=self.by, now=self.now)
            packs.withdraw_exempt(by=self.by, now=self.now)
        return made

    def _board(self):
        """The board, locked, so that two imports of its minutes come one after the other."""
        given = self.draft.entries["meeting"]
        locked = Board.objects.select_for_update()
        if given["board"]:
            board = locked.filter(pk=given["board"]).first()
        else:
            same = board_among(given["board_name"], Board.objects.all())
            board = same and locked.get(pk=same.pk)
        if board:
            given["board"] = board.pk
            return board, False
        if not given["board_name"]:
            raise ValidationError("Say which board met.")
        board = Board(name=given["board_name"], code=given["board_code"])
        board.full_clean()
        board.save(force_insert=True)
        return board, True

    def _meeting(self, board) -> Meeting:
        given = self.draft.entries["meeting"]
        if not given["date"]:
            raise ValidationError("Say on which day the meeting was held.")
        date = datetime.date.fromisoformat(given["date"])
        if date > self.today:
            raise ValidationError("The day of the meeting is in the future, so it cannot have minutes yet.")
        meeting, day = self.found.meeting, {"date": date, "venue": given["venue"], "by": self.by, "now": self.now}
        if meeting is None and self.found.provisional:
            meeting = due_meetings.set_day(meeting=self.found.provisional, **day)
        meeting = meeting or meetings.plan(board=board, **day)
        return meetings.hold(meeting=meeting, by=self.by, now=self.now, today=self.today)

    def _attendance(self, entries, item=None) -> list:
        people = [(entry["name"], entry["post"]) for entry in kept("attendance", entries)]
        return records.note_attendance(meeting=self.made.meeting, item=item, people=people, directory=self.directory)

    def _item(self, entry) -> list:
        """Make what is new of one item; returns the attendance and documents added."""
        if not entry["title"]:
            raise ValidationError("Give it a title.")
        exempt = {name: entry[name] for name in ("exempt_paragraphs", "is_confidential")}
        item = self.rows.get(entry["id"])
        if item is None:
            item = self._keep(
                "items",
                entry,
                records.add_item(
                    meeting=self.made.meeting,
                    source=self.source,
                    number=entry["number"],
                    title=entry["title"],
                    span=entry["span"],
                    is_exempt=entry["is_exempt"],
                    **exempt,
                ),
            )
        elif entry["is_exempt"] and not item.is_exempt:
            self.open_work = exempting.open_work() if self.open_work is None else self.open_work
            records.make_exempt(item=item, by=self.by, now=self.now, **exempt)
        review = self._review(entry, item)
        self._findings(entry, review)
        self._approvals(entry, item, review)
        self._resolutions(entry, item)
        papers = [(paper["title"], paper["url"]) for paper in kept("documents", entry["documents"])]
        documents = records.add_documents(item=item, papers=papers, by=self.by, now=self.now)
        return self._attendance(entry["attendance"], item) + documents

    def _resolutions(self, entry, item):
        fields = ("number", "text", "kind", "lead", "title", "due_phrase", "clerk_query", "span")
        for one in kept("resolutions", entry["resolutions"]):
            if one["id"] not in self.rows:
                values = {name: one[name] for name in fields}
                self._keep("resolutions", one, records.add_resolution(item=item, source=self.source, **values))

    def _review(self, entry, item) -> Review | None:
        for one in kept("reviews", entry["reviews"]):
            if one["id"] not in self.rows:
                review = Review(
                    title=one["title"],
                    slug=free_slug(one["title"]),
                    kind=one["kind"],
                    started_on=_day(one["started_on"]),
                    ended_on=_day(one["ended_on"]),
                    item=item,
                    **self._place(one),
                )
                self.rows[one["id"]] = _saved(review)
            return self.rows[one["id"]]
        if kept("findings", entry["findings"]):
            raise ValidationError("Findings are of a review. Say which review they are of.")
        return None

    def _findings(self, entry, review):
        for one in kept("findings", entry["findings"]):
            if one["id"] not in self.rows:
                there = review.findings.filter(kind=one["kind"]).order_by("-number").first()
                number = there.number + 1 if there else 1
                finding = Finding(review=review, kind=one["kind"], number=number, text=one["text"], **self._place(one))
                self._keep("findings", one, _saved(finding))

    def _approvals(self, entry, item, review):
        """Which bodies received or approved the plan that answers the review, or the item's report."""
        approvals = kept("approvals", entry["approvals"])
        if not approvals:
            return
        plan = plans.of_minutes(
            review=review,
            title=_plan_title(item, review),
            monitored_by=self.made.meeting.board,
            by=self.by,
            now=self.now,
        )
        there = {(fold(body), what) for body, what in plan.approvals.values_list("body", "what")}
        for one in approvals:
            for what in Approval.What.values:
                if one[what] and (fold(one["body"]), what) not in there:
                    there.add((fold(one["body"]), what))
                    plans.add_approval(
                        plan=plan,
                        body=one["body"],
                        board=board_among(one["body"], self.boards),
                        what=what,
                        on=_day(one["on"]),
                        by=self.by,
                        now=self.now,
                        **self._place(one),
                    )

    def _actions(self, board):
        answers = self.draft.entries["answers"]
        for proposal in proposed(self.draft, today=self.today, found=self.found):
            answer = answers.get(proposal.id, {})
            # one that somebody made since the clerk looked is not made again
            if answer.get("wanted") and len(proposal.actions) <= answer.get("known", 0):
                try:
                    self._action(proposal, answer, board)
                except ValidationError as error:
                    raise ValidationError([f"{answer['title']}: {message}" for message in error.messages]) from error

    def _action(self, proposal, answer, board):
        owner = Owner.objects.filter(pk=answer["owner"], active=True).first()
        if owner is None:
            raise ValidationError("Choose who answers for it.")
        monitors = Board.objects.get(pk=answer["board"]) if answer["board"] else board
        action = actions.create(
            title=answer["title"],
            owner=owner,
            monitoring_board=monitors,
            by=self.by,
            now=self.now,
            today=self.today,
            due_on=_day(answer["due_on"]),
            due_meeting=self._due_meeting(answer, board),
            due_phrase=answer["due_phrase"],
            success_measure=answer["success_measure"],
            **self._answers_to(proposal),
        )
        self.made.actions.append(action)
        if proposal.kind == "action":
            self.labelled.append([action.item_id, fold(proposal.words), action.pk])
        if action.finding:
            item = self.rows[proposal.item["id"]]
            for plan in action.finding.review.plans.filter(title=_plan_title(item, action.finding.review)):
                plans.add_actions(plan=plan, actions=[action], by=self.by, now=self.now)

    def _answers_to(self, proposal) -> dict:
        if proposal.kind == "action":
            return {"item": self.rows[proposal.item["id"]]}
        return {proposal.kind: self.rows[proposal.id]}

    def _due_meeting(self, answer, board) -> Meeting | None:
        due = answer["due"]
        if due == ASK:
            raise ValidationError("Choose the meeting it is due at.")
        if due.startswith("meeting-"):
            meeting = Meeting.objects.filter(pk=due.removeprefix("meeting-")).first()
            if meeting is None:
                raise ValidationError("Choose another meeting.")
            return meeting
        if not due.startswith("month-"):
            return None
        year, month, pk = due.removeprefix("month-").split("-")
        of = board if pk == "0" else Board.objects.get(pk=pk)
        first = datetime.date(int(year), int(month), 1)
        meeting, candidates = meetings.in_month(board=of, month=first, by=self.by, now=self.now)
        if candidates:
            raise ValidationError(f"There are {len(candidates)} meetings in that month. Choose which is meant.")
        return meeting

    def _keep(self, kind, entry, row):
        getattr(self.made, kind).append(row)
        self.rows[entry["id"]] = row
        return row

    def _place(self, entry):
        start, end = entry["span"] or (None, None)
        return {"source": self.source, "span_start": start, "span_end": end}

    def _finish(self) -> Made:
        made, types = self.made, (("items", AgendaItem), ("resolutions", Resolution), ("findings", Finding))
        before = list(self.found.rows.values())
        made.matched = {kind: sum(isinstance(row, model) for row in before) for kind, model in types}
        made.matched["actions"] = sum(len(there) for there in self.found.actions.values())
        self.draft.meeting = made.meeting
        self.draft.made = {
            **{kind: [row.pk for row in getattr(made, kind)] for kind in Made.KINDS},
            "matched": made.matched,
            "linked": made.linked,
            "new_board": made.new_board,
            "new_meeting": made.new_meeting,
            "labelled": self.labelled,
        }
        self.draft.save(update_fields=["meeting", "made"])
        return made


def _name(item) -> str:
    return f"Item {item['number']} {item['title']}".strip() if item["number"] or item["title"] else "An item"


def _plan_title(item, review) -> str:
    """What the plan is called: nothing of an exempt item, since a plan itself is not kept from anybody."""
    if item.is_exempt:
        return f"Action plan: exempt item {item.number} of {item.meeting}"[:300]
    return f"Action plan: {(review or item).title}"[:300]


def _day(iso) -> datetime.date | None:
    return datetime.date.fromisoformat(iso) if iso else None


def _saved(row):
    row.full_clean()
    row.save(force_insert=True)
    return row
