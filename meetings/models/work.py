from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format

from meetings.models.exempt import Exemptible
from meetings.querysets.work import WorkItemQuerySet
from people.triggers import Refuse, append_only

# true where NEW is at a meeting of another board, or at one that was cancelled
_NOT_ITS_MEETING = (
    "NEW.meeting_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM meetings_meeting m"
    " WHERE m.id = NEW.meeting_id AND m.board_id = NEW.board_id AND m.status <> 'cancelled')"
)
# true where NEW was taken at a meeting that was not held
_NOT_HELD = (
    "NEW.taken_at_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM meetings_meeting m"
    " WHERE m.id = NEW.taken_at_id AND m.status = 'held')"
)


class WorkProgramme(models.Model):
    """A board's programme as a whole: the row that is locked while its items are put in order."""

    board = models.OneToOneField("people.Board", models.PROTECT, related_name="work_programme")
    changed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"Work programme of {self.board}"


class WorkItem(Exemptible):
    """What is to come to a board: at a meeting, in a month while no meeting is chosen, or not yet scheduled.

    It stands in the agenda order of its meeting, or among those of its month or without one, by `position`
    (1, 2, 3 …). It is open until a held meeting has taken it or it is dropped.
    """

    class Kind(models.TextChoices):
        REPORT = "report", "Report"
        ANNUAL_UPDATE = "annual_update", "Regular update"
        ITEM = "item", "Item"
        REVIEW = "review", "Review"

    board = models.ForeignKey("people.Board", models.PROTECT, related_name="work_items")
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="work_items", null=True, blank=True)
    month = models.DateField(null=True, blank=True, help_text="The first of the month, while no meeting is chosen.")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.ITEM)
    purpose = models.TextField("what members want from it", blank=True)
    owner = models.ForeignKey("people.Owner", models.PROTECT, related_name="work_items", null=True, blank=True)
    resolution = models.ForeignKey(
        "meetings.Resolution", models.PROTECT, related_name="work_items", null=True, blank=True
    )
    recurs_months = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Months until it comes again.")
    follows = models.OneToOneField("self", models.PROTECT, related_name="followed_by", null=True, blank=True)
    taken_at = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="work_taken", null=True, blank=True)
    dropped_why = models.TextField(blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)

    objects = WorkItemQuerySet.as_manager()

    database_rules = (
        Refuse("meetings_workitem_no_delete", "DELETE", "A work item is dropped, never deleted"),
        *(
            Refuse(f"meetings_workitem_{name}_{event.lower()}", event, message, columns, when)
            for name, message, columns, when in (
                (
                    "at_its_meeting",
                    "A work item comes to a meeting of its own board that is not cancelled",
                    ("meeting_id", "board_id"),
                    _NOT_ITS_MEETING,
                ),
                ("taken_when_held", "A work item is taken at a meeting that was held", ("taken_at_id",), _NOT_HELD),
            )
            for event, columns in (("INSERT", ()), ("UPDATE", columns))
        ),
    )

    class Meta:
        ordering = ["board", "meeting", "month", "position"]
        constraints = [
            *Exemptible.Meta.constraints,
            models.CheckConstraint(
                condition=Q(meeting__isnull=True) | Q(month__isnull=True),
                name="meetings_workitem_in_one_place",
                violation_error_message="Give a meeting or a month, not both.",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="meetings_workitem_has_a_title"),
            models.CheckConstraint(
                condition=Q(kind__in=["report", "annual_update", "item", "review"]), name="meetings_workitem_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(recurs_months__isnull=True)
                | Q(kind="annual_update", recurs_months__gte=1, recurs_months__lte=60),
                name="meetings_workitem_recurs_as_an_update",
                violation_error_message="Only a regular update comes again, after 1 to 60 months.",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(taken_at=F("meeting")),
                name="meetings_workitem_taken_where_it_stands",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True, dropped_why="")
                | Q(dropped_at__isnull=False, taken_at__isnull=True) & ~Q(dropped_why=""),
                name="meetings_workitem_dropped_says_why",
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="meetings_workitem_counts_from_one"),
            models.UniqueConstraint(
                fields=["meeting", "position"],
                condition=Q(meeting__isnull=False, dropped_at__isnull=True),
                name="meetings_workitem_one_a_position_at_a_meeting",
            ),
            models.UniqueConstraint(
                fields=["board", "month", "position"],
                condition=Q(month__isnull=False, dropped_at__isnull=True),
                name="meetings_workitem_one_a_position_in_a_month",
            ),
            models.UniqueConstraint(
                fields=["board", "position"],
                condition=Q(meeting__isnull=True, month__isnull=True, dropped_at__isnull=True),
                name="meetings_workitem_one_a_position_unscheduled",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{reverse('work:board', args=[self.board.code])}#work-{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to come: neither taken nor dropped."""
        return self.taken_at_id is None and self.dropped_at is None

    @property
    def when(self) -> str:
        """When it comes, in words: "3 March 2026", "March 2026"; empty while it is not scheduled."""
        if self.meeting:
            return self.meeting.when
        return date_format(self.month, "F Y") if self.month else ""


class WorkItemMove(models.Model):
    """That an item was given another place, and why. Never changed.

    `from_when` and `to_when` are the places as they then were, in words, since a meeting's day changes;
    empty for none. `slipped` where the item was put off: to a later place, or to none.
    """

    item = models.ForeignKey(WorkItem, models.PROTECT, related_name="moves")
    from_meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="+", null=True, blank=True)
    from_month = models.DateField(null=True, blank=True)
    from_when = models.CharField(max_length=40, blank=True)
    to_meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="+", null=True, blank=True)
    to_month = models.DateField(null=True, blank=True)
    to_when = models.CharField(max_length=40, blank=True)
    why = models.TextField(blank=True)
    slipped = models.BooleanField(default=False)
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField()

    database_rules = append_only("meetings_workitemmove")

    class Meta:
        ordering = ["item", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slipped=False) | ~Q(why=""), name="meetings_workitemmove_slipped_says_why"
            )
        ]

    def __str__(self):
        return f"{self.item}: {self.from_when or 'not scheduled'} → {self.to_when or 'not scheduled'}"
