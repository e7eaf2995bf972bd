"""A review and all that has come of it, as somebody may see it: the golden thread on one page."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from pathlib import PurePath

from django.db.models import Exists, OuterRef, Prefetch

from actions.models import (
    Action,
    ActionPlan,
    Evidence,
    Finding,
    ProgressUpdate,
    Review,
    Supersession,
    SupersessionLine,
)
from actions.plans import PlanThread, plan_thread, plans_of
from meetings.models import DocumentVersion


@dataclass(frozen=True)
class Area:
    """An area for improvement and the actions that answer it; `open` while there is none, or one that is open."""

    finding: Finding
    actions: list[Action]

    @property
    def open(self) -> bool:
        return not self.actions or any(action.is_open for action in self.actions)


@dataclass(frozen=True)
class Thread:
    """What a review's page shows.

    `became` is what became of its actions when a later one took its place, `notes` what was said then.
    """

    review: Review
    letter: list[DocumentVersion]
    strengths: list[Finding]
    areas: list[Area]
    plans: list[PlanThread]
    superseded_by: Review | None
    supersedes: list[Review]
    became: list[SupersessionLine]
    notes: list[Supersession]

    @property
    def open_areas(self) -> int:
        return sum(area.open for area in self.areas)


def thread(review: Review, standing, *, today: datetime.date) -> Thread:
    """The thread of a review fetched `with_thread`. A constant number of queries."""
    plans = plans_of(ActionPlan.objects.filter(review=review), standing)
    visible = Action.objects.visible_to(standing).of_review(review)
    actions = shown(visible, standing, today=today)
    by_finding = defaultdict(list)
    for action in actions.values():
        by_finding[action.finding_id].append(action)
    findings = review.visible_findings
    own = {finding.pk for finding in findings}
    reviews = Review.objects.visible_to(standing)
    return Thread(
        review=review,
        letter=list(letter_of(review, standing)),
        strengths=[finding for finding in findings if finding.kind == Finding.Kind.STRENGTH],
        areas=[Area(one, by_finding[one.pk]) for one in findings if one.kind == Finding.Kind.AREA],
        plans=[plan_thread(plan, actions, own=own) for plan in plans],
        superseded_by=reviews.filter(pk=review.superseded_by_id).first() if review.superseded_by_id else None,
        supersedes=list(reviews.filter(superseded_by=review)),
        became=_became(review, standing),
        notes=_notes(review, standing),
    )


def letter_of(review, standing):
    """The versions of a review's letter that `standing` may see, the newest first."""
    return DocumentVersion.objects.visible_to(standing).filter(document=review.letter_id or None).order_by("-number")


def letter_name(review, version) -> str:
    """What a version of a review's letter is called when it is downloaded."""
    return f"{review.slug}-letter-{version.number}{PurePath(version.file.name).suffix}"


def shown(actions, standing, *, today: datetime.date) -> dict[int, Action]:
    """`actions` by id with what their cards show.

    `latest_updates` has the newest update, `impacts` what changed for people, newest first, `files` the evidence,
    `overdue` whether they are, `replaced_by` the action that took their place.
    """
    said = ProgressUpdate.objects.visible_to(standing).accepted().exclude(impact="").filter(~_is_corrected())
    impacts = said.select_related("entered_by").order_by("-entered_at", "-pk")
    rows = (
        actions.with_thread(standing)
        .select_related("ended_by__decided_at_meeting")
        .prefetch_related(Prefetch("updates", queryset=impacts, to_attr="impacts"))
    )
    found = {action.pk: action for action in rows}
    files, replaced = _files(found, standing), _replaced(found, standing)
    for pk, action in found.items():
        action.files, action.replaced_by = files[pk], replaced.get(pk)
        action.overdue = action.is_overdue(today)
    return found


def _is_corrected():
    return Exists(ProgressUpdate.objects.accepted().filter(corrects=OuterRef("pk")))


def _files(actions, standing):
    found = defaultdict(list)
    evidence = Evidence.objects.visible_to(standing).filter(update__action__in=actions, removed_at__isnull=True)
    for one in evidence.select_related("update").order_by("pk"):
        found[one.update.action_id].append(one)
    return found


def _replaced(actions, standing):
    """Action id → the one that took its place, where `standing` may see it."""
    lines = SupersessionLine.objects.filter(action__in=actions, became=SupersessionLine.Became.SUPERSEDED)
    visible = Action.objects.visible_to(standing)
    return {line.action_id: line.by_action for line in lines.filter(by_action__in=visible).select_related("by_action")}


def _became(review, standing):
    """What was decided last of each action that may be seen, in the order of their references.

    Each line has in `names` what takes its action's place or where it carries on, where that may be seen.
    """
    actions, plans = Action.objects.visible_to(standing), ActionPlan.objects.visible_to(standing)
    lines = SupersessionLine.objects.filter(supersession__review=review, action__in=actions)
    lines = lines.annotate(
        sees_action=Exists(actions.filter(pk=OuterRef("by_action"))),
        sees_plan=Exists(plans.filter(pk=OuterRef("plan"))),
    )
    latest = {}
    for line in lines.select_related("action", "by_action", "plan", "supersession__recorded_by").order_by("pk"):
        line.names = (line.by_action if line.sees_action else None) or (line.plan if line.sees_plan else None)
        latest[line.action_id] = line
    return sorted(latest.values(), key=_by_reference)


def _notes(review, standing):
    """What was said when a later review took its place, for those who may see both."""
    acts = Supersession.objects.filter(review=review, later__in=Review.objects.visible_to(standing)).exclude(note="")
    return list(acts.select_related("recorded_by"))


def _by_reference(line):
    return (line.action.board_code, line.action.municipal_year, line.action.number)
