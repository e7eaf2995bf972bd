"""Questions are answered: by whoever holds the post, a deputy or a clerk for it, in writing or at the meeting.

An undertaking in an answer becomes an action in one step, with the answer as what it answers.
"""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from actions.models import Action, Answer
from actions.services import actions, question_notices, questions
from people.services import events


class AnsweredMeanwhile(Exception):
    """Somebody else answered while this was written. `question` is the row as it is now."""

    def __init__(self, question):
        self.question = question
        super().__init__("Somebody else has answered this question while you were writing.")


@transaction.atomic
def answer(
    *,
    question,
    text,
    by,
    now,
    seen_answers: int,
    on_behalf_of=None,
    at_meeting=False,
    undertaking="",
    undertaking_owner=None,
    undertaking_due_on=None,
    undertaking_due_meeting=None,
    make_action=False,
) -> Answer:
    """Answer a submitted question. `seen_answers` is how many answers the person had before them.

    With an `undertaking` and `make_action`, the action is made at once. Raises AnsweredMeanwhile or
    ValidationError; nothing is written then.
    """
    question = questions.locked(question)
    _check_can_be_answered(question, at_meeting, timezone.localdate(now))
    if question.answers.count() != seen_answers:
        raise AnsweredMeanwhile(question)
    row = Answer(
        question=question,
        text=text.strip(),
        at_meeting=at_meeting,
        answered_by=by,
        on_behalf_of=on_behalf_of,
        answered_at=now,
        undertaking=undertaking.strip(),
        undertaking_owner=undertaking_owner,
        undertaking_due_on=undertaking_due_on,
        undertaking_due_meeting=undertaking_due_meeting,
    )
    row.full_clean()
    row.save(force_insert=True)
    new = {"answer": row.pk, "undertaking": bool(row.undertaking), "sha256": _digest(row)}
    events.record(subject=question, actor=by, verb="question_answered", now=now, new=new, on_behalf_of=on_behalf_of)
    question_notices.tell_asker(answer=row, now=now)
    if row.undertaking and make_action:
        _make_action(row, question, by=by, now=now)
    return row


@transaction.atomic
def make_action(*, answer, by, now, **fields) -> Action:
    """Make the action that an undertaking promises. `fields` are of `actions.create`, in place of what was said.

    Raises ValidationError where it has one already.
    """
    question = questions.locked(answer.question)
    return _make_action(Answer.objects.get(pk=answer.pk), question, by=by, now=now, **fields)


def proposed(answer) -> dict:
    """What an undertaking says of its action, as fields of `actions.create`."""
    due = {"due_on": answer.undertaking_due_on, "due_meeting": answer.undertaking_due_meeting}
    return {
        "title": answer.undertaking[:300],
        "owner": answer.undertaking_owner,
        "monitoring_board": answer.question.meeting.board,
        **due,
    }


def _make_action(answer, question, *, by, now, **fields) -> Action:
    if not answer.undertaking:
        raise ValidationError("This answer gives no undertaking.")
    if made := answer.actions.first():
        raise ValidationError(f"This undertaking is an action already: {made.reference}.")
    given = {**proposed(answer), **fields}
    action = actions.create(undertaking=answer, by=by, now=now, today=timezone.localdate(now), **given)
    new = {"answer": answer.pk, "action": action.pk}
    events.record(subject=question, actor=by, verb="undertaking_made_action", now=now, new=new)
    return action


def _check_can_be_answered(question, at_meeting, today):
    if not question.is_submitted or question.is_withdrawn:
        raise ValidationError("Only a question that is submitted, and not withdrawn, can be answered.")
    if at_meeting and (question.meeting.date is None or question.meeting.date > today):
        raise ValidationError({"at_meeting": "The meeting is still to come, so nothing was said there yet."})


def _digest(row) -> str:
    return hashlib.sha256(f"{row.text}\n{row.undertaking}".encode()).hexdigest()
