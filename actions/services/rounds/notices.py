"""Who is told what, when: written down as notices, each once, with the message that carries it.

Officers are asked when the round opens and reminded twice; a missing update is followed by an overdue
notice, and then taken, step by step, to the post above, to the director and into the chair's letter.
What is past its day when the tracker has not run is made up for by the latest of it alone.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from actions.models import Action, Notice, NoUpdateReason, RequestLine
from actions.services.rounds.requests import opens_on
from meetings import calendar
from meetings.services import meetings
from people.models import Message
from people.reach import Directory
from people.services import outbox

Kind = Notice.Kind


@dataclass(frozen=True)
class Step:
    """One step of the calendar of a round, and the working day it comes."""

    kind: str
    day: datetime.date


def steps_to_owners(meeting) -> list[Step]:
    """When officers are asked and reminded, for a meeting that has its day."""
    board, due = meeting.board, meeting.updates_due_on
    return [
        Step(Kind.REQUEST, opens_on(meeting)),
        Step(Kind.FIRST_REMINDER, calendar.working_days_before(due, board.first_reminder_days)),
        Step(Kind.SECOND_REMINDER, calendar.working_days_before(due, board.second_reminder_days)),
        Step(Kind.OVERDUE, calendar.working_days_after(due, 1)),
    ]


def steps_upwards(meeting) -> list[Step]:
    """When a missing update is taken further, for a meeting that has its day."""
    board, due = meeting.board, meeting.updates_due_on
    return [
        Step(Kind.ABOVE, calendar.working_days_after(due, board.escalate_days)),
        Step(Kind.DIRECTOR, calendar.working_days_after(due, board.director_days)),
        Step(Kind.LETTER, calendar.working_days_after(due, board.letter_days)),
    ]


def chased(meeting, today: datetime.date, *, owners=None) -> dict[int, list[Action]]:
    """Post → the actions an update is still wanted on, those without a reason for none; the earliest due first."""
    actions = Action.objects.owed_for(meeting, today).exclude(
        pk__in=NoUpdateReason.objects.filter(meeting=meeting).values("action")
    )
    if owners is not None:
        actions = actions.filter(owner__in=owners)
    found = defaultdict(list)
    ordered = actions.with_exempt().with_due_day().select_related("owner", "due_meeting")
    for action in ordered.order_by("due_day", "board_code", "municipal_year", "number"):
        found[action.owner_id].append(action)
    return dict(found)


def reached(directory: Directory, kind, owner_id) -> list:
    """The people whom a notice of `kind` about a post is for."""
    if kind == Kind.ABOVE:
        return directory.above(owner_id)
    if kind == Kind.DIRECTOR:
        return directory.director(owner_id)
    if kind == Kind.LETTER:
        return directory.director(owner_id) or directory.above(owner_id) or directory.reached(owner_id)
    return directory.reached(owner_id)


@transaction.atomic
def write(*, meeting, now, directory: Directory) -> list[Notice]:
    """Write what is to be told today about an open round, and the messages that tell it: one a person."""
    meeting = meetings.locked(meeting)
    today = timezone.localdate(now)
    owed = chased(meeting, today)
    told = _told(meeting)
    wanted = [*_to_owners(meeting, owed, told, directory, today), *_upwards(meeting, owed, told, directory, today)]
    return _write(meeting, wanted, now=now)


@transaction.atomic
def remind(*, meeting, now, directory: Directory, owners=None) -> list[Notice]:
    """The clerk reminds everybody who is missing, or some posts: at most once a day each."""
    meeting = meetings.locked(meeting)
    today = timezone.localdate(now)
    told = _told(meeting)
    wanted = [
        (Kind.CLERK, owner_id, one.user)
        for owner_id in chased(meeting, today, owners=owners)
        for one in directory.reached(owner_id)
        if (Kind.CLERK, today) not in told[owner_id, one.user.pk]
    ]
    return _write(meeting, wanted, now=now)


def coming(meeting, today: datetime.date, directory: Directory) -> list[tuple[Step, int, list]]:
    """What will be told after today if no update comes: (step, post, people reached as things stand now)."""
    owed = chased(meeting, today)
    late = _asked_in_time(meeting)
    found = []
    for step in [*steps_to_owners(meeting), *steps_upwards(meeting)]:
        for owner_id, actions in owed.items():
            if step.day <= today:
                continue
            if step.kind not in Notice.TO_OWNERS and not any(action.pk in late[owner_id] for action in actions):
                continue
            if people := reached(directory, step.kind, owner_id):
                found.append((step, owner_id, people))
    return found


def _told(meeting):
    """(post, person) → {(kind, day)} of everything told for a meeting."""
    found = defaultdict(set)
    rows = Notice.objects.of_meeting(meeting).order_by()
    for owner, recipient, kind, day in rows.values_list("owner", "recipient", "kind", "written_on"):
        found[owner, recipient].add((kind, day))
    return found


def _to_owners(meeting, owed, told, directory, today):
    """(kind, post, person): the request to who has not been asked, else the latest step that came since."""
    reached_steps = [step for step in steps_to_owners(meeting) if step.day <= today]
    for owner_id in owed:
        for one in directory.reached(owner_id):
            before = {(kind, day) for kind, day in told[owner_id, one.user.pk] if kind in Notice.TO_OWNERS}
            if not before:
                yield Kind.REQUEST, owner_id, one.user
                continue
            last, kinds = max(day for _, day in before), {kind for kind, _ in before}
            if reached_steps and (step := reached_steps[-1]).day > last and step.kind not in kinds:
                yield step.kind, owner_id, one.user


def _upwards(meeting, owed, told, directory, today):
    """(kind, post, person): for each post the first step upwards that is due and not taken, one a day at most."""
    in_time = _asked_in_time(meeting)
    steps = [step for step in steps_upwards(meeting) if step.day <= today]
    taken = defaultdict(set)
    for (owner, recipient), things in told.items():
        taken[owner] |= {(kind, day, recipient) for kind, day in things if kind not in Notice.TO_OWNERS}
    for owner_id, actions in owed.items():
        if not any(action.pk in in_time[owner_id] for action in actions):
            continue
        if any(day == today for _, day, _ in taken[owner_id]):
            continue
        kinds, people = {kind for kind, _, _ in taken[owner_id]}, {person for _, _, person in taken[owner_id]}
        for step in steps:
            if step.kind in kinds:
                continue
            # who was told as the post above is not told again as the director
            others = [one for one in reached(directory, step.kind, owner_id) if one.user.pk not in people]
            if step.kind == Kind.LETTER:
                others = reached(directory, step.kind, owner_id)
            if others:
                yield from ((step.kind, owner_id, one.user) for one in others)
                break


def _asked_in_time(meeting) -> dict[int, set[int]]:
    """Post → the actions it was asked about by the day updates were due: only these are taken further."""
    found = defaultdict(set)
    due = meeting.updates_due_on
    for owner, action, at in RequestLine.objects.of_meeting(meeting).values_list(
        "request__owner", "action", "asked_at"
    ):
        if timezone.localdate(at) <= due:
            found[owner].add(action)
    return found


def _write(meeting, wanted, *, now) -> list[Notice]:
    """One message a person for what is theirs to answer, and one for each kind of what is not."""
    today = timezone.localdate(now)
    by_message = defaultdict(list)
    for kind, owner_id, user in wanted:
        by_message[user, "owners" if kind in Notice.TO_OWNERS else kind].append((kind, owner_id))
    written = []
    for (user, what), about in by_message.items():
        state = Message.State.READY if what == Kind.LETTER else Message.State.WAITING
        message = outbox.put(recipient=user, now=now, state=state)
        for kind, owner_id in about:
            notice = Notice(
                meeting=meeting,
                owner_id=owner_id,
                kind=kind,
                recipient=user,
                asked_on=today if kind == Kind.CLERK else None,
                message=message,
                written_on=today,
            )
            notice.save(force_insert=True)
            written.append(notice)
    return written
