"""Where a resolution stands, in words: what is outstanding, whose that is, when it is due and what to do next.

Reads what `actions.querysets.resolutions.with_thread` fetched, and asks nothing more.
"""

import datetime
from dataclasses import dataclass

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from actions.timeline import Entry
from meetings.models import CirculationRecipient, Resolution, Response
from people.models import Event

OFFICE = "Scrutiny office"

Kind = Resolution.Kind


class State(models.TextChoices):
    OUTSTANDING = "outstanding", "Outstanding"
    BOARD = "board", "With the board"
    DONE = "done", "Done"
    NOTHING = "nothing", "Nothing owed"


@dataclass(frozen=True)
class Position:
    """`step` is what a clerk does next, and `url` where; empty where nothing is theirs to do."""

    state: State
    what: str
    whose: str = ""
    due: str = ""
    overdue: bool = False
    step: str = ""
    url: str = ""


def position(resolution, *, today: datetime.date) -> Position:
    """Where a resolution stands on a day, as far as who fetched it may see."""
    if not resolution.owes_something:
        return Position(State.NOTHING, "Nothing is owed for this.")
    if resolution.is_done:
        return Position(State.DONE, _how_it_ended(resolution))
    if resolution.is_ended:
        return _for_the_board(resolution)
    if _open(resolution) and all(_is_asked_to_close(action) for action in _open(resolution)):
        return _said_to_be_done(resolution, today)
    return _OUTSTANDING[resolution.kind](resolution, today)


def days_late(circulation, actions) -> int:
    """How many days after it was due a circulation was sent; 0 where it was in time or had no date."""
    due = due_on(actions)
    late = (timezone.localdate(circulation.sent_at) - due).days if due and circulation.sent_at else 0
    return max(late, 0)


def due_on(actions) -> datetime.date | None:
    """The day the first of some actions is due; None where none has one."""
    days = [action.due_on or (action.due_meeting and action.due_meeting.date) for action in actions]
    return min((day for day in days if day), default=None)


def _how_it_ended(resolution) -> str:
    recorded, actions = _recorded(resolution), resolution.visible_actions
    if not actions:
        return f"{recorded}."
    ends = " and ".join(sorted({action.get_status_display().lower() for action in actions}))
    return f"{recorded}. {'Its action is' if len(actions) == 1 else 'Its actions are'} {ends}."


def _recorded(resolution) -> str:
    """What its kind asked for and has got, in words; else that the board agreed."""
    said = _RECORDED[resolution.kind](resolution) if resolution.kind in _RECORDED else ""
    return said or ("What was asked for is recorded as done" if resolution.is_ended else "The board agreed")


def _circulated(resolution) -> str:
    sent = [one for one in resolution.visible_circulations if one.is_sent]
    return f"Circulated on {_day(timezone.localdate(sent[-1].sent_at))}" if sent else ""


def _responses(resolution) -> str:
    return "; ".join(f"{one.respondent}: {_answer(one).lower()}" for one in resolution.visible_recommendations)


def _report_taken(resolution) -> str:
    taken = [item for item in resolution.visible_work if item.taken_at]
    return f"The report was taken on {taken[-1].taken_at.when}" if taken else ""


def _referral_taken(resolution) -> str:
    taken = [one for one in resolution.visible_referrals if one.taken]
    return f"{taken[-1].to_board} took it on {taken[-1].at_meeting.when}" if taken else ""


_RECORDED = {
    Kind.CIRCULATE: _circulated,
    Kind.RECOMMEND: _responses,
    Kind.REQUEST_REPORT: _report_taken,
    Kind.REFER: _referral_taken,
}


def _for_the_board(resolution) -> Position:
    """Its ending is recorded; what is left is the board's agreement, action by action."""
    recorded = _recorded(resolution)
    boards = "; ".join(sorted({str(action.monitoring_board) for action in _open(resolution)}))
    for action in _open(resolution):
        if not action.asked:
            what = f"{recorded}. Nobody has asked the board to close {action.reference}."
            ask = f"{reverse('actions:propose', args=[action.slug])}?kind=close"
            return Position(State.OUTSTANDING, what, OFFICE, action.due, step="Ask the board to close it", url=ask)
        if not _is_asked_to_close(action):
            what = f"{recorded}. The board has another proposal on {action.reference} to decide first."
            return Position(State.BOARD, what, boards)
    return Position(State.BOARD, f"{recorded}. The board is asked to agree that it is done.", boards)


