"""A pack that is published while others write: whatever they write is in it, or said since, and never both."""

import hashlib

import pytest

from actions.models import Action, Pack, ProgressUpdate, Proposal, Question
from actions.packs import marks, published, since
from actions.services import packs, updates
from people import history
from tests.builders import (
    at,
    day,
    make_action,
    make_clerk,
    make_meeting,
    make_membership,
    make_proposal,
    make_question,
    make_user,
    standing,
)
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_all_that_arrives_while_a_pack_is_published_is_in_it_or_said_since():
    meeting = make_meeting(date=day(28))
    board, clerk, member = meeting.board, make_clerk(), make_membership(board=meeting.board).user
    made = [make_action(monitoring_board=board, due_on=day(9)) for _ in range(12)]
    packs_made = []

    def update(row, number):
        updates.add(
            action=row,
            by=make_user(),
            now=at(),
            seen_version=None,
            status_reported="in_progress",
            confidence="green",
            progress=f"Step {number}.",
        )

    arriving = [lambda row=row, n=n: update(row, n) for n in range(2) for row in made]
    arriving += [lambda row=row: make_proposal(row, now=at(), kind="extend", new_due_on=day(60)) for row in made[:4]]
    arriving += [lambda: make_action(monitoring_board=board, now=at()) for _ in range(4)]
    arriving += [lambda row=row: make_question(meeting=meeting, action=row, asked_by=member) for row in made[:4]]
    arriving.insert(len(arriving) // 2, lambda: packs_made.append(packs.publish(meeting=meeting, by=clerk, now=at())))

    raised = at_once(*arriving)

    [pack] = packs_made
    shown = published.read(pack, "full")
    later = since.since(pack, shown, standing(clerk), now=at(1))
    assert raised == []
    assert hashlib.sha256(Pack.objects.get().content.encode()).hexdigest() == pack.sha256
    for what, rows, model in (
        ("update", later.updates, ProgressUpdate),
        ("proposal", later.proposals, Proposal),
        ("action", later.actions, Action),
        ("question", later.questions, Question),
    ):
        frozen, since_then = marks.ids(shown)[what], {row.pk for row in rows}
        assert frozen & since_then == set(), what
        assert frozen | since_then == set(model.objects.values_list("pk", flat=True)), what
    assert history.verify().breaks == ()
