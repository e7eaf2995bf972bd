"""Referrals to another board: made, then taken by it at a meeting of its own, or not."""

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.models import Meeting, Referral
from meetings.services.endings import locked, record, saved


@transaction.atomic
def refer(*, resolution, to_board, by, now, why="") -> Referral:
    """Record that a resolution was referred to another board. Raises ValidationError, by field."""
    resolution = locked(resolution)
    if to_board.pk == resolution.item.meeting.board_id:
        raise ValidationError({"to_board": "It is this board’s own. Choose the board it was referred to."})
    if resolution.referrals.waiting().filter(to_board=to_board).exists():
        raise ValidationError({"to_board": f"It waits for {to_board} already."})
    referral = Referral(resolution=resolution, to_board=to_board, why=why, recorded_by=by, recorded_at=now)
    saved(referral)
    record(resolution, "referred", by=by, now=now, new={"referral": referral.pk, "to_board": to_board.pk}, note=why)
    return referral


@transaction.atomic
def answer(*, referral, taken: bool, by, now, meeting=None, why="") -> Referral:
    """Record whether the other board took it, and at which held meeting of its own; why, where it did not.

    Raises ValidationError, by field.
    """
    resolution = locked(referral.resolution)
    referral = Referral.objects.select_for_update(of=("self",)).select_related("to_board").get(pk=referral.pk)
    if referral.taken is not None or referral.is_withdrawn:
        raise ValidationError(f"This referral is no longer waiting: {referral.outcome.lower()}.")
    if taken and meeting is None:
        raise ValidationError({"meeting": "Choose the meeting at which it was taken."})
    if not taken and not why.strip():
        raise ValidationError({"why": "Say why it was not taken."})
    if meeting and (meeting.board_id != referral.to_board_id or meeting.status != Meeting.Status.HELD):
        raise ValidationError({"meeting": f"Choose a meeting that {referral.to_board} has held."})
    if meeting and resolution.item.meeting.date and meeting.date < resolution.item.meeting.date:
        raise ValidationError({"meeting": "This meeting was held before it was referred."})
    referral.taken, referral.at_meeting, referral.answer_why = taken, meeting, why.strip()
    referral.answered_by, referral.answered_at = by, now
    referral.save(update_fields=["taken", "at_meeting", "answer_why", "answered_by", "answered_at"])
    new = {"referral": referral.pk, "taken": taken, "meeting": meeting.pk if meeting else None}
    record(resolution, "referral_answered", by=by, now=now, new=new, note=referral.answer_why)
    return referral
