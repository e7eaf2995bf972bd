from django.db import models
from django.db.models import Q

from meetings.querysets import AmendmentQuerySet
from people.triggers import append_only


class Amendment(models.Model):
    """How the words of draft minutes were amended when a later meeting confirmed them. The words as first written stay.

    Never edited: the latest on an item or a resolution counts, and one with the words as first written
    says that they stand after all.
    """

    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="amendments_made")
    item = models.ForeignKey("meetings.AgendaItem", models.PROTECT, related_name="amendments", null=True, blank=True)
    resolution = models.ForeignKey(
        "meetings.Resolution", models.PROTECT, related_name="amendments", null=True, blank=True
    )
    words = models.TextField()
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = AmendmentQuerySet.as_manager()

    database_rules = append_only("meetings_amendment")

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=True, resolution__isnull=False)
                | Q(item__isnull=False, resolution__isnull=True),
                name="meetings_amendment_of_an_item_or_a_resolution",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="meetings_amendment_has_words"),
        ]

    def __str__(self):
        return f"{self.item or self.resolution}, as amended on {self.meeting.when}"
