from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from people.triggers import Refuse


def of_nobody_erased(table: str) -> tuple[Refuse, ...]:
    """The rules that nothing is held by somebody whose details were erased: not anew, and not for longer."""
    erased = "EXISTS (SELECT 1 FROM people_user u WHERE u.id = NEW.user_id AND u.erased_at IS NOT NULL)"
    message = "Nothing more is held by somebody whose details were erased"
    changed = "(NEW.user_id <> OLD.user_id OR NEW.ends_on IS NULL OR NEW.ends_on > OLD.ends_on)"
    return (
        Refuse(f"{table}_of_nobody_erased_insert", "INSERT", message, when=erased),
        Refuse(
            f"{table}_of_nobody_erased_update",
            "UPDATE",
            message,
            columns=("user_id", "ends_on"),
            when=f"{changed} AND {erased}",
        ),
    )


class PeriodQuerySet(models.QuerySet):
    """Rows that hold from a day to a day."""

    def on(self, day):
        """Those in force on `day`, both ends included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Period(models.Model):
    """Something held from `starts_on` to `ends_on`, both days included; no end means it is still held."""

    starts_on = models.DateField("from")
    ends_on = models.DateField("to", null=True, blank=True, help_text="The last day. Leave empty while it lasts.")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
                violation_error_message="The last day must be the same as or after the first day.",
            )
        ]

    def clean(self):
        super().clean()
        if self.user_id and self.user.erased_at and not self._is_held_as_long():
            raise ValidationError(f"The details of {self.user} were erased, so nothing more can be held by them.")

    def _is_held_as_long(self) -> bool:
        """Whether it is held by the same person as before, and no longer than that."""
        if self.ends_on is None:
            return False
        return type(self).objects.filter(pk=self.pk, user_id=self.user_id, ends_on__gte=self.ends_on).exists()
