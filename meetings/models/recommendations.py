from django.db import models
from django.db.models import Q

from meetings.models.endings import Ending, kept, set_once
from meetings.querysets.endings import RecommendationQuerySet, ResponseQuerySet
from people.triggers import append_only


class Recommendation(Ending):
    """That a resolution was served on the executive, or on somebody else who has to respond to it."""

    to_owner = models.ForeignKey("people.Owner", models.PROTECT, related_name="recommendations", null=True, blank=True)
    to_board = models.ForeignKey("people.Board", models.PROTECT, related_name="recommendations", null=True, blank=True)
    to_body = models.CharField("somebody else", max_length=200, blank=True)
    served_on = models.DateField()
    response_due_on = models.DateField()
    note = models.TextField(blank=True)

    objects = RecommendationQuerySet.as_manager()

    database_rules = kept(
        "meetings_recommendation",
        ("to_owner_id", "to_board_id", "to_body", "served_on", "response_due_on", "note"),
    )

    class Meta:
        ordering = ["served_on", "pk"]
        constraints = [
            *Ending.Meta.constraints,
            models.CheckConstraint(
                condition=Q(to_owner__isnull=False, to_board__isnull=True, to_body="")
                | Q(to_owner__isnull=True, to_board__isnull=False, to_body="")
                | Q(to_owner__isnull=True, to_board__isnull=True) & ~Q(to_body=""),
                name="meetings_recommendation_has_one_respondent",
                violation_error_message="Give one respondent: a post, a board, or another body in words.",
            ),
            models.CheckConstraint(
                condition=Q(response_due_on__gte=models.F("served_on")),
                name="meetings_recommendation_due_after_it_is_served",
                violation_error_message="The response is due on the day it was served or later.",
            ),
        ]

    def __str__(self):
        return f"Recommendation to {self.respondent}"

    @property
    def respondent(self) -> str:
        """Who has to respond, in words."""
        return str(self.to_owner or self.to_board or self.to_body)

    @property
    def is_answered(self) -> bool:
        """Whether its last response is no deferral. Asked of rows that `with_answer` fetched."""
        return self.answer not in (None, Response.Answer.DEFERRED)


class Response(models.Model):
    """What the respondent answered. A further answer is a further row; the last one counts."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        PARTLY = "partly", "Accepted in part"
        REJECTED = "rejected", "Rejected"
        DEFERRED = "deferred", "Deferred"

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="responses")
    number = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=20, choices=Answer)
    reasons = models.TextField(blank=True)
    received_on = models.DateField()
    new_due_on = models.DateField("deferred until", null=True, blank=True)
    reported_at = models.ForeignKey(
        "meetings.Meeting", models.PROTECT, related_name="responses_reported", null=True, blank=True
    )
    recorded_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ResponseQuerySet.as_manager()

    # where it was reported may be known later
    database_rules = (
        *append_only(
            "meetings_response",
            (
                "recommendation_id",
                "number",
                "answer",
                "reasons",
                "received_on",
                "new_due_on",
                "recorded_by_id",
                "recorded_at",
            ),
        ),
        set_once("meetings_response", "reported_at_id"),
    )

    class Meta:
        ordering = ["recommendation", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "number"], name="meetings_response_numbered_once"),
            models.CheckConstraint(
                condition=Q(answer="accepted") | ~Q(reasons=""),
                name="meetings_response_says_why",
                violation_error_message="Give the reasons.",
            ),
            models.CheckConstraint(
                condition=Q(answer="deferred", new_due_on__isnull=False) | ~Q(answer="deferred") & Q(new_due_on=None),
                name="meetings_response_deferred_to_a_day",
                violation_error_message="A deferred response has the day it is deferred until; no other has one.",
            ),
        ]

    def __str__(self):
        return f"{self.get_answer_display()}: {self.recommendation}"

    @property
    def is_final(self) -> bool:
        """Whether it ends the recommendation, as a deferral does not."""
        return self.answer != self.Answer.DEFERRED
