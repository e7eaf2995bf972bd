from django.db import models
from django.db.models import F, Q

from actions.querysets.updates import EvidenceQuerySet, UpdateQuerySet
from actions.statuses import OPEN, Confidence, Status
from meetings.models import Exemptible
from people.triggers import Refuse, append_only


class ProgressUpdate(Exemptible):
    """An officer's entry on an action. Never edited: a mistake is corrected by a further entry."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", "Progress"
        NO_CHANGE = "no_change", "No change"

    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="updates")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PROGRESS)
    status = models.CharField("delivery status", max_length=20, choices=[(s.value, s.label) for s in OPEN])
    status_reason = models.TextField("why it is paused", blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence, blank=True)
    confidence_reason = models.TextField("why it is not green", blank=True)
    progress = models.TextField("what was done", blank=True)
    impact = models.TextField("what changed for people", blank=True)
    forecast_on = models.DateField("when you expect it to be done", null=True, blank=True)
    no_change_since = models.DateField(null=True, blank=True)
    needs_clearance = models.BooleanField(
        default=False, help_text="Its directorate's director has to clear it before members see it."
    )

    meeting = models.ForeignKey(
        "meetings.Meeting", models.PROTECT, related_name="progress_updates", null=True, blank=True
    )
    corrects = models.ForeignKey("self", models.PROTECT, related_name="corrections", null=True, blank=True)
    entered_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey("people.Owner", models.PROTECT, related_name="+", null=True, blank=True)
    entered_at = models.DateTimeField()

    objects = UpdateQuerySet.as_manager()

    # all but the exempt marking, whose changes are recorded acts, and what a rewrite of history would touch
    database_rules = append_only(
        "actions_progressupdate",
        columns=(
            "action_id",
            "kind",
            "status",
            "status_reason",
            "confidence",
            "confidence_reason",
            "progress",
            "impact",
            "forecast_on",
            "no_change_since",
            "needs_clearance",
            "meeting_id",
            "corrects_id",
            "entered_by_id",
            "on_behalf_of_id",
            "entered_at",
        ),
    )

    class Meta:
        ordering = ["-entered_at", "-pk"]
        constraints = [
            *Exemptible.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in OPEN]), name="actions_progressupdate_status_is_the_owners"
            ),
            models.CheckConstraint(
                condition=Q(confidence="green")
                | Q(confidence="", kind="no_change")
                | ~Q(confidence="") & ~Q(confidence_reason=""),
                name="actions_progressupdate_not_green_says_why",
                violation_error_message="Say why the confidence is not green.",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.PAUSED) | ~Q(status_reason=""),
                name="actions_progressupdate_paused_says_why",
                violation_error_message="Say why the action is paused.",
            ),
            models.CheckConstraint(
                condition=Q(kind="progress", no_change_since__isnull=True) & ~Q(progress="")
                | Q(kind="no_change", no_change_since__isnull=False, progress="", impact=""),
                name="actions_progressupdate_says_what_was_done_or_no_change",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("id")),
                name="actions_progressupdate_does_not_correct_itself",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} on {self.action.reference}, {self.entered_at:%d %B %Y}"

    @property
    def cleared(self):
        """The clearance that let members see it, if it needed one and has it."""
        return self._clearance("cleared")

    @property
    def sent_back(self):
        """The clearance that says why it was sent back, if it was."""
        return self._clearance("sent_back")

    @property
    def waits_to_be_cleared(self) -> bool:
        return self.needs_clearance and not self.clearances.all()

    def _clearance(self, outcome):
        return next((one for one in self.clearances.all() if one.outcome == outcome), None)


class Evidence(models.Model):
    """A file, or an address, that shows what an update says. A wrong file leaves a tombstone with a reason."""

    update = models.ForeignKey(ProgressUpdate, models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=255)
    file = models.FileField(upload_to="evidence/%Y/%m/", max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    removed_reason = models.TextField(blank=True)
    removed_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    database_rules = (
        Refuse("actions_evidence_no_delete", "DELETE", "Evidence is removed with a reason, never deleted"),
        Refuse(
            "actions_evidence_stays_as_given",
            "UPDATE",
            "A file of evidence is removed once, with a reason, and never changed",
            when="OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL OR NEW.update_id <> OLD.update_id"
            " OR NEW.title <> OLD.title OR NEW.sha256 <> OLD.sha256",
        ),
    )

    class Meta:
        ordering = ["update", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True, removed_reason="")
                & ~Q(file="")
                & ~Q(sha256="")
                | Q(removed_at__isnull=False, removed_by__isnull=False, file="") & ~Q(removed_reason=""),
                name="actions_evidence_is_a_file_or_a_tombstone",
            )
        ]

    def __str__(self):
        return self.title
