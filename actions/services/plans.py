"""Action plans as the clerk keeps them up: who oversees and monitors them, who received them, what stands in them."""

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Action, ActionPlan, Approval
from actions.services.reviews import locked, save_changes, touch
from meetings.words import fold
from people.services import events

EDITABLE = ("title", "overseen_by", "monitored_by", "protocol", "frequency")


@transaction.atomic
def add(*, review, title, monitored_by, by, now, overseen_by=None, protocol="", frequency="") -> ActionPlan:
    """A new plan that answers a review, with every open action that answers one of its areas.

    Raises ValidationError.
    """
    plan = ActionPlan(
        review=review,
        title=title,
        monitored_by=monitored_by,
        overseen_by=overseen_by,
        protocol=protocol,
        frequency=frequency,
    )
    _check_title(plan, title)
    plan.full_clean()
    plan.save(force_insert=True)
    actions = Action.objects.filter(finding__review=review).open()
    plan.actions.set(actions)
    new = {**_shown(plan), "actions": sorted(action.pk for action in actions)}
    events.record(subject=plan, actor=by, verb="made", now=now, new=new)
    return plan


@transaction.atomic
def of_minutes(*, review, title, monitored_by, by, now) -> ActionPlan:
    """The plan of this title that answers a review, or a report where `review` is None; made where there is none."""
    plan, made = ActionPlan.objects.get_or_create(review=review, title=title, defaults={"monitored_by": monitored_by})
    if made:
        events.record(subject=plan, actor=by, verb="made", now=now, new={**_shown(plan), "actions": []})
    return plan


@transaction.atomic
def edit(*, plan, by, now, seen_version, **changes) -> ActionPlan:
    """Change what a plan is called, who oversees and monitors it, how updates on it come and how often.

    Raises reviews.Changed or ValidationError.
    """
    if unknown := set(changes) - set(EDITABLE):
        raise TypeError(f"cannot edit {sorted(unknown)}")
    plan = locked(plan, seen_version=seen_version)
    _check_title(plan, changes.get("title", plan.title))
    save_changes(plan, changes, by=by, now=now)
    return plan


@transaction.atomic
def add_actions(*, plan, actions, by, now, seen_version=None) -> list[Action]:
    """Put actions into a plan; one may stand in several. Returns those that were not in it yet.

    Raises reviews.Changed.
    """
    plan = locked(plan, seen_version=seen_version)
    there = set(plan.actions.values_list("pk", flat=True))
    added = [action for action in actions if action.pk not in there]
    if added:
        plan.actions.add(*added)
        touch(plan)
        new = {"actions": [action.pk for action in added]}
        events.record(subject=plan, actor=by, verb="actions_added", now=now, new=new)
    return added


@transaction.atomic
def take_out(*, plan, action, by, now, seen_version) -> ActionPlan:
    """Take an action out of a plan; the action itself stays. Raises reviews.Changed or ValidationError."""
    plan = locked(plan, seen_version=seen_version)
    if not plan.actions.filter(pk=action.pk).exists():
        raise ValidationError(f"{action.reference} does not stand in this plan.")
    plan.actions.remove(action)
    touch(plan)
    events.record(subject=plan, actor=by, verb="action_taken_out", now=now, old={"action": action.pk})
    return plan


@transaction.atomic
def add_approval(*, plan, body, what, by, now, seen_version=None, board=None, on=None, **place) -> Approval:
    """Record that a body received or approved a plan; `on` is None where the day is not known.

    `place` is where it stands in the minutes, if it was read there: `source`, `span_start`, `span_end`.
    Raises reviews.Changed or ValidationError.
    """
    plan = locked(plan, seen_version=seen_version)
    approval = Approval(plan=plan, body=body, what=what, board=board, on=on, **place)
    _check_once(approval)
    approval.full_clean()
    approval.save(force_insert=True)
    touch(plan)
    events.record(subject=plan, actor=by, verb="approval_added", now=now, new=_approved(approval))
    return approval


@transaction.atomic
def edit_approval(*, approval, by, now, seen_version, **changes) -> Approval:
    """Mend what is recorded of a body: its name, what it did, when. Raises reviews.Changed or ValidationError."""
    plan = locked(approval.plan, seen_version=seen_version)
    approval = plan.approvals.select_for_update(of=("self",)).get(pk=approval.pk)
    old = _approved(approval)
    for field, value in changes.items():
        setattr(approval, field, value)
    _check_once(approval)
    approval.full_clean()
    new = _approved(approval)
    if old != new:
        approval.save(update_fields=list(changes))
        touch(plan)
        events.record(subject=plan, actor=by, verb="approval_edited", now=now, old=old, new=new)
    return approval


@transaction.atomic
def remove_approval(*, approval, by, now, seen_version) -> ActionPlan:
    """Take out what was recorded of a body by mistake; the plan's history keeps it. Raises reviews.Changed."""
    plan = locked(approval.plan, seen_version=seen_version)
    approval = plan.approvals.get(pk=approval.pk)
    old = _approved(approval)
    approval.delete()
    touch(plan)
    events.record(subject=plan, actor=by, verb="approval_removed", now=now, old=old)
    return plan


def _check_title(plan, title):
    if plan.review_id and ActionPlan.objects.filter(review=plan.review_id, title=title).exclude(pk=plan.pk).exists():
        raise ValidationError({"title": "This review has a plan of that title already."})


def _check_once(approval):
    """Refuse a body that has done the same already, however its name is written."""
    others = approval.plan.approvals.filter(what=approval.what).exclude(pk=approval.pk)
    if fold(approval.body) in {fold(body) for body in others.values_list("body", flat=True)}:
        done = approval.get_what_display().lower()
        raise ValidationError({"body": f"It is recorded already that this body {done} the plan."})


def _approved(approval):
    return {
        "approval": approval.pk,
        "body": approval.body,
        "board": approval.board_id,
        "what": approval.what,
        "on": approval.on and approval.on.isoformat(),
    }


def _shown(plan):
    return {field: plan.serializable_value(field) for field in ("review", *EDITABLE)}
