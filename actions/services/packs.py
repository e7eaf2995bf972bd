"""Packs are published, corrected and withdrawn from the public here, and nowhere else."""

import datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from actions.models import Action, Audience, Pack, Shown
from actions.packs import canonical, content, marks, published
from meetings.services import meetings
from people.services import events

# any number that no other lock has: packs are written one at a time
LOCK = 20_111


@transaction.atomic
def publish(*, meeting, by, now: datetime.datetime, seen: int | None = None, correction="") -> Pack:
    """Freeze what a board's members are shown for a meeting: version 1, or a correction that says why.

    `seen` is the latest version that the person had before them, 0 for none. Raises ValidationError where
    it is no longer the latest, where a correction says nothing, and where the meeting has no day, was
    cancelled, or is over without anything having been published for it.
    """
    # actions before meetings, as everywhere: what is read below stands still until it is written
    _lock_actions(meeting)
    meeting = meetings.locked(meeting)
    before = Pack.objects.without_content().latest_for(meeting)
    _check(meeting, before, seen, timezone.localdate(now))
    if before and not correction.strip():
        raise ValidationError({"correction": "Say what is corrected, and why. It stands on the new version."})
    shown = content.for_members(meeting, now=now)
    _one_at_a_time()
    return _write(meeting, marks.as_now(shown), before, by=by, now=now, correction=correction.strip())


@transaction.atomic
def withdraw_exempt(*, by, now: datetime.datetime) -> list[Pack]:
    """Withdraw every pack that shows the public what is exempt by now, and put a version without it in its place.

    Comes last in the transaction that made something exempt, so that nothing waits for a lock while this one is
    held. Returns the new versions; a version that a later one corrects is withdrawn all the same.
    """
    _one_at_a_time()
    made = []
    for pack in Pack.objects.showing_exempt_matter().select_related("meeting__board").order_by("meeting", "version"):
        why = f"Matter in version {pack.version} has become exempt."
        withdraw_public(pack=pack, why=why, by=by, now=now)
        if pack == Pack.objects.without_content().latest_for(pack.meeting):
            shown = marks.as_now(published.read(pack, Audience.FULL))
            correction = f"{why} That version was withdrawn from the public; this one leaves the matter out."
            made.append(_write(pack.meeting, shown, pack, by=by, now=now, correction=correction))
    return made


@transaction.atomic
def withdraw_public(*, pack, why, by, now) -> Pack:
    """Take a version's public form away, for good, with a notice in its place. The version stays with the clerks."""
    withdrawn = Pack.objects.filter(pk=pack.pk, public_withdrawn_at__isnull=True).update(
        public_withdrawn_at=now, public_withdrawn_by=by, public_withdrawn_why=why
    )
    if not withdrawn:
        raise ValidationError(f"Version {pack.version} is withdrawn from the public already.")
    new = {"meeting": pack.meeting_id, "version": pack.version}
    events.record(subject=pack, actor=by, verb="withdrawn_from_the_public", now=now, new=new, note=why)
    pack.refresh_from_db(fields=["public_withdrawn_at", "public_withdrawn_by", "public_withdrawn_why"])
    return pack


def why_not(meeting, *, is_published: bool, today: datetime.date) -> str:
    """Why a meeting's pack cannot be published or corrected on a day; empty where it can."""
    if meeting.status == meeting.Status.CANCELLED:
        return "This meeting was cancelled, so it has no pack."
    if meeting.date is None:
        return "Give the meeting its day first: the pack says for when it is."
    if not is_published and (meeting.status == meeting.Status.HELD or meeting.date < today):
        return "The day of this meeting is over, and members cannot be shown a pack for it now."
    return ""


def _check(meeting, before, seen, today):
    if reason := why_not(meeting, is_published=before is not None, today=today):
        raise ValidationError(reason)
    latest = before.version if before else 0
    if seen is not None and seen != latest:
        what = f"version {latest} on {before.published_when}" if before else "nothing"
        raise ValidationError(f"Somebody else has published {what} while you were reading. Look at that first.")


def _write(meeting, shown, before, *, by, now, correction) -> Pack:
    full, public = canonical.dump(shown), canonical.dump(canonical.public(shown))
    pack = Pack(
        meeting=meeting,
        version=before.version + 1 if before else 1,
        schema=canonical.SCHEMA,
        content=full,
        sha256=canonical.digest(full),
        public_content=public,
        public_sha256=canonical.digest(public),
        published_by=by,
        published_at=now,
        publish_by=meeting.publish_on,
        correction=correction,
    )
    pack.full_clean()
    pack.save(force_insert=True)
    _note_what_is_shown(pack, shown)
    new = {"meeting": meeting.pk, "version": pack.version, "sha256": pack.sha256, "public_sha256": pack.public_sha256}
    verb = "corrected" if before else "published"
    events.record(subject=pack, actor=by, verb=verb, now=now, new=new, note=correction)
    return pack


def _note_what_is_shown(pack, shown):
    public = canonical.public(shown)
    all_of_it, for_the_public = marks.ids(shown), marks.ids(public)
    # where an action is only named it is shown as well: should it become exempt, its reference has to go
    all_of_it["action"] |= marks.named(shown)
    for_the_public["action"] |= marks.named(public)
    Shown.objects.bulk_create(
        Shown(pack=pack, exempt=pk not in for_the_public[what], **{f"{what}_id": pk})
        for what, pks in all_of_it.items()
        for pk in sorted(pks)
    )


def _lock_actions(meeting):
    actions = Action.objects.open().filter(monitoring_board=meeting.board_id).order_by("pk")
    list(actions.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _one_at_a_time():
    """Wait until no other transaction writes packs, so that what becomes exempt meets every pack that shows it."""
    # SQLite has one writer at a time anyway
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
