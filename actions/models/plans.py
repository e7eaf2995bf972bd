from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.querysets.plans import PlanQuerySet
from meetings.models import Sourced


class ActionPlan(models.Model):
    """The actions that answer a review or a report, overseen by one board and monitored by another."""

    class Protocol(models.TextChoices):
        REPORT = "report", "Report to a meeting"
        BRIEFING = "briefing", "Briefing between meetings"
        VERBAL = "verbal", "Verbal update"

    class Frequency(models.TextChoices):
        EVERY_MEETING = "every_meeting", "Every meeting"
        QUARTERLY = "quarterly", "Every three months"
        HALF_YEARLY = "half_yearly", "Every six months"
        ANNUALLY = "annually", "Every year"

    title = models.CharField(max_length=300)
    review = models.ForeignKey("actions.Review", models.PROTECT, related_name="plans", null=True, blank=True)
    overseen_by = models.ForeignKey(
        "people.Board", models.PROTECT, related_name="plans_overseen", null=True, blank=True
    )
    monitored_by = models.ForeignKey("people.Board", models.PROTECT, related_name="plans_monitored")
    protocol = models.CharField("how updates are received", max_length=20, choices=Protocol, blank=True)
    frequency = models.CharField("how often", max_length=20, choices=Frequency, blank=True)
    actions = models.ManyToManyField("actions.Action", related_name="plans", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["review", "title"], name="actions_actionplan_titled_once_a_review"),
            models.CheckConstraint(condition=~Q(title=""), name="actions_actionplan_has_a_title"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("reviews:plan", args=[self.pk])

    @property
    def how(self) -> str:
        """Its update protocol in words: "Report to a meeting, every three months"; empty where none is agreed."""
        return ", ".join(filter(None, [self.get_protocol_display(), self.get_frequency_display().lower()])).capitalize()


class Approval(Sourced):
    """That a body received, or approved, a plan; when, if that is known."""

    class What(models.TextChoices):
        RECEIVED = "received", "Received"
        APPROVED = "approved", "Approved"

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="approvals")
    body = models.CharField(max_length=200, help_text="As the minutes name it.")
    board = models.ForeignKey("people.Board", models.PROTECT, related_name="+", null=True, blank=True)
    what = models.CharField(max_length=20, choices=What)
    on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["plan", "body", "-what"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "body", "what"], name="actions_approval_once"),
        ]

    def __str__(self):
        return f"{self.body}: {self.get_what_display().lower()}"
