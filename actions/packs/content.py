"""What members see for a meeting, as plain data: every form of the pack is made of this and of nothing else.

All of it comes through `visible_to`, so exempt matter is in it only for a standing that may see it.
"""

import datetime
from collections import defaultdict

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.formats import date_format

from actions.models import Action, Evidence, Finding, Outcome, ProgressUpdate, Question, Review
from actions.packs import entries, position
from actions.packs.shapes import Content, counted
from actions.statuses import OPEN
from meetings.models import Recommendation, Resolution
from meetings.querysets.endings import ended
from people.standing import Standing, seat_on


def for_members(meeting, *, now: datetime.datetime) -> Content:
    """The pack of `meeting` as members of its board see it, who see its exempt matter: what publishing freezes."""
    return pack(meeting, seat_on(meeting.board, timezone.localdate(now)), now=now)


def pack(meeting, standing: Standing, *, now: datetime.datetime) -> Content:
    """The pack of `meeting` as `standing` may see it. A constant number of queries."""
    span = position.span(meeting, now)
    reviews, resolutions = _reviews(span, standing), _resolutions(span, standing)
    updates = updates_of(span, standing)
    asked_for = position.monitored(span) | Q(finding__review__in=reviews) | Q(resolution__in=resolutions)
    actions = Action.objects.visible_to(standing).filter(asked_for, created_at__lte=span.until)
    lines = position.lines(_with_words(actions, updates, span), span)
    lines = list(_shown(lines, reviews, resolutions))
    evidence = _evidence([line.action for line in lines if line.is_asked], updates)
    shown = tuple(entries.action(line, evidence[line.action.pk]) for line in lines)
    by_finding, by_resolution = defaultdict(list), defaultdict(list)
    for line, entry in zip(lines, shown, strict=True):
        by_finding[line.action.finding_id].append(entry)
        by_resolution[line.action.resolution_id].append(entry)
    return Content(
        meeting_pk=meeting.pk,
        board=meeting.board.name,
        when=meeting.when,
        held=span.held,
        as_of=span.until,
        last_meeting_pk=span.last_held_id,
        last_meeting=date_format(span.last_held_on, "j F Y") if span.last_held_on else "",
        outcomes=tuple(entries.outcome(row) for row in _outcomes(span, standing)),
        counts=counted(shown),
        actions=shown,
        reviews=tuple(entries.review(review, by_finding) for review in reviews),
        resolutions=tuple(entries.resolution(row, by_resolution[row.pk]) for row in resolutions),
        responses=tuple(entries.response(row, span.day) for row in _responses(span, standing)),
        questions=tuple(entries.question(row, span.until) for row in _questions(span, standing)),
    )


def _shown(lines, reviews, resolutions):
    """Those of `lines` that a section shows, or a finding or a resolution."""
    findings = {finding.pk for review in reviews for finding in review.visible_findings}
    decided = {resolution.pk for resolution in resolutions}
    for line in lines:
        if line.is_current or line.action.finding_id in findings or line.action.resolution_id in decided:
            yield line


def updates_of(span, standing):
    """The updates that members have, as `standing` may see them, the newest first."""
    # a correction that members have not got yet takes nothing from what they have
    corrections = ProgressUpdate.objects.accepted().filter(corrects=OuterRef("pk"))
    return (
        ProgressUpdate.objects.visible_to(standing)
        .accepted()
        .filter(~Exists(corrections), entered_at__lte=span.until)
        .select_related("entered_by", "on_behalf_of")
        .prefetch_related("evidence")
        .order_by("-entered_at", "-pk")
    )


def _with_words(actions, updates, span):
    """`actions` with what their entries show: `for_meeting`, `latest` and `latest_open`, the latest not exempt."""
    return (
        actions.with_exempt()
        .with_due_day()
        .select_related(
            "owner__directorate",
            "due_meeting",
            "finding__review",
            "resolution__item__meeting",
            "item__meeting",
            "outcome__meeting",
            "undertaking__question__meeting",
        )
        .prefetch_related(
            Prefetch("updates", queryset=updates.for_meetings([span.meeting]), to_attr="for_meeting"),
            Prefetch("updates", queryset=updates[:1], to_attr="latest"),
            Prefetch("updates", queryset=updates.filter(is_exempt=False)[:1], to_attr="latest_open"),
        )
        .order_by("board_code", "municipal_year", "number")
    )


