"""An outcome is linked with the resolution in which the minutes have its words, once."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from actions.models import Action, Outcome, Review
from actions.services import actions, endings, exempting, packs
from actions.services.outcomes import rows
from meetings.models import Resolution
from meetings.services import meetings
from people import locking
from people.services import events


def lock(links: Iterable, *, besides: Iterable[int] = (), findings: Iterable = ()):
    """Lock the actions that (outcome, resolution) `links` touch, and `besides` by id: in one order, before all else.

    But before those, as everywhere, the reviews of `findings`, so that none of them is marked as exempt meanwhile.
    """
    reviews = {finding.review_id for finding in findings if finding}
    if reviews:
        list(locking.locked(Review.objects.filter(pk__in=reviews)))
    outcomes, resolutions = {outcome.pk for outcome, _ in links}, {resolution.pk for _, resolution in links}
    wanted = Q(outcome__in=outcomes) | Q(resolution__in=resolutions) | Q(pk__in=set(besides))
    list(Action.objects.select_for_update(of=("self",), no_key=True).filter(wanted).order_by("pk"))


@transaction.atomic
def link_all(*, links, by, now) -> int:
    """Link (outcome, resolution) pairs, all or none; those linked so already are left. Returns how many are new.

    Raises ValidationError.
    """
    lock(links)
    open_work = exempting.open_work()
    new = sum(link(outcome=outcome, resolution=resolution, by=by, now=now) for outcome, resolution in links)
    exempting.take_work_along(open_work, by=by, now=now)
    packs.withdraw_exempt(by=by, now=now)
    return new


@transaction.atomic
def link(*, outcome, resolution, by, now) -> bool:
    """Say that a resolution of the minutes has an outcome's words. Whatever was made of the outcome answers it then.

    Returns whether that is new. Where the resolution is exempt the outcome is by now, so whoever links calls
    `exempting.take_work_along` and `packs.withdraw_exempt` last. Raises ValidationError.
    """
    lock([(outcome, resolution)])
    meetings.locked(outcome.meeting)
    outcome = Outcome.objects.select_related("meeting", "resolution", "work_item__board").get(pk=outcome.pk)
    resolution = Resolution.objects.select_related("item").get(pk=resolution.pk)
    if outcome.resolution_id == resolution.pk:
        return False
    _check(outcome, resolution)
    outcome.resolution, outcome.linked_by, outcome.linked_at = resolution, by, now
    outcome.save(update_fields=["resolution", "linked_by", "linked_at"])
    events.record(subject=outcome, actor=by, verb="linked", now=now, new={"resolution": resolution.pk})
    carry_over(outcome, by=by, now=now)
    return True


def carry_over(outcome, *, by, now):
    """Have what was made of a linked outcome answer its resolution: actions first, programmes last."""
    for action in outcome.actions.order_by("pk"):
        actions.answer_resolution(action=action, resolution=outcome.resolution, by=by, now=now)
    if outcome.work_item and outcome.resolution:
        why = outcome.words if outcome.kind == rows.KINDS.REFER else None
        endings.adopt(resolution=outcome.resolution, item=outcome.work_item, by=by, now=now, referred_why=why)


def _check(outcome, resolution):
    if outcome.resolution:
        raise ValidationError(f"“{outcome}” has been linked with “{outcome.resolution}” meanwhile.")
    if not Outcome.objects.in_force().filter(pk=outcome.pk).exists():
        raise ValidationError(f"“{outcome}” was corrected meanwhile. Link what stands instead of it.")
    if resolution.item.meeting_id != outcome.meeting_id:
        raise ValidationError("An outcome is linked with a resolution of its own meeting’s minutes.")
