"""Who is told what, when: written down as notices, each once, with the message that carries it.

Officers are asked when the round opens and reminded twice; a missing update is followed by an overdue
notice, and then taken, step by step, to the post above, to the director and into the chair's letter.
What is past its day when the tracker has not run is made up for by the latest of it alone. Beside the
calendar, a post is told of what has come to be asked of it since, and of an update that was sent back.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from actions.models import Action, Clearance, Notice, NoUpdateReason, RequestLine
from actions.services.rounds.requests import opens_on
from meetings import calendar
from meetings.models import Meeting
from meetings.services import meetings
from people.models import Message
from people.reach import Directory
from people.services import outbox

Kind = Notice.Kind

_STILL_TO_COME = datetime.datetime.max.replace(tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Step:
    """One step of the calendar of a round, and the working day it comes."""

    kind: str
    day: datetime.date


@dataclass(frozen=True)
class Told:
    """That somebody is told of a post's missing updates: of all that were missing `at` a moment."""

    kind: str
    day: datetime.date
    at: datetime.datetime


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


def asked(meeting) -> dict[tuple[int, int], datetime.datetime]:
    """(post, action) → when it was asked for last: by its line, or by sending back what had come."""
    back = Clearance.objects.filter(outcome=Clearance.Outcome.SENT_BACK, update__meeting=meeting).order_by("at")
    again = dict(back.values_list("update__action", "at"))
    lines = RequestLine.objects.of_meeting(meeting).values_list("request__owner", "action", "asked_at")
    return {(owner, action): max(at, again.get(action, at)) for owner, action, at in lines}


def taken_further(meeting, owed: dict[int, list[Action]]) -> dict[int, list[Action]]:
    """Of what is owed, what was asked for by the day updates were due: only that is taken to anybody else."""
    in_time = {key for key, at in asked(meeting).items() if timezone.localdate(at) <= meeting.updates_due_on}
    found = {owner: [one for one in actions if (owner, one.pk) in in_time] for owner, actions in owed.items()}
    return {owner: actions for owner, actions in found.items() if actions}


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
    if meeting.status != Meeting.Status.SCHEDULED:
        return []
    today = timezone.localdate(now)
    owed, told = chased(meeting, today), _told(meeting)
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
        if not _is_told(told[owner_id, one.user.pk], Kind.CLERK, today)
    ]
    return _write(meeting, wanted, now=now)


def coming(meeting, today: datetime.date, directory: Directory) -> list[tuple[Step, int, list]]:
    """What will be told after today if no update comes: (step, post, people reached as things stand now)."""
    owed = chased(meeting, today)
    further = taken_further(meeting, owed)
    found = []
    for step in [*steps_to_owners(meeting), *steps_upwards(meeting)]:
        if step.day <= today:
            continue
        for owner_id in owed if step.kind in Notice.TO_OWNERS else further:
            if people := reached(directory, step.kind, owner_id):
                found.append((step, owner_id, people))
    return found


def _told(meeting) -> dict[tuple[int, int], list[Told]]:
    """(post, person) → everything told for a meeting. A message that has not gone yet will say all that is owed.

    Whatever was asked meanwhile, and by whichever run: of two at once the one that started first may come second.
    """
    going = (Message.State.WAITING, Message.State.CLAIMED, Message.State.HANDED)
    found = defaultdict(list)
    for notice in Notice.objects.of_meeting(meeting).order_by().select_related("message"):
        message = notice.message
        at = _STILL_TO_COME if message.state in going else message.sent_at or message.created_at
        found[notice.owner_id, notice.recipient_id].append(Told(notice.kind, notice.written_on, at))
    return found


def _is_told(told: list[Told], kind, day) -> bool:
    return any((one.kind, one.day) == (kind, day) for one in told)


