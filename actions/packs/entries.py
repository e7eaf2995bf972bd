"""The entries of a pack, made from rows: what each says, and whether it is exempt."""

from django.utils import timezone

from actions.models import Finding
from actions.packs import position
from actions.packs.shapes import (
    AnswerEntry,
    Asked,
    Change,
    Entry,
    File,
    FindingEntry,
    OutcomeEntry,
    QuestionEntry,
    ResolutionEntry,
    ResponseEntry,
    ReviewEntry,
    Words,
)
from actions.statuses import OPEN, Confidence, Status

# between the references of what came of something
SEPARATOR = ", "


def action(line, evidence) -> Entry:
    """One action, with the `evidence` of what the board is asked about it."""
    row = line.action
    latest = [*row.latest, *(row.latest_open if row.latest and row.latest[0].is_exempt else ())]
    return Entry(
        pk=row.pk,
        reference=row.reference,
        slug=row.slug,
        title=row.title,
        answers=_answers(row),
        owner=row.owner.name,
        directorate=row.owner.directorate.name,
        success_measure=row.success_measure,
        due=row.due,
        due_day=row.due_day,
        first_due=row.first_due,
        times_extended=line.times_extended,
        overdue=line.is_overdue,
        still_for=line.still_for,
        status=row.status,
        confidence=row.confidence,
        exempt=row.exempt,
        is_current=line.is_current,
        is_new=line.is_new,
        sections=line.sections,
        changes=tuple(
            Change(position.WATCHED[key], _in_words(key, was), _in_words(key, now))
            for key, (was, now) in line.changes.items()
        ),
        updates=tuple(_words(update, row) for update in row.for_meeting),
        latest=tuple(_words(update, row) for update in latest),
        evidence=tuple(_file(file, file.update, row) for file in evidence),
        proposal=line.proposal and _asked(line.proposal),
        decided=line.decided and _asked(line.decided),
    )


def review(row, by_finding) -> ReviewEntry:
    """One review, with the entries of the actions that answer its findings."""
    exempt = row.is_exempt or bool(row.item and row.item.is_exempt)

    def those(kind):
        return tuple(
            FindingEntry(
                pk=finding.pk,
                number=finding.number,
                text=finding.text,
                theme=finding.theme,
                exempt=exempt or finding.is_exempt,
                unanswered=kind == Finding.Kind.AREA and not finding.has_action,
                actions=tuple(by_finding[finding.pk]),
            )
            for finding in row.visible_findings
            if finding.kind == kind
        )

    return ReviewEntry(
        pk=row.pk,
        title=row.title,
        started_on=row.started_on,
        ended_on=row.ended_on,
        exempt=exempt,
        strengths=those(Finding.Kind.STRENGTH),
        areas=those(Finding.Kind.AREA),
    )


def resolution(row, actions) -> ResolutionEntry:
    """One resolution, with the entries of the actions that answer it."""
    is_open = row.is_open or any(entry.status in OPEN for entry in actions)
    return ResolutionEntry(
        pk=row.pk,
        number=row.number,
        lead=row.lead,
        text=row.text,
        title=row.title,
        kind=row.get_kind_display(),
        item=row.item.title,
        meeting_pk=row.item.meeting_id,
        meeting=row.item.meeting.when,
        exempt=row.item.is_exempt,
        outstanding=is_open or (row.owes_something and not row.has_action),
        unanswered=row.owes_something and not row.has_action,
        actions=tuple(actions),
    )


def outcome(row) -> OutcomeEntry:
    """One thing that the last meeting decided."""
    minutes, proposal = row.resolution, row.proposal
    note = proposal.decision_note if proposal else row.words
    return OutcomeEntry(
        pk=row.pk,
        said=row.said,
        reference=row.action.reference if row.action else "",
        about=_about(row),
        slug=row.action.slug if row.action else "",
        action=row.action_id,
        finding=row.finding_id,
        resolution=row.on_resolution_id,
        words=f"{minutes.lead} {minutes.words}".strip() if minutes else note,
        minuted=_in_minutes(minutes) if minutes else "",
        when=row.when,
        became=_references(row, row.exempt),
        exempt=row.exempt,
    )


