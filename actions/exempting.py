"""What is exempt with what: a row's thread upwards and downwards, for whoever marks it."""

from functools import singledispatch

from django.db.models import Q

from actions.models import Action, Finding, Outcome, ProgressUpdate, Question, Review
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
    """Of one that came of an undertaking or a decision, what that was on, and all that this followed."""
    asked, decided = row.undertaking and row.undertaking.question, row.outcome
    found = _with_above(row.finding, row.resolution, row.item)
    if asked:
        found += _with_above(asked.finding, asked.resolution)
    if decided:
        found += [decided, *_with_above(decided.finding, decided.on_resolution, decided.resolution)]
    return found + _with_above(*row.follows.all()) if asked or decided else found


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


def repeated_since(update) -> list[ProgressUpdate]:
    """The entries after an update that say that nothing has changed: they repeat why it is paused, or not green."""
    later = ProgressUpdate.objects.filter(action=update.action_id, pk__gt=update.pk).order_by("pk")
    said_more = later.filter(kind=ProgressUpdate.Kind.PROGRESS).first()
    return list(later.filter(pk__lt=said_more.pk) if said_more else later)


def exempt_review_of(version) -> Review | None:
    """The review whose letter a version is of, where that is exempt by itself."""
    return Review.objects.filter(letter=version.document_id, is_exempt=True).first()


def beside(row) -> list:
    """What is open, marked by itself, and may have a row's words too: whoever marks the row looks at it as well."""
    if isinstance(row, ProgressUpdate):
        corrected = [row.corrects] if row.corrects else []
        found = [*corrected, *row.corrections.order_by("pk")]
        if row.kind == ProgressUpdate.Kind.NO_CHANGE:
            found += row.action.updates.filter(pk__lt=row.pk).order_by("-pk")[:1]
    elif isinstance(row, Action):
        asked = row.undertaking and row.undertaking.question
        minuted = [row.item, row.resolution and row.resolution.item, row.finding and row.finding.review.item]
        found = [*minuted, row.outcome, asked]
    elif isinstance(row, Finding | Review):
        found = [row.review.item if isinstance(row, Finding) else row.item]
    else:
        return []
    return [one for one in dict.fromkeys(found) if one and not _is_exempt(one)]


def _is_exempt(row) -> bool:
    """By itself or by what it hangs from; a question by what it is on alone."""
    on = _with_above(row.action, row.finding, row.resolution) if isinstance(row, Question) else [row, *above(row)]
    return any(one.is_exempt for one in on)


def marked_below(row) -> list:
    """What hangs from a row and is exempt by a marking of its own, which stays whatever becomes of the row's."""
    found = [*_letter(row).filter(is_exempt=True)] if isinstance(row, Review) else []
    if isinstance(row, ProgressUpdate):
        found += [one for one in repeated_since(row) if one.is_exempt]
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


def _came_of(*paths) -> list[str]:
    """The same paths by what was undertaken in an answer, or decided."""
    decided = [f"outcome__{path.replace('resolution', 'on_resolution', 1)}" for path in paths]
    return [*(f"undertaking__question__{path}" for path in paths), *decided]


_OF_ITEM = ("resolution__item", "finding__review__item")

# for each kind of row the models below it: paths that lead back to it, and what naming one of them joins
_BELOW = {
    AgendaItem: {
        DocumentVersion: (["document__item"], ["document__item"]),
        Review: (["item"], ["item"]),
        Finding: (["review__item"], ["review"]),
        **_of_actions(
            ["item", *_OF_ITEM, *_came_of(*_OF_ITEM)],
            ["on_resolution__item", *_OF_ITEM],
            ["resolution__item"],
        ),
    },
    Review: {
        Finding: (["review"], ["review"]),
        **_of_actions(["finding__review", *_came_of("finding__review")], ["finding__review"]),
    },
    Finding: _of_actions(["finding", *_came_of("finding")], ["finding"]),
    Action: {
        Action: (["follows"], []),
        ProgressUpdate: (["action"], ["action", "entered_by"]),
        Outcome: (["action"], ["meeting"]),
        WorkItem: (["outcomes__action"], ["board"]),
    },
}
