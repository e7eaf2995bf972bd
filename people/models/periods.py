from django.db import models
from django.db.models import Q


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
