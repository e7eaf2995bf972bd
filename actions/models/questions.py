"""Members' questions for a meeting, and what was answered. What each member has read or flagged is in `reading`."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from actions.querysets.questions import AnswerQuerySet, QuestionQuerySet
from people.triggers import Refuse, append_only

# what a question is on, as names of its fields; it is always on exactly one
SUBJECTS = ("action", "resolution", "finding")

# true where NEW is asked by somebody who had no seat on the meeting's board on the day it was asked
_NO_SEAT = (
    "NOT EXISTS (SELECT 1 FROM people_membership seat JOIN meetings_meeting m ON m.board_id = seat.board_id"
    " WHERE m.id = NEW.meeting_id AND seat.user_id = NEW.asked_by_id AND seat.starts_on <= NEW.asked_on"
    " AND (seat.ends_on IS NULL OR seat.ends_on >= NEW.asked_on))"
)


def _on_exactly_one() -> Q:
    choices = [Q(**{f"{one}__isnull": one != chosen for one in SUBJECTS}) for chosen in SUBJECTS]
    return choices[0] | choices[1] | choices[2]


class Question(models.Model):
    """A member's question on an action, a resolution or a finding, for a meeting.

    Its reach only says who reads it: the member alone, the chair as well, the whole board (a line of
    enquiry), or, once submitted, whoever has to answer. What was submitted is never changed; it may be withdrawn.
    """

    class Reach(models.TextChoices):
        PRIVATE = "private", "Private note"
        CHAIR = "chair", "Shared with the chair"
        BOARD = "board", "Line of enquiry"
        SUBMITTED = "submitted", "Submitted"

    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey("people.User", models.PROTECT, related_name="questions")
    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="questions", null=True, blank=True)
    resolution = models.ForeignKey(
        "meetings.Resolution", models.PROTECT, related_name="questions", null=True, blank=True
    )
    finding = models.ForeignKey("actions.Finding", models.PROTECT, related_name="questions", null=True, blank=True)
    text = models.TextField("question")
    reach = models.CharField(max_length=20, choices=Reach, default=Reach.PRIVATE)
    # the day it was asked, on which the member had a seat: the meeting's, where it was asked there
    asked_on = models.DateField()
    asked_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        "people.User",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="The scrutiny officer who entered it for the member, if one did.",
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = QuestionQuerySet.as_manager()

    database_rules = (
        Refuse(
            "actions_question_asked_by_a_member",
            "INSERT",
            "A question is asked by somebody with a seat on the board whose meeting it is for",
            when=_NO_SEAT,
        ),
        Refuse(
            "actions_question_moved_by_a_member",
            "UPDATE",
            "A question is asked by somebody with a seat on the board whose meeting it is for",
            columns=("meeting_id",),
            when=_NO_SEAT,
        ),
        Refuse(
            "actions_question_stays_whose_it_is",
            "UPDATE",
            "Who asked, and on what, is never changed",
            columns=(
                "asked_by_id",
                "action_id",
                "resolution_id",
                "finding_id",
                "asked_on",
                "asked_at",
                "entered_by_id",
            ),
        ),
        Refuse(
            "actions_question_stays_as_submitted",
            "UPDATE",
            "A question that was submitted is never changed",
            columns=("meeting_id", "text", "reach", "submitted_at"),
            when="OLD.submitted_at IS NOT NULL",
        ),
        Refuse(
            "actions_question_withdrawn_once",
            "UPDATE",
            "A question that was withdrawn stays withdrawn, as it was",
            columns=("withdrawn_at", "withdrawn_by_id", "withdrawn_why"),
            when="OLD.withdrawn_at IS NOT NULL",
        ),
        Refuse(
            "actions_question_no_delete",
            "DELETE",
            "A question that others read is withdrawn, never deleted",
            when="OLD.reach <> 'private'",
        ),
    )

    class Meta:
        ordering = ["meeting", "asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=_on_exactly_one(), name="actions_question_on_exactly_one_thing"),
            models.CheckConstraint(condition=~Q(text=""), name="actions_question_has_words"),
            models.CheckConstraint(
                condition=Q(reach="submitted", submitted_at__isnull=False)
                | Q(reach__in=["private", "chair", "board"], submitted_at__isnull=True),
                name="actions_question_submitted_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, submitted_at__isnull=False),
                name="actions_question_withdrawn_once_submitted",
            ),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=True) | Q(submitted_at__isnull=False),
                name="actions_question_entered_for_somebody_is_submitted",
            ),
        ]

    def __str__(self):
        return f"Question by {self.asked_by} on {self.about}"

    def get_absolute_url(self):
        return reverse("questions:detail", args=[self.pk])

    @property
    def subject(self):
        """The action, resolution or finding it is on."""
        return self.action or self.resolution or self.finding

    @property
    def about(self) -> str:
        """What it is on, named so that no exempt word is in it: "ILSC 2021/22-03", "resolution 2 of 3 March 2020"."""
        if self.action_id:
            return self.action.reference
        if self.resolution_id:
            of = self.resolution.item.meeting.when
            return f"resolution {self.resolution.number} of {of}" if self.resolution.number else f"a resolution of {of}"
        return f"{self.finding.get_kind_display().lower()} {self.finding.number} of a review"

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None

    @property
    def came_late(self) -> bool:
        """Whether it was submitted after the day for that, as the meeting stands now: a clerk can enter one late."""
        due = self.meeting.questions_due_on
        return bool(due and self.submitted_at and timezone.localdate(self.submitted_at) > due)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class Answer(models.Model):
    """What was answered to a question that was submitted. Never edited: a mistake is mended by a further answer.

    It may give an undertaking, which says what will be done, by whom and by when, and becomes an action.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    text = models.TextField("answer")
    at_meeting = models.BooleanField("given at the meeting", default=False)
    answered_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey("people.Owner", models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField()

    undertaking = models.TextField("what will be done", blank=True)
    undertaking_owner = models.ForeignKey(
        "people.Owner", models.PROTECT, related_name="undertakings", null=True, blank=True
    )
    undertaking_due_on = models.DateField(null=True, blank=True)
    undertaking_due_meeting = models.ForeignKey(
        "meetings.Meeting", models.PROTECT, related_name="undertakings_due", null=True, blank=True
    )

    objects = AnswerQuerySet.as_manager()

    database_rules = (
        *append_only("actions_answer"),
        Refuse(
            "actions_answer_to_a_submitted_question",
            "INSERT",
            "Only a question that was submitted and not withdrawn is answered",
            when="NOT EXISTS (SELECT 1 FROM actions_question q WHERE q.id = NEW.question_id"
            " AND q.submitted_at IS NOT NULL AND q.withdrawn_at IS NULL)",
        ),
    )

    class Meta:
        ordering = ["question", "answered_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="actions_answer_has_words"),
            models.CheckConstraint(
                condition=Q(
                    undertaking="",
                    undertaking_owner__isnull=True,
                    undertaking_due_on__isnull=True,
                    undertaking_due_meeting__isnull=True,
                )
                | ~Q(undertaking="") & Q(undertaking_owner__isnull=False),
                name="actions_answer_undertaking_has_an_owner",
                violation_error_message="Say which post gives the undertaking.",
            ),
            models.CheckConstraint(
                condition=Q(undertaking_due_on__isnull=True) | Q(undertaking_due_meeting__isnull=True),
                name="actions_answer_undertaking_due_one_way",
                violation_error_message="Give a due date or a meeting, not both.",
            ),
        ]

    def __str__(self):
        return f"Answer by {self.answered_by}"


class QuestionNotice(models.Model):
    """What a message tells one person about a question: that it was asked of their post, or that it is answered.

    The key is what keeps it from going twice. Several to one person for one meeting go in one message.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="notices")
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="notices", null=True, blank=True)
    owner = models.ForeignKey(
        "people.Owner",
        models.PROTECT,
        related_name="question_notices",
        null=True,
        blank=True,
        help_text="The post it was asked of; none where it tells of an answer.",
    )
    recipient = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    message = models.ForeignKey("people.Message", models.PROTECT, related_name="question_notices")
    written_on = models.DateField()

    database_rules = append_only("actions_questionnotice")

    class Meta:
        ordering = ["question", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "recipient"],
                condition=Q(answer__isnull=True),
                name="actions_questionnotice_asked_once",
            ),
            models.UniqueConstraint(
                fields=["answer", "recipient"],
                condition=Q(answer__isnull=False),
                name="actions_questionnotice_answered_once",
            ),
            models.CheckConstraint(
                condition=Q(answer__isnull=True, owner__isnull=False) | Q(answer__isnull=False, owner__isnull=True),
                name="actions_questionnotice_of_a_question_or_an_answer",
            ),
        ]

    def __str__(self):
        return f"{self.question}, to {self.recipient}"

    @property
    def tells(self) -> str:
        """What it tells, in words."""
        return "Answer to a question" if self.answer_id else "Question put to the post"