def _about(row) -> str:
    """On what something was decided, in words; empty for nothing."""
    if row.action:
        return row.action.title
    if row.finding:
        return _of_review(row.finding)
    return _of_meeting(row.on_resolution) if row.on_resolution else ""


def _of_review(finding) -> str:
    return f"{finding.get_kind_display()} {finding.number} of {finding.review}"


def _of_meeting(resolution) -> str:
    return f"{_numbered(resolution)} of {resolution.item.meeting.when}, {resolution.item.title}"


def _in_minutes(resolution) -> str:
    number = f", {_numbered(resolution).lower()}" if resolution.number else ""
    return f"{resolution.item.title}{number}"


def _numbered(resolution) -> str:
    return f"Resolution {resolution.number}" if resolution.number else "Resolution"


def _references(row, is_exempt) -> str:
    # what became of it may be exempt by itself, and then is not named on what is not
    return SEPARATOR.join(action.reference for action in row.visible_actions if is_exempt or not action.exempt)


def response(row, day) -> ResponseEntry:
    """One recommendation that waits for its answer on `day`."""
    return ResponseEntry(
        resolution=row.resolution_id,
        text=row.resolution.title or row.resolution.text,
        meeting=row.resolution.item.meeting.when,
        respondent=row.respondent,
        served_on=row.served_on,
        due_on=row.due_on,
        overdue=row.due_on < day,
        exempt=row.resolution.item.is_exempt,
    )


def question(row, until) -> QuestionEntry:
    """One question a member submitted, with what had been answered by `until`."""
    return QuestionEntry(
        pk=row.pk,
        text=row.text,
        asked_by=row.asked_by.name,
        submitted_on=timezone.localdate(row.submitted_at),
        about=row.about,
        slug=row.action.slug if row.action else "",
        action=row.action_id,
        finding=row.finding_id,
        resolution=row.resolution_id,
        exempt=row.exempt,
        answers=tuple(_answer(answer, row) for answer in row.answers.all() if answer.answered_at <= until),
    )


def _answer(row, of) -> AnswerEntry:
    return AnswerEntry(
        pk=row.pk,
        text=row.text,
        answered_by=row.answered_by.name,
        on_behalf_of=row.on_behalf_of.name if row.on_behalf_of else "",
        answered_on=timezone.localdate(row.answered_at),
        undertaking=row.undertaking,
        action=_references(row, of.exempt),
    )


def _answers(row) -> str:
    """What an action answers, in words."""
    if row.finding:
        return _of_review(row.finding)
    if row.resolution:
        return _of_meeting(row.resolution)
    if row.undertaking:
        return f"An undertaking given to a member, for the meeting of {row.undertaking.question.meeting.when}"
    if row.outcome:
        return f"What was decided on {row.outcome.meeting.when}"
    return f"{row.item.title}, {row.item.meeting.when}" if row.item else ""


def _in_words(key, value) -> str:
    choices = {"status": Status, "confidence": Confidence}.get(key)
    if not value:
        return "Not given"
    return choices(value).label if choices else value


def _words(update, row) -> Words:
    return Words(
        pk=update.pk,
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
        evidence=tuple(_file(file, update, row) for file in update.evidence.all() if not file.removed_at),
        exempt=update.is_exempt or row.exempt,
    )


def _file(file, update, row) -> File:
    return File(
        pk=file.pk,
        update=update.pk,
        title=file.title,
        added_on=timezone.localdate(update.entered_at),
        exempt=update.is_exempt or row.exempt,
    )


def _asked(proposal) -> Asked:
    return Asked(
        pk=proposal.pk,
        kind=proposal.get_kind_display(),
        reason=proposal.reason,
        new_due=proposal.new_due,
        proposed_by=proposal.proposed_by.name,
        proposed_on=timezone.localdate(proposal.proposed_at),
        outcome=proposal.outcome,
        decided_at=proposal.decided_at_meeting.when if proposal.decided_at_meeting else "",
        decision_note=proposal.decision_note,
    )
