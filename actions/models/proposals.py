from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format

from actions.querysets.proposals import ProposalQuerySet
from actions.statuses import Status
from people.triggers import Refuse

# true where NEW is decided at a meeting that was not held, or not of the action's monitoring board
_WRONG_MEETING = (
    "NEW.granted IS NOT NULL AND NOT EXISTS (SELECT 1 FROM meetings_meeting m, actions_action a"
    " WHERE m.id = NEW.decided_at_meeting_id AND a.id = NEW.action_id"
    " AND m.board_id = a.monitoring_board_id AND m.status = 'held')"
)


class Proposal(models.Model):
    """To close, extend or withdraw an action. Two keys: the board decides at a meeting, somebody else records it."""

    class Kind(models.TextChoices):
        CLOSE = "close", "Close"
        EXTEND = "extend", "Give more time"
        WITHDRAW = "withdraw", "Withdraw"

    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.TextField()
    new_due_on = models.DateField(null=True, blank=True)
    new_due_meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="+", null=True, blank=True)
    status_before = models.CharField(max_length=20, choices=Status)
    proposed_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey("people.Owner", models.PROTECT, related_name="+", null=True, blank=True)
    proposed_at = models.DateTimeField()
    by_ending = models.BooleanField(
        default=False, help_text="Raised because the ending of the resolution it answers was recorded."
    )

    taken_back_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    granted = models.BooleanField(null=True, blank=True)
    decided_at_meeting = models.ForeignKey(
        "meetings.Meeting", models.PROTECT, related_name="proposals_decided", null=True, blank=True
    )
    decision_note = models.TextField(blank=True)
    recorded_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    database_rules = (
        Refuse("actions_proposal_no_delete", "DELETE", "A proposal stays visible, decided or not"),
        Refuse(
            "actions_proposal_stays_as_asked",
            "UPDATE",
            "What was asked, and who asked, is never changed",
            columns=(
                "action_id",
                "kind",
                "reason",
                "new_due_on",
                "new_due_meeting_id",
                "status_before",
                "proposed_by_id",
                "on_behalf_of_id",
                "proposed_at",
                "by_ending",
            ),
        ),
        Refuse(
            "actions_proposal_decided_once",
            "UPDATE",
            "A decision that was recorded is never changed, nor a proposal that was taken back",
            when="OLD.granted IS NOT NULL OR OLD.taken_back_at IS NOT NULL",
        ),
        Refuse(
            "actions_proposal_decided_at_its_board",
            "UPDATE",
            "A proposal is decided at a held meeting of the board that monitors the action",
            when=_WRONG_MEETING,
        ),
        Refuse(
            "actions_proposal_starts_undecided",
            "INSERT",
            "A proposal waits for its board before it is decided",
            when="NEW.granted IS NOT NULL OR NEW.taken_back_at IS NOT NULL",
        ),
        Refuse(
            "actions_proposal_keeps_its_meeting_held",
            "UPDATE",
            "A meeting that decided something was held, and by its own board",
            columns=("status", "board_id"),
            when="(NEW.status <> 'held' OR NEW.board_id <> OLD.board_id)"
            " AND EXISTS (SELECT 1 FROM actions_proposal p WHERE p.decided_at_meeting_id = OLD.id)",
            table="meetings_meeting",
        ),
    )

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(granted__isnull=True, taken_back_at__isnull=True),
                name="actions_proposal_one_waiting_an_action",
                violation_error_message="A proposal on this action is waiting for the board already.",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="actions_proposal_says_why"),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False, granted__isnull=True),
                name="actions_proposal_taken_back_or_decided",
            ),
            models.CheckConstraint(
                condition=Q(
                    granted__isnull=True,
                    decided_at_meeting__isnull=True,
                    recorded_by__isnull=True,
                    recorded_at__isnull=True,
                )
                | Q(
                    granted__isnull=False,
                    decided_at_meeting__isnull=False,
                    recorded_by__isnull=False,
                    recorded_at__isnull=False,
                ),
                name="actions_proposal_decided_wholly_or_not",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=True) | ~Q(recorded_by=F("proposed_by")),
                name="actions_proposal_two_keys",
                violation_error_message="Whoever entered a proposal cannot record the board's decision on it.",
            ),
            models.CheckConstraint(
                condition=Q(kind="extend", new_due_on__isnull=False, new_due_meeting__isnull=True)
                | Q(kind="extend", new_due_on__isnull=True, new_due_meeting__isnull=False)
                | ~Q(kind="extend") & Q(new_due_on__isnull=True, new_due_meeting__isnull=True),
                name="actions_proposal_extends_to_one_date",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.action.reference}"

    @property
    def new_due(self) -> str:
        """Until when more time is asked for: "30 April 2026", "31 March 2026 meeting"; empty for another kind."""
        if self.new_due_on:
            return date_format(self.new_due_on, "j F Y")
        return f"{self.new_due_meeting.when} meeting" if self.new_due_meeting else ""

    @property
    def outcome(self) -> str:
        """What the board made of it, in a word."""
        if self.taken_back_at:
            return "Taken back"
        return {None: "Waiting for the board", True: "Agreed", False: "Refused"}[self.granted]