def _said_to_be_done(resolution, today) -> Position:
    """The owners ask the board to close the actions, and no ending is recorded."""
    stands = _OUTSTANDING[resolution.kind](resolution, today)
    boards = "; ".join(sorted({str(action.monitoring_board) for action in _open(resolution)}))
    what = "The owner says it is done, and the board is asked to close it."
    what += "" if resolution.kind == Kind.OTHER else " Nothing of it is recorded here yet."
    return Position(State.BOARD, what, boards, step=stands.step, url=stands.url)


def _open(resolution) -> list:
    return [action for action in resolution.visible_actions if action.is_open]


def _is_asked_to_close(action) -> bool:
    return any(proposal.kind == "close" for proposal in action.asked)


def _circulate(resolution, today) -> Position:
    prepared = next((one for one in resolution.visible_circulations if not one.is_sent), None)
    if prepared:
        what = f"Being prepared: {prepared.version}."
        return _owned(resolution, today, what, "Check it and send it", ("check_circulation", prepared.pk), office=True)
    return _owned(resolution, today, "To be circulated.", "Attach the document", ("circulate", resolution.pk))


def _recommend(resolution, today) -> Position:
    waiting = [one for one in resolution.visible_recommendations if one.answer in (None, Response.Answer.DEFERRED)]
    if not waiting:
        what = "To be served on whoever has to respond."
        return _owned(
            resolution, today, what, "Record whom it was served on", ("recommend", resolution.pk), office=True
        )
    first = min(waiting, key=lambda one: (one.due_on, one.pk))
    what = "The response was deferred." if first.answer else "The response has not come yet."
    return Position(
        State.OUTSTANDING,
        what,
        "; ".join(dict.fromkeys(one.respondent for one in waiting)),
        due=_day(first.due_on),
        overdue=first.due_on < today,
        step="Record the response",
        url=reverse("resolutions:respond", args=[first.pk]),
    )


def _report(resolution, today) -> Position:
    waiting = [item for item in resolution.visible_work if not item.taken_at]
    if not waiting:
        what = "A report is to come; it is in no work programme yet."
        return _owned(
            resolution, today, what, "Put it in the work programme", ("request_report", resolution.pk), office=True
        )
    item = waiting[0]
    when = item.meeting or item.month
    last = item.meeting.date if item.meeting else None
    passed = bool(last and last < today) or bool(item.month and item.month < today.replace(day=1))
    return Position(
        State.OUTSTANDING,
        f"The report is in the work programme of {item.board}.",
        _owners(resolution) or str(item.owner or OFFICE),
        due=(f"{item.when} meeting" if item.meeting else item.when) if when else "",
        overdue=passed,
        step="Record that it was taken",
        url=reverse("resolutions:take_report", args=[item.pk]),
    )


def _refer(resolution, today) -> Position:
    waiting = [one for one in resolution.visible_referrals if one.taken is None]
    if waiting:
        return Position(
            State.OUTSTANDING,
            f"{waiting[0].to_board} has neither taken it nor declined.",
            str(waiting[0].to_board),
            due=_due(resolution)[0],
            overdue=_due(resolution)[1](today),
            step="Record what it decided",
            url=reverse("resolutions:answer_referral", args=[waiting[0].pk]),
        )
    if resolution.visible_referrals:
        last = resolution.visible_referrals[-1]
        what = f"{last.to_board} did not take it: {last.answer_why}"
        return _owned(resolution, today, what, "Refer it elsewhere", ("refer", resolution.pk), office=True)
    what = "To be put before the other board."
    return _owned(resolution, today, what, "Record the referral", ("refer", resolution.pk), office=True)


