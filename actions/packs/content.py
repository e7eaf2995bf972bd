"""What members see for a meeting, as plain data: every form of the pack is made of this and of nothing else.

All of it comes through `visible_to`, so exempt matter is in it only for a standing that may see it.
"""

import datetime
from collections import defaultdict

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.formats import date_format

from actions.models import Action, Finding, ProgressUpdate, Review
from actions.packs import position
from actions.packs.shapes import (
    Asked,
    Change,
    Content,
    Counts,
    Entry,
    File,
    FindingEntry,
    Post,
    ResolutionEntry,
    ReviewEntry,
    Words,
)
from actions.statuses import Confidence, Status
from meetings.models import Resolution
from people.standing import Standing


def counts(meetings, standing: Standing, *, now: datetime.datetime) -> dict[int, Counts]:
    """What the packs of `meetings`, each of a board of its own, count: by meeting id. A constant number of queries."""
    if not meetings:
        return {}
    spans = position.spans(meetings, now)
    actions = Action.objects.visible_to(standing).filter(position.monitored(spans)).select_related("due_meeting")
    lines = position.lines(actions, spans)
    return {pk: _counts([line for line in found if line.is_current]) for pk, found in lines.items()}


def pack(meeting, standing: Standing, *, now: datetime.datetime) -> Content:
    """The pack of `meeting` as `standing` may see it. A constant number of queries."""
    [span] = position.spans([meeting], now)
    reviews, resolutions = _reviews(span, standing), _resolutions(span, standing)
    asked_for = position.monitored([span]) | Q(finding__review__in=reviews) | Q(resolution__in=resolutions)
    actions = _with_words(Action.objects.visible_to(standing).filter(asked_for), span, standing)
    lines = position.lines(actions, [span])[meeting.pk]
    entries = {line.action.pk: _entry(line) for line in lines}
    by_finding, by_resolution = defaultdict(list), defaultdict(list)
    for line in lines:
        by_finding[line.action.finding_id].append(entries[line.action.pk])
        by_resolution[line.action.resolution_id].append(entries[line.action.pk])
    return Content(
        meeting_pk=meeting.pk,
        board=meeting.board.name,
        when=meeting.when,
        held=span.held,
        as_of=span.until,
        last_meeting_pk=span.last_held_id,
        last_meeting=date_format(span.last_held_on, "j F Y") if span.last_held_on else "",
        **_sections([line for line in lines if line.is_current], entries),
        reviews=tuple(_review_entry(review, by_finding) for review in reviews),
        resolutions=tuple(_resolution_entry(resolution, by_resolution) for resolution in resolutions),
    )


def _sections(lines, entries) -> dict:
    """What has become of each action, by section; one action may stand in several."""

    def those(is_one, lines=lines):
        return tuple(entries[line.action.pk] for line in lines if is_one(line))

    return {
        "counts": _counts(lines),
        "changed": those(lambda line: line.is_changed),
        "overdue": those(lambda line: line.is_overdue, sorted(lines, key=_by_due_day)),
        "no_update": _by_post(those(lambda line: line.lacks_update)),
        "complete": those(lambda line: line.is_complete),
        "more_time": those(lambda line: line.asks_more_time),
        "withdraw": those(lambda line: line.asks_to_withdraw),
        "no_change": those(lambda line: line.has_not_moved),
        "impact": those(lambda line: any(update.impact for update in line.action.for_meeting)),
    }


def _by_due_day(line):
    return (line.action.due_day is None, line.action.due_day)


def _counts(lines) -> Counts:
    return Counts(
        changed=sum(line.is_changed for line in lines),
        overdue=sum(line.is_overdue for line in lines),
        no_update=sum(line.lacks_update for line in lines),
        complete=sum(line.is_complete for line in lines),
        more_time=sum(line.asks_more_time for line in lines),
        withdraw=sum(line.asks_to_withdraw for line in lines),
        no_change=sum(line.has_not_moved for line in lines),
    )


def _with_words(actions, span, standing):
    """`actions` with what their entries show: in `for_meeting` and `latest` the updates that may be seen."""
    # a correction that members have not got yet takes nothing from what they have
    corrections = ProgressUpdate.objects.accepted().filter(corrects=OuterRef("pk"))
    visible = (
        ProgressUpdate.objects.visible_to(standing)
        .accepted()
        .filter(~Exists(corrections), entered_at__lte=span.until)
        .select_related("entered_by", "on_behalf_of")
        .prefetch_related("evidence")
        .order_by("-entered_at", "-pk")
    )
    return (
        actions.with_exempt()
        .with_due_day()
        .select_related("owner", "due_meeting")
        .prefetch_related(
            Prefetch("updates", queryset=visible.for_meetings([span.meeting]), to_attr="for_meeting"),
            Prefetch("updates", queryset=visible[:1], to_attr="latest"),
        )
        .order_by("board_code", "municipal_year", "number")
    )


