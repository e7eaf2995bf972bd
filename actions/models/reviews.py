from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format

from actions.querysets.findings import FindingQuerySet, ReviewQuerySet
from meetings.models import Exemptible, Sourced


class Review(Sourced, Exemptible):
    """A peer challenge, inspection, audit or task-and-finish review."""

    class Kind(models.TextChoices):
        PEER_CHALLENGE = "peer_challenge", "Peer challenge"
        INSPECTION = "inspection", "Inspection"
        AUDIT = "audit", "Audit"
        TASK_AND_FINISH = "task_and_finish", "Task-and-finish review"
        OTHER = "other", "Other review"

    title = models.CharField(max_length=300)
    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    started_on = models.DateField("first day on site", null=True, blank=True)
    ended_on = models.DateField("last day on site", null=True, blank=True)
    scheme = models.CharField(max_length=200, blank=True, help_text="Whose scheme it is, such as a regional one.")
    lead = models.CharField(max_length=200, blank=True)
    letter = models.ForeignKey("meetings.Document", models.PROTECT, related_name="+", null=True, blank=True)
    item = models.ForeignKey(
        "meetings.AgendaItem",
        models.PROTECT,
        related_name="reviews",
        null=True,
        blank=True,
        help_text="The agenda item it was reported to.",
    )
    superseded_by = models.ForeignKey("self", models.PROTECT, related_name="supersedes", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "title"]
        constraints = [
            *Sourced.Meta.constraints,
            *Exemptible.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(started_on__isnull=False, ended_on__gte=F("started_on")),
                name="actions_review_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | ~Q(superseded_by=F("id")),
                name="actions_review_does_not_supersede_itself",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("reviews:detail", args=[self.slug])

    @property
    def on_site(self) -> str:
        """Its days on site, in words; empty where they are not known."""
        if not self.started_on:
            return ""
        first = date_format(self.started_on, "j F Y")
        return f"{first} to {date_format(self.ended_on, 'j F Y')}" if self._took_days() else first

    def _took_days(self):
        return self.ended_on and self.ended_on != self.started_on


class Finding(Sourced, Exemptible):
    """What a review found: a strength or an area for improvement, in its own words."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", "Strength"
        AREA = "area", "Area for improvement"

    review = models.ForeignKey(Review, models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.PositiveSmallIntegerField()
    text = models.TextField(help_text="Verbatim.")
    theme = models.CharField(max_length=100, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["review", "-kind", "number"]
        constraints = [
            *Sourced.Meta.constraints,
            *Exemptible.Meta.constraints,
            models.UniqueConstraint(fields=["review", "kind", "number"], name="actions_finding_numbered_once"),
            models.CheckConstraint(condition=~Q(text=""), name="actions_finding_has_words"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}: {self.text}"
