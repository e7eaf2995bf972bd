"""A later review takes a review's place: what becomes of each action that is still open is decided, and recorded."""

from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Action, ActionPlan, Review, Supersession, SupersessionLine
from actions.services import plans, reviews, status
from actions.statuses import Key, Status
from people.services import events

BECAME = SupersessionLine.Became


@dataclass(frozen=True)
class Choice:
    """What becomes of one action; with what takes its place, or the plan it carries on in."""

    action: Action
    became: str
    by_action: Action | None = None
    plan: ActionPlan | None = None


class Refused(Exception):
    """Choices that cannot stand, and so nothing was recorded. `errors` says why: action id → ValidationError."""

    def __init__(self, errors):
        self.errors = errors
        super().__init__(f"{len(errors)} choices cannot be recorded.")


@transaction.atomic
def supersede(*, review, later, choices: list[Choice], by, now, seen_version, note="") -> Supersession:
    """Record that `later` took the place of `review`, with one choice for each action of it that is open.

    What stays open may be decided on again. Raises reviews.Changed, ValidationError or Refused.
    """
    review = reviews.locked(review, seen_version=seen_version)
    _check_later(review, later)
    choices = _locked(choices)
    _check_complete(choices, review)
    _check_choices(choices, later)
    act = Supersession.objects.create(review=review, later=later, note=note, recorded_by=by, recorded_at=now)
    for choice in choices:
        _carry_out(choice, act, by=by, now=now)
    old = {"superseded_by": review.superseded_by_id}
    review.superseded_by = later
    reviews.touch(review, "superseded_by")
    became = {choice.action.pk: choice.became for choice in choices}
    new = {"superseded_by": later.pk, "supersession": act.pk, "actions": became}
    events.record(subject=review, actor=by, verb="superseded", now=now, old=old, new=new, note=note)
    return act


def _locked(choices) -> list[Choice]:
    """The choices in the order of their actions, with the rows as they are now: all of them locked, in one order."""
    named = {action for choice in choices for action in (choice.action, choice.by_action) if action}
    rows = {action.pk: status.locked(action) for action in sorted(named, key=lambda action: action.pk)}
    choices = sorted(choices, key=lambda choice: choice.action.pk)
    return [
        replace(choice, action=rows[choice.action.pk], by_action=choice.by_action and rows[choice.by_action.pk])
        for choice in choices
    ]


def _carry_out(choice, act, *, by, now):
    """One choice: its line first, since the database asks for it where a status becomes superseded."""
    action = choice.action
    line = SupersessionLine(
        supersession=act, action=action, became=choice.became, by_action=choice.by_action, plan=choice.plan
    )
    line.full_clean()
    line.save(force_insert=True)
    if choice.became == BECAME.SUPERSEDED:
        status.change(action=action, new=Status.SUPERSEDED, by=Key.CLERK, actor=by, now=now, superseded_by=act.later)
    elif choice.became == BECAME.CARRIED_ON:
        plans.add_actions(plan=choice.plan, actions=[action], by=by, now=now)
    new = {"supersession": act.pk, "later": act.later_id, "by_action": choice.by_action and choice.by_action.pk}
    events.record(subject=action, actor=by, verb=f"review_superseded_{choice.became}", now=now, new=new)


def _check_complete(choices, review):
    waiting = Action.objects.of_review(review).open().order_by("pk").values_list("pk", flat=True)
    if list(waiting) != [choice.action.pk for choice in choices]:
        raise ValidationError("The actions of this review have changed meanwhile. Say again what becomes of each.")


def _check_later(review, later):
    if later.pk == review.pk:
        raise ValidationError({"later": "A review cannot take its own place. Choose another."})
    above, seen = later, set()
    while above is not None and above.pk not in seen:
        seen.add(above.pk)
        above = above.superseded_by
    if review.pk in seen:
        raise ValidationError({"later": f"{later} was itself superseded by this review. Choose another."})
    before = review.superseded_by
    if before and before.pk != later.pk and Action.objects.filter(superseded_by=before).of_review(review).exists():
        raise ValidationError({"later": f"Actions of this review are superseded by {before} already, and that stays."})


def _check_choices(choices, later):
    """Raise Refused where a choice names nothing, or what is not of the later review, or a proposal waits."""
    own = set(Action.objects.of_review(later).open().values_list("pk", flat=True))
    its_plans = set(later.plans.values_list("pk", flat=True))
    ending = {choice.action.pk for choice in choices if choice.became == BECAME.SUPERSEDED}
    errors = {}
    for choice in choices:
        if error := _wrong(choice, own=own - ending, its_plans=its_plans):
            errors[choice.action.pk] = ValidationError(error)
    if errors:
        raise Refused(errors)


def _wrong(choice, *, own, its_plans):
    if choice.became == BECAME.CARRIED_ON:
        in_it = choice.plan and choice.plan.pk in its_plans
        return None if in_it else {"plan": "Choose the plan of the later review that it carries on in."}
    if choice.became != BECAME.SUPERSEDED:
        return None
    if choice.by_action is None or choice.by_action.pk not in own:
        return {"by_action": "Choose the open action of the later review that takes its place."}
    if choice.action.proposals.waiting().exists():
        return {
            "became": "The board has been asked to decide on this action. "
            "Let it stay until the board has, or the proposal is taken back; then come here again."
        }
    return None


def later_reviews(review):
    """Those that may take the place of `review`: any other that it did not itself supersede, the latest first."""
    earlier, found = {review.pk}, set()
    while earlier - found:
        found |= earlier
        earlier = set(Review.objects.filter(superseded_by__in=found).values_list("pk", flat=True))
    return Review.objects.exclude(pk__in=found)