def _reviews(span, standing):
    """The reviews with something left to do for this board, and those reported to its last meeting."""
    left = Finding.objects.areas().filter(review=OuterRef("pk"), actions__isnull=True)
    monitored = Action.objects.visible_to(standing).filter(position.monitored([span]), finding__review=OuterRef("pk"))
    reported = Q(item__meeting=span.last_held_id) if span.last_held_id else Q(pk__in=[])
    reported |= Q(item__meeting__board=span.meeting.board_id) & Exists(left)
    findings = Finding.objects.visible_to(standing).order_by("kind", "number")
    return list(
        Review.objects.visible_to(standing)
        .filter(reported | Exists(monitored), superseded_by__isnull=True)
        .select_related("item")
        .prefetch_related(Prefetch("findings", queryset=findings, to_attr="visible_findings"))
    )


def _resolutions(span, standing):
    """The resolutions that this board's open actions answer, and those of its own that owe something and have none."""
    monitored = Action.objects.visible_to(standing).filter(position.monitored([span]), resolution=OuterRef("pk"))
    without = Resolution.objects.owing().filter(item__meeting__board=span.meeting.board_id, actions__isnull=True)
    return list(
        Resolution.objects.visible_to(standing)
        .filter(Exists(monitored) | Q(pk__in=without.values("pk")))
        .select_related("item__meeting")
        .order_by("-item__meeting__date", "item__position", "position")
    )


def _entry(line) -> Entry:
    action = line.action
    return Entry(
        reference=action.reference,
        slug=action.slug,
        title=action.title,
        owner=action.owner.name,
        due=action.due,
        first_due=action.first_due,
        times_extended=line.times_extended,
        overdue=line.is_overdue,
        status=action.status,
        confidence=action.confidence,
        exempt=action.exempt,
        is_new=line.is_new,
        changes=tuple(
            Change(position.WATCHED[key], _in_words(key, was), _in_words(key, now))
            for key, (was, now) in line.changes.items()
        ),
        updates=tuple(_words(update, action) for update in action.for_meeting),
        last_update=_words(action.latest[0], action) if action.latest else None,
        proposal=line.proposal and _asked(line.proposal),
        decided=line.decided and _asked(line.decided),
    )


def _in_words(key, value) -> str:
    choices = {"status": Status, "confidence": Confidence}.get(key)
    if not value:
        return "Not given"
    return choices(value).label if choices else value


def _words(update, action) -> Words:
    return Words(
        entered_on=timezone.localdate(update.entered_at),
        entered_by=update.entered_by.name,
        on_behalf_of=update.on_behalf_of.name if update.on_behalf_of else "",
        no_change_since=update.no_change_since,
        status=update.status,
        status_reason=update.status_reason,
        confidence=update.confidence,
        confidence_reason=update.confidence_reason,
        progress=update.progress,
        impact=update.impact,
        forecast_on=update.forecast_on,
        evidence=tuple(File(file.pk, file.title) for file in update.evidence.all() if not file.removed_at),
        exempt=update.is_exempt or action.exempt,
    )


def _asked(proposal) -> Asked:
    new_due = ""
    if proposal.new_due_on:
        new_due = date_format(proposal.new_due_on, "j F Y")
    elif proposal.new_due_meeting:
        new_due = f"{proposal.new_due_meeting.when} meeting"
    return Asked(
        kind=proposal.get_kind_display(),
        reason=proposal.reason,
        new_due=new_due,
        proposed_by=proposal.proposed_by.name,
        proposed_on=timezone.localdate(proposal.proposed_at),
        outcome=proposal.outcome,
        decided_at=proposal.decided_at_meeting.when if proposal.decided_at_meeting else "",
        decision_note=proposal.decision_note,
    )


def _by_post(entries) -> tuple[Post, ...]:
    posts = defaultdict(list)
    for entry in entries:
        posts[entry.owner].append(entry)
    return tuple(Post(name, tuple(posts[name])) for name in sorted(posts))


def _review_entry(review, by_finding) -> ReviewEntry:
    exempt = review.is_exempt or bool(review.item and review.item.is_exempt)

    def those(kind):
        return tuple(
            FindingEntry(
                number=finding.number,
                text=finding.text,
                theme=finding.theme,
                exempt=exempt or finding.is_exempt,
                actions=tuple(by_finding[finding.pk]),
            )
            for finding in review.visible_findings
            if finding.kind == kind
        )

    return ReviewEntry(
        title=review.title,
        started_on=review.started_on,
        ended_on=review.ended_on,
        exempt=exempt,
        strengths=those(Finding.Kind.STRENGTH),
        areas=those(Finding.Kind.AREA),
    )


def _resolution_entry(resolution, by_resolution) -> ResolutionEntry:
    return ResolutionEntry(
        number=resolution.number,
        lead=resolution.lead,
        text=resolution.text,
        title=resolution.title,
        item=resolution.item.title,
        meeting_pk=resolution.item.meeting_id,
        meeting=resolution.item.meeting.when,
        exempt=resolution.item.is_exempt,
        actions=tuple(by_resolution[resolution.pk]),
    )
