"""Matter that becomes exempt while others write: no pack shows it to the public, and nobody waits for ever."""

import pytest

from actions.models import Action, Pack
from actions.services import exempting, packs, updates
from people import history
from people.models import Event
from tests.builders import at, day, make_action, make_clerk, make_meeting, make_outcome, make_user, make_work_item
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)

OPEN = {"is_exempt": False, "exempt_paragraphs": "", "is_confidential": False}


def mark(row):
    marking = {"is_exempt": True, "exempt_paragraphs": "3"}
    return exempting.mark(row=row, seen=OPEN, why="The sale goes on.", by=make_clerk(), now=at(), **marking)


def test_what_becomes_exempt_while_a_pack_is_published_is_in_no_public_form():
    meeting = make_meeting(date=day(28))
    last = make_meeting(board=meeting.board, date=day(-28))
    made = [make_action(title=f"Secret {n}.", monitoring_board=meeting.board, due_on=day(9)) for n in range(8)]
    for action in made[:3]:
        item = make_work_item(board=meeting.board, title=f"Report on {action.title}", meeting=meeting)
        make_outcome(action=action, meeting=last, kind="ask_report", words=action.title, work_item=item)

    def update(action):
        updates.add(
            action=action,
            by=make_user(),
            now=at(),
            seen_version=None,
            status_reported="in_progress",
            confidence="green",
            progress="A step.",
        )

    acts = [lambda row=row: mark(row) for row in made]
    acts += [lambda row=row: update(row) for row in made]
    acts.insert(len(made) // 2, lambda: packs.publish(meeting=meeting, by=make_clerk(), now=at()))

    raised = at_once(*acts)

    assert raised == []
    assert Action.objects.filter(is_exempt=True).count() == len(made)
    assert not Pack.objects.showing_exempt_matter().exists()
    told = "".join(Pack.objects.public().values_list("public_content", flat=True))
    assert [action.title for action in made if action.title in told] == []
    assert all(item.is_exempt for item in meeting.work_items.all())
    assert history.verify().breaks == ()


def test_of_two_who_mark_the_same_thing_at_once_one_is_told():
    action = make_action()

    raised = at_once(*(lambda: mark(action) for _ in range(4)))

    assert [type(error) for error in raised] == [exempting.Changed] * 3
    assert Event.objects.of(action).filter(verb="made_exempt").count() == 1
