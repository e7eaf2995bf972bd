"""What a message of a round says, made when it goes: of what is owed then, to who answers for it then."""

import datetime
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from actions.models import Action, Notice
from actions.services.rounds.notices import chased, reached, taken_further
from people.models import Membership, Owner
from people.reach import Directory
from people.services.outbox import Content

Kind = Notice.Kind

# the most pressing last: a message that carries several kinds speaks as the last of them
_RISING = [
    Kind.REQUEST,
    Kind.FURTHER,
    Kind.FIRST_REMINDER,
    Kind.CLERK,
    Kind.SECOND_REMINDER,
    Kind.OVERDUE,
    Kind.ABOVE,
    Kind.DIRECTOR,
    Kind.LETTER,
]
_SUBJECTS = {
    Kind.REQUEST: "Updates wanted by {due}: {board}",
    Kind.FURTHER: "Further updates wanted by {due}: {board}",
    Kind.FIRST_REMINDER: "Reminder: updates wanted by {due}: {board}",
    Kind.SECOND_REMINDER: "Last reminder: updates wanted by {due}: {board}",
    Kind.CLERK: "From the scrutiny office: updates wanted by {due}: {board}",
    Kind.OVERDUE: "Overdue: updates were due on {due}: {board}",
    Kind.ABOVE: "No update received from a post that reports to you: {board}",
    Kind.DIRECTOR: "No update received from your directorate: {board}",
    Kind.LETTER: "Letter from the Chair: no update received: {board}",
}


@dataclass(frozen=True)
class Line:
    """One action as a message names it: an exempt one by its reference alone."""

    reference: str
    title: str
    due: str
    overdue: bool
    url: str


@dataclass(frozen=True)
class PostLines:
    """A post and what it owes. `instead_of` is set where the mail went up from a post nobody answers for."""

    post: Owner
    instead_of: bool
    lines: list[Line]


def content_of(message, *, now: datetime.datetime, directory: Directory) -> Content | str:
    """What `message` says now, or why it is not needed any more."""
    notices = list(message.notices.select_related("meeting__board", "owner").order_by("owner__name", "pk"))
    if not notices:
        return "It carries no notice."
    meeting, today = notices[0].meeting, timezone.localdate(now)
    if not meeting.is_open or not meeting.date:
        return f"The meeting is {meeting.get_status_display().lower()}."
    if meeting.date < today:
        return f"The day of the meeting, {meeting.when}, is over."
    owed = chased(meeting, today, owners={notice.owner_id for notice in notices})
    if any(notice.kind not in Notice.TO_OWNERS for notice in notices):
        owed = taken_further(meeting, owed)
    still = [notice for notice in notices if notice.owner_id in owed]
    if not still:
        return "Nothing is owed any more."
    theirs = [notice for notice in still if _is_reached(directory, notice)]
    if not theirs:
        return f"{message.recipient} no longer answers for it."
    return _written(message, meeting, theirs, owed, directory, today)


def _written(message, meeting, theirs, owed, directory, today) -> Content:
    kind = max((notice.kind for notice in theirs), key=_RISING.index)
    posts = [_post(notice, owed, directory, message, today) for notice in _once(theirs)]
    context = {
        "recipient": message.recipient,
        "kind": kind,
        "meeting": meeting,
        "is_past_due": today > meeting.updates_due_on,
        "posts": posts,
        # whoever stands above a vacant post cannot answer for it
        "own_posts": any(not post.instead_of for post in posts),
        "others_posts": any(post.instead_of for post in posts),
        "chair": _chair(meeting, today) if kind == Kind.LETTER else "",
        "url": _absolute("rounds:mine", meeting.pk) if kind in Notice.TO_OWNERS else _absolute("home"),
        "council_name": settings.COUNCIL_NAME,
        "service_name": settings.SERVICE_NAME,
    }
    return Content(
        subject=_subject(kind, meeting, today),
        text=render_to_string("rounds/email/notice.txt", context),
        html=render_to_string("rounds/email/notice.html", context),
    )


def _subject(kind, meeting, today) -> str:
    if kind in Notice.TO_OWNERS and today > meeting.updates_due_on:
        # it comes late: asked for late, or held up on its way
        kind = Kind.OVERDUE
    due = date_format(meeting.updates_due_on, "j F Y")
    return _SUBJECTS[kind].format(due=due, board=f"{meeting.board}, {meeting.when}")


def _is_reached(directory, notice) -> bool:
    people = reached(directory, notice.kind, notice.owner_id)
    return notice.recipient_id in {one.user.pk for one in people}


def _once(notices):
    """One notice a post: a message may carry two about the same."""
    return list({notice.owner_id: notice for notice in notices}.values())


def _post(notice, owed, directory, message, today) -> PostLines:
    through = {one.through.pk for one in directory.reached(notice.owner_id) if one.user.pk == message.recipient_id}
    return PostLines(
        post=notice.owner,
        instead_of=notice.kind in Notice.TO_OWNERS and notice.owner_id not in through,
        lines=[_line(action, today) for action in owed[notice.owner_id]],
    )


def _line(action: Action, today) -> Line:
    return Line(
        reference=action.reference,
        title="" if action.exempt else action.title,
        due=action.due,
        overdue=action.is_overdue(today),
        url=_absolute("actions:detail", action.slug),
    )


def _chair(meeting, today) -> str:
    seats = Membership.objects.on(today).filter(board=meeting.board, kind=Membership.Kind.CHAIR)
    seat = seats.select_related("user").first()
    return seat.user.name if seat else ""


def _absolute(name, *args) -> str:
    return urljoin(settings.SITE_URL, reverse(name, args=args))
