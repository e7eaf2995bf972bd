"""What recording the ending of a resolution does to the actions that answer it, in one transaction.

They are complete, and their boards are asked to close them; only a board closes. Whoever records the ending
enters these proposals, on the owners' behalf, so the decision on them is for somebody else to record.
"""

import datetime
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from actions.models import Action, Proposal
from actions.services import decisions, status
from actions.statuses import Key, Status
from meetings.models import Circulation, Referral, Resolution, Response, WorkItem
from meetings.services import circulations, documents, endings, recommendations, referrals, work
from meetings.services.endings import is_ended
from people import locking

_ON_RECORD = "What the resolution asked for has come: it is on record."


@dataclass
class Effect:
    """What an ending did: `row` is what was recorded.

    `asked` are the actions whose boards were asked to close them, `held_up` those complete whose board decides on
    another proposal first, `asked_before` those whose board had been asked already, and `taken_back` those
    whose board is asked no longer.
    """

    row: object
    ended: bool = False
    asked: list[Action] = field(default_factory=list)
    held_up: list[Action] = field(default_factory=list)
    asked_before: list[Action] = field(default_factory=list)
    taken_back: list[Action] = field(default_factory=list)


@transaction.atomic
def prepare(*, resolution, version, added, must_contain, by, now) -> Circulation:
    """Begin to circulate a `version` that the item has, or one newly `added`: what
    `meetings.services.documents.add_version` takes. Raises ValidationError, and nothing is added then.
    """
    if version is None:
        version = documents.add_version(item=resolution.item, by=by, now=now, **added)
    return circulations.prepare(resolution=resolution, version=version, must_contain=must_contain, by=by, now=now)


@transaction.atomic
def circulate(*, circulation, seen_revision, by, now, today: datetime.date) -> Effect:
    """Send what is prepared, which ends the resolution. Raises ValidationError."""
    before = _locked(circulation.resolution)
    sent = circulations.send(circulation=circulation, seen_revision=seen_revision, by=by, now=now, today=today)
    count = sent.recipients.count()
    # without the document's title, which may be exempt while the action is not
    reason = f"What was asked for was circulated to {count} member{'' if count == 1 else 's'} on {_day(now)}."
    return _settle(sent, before, reason, by=by, now=now)


@transaction.atomic
def respond(*, recommendation, by, now, **response) -> Effect:
    """Record a response, which ends the resolution unless it is deferred, or another is still to come.

    Takes what `meetings.services.recommendations.respond` takes. Raises ValidationError.
    """
    before = _locked(recommendation.resolution)
    response = recommendations.respond(recommendation=recommendation, by=by, now=now, **response)
    received = date_format(response.received_on, "j F Y")
    said = f"{response.recommendation.respondent}, {received}: {response.get_answer_display().lower()}."
    return _settle(response, before, f"{said} {response.reasons}".strip(), by=by, now=now)


@transaction.atomic
def serve(*, resolution, by, now, **served) -> Effect:
    """Record that a resolution was served on somebody, from whom a response is to come. Raises ValidationError."""
    before = _locked(resolution)
    recommendation = recommendations.serve(resolution=resolution, by=by, now=now, **served)
    return _settle(recommendation, before, "", by=by, now=now)


@transaction.atomic
def request_report(*, resolution, by, now, **planned) -> Effect:
    """Put the report that a resolution asks for into a work programme. Raises ValidationError, by field.

    Takes what `meetings.services.work.plan` takes.
    """
    before = _locked(resolution)
    if WorkItem.objects.open().filter(resolution=resolution, board=planned["board"], follows=None).exists():
        raise ValidationError({"board": "It is in the work programme of this board already."})
    item = work.plan(resolution=resolution, by=by, now=now, kind=WorkItem.Kind.REPORT, **planned)
    new = {"work_item": item.pk, "board": item.board_id, "when": item.when}
    endings.record(resolution, "report_requested", by=by, now=now, new=new)
    return _settle(item, before, "", by=by, now=now)


