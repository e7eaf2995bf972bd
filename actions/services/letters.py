"""What any message of the outbox says now: that of a round, of a circulation, or of a member's question."""

import datetime

from actions.services import circulating, question_letters
from actions.services.rounds import letters as rounds
from meetings.models import CirculationDelivery
from people.reach import Directory
from people.services.outbox import Content


def content_of(message, *, now: datetime.datetime, directory: Directory) -> Content | str:
    """What `message` says now, or why it is not needed any more."""
    if CirculationDelivery.objects.filter(message=message).exists():
        return circulating.content_of(message, now=now)
    if message.question_notices.exists():
        return question_letters.content_of(message, now=now, directory=directory)
    return rounds.content_of(message, now=now, directory=directory)
