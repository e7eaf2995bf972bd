from django.db import models
from django.db.models import Q

from meetings.models.sources import Sourced
from meetings.querysets import ResolutionQuerySet


class Resolution(Sourced):
    """What a board decided on an item, in its own words. It has no owner and no due date of its own."""

    class Kind(models.TextChoices):
        NOTE = "note", "Note"
        REQUEST_REPORT = "request_report", "Ask for a report"
        CIRCULATE = "circulate", "Circulate"
        RECOMMEND = "recommend", "Recommend"
        APPROVE = "approve", "Approve"
        REFER = "refer", "Refer"
        OTHER = "other", "Other"

    item = models.ForeignKey("meetings.AgendaItem", models.PROTECT, related_name="resolutions")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=20, blank=True)
    text = models.TextField(help_text="Verbatim.")
    # a copy of the latest amendment's words, kept by services.amendments alone; empty where they stand as written
    amended_text = models.TextField(blank=True, help_text="The wording as amended when the minutes were confirmed.")
    lead = models.TextField(blank=True, help_text="The words that govern it, such as “the Leader to:”.")
    title = models.CharField("working title", max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=Kind)
    due_phrase = models.CharField(max_length=300, blank=True)
    clerk_query = models.TextField(blank=True, help_text="An unresolved drafting note. Never published.")

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        ordering = ["item", "position"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=["item", "position"], name="meetings_resolution_one_a_position"),
            models.CheckConstraint(condition=~Q(text=""), name="meetings_resolution_has_words"),
        ]

    def __str__(self):
        return self.title or self.text

    @property
    def words(self) -> str:
        """The words that hold: as amended when the minutes were confirmed, else verbatim."""
        return self.amended_text or self.text

    @property
    def owes_something(self) -> bool:
        """Noting and approving owe nothing; everything else is owed until it is done."""
        return self.kind not in (self.Kind.NOTE, self.Kind.APPROVE)
