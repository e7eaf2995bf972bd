"""What has come since a pack was published, shown apart from it: the pack itself does not change."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from actions.models import Action, Answer, Outcome, Pack, ProgressUpdate, Proposal, Question, Shown
from actions.packs import content, position
from people.standing import Standing

# what was being made while a pack was published may bear an earlier moment, by no more than this
LONGEST = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Since:
    """What came after a pack, as somebody may see it: rows, the latest first; `moved_to` where the meeting moved.

    `outcomes` is what its own meeting decided, `last_decided` what the pack does not say of the meeting before, and
    `minuted` what it does say and what the minutes, which came later, have as a resolution.
    """

    moved_to: str
    is_cancelled: bool
    actions: list[Action]
    updates: list[ProgressUpdate]
    proposals: list[Proposal]
    outcomes: list[Outcome]
    last_decided: list[Outcome]
    minuted: list[Outcome]
    questions: list[Question]

    @property
    def is_nothing(self) -> bool:
        came = (self.actions, self.updates, self.proposals, self.outcomes, self.last_decided, self.minuted)
        return not (self.moved_to or self.is_cancelled or self.questions or any(came))


def since(pack: Pack, shown, standing: Standing, *, now: datetime.datetime) -> Since:
    """What came after `pack`, whose content is `shown`, until now or, once the meeting was held, the end of its day.

    What the board decided at the meeting belongs to it whenever it is recorded. A constant number of queries.
    """
    meeting = pack.meeting
    span = position.span(meeting, now)
    return Since(
        moved_to="" if meeting.when == shown.when else meeting.when,
        is_cancelled=meeting.status == meeting.Status.CANCELLED,
        actions=_actions(pack, span, standing),
        updates=_updates(pack, span, standing),
        proposals=_proposals(pack, shown, span, standing),
        outcomes=_outcomes(meeting, standing),
        last_decided=_last_decided(pack, shown, span, standing),
        minuted=_minuted(pack, shown, span, standing),
        questions=_questions(pack, shown, span, standing),
    )


def _is_shown(pack, what) -> Exists:
    # not by the moment: what was entered while the pack was being published may bear an earlier one
    return Exists(Shown.objects.filter(pack=pack, **{what: OuterRef("pk")}))


def _actions(pack, span, standing):
    made = Action.objects.visible_to(standing).filter(monitoring_board=span.meeting.board_id)
    since = pack.published_at - LONGEST
    made = made.filter(~_is_shown(pack, "action"), created_at__gt=since, created_at__lte=span.until)
    return list(made.with_exempt().select_related("owner", "due_meeting").order_by("-created_at", "-pk"))


def _updates(pack, span, standing):
    updates = content.updates_of(span, standing).for_meetings([span.meeting])
    actions = Action.objects.with_exempt()
    found = list(updates.filter(~_is_shown(pack, "update")))
    by_pk = actions.in_bulk({update.action_id for update in found})
    for update in found:
        update.action = by_pk[update.action_id]
    return found


def _proposals(pack, shown, span, standing):
    """Those asked since, and those whose outcome is another than the pack says."""
    asked = Proposal.objects.visible_to(standing).filter(action__monitoring_board=span.meeting.board_id)
    before_it = Q(granted__isnull=True, taken_back_at__isnull=True, proposed_at__lte=span.until)
    went_on = Q(taken_back_at__lte=span.until) & _is_shown(pack, "proposal")
    rows = asked.filter(before_it & ~_is_shown(pack, "proposal") | went_on | Q(decided_at_meeting=span.meeting))
    rows = rows.select_related("action", "proposed_by", "new_due_meeting", "decided_at_meeting")
    said = {one.pk: one.outcome for entry in shown.actions for one in (entry.proposal, entry.decided) if one}
    return [row for row in rows.order_by("-proposed_at", "-pk") if said.get(row.pk) != row.outcome]


def _outcomes(meeting, standing):
    """What else the meeting decided: its decisions on proposals stand with these."""
    decided = Outcome.objects.visible_to(standing).of(meeting).in_force().with_subject()
    return list(decided.exclude(kind=Outcome.Kind.PROPOSAL))


def _last_decided(pack, shown, span, standing):
    """What was recorded late of the meeting before, and what corrects or strikes out what the pack says of it."""
    if shown.last_meeting_pk is None:
        return []
    latest = Outcome.objects.visible_to(standing).filter(meeting=shown.last_meeting_pk, correction__isnull=True)
    latest = latest.filter(~_is_shown(pack, "outcome"), recorded_at__lte=span.until)
    said = Exists(Shown.objects.filter(pack=pack, outcome=OuterRef("corrects")))
    nothing_to_strike = Q(kind=Outcome.Kind.STRUCK, corrects__corrects__isnull=True) & ~said
    return list(latest.exclude(nothing_to_strike).with_subject())


def _minuted(pack, shown, span, standing):
    """What the pack says of the meeting before, and has been linked since with a resolution of its minutes."""
    said = {one.pk for one in shown.outcomes if not one.minuted}
    linked = Outcome.objects.visible_to(standing).in_force().filter(pk__in=said, linked_at__lte=span.until)
    return list(linked.with_subject()) if said else []


def _questions(pack, shown, span, standing):
    """Those asked since, and those of the pack that were answered since."""
    said = {question.pk: [answer.pk for answer in question.answers] for question in shown.questions}
    answers = Answer.objects.filter(question=OuterRef("pk")).exclude(pk__in=[pk for pks in said.values() for pk in pks])
    asked = Question.objects.submitted_for(span.meeting, standing)
    return list(asked.filter(~_is_shown(pack, "question") | Q(pk__in=said) & Exists(answers)))
