"""What a message about members' questions says, made when it goes: of what waits for an answer then, or is answered.

What is exempt stands in it by its reference alone.
"""

import datetime
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.template.defaultfilters import pluralize
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from actions.models import Question
from actions.services.question_notices import posts_of
from people.reach import Directory
from people.services.outbox import Content
from people.standing import standing_of


@dataclass(frozen=True)
class Line:
    """One question as a message tells of it; `title` and the words are empty where it is exempt."""

    about: str
    title: str
    text: str
    asked_by: str
    post: str
    instead_of: bool
    answers: list[str]
    exempt: bool
    url: str


def content_of(message, *, now: datetime.datetime, directory: Directory) -> Content | str:
    """What `message` says now, or why it is not needed any more."""
    notices = list(message.question_notices.order_by("pk"))
    standing = standing_of(message.recipient, timezone.localdate(now))
    asked = Question.objects.filter(pk__in=[notice.question_id for notice in notices])
    readable = set(asked.visible_to(standing).values_list("pk", flat=True))
    questions = list(asked.with_thread(standing).order_by("submitted_at", "pk"))
    if notices[0].answer_id:
        return _of_answers(message, [one for one in questions if one.pk in readable])
    return _of_questions(message, questions, readable, directory)


def _of_questions(message, questions, readable, directory) -> Content | str:
    waiting = [one for one in questions if not _is_settled(one)]
    if not waiting:
        return "It is answered or withdrawn."
    lines = [_asked(one, message.recipient, one.pk in readable, directory) for one in waiting]
    lines = [line for line in lines if line]
    if not lines:
        return f"{message.recipient} no longer answers for it."
    count = len(lines)
    subject = f"{count} question{pluralize(count)} from members to answer: {waiting[0].meeting}"
    return _written("asked", subject, message, waiting[0].meeting, lines)


def _of_answers(message, questions) -> Content | str:
    if not questions:
        return f"{message.recipient} may not read it any more."
    lines = [_line(one, url=_absolute("questions:detail", one.pk)) for one in questions]
    subject = f"Your question{pluralize(len(lines))} answered: {questions[0].meeting}"
    return _written("answered", subject, message, questions[0].meeting, lines)


def _is_settled(question) -> bool:
    return question.is_withdrawn or bool(question.answers.all())


def _asked(question, recipient, is_readable, directory) -> Line | None:
    """The line of a question as it is put to somebody; None where they no longer answer for it.

    Whoever stands above a vacant post reads here what is asked, and sees that somebody answers it: the page of
    the question is for the post.
    """
    for post in posts_of(question):
        for one in directory.reached(post.pk):
            if one.user.pk == recipient.pk:
                url = _absolute("questions:answer", question.pk) if is_readable else _absolute("home")
                return _line(question, url=url, post=post.name, instead_of=one.through.pk != post.pk)
    return None


def _line(question, *, url, post="", instead_of=False) -> Line:
    return Line(
        about=question.about,
        title="" if question.exempt else str(question.action.title if question.action else question.subject.text),
        text="" if question.exempt else question.text,
        asked_by=question.asked_by.name,
        post=post,
        instead_of=instead_of,
        answers=[] if question.exempt else [answer.text for answer in question.answers.all()],
        exempt=question.exempt,
        url=url,
    )


def _written(kind, subject, message, meeting, lines) -> Content:
    context = {
        "kind": kind,
        "recipient": message.recipient,
        "meeting": meeting,
        "lines": lines,
        "council_name": settings.COUNCIL_NAME,
        "service_name": settings.SERVICE_NAME,
    }
    return Content(
        subject=subject,
        text=render_to_string("questions/email/notice.txt", context),
        html=render_to_string("questions/email/notice.html", context),
    )


def _absolute(name, *args) -> str:
    return urljoin(settings.SITE_URL, reverse(name, args=args))
