"""What a member has read of a meeting's pack, and what they want discussed."""

from django.db import models

from actions.querysets.reading import FlagQuerySet, ReadMarkQuerySet


class ReadMark(models.Model):
    """That somebody has read an action for a meeting. Theirs alone, to help them through the pack, and no record.

    `read_at` is the moment the page they read was made, so that what came while they read counts as unread.
    """

    user = models.ForeignKey("people.User", models.CASCADE, related_name="+")
    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="read_marks")
    action = models.ForeignKey("actions.Action", models.CASCADE, related_name="read_marks")
    read_at = models.DateTimeField()

    objects = ReadMarkQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "action"]
        constraints = [
            models.UniqueConstraint(fields=["user", "meeting", "action"], name="actions_readmark_one_a_person")
        ]

    def __str__(self):
        return f"{self.action.reference}, read by {self.user}"


class Flag(models.Model):
    """That a member wants an action discussed at a meeting. The chair sees who; taken down, the row goes."""

    user = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="flags")
    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="flags")
    flagged_at = models.DateTimeField()

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "action", "flagged_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "meeting", "action"], name="actions_flag_one_a_person")]

    def __str__(self):
        return f"{self.action.reference}, flagged by {self.user}"