@transaction.atomic
def adopt(*, resolution, item, by, now, referred_why=None) -> Effect:
    """Say that what stands in a work programme, planned before the minutes came, is what a resolution asks for.

    With `referred_why`, "" for no reason, it came to the item's board by being referred to it. What stands there
    for the resolution already is not to come twice: the other is dropped.
    """
    before = _locked(resolution)
    waits = Referral.objects.waiting().filter(resolution=resolution, to_board=item.board).exists()
    if referred_why is not None and not waits:
        referrals.refer(resolution=resolution, to_board=item.board, by=by, now=now, why=referred_why)
    there = WorkItem.objects.open().filter(resolution=resolution, board=item.board, follows=None)
    if not there.exclude(pk=item.pk).exists():
        item = work.bind(item=item, resolution=resolution, by=by, now=now)
        new = {"work_item": item.pk, "board": item.board_id, "when": item.when}
        if referred_why is None:
            endings.record(resolution, "report_requested", by=by, now=now, new=new)
    elif item.is_open:
        work.drop(item=item, why="It is in the programme already, for the same resolution.", by=by, now=now)
    return _settle(resolution, before, "", by=by, now=now)


@transaction.atomic
def take_report(*, item, meeting, by, now, **seen) -> Effect:
    """Record that a held meeting took what is in its programme, which ends the resolution it answers, if any.

    Takes what `meetings.services.work.take` takes, and settles the referral it came by. Raises ValidationError.
    """
    if item.resolution is None:
        return Effect(row=work.take(item=item, meeting=meeting, by=by, now=now, **seen))
    before = _locked(item.resolution)
    taken = work.take(item=item, meeting=meeting, by=by, now=now, **seen)
    waiting = Referral.objects.waiting().filter(resolution=item.resolution, to_board=item.board)
    for referral in waiting:
        referrals.answer(referral=referral, taken=True, meeting=meeting, by=by, now=now)
    return _settle(taken, before, f"{item.board} took it at its meeting of {meeting.when}.", by=by, now=now)


@transaction.atomic
def take_all(*, meeting, by, now) -> list[Effect]:
    """Record that a held meeting took all that was planned for it, in agenda order. Raises ValidationError."""
    planned = WorkItem.objects.open().filter(meeting=meeting).select_related("board", "resolution", "meeting")
    return [take_report(item=item, meeting=meeting, by=by, now=now) for item in planned.order_by("position")]


@transaction.atomic
def drop_report(*, item, by, now, **dropped) -> Effect:
    """Take an item off its programme: the resolution it answers may have ended by another that was taken.

    Takes what `meetings.services.work.drop` takes. Raises ValidationError.
    """
    before = _locked(item.resolution) if item.resolution else None
    row = work.drop(item=item, by=by, now=now, **dropped)
    return _settle(row, before, "", by=by, now=now) if before else Effect(row=row)


@transaction.atomic
def put_report_back(*, item, by, now, **seen) -> Effect:
    """Undo that an item was taken or dropped: the resolution it answers has not ended then. Raises ValidationError."""
    before = _locked(item.resolution) if item.resolution else None
    row = work.put_back(item=item, by=by, now=now, **seen)
    return _settle(row, before, "", by=by, now=now) if before else Effect(row=row)


@transaction.atomic
def refer(*, resolution, to_board, by, now, why="") -> Effect:
    """Record that a resolution was referred to another board, which has still to take it: an item of its programme.

    Raises ValidationError.
    """
    before = _locked(resolution)
    referral = referrals.refer(resolution=resolution, to_board=to_board, by=by, now=now, why=why)
    title = f"Referred by {resolution.item.meeting.board}: {resolution}"[:300]
    work.plan(board=to_board, title=title, resolution=resolution, purpose=why, by=by, now=now)
    return _settle(referral, before, "", by=by, now=now)


