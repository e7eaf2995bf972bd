"""Where the tracker's texts name somebody: the words to look for, and the tables that hold them."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db.models import CharField, JSONField, Q, TextField
from django.db.models.functions import Cast
from django.utils.html import escape

from people.models import User

_BEFORE_A_NAME = re.compile(r"^(?:(?:cllr|councillor|alderman|mr|mrs|ms|miss|mx|dr|prof|rev|sir|dame)\.?\s+)+", re.I)


@dataclass(frozen=True)
class Words:
    """What somebody was called, and under which addresses they were written to, the longest first."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]

    @property
    def telling(self) -> tuple[str, ...]:
        """Those that name nobody and nothing else: an address, a name of two words or more. "May" is also a month."""
        return (*self.addresses, *(name for name in self.names if " " in name))

    def pattern(self) -> re.Pattern | None:
        """What finds any of them where they stand by themselves; None where there is nothing to tell by."""
        spelt = {form for word in self.telling for form in (word, escape(word))}
        found = "|".join(re.escape(form) for form in sorted(spelt, key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.I) if found else None


def words_of(user) -> Words:
    """Every name and address that somebody has or had here, with and without "Cllr" before the name."""
    past = list(User.history.filter(id=user.pk).values_list("name", "email"))
    names = {name for name, _ in [*past, (user.name, None)] if name}
    addresses = {address for _, address in [*past, (None, user.email)] if address}
    addresses |= set(EmailAddress.objects.filter(user=user).values_list("email", flat=True))
    for data in SocialAccount.objects.filter(user=user).values_list("extra_data", flat=True):
        told = (data or {}).get("userinfo") or {}
        addresses |= {told[key] for key in ("email", "preferred_username") if "@" in str(told.get(key, ""))}
        names |= {told["name"]} if told.get("name") else set()
    names |= {_BEFORE_A_NAME.sub("", name) for name in names}
    return Words(_longest_first(names), _longest_first(addresses))


def holding(model, words: Iterable[str]):
    """The rows of `model` with any of `words` in some text of theirs; None where there are no texts or no words."""
    conditions, columns = Q(), {}
    # JSON may be kept with everything but ASCII escaped, in text as well
    spelt = {form for word in words for form in (word, json.dumps(word)[1:-1])}
    for field in model._meta.concrete_fields:
        if not isinstance(field, CharField | TextField | JSONField):
            continue
        column = f"_text_of_{field.attname}"
        columns[column] = Cast(field.attname, TextField())
        for word in spelt:
            conditions |= Q(**{f"{column}__icontains": word})
    if not columns or not spelt:
        return None
    return model._base_manager.annotate(**columns).filter(conditions)


def in_words(model, count: int) -> str:
    """ "1 agenda item", "3 packs"."""
    return f"{count} {model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}"


def _longest_first(words) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
