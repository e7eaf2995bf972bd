"""What is kept for a while and then deleted: nothing of it is a record. The settings KEEP_… say for how long.

docs/operations/personal-data.md lists all of it. Nothing else here is ever deleted by time.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from actions.models import MinutesImport, Question, ReadMark, UpdateDraft
from people.services import retention as people

YEAR = datetime.timedelta(days=365.25)


@dataclass(frozen=True)
class Rule:
    """`apply` is told `before`, the first moment that is kept, and says how many rows are older."""

    what: str
    kept: datetime.timedelta | None
    apply: Callable[..., int]


def _deleted(rows) -> Callable[..., int]:
    """Deletes the rows older than told, or counts them."""

    def apply(*, before, now, dry_run):
        old = rows(before, now)
        return old.count() if dry_run else old.delete()[0]

    return apply


def _without_before(service) -> Callable[..., int]:
    return lambda *, before, **options: service(**options)


def _old_marks(before, now):
    return ReadMark.objects.filter(read_at__lt=before)


def _old_notes(before, now):
    """Members' private notes, on what was never asked. All that others read is a record."""
    return Question.objects.filter(reach=Question.Reach.PRIVATE, asked_at__lt=before)


def _days(number: int) -> datetime.timedelta | None:
    """How long something is kept; 0 is for ever."""
    return datetime.timedelta(days=number) if number else None


def _years(number: int) -> datetime.timedelta | None:
    return number * YEAR if number else None


def rules() -> list[Rule]:
    return [
        Rule("messages’ words", _days(settings.KEEP_MESSAGES_DAYS), people.empty_messages),
        Rule(
            "drafts of imports",
            _days(settings.KEEP_IMPORTS_DAYS),
            _deleted(lambda before, now: MinutesImport.objects.expired(now)),
        ),
        Rule(
            "drafts of updates",
            _days(settings.KEEP_UPDATE_DRAFTS_DAYS),
            _deleted(lambda before, now: UpdateDraft.objects.filter(saved_at__lt=before)),
        ),
        Rule("reading marks", _years(settings.KEEP_READING_MARKS_YEARS), _deleted(_old_marks)),
        Rule("private notes", _years(settings.KEEP_PRIVATE_NOTES_YEARS), _deleted(_old_notes)),
        Rule("ended sessions", datetime.timedelta(0), _without_before(people.clear_sessions)),
        Rule("counts of attempts", datetime.timedelta(0), _without_before(people.clear_attempts)),
    ]


def apply(*, now: datetime.datetime, dry_run: bool = False) -> Iterator[tuple[str, int | None]]:
    """(what, how many) of each rule, applied one by one; None for what is kept for ever."""
    for rule in rules():
        if rule.kept is None:
            yield rule.what, None
            continue
        with transaction.atomic():
            yield rule.what, rule.apply(before=now - rule.kept, now=now, dry_run=dry_run)