@transaction.atomic
def answer_referral(*, referral, taken, by, now, meeting=None, why="") -> Effect:
    """Record whether the other board took it, which ends the resolution. Raises ValidationError."""
    before = _locked(referral.resolution)
    row = referrals.answer(referral=referral, taken=taken, by=by, now=now, meeting=meeting, why=why)
    for item in _programmed(row):
        if taken:
            work.take(item=item, meeting=meeting, by=by, now=now)
        else:
            work.drop(item=item, why=why, by=by, now=now)
    reason = f"{row.to_board} took it at its meeting of {meeting.when}." if taken else ""
    return _settle(row, before, reason, by=by, now=now)


@transaction.atomic
def take_back(*, ending, why, by, now) -> Effect:
    """Take back an ending that was recorded in error, and what the boards were asked because of it."""
    before = _locked(ending.resolution)
    row = endings.take_back(ending=ending, why=why, by=by, now=now)
    if isinstance(row, Referral):
        for item in _programmed(row):
            work.drop(item=item, why=why, by=by, now=now)
    return _settle(row, before, "", by=by, now=now)


@transaction.atomic
def describe(*, resolution, by, now, **described) -> Effect:
    """Give a resolution another working title or kind; another kind may have ended, or not, by what is recorded.

    Takes what `meetings.services.endings.describe` takes. Raises ValidationError.
    """
    before = _locked(resolution)
    row = endings.describe(resolution=resolution, by=by, now=now, **described)
    return _settle(row, before, "", by=by, now=now)


def _programmed(referral) -> list[WorkItem]:
    """What stands in the other board's programme because of a referral."""
    return list(WorkItem.objects.open().filter(resolution=referral.resolution_id, board=referral.to_board_id))


def _settle(row, before, reason, *, by, now) -> Effect:
    """Have the actions stand as the resolution's endings now say: `before` is what `_locked` gave.

    The boards are asked where there is a `reason`, a further ending, or where it has ended only now.
    """
    actions, was_ended = before
    effect = Effect(row=row, ended=is_ended(_resolution_of(row)))
    for action in actions:
        waiting = action.proposals.waiting().first()
        if not effect.ended:
            if waiting and waiting.by_ending:
                decisions.take_back(proposal=waiting, by=by, now=now)
                effect.taken_back.append(action)
        elif action.is_open and (reason or not was_ended):
            _ask(effect, action, waiting, reason or _ON_RECORD, by=by, now=now)
    return effect


def _ask(effect, action, waiting, reason, *, by, now):
    """Ask an action's board to close it, unless it has been asked, or has something else to decide first."""
    if waiting is None:
        _ask_to_close(action, reason, by=by, now=now)
        effect.asked.append(action)
    elif waiting.kind == Proposal.Kind.CLOSE:
        effect.asked_before.append(action)
    else:
        _complete(action, reason, by=by, now=now)
        effect.held_up.append(action)


def _ask_to_close(action, reason, *, by, now):
    decisions.propose(
        action=action,
        kind=Proposal.Kind.CLOSE,
        reason=reason,
        by=by,
        now=now,
        seen_version=None,
        on_behalf_of=action.owner,
        by_ending=True,
    )


def _complete(action, reason, *, by, now):
    if action.status != Status.COMPLETE:
        status.change(
            action=action,
            new=Status.COMPLETE,
            by=Key.OWNER,
            actor=by,
            now=now,
            note=reason,
            on_behalf_of=action.owner,
        )


def _locked(resolution) -> tuple[list[Action], bool]:
    """(the actions of a resolution, whether it had ended), locked: actions before all else, as everywhere."""
    rows = Action.objects.filter(resolution=resolution.pk).select_related("owner__directorate", "monitoring_board")
    actions = list(locking.locked(rows.order_by("pk")))
    endings.locked(resolution)
    return actions, is_ended(resolution)


def _resolution_of(row):
    if isinstance(row, Response):
        return row.recommendation.resolution
    return row if isinstance(row, Resolution) else row.resolution


def _day(now) -> str:
    return date_format(timezone.localdate(now), "j F Y")
