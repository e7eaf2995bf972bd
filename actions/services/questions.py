"""Members ask: for themselves, the chair, the board, or, by the day the board has set, whoever has to answer.

A private note is no record, so nothing is written of it but itself; from the moment that somebody else may
read a question, everything that happens to it is an event. Where a question and a meeting are both locked,
the question comes first.
"""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from actions.models import Question
from actions.services import question_notices
from meetings.models import Meeting
from meetings.services import meetings
from people.models import Membership
from people.services import events
from people.standing import standing_of

Reach = Question.Reach


class TooLate(ValidationError):
    """The day for submitting is over: a scrutiny officer has to be asked."""


class Changed(Exception):
    """The question was changed elsewhere in the meantime. `question` is the row as it is now."""

    def __init__(self, question):
        self.question = question
        super().__init__("This question was changed while you were writing.")


@transaction.atomic
def ask(*, meeting, by, text, now, reach=Reach.PRIVATE, action=None, resolution=None, finding=None) -> Question:
    """A member's new question on one thing, for a meeting to come.

    Raises TooLate where it is to be submitted and the day for that is over; ValidationError where they have
    no seat, or the meeting is over.
    """
    meeting, today = meetings.locked(meeting), timezone.localdate(now)
    _check_to_come(meeting, today)
    if reach == Reach.SUBMITTED:
        _check_in_time(meeting, today)
    question = Question(
        meeting=meeting,
        asked_by=by,
        action=action,
        resolution=resolution,
        finding=finding,
        text=text.strip(),
        reach=reach,
        asked_on=today,
        asked_at=now,
        submitted_at=now if reach == Reach.SUBMITTED else None,
    )
    _make(question)
    if reach != Reach.PRIVATE:
        _record(question, _verb(reach), actor=by, now=now, new=_shown(question))
    if reach == Reach.SUBMITTED:
        question_notices.tell_posts(question=question, now=now)
    return question


@transaction.atomic
def enter(*, meeting, asked_by, by, text, now, action=None, resolution=None, finding=None) -> Question:
    """A scrutiny officer puts a member's question, in time or late, or as it was asked at a meeting now held."""
    meeting, today = meetings.locked(meeting), timezone.localdate(now)
    if meeting.status == Meeting.Status.CANCELLED:
        raise ValidationError("This meeting is cancelled. Enter the question for another.")
    question = Question(
        meeting=meeting,
        asked_by=asked_by,
        action=action,
        resolution=resolution,
        finding=finding,
        text=text.strip(),
        reach=Reach.SUBMITTED,
        asked_on=meeting.date if meeting.status == Meeting.Status.HELD else today,
        asked_at=now,
        entered_by=by,
        submitted_at=now,
    )
    _check_may_see(question, question.asked_on)
    _make(question)
    _record(question, "question_entered", actor=by, now=now, new={**_shown(question), "asked_by": asked_by.pk})
    if meeting.is_open:
        question_notices.tell_posts(question=question, now=now)
    return question


@transaction.atomic
def revise(*, question, by, now, seen_version, text=None, meeting=None, reach=None) -> Question:
    """Change the words of a question that is not submitted, its meeting, or who reads it; or submit it.

    Raises Changed, TooLate or ValidationError; nothing is changed then.
    """
    question = locked(question, seen_version=seen_version)
    if question.is_submitted:
        raise ValidationError("This question is submitted, so it can no longer be changed.")
    old = _shown(question)
    question.text = question.text if text is None else text.strip()
    question.meeting = meetings.locked(meeting or question.meeting)
    question.reach = reach or question.reach
    _check_revised(question, old, timezone.localdate(now))
    question.submitted_at = now if question.reach == Reach.SUBMITTED else None
    question.full_clean()
    _touch(question, "text", "meeting", "reach", "submitted_at")
    _record_revised(question, old, actor=by, now=now)
    if question.reach == Reach.SUBMITTED:
        question_notices.tell_posts(question=question, now=now)
    return question


@transaction.atomic
def withdraw(*, question, by, now, why="") -> Question:
    """Take back a question that was submitted: it stays to be read, and nobody has to answer it any more."""
    question = locked(question)
    if not question.is_submitted:
        raise ValidationError("This question is not submitted, so there is nothing to withdraw.")
    if question.is_withdrawn:
        raise ValidationError("This question is withdrawn already.")
    if question.answers.exists():
        raise ValidationError("This question is answered, so it can no longer be withdrawn.")
    if by.pk != question.asked_by_id and not why.strip():
        raise ValidationError({"why": "Say why it is withdrawn: the member who asked reads it."})
    question.withdrawn_at, question.withdrawn_by, question.withdrawn_why = now, by, why.strip()
    _touch(question, "withdrawn_at", "withdrawn_by", "withdrawn_why")
    _record(question, "question_withdrawn", actor=by, now=now)
    return question


