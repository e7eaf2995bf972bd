"""What a meeting's page says first: what its reader does next, what came of it, and what changed about it."""

import datetime
from dataclasses import dataclass

from django.utils.dateparse import parse_date
from django.utils.formats import date_format

from actions.models import Action, Finding, Pack, Question
from actions.permissions import can_ask, can_record_decisions, holds_a_post
from actions.services.updates import next_meetings
from actions.timeline import Change, Entry
from meetings.models import Meeting
from meetings.permissions import can_manage_meetings
from meetings.services.exempting import VERBS
from people.models import Event
from people.standing import Standing

# what happened to a meeting, as its page tells it; of the rest other pages tell
HEADINGS = {
    "planned": "Planned",
    "dated": "Given its day",
    "moved": "Moved",
    "held": "Recorded as held",
    "cancelled": "Cancelled",
    "round_opened": "Officers were asked for updates",
    "minutes_imported": "Minutes imported",
    "minutes_confirmed": "Minutes confirmed",
    "minutes_amended": "Minutes amended",
    "item_made_exempt": "An agenda item was marked as exempt",
    "item_exempt_otherwise": "An agenda item is exempt by another marking",
    "item_made_open": "An agenda item was opened: no longer exempt",
}

# told to those alone who may see the item
ABOUT_ITEMS = [f"item_{verb}" for verb in VERBS]


@dataclass(frozen=True)
class Step:
    """One thing to do next, or to know: `kind` is how `meetings/_next_step.html` words it, `count` of how many.

    `late` where it should have been done by now; `meeting` is the next one, where that is what there is to know.
    """

    kind: str
    count: int = 0
    late: bool = False
    meeting: Meeting | None = None


@dataclass(frozen=True)
class CameOf:
    """What came of a held meeting's resolutions and findings, as their reader sees them: counts of actions."""

    resolutions: int
    open: int
    overdue: int
    ended: int
    without: int


def steps(
    meeting: Meeting,
    standing: Standing,
    *,
    waiting: int,
    not_taken: int,
    has_minutes: bool,
    has_decisions: bool,
    pack: Pack | None,
) -> list[Step]:
    """What `standing` does next about a meeting, the most urgent first; the last resort is what they wait for.

    `waiting` counts the proposals to decide on, `not_taken` the items planned for it of which nothing is recorded;
    `pack` is its latest published one. The queries depend on who asks and the meeting's state alone.
    """
    found = [*_of_officer(meeting, standing)]
    if can_manage_meetings(standing):
        found += _of_clerk(meeting, standing, pack)
        if meeting.status == Meeting.Status.HELD and can_record_decisions(standing):
            found += _of_clerk_afterwards(meeting, waiting, not_taken, has_minutes, has_decisions)
    if meeting.is_open and pack:
        found.append(Step("ask" if can_ask(standing, meeting) else "read"))
    return found or _to_wait_for(meeting, standing)


def _of_officer(meeting, standing):
    """What one's posts owe for it, where it is the meeting that updates go to today, and what they are asked."""
    if not meeting.is_open or not holds_a_post(standing):
        return
    if next_meetings(standing.day, boards=[meeting.board_id]).get(meeting.board_id) == meeting:
        owed = Action.objects.visible_to(standing).of_posts(standing).owed_for(meeting, standing.day).count()
        if owed:
            yield Step("answer", owed, late=bool(meeting.date) and meeting.updates_due_on < standing.day)
    asked = _unanswered(meeting, standing).put_to_posts_of(standing).count()
    if asked:
        yield Step("questions_to_you", asked)


def _of_clerk(meeting, standing, pack):
    """What has to be done before a meeting, step by step."""
    if meeting.status == Meeting.Status.PROVISIONAL:
        yield Step("set_day")
    elif meeting.status == Meeting.Status.SCHEDULED and meeting.date <= standing.day:
        yield Step("hold")
    elif meeting.status == Meeting.Status.SCHEDULED:
        if not pack:
            missing = Action.objects.owed_for(meeting, standing.day).exclude(no_update_reasons__meeting=meeting)
            count = missing.count()
            kind = "publish" if not count or meeting.publish_on <= standing.day else "chase"
            yield Step(kind, count, late=meeting.updates_due_on < standing.day)
        unanswered = _unanswered(meeting, standing).count()
        if unanswered:
            yield Step("questions", unanswered)


def _of_clerk_afterwards(meeting, waiting, not_taken, has_minutes, has_decisions):
    """What has to be recorded of a meeting that was held."""
    if waiting or not (has_decisions or has_minutes):
        yield Step("decide", waiting)
    if not has_minutes:
        yield Step("import")
    if not_taken:
        yield Step("take", not_taken)
    if has_minutes and not meeting.minutes_confirmed_at_id:
        later = Meeting.objects.past().filter(board=meeting.board_id, date__gt=meeting.date).order_by("date").first()
        if later:
            yield Step("confirm", meeting=later)


def _to_wait_for(meeting, standing) -> list[Step]:
    """What is to come, for who has nothing to do; viewers are told of no meeting that they cannot open."""
    if meeting.is_open:
        return [Step("wait")] if meeting.date else []
    if standing.is_viewer:
        return []
    coming = next_meetings(standing.day, boards=[meeting.board_id]).get(meeting.board_id)
    return [Step("next", meeting=coming)] if coming else []


def _unanswered(meeting, standing):
    return Question.objects.visible_to(standing).for_meeting(meeting).submitted().unanswered()


def came_of(items, today: datetime.date) -> CameOf:
    """What came of the `items` of a meeting, as `agenda.items` gives them. No query."""
    resolutions = [one for item in items for one in item.visible_resolutions]
    findings = [one for item in items for review in item.visible_reviews for one in review.visible_findings]
    owing = [one for one in resolutions if one.owes_something]
    owing += [one for one in findings if one.kind == Finding.Kind.AREA]
    found = {action.pk: action for one in [*items, *resolutions, *findings] for action in one.visible_actions}
    open_ = [action for action in found.values() if action.is_open]
    return CameOf(
        resolutions=len(resolutions),
        open=len(open_),
        overdue=sum(action.is_overdue(today) for action in open_),
        ended=len(found) - len(open_),
        without=sum(not one.visible_actions for one in owing),
    )


def history(meeting: Meeting, items) -> list[Entry]:
    """What happened to the meeting itself, the latest first.

    `items` are those of it that the reader may see: that others were marked is not told, nor which were amended.
    """
    named = {item.pk: f": {item}" for item in items}
    events = Event.objects.of(meeting).filter(verb__in=HEADINGS).select_related("actor")
    return [
        Entry(
            at=event.at,
            heading=HEADINGS[event.verb] + named.get(event.new.get("item"), ""),
            by=str(event.actor or "The tracker"),
            note=event.note,
            changes=list(_changes(event)),
        )
        for event in reversed(events)
        if event.verb not in ABOUT_ITEMS or event.new["item"] in named
    ]


def _changes(event):
    """The day, time and place that an event changed, in words."""
    was, now = _when(event.old), _when(event.new)
    if was and now and was != now:
        yield Change("When", was, now)
    for key, what in (("starts_at", "Starts at"), ("venue", "Venue")):
        if event.old.get(key) and event.new.get(key) and event.old[key] != event.new[key]:
            yield Change(what, event.old[key], event.new[key])


def _when(values) -> str:
    if values.get("date"):
        return date_format(parse_date(values["date"]), "j F Y")
    return date_format(parse_date(values["month"]), "F Y") if values.get("month") else ""
