"""Giving somebody what the tracker holds about them (UK GDPR, articles 15 and 20). Each time is an event."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.personal import archive
from actions.personal.collect import collect
from people.models import User
from people.services import events
from people.standing import Standing


@transaction.atomic
def export(*, user, by, readers: Iterable[Standing], now: datetime.datetime) -> bytes:
    """The zip of what is held about `user`, as far as each of `readers` may read it. `by` is None for the tracker.

    Raises ValidationError where their details were erased: what is left says nothing about a person.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.erased_at:
        raise ValidationError(f"The details of {user} were erased, so there is nothing about a person to give.")
    collected = collect(user, readers=readers, now=now)
    new = {"words_left_out": collected.left_out}
    events.record(subject=user, actor=by, verb="personal_data_exported", now=now, new=new)
    return archive.pack(collected)