@transaction.atomic
def discard(*, question) -> None:
    """Throw a private note away, for good: it is no record."""
    question = locked(question)
    if question.reach != Reach.PRIVATE:
        raise ValidationError("Others read this question. Make it a private note again before you throw it away.")
    question.delete()


def locked(question, *, seen_version: int | None = None) -> Question:
    """The question's row as it is now, locked until the transaction ends.

    Raises Changed where `seen_version`, the version the person had before them, is no longer it, and
    ValidationError where it was thrown away.
    """
    rows = Question.objects.select_for_update(of=("self",), no_key=True)
    on = ("action__owner", "resolution__item__meeting", "finding")
    row = rows.select_related("meeting__board", "asked_by", *on).filter(pk=question.pk).first()
    if row is None:
        raise ValidationError("This note has been thrown away in the meantime.")
    if seen_version is not None and row.version != seen_version:
        raise Changed(row)
    return row


def _make(question):
    _check_seat(question, question.asked_on)
    question.full_clean()
    question.save(force_insert=True)


def _check_revised(question, old, today):
    """What is only put back to oneself, or reworded, needs no meeting to come and no seat; the rest does."""
    new = _shown(question)
    if new["meeting"] == old["meeting"] and new["reach"] in (old["reach"], Reach.PRIVATE):
        return
    _check_to_come(question.meeting, today)
    _check_seat(question, today)
    if question.reach == Reach.SUBMITTED:
        _check_in_time(question.meeting, today)


def _check_may_see(question, day):
    """Nobody is entered as asking about exempt matter that they may not see."""
    subject = question.subject
    visible = type(subject).objects.visible_to(standing_of(question.asked_by, day))
    if not visible.filter(pk=subject.pk).exists():
        raise ValidationError(f"This is exempt, and {question.asked_by} may not see it.")


def _check_to_come(meeting, today):
    if not meeting.is_open or (meeting.date and meeting.date < today):
        raise ValidationError("Questions are asked for a meeting to come. Choose another meeting.")


def _check_in_time(meeting, today):
    if meeting.questions_due_on and today > meeting.questions_due_on:
        raise TooLate(
            f"Questions for this meeting had to be submitted by {date_format(meeting.questions_due_on, 'j F Y')}. "
            "Ask the scrutiny office: a scrutiny officer can still put it for you, or the chair can take it at the "
            "meeting."
        )


def _check_seat(question, day):
    seats = Membership.objects.on(day).filter(board=question.meeting.board_id, user=question.asked_by_id)
    if not seats.exists():
        when = date_format(day, "j F Y")
        raise ValidationError(
            f"{question.asked_by} has no seat on the {question.meeting.board} on {when}: its members put questions."
        )


def _verb(reach) -> str:
    return {
        Reach.PRIVATE: "question_made_private",
        Reach.CHAIR: "question_shared_with_chair",
        Reach.BOARD: "question_shared_with_board",
        Reach.SUBMITTED: "question_submitted",
    }[reach]


def _touch(question, *fields):
    """Save fields of a locked question and count its version up, so that a stale page is noticed."""
    question.version += 1
    question.save(update_fields=[*fields, "version"])


def _shown(question) -> dict:
    """What events say of a question. Never the words, which may be exempt: their checksum, which binds them."""
    return {
        "reach": question.reach,
        "meeting": question.meeting_id,
        "sha256": hashlib.sha256(question.text.encode()).hexdigest(),
    }


def _record_revised(question, old, *, actor, now):
    """One event of what others notice: of nothing where the question was, and stays, a private note."""
    new = _shown(question)
    if new == old or {old["reach"], new["reach"]} == {Reach.PRIVATE}:
        return
    verb = _verb(question.reach) if new["reach"] != old["reach"] else "question_edited"
    _record(question, verb, actor=actor, now=now, old=old, new=new)


def _record(question, verb, *, actor, now, old=None, new=None, note=""):
    events.record(subject=question, actor=actor, verb=verb, now=now, old=old, new=new, note=note)
