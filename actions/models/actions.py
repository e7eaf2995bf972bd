from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format

from actions.querysets.actions import ActionQuerySet
from actions.statuses import ENDED, OPEN, UNFINISHED, Confidence, Status
from meetings.models import Exemptible
from people.triggers import Refuse, append_only


class ReferenceCounter(models.Model):
    """The last number given out for a board code and municipal year, so that none is given twice."""

    board_code = models.CharField(max_length=12)
    municipal_year = models.CharField(max_length=7)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board_code", "municipal_year"], name="actions_referencecounter_one_a_year")
        ]

    def __str__(self):
        return f"{self.board_code} {self.municipal_year}: {self.last}"


class Action(Exemptible):
    """What somebody has to do because of a finding or a resolution, until the board closes it."""

    board_code = models.CharField(max_length=12, editable=False)
    municipal_year = models.CharField(max_length=7, editable=False)
    number = models.PositiveIntegerField(editable=False)
    slug = models.SlugField(max_length=40, unique=True, editable=False)

    title = models.CharField("what is to be done", max_length=300)
    finding = models.ForeignKey("actions.Finding", models.PROTECT, related_name="actions", null=True, blank=True)
    resolution = models.ForeignKey("meetings.Resolution", models.PROTECT, related_name="actions", null=True, blank=True)
    item = models.ForeignKey(
        "meetings.AgendaItem",
        models.PROTECT,
        related_name="labelled_actions",
        null=True,
        blank=True,
        help_text="The agenda item whose minutes ask for it, where no resolution or finding does.",
    )
    outcome = models.ForeignKey(
        "actions.Outcome",
        models.PROTECT,
        related_name="actions",
        null=True,
        blank=True,
        help_text="What the board decided, where the action was made before the minutes had its words.",
    )
    undertaking = models.ForeignKey(
        "actions.Answer",
        models.PROTECT,
        related_name="actions",
        null=True,
        blank=True,
        help_text="The answer to a member's question that undertook to do it.",
    )
    # what follows an exempt action is exempt with it, however often one undertaking or decision led to another
    follows = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="followed_by",
        blank=True,
        editable=False,
        help_text="The action that the question or the decision was on, and all that it follows in turn.",
    )
    owner = models.ForeignKey("people.Owner", models.PROTECT, related_name="actions")
    contributors = models.ManyToManyField("people.Owner", related_name="contributions", blank=True)
    monitoring_board = models.ForeignKey("people.Board", models.PROTECT, related_name="actions")

    due_on = models.DateField(null=True, blank=True)
    due_meeting = models.ForeignKey(
        "meetings.Meeting", models.PROTECT, related_name="actions_due", null=True, blank=True
    )
    due_phrase = models.CharField("when, in the minutes’ words", max_length=300, blank=True)
    original_due_on = models.DateField(null=True, blank=True, editable=False)
    original_due_month = models.DateField(null=True, blank=True, editable=False)
    success_measure = models.TextField("what success looks like", blank=True)

    # copies of the latest entry, kept by services.status alone
    status = models.CharField(max_length=20, choices=Status, default=Status.NOT_STARTED, editable=False)
    confidence = models.CharField(max_length=10, choices=Confidence, blank=True, editable=False)
    ended_by = models.ForeignKey(
        "actions.Proposal", models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    superseded_by = models.ForeignKey(
        "actions.Review", models.PROTECT, related_name="actions_superseded", null=True, blank=True, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)

    objects = ActionQuerySet.as_manager()

    database_rules = (
        Refuse("actions_action_no_delete", "DELETE", "An action is withdrawn by its board, never deleted"),
        Refuse(
            "actions_action_starts_open",
            "INSERT",
            "An action is made open: only its board closes or withdraws it",
            when="NEW.status IN ('closed', 'withdrawn', 'superseded')",
        ),
        Refuse(
            "actions_action_ends_by_its_own_decision",
            "UPDATE",
            "An action is closed or withdrawn by an agreed proposal of its own, of that kind, at its board's meeting",
            columns=("status", "ended_by_id", "monitoring_board_id"),
            when="NEW.status IN ('closed', 'withdrawn') AND NOT EXISTS (SELECT 1 FROM actions_proposal p"
            " JOIN meetings_meeting m ON m.id = p.decided_at_meeting_id"
            " WHERE p.id = NEW.ended_by_id AND p.action_id = NEW.id AND p.granted"
            " AND m.board_id = NEW.monitoring_board_id AND m.status = 'held'"
            " AND p.kind = CASE NEW.status WHEN 'closed' THEN 'close' ELSE 'withdraw' END)",
        ),
        Refuse(
            "actions_action_stays_ended",
            "UPDATE",
            "What a board closed or withdrew stays so",
            columns=("status", "ended_by_id"),
            when="OLD.status IN ('closed', 'withdrawn')"
            " AND (NEW.status <> OLD.status OR NEW.ended_by_id IS NULL OR NEW.ended_by_id <> OLD.ended_by_id)",
        ),
        Refuse(
            "actions_action_superseded_by_name",
            "UPDATE",
            "An action is superseded by another that the record of superseding its review names",
            columns=("status", "superseded_by_id"),
            when="NEW.status = 'superseded' AND NOT EXISTS (SELECT 1 FROM actions_supersessionline line"
            " JOIN actions_supersession act ON act.id = line.supersession_id"
            " WHERE line.action_id = NEW.id AND line.became = 'superseded' AND act.later_id = NEW.superseded_by_id)",
        ),
        Refuse(
            "actions_action_stays_superseded",
            "UPDATE",
            "What was superseded stays so",
            columns=("status", "superseded_by_id"),
            when="OLD.status = 'superseded'"
            " AND (NEW.status <> OLD.status OR NEW.superseded_by_id IS NULL"
            " OR NEW.superseded_by_id <> OLD.superseded_by_id)",
        ),
        Refuse(
            "actions_action_reference_stays",
            "UPDATE",
            "A reference is never changed",
            columns=("board_code", "municipal_year", "number", "slug"),
            when="OLD.slug <> NEW.slug OR OLD.board_code <> NEW.board_code"
            " OR OLD.municipal_year <> NEW.municipal_year OR OLD.number <> NEW.number",
        ),
        *append_only("actions_action_follows", of_another=True),
    )

    class Meta:
        ordering = ["board_code", "municipal_year", "number"]
        constraints = [
            *Exemptible.Meta.constraints,
            models.UniqueConstraint(
                fields=["board_code", "municipal_year", "number"], name="actions_action_reference_given_once"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="actions_action_has_words"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_meeting__isnull=True),
                name="actions_action_due_one_way",
                violation_error_message="Give a due date or a meeting, not both.",
            ),
            models.CheckConstraint(
                condition=Q(original_due_on__isnull=True) | Q(original_due_month__isnull=True),
                name="actions_action_first_due_one_way",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="actions_action_status_known"),
            models.CheckConstraint(
                condition=Q(status__in=["closed", "withdrawn"], ended_by__isnull=False)
                | ~Q(status__in=["closed", "withdrawn"]) & Q(ended_by__isnull=True),
                name="actions_action_ends_only_by_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(status="superseded", superseded_by__isnull=False)
                | ~Q(status="superseded") & Q(superseded_by__isnull=True),
                name="actions_action_superseded_by_something",
            ),
        ]
        indexes = [models.Index(F("monitoring_board"), F("status"), name="actions_action_board_status")]

    def __str__(self):
        return f"{self.reference}: {self.title}"

    def get_absolute_url(self):
        return reverse("actions:detail", args=[self.slug])

    @property
    def reference(self) -> str:
        """Its name for good, such as "ILSC 2021/22-03"."""
        return f"{self.board_code} {self.municipal_year}-{self.number:02}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED

    @property
    def due(self) -> str:
        """When it is due, in words; empty where that is a gap."""
        if self.due_on:
            return date_format(self.due_on, "j F Y")
        return f"{self.due_meeting.when} meeting" if self.due_meeting else ""

    @property
    def original_due(self) -> str:
        """When it was first due, in words; empty where it never was."""
        if self.original_due_on:
            return date_format(self.original_due_on, "j F Y")
        return date_format(self.original_due_month, "F Y") if self.original_due_month else ""

    @property
    def first_due(self) -> str:
        """When it was first due, in words, where that is no longer when it is due; else empty."""
        day = self.due_on or (self.due_meeting and (self.due_meeting.date or self.due_meeting.month))
        first = self.original_due_on or self.original_due_month
        # a month that has got its day has not moved
        moved = day != first and not (day and self.original_due_month and day.replace(day=1) == first)
        return self.original_due if moved else ""

    def is_overdue(self, today) -> bool:
        """Whether it should have been done before `today` and is not said to be."""
        if self.status not in UNFINISHED:
            return False
        if self.due_on or (self.due_meeting and self.due_meeting.date):
            return (self.due_on or self.due_meeting.date) < today
        return bool(self.due_meeting and self.due_meeting.month < today.replace(day=1))
