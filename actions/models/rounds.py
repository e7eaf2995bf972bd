from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.querysets.rounds import NoticeQuerySet, RequestLineQuerySet
from people.triggers import append_only


class UpdateRound(models.Model):
    """That officers were asked for their updates before a meeting: once a meeting, whoever opened it."""

    meeting = models.OneToOneField("meetings.Meeting", models.PROTECT, related_name="update_round")
    opened_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["meeting"]

    def __str__(self):
        return f"Round for {self.meeting}"

    def get_absolute_url(self):
        return reverse("rounds:chase", args=[self.meeting_id])


class RoundRequest(models.Model):
    """That a post owes updates for a meeting. Written even for a post nobody can be reached for."""

    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="round_requests")
    owner = models.ForeignKey("people.Owner", models.PROTECT, related_name="round_requests")
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["meeting", "owner"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "owner"], name="actions_roundrequest_once_a_meeting_and_post")
        ]

    def __str__(self):
        return f"{self.owner}, for {self.meeting}"


class RequestLine(models.Model):
    """One action that a post was asked about. A later hand-over does not rewrite it."""

    request = models.ForeignKey(RoundRequest, models.PROTECT, related_name="lines")
    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="request_lines")
    asked_at = models.DateTimeField()
    by_name = models.BooleanField(default=False, help_text="The clerk asked for it, though nothing else did.")

    objects = RequestLineQuerySet.as_manager()

    database_rules = append_only("actions_requestline")

    class Meta:
        ordering = ["request", "action"]
        constraints = [models.UniqueConstraint(fields=["request", "action"], name="actions_requestline_once_a_request")]

    def __str__(self):
        return f"{self.action.reference}: {self.request}"


class NoUpdateReason(models.Model):
    """Why there is no update on an action for a meeting, as the clerk was told. It ends the chasing."""

    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="no_update_reasons")
    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="no_update_reasons")
    reason = models.TextField()
    entered_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    database_rules = append_only("actions_noupdatereason")

    class Meta:
        ordering = ["meeting", "action"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "action"], name="actions_noupdatereason_once_a_meeting"),
            models.CheckConstraint(condition=~Q(reason=""), name="actions_noupdatereason_has_words"),
        ]

    def __str__(self):
        return f"{self.action.reference}: {self.reason}"


class Notice(models.Model):
    """What a message tells one person about one post's missing updates. The key is what keeps it from going twice.

    Several notices of one kind to one person for one meeting go in one message.
    """

    class Kind(models.TextChoices):
        REQUEST = "request", "Request"
        FIRST_REMINDER = "first_reminder", "First reminder"
        SECOND_REMINDER = "second_reminder", "Second reminder"
        OVERDUE = "overdue", "Overdue notice"
        FURTHER = "further", "Further request"
        CLERK = "clerk", "Reminder by the clerk"
        ABOVE = "above", "To the post above"
        DIRECTOR = "director", "To the director"
        LETTER = "letter", "Letter from the chair"

    # beside the calendar: at most once a day
    DAILY = (Kind.FURTHER, Kind.CLERK)
    # to whoever answers for the post; the rest is about them, to somebody else
    TO_OWNERS = (Kind.REQUEST, Kind.FIRST_REMINDER, Kind.SECOND_REMINDER, Kind.OVERDUE, Kind.FURTHER, Kind.CLERK)

    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="notices")
    owner = models.ForeignKey("people.Owner", models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind)
    recipient = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    # what came to be asked later, or is asked by the clerk, may come again on another day; the calendar's goes once
    asked_on = models.DateField(null=True, blank=True)
    message = models.ForeignKey("people.Message", models.PROTECT, related_name="notices")
    written_on = models.DateField()

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "owner", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "owner", "kind", "recipient"],
                condition=~Q(kind__in=["further", "clerk"]),
                name="actions_notice_goes_once",
            ),
            models.UniqueConstraint(
                fields=["meeting", "owner", "kind", "recipient", "asked_on"],
                condition=Q(kind__in=["further", "clerk"]),
                name="actions_notice_beside_the_calendar_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["further", "clerk"], asked_on__isnull=False)
                | ~Q(kind__in=["further", "clerk"]) & Q(asked_on__isnull=True),
                name="actions_notice_beside_the_calendar_has_its_day",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.owner}, to {self.recipient}"


class UpdateDraft(models.Model):
    """What somebody has typed for an action and not sent yet: theirs alone, and no record of anything."""

    action = models.ForeignKey("actions.Action", models.CASCADE, related_name="drafts")
    user = models.ForeignKey("people.User", models.CASCADE, related_name="+")
    values = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["action"]
        constraints = [models.UniqueConstraint(fields=["action", "user"], name="actions_updatedraft_one_a_person")]

    def __str__(self):
        return f"Draft by {self.user} on {self.action.reference}"


class Clearance(models.Model):
    """That a director cleared an update for members to see, or that it was sent back to be written again."""

    class Outcome(models.TextChoices):
        CLEARED = "cleared", "Cleared"
        SENT_BACK = "sent_back", "Sent back"

    update = models.ForeignKey("actions.ProgressUpdate", models.PROTECT, related_name="clearances")
    outcome = models.CharField(max_length=20, choices=Outcome)
    reason = models.TextField(blank=True)
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    database_rules = append_only("actions_clearance")

    class Meta:
        ordering = ["update", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["update", "outcome"], name="actions_clearance_once"),
            models.CheckConstraint(
                condition=Q(outcome="cleared") | ~Q(reason=""), name="actions_clearance_sent_back_says_why"
            ),
        ]

    def __str__(self):
        return f"{self.get_outcome_display()}: {self.update}"
