"""Actions are made and kept up here. Their status changes in `services.status` alone."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from actions.models import Action, ReferenceCounter
from actions.services.status import locked, touch
from meetings.models import Meeting
from meetings.municipal_year import municipal_year
from meetings.services import meetings
from people.services import events

EDITABLE = ("title", "owner", "success_measure", "due_phrase")


@transaction.atomic
def create(
    *,
    title,
    owner,
    monitoring_board,
    by,
    now: datetime.datetime,
    today: datetime.date,
    finding=None,
    resolution=None,
    item=None,
    outcome=None,
    undertaking=None,
    due_on=None,
    due_meeting=None,
    due_month=None,
    due_phrase="",
    success_measure="",
    contributors=(),
    is_exempt=False,
    exempt_paragraphs="",
    is_confidential=False,
) -> Action:
    """A new action, with the next reference of its monitoring board and municipal year.

    `item` is for what the minutes label as an action without a resolution or finding behind it, `outcome` for what
    a meeting decided whose minutes are still to come, `undertaking` for the answer that promised it to a member.
    `due_month` (any day of it) means the board's one meeting in that month, made if there is none.
    The year is that of the meeting it came from, else of `today`. Raises ValidationError where the
    rules do not hold; nothing is written then.
    """
    action = Action(
        title=title,
        owner=owner,
        monitoring_board=monitoring_board,
        finding=finding,
        resolution=resolution,
        item=item,
        outcome=outcome,
        undertaking=undertaking,
        due_on=due_on,
        due_meeting=due_meeting or _meeting_in(due_month, monitoring_board, by=by, now=now),
        due_phrase=due_phrase,
        success_measure=success_measure,
        is_exempt=is_exempt,
        exempt_paragraphs=exempt_paragraphs,
        is_confidential=is_confidential,
        created_at=now,
    )
    _check_due_meeting(action)
    _snapshot_first_due(action)
    _give_reference(action, year=municipal_year(_came_from(action) or today))
    action.full_clean()
    action.save(force_insert=True)
    action.contributors.set(contributors)
    action.follows.set(_followed(undertaking, outcome))
    events.record(subject=action, actor=by, verb="made", now=now, new=_shown(action))
    return action


class RowError(Exception):
    """One of several actions could not be made: `number` counts from 0, `error` says why."""

    def __init__(self, number, error):
        self.number, self.error = number, error
        super().__init__(f"row {number + 1}: {error}")


@transaction.atomic
def create_all(rows, **common) -> list[Action]:
    """Make several actions, each of a dict of what `create` takes, or none of them. Raises RowError."""
    made = []
    for number, row in enumerate(rows):
        try:
            made.append(create(**row, **common))
        except ValidationError as error:
            raise RowError(number, error) from error
    return made


@transaction.atomic
def edit(
    *,
    action,
    by,
    now,
    seen_version,
    contributors=None,
    due_on=None,
    due_meeting=None,
    due_month=None,
    **changes,
) -> Action:
    """Change what a clerk may: wording, owner, success measure, contributors; a due date only where none is.

    A date that was set moves by an agreed extension or with its meeting, not by editing.
    Raises Changed, or ValidationError.
    """
    if unknown := set(changes) - set(EDITABLE):
        raise TypeError(f"cannot edit {sorted(unknown)}")
    action = locked(action, seen_version=seen_version)
    old = _shown(action)
    for field, value in changes.items():
        setattr(action, field, value)
    if due_on or due_meeting or due_month:
        if action.due_on or action.due_meeting_id:
            raise ValidationError("The due date is set. Propose more time, and the board decides.")
        action.due_on = due_on
        action.due_meeting = due_meeting or _meeting_in(due_month, action.monitoring_board, by=by, now=now)
        _check_due_meeting(action)
        if not (action.original_due_on or action.original_due_month):
            _snapshot_first_due(action)
    action.full_clean()
    touch(action, *EDITABLE, "due_on", "due_meeting", "original_due_on", "original_due_month")
    if contributors is not None:
        action.contributors.set(contributors)
    new = _shown(action)
    if old != new:
        changed = {key for key in new if old[key] != new[key]}
        events.record(
            subject=action,
            actor=by,
            verb="edited",
            now=now,
            old={key: old[key] for key in changed},
            new={key: new[key] for key in changed},
        )
    return action


@transaction.atomic
def answer_resolution(*, action, resolution, by, now) -> Action:
    """Say that an action made of an outcome answers the resolution in which the minutes have the board's words.

    None takes that back, where the outcome had been linked with the wrong one.
    """
    action = locked(action)
    old = {"resolution": action.resolution_id, "due_phrase": action.due_phrase}
    action.resolution = resolution
    if resolution and not action.due_phrase:
        action.due_phrase = resolution.due_phrase
    new = {"resolution": action.resolution_id, "due_phrase": action.due_phrase}
    if new != old:
        touch(action, "resolution", "due_phrase")
        events.record(subject=action, actor=by, verb="resolution_answered", now=now, old=old, new=new)
    return action


def set_due(*, action, by, now, verb, note="", due_on=None, due_meeting=None):
    """Give a locked action another due date, for a reason that `verb` names; the first one stays."""
    old = _due(action)
    action.due_on, action.due_meeting = due_on, due_meeting
    touch(action, "due_on", "due_meeting")
    events.record(subject=action, actor=by, verb=verb, now=now, old=old, new=_due(action), note=note)


def _came_from(action) -> datetime.date | None:
    """The day of the meeting an action came from: by its outcome, question, resolution, finding's review or item."""
    if action.outcome:
        return action.outcome.meeting.date
    if action.undertaking:
        meeting = action.undertaking.question.meeting
        return meeting.date or meeting.month
    item = action.item
    if action.resolution:
        item = action.resolution.item
    elif action.finding:
        item = action.finding.review.item
    return item and (item.meeting.date or item.meeting.month)


