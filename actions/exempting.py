"""What is exempt with what: a row's thread upwards and downwards, for whoever marks it."""

from functools import singledispatch

from django.db.models import Q

from actions.models import Action, Finding, Outcome, ProgressUpdate, Review
from meetings.models import AgendaItem, DocumentVersion, Resolution, WorkItem
from meetings.services.exempting import VERBS
from people.models import Event


@singledispatch
def recorded_on(row) -> tuple:
    """The row in whose history the marking of another is recorded, and what that is called there: {"item": 7}."""
    return row, {}


@recorded_on.register
def _(row: AgendaItem):
    return row.meeting, {"item": row.pk}


@recorded_on.register
def _(row: DocumentVersion):
    return row.document, {"version": row.number}


@recorded_on.register
def _(row: Finding):
    return row.review, {"finding": row.pk}


@recorded_on.register
def _(row: ProgressUpdate):
    return row.action, {"update": row.pk}


def marked_before(row) -> list[Event]:
    """The events that tell how a row was marked or opened, the latest first."""
    subject, of = recorded_on(row)
    verbs = ["_".join([*of, verb]) for verb in VERBS]
    events = Event.objects.of(subject).filter(verb__in=verbs).select_related("actor")
    return [event for event in reversed(events) if of.items() <= event.new.items()]


@singledispatch
def above(row) -> list:
    """The rows with which a row is exempt, where they are: the nearest first."""
    raise TypeError(f"{row!r} has no exempt marking")


@above.register
def _(row: AgendaItem):
    return []


@above.register
def _(row: DocumentVersion):
    return [row.document.item]


@above.register
def _(row: Review):
    return [row.item] if row.item else []


@above.register
def _(row: Finding):
    return [row.review, *above(row.review)]


@above.register
def _(row: Action):
    """Of one that came of an undertaking, what the question was on, and all that this followed."""
    asked = row.undertaking and row.undertaking.question
    found = _with_above(row.finding, row.resolution, row.item)
    if asked:
        found += _with_above(asked.finding, asked.resolution, *row.follows.all())
    return [*found, *filter(None, [row.outcome])]


@above.register
def _(row: ProgressUpdate):
    return [row.action, *above(row.action)]


@above.register
def _(row: Outcome):
    return _with_above(row.action, row.on_resolution, row.finding)


def _with_above(*rows) -> list:
    """Those that are there, each followed by what is above it; a resolution is marked by its item alone."""
    found = [row.item if isinstance(row, Resolution) else row for row in rows if row]
    return [one for row in found for one in (row, *above(row))]


def exempt_above(row) -> list:
    """Of the rows above, those that are exempt themselves, each once: while one is, the row is exempt with it."""
    return list(dict.fromkeys(one for one in above(row) if one.is_exempt))


def marked_below(row) -> list:
    """What hangs from a row and is exempt by a marking of its own, which stays whatever becomes of the row's."""
    found = [*_letter(row).filter(is_exempt=True)] if isinstance(row, Review) else []
    for model, (paths, related) in _BELOW.get(type(row), {}).items():
        found += model.objects.filter(_any(paths, row), is_exempt=True).select_related(*related).distinct()
    return found


def parts(row) -> list:
    """What of a row is open and can be marked without the rest: an item's papers and reviews, a review's findings."""
    if isinstance(row, AgendaItem):
        found = [*DocumentVersion.objects.filter(document__item=row).select_related("document"), *row.reviews.all()]
    elif isinstance(row, Review):
        found = [*_letter(row), *row.findings.select_related("review")]
    else:
        return []
    return [one for one in found if not one.is_exempt]


def _letter(review):
    """The versions of a review's letter, which is filed with its item's papers."""
    return DocumentVersion.objects.filter(document=review.letter_id or None).select_related("document__item")


def _any(paths, row):
    found = Q()
    for path in paths:
        found |= Q(**{path: row})
    return found


def _of_actions(of_action, of_outcome, of_work=()) -> dict:
    """What hangs from the actions that paths lead back from; outcomes and work by further paths, too."""
    of_outcome = [*of_outcome, *(f"action__{path}" for path in of_action)]
    return {
        Action: (of_action, []),
        ProgressUpdate: ([f"action__{path}" for path in of_action], ["action", "entered_by"]),
        Outcome: (of_outcome, ["meeting"]),
        WorkItem: ([*of_work, *(f"outcomes__{path}" for path in of_outcome)], ["board"]),
    }


# for each kind of row the models below it: paths that lead back to it, and what naming one of them joins
_BELOW = {
    AgendaItem: {
        DocumentVersion: (["document__item"], ["document__item"]),
        Review: (["item"], ["item"]),
        Finding: (["review__item"], ["review"]),
        **_of_actions(
            ("item", "resolution__item", "finding__review__item"),
            ["on_resolution__item", "resolution__item", "finding__review__item"],
            ["resolution__item"],
        ),
    },
    Review: {Finding: (["review"], ["review"]), **_of_actions(["finding__review"], ["finding__review"])},
    Finding: _of_actions(["finding"], ["finding"]),
    Action: {
        ProgressUpdate: (["action"], ["action", "entered_by"]),
        Outcome: (["action"], ["meeting"]),
        WorkItem: (["outcomes__action"], ["board"]),
    },
}
