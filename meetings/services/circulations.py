"""Circulating a document to the members of a board: prepared, sent once, and acknowledged by each.

Who is a member is asked of the day of sending, and kept. What a message says, and the links in it, are made
a storey up (`actions.services.circulating`), as is what the sending does to the actions.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from meetings.models import (
    Circulation,
    CirculationCheck,
    CirculationDelivery,
    CirculationRecipient,
)
from meetings.services.endings import locked, record, saved
from people import locking
from people.models import Membership, Message
from people.services import outbox

Channel = CirculationDelivery.Channel

# the seat that counts where somebody has two
_SEATS = list(Membership.Kind)
# of these it is known, or feared, that the message did not arrive
NOT_ARRIVED = (Message.State.FAILED, Message.State.UNCERTAIN, Message.State.DROPPED)


def is_exempt(circulation) -> bool:
    """Whether what is circulated is exempt: the version, or the item it and the resolution hang from."""
    version = circulation.version
    return version.is_exempt or version.document.item.is_exempt or circulation.resolution.item.is_exempt


def board_of(resolution, day: datetime.date) -> list:
    """The boards whose members are sent it: the one that resolved it, or those that took its place by `day`."""
    board = resolution.item.meeting.board
    if board.active_to and board.active_to < day:
        return list(board.successors.all()) or [board]
    return [board]


def members(resolution, *, day: datetime.date, exempt: bool) -> tuple[list[Membership], list[Membership]]:
    """(who is sent it, who may not see it): the members on a day, each once, the chair first."""
    seats = Membership.objects.on(day).filter(board__in=board_of(resolution, day), user__is_active=True)
    by_user = {}
    for seat in sorted(seats.select_related("user"), key=lambda seat: (_SEATS.index(seat.kind), seat.user.name)):
        known = by_user.setdefault(seat.user_id, seat)
        # seeing it by one seat is seeing it
        if seat.sees_exempt and not known.sees_exempt:
            by_user[seat.user_id] = seat
    seats = list(by_user.values())
    if not exempt:
        return seats, []
    return [seat for seat in seats if seat.sees_exempt], [seat for seat in seats if not seat.sees_exempt]


@transaction.atomic
def prepare(*, resolution, version, must_contain, by, now) -> Circulation:
    """Begin to circulate a version of one of the item's documents. `must_contain` is its checklist, in words.

    Raises ValidationError, where another is being prepared already too.
    """
    resolution = locked(resolution)
    if version.document.item_id != resolution.item_id:
        raise ValidationError("This document belongs to another item.")
    if version.removed_at:
        raise ValidationError("This version was removed. Choose another.")
    if being := resolution.circulations.prepared().select_related("recorded_by").first():
        raise ValidationError(f"{being.recorded_by} is preparing a circulation of this already.")
    last = resolution.circulations.aggregate(last=Max("number"))["last"] or 0
    circulation = Circulation(resolution=resolution, number=last + 1, version=version, recorded_by=by, recorded_at=now)
    saved(circulation)
    _write_checks(circulation, [(words, False) for words in must_contain], by=by, now=now)
    new = {"circulation": circulation.pk, "version": version.pk}
    record(resolution, "circulation_prepared", by=by, now=now, new=new)
    return circulation


@transaction.atomic
def check(*, circulation, checks, note, without_why, seen_revision, by, now) -> Circulation:
    """Keep what was found in the document so far. `checks` are (words, found) in order.

    What was ticked before keeps who ticked it and when. Raises ValidationError where it was sent, or somebody
    else has changed it since `seen_revision`.
    """
    locked(circulation.resolution)
    circulation = _prepared(circulation, seen_revision)
    circulation.note, circulation.without_why = note, without_why
    circulation.revision += 1
    circulation.full_clean()
    circulation.save(update_fields=["note", "without_why", "revision"])
    _write_checks(circulation, checks, by=by, now=now)
    return circulation


@transaction.atomic
def discard(*, circulation, by, now):
    """Throw away what is being prepared; the document stays with its item."""
    resolution = locked(circulation.resolution)
    circulation = _prepared(circulation)
    version = circulation.version_id
    circulation.delete()
    record(resolution, "circulation_discarded", by=by, now=now, old={"version": version})


@transaction.atomic
def send(*, circulation, seen_revision, by, now, today: datetime.date) -> Circulation:
    """Send what is prepared to the members of today: by e-mail, or by hand to those with no address.

    Something on the checklist may be missing if the circulation says why. Raises ValidationError.
    """
    resolution = locked(circulation.resolution)
    circulation = _prepared(circulation, seen_revision)
    if circulation.version.removed_at:
        raise ValidationError("The document was removed meanwhile. Throw this away, and attach the right one.")
    if circulation.checks.filter(met_at=None).exists() and not circulation.without_why.strip():
        raise ValidationError({"without_why": "Say why it goes without what is not ticked, or wait until it is there."})
    seats, _ = members(resolution, day=today, exempt=is_exempt(circulation))
    if not seats:
        raise ValidationError("The board has no members today who could be sent this.")
    circulation.sent_by, circulation.sent_at = by, now
    circulation.save(update_fields=["sent_by", "sent_at"])
    for seat in seats:
        recipient = CirculationRecipient(circulation=circulation, user=seat.user, seat=seat.kind)
        _deliver(saved(recipient), by=by, now=now)
    new = {
        "circulation": circulation.pk,
        "version": circulation.version_id,
        "sha256": circulation.version.sha256,
        "recipients": [seat.user_id for seat in seats],
    }
    record(resolution, "circulated", by=by, now=now, new=new, note=circulation.without_why)
    return circulation


@transaction.atomic
def send_again(*, recipient, by, now, today: datetime.date) -> CirculationDelivery:
    """Send it once more to somebody whom it did not reach, at the address they have now.

    Raises ValidationError where it is on its way or has arrived, was replaced, or they are no member any more.
    """
    circulation = _in_force(recipient)
    recipient = _locked_recipient(recipient)
    last = _last_delivery(recipient)
    if last.message and last.message.state not in NOT_ARRIVED:
        raise ValidationError(f"The last message to {recipient.user} did not fail: look at it in the outbox.")
    if circulation.version.removed_at:
        raise ValidationError("The document was removed, so there is nothing to send.")
    if not recipient.user.email:
        raise ValidationError(f"{recipient.user} has no e-mail address. Give them one in administration first.")
    if not _is_member(recipient, circulation, today):
        raise ValidationError(f"{recipient.user} is no longer a member who could be sent this.")
    delivery = _deliver(recipient, by=by, now=now)
    new = {"recipient": recipient.pk, "delivery": delivery.pk}
    record(circulation.resolution, "circulated_again", by=by, now=now, new=new)
    return delivery


@transaction.atomic
def hand_over(*, recipient, on: datetime.date, by, now, today: datetime.date) -> CirculationDelivery:
    """Record the day on which somebody was given it by hand, or had it put in the post. Raises ValidationError."""
    circulation = _in_force(recipient)
    recipient = _locked_recipient(recipient)
    last = _last_delivery(recipient)
    if last.channel == Channel.BY_HAND and last.handed_on:
        raise ValidationError({"on": f"{recipient.user} was given it already."})
    if not (timezone.localdate(circulation.sent_at) <= on <= today):
        raise ValidationError({"on": "Give a day from when it was circulated until today."})
    if last.channel != Channel.BY_HAND:
        last = CirculationDelivery(recipient=recipient, channel=Channel.BY_HAND, at=now, by=by, handed_on=on)
        saved(last)
    else:
        last.handed_on = on
        last.save(update_fields=["handed_on"])
    new = {"recipient": recipient.pk, "delivery": last.pk, "on": on}
    record(circulation.resolution, "circulation_handed_over", by=by, now=now, new=new)
    return last


@transaction.atomic
def acknowledge(*, recipient, how, now, by=None) -> CirculationRecipient:
    """Record that somebody has opened what they were sent: they pressed the button, or the clerk was told.

    `by` is who is known to have acted: nobody, where only the link says who it was. Once; again changes nothing.
    """
    resolution = locked(recipient.circulation.resolution)
    recipient = _locked_recipient(recipient)
    if recipient.acknowledged_at:
        return recipient
    recipient.acknowledged_at, recipient.acknowledged_how = now, how
    recipient.acknowledged_recorded_by = by if how == CirculationRecipient.How.CLERK else None
    recipient.save(update_fields=["acknowledged_at", "acknowledged_how", "acknowledged_recorded_by"])
    record(resolution, "circulation_opened", by=by, now=now, new={"recipient": recipient.pk, "how": how})
    return recipient


def is_readable(recipient, *, today: datetime.date) -> bool:
    """Whether a recipient may still read what they were sent: it is there, the latest and no error, and they a member.

    Asked of the moment, and not of when it was sent.
    """
    circulation = Circulation.objects.latest().filter(pk=recipient.circulation_id, version__removed_at__isnull=True)
    circulation = circulation.select_related("version__document__item", "resolution__item__meeting__board").first()
    return circulation is not None and _is_member(recipient, circulation, today)


def _is_member(recipient, circulation, today) -> bool:
    seats, _ = members(circulation.resolution, day=today, exempt=is_exempt(circulation))
    return recipient.user_id in {seat.user_id for seat in seats}


def _deliver(recipient, *, by, now) -> CirculationDelivery:
    address = recipient.user.email or ""
    message = outbox.put(recipient=recipient.user, now=now) if address else None
    delivery = CirculationDelivery(
        recipient=recipient,
        channel=Channel.EMAIL if address else Channel.BY_HAND,
        address=address,
        message=message,
        at=now,
        by=by,
    )
    return saved(delivery)


def _write_checks(circulation, checks, *, by, now):
    """Write the checklist anew; what was ticked before in the same words keeps who ticked it and when."""
    ticked = {one.words: (one.met_by, one.met_at) for one in circulation.checks.all() if one.is_met}
    circulation.checks.all().delete()
    for position, (words, is_met) in enumerate(checks, start=1):
        met_by, met_at = ticked.get(words, (by, now)) if is_met else (None, None)
        saved(CirculationCheck(circulation=circulation, position=position, words=words, met_by=met_by, met_at=met_at))


def _prepared(circulation, seen_revision=None) -> Circulation:
    rows = Circulation.objects.select_related("version__document__item", "resolution__item__meeting__board")
    row = locking.locked(rows.filter(pk=circulation.pk)).first()
    if row is None:
        raise ValidationError("Somebody else has thrown away what was being prepared.")
    if row.is_sent:
        raise ValidationError("Somebody else has sent this already.")
    if seen_revision is not None and row.revision != seen_revision:
        raise ValidationError(
            "Somebody else changed this while you were looking at it. Look at it again, then send it."
        )
    return row


def _in_force(recipient) -> Circulation:
    """The circulation of a recipient, its resolution locked. Raises ValidationError where it counts no longer."""
    resolution = locked(recipient.circulation.resolution)
    latest = Circulation.objects.latest().filter(pk=recipient.circulation_id)
    circulation = latest.select_related("version__document__item", "resolution__item__meeting__board").first()
    if circulation is None:
        raise ValidationError("This was replaced by a later circulation, or recorded in error.")
    circulation.resolution = resolution
    return circulation


def _locked_recipient(recipient) -> CirculationRecipient:
    rows = CirculationRecipient.objects.select_for_update(of=("self",))
    return rows.select_related("user", "circulation").get(pk=recipient.pk)


def _last_delivery(recipient) -> CirculationDelivery:
    return recipient.deliveries.select_related("message").order_by("-pk").first()
