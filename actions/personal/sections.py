"""Every section of what is held about somebody, in the order they are read.

Actions, meetings and boards are named by reference, day and name; never by a title. What is exempt may not even be
known of, so that what was typed on it, and its reference, are guarded. What other people typed is theirs: that a
question was answered is told, and not the answer.
"""

from django.db.models import Q

from actions.models import (
    Action,
    Answer,
    Flag,
    Notice,
    Outcome,
    ProgressUpdate,
    Proposal,
    Question,
    QuestionNotice,
    ReadMark,
    UpdateDraft,
)
from actions.personal.account import ACCOUNT
from actions.personal.shapes import Column, Section
from actions.querysets import exempt
from actions.services.circulating import without_link
from meetings.models import Attendance, CirculationRecipient
from people.models import Event, Message, stream_of

REFERENCE = Column("action", "Action", "action.reference", guarded=True)


def _meeting(path="meeting") -> Column:
    return Column("meeting", "Meeting", lambda row: str(value) if (value := getattr(row, path)) else None)


def _own_notes() -> Q:
    """Questions that are on something exempt, or that others may not read yet."""
    return exempt.of_question() | ~Q(reach=Question.Reach.SUBMITTED)


def _own_drafts(rows, reader):
    """What was typed and not sent is for whoever typed it, if they may still see the action."""
    return rows.filter(user=reader.user.pk, action__in=Action.objects.visible_to(reader))


def _on_visible_actions(rows, reader):
    return rows.filter(action__in=Action.objects.visible_to(reader))


def _by(user):
    """Who did something to somebody, without naming others."""

    def who(event):
        return (
            "the tracker" if event.actor_id is None else "this person" if event.actor_id == user.pk else "a colleague"
        )

    return who


def _about(user):
    rows = Event.objects.of(user)
    for event in rows:
        event.who = _by(user)(event)
        yield event


WRITTEN = (
    Section(
        "updates",
        "Progress updates entered",
        lambda user: ProgressUpdate.objects.filter(entered_by=user).select_related("action", "on_behalf_of"),
        (
            Column("entered", "Entered", "entered_at"),
            REFERENCE,
            Column("kind", "Kind", "get_kind_display"),
            Column("status", "Status", "get_status_display"),
            Column("confidence", "Confidence", "get_confidence_display"),
            Column("for_post", "For the post", lambda row: row.on_behalf_of and row.on_behalf_of.name),
            Column("progress", "What was done", guarded=True),
            Column("impact", "What changed for people", guarded=True),
            Column("status_reason", "Why it is paused", guarded=True),
            Column("confidence_reason", "Why it is not green", guarded=True),
        ),
        covers=("actions.ProgressUpdate.entered_by",),
        kept_back=exempt.of_update,
    ),
    Section(
        "update_drafts",
        "Updates begun and not sent",
        lambda user: UpdateDraft.objects.filter(user=user).select_related("action"),
        (Column("saved", "Saved", "saved_at"), REFERENCE, Column("typed", "Typed", "values", guarded=True)),
        covers=("actions.UpdateDraft.user",),
        kept_back=lambda: Q(),
        readable=_own_drafts,
    ),
    Section(
        "proposals",
        "Proposals entered",
        lambda user: Proposal.objects.filter(proposed_by=user).select_related("action"),
        (
            Column("entered", "Entered", "proposed_at"),
            REFERENCE,
            Column("kind", "To", "get_kind_display"),
            Column("outcome", "Outcome"),
            Column("reason", "Reason", guarded=True),
        ),
        covers=("actions.Proposal.proposed_by",),
        kept_back=lambda: exempt.of_action("action__"),
    ),
    Section(
        "decisions",
        "Decisions on proposals recorded",
        lambda user: Proposal.objects.filter(recorded_by=user).select_related("action", "decided_at_meeting__board"),
        (
            Column("recorded", "Recorded", "recorded_at"),
            REFERENCE,
            _meeting("decided_at_meeting"),
            Column("granted", "Agreed"),
            Column("note", "Note", "decision_note", guarded=True),
        ),
        covers=("actions.Proposal.recorded_by",),
        kept_back=lambda: exempt.of_action("action__"),
    ),
    Section(
        "outcomes",
        "What meetings decided, as recorded by this person",
        lambda user: Outcome.objects.filter(recorded_by=user).select_related("action", "meeting__board"),
        (
            Column("recorded", "Recorded", "recorded_at"),
            _meeting(),
            Column("kind", "Kind", "get_kind_display"),
            Column("action", "Action", lambda row: row.action and row.action.reference, guarded=True),
            Column("words", "Words", guarded=True),
        ),
        covers=("actions.Outcome.recorded_by",),
        kept_back=exempt.of_outcome,
    ),
    Section(
        "questions",
        "Questions asked, and notes",
        lambda user: (
            Question.objects.filter(asked_by=user)
            .select_related("meeting__board", "action", "resolution__item__meeting", "finding")
            .prefetch_related("answers")
        ),
        (
            Column("asked", "Asked", "asked_at"),
            _meeting(),
            Column("reach", "Who reads it", "get_reach_display"),
            Column("about", "On", "about", guarded=True),
            Column("question", "Question", "text", guarded=True),
            Column("answered", "Answered", lambda row: bool(row.answers.all())),
        ),
        covers=("actions.Question.asked_by",),
        kept_back=_own_notes,
    ),
    Section(
        "answers",
        "Answers given",
        lambda user: Answer.objects.filter(answered_by=user).select_related(
            "on_behalf_of", "question__action", "question__resolution__item__meeting", "question__finding"
        ),
        (
            Column("answered", "Answered", "answered_at"),
            Column("about", "To a question on", "question.about", guarded=True),
            Column("for_post", "For the post", lambda row: row.on_behalf_of and row.on_behalf_of.name),
            Column("answer", "Answer", "text", guarded=True),
            Column("undertaking", "Undertaking", guarded=True),
        ),
        covers=("actions.Answer.answered_by",),
        kept_back=lambda: exempt.of_question("question__"),
    ),
    Section(
        "read",
        "Marked as read",
        lambda user: ReadMark.objects.filter(user=user).select_related("action", "meeting__board"),
        (Column("read", "Read", "read_at"), REFERENCE, _meeting()),
        covers=("actions.ReadMark.user",),
        kept_back=lambda: exempt.of_action("action__"),
        readable=_on_visible_actions,
        about="For the person alone: not in what an administrator makes.",
    ),
    Section(
        "flags",
        "Flagged for discussion",
        lambda user: Flag.objects.filter(user=user).select_related("action", "meeting__board"),
        (Column("flagged", "Flagged", "flagged_at"), REFERENCE, _meeting()),
        covers=("actions.Flag.user",),
        kept_back=lambda: exempt.of_action("action__"),
        readable=_on_visible_actions,
    ),
)

