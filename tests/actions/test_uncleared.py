"""What follows an update that waits to be cleared gives nothing of it away, nor is it undone by the clearing."""

from types import SimpleNamespace

import pytest

from actions.models import ProgressUpdate
from actions.packs import content
from actions.services import clearing, decisions, updates
from people.models import Directorate
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_holding,
    make_meeting,
    make_membership,
    make_owner,
    make_proposal,
    make_update,
    standing,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """An action whose directorate's director clears updates, and a member of the board that monitors it."""
    directorate = Directorate.objects.create(name="Adult Care")
    top = make_owner(name="Director of Adult Care", directorate=directorate)
    directorate.director, directorate.clears_updates = top, True
    directorate.save()
    board, post = make_board(), make_owner(directorate=directorate)
    return SimpleNamespace(
        board=board,
        held=make_meeting(board=board, date=day(-4)),
        meeting=make_meeting(board=board, date=day(20)),
        director=make_holding(owner=top).user,
        officer=make_holding(owner=post).user,
        member=make_membership(board=board).user,
        action=make_action(owner=post, monitoring_board=board),
    )


def waiting(world, **over):
    red = {"confidence": "red", "confidence_reason": "The supplier left."}
    return make_update(world.action, **{"by": world.officer, "now": at(-3), **red, **over})


def no_change(world, **over):
    what = {"action": world.action, "by": world.officer, "now": at(-2), "seen_version": None, **over}
    return updates.add_no_change(**what)


def clear(world, *cleared):
    clearing.clear_all(updates=cleared, by=world.director, now=at(-1))
    world.action.refresh_from_db()


def seen_by_member(world):
    return list(ProgressUpdate.objects.visible_to(standing(world.member)))


def progress_in_pack(world):
    [entry] = content.pack(world.meeting, standing(world.member), now=at()).changed
    return [words.progress for words in entry.updates]


def test_no_change_since_what_waits_waits_with_it(world):
    waiting(world, status_reported="complete")

    update = no_change(world)
    world.action.refresh_from_db()

    assert update.needs_clearance
    assert seen_by_member(world) == []
    assert (world.action.status, world.action.confidence) == ("not_started", "")


def test_no_change_cleared_with_what_it_repeats_leaves_its_status(world):
    update = waiting(world, status_reported="complete")

    clear(world, update, no_change(world))

    assert (world.action.status, world.action.confidence) == ("complete", "red")


def test_no_change_since_what_was_cleared_or_sent_back_needs_no_clearing(world):
    clear(world, waiting(world, now=at(-3)))
    back = waiting(world, progress="It is nearly done.", now=at(-2))
    clearing.send_back(update=back, reason="How nearly?", by=world.director, now=at(-1))

    update = no_change(world, now=at())

    assert not update.needs_clearance
    assert seen_by_member(world)[0] == update


def test_clearing_what_came_before_the_board_was_asked_to_close_leaves_it_complete(world):
    update = waiting(world)
    make_proposal(world.action, by=world.officer, now=at(-2))

    clear(world, update)

    assert world.action.status == "complete"
    assert seen_by_member(world) == [update]


def test_clearing_what_came_before_the_board_refused_to_close_keeps_what_it_decided(world):
    proposal = make_proposal(world.action, by=world.officer, now=at(-5))
    update = waiting(world, status_reported="complete")
    decisions.decide(proposal=proposal, granted=False, meeting=world.held, by=make_clerk(), now=at(-2))

    clear(world, update)

    assert world.action.status == "not_started"


def test_clearing_after_a_proposal_was_taken_back_gives_the_status(world):
    update = waiting(world)
    proposal = make_proposal(world.action, by=world.officer, now=at(-2))
    decisions.take_back(proposal=proposal, by=world.officer, now=at(-2))

    clear(world, update)

    assert world.action.status == "in_progress"


def test_correction_that_waits_or_was_sent_back_takes_nothing_from_members(world):
    first = waiting(world, progress="Ten were trained.")
    clear(world, first)
    correction = waiting(world, progress="Nine were trained.", corrects=first, now=at(-1))

    while_it_waits = progress_in_pack(world)
    clearing.clear(update=correction, by=world.director, now=at())
    once_cleared = progress_in_pack(world)
    clearing.send_back(update=correction, reason="Ten after all.", by=world.director, now=at())

    assert while_it_waits == ["Ten were trained."]
    assert once_cleared == ["Nine were trained."]
    assert progress_in_pack(world) == ["Ten were trained."]