def _followed(undertaking, outcome) -> list[Action]:
    """The action that the question or the decision was on, and those it follows: exempt, they make the new one so."""
    before = (undertaking and undertaking.question.action) or (outcome and outcome.action)
    return [before, *before.follows.all()] if before else []


def _meeting_in(month, board, *, by, now) -> Meeting | None:
    """The board's one meeting in a month, provisional if need be; None without a month."""
    if month is None:
        return None
    meeting, candidates = meetings.in_month(board=board, month=month, by=by, now=now)
    if candidates:
        days = " and ".join(candidate.when for candidate in candidates)
        raise ValidationError({"due_month": f"{board} meets on {days}. Choose the meeting instead of the month."})
    return meeting


def _check_due_meeting(action):
    """Refuse a cancelled meeting; locked, so that it is not cancelled before the action is bound to it."""
    if action.due_meeting is None:
        return
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=action.due_meeting_id)
    if meeting.status == Meeting.Status.CANCELLED:
        raise ValidationError({"due_meeting": "This meeting is cancelled. Choose another."})


def _snapshot_first_due(action):
    if action.due_on:
        action.original_due_on = action.due_on
    elif action.due_meeting:
        action.original_due_on = action.due_meeting.date
        action.original_due_month = action.due_meeting.month


def _give_reference(action, *, year):
    code = action.monitoring_board.code
    counter, _ = ReferenceCounter.objects.get_or_create(board_code=code, municipal_year=year)
    # the UPDATE locks the row, so that two at once get two numbers
    ReferenceCounter.objects.filter(pk=counter.pk).update(last=F("last") + 1)
    counter.refresh_from_db()
    action.board_code, action.municipal_year, action.number = code, year, counter.last
    action.slug = f"{code}-{year.replace('/', '-')}-{action.number:02}".lower()


def _due(action):
    return {"due_on": action.due_on, "due_meeting": action.due_meeting_id, "due": action.due}


def _shown(action):
    return {
        "title": action.title,
        "owner": action.owner_id,
        "monitoring_board": action.monitoring_board_id,
        "finding": action.finding_id,
        "resolution": action.resolution_id,
        "item": action.item_id,
        "outcome": action.outcome_id,
        "undertaking": action.undertaking_id,
        "success_measure": action.success_measure,
        "due_phrase": action.due_phrase,
        "contributors": sorted(action.contributors.values_list("pk", flat=True)),
        **_due(action),
    }
