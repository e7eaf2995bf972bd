"""Every way we know of round the two keys, from the ORM and by SQL: none may get through, on either database.

`python -m tests.actions.two_keys` tries them on the database of the settings and prints, as JSON, what got through.
"""

import copy
import json
from types import SimpleNamespace

MOMENT = "2026-03-03 12:00:00+00:00"

_DECIDE = (
    "UPDATE actions_proposal SET granted = true, decided_at_meeting_id = {meeting}, recorded_by_id = {recorder},"
    " recorded_at = %(moment)s{more} WHERE id = {proposal}"
)
_END = "UPDATE actions_action SET status = '{status}', ended_by_id = {ended_by}{more} WHERE id = {action}"
_INSERT_ACTION = (
    "{verb} INTO actions_action (id, board_code, municipal_year, number, slug, title, owner_id, monitoring_board_id,"
    " due_phrase, success_measure, status, confidence, ended_by_id, version, created_at, is_exempt,"
    " exempt_paragraphs, is_confidential)"
    " SELECT {pk}, board_code, municipal_year, 77, 'made-up', title, owner_id, monitoring_board_id,"
    " due_phrase, success_measure, '{status}', confidence, {ended_by}, version, created_at, is_exempt,"
    " exempt_paragraphs, is_confidential FROM actions_action WHERE id = %(open)s"
)
_INSERT_PROPOSAL = (
    "{verb} INTO actions_proposal (id, action_id, kind, reason, status_before, proposed_by_id, proposed_at, by_ending,"
    " granted, decided_at_meeting_id, recorded_by_id, recorded_at, decision_note)"
    " SELECT {pk}, action_id, kind, reason, status_before, proposed_by_id, proposed_at, by_ending, {decided}, ''"
    " FROM actions_proposal WHERE id = %({of})s"
)


def _decide(*, meeting="%(held)s", recorder="%(clerk)s", proposal="%(waiting)s", more=""):
    return _DECIDE.format(meeting=meeting, recorder=recorder, proposal=proposal, more=more)


def _end(status, proposal, *, action="%(open)s", more=""):
    ended_by = f"%({proposal})s" if proposal else "NULL"
    return _END.format(status=status, ended_by=ended_by, action=action, more=more)


def _insert_action(*, status, ended_by="NULL", verb="INSERT", pk="900001"):
    """A copy of the open action, as something else."""
    return _INSERT_ACTION.format(verb=verb, pk=pk, status=status, ended_by=ended_by)


def _insert_proposal(*, of, decided, verb="INSERT", pk="900002"):
    """A copy of a proposal: decided at the held meeting, or waiting."""
    how = "true, %(held)s, %(clerk)s, %(moment)s" if decided else "NULL, NULL, NULL, NULL"
    return _INSERT_PROPOSAL.format(verb=verb, pk=pk, of=of, decided=how)


