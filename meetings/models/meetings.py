from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format

from meetings import calendar
from meetings.querysets import MeetingQuerySet
from people.triggers import Refuse


class Meeting(models.Model):
    """One meeting of one board. While only its month is known it is provisional."""

    class Status(models.TextChoices):
        PROVISIONAL = "provisional", "Provisional"
        SCHEDULED = "scheduled", "Scheduled"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    board = models.ForeignKey("people.Board", models.PROTECT, related_name="meetings")
    status = models.CharField(max_length=20, choices=Status, default=Status.SCHEDULED)
    date = models.DateField(null=True, blank=True)
    month = models.DateField(null=True, blank=True, help_text="The first of the month, while only that is known.")
    starts_at = models.TimeField(null=True, blank=True)
    venue = models.CharField(max_length=200, blank=True)
    cancelled_reason = models.TextField(blank=True)
    minutes_confirmed_at = models.ForeignKey(
        "self", models.PROTECT, related_name="minutes_confirmed", null=True, blank=True
    )

    objects = MeetingQuerySet.as_manager()

    database_rules = (Refuse("meetings_meeting_no_delete", "DELETE", "A meeting is cancelled, never deleted"),)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(date__isnull=False, month__isnull=True) | Q(date__isnull=True, month__isnull=False),
                name="meetings_meeting_has_a_day_or_a_month",
            ),
            models.CheckConstraint(
                condition=Q(status="provisional", date__isnull=True)
                | Q(status__in=["scheduled", "held"], date__isnull=False)
                | Q(status="cancelled"),
                name="meetings_meeting_provisional_until_it_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancelled_reason=""),
                name="meetings_meeting_cancelled_says_why",
            ),
            models.UniqueConstraint(
                fields=["board", "date"],
                condition=~Q(status="cancelled"),
                name="meetings_meeting_one_a_board_and_day",
                violation_error_message="This board already has a meeting on that day.",
            ),
            models.UniqueConstraint(
                fields=["board", "month"],
                condition=Q(status="provisional"),
                name="meetings_meeting_one_provisional_a_month",
                violation_error_message="This board already has a provisional meeting in that month.",
            ),
        ]

    def __str__(self):
        return f"{self.board}, {self.when}"

    def get_absolute_url(self):
        return reverse("meetings:detail", args=[self.pk])

    def clean(self):
        super().clean()
        if self.date and self.month:
            raise ValidationError("Give either the day or the month, not both.")

    @property
    def when(self) -> str:
        """Its day, or its month while only that is known: "3 March 2020", "March 2020"."""
        return date_format(self.date, "j F Y") if self.date else date_format(self.month, "F Y")

    @property
    def publish_on(self):
        """The last day its papers may be published, or None while its day is not known."""
        return self.date and calendar.clear_working_days_before(self.date, self.board.publish_days)

    @property
    def updates_due_on(self):
        """The day officers' updates are due, or None while its day is not known."""
        return self.date and calendar.working_days_before(self.publish_on, self.board.updates_lead_days)

    @property
    def questions_due_on(self):
        """The last day members can submit questions, or None while its day is not known."""
        return self.date and calendar.working_days_before(self.date, self.board.questions_days)

    @property
    def holidays_unknown_after(self):
        """The last bank holiday the official table knows, where this meeting lies beyond it; else None."""
        ends = calendar.table_ends_on()
        return ends if self.date and self.date > ends else None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be held."""
        return self.status in (self.Status.PROVISIONAL, self.Status.SCHEDULED)
