from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format

from actions.querysets.outcomes import OutcomeQuerySet
from meetings.models import Exemptible, Resolution
from people.triggers import Refuse, append_only

# all but what is set once, and the exempt marking, whose changes are recorded acts
_NEVER_CHANGED = (
    "meeting_id",
    "kind",
    "corrects_id",
    "action_id",
    "on_resolution_id",
    "finding_id",
    "proposal_id",
    "words",
    "resolution_kind",
    "referred_to_id",
    "at_meeting_id",
    "month",
    "recorded_by_id",
    "recorded_at",
)


# true of rows that are on something
_HAS_SUBJECT = Q(action__isnull=False) | Q(on_resolution__isnull=False) | Q(finding__isnull=False)


class Outcome(Exemptible):
    """What a board decided at a meeting, on something in its pack or on nothing in it, as the clerk recorded it.

    Never edited: a mistake is corrected by a further outcome that names it. Its words are the clerk's
    until the minutes are imported: `resolution` is then, once, the resolution that has the board's own.
    """

    class Kind(models.TextChoices):
        NOTE = "note", "Noted"
        KEEP_MONITORING = "keep_monitoring", "Keep monitoring"
        PROPOSAL = "proposal", "Proposal decided"
        ASK_REPORT = "ask_report", "Report asked for"
        NEW_RESOLUTION = "new_resolution", "New resolution"
        REFER = "refer", "Referred to another board"
        STRUCK = "struck", "Recorded by mistake"

    # that a report was noted seldom has a resolution of its own; these are to be found in the minutes
    MINUTED = (Kind.PROPOSAL, Kind.ASK_REPORT, Kind.NEW_RESOLUTION, Kind.REFER)

    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=20, choices=Kind)
    corrects = models.OneToOneField("self", models.PROTECT, related_name="correction", null=True, blank=True)

    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="outcomes", null=True, blank=True)
    on_resolution = models.ForeignKey(
        "meetings.Resolution", models.PROTECT, related_name="outcomes_on", null=True, blank=True
    )
    finding = models.ForeignKey("actions.Finding", models.PROTECT, related_name="outcomes", null=True, blank=True)
    proposal = models.ForeignKey("actions.Proposal", models.PROTECT, related_name="outcomes", null=True, blank=True)

    words = models.TextField(
        blank=True, help_text="The clerk’s note, what a report is to be about, or what was resolved."
    )
    resolution_kind = models.CharField(max_length=20, choices=Resolution.Kind, blank=True)
    referred_to = models.ForeignKey("people.Board", models.PROTECT, related_name="+", null=True, blank=True)
    at_meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="+", null=True, blank=True)
    month = models.DateField(null=True, blank=True, help_text="The first of the month a report was asked for.")
    work_item = models.ForeignKey(
        "meetings.WorkItem",
        models.PROTECT,
        related_name="outcomes",
        null=True,
        blank=True,
        help_text="Where the report asked for, or what was referred, stands in a work programme.",
    )

    recorded_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    resolution = models.ForeignKey(
        "meetings.Resolution", models.PROTECT, related_name="outcomes", null=True, blank=True
    )
    linked_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    linked_at = models.DateTimeField(null=True, blank=True)

    objects = OutcomeQuerySet.as_manager()

    database_rules = (
        *append_only("actions_outcome", columns=_NEVER_CHANGED),
        Refuse(
            "actions_outcome_linked_once",
            "UPDATE",
            "An outcome is linked with the minutes once: a mistake is corrected by a further outcome",
            columns=("resolution_id", "linked_by_id", "linked_at"),
            when="OLD.resolution_id IS NOT NULL",
        ),
        Refuse(
            "actions_outcome_planned_once",
            "UPDATE",
            "What a board asked for is put into a work programme once",
            columns=("work_item_id",),
            when="OLD.work_item_id IS NOT NULL",
        ),
        *(
            Refuse(
                f"actions_outcome_linked_with_its_minutes_on_{event.lower()}",
                event,
                "An outcome is linked with a resolution of its own meeting",
                columns=columns,
                when="NEW.resolution_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM meetings_resolution r"
                " JOIN meetings_agendaitem i ON i.id = r.item_id"
                " WHERE r.id = NEW.resolution_id AND i.meeting_id = NEW.meeting_id)",
            )
            for event, columns in (("INSERT", ()), ("UPDATE", ("resolution_id",)))
        ),
        Refuse(
            "actions_outcome_at_a_held_meeting",
            "INSERT",
            "Only a meeting that was held decides anything",
            when="NOT EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.id = NEW.meeting_id AND m.status = 'held')",
        ),
        Refuse(
            "actions_outcome_of_its_own_board",
            "INSERT",
            "A board decides on the actions it monitors",
            when="NEW.action_id IS NOT NULL AND NEW.corrects_id IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM meetings_meeting m"
            " JOIN actions_action a ON a.monitoring_board_id = m.board_id"
            " WHERE m.id = NEW.meeting_id AND a.id = NEW.action_id)",
        ),
        Refuse(
            "actions_outcome_of_a_decided_proposal",
            "INSERT",
            "A proposal’s outcome is what its own meeting decided on it",
            when="NEW.proposal_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM actions_proposal p"
            " WHERE p.id = NEW.proposal_id AND p.action_id = NEW.action_id"
            " AND p.granted IS NOT NULL AND p.decided_at_meeting_id = NEW.meeting_id)",
        ),
        Refuse(
            "actions_outcome_corrects_its_own_meetings",
            "INSERT",
            "A correction is of an outcome of the same meeting; what was decided on a proposal stays decided",
            when="NEW.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM actions_outcome o"
            " WHERE o.id = NEW.corrects_id AND o.meeting_id = NEW.meeting_id AND o.kind <> 'struck'"
            " AND COALESCE(o.proposal_id, 0) = COALESCE(NEW.proposal_id, 0))",
        ),
        Refuse(
            "actions_outcome_keeps_its_meeting_held",
            "UPDATE",
            "A meeting that decided something was held, and by its own board",
            columns=("status", "board_id"),
            when="(NEW.status <> 'held' OR NEW.board_id <> OLD.board_id)"
            " AND EXISTS (SELECT 1 FROM actions_outcome o WHERE o.meeting_id = OLD.id)",
            table="meetings_meeting",
        ),
    )

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            *Exemptible.Meta.constraints,
            models.CheckConstraint(
                condition=Q(on_resolution__isnull=True, finding__isnull=True)
                | Q(action__isnull=True, finding__isnull=True)
                | Q(action__isnull=True, on_resolution__isnull=True),
                name="actions_outcome_on_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(kind="proposal", proposal__isnull=False, action__isnull=False)
                | ~Q(kind="proposal") & Q(proposal__isnull=True),
                name="actions_outcome_of_a_proposal_says_which",
            ),
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(corrects__isnull=True), name="actions_outcome_one_a_proposal"
            ),
            models.CheckConstraint(
                condition=~Q(words="") | Q(kind__in=["note", "keep_monitoring", "refer", "proposal"]) & _HAS_SUBJECT,
                name="actions_outcome_has_words_or_a_subject",
                violation_error_message="Say what the board decided.",
            ),
            models.CheckConstraint(
                condition=Q(kind="new_resolution") & ~Q(resolution_kind="")
                | ~Q(kind="new_resolution") & Q(resolution_kind=""),
                name="actions_outcome_new_resolution_has_its_kind",
                violation_error_message="Choose what kind of resolution it is.",
            ),
            models.CheckConstraint(
                condition=Q(kind="refer", referred_to__isnull=False) | ~Q(kind="refer") & Q(referred_to__isnull=True),
                name="actions_outcome_referred_to_a_board",
                violation_error_message="Choose the board it is referred to.",
            ),
            models.CheckConstraint(
                condition=Q(at_meeting__isnull=True, month__isnull=True)
                | Q(kind="ask_report") & (Q(at_meeting__isnull=True) | Q(month__isnull=True)),
                name="actions_outcome_report_at_a_meeting_or_in_a_month",
                violation_error_message="Give a meeting or a month, not both.",
            ),
            models.CheckConstraint(
                condition=Q(work_item__isnull=True) | Q(kind__in=["ask_report", "refer"]),
                name="actions_outcome_planned_is_a_report_or_referred",
            ),
            models.CheckConstraint(
                condition=~Q(kind="struck") | Q(corrects__isnull=False), name="actions_outcome_struck_says_which"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("id")),
                name="actions_outcome_does_not_correct_itself",
            ),
            models.CheckConstraint(
                condition=Q(resolution__isnull=True, linked_by__isnull=True, linked_at__isnull=True)
                | Q(resolution__isnull=False, linked_at__isnull=False) & ~Q(kind="struck"),
                name="actions_outcome_linked_says_when",
            ),
        ]
        indexes = [models.Index(F("meeting"), F("recorded_at"), name="actions_outcome_of_a_meeting")]

    def __str__(self):
        return f"{self.said}: {self.words}" if self.words else self.said

    @property
    def said(self) -> str:
        """What was decided, in a few words: "Agreed: close", "Agreed: give more time until 30 April 2026"."""
        if self.proposal:
            until = f" until {self.proposal.new_due}" if self.proposal.new_due else ""
            return f"{self.proposal.outcome}: {self.proposal.get_kind_display().lower()}{until}"
        if self.kind == self.Kind.REFER:
            return f"Referred to {self.referred_to}"
        return self.get_kind_display()

    @property
    def is_minuted(self) -> bool:
        """Whether it is of a kind that minutes have a resolution for."""
        return self.kind in self.MINUTED

    @property
    def when(self) -> str:
        """When a report was asked for, in words; empty where the board named no meeting and no month."""
        if self.at_meeting:
            return f"{self.at_meeting.when} meeting"
        return date_format(self.month, "F Y") if self.month else ""

    @property
    def about(self):
        """The action, resolution or finding it is on, or None."""
        return self.action or self.on_resolution or self.finding