BY_SQL = {
    # ending an action without an agreed proposal of its own
    "close with no decision": _end("closed", None),
    "withdraw with no decision": _end("withdrawn", None),
    "close by a proposal that waits": _end("closed", "waiting"),
    "close by a refused proposal": _end("closed", "refused", action="%(refused_action)s"),
    "close by another action's": _end("closed", "agreed"),
    "close by an agreed extension": _end("closed", "extension", action="%(extended_action)s"),
    "withdraw by an agreed extension": _end("withdrawn", "extension", action="%(extended_action)s"),
    "withdraw what was agreed to close": _end("withdrawn", "agreed", action="%(closed_action)s"),
    "close and move to another board at once": _end(
        "closed", "uncarried", action="%(uncarried_action)s", more=", monitoring_board_id = %(other_board)s"
    ),
    "move a closed action to another board": (
        "UPDATE actions_action SET monitoring_board_id = %(other_board)s WHERE id = %(closed_action)s"
    ),
    "put an action in closed": _insert_action(status="closed", ended_by="%(agreed)s"),
    "put an action in withdrawn, with no decision": _insert_action(status="withdrawn"),
    # undoing what a board decided
    "reopen, and keep the decision": ("UPDATE actions_action SET status = 'in_progress' WHERE id = %(closed_action)s"),
    "reopen, and drop the decision": _end("in_progress", None, action="%(closed_action)s"),
    "name another decision": "UPDATE actions_action SET ended_by_id = %(extension)s WHERE id = %(closed_action)s",
    "delete a closed action": "DELETE FROM actions_action WHERE id = %(closed_action)s",
    # the decision itself
    "agree with no meeting": "UPDATE actions_proposal SET granted = true WHERE id = %(waiting)s",
    "agree at a meeting to come": _decide(meeting="%(planned)s"),
    "agree at a cancelled meeting": _decide(meeting="%(cancelled)s"),
    "agree at another board's meeting": _decide(meeting="%(others_held)s"),
    "agree to one's own proposal": _decide(recorder="proposed_by_id"),
    "agree, and say somebody else asked": _decide(recorder="%(officer)s", more=", proposed_by_id = %(clerk)s"),
    "agree, and make it another action's": _decide(more=", action_id = %(closed_action)s"),
    "agree, and make it another kind": _decide(more=", kind = 'withdraw'"),
    "agree with nobody recording it": _decide(recorder="NULL"),
    "agree to what was taken back": _decide(
        proposal="%(taken_back)s", more=", taken_back_at = NULL, taken_back_by_id = NULL"
    ),
    "put a proposal in agreed": _insert_proposal(of="refused", decided=True),
    # what was recorded, after the fact
    "turn a refusal round": "UPDATE actions_proposal SET granted = true WHERE id = %(refused)s",
    "take a decision back": (
        "UPDATE actions_proposal SET granted = NULL, decided_at_meeting_id = NULL, recorded_by_id = NULL,"
        " recorded_at = NULL WHERE id = %(refused)s"
    ),
    "say another meeting decided": (
        "UPDATE actions_proposal SET decided_at_meeting_id = %(held_before)s WHERE id = %(agreed)s"
    ),
    "say somebody else recorded": "UPDATE actions_proposal SET recorded_by_id = %(other_clerk)s WHERE id = %(agreed)s",
    "reword a decision": "UPDATE actions_proposal SET decision_note = 'Never mind.' WHERE id = %(refused)s",
    "say somebody else asked": "UPDATE actions_proposal SET proposed_by_id = %(clerk)s WHERE id = %(waiting)s",
    "reword what was asked": "UPDATE actions_proposal SET reason = 'It is done twice.' WHERE id = %(waiting)s",
    "ask for another thing": "UPDATE actions_proposal SET kind = 'withdraw' WHERE id = %(waiting)s",
    "ask about another action": "UPDATE actions_proposal SET action_id = %(closed_action)s WHERE id = %(waiting)s",
    "delete a waiting proposal": "DELETE FROM actions_proposal WHERE id = %(waiting)s",
    "delete a refused proposal": "DELETE FROM actions_proposal WHERE id = %(refused)s",
    "delete an agreed proposal": "DELETE FROM actions_proposal WHERE id = %(agreed)s",
    # the meeting that decided
    "say a meeting that decided was not held": ("UPDATE meetings_meeting SET status = 'scheduled' WHERE id = %(held)s"),
    "cancel a meeting that decided": (
        "UPDATE meetings_meeting SET status = 'cancelled', cancelled_reason = 'Snow.' WHERE id = %(held)s"
    ),
    "give a meeting that decided to another board": (
        "UPDATE meetings_meeting SET board_id = %(other_board)s WHERE id = %(held)s"
    ),
    "delete a meeting that decided": "DELETE FROM meetings_meeting WHERE id = %(held)s",
}

# SQLite's own: a row put over another one deletes it
BY_SQLITE = {
    "put an open action over a closed one": _insert_action(
        verb="INSERT OR REPLACE", pk="%(closed_action)s", status="in_progress"
    ),
    "put a waiting proposal over a refused one": _insert_proposal(
        verb="INSERT OR REPLACE", pk="%(refused)s", of="refused", decided=False
    ),
    "put an agreed proposal over a waiting one": _insert_proposal(
        verb="INSERT OR REPLACE", pk="%(waiting)s", of="waiting", decided=True
    ),
}


# the same statements as they should be: were these refused, the refusals above would prove nothing
AS_IT_SHOULD_BE = {
    "put an action in open": _insert_action(status="not_started"),
    "put a proposal in waiting": _insert_proposal(of="refused", decided=False),
    "agree at the board's held meeting": _decide(),
    "close by its own agreed proposal": _end("closed", "uncarried", action="%(uncarried_action)s"),
    "say that a meeting that decided nothing was not held": (
        "UPDATE meetings_meeting SET status = 'scheduled' WHERE id = %(held_before)s"
    ),
}


def _save(row, **changes):
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))


def _closed_copy(s):
    """The open action as a new one that is closed already."""
    one = type(s.open).objects.get(pk=s.open.pk)
    one.pk, one.number, one.slug, one.status, one.ended_by = None, 77, "made-up", "closed", s.agreed
    one._state.adding = True
    return one


def _changed(row, **changes):
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def _rows(row):
    return type(row).objects.filter(pk=row.pk)


_AGREED = {"granted": True, "recorded_at": MOMENT}

