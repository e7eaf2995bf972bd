from django.db import models
from django.db.models import Q

from meetings.models.endings import Ending, kept, set_once
from meetings.querysets.endings import ReferralQuerySet


class Referral(Ending):
    """That a resolution was referred to another board, which takes it at a meeting of its own, or does not."""

    to_board = models.ForeignKey("people.Board", models.PROTECT, related_name="referrals")
    why = models.TextField(blank=True)

    taken = models.BooleanField(null=True, blank=True)
    at_meeting = models.ForeignKey(
        "meetings.Meeting", models.PROTECT, related_name="referrals_answered", null=True, blank=True
    )
    answer_why = models.TextField("why not", blank=True)
    answered_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    database_rules = (
        *kept("meetings_referral", ("to_board_id", "why")),
        set_once("meetings_referral", "answered_at", "taken", "at_meeting_id", "answer_why", "answered_by_id"),
    )

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            *Ending.Meta.constraints,
            models.UniqueConstraint(
                fields=["resolution", "to_board"],
                condition=Q(taken__isnull=True, withdrawn_at__isnull=True),
                name="meetings_referral_waits_once_a_board",
                violation_error_message="It waits for this board already.",
            ),
            models.CheckConstraint(
                condition=Q(
                    taken__isnull=True, at_meeting__isnull=True, answered_by__isnull=True, answered_at__isnull=True
                )
                | Q(taken=True, at_meeting__isnull=False, answered_by__isnull=False, answered_at__isnull=False)
                # a board may decline between meetings, through its chair
                | Q(taken=False, answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer_why=""),
                name="meetings_referral_answered_wholly_or_not",
                violation_error_message="Say at which meeting it was taken, or why it was not.",
            ),
        ]

    def __str__(self):
        return f"Referral to {self.to_board}"

    @property
    def outcome(self) -> str:
        """What the other board made of it, in a word."""
        if self.is_withdrawn:
            return "Recorded in error"
        return {None: "Waiting for the board", True: "Taken", False: "Not taken"}[self.taken]
