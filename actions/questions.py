"""What the pages of questions show: the lists, a meeting's questions by what they are on, and a question's history."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Case, F, TextChoices, Value, When
from django.db.models.functions import Coalesce

from actions import reading
from actions.models import Action, Finding, Question
from actions.querysets import exempt
from meetings.models import Meeting, Resolution
from people.models import Event
from people.standing import Standing

HEADINGS = {
    "question_shared_with_chair": "Shared with the chair",
    "question_shared_with_board": "Shared with the board, as a line of enquiry",
    "question_made_private": "Made a private note again",
    "question_edited": "Changed",
    "question_submitted": "Submitted",
    "question_entered": "Entered for the member",
    "question_withdrawn": "Withdrawn",
    "question_answered": "Answered",
    "undertaking_made_action": "The undertaking became an action",
}


def subjects(standing: Standing) -> dict:
    """What `standing` may ask about: the kind of thing → those of it they may see, each with `exempt`."""
    resolutions = Resolution.objects.visible_to(standing).annotate(exempt=F("item__is_exempt"))
    findings = Finding.objects.visible_to(standing)
    hidden = Case(When(exempt.of_finding(), then=Value(True)), default=Value(False))
    return {
        "action": Action.objects.visible_to(standing).with_exempt().select_related("owner", "due_meeting"),
        "resolution": resolutions.select_related("item__meeting"),
        "finding": findings.annotate(exempt=hidden).select_related("review__item"),
    }


class Show(TextChoices):
    """The lists of questions. The value stands in the address of the page."""

    TO_ANSWER = "to_answer", "To answer"
    MINE = "mine", "Mine"
    CHAIR = "chair", "Shared with me as chair"
    ENQUIRY = "enquiry", "Lines of enquiry"
    SUBMITTED = "submitted", "All submitted"


def shows(standing: Standing) -> list[Show]:
    """The lists that there are for `standing`, the most urgent first."""
    held = {
        Show.TO_ANSWER: standing.is_clerk or standing.owner_ids,
        Show.MINE: True,
        Show.CHAIR: standing.chaired_board_ids,
        Show.ENQUIRY: standing.board_ids,
        Show.SUBMITTED: standing.is_clerk or standing.owner_ids or standing.board_ids,
    }
    return [show for show in Show if held[show]]


def listed(show: Show, standing: Standing):
    """The questions of one list, those for the meeting furthest ahead first."""
    reach = Question.Reach
    questions = Question.objects.visible_to(standing)
    if show == Show.TO_ANSWER:
        return in_order(to_answer(standing))
    if show == Show.MINE:
        return in_order(questions.filter(asked_by=standing.user))
    if show == Show.CHAIR:
        return in_order(questions.filter(reach=reach.CHAIR).exclude(asked_by=standing.user))
    if show == Show.ENQUIRY:
        return in_order(questions.filter(reach=reach.BOARD, meeting__board__in=standing.board_ids))
    return in_order(questions.filter(reach=reach.SUBMITTED))


def to_answer(standing: Standing):
    """What waits for an answer: of one's posts, and for clerks of anybody."""
    return _waiting(standing) if standing.is_clerk else put_to_me(standing)


def put_to_me(standing: Standing):
    """What waits for an answer of one's posts."""
    return _waiting(standing).put_to_posts_of(standing)


def _waiting(standing):
    return Question.objects.visible_to(standing).submitted().unanswered()


@dataclass(frozen=True)
class Unanswered:
    """A meeting and how many of the questions for it wait for an answer."""

    meeting: Meeting
    count: int


def unanswered(standing: Standing) -> list[Unanswered]:
    """The meetings with questions that wait for an answer, the earliest first. Two queries."""
    waiting = Counter(_waiting(standing).order_by().values_list("meeting", flat=True))
    meetings = Meeting.objects.filter(pk__in=waiting).select_related("board").in_order()
    return [Unanswered(meeting, waiting[meeting.pk]) for meeting in meetings]


def mine(standing: Standing, meetings) -> dict[int, list[Question]]:
    """Meeting id → what one has asked for it, with the answers. Two queries."""
    own = Question.objects.visible_to(standing).filter(asked_by=standing.user, meeting__in=meetings)
    found = defaultdict(list)
    for question in own.select_related("meeting__board", "asked_by").prefetch_related("answers").order_by("asked_at"):
        found[question.meeting_id].append(question)
    return found


def in_order(questions):
    """For the meeting furthest ahead first, and in the order they were put."""
    falls_on, put_at = Coalesce("meeting__date", "meeting__month"), Coalesce("submitted_at", "asked_at")
    return questions.order_by(falls_on.desc(), "meeting", put_at, "pk")


@dataclass
class Subject:
    """What questions are on, with them; `flags` counts the members who want it discussed."""

    subject: object
    about: str
    exempt: bool
    questions: list[Question] = field(default_factory=list)
    flags: int = 0
    flagged_by: tuple[str, ...] = ()

    @property
    def action(self):
        return self.subject if self.subject._meta.model_name == "action" else None


def of_meeting(meeting, standing: Standing) -> list[Subject]:
    """What members ask and want discussed at a meeting, as far as `standing` reads it: an order for its agenda.

    The most often flagged first, then what most is asked about. It is a paper to hand round, so what is private
    or shared with the chair alone is not on it, whoever reads it. A constant number of queries.
    """
    reach = Question.Reach
    readable = Question.objects.visible_to(standing).for_meeting(meeting)
    shared = readable.filter(reach__in=[reach.BOARD, reach.SUBMITTED])
    found = {}
    for one in reading.flagged(meeting, standing):
        found[one.action] = Subject(one.action, one.action.reference, one.action.exempt)
        found[one.action].flags, found[one.action].flagged_by = one.count, one.by
    for question in shared.filter(withdrawn_at__isnull=True).with_thread(standing).order_by("asked_at", "pk"):
        at = found.setdefault(question.subject, Subject(question.subject, question.about, question.exempt))
        at.questions.append(question)
    return sorted(found.values(), key=lambda one: (-one.flags, -len(one.questions), one.about))


@dataclass(frozen=True)
class Happened:
    at: datetime.datetime
    heading: str
    by: str
    on_behalf_of: str


def history(question) -> list[Happened]:
    """What happened to a question since somebody else might read it, the earliest first."""
    events = Event.objects.of(question).select_related("actor", "on_behalf_of")
    return [
        Happened(
            at=event.at,
            heading=HEADINGS.get(event.verb, event.verb.replace("_", " ").capitalize()),
            by=str(event.actor or "The tracker"),
            on_behalf_of=str(event.on_behalf_of or ""),
        )
        for event in events
    ]


def on(subject, standing: Standing):
    """The questions on one thing that `standing` reads, the latest first, with their answers."""
    about = {subject._meta.model_name: subject}
    return Question.objects.visible_to(standing).filter(**about).with_thread(standing).order_by("-asked_at", "-pk")


def can_read_undertaking(action, standing: Standing) -> bool:
    """Whether `standing` reads the question whose answer undertook to do an action; not, where it answers none."""
    asked = Question.objects.visible_to(standing).filter(answers=action.undertaking_id)
    return action.undertaking_id is not None and asked.exists()
