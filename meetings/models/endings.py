"""How resolutions end, and what every record of that shares.

Each row is a record: added to, never edited. What was recorded in error is taken back, with the
reason, and stays. docs/decisions/0014-endings.md says more.
"""

from django.db import models
from django.db.models import Q

from people.triggers import Refuse, append_only


class Ending(models.Model):
    """What was done, or has to come, so that a resolution ends."""

    resolution = models.ForeignKey("meetings.Resolution", models.PROTECT, related_name="%(class)ss")
    recorded_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    withdrawn_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField("why it was recorded in error", blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
                name="%(app_label)s_%(class)s_taken_back_says_why",
            )
        ]

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


def kept(table: str, columns: tuple[str, ...]) -> tuple[Refuse, ...]:
    """The rules of a table of endings: never deleted, `columns` never changed, taken back once."""
    return (
        *append_only(table, ("resolution_id", "recorded_by_id", "recorded_at", *columns)),
        set_once(table, "withdrawn_at", "withdrawn_by_id", "withdrawn_why"),
    )


def set_once(table: str, column: str, *others: str) -> Refuse:
    """Refuse to change `column` and those that go with it once it has a value."""
    return Refuse(
        f"{table}_{column.removesuffix('_id')}_once",
        "UPDATE",
        f"{table}: what was recorded once stays so",
        columns=(column, *others),
        when=f"OLD.{column} IS NOT NULL",
    )
