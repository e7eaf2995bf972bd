from django.db import models
from django.db.models import F, Q

from people.triggers import append_only


class Supersession(models.Model):
    """That a later review took a review's place, and what became of each action then: the clerk's act.

    What stayed open may be decided on again by a further one. Never edited.
    """

    review = models.ForeignKey("actions.Review", models.PROTECT, related_name="supersessions")
    later = models.ForeignKey("actions.Review", models.PROTECT, related_name="supersessions_of_others")
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    database_rules = append_only("actions_supersession")

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(review=F("later")), name="actions_supersession_by_another_review"),
        ]

    def __str__(self):
        return f"{self.review}: superseded by {self.later}"


class SupersessionLine(models.Model):
    """What became of one action when a later review took its review's place."""

    class Became(models.TextChoices):
        SUPERSEDED = "superseded", "Superseded by another action"
        CARRIED_ON = "carried_on", "Carries on in the later review’s plan"
        STAYED = "stayed", "Stays as it is"

    supersession = models.ForeignKey(Supersession, models.PROTECT, related_name="lines")
    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="supersession_lines")
    became = models.CharField(max_length=20, choices=Became)
    by_action = models.ForeignKey(
        "actions.Action", models.PROTECT, related_name="supersession_lines_of_others", null=True, blank=True
    )
    plan = models.ForeignKey("actions.ActionPlan", models.PROTECT, related_name="+", null=True, blank=True)

    database_rules = append_only("actions_supersessionline")

    class Meta:
        ordering = ["supersession", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["supersession", "action"], name="actions_supersessionline_once_an_action"),
            models.CheckConstraint(
                condition=Q(became="superseded", by_action__isnull=False, plan__isnull=True)
                | Q(became="carried_on", by_action__isnull=True, plan__isnull=False)
                | Q(became="stayed", by_action__isnull=True, plan__isnull=True),
                name="actions_supersessionline_names_what_by",
                violation_error_message="Say which action takes its place, or in which plan it carries on.",
            ),
            models.CheckConstraint(
                condition=Q(by_action__isnull=True) | ~Q(by_action=F("action")),
                name="actions_supersessionline_not_by_itself",
                violation_error_message="An action cannot take its own place. Choose another.",
            ),
        ]

    def __str__(self):
        return f"{self.action.reference}: {self.get_became_display()}"