def _evidence(actions, updates):
    """Action → all the evidence that `updates` brought for it, the latest first."""
    rows = Evidence.objects.filter(update__in=updates.order_by().values("pk"), update__action__in=actions)
    found = defaultdict(list)
    for file in rows.filter(removed_at__isnull=True).select_related("update").order_by("-update__entered_at", "-pk"):
        found[file.update.action_id].append(file)
    return found


def _reviews(span, standing):
    """The reviews with something left to do for this board, and those reported to its last meeting."""
    left = Finding.objects.areas().filter(review=OuterRef("pk"), actions__isnull=True)
    monitored = Action.objects.visible_to(standing).filter(position.monitored(span), finding__review=OuterRef("pk"))
    reported = Q(item__meeting=span.last_held_id) if span.last_held_id else Q(pk__in=[])
    reported |= Q(item__meeting__board=span.meeting.board_id) & Exists(left)
    answers = Action.objects.filter(finding=OuterRef("pk"))
    findings = Finding.objects.visible_to(standing).annotate(has_action=Exists(answers)).order_by("kind", "number")
    return list(
        Review.objects.visible_to(standing)
        .filter(reported | Exists(monitored), superseded_by__isnull=True)
        .select_related("item")
        .prefetch_related(Prefetch("findings", queryset=findings, to_attr="visible_findings"))
    )


# what asks somebody for something comes before what was kept or noted
_ORDER = (
    Outcome.Kind.PROPOSAL,
    Outcome.Kind.NEW_RESOLUTION,
    Outcome.Kind.ASK_REPORT,
    Outcome.Kind.REFER,
    Outcome.Kind.KEEP_MONITORING,
    Outcome.Kind.NOTE,
)


def _outcomes(span, standing):
    """What the last meeting decided, as it was recorded by the span's end."""
    if span.last_held_id is None:
        return []
    made = Action.objects.visible_to(standing).filter(created_at__lte=span.until).with_exempt()
    rows = (
        Outcome.objects.visible_to(standing)
        .filter(meeting=span.last_held_id)
        .as_recorded_by(span.until)
        .with_subject()
        .prefetch_related(Prefetch("actions", queryset=made.order_by("pk"), to_attr="visible_actions"))
    )
    return sorted(rows, key=lambda row: _ORDER.index(row.kind))


def _resolutions(span, standing):
    """The resolutions that this board's open actions answer, and those of its own that owe something and have none."""
    monitored = Action.objects.visible_to(standing).filter(position.monitored(span), resolution=OuterRef("pk"))
    own = Resolution.objects.owing().filter(item__meeting__board=span.meeting.board_id)
    without = own.filter(~ended(Resolution), actions__isnull=True)
    answers = Action.objects.filter(resolution=OuterRef("pk"))
    return list(
        Resolution.objects.visible_to(standing)
        .filter(Exists(monitored) | Q(pk__in=without.values("pk")))
        .annotate(has_action=Exists(answers), is_open=Exists(answers.filter(status__in=OPEN)))
        .select_related("item__meeting")
        .order_by("-item__meeting__date", "item__position", "position")
    )


def _responses(span, standing):
    """The board's recommendations that wait for their answer, the longest overdue first."""
    own = Recommendation.objects.visible_to(standing).filter(resolution__item__meeting__board=span.meeting.board_id)
    return own.unanswered().filter(served_on__lte=span.day).with_thread().order_by("due_on", "pk")


def _questions(span, standing):
    """What members have submitted for the meeting."""
    return Question.objects.submitted_for(span.meeting, standing).filter(submitted_at__lte=span.until)
