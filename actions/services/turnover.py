"""What is open outlives the post it was given to and the board that asked for it: both hand it over."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actions.models import Action
from actions.services.actions import set_due
from actions.services.status import touch
from meetings.models import Meeting
from people.locking import locked
from people.models import Board, Owner
from people.services import events


@dataclass(frozen=True)
class HandedOn:
    """What a board handed on; of it, what is due at its new board's meeting instead, and what lost its meeting."""

    actions: list[Action] = field(default_factory=list)
    rebound: list[Action] = field(default_factory=list)
    unbound: list[Action] = field(default_factory=list)


@transaction.atomic
def hand_over(*, from_owner, to_owner, reason, by, now, actions=None) -> list[Action]:
    """Give open actions of a post, all of them unless told which, to another. Returns them.

    What the post was asked for a meeting stays as it was asked; the next round asks the other post.
    Raises ValidationError, and nothing is handed over then.
    """
    _check_reason(reason)
    moving = _locked(Action.objects.open().filter(owner=from_owner), actions, whose=from_owner)
    to_owner = Owner.objects.get(pk=to_owner.pk)
    if to_owner.pk == from_owner.pk:
        raise ValidationError({"to_owner": "Choose another post than the one that hands over."})
    if not to_owner.active:
        raise ValidationError({"to_owner": f"{to_owner} is abolished. Choose a post that is not."})
    helped = _contributions(moving, to_owner)
    for action in moving:
        old, new = {"owner": from_owner.pk}, {"owner": to_owner.pk}
        action.owner = to_owner
        touch(action, "owner")
        if action.pk in helped:
            contributors = sorted(action.contributors.values_list("pk", flat=True))
            action.contributors.remove(to_owner)
            old["contributors"], new["contributors"] = contributors, [pk for pk in contributors if pk != to_owner.pk]
        events.record(subject=action, actor=by, verb="handed_over", now=now, old=old, new=new, note=reason.strip())
    return moving


@transaction.atomic
def hand_on(*, board, choices, reason, by, now) -> HandedOn:
    """Give open actions that an ending board monitors to other boards, chosen action by action.

    `choices` says which: action → board. References stay. What is due at a meeting of the ending board
    becomes due at the new board's one meeting in that month, or loses its date and is put before the
    clerk. Waiting proposals stay, for the new board to decide. Raises ValidationError; nothing is
    handed on then.
    """
    _check_reason(reason)
    board = Board.objects.get(pk=board.pk)
    if board.active_to is None:
        raise ValidationError(f"{board} has no last day. An administrator sets it first.")
    chosen = {action.pk: successor for action, successor in choices.items()}
    moving = _locked(Action.objects.open().filter(monitoring_board=board), choices, whose=board)
    successors = _check_successors(board, chosen.values(), timezone.localdate(now))
    handed = HandedOn(moving)
    planned = _locked_meetings(successors, timezone.localdate(now))
    for action in moving:
        successor = chosen[action.pk]
        action.monitoring_board = successor
        touch(action, "monitoring_board")
        old, new = {"monitoring_board": board.pk}, {"monitoring_board": successor.pk}
        events.record(subject=action, actor=by, verb="handed_on", now=now, old=old, new=new, note=reason.strip())
        _rebind(action, board, planned[successor.pk], handed, by=by, now=now)
    return handed


def may_follow(board, today):
    """The boards that may take on what `board` monitors: all that exist today, and successors of it still to begin."""
    to_come = board.successors.filter(active_from__gt=today)
    there = Q(pk__in=Board.objects.active(today).values("pk")) | Q(pk__in=to_come.values("pk"))
    return Board.objects.filter(there).exclude(pk=board.pk)


def _rebind(action, board, planned, handed, *, by, now):
    """Bind what is due at a coming meeting of the old board to the new one's in that month, if there is just one."""
    due = action.due_meeting
    if due is None or due.board_id != board.pk or not due.is_open:
        return
    month = _month(due)
    same_month = [meeting for meeting in planned if _month(meeting) == month]
    if len(same_month) == 1:
        [meeting] = same_month
        note = f"Due at {action.monitoring_board}’s meeting in that month."
        set_due(action=action, by=by, now=now, verb="due_handed_on", note=note, due_meeting=meeting)
        handed.rebound.append(action)
    else:
        set_due(action=action, by=by, now=now, verb="due_not_handed_on", note=_why_unbound(action, len(same_month)))
        handed.unbound.append(action)


def _why_unbound(action, count):
    how_many = "has no meeting planned" if count == 0 else f"has {count} meetings planned"
    return f"{action.monitoring_board} {how_many} in that month, so it has to be given a date."


def _month(meeting):
    return (meeting.date or meeting.month).replace(day=1)


def _check_reason(reason):
    if not reason.strip():
        raise ValidationError({"reason": "Say why. It stands in the history of each action."})


def _locked(actions, chosen, *, whose) -> list[Action]:
    """Those of `actions` that are chosen, locked in one order; all of them where `chosen` is None."""
    rows = actions if chosen is None else actions.filter(pk__in=[action.pk for action in chosen])
    found = list(locked(rows.select_related("owner", "monitoring_board", "due_meeting").order_by("pk")))
    gone = {action.pk: action for action in chosen or ()}.keys() - {action.pk for action in found}
    if gone:
        names = ", ".join(sorted(action.reference for action in chosen if action.pk in gone))
        raise ValidationError(f"No longer an open action of {whose}: {names}. Look at the list again.")
    if not found:
        raise ValidationError({"actions": "Choose at least one action."})
    return found


def _contributions(actions, owner) -> set[int]:
    """The ids of those of `actions` that `owner` contributes to."""
    through = Action.contributors.through.objects
    return set(through.filter(action__in=actions, owner=owner).values_list("action", flat=True))


def _check_successors(board, successors, today) -> set[int]:
    wanted = {successor.pk: successor for successor in successors}
    allowed = set(may_follow(board, today).filter(pk__in=wanted).values_list("pk", flat=True))
    if refused := wanted.keys() - allowed:
        names = ", ".join(sorted(str(wanted[pk]) for pk in refused))
        raise ValidationError(f"{names} cannot take them on: choose a board that is there, and not {board} itself.")
    return set(wanted)


def _locked_meetings(boards, today) -> dict[int, list[Meeting]]:
    """Board id → its meetings to come, locked after the actions, so that none is cancelled before it is bound to."""
    planned = Meeting.objects.upcoming(today).filter(board__in=boards).order_by("pk")
    by_board = {pk: [] for pk in boards}
    for meeting in planned.select_for_update(of=("self",), no_key=True):
        by_board[meeting.board_id].append(meeting)
    return by_board
