"""Recording what a meeting decided: everything that was filled in, or nothing of it."""

import datetime
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Action, Finding, Outcome, Proposal
from actions.services import actions, decisions, exempting, packs
from actions.services.outcomes import linking, rows
from actions.services.outcomes.rows import SUBJECTS
from actions.statuses import StatusError
from meetings.models import Meeting, Resolution
from people.models import Board


@dataclass(frozen=True)
class Made:
    """The action to be made at once of what was decided: what `actions.services.actions.create` takes of it."""

    title: str
    owner: object
    due_on: datetime.date | None = None
    due_meeting: Meeting | None = None
    due_month: datetime.date | None = None


@dataclass(frozen=True)
class Decided:
    """One thing that the board decided, on one subject or on none, as the clerk filled it in.

    `key` is where, so that what is wrong can be said there. With a `proposal` it is the decision on that one,
    `granted` or not, and `words` are its note. `seen` is the latest outcome on the same subject that the clerk
    had before them, 0 for none; None does not ask.
    """

    key: str
    kind: str
    words: str = ""
    action: Action | None = None
    on_resolution: Resolution | None = None
    finding: Finding | None = None
    proposal: Proposal | None = None
    granted: bool | None = None
    resolution_kind: str = ""
    referred_to: Board | None = None
    at_meeting: Meeting | None = None
    month: datetime.date | None = None
    is_exempt: bool = False
    exempt_paragraphs: str = ""
    is_confidential: bool = False
    make: Made | None = None
    seen: int | None = None

    @property
    def subject(self) -> dict:
        """What it is on, as the fields of an outcome."""
        return {name: getattr(self, name) for name in SUBJECTS}


@dataclass
class Refused(Exception):
    """What cannot stand, and so nothing was recorded. `errors` says why: key → ValidationError or StatusError.

    `links` says it of links: outcome's id → ValidationError.
    """

    errors: dict = field(default_factory=dict)
    links: dict = field(default_factory=dict)

    def __str__(self):
        return f"{len(self.errors) + len(self.links)} outcomes cannot be recorded."


@transaction.atomic
def record_all(*, meeting, decided, by, now: datetime.datetime, today: datetime.date, links=()) -> list[Outcome]:
    """Record what a held meeting decided, all or none, in the order given, and link what was recorded before.

    `links` are (outcome, resolution of the minutes). Raises Refused; or ValidationError where the meeting was not held.
    """
    besides = {one.action.pk for one in decided if one.action}
    linking.lock(links, besides=besides, findings=[one.finding for one in decided])
    meeting = rows.held(meeting, resolutions=[one.on_resolution for one in decided])
    plans_something = links or any(one.kind in rows.PLANNED for one in decided)
    open_work = exempting.open_work() if plans_something else None
    made, refused = [], Refused()
    for one in decided:
        try:
            made.append(_record(one, meeting, made, by=by, now=now, today=today))
        except (ValidationError, StatusError) as error:
            refused.errors.setdefault(one.key, error)
    if not refused.errors:
        _plan(zip(decided, made, strict=True), refused, by=by, now=now)
    for outcome, resolution in links:
        try:
            linking.link(outcome=outcome, resolution=resolution, by=by, now=now)
        except ValidationError as error:
            refused.links[outcome.pk] = error
    if refused.errors or refused.links:
        raise refused
    if plans_something:
        # what was decided on may have been marked as exempt between being read and being locked
        exempting.take_work_along(open_work, by=by, now=now)
    if links:
        packs.withdraw_exempt(by=by, now=now)
    return made


def _record(one, meeting, made, *, by, now, today) -> Outcome:
    with transaction.atomic():
        _check_seen(one, meeting, made)
        if one.proposal:
            decisions.decide(
                proposal=one.proposal, granted=one.granted, meeting=meeting, by=by, now=now, note=one.words
            )
            return one.proposal.outcomes.select_related("action").get(corrects=None)
        outcome = rows.add(_outcome(one, meeting, by=by, now=now), now=now)
        if one.make:
            _make(outcome, one.make, by=by, now=now, today=today)
        return outcome


def _outcome(one, meeting, *, by, now) -> Outcome:
    if one.referred_to and one.referred_to.pk == meeting.board_id:
        raise ValidationError({"referred_to": "It is this board’s own. Choose the board it was referred to."})
    outcome = Outcome(
        meeting=meeting,
        kind=one.kind,
        words=one.words,
        resolution_kind=one.resolution_kind,
        referred_to=one.referred_to,
        at_meeting=one.at_meeting,
        month=one.month and one.month.replace(day=1),
        recorded_by=by,
        recorded_at=now,
        **one.subject,
        **{name: getattr(one, name) for name in ("is_exempt", "exempt_paragraphs", "is_confidential")},
    )
    _check_board(outcome)
    if not outcome.is_exempt:
        for name, value in rows.marking_of_subject(outcome).items():
            setattr(outcome, name, value)
    return outcome


def _check_board(outcome):
    action = outcome.action
    if action and action.monitoring_board_id != outcome.meeting.board_id:
        raise ValidationError(f"{action.reference} is monitored by {action.monitoring_board}, which must decide.")


def _check_seen(one, meeting, made):
    """Refuse to record on top of what somebody else recorded on the same thing since the page was shown."""
    if one.seen is None:
        return
    ours = [outcome.pk for outcome in made]
    others = Outcome.objects.of(meeting).filter(**one.subject).exclude(pk__in=ours)
    latest = others.select_related("recorded_by", "proposal", "referred_to").order_by("-pk").first()
    if latest and latest.pk != one.seen:
        raise ValidationError(
            f"{latest.recorded_by} recorded “{latest}” on this while you were writing. What you wrote is still here: "
            "save again if the board decided it as well."
        )


def _make(outcome, make, *, by, now, today) -> Action:
    """The action that the outcome asks for, until the minutes' resolution is what it answers."""
    return actions.create(
        title=make.title,
        owner=make.owner,
        monitoring_board=outcome.meeting.board,
        outcome=outcome,
        due_on=make.due_on,
        due_meeting=make.due_meeting,
        due_month=make.due_month,
        by=by,
        now=now,
        today=today,
        **rows.marking(outcome),
    )


def _plan(recorded, refused, *, by, now):
    """What comes to which board, one programme after the other: theirs are the last locks that are taken."""
    coming = [(one, outcome) for one, outcome in recorded if outcome.kind in rows.PLANNED]
    for one, outcome in sorted(coming, key=lambda pair: pair[1].referred_to_id or pair[1].meeting.board_id):
        try:
            rows.plan(outcome, by=by, now=now)
        except ValidationError as error:
            refused.errors[one.key] = error
