from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from people.models.periods import Period, of_nobody_erased


class Directorate(models.Model):
    """A part of the council, or a partner, that posts belong to."""

    name = models.CharField(max_length=200, unique=True)
    director = models.ForeignKey(
        "people.Owner",
        models.PROTECT,
        related_name="directs",
        null=True,
        blank=True,
        help_text="The post at its head: missing updates are taken there in the end.",
    )
    clears_updates = models.BooleanField(
        "the director clears updates",
        default=False,
        help_text="Members see an update only once the director cleared it.",
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(clears_updates=False) | Q(director__isnull=False),
                name="people_directorate_clears_by_its_director",
                violation_error_message="Choose the director who clears the updates.",
            )
        ]

    def __str__(self):
        return self.name


class Owner(models.Model):
    """A post, portfolio or team that answers for actions. People come and go as its holders."""

    class Kind(models.TextChoices):
        POST = "post", "Post"
        PORTFOLIO = "portfolio", "Cabinet portfolio"
        TEAM = "team", "Team"
        PARTNER = "partner", "Partner's post"

    name = models.CharField(max_length=200, unique=True, help_text="The post, such as “Head of Service, Inclusion”.")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.POST)
    directorate = models.ForeignKey(Directorate, models.PROTECT, related_name="owners")
    reports_to = models.ForeignKey("self", models.PROTECT, related_name="reports", null=True, blank=True)
    active = models.BooleanField(default=True, help_text="Untick when the post is abolished.")
    response_days = models.PositiveSmallIntegerField(
        "days to respond to a recommendation",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="Leave empty for the two months of the Local Government Act 2000, section 9FE.",
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reports_to__isnull=True) | ~Q(reports_to=F("id")),
                name="people_owner_does_not_report_to_itself",
                violation_error_message="A post cannot report to itself.",
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse a line of reporting that comes back to this post."""
        super().clean()
        above, seen = self.reports_to, {self.pk}
        while above is not None:
            if above.pk in seen:
                raise ValidationError(
                    {"reports_to": "A post cannot report to itself, directly or through others. Choose another."}
                )
            seen.add(above.pk)
            above = above.reports_to


class Holding(Period):
    """A person in a post: its holder, somebody acting in it, or a deputy who may enter for them."""

    class Kind(models.TextChoices):
        HOLDER = "holder", "Holder"
        ACTING = "acting", "Acting"
        DEPUTY = "deputy", "Deputy"

    owner = models.ForeignKey(Owner, models.PROTECT, related_name="holdings")
    user = models.ForeignKey("people.User", models.PROTECT, related_name="holdings")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.HOLDER)

    history = HistoricalRecords()

    database_rules = of_nobody_erased("people_holding")

    class Meta(Period.Meta):
        ordering = ["owner", "kind", "user"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(fields=["owner", "user", "starts_on"], name="people_holding_once_a_day"),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_kind_display().lower()} of {self.owner}"
