"""The one door through which somebody's personal details go for good (UK GDPR, article 17).

What the council decided and recorded stays, by whomever: keeping it is its public task (article 17(3)(b) and (d)).
So the person's row stays too, and is called "Former officer 17". The chain of events holds their key and no name.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from actions.models import Flag, MinutesImport, Question, ReadMark, UpdateDraft
from meetings.services import erasure as meetings
from people import erasures, mentions
from people.models import User
from people.services import erasure as people
from people.services import events

# what is emptied with the person, or renamed: everything else that names somebody is the council's record
EMPTIED = ("people.user", "people.historicaluser", "people.message", "admin.logentry", "account.emailaddress")
EMPTIED += ("socialaccount.socialaccount", "actions.updatedraft", "meetings.circulationdelivery", "mfa.authenticator")


@dataclass(frozen=True)
class Erased:
    """What somebody is called since, and how much of each kind went."""

    name: str
    gone: dict[str, int]


@transaction.atomic
def erase(*, user, reason: str, by, now: datetime.datetime) -> Erased:
    """Erase the details of somebody who holds nothing any more, and record that, with the reason.

    Raises ValidationError with everything that has to be ended first, or where the reason, which stays, names them.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if reasons := people.reasons_not_to(user, today=timezone.localdate(now)):
        raise ValidationError(reasons)
    words = mentions.words_of(user)
    check_reason(reason, words)
    return _erase(user, words, name=people.pseudonym(user), at=now, by=by, now=now, note=reason.strip())


def check_reason(reason: str, words: mentions.Words) -> None:
    """Raise ValidationError where there is no reason, or it would keep what is to be erased."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why their details are erased."})
    pattern = words.pattern()
    if pattern and pattern.search(reason):
        raise ValidationError(
            {"reason": "The reason stays for good, so it must not name them. Write “they” instead of the name."}
        )


def still_named(user, words: mentions.Words) -> list[tuple[type, int]]:
    """(model, how many rows) of what goes on naming somebody whose details are erased: the minutes', for instance."""
    going = {rows.model: rows.values("pk") for rows in _their_own(user).values()}
    found = []
    for model in apps.get_models(include_auto_created=True):
        rows = None if model._meta.label_lower in EMPTIED else mentions.holding(model, words.telling)
        if rows is not None and (count := rows.exclude(pk__in=going.get(model, [])).count()):
            found.append((model, count))
    return found


def replay(*, erasures_noted: Iterable[erasures.Erasure], now: datetime.datetime) -> int:
    """Erase again whomever a restored backup gave back. Returns how many; those it does not know are passed over."""
    count = 0
    for noted in erasures_noted:
        with transaction.atomic():
            user = User.objects.select_for_update().filter(pk=noted.person, erased_at__isnull=True).first()
            if user is None or not noted.concerns(user):
                continue
            people.end_what_is_held(user, today=timezone.localdate(now))
            at = datetime.datetime.fromisoformat(noted.erased)
            note = "Erased again, after a backup made before was restored."
            _erase(user, mentions.words_of(user), name=noted.name, at=at, by=None, now=now, note=note)
            count += 1
    return count


def _erase(user, words, *, name, at, by, now, note) -> Erased:
    gone = {kind: rows.delete()[0] for kind, rows in _their_own(user).items()}
    gone["messages"] = people.empty_the_outbox(user, words=words, name=name, at=now)
    people.rename_in_the_log(user, words=words, name=name)
    people.close_the_account(user, name=name, at=at)
    # the database lets addresses go once the person is erased, and not before
    meetings.forget(user)
    events.record(subject=user, actor=by, verb="erased", now=now, new={"name": name}, note=note)
    # a file that cannot be written keeps nothing from going: the next backup brings the list up to the database
    transaction.on_commit(erasures.note, robust=True)
    return Erased(name, gone)


def _their_own(user) -> dict[str, QuerySet]:
    """What is somebody's alone and no record of anything."""
    return {
        "reading marks": ReadMark.objects.filter(user=user),
        "flags": Flag.objects.filter(user=user),
        "drafts of updates": UpdateDraft.objects.filter(user=user),
        "drafts of imports": MinutesImport.objects.filter(started_by=user, confirmed_at__isnull=True),
        "private notes": Question.objects.filter(asked_by=user, reach=Question.Reach.PRIVATE),
    }
