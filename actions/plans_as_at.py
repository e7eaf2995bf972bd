"""A plan as it stood at the end of a past day: what stands now, with everything undone that was recorded since.

What may be seen is a question of today; what is shown is of then.
"""

import datetime
from dataclasses import dataclass, field

from django.utils.dateparse import parse_date

from actions import as_at, plans
from actions.models import Action, ActionPlan, Approval
from actions.packs.position import end_of
from people.models import Board, Event
from people.standing import Standing

FIELDS = ("title", "overseen_by", "monitored_by", "protocol", "frequency")


@dataclass(frozen=True)
class PlanThen:
    """One plan at the end of `day`. `actions` are those of its actions that somebody may see, as they then stood."""

    day: datetime.date
    title: str
    overseen_by: str
    monitored_by: str
    how: str
    bodies: tuple[plans.Body, ...]
    sentences: tuple[str, ...]
    actions: tuple[as_at.Then, ...]

    @property
    def open_count(self) -> int:
        return sum(action.is_open for action in self.actions)


@dataclass
class _State:
    """What stood in a plan, as one walks back: its fields, the ids of its actions, and its approvals by their id."""

    fields: dict
    actions: set[int]
    approvals: dict[int, dict] = field(default_factory=dict)


def made_at(plan: ActionPlan) -> datetime.datetime | None:
    """When a plan was made; None where that was not recorded."""
    first = Event.objects.of(plan).filter(verb="made").first()
    return first and first.at


def stood(plan: ActionPlan, standing: Standing, *, day: datetime.date) -> PlanThen:
    """A plan that was there by the end of `day`, as it then stood. A constant number of queries."""
    moment = end_of(day)
    state = _State(
        fields={name: plan.serializable_value(name) for name in FIELDS},
        actions=set(plan.actions.values_list("pk", flat=True)),
        approvals={approval.pk: _facts(approval) for approval in plan.approvals.all()},
    )
    for event in reversed(Event.objects.of(plan).filter(at__gte=moment)):
        _undo(state, event)
    boards = as_at.names(Board, moment)
    then = ActionPlan(protocol=state.fields["protocol"], frequency=state.fields["frequency"])
    approvals = [_approval(pk, facts) for pk, facts in sorted(state.approvals.items())]
    visible = Action.objects.visible_to(standing).with_exempt().select_related("owner", "monitoring_board")
    return PlanThen(
        day=day,
        title=state.fields["title"],
        overseen_by=boards.get(state.fields["overseen_by"], ""),
        monitored_by=boards[state.fields["monitored_by"]],
        how=then.how,
        bodies=tuple(plans.bodies(approvals)),
        sentences=tuple(plans.sentence(approvals, what) for what in Approval.What) if approvals else (),
        actions=tuple(as_at.stood(visible.filter(pk__in=state.actions), standing, day=day)),
    )


def _undo(state, event):
    """Take back what one event did. The making of a plan is not taken back: before it there is nothing to show."""
    if event.verb == "edited":
        state.fields.update(event.old)
    elif event.verb == "actions_added":
        state.actions.difference_update(event.new["actions"])
    elif event.verb == "action_taken_out":
        state.actions.add(event.old["action"])
    elif event.verb == "approval_added":
        state.approvals.pop(event.new["approval"], None)
    elif event.verb in ("approval_edited", "approval_removed"):
        state.approvals[event.old["approval"]] = event.old


def _facts(approval) -> dict:
    return {"body": approval.body, "what": approval.what, "on": approval.on and approval.on.isoformat()}


def _approval(pk, facts) -> Approval:
    return Approval(pk=pk, body=facts["body"], what=facts["what"], on=facts["on"] and parse_date(facts["on"]))
