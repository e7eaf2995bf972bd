from django.db import models
from django.db.models import F, Q


class MinutesSource(models.Model):
    """The text minutes were read from, as it was given."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        CONFIRMED = "confirmed", "Confirmed"

    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="sources")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    origin = models.CharField(max_length=255, help_text="Where the text came from: pasted, or the file's name.")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    added_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "sha256"], name="meetings_minutessource_once_a_meeting")
        ]

    def __str__(self):
        return f"{self.get_state_display()} minutes of {self.meeting}"


class Sourced(models.Model):
    """Words that stand somewhere: characters `span_start` to `span_end` (exclusive) of `source`."""

    source = models.ForeignKey(MinutesSource, models.PROTECT, related_name="+", null=True, blank=True)
    span_start = models.PositiveIntegerField(null=True, blank=True)
    span_end = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(source__isnull=True, span_start__isnull=True, span_end__isnull=True)
                | Q(source__isnull=False, span_start__isnull=True, span_end__isnull=True)
                | Q(source__isnull=False, span_start__lt=F("span_end")),
                name="%(app_label)s_%(class)s_span_lies_in_a_source",
            )
        ]

    @property
    def passage(self) -> str:
        """The words of the source this was read from, as they stand there; empty without a span."""
        if self.span_end is None:
            return ""
        return self.source.text[self.span_start : self.span_end]