def _to_owners(meeting, owed, told, directory, today):
    """(kind, post, person): the request to who has not been asked, else the latest step that came since.

    Where none did, what was asked for since they were told last.
    """
    asked_at = asked(meeting)
    came = [step for step in steps_to_owners(meeting) if step.day <= today]
    for owner_id, actions in owed.items():
        newest = max((asked_at[owner_id, one.pk] for one in actions if (owner_id, one.pk) in asked_at), default=None)
        for one in directory.reached(owner_id):
            before = [each for each in told[owner_id, one.user.pk] if each.kind in Notice.TO_OWNERS]
            if not before:
                yield Kind.REQUEST, owner_id, one.user
                continue
            last, kinds = max(each.day for each in before), {each.kind for each in before}
            if came and came[-1].day > last and came[-1].kind not in kinds:
                yield came[-1].kind, owner_id, one.user
            elif newest and newest > max(each.at for each in before) and not _is_told(before, Kind.FURTHER, today):
                yield Kind.FURTHER, owner_id, one.user


def _upwards(meeting, owed, told, directory, today):
    """(kind, post, person): for each post the next step upwards, where it is due; one a day at most."""
    steps = steps_upwards(meeting)
    if today < steps[0].day:
        return
    taken = defaultdict(set)
    for (owner, recipient), things in told.items():
        taken[owner] |= {(one.kind, one.day, recipient) for one in things if one.kind not in Notice.TO_OWNERS}
    for owner_id in taken_further(meeting, owed):
        if any(day == today for _, day, _ in taken[owner_id]):
            continue
        kinds, people = {kind for kind, _, _ in taken[owner_id]}, {person for _, _, person in taken[owner_id]}
        for step in _after(steps, kinds):
            if step.day > today:
                break
            others = reached(directory, step.kind, owner_id)
            if step.kind != Kind.LETTER:
                # who was told as the post above is not told again as the director
                others = [one for one in others if one.user.pk not in people]
            if others:
                yield from ((step.kind, owner_id, one.user) for one in others)
                break


def _after(steps, kinds):
    """The steps above the highest of `kinds`: none is taken back down."""
    last = max((place for place, step in enumerate(steps) if step.kind in kinds), default=-1)
    return steps[last + 1 :]


def _write(meeting, wanted, *, now) -> list[Notice]:
    """One message a person for what is theirs to answer, and one for each kind of what is not.

    One that waits still, for the mail server or for the clerk, takes up what has come since.
    """
    today = timezone.localdate(now)
    by_message = defaultdict(list)
    for kind, owner_id, user in wanted:
        by_message[user, _about(kind)].append((kind, owner_id))
    waiting = _not_gone_yet(meeting) if wanted else {}
    written = []
    for (user, what), about in by_message.items():
        state = Message.State.READY if what == Kind.LETTER else Message.State.WAITING
        message = waiting.get((user.pk, what, state)) or outbox.put(recipient=user, now=now, state=state)
        for kind, owner_id in about:
            notice = Notice(
                meeting=meeting,
                owner_id=owner_id,
                kind=kind,
                recipient=user,
                asked_on=today if kind in Notice.DAILY else None,
                message=message,
                written_on=today,
            )
            notice.save(force_insert=True)
            written.append(notice)
    return written


def _about(kind) -> str:
    """What a notice shares a message with: all that somebody is to answer, else its kind."""
    return "owners" if kind in Notice.TO_OWNERS else kind


def _not_gone_yet(meeting) -> dict:
    """(person, what, state) → a message that nobody has begun to send, locked so that nobody does."""
    notices = Notice.objects.of_meeting(meeting).order_by()
    states = (Message.State.READY, Message.State.WAITING)
    rows = Message.objects.select_for_update().filter(state__in=states, pk__in=notices.values("message"))
    messages = {message.pk: message for message in rows.order_by("pk")}
    found = {}
    for recipient, kind, message in notices.filter(message__in=messages).values_list("recipient", "kind", "message"):
        found[recipient, _about(kind), messages[message].state] = messages[message]
    return found
