"""An outcome that was recorded wrongly is corrected by a further one, which names it. Both stay."""

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.models import Action, Outcome
from actions.services import actions, endings, exempting, packs, status
from actions.services.outcomes import linking, rows
from meetings.models import Referral
from meetings.services import work
from meetings.services.exempting import FIELDS, change
from meetings.services.work_places import Place
from people.services import events

CHANGEABLE = ("kind", "words", "resolution_kind", "referred_to", "at_meeting", "month", "resolution")
CHANGEABLE += FIELDS


@transaction.atomic
def correct(*, outcome, by, now, **changes) -> Outcome:
    """Record what the board decided instead: `changes` are of CHANGEABLE; all else stays as it was recorded.

    What was made of the first is made to fit: its actions and its place in a work programme go with the correction, or
    come off the programme. A decision on a proposal stands; what can be corrected is the resolution it is linked with.
    If the correction is exempt, so is what it corrects: the words are kept from the public, and packs that show them
    are withdrawn from it. Raises ValidationError.
    """
    if unknown := set(changes) - set(CHANGEABLE):
        raise TypeError(f"cannot correct {sorted(unknown)}")
    old = _locked(outcome, changes.get("resolution"))
    open_work = exempting.open_work()
    kept = {name: getattr(old, name) for name in (*CHANGEABLE, *rows.SUBJECTS, "proposal", "meeting")}
    new = Outcome(**{**kept, **changes}, corrects=old, recorded_by=by, recorded_at=now)
    _check(old, new)
    if not new.is_exempt:
        for name, value in rows.marking_of_subject(new).items():
            setattr(new, name, value)
    if new.resolution:
        new.linked_by, new.linked_at = by, now
    rows.add(new, now=now)
    _carry_actions(old, new, by=by, now=now)
    _carry_work(old, new, by=by, now=now)
    if new.is_exempt or new.resolution:
        _keep_from_the_public(old, rows.marking(new), by=by, now=now)
    exempting.take_work_along(open_work, by=by, now=now)
    if new.is_exempt or new.resolution:
        packs.withdraw_exempt(by=by, now=now)
    return new


@transaction.atomic
def strike(*, outcome, why, by, now) -> Outcome:
    """Record that an outcome was recorded by mistake: nothing of the kind was decided.

    What it put into a work programme comes off it; an action that was made stays until its board withdraws it.
    Raises ValidationError.
    """
    old = _locked(outcome, None)
    if not why.strip():
        raise ValidationError({"words": "Say why it was recorded by mistake."})
    if old.proposal:
        raise ValidationError("A decision on a proposal stands. Propose anew, and the board decides again.")
    kept = {name: getattr(old, name) for name in (*rows.SUBJECTS, "meeting")}
    struck = Outcome(**kept, **rows.marking(old), kind=rows.KINDS.STRUCK, words=why.strip(), corrects=old)
    struck.recorded_by, struck.recorded_at = by, now
    rows.add(struck, now=now)
    for action in old.actions.order_by("pk"):
        if old.resolution_id and action.resolution_id == old.resolution_id:
            actions.answer_resolution(action=action, resolution=None, by=by, now=now)
    _drop(old, why.strip(), by=by, now=now)
    return struck


def _locked(outcome, resolution) -> Outcome:
    """The outcome as it is now, with all that correcting it touches. Raises ValidationError if it was corrected."""
    made = Action.objects.filter(outcome=outcome.pk).values_list("pk", flat=True)
    links = [(outcome, row) for row in (outcome.resolution, resolution) if row]
    linking.lock(links, besides={*made, *({outcome.action_id} - {None})}, findings=[outcome.finding])
    rows.held(outcome.meeting, resolutions=[outcome.on_resolution])
    related = ("meeting__board", "action__owner", "on_resolution__item", "finding__review__item", "proposal")
    related += ("resolution", "work_item__board", "referred_to", "at_meeting")
    old = Outcome.objects.select_related(*related).get(pk=outcome.pk)
    later = Outcome.objects.filter(corrects=old).select_related("recorded_by").first()
    if later:
        raise ValidationError(f"{later.recorded_by} has corrected this meanwhile: “{later}”. Correct that one.")
    if old.kind == rows.KINDS.STRUCK:
        raise ValidationError(
            "It says that something was recorded by mistake. Record what was decided as something new."
        )
    return old


def _check(old, new):
    if old.proposal and new.kind != old.kind:
        raise ValidationError("A decision on a proposal stands. Propose anew, and the board decides again.")
    if new.resolution and new.resolution.item.meeting_id != old.meeting_id:
        raise ValidationError({"resolution": "Choose a resolution of this meeting’s minutes."})
    if new.referred_to_id == old.meeting.board_id:
        raise ValidationError({"referred_to": "It is this board’s own. Choose the board it was referred to."})


def _keep_from_the_public(old, marking, *, by, now):
    """Mark what was corrected, and what that had corrected, as the correction is marked."""
    while marking["is_exempt"] and old:
        if not old.is_exempt:
            change(old, marking, subject=old, by=by, now=now)
        old = old.corrects


def _carry_actions(old, new, *, by, now):
    """Have the actions made of an outcome hang from its correction."""
    for action in old.actions.order_by("pk"):
        before, action.outcome = {"outcome": action.outcome_id}, new
        status.touch(action, "outcome")
        events.record(subject=action, actor=by, verb="outcome_corrected", now=now, old=before, new={"outcome": new.pk})
        if action.resolution_id == old.resolution_id:
            actions.answer_resolution(action=action, resolution=new.resolution, by=by, now=now)


def _carry_work(old, new, *, by, now):
    """Have a report asked for, or what was referred, stand where the correction says. Last: it locks programmes."""
    same = old.kind == new.kind and old.referred_to_id == new.referred_to_id
    if not (old.work_item and same):
        _drop(old, "It was recorded by mistake.", by=by, now=now)
        rows.plan(new, by=by, now=now)
        linking.carry_over(new, by=by, now=now)
        return
    new.work_item = old.work_item
    new.save(update_fields=["work_item"])
    if new.work_item.is_open:
        _move(old, new, by=by, now=now)
        work.edit(item=new.work_item, title=rows.title_of(new), by=by, now=now, **rows.marking(new))
    if old.resolution_id != new.resolution_id:
        # before the referral is taken back, which takes what is bound to its resolution off the programme
        work.bind(item=new.work_item, resolution=None, by=by, now=now)
        _take_referral_back(old, by=by, now=now)
        linking.carry_over(new, by=by, now=now)


def _move(old, new, *, by, now):
    """Bring a report to where it was asked for, unless that is as it was recorded: it may have slipped since."""
    item, asked = new.work_item, Place(new.at_meeting, new.month)
    if asked not in (Place(old.at_meeting, old.month), Place(item.meeting, item.month)):
        place = {"meeting": asked.meeting, "month": asked.month}
        work.move(item=item, by=by, now=now, why="Corrected: what the board asked for.", is_correction=True, **place)


def _drop(old, why, *, by, now):
    _take_referral_back(old, by=by, now=now)
    if old.work_item:
        old.work_item.refresh_from_db()
        if old.work_item.is_open:
            work.drop(item=old.work_item, why=why, by=by, now=now)


def _take_referral_back(old, *, by, now):
    """What was recorded in error of the resolution's ending counts no longer."""
    if old.kind != rows.KINDS.REFER or not old.resolution:
        return
    for referral in Referral.objects.waiting().filter(resolution=old.resolution, to_board=old.referred_to):
        endings.take_back(ending=referral, why="What the board decided was recorded wrongly.", by=by, now=now)
