"""Lists of actions and of resolutions as files for a spreadsheet."""

import csv

from django.utils import timezone

# a cell that begins with one of these is a formula to a spreadsheet
RISKY = ("=", "+", "-", "@", "\t", "\r")

HEADINGS = (
    "Reference",
    "Action",
    "Owner",
    "Directorate",
    "Monitoring board",
    "Due",
    "First due",
    "Times given more time",
    "Overdue",
    "Status",
    "Confidence",
    "Last update",
    "What was done",
    "Impact",
    "What success looks like",
    "Exempt",
)


def safe(cell) -> str:
    """A cell's text, made safe to open: a leading apostrophe keeps a spreadsheet from running it."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(RISKY) else text


def write_csv(file, actions, *, today):
    """Write actions, as `with_thread` fetched them, to a text file as CSV with a heading row."""
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    for action in actions:
        writer.writerow([safe(cell) for cell in _row(action, today)])


def _row(action, today):
    (update,) = action.latest_updates or (None,)
    return (
        action.reference,
        action.title,
        action.owner.name,
        action.owner.directorate.name,
        action.monitoring_board.name,
        action.due,
        action.original_due,
        action.times_extended,
        "yes" if action.is_overdue(today) else "no",
        action.get_status_display(),
        action.get_confidence_display(),
        timezone.localdate(update.entered_at) if update else "",
        update and (update.progress or f"No change since {update.no_change_since}"),
        update and update.impact,
        action.success_measure,
        "exempt" if action.exempt else "",
    )


RESOLUTION_HEADINGS = (
    "Board",
    "Meeting",
    "Item",
    "Number",
    "Working title",
    "Words",
    "Kind",
    "State",
    "Where it stands",
    "Whose",
    "Due",
    "Overdue",
    "Actions",
    "Exempt",
)


def write_resolutions(file, resolutions):
    """Write resolutions, each with its `position_now`, to a text file as CSV with a heading row."""
    writer = csv.writer(file)
    writer.writerow(RESOLUTION_HEADINGS)
    for resolution in resolutions:
        writer.writerow([safe(cell) for cell in _resolution_row(resolution)])


def _resolution_row(resolution):
    item, stands = resolution.item, resolution.position_now
    return (
        item.meeting.board.name,
        item.meeting.when,
        str(item),
        resolution.number,
        resolution.title,
        " ".join(part for part in (resolution.lead, resolution.words) if part),
        resolution.get_kind_display(),
        stands.state.label,
        stands.what,
        stands.whose,
        stands.due,
        "yes" if stands.overdue else "no",
        ", ".join(action.reference for action in resolution.visible_actions),
        "exempt" if item.is_exempt else "",
    )


QUESTION_HEADINGS = (
    "Meeting",
    "Submitted on",
    "After the deadline",
    "Asked by",
    "Entered by",
    "On",
    "Question",
    "Answer",
    "Answered by",
    "On behalf of",
    "Given at the meeting",
    "Undertaking",
    "Action",
    "Exempt",
)


def write_questions(file, questions):
    """Write submitted questions, as `submitted_for` fetched them, to a text file as CSV: a row an answer, or one."""
    writer = csv.writer(file)
    writer.writerow(QUESTION_HEADINGS)
    for question in questions:
        for answer in question.answers.all() or [None]:
            writer.writerow([safe(cell) for cell in (*_question(question), *_answer(answer), _exempt(question))])


def _question(question):
    return (
        question.meeting,
        timezone.localdate(question.submitted_at),
        "yes" if question.came_late else "no",
        question.asked_by,
        question.entered_by,
        question.about,
        question.text,
    )


def _answer(answer):
    if answer is None:
        return ("",) * 6
    return (
        answer.text,
        answer.answered_by,
        answer.on_behalf_of,
        "yes" if answer.at_meeting else "no",
        answer.undertaking,
        ", ".join(action.reference for action in answer.visible_actions),
    )


def _exempt(row) -> str:
    return "exempt" if row.exempt else ""
