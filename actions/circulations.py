"""A circulation as it is read: to whom it went, what became of each, and whether it was late."""

import datetime
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format

from actions import resolutions
from actions.models import Action
from meetings.models import CirculationDelivery, CirculationRecipient
from meetings.services.circulations import NOT_ARRIVED
from people.models import Message

State = Message.State


@dataclass(frozen=True)
class Outcome:
    """What became of a sending, in a word or two; `tone` is the colour that goes with them."""

    words: str
    tone: str
    when: str = ""
    why: str = ""


@dataclass(frozen=True)
class Sent:
    """What one member was sent. `earlier` are the sendings before the last, oldest first; `late` is that the last one
    reached them after the day it was due."""

    recipient: CirculationRecipient
    delivery: CirculationDelivery
    outcome: Outcome
    earlier: list[tuple[CirculationDelivery, Outcome]]
    late: bool
    has_failed: bool
    can_send_again: bool
    can_hand_over: bool


def recipients(circulation, *, due: datetime.date | None = None) -> list[Sent]:
    """To whom a circulation that was due on a day went, the chair first, in a constant number of queries."""
    deliveries = CirculationDelivery.objects.select_related("message").order_by("pk")
    rows = circulation.recipients.select_related("user", "acknowledged_recorded_by")
    rows = rows.prefetch_related(Prefetch("deliveries", deliveries, to_attr="sendings"))
    seats = list(CirculationRecipient._meta.get_field("seat").choices)
    order = {seat: place for place, (seat, _) in enumerate(seats)}
    sent = [_sent(row, due) for row in rows]
    return sorted(sent, key=lambda one: (order[one.recipient.seat], one.recipient.user.name))


def counts(sent: list[Sent]) -> dict[str, int]:
    """How many it was sent to, how many have opened it, and how many it has certainly or perhaps not reached."""
    return {
        "sent": len(sent),
        "opened": sum(one.recipient.acknowledged_at is not None for one in sent),
        "failed": sum(one.has_failed for one in sent),
    }


def due_on(circulation, standing) -> datetime.date | None:
    """The day it was due, by the actions that `standing` may see; None where they have none."""
    actions = Action.objects.visible_to(standing).filter(resolution=circulation.resolution_id)
    return resolutions.due_on(actions.select_related("due_meeting"))


def _sent(recipient, due) -> Sent:
    *earlier, last = recipient.sendings
    unopened = recipient.acknowledged_at is None
    not_arrived = last.message is not None and last.message.state in NOT_ARRIVED
    on_paper = last.channel == CirculationDelivery.Channel.BY_HAND
    return Sent(
        recipient=recipient,
        delivery=last,
        outcome=outcome(last),
        earlier=[(one, outcome(one)) for one in earlier],
        late=bool(due and (day := _reached_on(last)) and day > due),
        has_failed=not_arrived and unopened,
        can_send_again=(not_arrived or on_paper) and unopened and bool(recipient.user.email),
        can_hand_over=unopened and not (on_paper and last.handed_on),
    )


def _reached_on(delivery) -> datetime.date | None:
    """The day a sending left for somebody, or was handed to them; None while it has not."""
    if delivery.channel == CirculationDelivery.Channel.BY_HAND:
        return delivery.handed_on
    return timezone.localdate(delivery.message.sent_at) if delivery.message.sent_at else None


def outcome(delivery) -> Outcome:
    """What became of one sending."""
    if delivery.channel == CirculationDelivery.Channel.BY_HAND:
        if delivery.handed_on:
            return Outcome("Handed over", "green", date_format(delivery.handed_on, "j F Y"))
        return Outcome("To hand over", "yellow")
    message = delivery.message
    if message.state == State.SENT:
        return Outcome("Sent", "green", date_format(timezone.localtime(message.sent_at), "j F Y, H:i"))
    if message.state in NOT_ARRIVED:
        words = {State.FAILED: "Failed", State.UNCERTAIN: "Perhaps sent", State.DROPPED: "Not sent"}[message.state]
        return Outcome(words, "orange" if message.state == State.UNCERTAIN else "red", why=message.why)
    return Outcome("On its way", "blue", why=message.why)
