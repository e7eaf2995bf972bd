"""The outbox as the clerk reads it. No title that was exempt by then stands in a message, and it is for clerks alone.

So all of it may be shown, but for the link to what was circulated: pressing the button it leads to is its recipient's.
"""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Prefetch
from django.utils import timezone

from actions.models import Notice, QuestionNotice
from actions.services.circulating import without_link
from actions.services.letters import content_of
from people.models import Message
from people.reach import Directory

State = Message.State

# the order of the counts: what somebody has to look at comes first
ORDER = (
    State.READY,
    State.FAILED,
    State.UNCERTAIN,
    State.WAITING,
    State.CLAIMED,
    State.HANDED,
    State.SENT,
    State.DROPPED,
)
CAN_SEND_AGAIN = (State.FAILED, State.UNCERTAIN)
CAN_HOLD_BACK = (State.READY, State.WAITING, State.FAILED, State.UNCERTAIN)
# these say what they said when they were handed over; the others say what they would say now
KEPT = (State.HANDED, State.SENT, State.FAILED, State.UNCERTAIN, State.DROPPED)


@dataclass(frozen=True)
class Read:
    """What a message says. `would_go` is set where that is made now and may change before it goes;
    `why_not` where it would not go at all."""

    subject: str = ""
    text: str = ""
    would_go: bool = False
    why_not: str = ""
    can_send_again: bool = False
    can_release: bool = False
    can_hold_back: bool = False


def messages():
    """All messages, the newest first, with their notices or what they circulate: in four queries."""
    notices = Notice.objects.select_related("meeting__board", "owner").order_by("owner__name", "pk")
    questions = QuestionNotice.objects.select_related(
        "owner",
        "question__meeting__board",
        "question__action",
        "question__resolution__item__meeting",
        "question__finding",
    )
    circulation = "circulation__recipient__circulation"
    return Message.objects.select_related(
        "recipient", f"{circulation}__version__document", f"{circulation}__resolution__item__meeting__board"
    ).prefetch_related(Prefetch("notices", notices), Prefetch("question_notices", questions.order_by("pk")))


def counts() -> list[tuple[State, int]]:
    """How many messages there are of each state that any is in."""
    found = Counter(dict(Message.objects.order_by().values_list("state").annotate(Count("pk"))))
    return [(state, found[state]) for state in ORDER if found[state]]


def read(message: Message, *, now: datetime.datetime) -> Read:
    """What `message` says, or would say if it went now, and what may be done about it."""
    can = {
        "can_send_again": message.state in CAN_SEND_AGAIN,
        "can_release": message.state == State.READY,
        "can_hold_back": message.state in CAN_HOLD_BACK,
    }
    if message.state in KEPT:
        return Read(subject=message.subject, text=without_link(message.text), **can)
    said = content_of(message, now=now, directory=Directory(timezone.localdate(now)))
    if isinstance(said, str):
        return Read(why_not=said, **can)
    return Read(subject=said.subject, text=without_link(said.text), would_go=True, **can)