def _other(resolution, today) -> Position:
    count = len(_open(resolution))
    what = f"{count} action{'' if count == 1 else 's'} open." if count else "Being acted on."
    return _owned(resolution, today, what, "", None)


def _owned(resolution, today, what, step, where, *, office=False) -> Position:
    """Outstanding with whoever answers for its actions, or with the office, where the step is the office's."""
    if not resolution.has_actions and not office and resolution.kind != Kind.CIRCULATE:
        make = reverse("actions:make_for_resolution", args=[resolution.pk])
        return Position(State.OUTSTANDING, "No action answers it yet.", OFFICE, step="Make an action", url=make)
    due, is_over = _due(resolution)
    return Position(
        State.OUTSTANDING,
        what,
        OFFICE if office else _owners(resolution) or OFFICE,
        due=due,
        overdue=is_over(today),
        step=step,
        url=reverse(f"resolutions:{where[0]}", args=[where[1]]) if where else "",
    )


_OUTSTANDING = {
    Kind.CIRCULATE: _circulate,
    Kind.RECOMMEND: _recommend,
    Kind.REQUEST_REPORT: _report,
    Kind.REFER: _refer,
    Kind.OTHER: _other,
}


def _owners(resolution) -> str:
    owners = dict.fromkeys(str(action.owner) for action in _open(resolution))
    return "; ".join(owners)


def _due(resolution):
    """(when its first open action is due, in words; whether that is over on a day)."""
    due = sorted((a for a in _open(resolution) if a.due_day), key=lambda a: (a.due_day, a.pk))
    if not due:
        return resolution.due_phrase, lambda today: False
    return due[0].due, due[0].is_overdue


def _answer(recommendation) -> str:
    return Response.Answer(recommendation.answer).label if recommendation.answer else "No response yet"


def _day(day) -> str:
    return date_format(day, "j F Y")


HEADINGS = {
    "described": "Working title or kind changed",
    "circulation_prepared": "A document was attached, to be circulated",
    "circulation_discarded": "What was being prepared was thrown away",
    "circulated": "Circulated to members",
    "circulated_again": "Sent again to a member",
    "circulation_handed_over": "Handed over on paper to a member",
    "circulation_opened": "Opened by a member",
    "served": "Served on a respondent",
    "responded": "Response recorded",
    "response_reported": "Response reported to a meeting",
    "report_requested": "Put into a work programme",
    "referred": "Referred to another board",
    "referral_answered": "Answered by the other board",
    "ending_taken_back": "Recorded in error, and taken back",
}
# who was sent what is kept by the scrutiny office
_OF_RECIPIENTS = ("circulation_prepared", "circulation_discarded", "circulated_again", "circulation_handed_over")
_OF_RECIPIENTS += ("circulation_opened",)


def history(resolution, standing) -> list[Entry]:
    """What happened to a resolution, the newest first, as far as `standing` may see it."""
    seen = {one.pk for one in resolution.circulations.model.objects.visible_to(standing).filter(resolution=resolution)}
    names = _recipients(resolution) if standing.is_clerk else {}
    events = Event.objects.of(resolution).select_related("actor").order_by("-sequence")
    if not standing.is_clerk:
        events = events.exclude(verb__in=_OF_RECIPIENTS)
    return [_entry(event, seen, names) for event in events]


def _recipients(resolution) -> dict[int, str]:
    rows = CirculationRecipient.objects.filter(circulation__resolution=resolution)
    return dict(rows.values_list("pk", "user__name"))


def _entry(event, seen, names) -> Entry:
    heading = HEADINGS.get(event.verb, event.verb.replace("_", " ").capitalize())
    if name := names.get(event.new.get("recipient")):
        heading = f"{heading}: {name}"
    # what is said of a circulation may be exempt while the resolution is not
    hidden = "circulation" in event.new and event.new["circulation"] not in seen
    by = str(event.actor) if event.actor else "By the link in the e-mail" if event.verb == "circulation_opened" else ""
    return Entry(at=event.at, heading=heading, by=by or "The tracker", note="" if hidden else event.note)