RECEIVED = (
    Section(
        "messages",
        "E-mails sent to this person",
        lambda user: Message.objects.filter(recipient=user),
        (
            Column("written", "Written", "created_at"),
            Column("sent", "Sent", "sent_at"),
            Column("state", "State", "get_state_display"),
            Column("to", "To", "address"),
            Column("subject", "Subject", guarded=True),
            Column("text", "Text", lambda row: without_link(row.text), guarded=True),
            Column("words_removed", "Words removed", "cleared_at"),
        ),
        covers=("people.Message.recipient",),
        about="Links that open something without signing in are left out.",
        # a title that stands in one may be exempt by now, which nothing in a message says
        kept_back=lambda: Q(),
        readable=lambda rows, reader: rows.filter(recipient=reader.user),
    ),
    Section(
        "reminders",
        "What these asked posts for",
        lambda user: Notice.objects.filter(recipient=user).select_related("owner", "meeting__board"),
        (
            Column("written", "Written", "written_on"),
            Column("kind", "Kind", "get_kind_display"),
            Column("post", "Post", "owner.name"),
            _meeting(),
        ),
        covers=("actions.Notice.recipient",),
    ),
    Section(
        "question_notices",
        "What these told of questions",
        lambda user: QuestionNotice.objects.filter(recipient=user).select_related(
            "question__action", "question__resolution__item__meeting", "question__finding"
        ),
        (
            Column("written", "Written", "written_on"),
            Column("kind", "Kind", "tells"),
            Column("about", "On", "question.about", guarded=True),
        ),
        covers=("actions.QuestionNotice.recipient",),
        kept_back=lambda: exempt.of_question("question__"),
        readable=lambda rows, reader: rows.filter(question__in=Question.objects.visible_to(reader)),
    ),
    Section(
        "circulations",
        "Papers circulated to this person",
        lambda user: (
            CirculationRecipient.objects.filter(user=user)
            .select_related("circulation__resolution__item__meeting__board")
            .prefetch_related("deliveries")
        ),
        (
            Column("sent", "Circulated", "circulation.sent_at"),
            Column("meeting", "For the resolution of", lambda row: str(row.circulation.resolution.item.meeting)),
            Column("as", "Sent as", "get_seat_display"),
            Column("to", "To", lambda row: ", ".join(one.address or "by hand" for one in row.deliveries.all())),
            Column("opened", "Opened", "acknowledged_at"),
            Column("how", "How", "get_acknowledged_how_display"),
        ),
        covers=("meetings.CirculationRecipient.user",),
    ),
    Section(
        "attendance",
        "Attendance in minutes",
        lambda user: Attendance.objects.filter(user=user).select_related("meeting__board"),
        (_meeting(), Column("name", "Name, as minuted"), Column("post", "Post, as minuted")),
        covers=("meetings.Attendance.user",),
    ),
)

HISTORY = (
    Section(
        "events_about",
        "What happened to the account",
        lambda user: list(_about(user)),
        (
            Column("at", "When", "at"),
            Column("what", "What", lambda event: event.verb.replace("_", " ")),
            Column("by", "By", "who"),
        ),
    ),
    Section(
        "events",
        "What this person did, in the record of history",
        lambda user: Event.objects.filter(actor=user).exclude(stream=stream_of(user)).order_by("at", "pk"),
        (
            Column("at", "When", "at"),
            Column("what", "What", lambda event: event.verb.replace("_", " ")),
            Column("of", "Of", lambda row: row.stream.partition(":")[0]),
        ),
        covers=("people.Event.actor",),
    ),
)

SECTIONS = (*ACCOUNT, *WRITTEN, *RECEIVED, *HISTORY)
# theirs alone, and shown to nobody who puts their data together for them
ALONE = ("read",)
