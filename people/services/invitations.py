"""An administrator lets somebody in: an e-mail with a link to choose a password."""

import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from people.models import User
from people.services import events


def path_to_choose_password(user) -> str:
    """Where `user` can choose a password, once, for PASSWORD_RESET_TIMEOUT seconds from now."""
    return reverse(
        "account_reset_password_from_key", args=[user_pk_to_url_str(user), default_token_generator.make_token(user)]
    )


@transaction.atomic
def invite(*, user, by, now: datetime.datetime, link: str) -> None:
    """Send `user` the absolute `link` to choose a password, and record that `by` did.

    Raises ValidationError, and records nothing, where they have no address, are inactive, or the mail
    server does not take the message.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise ValidationError(f"{user} is inactive. Make them active first.")
    if not user.email:
        raise ValidationError(f"{user} has no e-mail address. Enter one first.")
    events.record(subject=user, actor=by, verb="invited", now=now)
    try:
        _message(user, by, now, link).send()
    except OSError as error:
        raise ValidationError(f"The mail server did not take the invitation to {user}. Try again later.") from error


def _message(user, by, now, link):
    context = {
        "user": user,
        "by": by,
        "link": link,
        "until": now + datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
        "council_name": settings.COUNCIL_NAME,
        "service_name": settings.SERVICE_NAME,
    }
    message = EmailMultiAlternatives(
        subject=f"You are invited to the {settings.SERVICE_NAME} of {settings.COUNCIL_NAME}",
        body=render_to_string("people/email/invitation.txt", context),
        to=[user.email],
    )
    message.attach_alternative(render_to_string("people/email/invitation.html", context), "text/html")
    return message