BY_ORM = {
    "save, closed": lambda s: _save(s.open, status="closed"),
    "save whole, closed": lambda s: _changed(s.open, status="closed", ended_by=s.waiting).save(),
    "save, closed by another's": lambda s: _save(s.open, status="closed", ended_by=s.agreed),
    "update, withdrawn": lambda s: _rows(s.open).update(status="withdrawn", ended_by=s.waiting),
    "update all, closed": lambda s: type(s.open).objects.update(status="closed"),
    "bulk_update, closed": lambda s: type(s.open).objects.bulk_update(
        [_changed(s.open, status="closed", ended_by=s.waiting)], ["status", "ended_by"]
    ),
    "create, closed": lambda s: _closed_copy(s).save(),
    "bulk_create, closed": lambda s: type(s.open).objects.bulk_create([_closed_copy(s)]),
    "bulk_create over, closed": lambda s: type(s.open).objects.bulk_create(
        [_changed(s.open, status="closed", ended_by=s.waiting)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["status", "ended_by"],
    ),
    "reopen": lambda s: _save(s.closed_action, status="in_progress", ended_by=None),
    "delete an action": lambda s: _rows(s.closed_action).delete(),
    "agree, recorded by the proposer": lambda s: _save(
        s.waiting, decided_at_meeting=s.held, recorded_by=s.officer, **_AGREED
    ),
    "agree, at a meeting to come": lambda s: _rows(s.waiting).update(
        decided_at_meeting=s.planned, recorded_by=s.clerk, **_AGREED
    ),
    "agree, at another board's": lambda s: type(s.waiting).objects.bulk_update(
        [_changed(s.waiting, decided_at_meeting=s.others_held, recorded_by=s.clerk, **_AGREED)],
        ["decided_at_meeting", "recorded_by", "granted", "recorded_at"],
    ),
    "change who asked": lambda s: _save(s.waiting, proposed_by=s.clerk),
    "change who recorded": lambda s: _save(s.agreed, recorded_by=s.other_clerk),
    "change a decision": lambda s: _rows(s.refused).update(granted=True),
    "delete a decision": lambda s: s.refused.delete(),
    "delete all proposals": lambda s: type(s.waiting).objects.all().delete(),
    "bulk_create, agreed": lambda s: type(s.waiting).objects.bulk_create(
        [_changed(s.waiting, pk=None, decided_at_meeting=s.held, recorded_by=s.clerk, **_AGREED)]
    ),
    "say the meeting was not held": lambda s: _save(s.held, status="scheduled"),
    "give the meeting to another board": lambda s: _rows(s.held).update(board=s.other_board),
}


def make_scene() -> SimpleNamespace:
    """Actions whose proposals wait, are taken back, refused, agreed, and agreed but not carried out yet."""
    from actions.models import Proposal
    from actions.services import decisions
    from tests import builders as b

    board, other_board = b.make_board(), b.make_board()
    clerk, other_clerk, officer = b.make_clerk(), b.make_clerk(), b.make_user()
    held = b.make_meeting(board=board, date=b.day(-3))
    made = {}

    def ask(name, *, granted=None, **over):
        action = b.make_action(monitoring_board=board, by=clerk)
        proposal = b.make_proposal(action, by=officer, **over)
        if granted is not None:
            decisions.decide(proposal=proposal, granted=granted, meeting=held, by=clerk, now=b.at())
        action.refresh_from_db()
        proposal.refresh_from_db()
        made[name] = proposal
        return action

    scene = SimpleNamespace(
        open=ask("waiting"),
        refused_action=ask("refused", granted=False),
        closed_action=ask("agreed", granted=True),
        extended_action=ask("extension", granted=True, kind="extend", new_due_on=b.day(90)),
        uncarried_action=ask("uncarried"),
        taken_back_action=ask("taken_back"),
        board=board,
        other_board=other_board,
        clerk=clerk,
        other_clerk=other_clerk,
        officer=officer,
        held=held,
        held_before=b.make_meeting(board=board, date=b.day(-30)),
        planned=b.make_meeting(board=board, date=b.day(30)),
        cancelled=b.make_meeting(board=board, date=b.day(-2), status="cancelled", cancelled_reason="Snow."),
        others_held=b.make_meeting(board=other_board, date=b.day(-3)),
        **made,
    )
    decisions.take_back(proposal=scene.taken_back, by=officer, now=b.at())
    # what only SQL can make: agreed, and the action not closed by it
    Proposal.objects.filter(pk=scene.uncarried.pk).update(
        granted=True, decided_at_meeting=held, recorded_by=clerk, recorded_at=b.at()
    )
    return scene


def attempt(scene, how):
    """Try one way: SQL with the scene's ids for names, or a function of the scene."""
    from django.db import connection

    if callable(how):
        how(scene)
        return
    ids = {name: row.pk for name, row in vars(scene).items()}
    named = {name: value for name, value in {**ids, "moment": MOMENT}.items() if f"%({name})s" in how}
    with connection.cursor() as cursor:
        cursor.execute(how, named)


def got_through(ways=None) -> dict[str, str]:
    """Of the ways, all of them unless told, each that the database did not refuse, and what happened instead."""
    from django.db import IntegrityError, connection, transaction

    found, scene = {}, make_scene()
    for name, how in (ways or {**BY_SQL, **BY_ORM, **(BY_SQLITE if connection.vendor == "sqlite" else {})}).items():
        try:
            with transaction.atomic():
                # a copy: what was set on a row would still be set for the next
                attempt(copy.deepcopy(scene), how)
                found[name] = "let through"
                transaction.set_rollback(True)
        except IntegrityError:
            pass
        except Exception as error:
            found[name] = repr(error)
    return found


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps([got_through(), got_through(AS_IT_SHOULD_BE)]))
