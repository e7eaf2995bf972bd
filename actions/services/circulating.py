"""What a message of a circulation says, and the link in it.

The link works without signing in for what anybody may know of; where the matter is exempt the message names
nothing and leads to a page behind the sign-in. It is asked anew each time a link is followed.
"""

import datetime
import re
from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from meetings.models import CirculationDelivery, CirculationRecipient
from meetings.services.circulations import is_exempt, is_readable
from people.services.outbox import Content

# so that nothing signed for another purpose opens anything here
SALT = "circulations:open"

_LINK = re.compile(r"/circulated/[^/\s\"]+/")


class Gone(Exception):
    """The link was ours, and opens nothing any more."""


def token_of(delivery) -> str:
    """What is in the link of one sending: which it is, when it was made, and our signature."""
    return signing.dumps(delivery.pk, salt=SALT)


def opened_by(token: str, *, today: datetime.date) -> CirculationRecipient:
    """Whose link carries `token`, where it still opens something.

    Raises signing.BadSignature for one that is not ours, Gone where it has expired, was followed by another
    sending, or the matter may not, or no longer, be read by it.
    """
    try:
        delivery_id = signing.loads(token, salt=SALT, max_age=settings.CIRCULATION_LINK_DAYS * 24 * 60 * 60)
    except signing.SignatureExpired:
        raise Gone from None
    delivery = _deliveries().filter(pk=delivery_id).first() if isinstance(delivery_id, int) else None
    if delivery is None:
        raise Gone
    recipient = delivery.recipient
    is_last = not recipient.deliveries.filter(pk__gt=delivery.pk).exists()
    if not is_last or is_exempt(recipient.circulation) or not is_readable(recipient, today=today):
        raise Gone
    return recipient


def content_of(message, *, now: datetime.datetime) -> Content | str:
    """What the `message` of a circulation says now, or why it is not needed any more."""
    delivery = _deliveries().get(message=message)
    recipient = delivery.recipient
    circulation = recipient.circulation
    if circulation.is_withdrawn:
        return "The circulation was recorded in error."
    if recipient.deliveries.filter(pk__gt=delivery.pk).exists():
        return "It was sent again in another message."
    if not is_readable(recipient, today=timezone.localdate(now)):
        return f"It was replaced or removed, or {recipient.user} is no longer a member who may see it."
    exempt = is_exempt(circulation)
    resolution, board = circulation.resolution, circulation.resolution.item.meeting.board
    path = (
        reverse("resolutions:circulation", args=[circulation.pk])
        if exempt
        else reverse("circulated:open", args=[token_of(delivery)])
    )
    context = {
        "recipient": recipient.user,
        "exempt": exempt,
        "circulation": circulation,
        "resolution": resolution,
        "board": board,
        "meeting": resolution.item.meeting,
        "missing": [] if exempt else circulation.checks.filter(met_at=None),
        "url": urljoin(settings.SITE_URL, path),
        "link_days": settings.CIRCULATION_LINK_DAYS,
        "council_name": settings.COUNCIL_NAME,
        "service_name": settings.SERVICE_NAME,
    }
    what = "Exempt papers circulated" if exempt else f"Circulated: {circulation.version.document.title}"
    return Content(
        # a title of several lines would be no header of an e-mail
        subject=" ".join(f"{what}: {board}".split()),
        text=render_to_string("resolutions/email/circulated.txt", context),
        html=render_to_string("resolutions/email/circulated.html", context),
    )


def without_link(text: str) -> str:
    """The text of a message without the link that is its recipient's alone."""
    return _LINK.sub("/circulated/(their own link)/", text)


def _deliveries():
    return CirculationDelivery.objects.select_related(
        "recipient__user",
        "recipient__circulation__version__document__item",
        "recipient__circulation__resolution__item__meeting__board",
    )
