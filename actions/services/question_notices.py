"""Who is told of a question, each once: the posts it is put to, and the member once it is answered.

The notice is written with what it tells of; the message goes with the next turn of `send_due`, and its words
are made then (`question_letters`). One that waits still for the same person and meeting takes up what has come.
"""

from django.db.models import Q
from django.utils import timezone

from actions.models import QuestionNotice
from people.models import Message, Owner
from people.reach import Directory
from people.services import outbox


def posts_of(question) -> list[Owner]:
    """The posts a question is put to: the action's, or those of the actions that answer the resolution or finding."""
    if question.action_id:
        return [question.action.owner]
    answering = Q(actions__resolution=question.resolution_id) if question.resolution_id else None
    answering = answering or Q(actions__finding=question.finding_id)
    return list(Owner.objects.filter(answering).distinct().order_by("name"))


def tell_posts(*, question, now) -> list[QuestionNotice]:
    """Tell whoever is reached for each post that a question is put to it, in the caller's transaction."""
    directory = Directory(timezone.localdate(now))
    told, written = set(), []
    for owner in posts_of(question):
        for reached in directory.reached(owner.pk):
            # somebody who holds two of the posts is told once, and a councillor who holds one not of their own
            if reached.user.pk not in told | {question.asked_by_id}:
                told.add(reached.user.pk)
                written.append(_write(question, reached.user, now, owner=owner))
    return written


def tell_asker(*, answer, now) -> QuestionNotice | None:
    """Tell the member who asked that there is an answer; nobody, where they have no address or answered themselves."""
    asker = answer.question.asked_by
    if not asker.email or not asker.is_active or asker.pk == answer.answered_by_id:
        return None
    return _write(answer.question, asker, now, answer=answer)


def _write(question, recipient, now, **about) -> QuestionNotice:
    tells_of_answers = "answer" in about
    message = _not_gone_yet(question, recipient, tells_of_answers) or outbox.put(recipient=recipient, now=now)
    return QuestionNotice.objects.create(
        question=question, recipient=recipient, message=message, written_on=timezone.localdate(now), **about
    )


def _not_gone_yet(question, recipient, tells_of_answers) -> Message | None:
    """A message of this kind that nobody has begun to send, locked so that nobody does."""
    alike = QuestionNotice.objects.filter(
        question__meeting=question.meeting_id, recipient=recipient, answer__isnull=not tells_of_answers
    )
    waiting = Message.objects.select_for_update().filter(
        state=Message.State.WAITING, pk__in=alike.order_by().values("message")
    )
    return waiting.order_by("pk").first()
