from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from people.models.periods import Period, of_nobody_erased


class BoardQuerySet(models.QuerySet):
    def active(self, day):
        """Boards that exist on `day`."""
        return self.filter(
            Q(active_from__isnull=True) | Q(active_from__lte=day), Q(active_to__isnull=True) | Q(active_to__gte=day)
        )


class Board(models.Model):
    """Any body that meets: a select commission, a cabinet, a strategic board, a partner's executive."""

    class Kind(models.TextChoices):
        SCRUTINY = "scrutiny", "Scrutiny commission or committee"
        MANAGEMENT = "management", "Overview and scrutiny management board"
        EXECUTIVE = "executive", "Cabinet or other executive body"
        STRATEGIC = "strategic", "Strategic or partnership board"
        LEADERSHIP = "leadership", "Leadership team"
        PARTNER = "partner", "Partner's executive"
        OTHER = "other", "Other body"

    code = models.CharField(
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9]+\Z", "Use capital letters and digits only, such as ILSC.")],
        help_text="Capital letters, such as ILSC. References are made of it, so it is never reused.",
    )
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SCRUTINY)
    active_from = models.DateField(null=True, blank=True)
    active_to = models.DateField(null=True, blank=True, help_text="The last day it existed.")
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)
    publish_days = models.PositiveSmallIntegerField(
        "clear days before a meeting to publish",
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text="Clear working days. At least five: Local Government Act 1972, section 100B.",
    )
    updates_lead_days = models.PositiveSmallIntegerField(
        "working days for updates before that",
        default=5,
        validators=[MaxValueValidator(60)],
        help_text="How many working days before publication officers' updates are due.",
    )
    round_opens_days = models.PositiveSmallIntegerField(
        "working days before that to ask for updates",
        default=15,
        validators=[MaxValueValidator(90)],
        help_text="How many working days before updates are due officers are asked for them.",
    )
    questions_days = models.PositiveSmallIntegerField(
        "working days before a meeting for questions",
        default=2,
        validators=[MaxValueValidator(30)],
        help_text="How many working days before a meeting members' questions have to be submitted.",
    )
    first_reminder_days = models.PositiveSmallIntegerField(
        "first reminder",
        default=7,
        validators=[MaxValueValidator(60)],
        help_text="How many working days before updates are due.",
    )
    second_reminder_days = models.PositiveSmallIntegerField(
        "second reminder",
        default=2,
        validators=[MaxValueValidator(60)],
        help_text="How many working days before updates are due.",
    )
    escalate_days = models.PositiveSmallIntegerField(
        "to the post above",
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="How many working days after updates were due a missing one is taken to the post above.",
    )
    director_days = models.PositiveSmallIntegerField(
        "to the director",
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="How many working days after updates were due it is taken to the directorate's director.",
    )
    letter_days = models.PositiveSmallIntegerField(
        "the chair's letter",
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="How many working days after updates were due a letter from the chair is made ready for the clerk.",
    )
    response_days = models.PositiveSmallIntegerField(
        "days to respond to a recommendation",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="Leave empty for the two months of the Local Government Act 2000, section 9FE.",
    )

    objects = BoardQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(active_from__isnull=True)
                | Q(active_to__isnull=True)
                | Q(active_to__gte=models.F("active_from")),
                name="people_board_ends_after_it_starts",
                violation_error_message="The last day must be the same as or after the first day.",
            ),
            models.CheckConstraint(
                condition=Q(
                    round_opens_days__gt=models.F("first_reminder_days"),
                    first_reminder_days__gt=models.F("second_reminder_days"),
                ),
                name="people_board_asks_before_it_reminds",
                violation_error_message="Officers must be asked first, then reminded, then reminded again.",
            ),
            models.CheckConstraint(
                condition=Q(
                    escalate_days__lt=models.F("director_days"),
                    director_days__lt=models.F("letter_days"),
                ),
                name="people_board_escalates_step_by_step",
                violation_error_message="The post above must come first, then the director, then the chair's letter.",
            ),
        ]

    def __str__(self):
        return self.name


class Membership(Period):
    """A person's seat on a board."""

    class Kind(models.TextChoices):
        CHAIR = "chair", "Chair"
        VICE_CHAIR = "vice_chair", "Vice-Chair"
        MEMBER = "member", "Member"
        CO_OPTEE = "co_optee", "Co-optee"

    board = models.ForeignKey(Board, models.PROTECT, related_name="memberships")
    user = models.ForeignKey("people.User", models.PROTECT, related_name="memberships")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.MEMBER)
    sees_exempt = models.BooleanField(
        "sees exempt matter", default=True, help_text="Untick for a co-optee who may not see it."
    )

    history = HistoricalRecords()

    database_rules = of_nobody_erased("people_membership")

    class Meta(Period.Meta):
        ordering = ["board", "kind", "user"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(fields=["board", "user", "starts_on"], name="people_membership_once_a_day"),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_kind_display()} of {self.board}"
