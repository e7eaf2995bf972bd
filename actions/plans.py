"""Action plans as somebody may see them: who received and approved them, and what they share with others."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch

from actions.models import Action, ActionPlan, Approval
from meetings.words import fold

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
WHATS = {
    Approval.What.RECEIVED: "received it",
    Approval.What.APPROVED: "approved it",
}


@dataclass(frozen=True)
class Body:
    """One body and what is recorded of it; an approval without a day is one whose day is not known."""

    name: str
    received: Approval | None
    approved: Approval | None


@dataclass(frozen=True)
class Shared:
    """Another plan that some actions of a plan stand in too."""

    plan: ActionPlan
    actions: list[Action]


@dataclass(frozen=True)
class PlanThread:
    """A plan as its readers see it. `others` are its actions that answer no area of its own review."""

    plan: ActionPlan
    bodies: list[Body]
    sentences: list[str]
    shared: list[Shared]
    actions: list[Action]
    others: list[Action]

    @property
    def open_count(self) -> int:
        return sum(action.is_open for action in self.actions)


def plans_of(plans, standing):
    """Plans as `plan_thread` needs them, in a constant number of queries."""
    actions = Action.objects.visible_to(standing)
    others = ActionPlan.objects.visible_to(standing).select_related("review")
    in_others = actions.prefetch_related(Prefetch("plans", queryset=others, to_attr="visible_plans"))
    return list(
        plans.visible_to(standing)
        .select_related("review__item", "overseen_by", "monitored_by")
        .prefetch_related("approvals__board", Prefetch("actions", queryset=in_others, to_attr="visible_actions"))
    )


def plan_thread(plan: ActionPlan, actions: dict[int, Action], *, own=frozenset()) -> PlanThread:
    """A plan of `plans_of`, with its actions taken from `actions`; `own` are the findings shown apart."""
    shared = defaultdict(list)
    for action in plan.visible_actions:
        for other in action.visible_plans:
            if other.pk != plan.pk:
                shared[other].append(action)
    approvals = list(plan.approvals.all())
    mine = [actions[action.pk] for action in plan.visible_actions if action.pk in actions]
    return PlanThread(
        plan=plan,
        bodies=bodies(approvals),
        sentences=[sentence(approvals, what) for what in Approval.What] if approvals else [],
        shared=[Shared(other, those) for other, those in sorted(shared.items(), key=lambda pair: pair[0].title)],
        actions=mine,
        others=[action for action in mine if action.finding_id not in own],
    )


def bodies(approvals) -> list[Body]:
    """What is recorded of each body, in the order of their names; a name differently written is the same body."""
    found = defaultdict(dict)
    for approval in approvals:
        found[fold(approval.body)][approval.what] = approval
    return [
        Body(next(iter(by_what.values())).body, by_what.get("received"), by_what.get("approved"))
        for _, by_what in sorted(found.items())
    ]


def sentence(approvals, what) -> str:
    """How many bodies did `what`, of all that are named, and how many of the days are not known.

    "2 of 2 bodies received it, one date unknown"; what is not recorded is not guessed.
    """
    every = {fold(approval.body) for approval in approvals}
    did = [approval for approval in approvals if approval.what == what]
    unknown = sum(approval.on is None for approval in did)
    said = f"{len(did)} of {len(every)} {'body' if len(every) == 1 else 'bodies'} {WHATS[what]}"
    if not unknown:
        return said
    return f"{said}, {_number(unknown)} date{'' if unknown == 1 else 's'} unknown"


def _number(count) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
