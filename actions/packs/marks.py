"""What is exempt now: a pack's content with the marks that its rows have got since it was put together."""

import dataclasses

from django.utils.text import slugify

from actions.models import Action, Finding, Outcome, ProgressUpdate, Review
from actions.packs.entries import SEPARATOR
from actions.packs.shapes import Content
from actions.querysets import exempt
from meetings.models import Resolution


def as_now(content: Content) -> Content:
    """`content`, with everything marked that is exempt now, and no exempt action named on what is not.

    A mark that was there stays. Seven queries at most.
    """
    pks = ids(content)
    actions = _exempt(Action, pks["action"], exempt.of_action())
    updates = _exempt(ProgressUpdate, pks["update"], exempt.of_update())
    findings = _exempt(Finding, pks["finding"], exempt.of_finding())
    resolutions = _exempt(Resolution, pks["resolution"], exempt.of_resolution())
    reviews = _exempt(Review, pks["review"], exempt.of_review())
    outcomes = _exempt(Outcome, pks["outcome"], exempt.of_outcome())
    unnamed = _exempt_slugs(content)
    marked = {entry.pk: _action(entry, actions, updates) for entry in content.actions}

    def those(entries, among):
        return tuple(
            dataclasses.replace(
                entry, exempt=entry.exempt or entry.pk in among, actions=tuple(marked[one.pk] for one in entry.actions)
            )
            for entry in entries
        )

    return dataclasses.replace(
        content,
        actions=tuple(marked.values()),
        reviews=tuple(
            dataclasses.replace(
                review,
                exempt=review.exempt or review.pk in reviews,
                strengths=those(review.strengths, findings),
                areas=those(review.areas, findings),
            )
            for review in content.reviews
        ),
        resolutions=those(content.resolutions, resolutions),
        outcomes=tuple(_outcome(one, outcomes, unnamed) for one in content.outcomes),
        responses=tuple(
            dataclasses.replace(one, exempt=one.exempt or one.resolution in resolutions) for one in content.responses
        ),
        questions=tuple(
            _question(
                one,
                one.exempt or one.action in actions or one.finding in findings or one.resolution in resolutions,
                unnamed,
            )
            for one in content.questions
        ),
    )


def named(content: Content) -> set[int]:
    """The actions that are named by reference alone, as what came of a decision or an answer."""
    slugs = _slugs_named(content)
    return set(Action.objects.filter(slug__in=slugs).values_list("pk", flat=True)) if slugs else set()


def _slugs_named(content) -> set[str]:
    became = [one.became for one in content.outcomes]
    became += [answer.action for one in content.questions for answer in one.answers]
    return {_slug(reference) for words in became for reference in words.split(SEPARATOR) if reference}


def _slug(reference) -> str:
    """The slug of an action by its reference: "ilsc-2021-22-03" of "ILSC 2021/22-03"."""
    return slugify(reference.replace("/", "-"))


def _exempt_slugs(content) -> set[str]:
    slugs = _slugs_named(content)
    found = Action.objects.filter(exempt.of_action(), slug__in=slugs) if slugs else Action.objects.none()
    return set(found.values_list("slug", flat=True))


def _outcome(one, outcomes, unnamed):
    is_exempt = one.exempt or one.pk in outcomes
    return dataclasses.replace(one, exempt=is_exempt, became=_without(one.became, unnamed, is_exempt))


def _question(one, is_exempt, unnamed):
    answers = [
        dataclasses.replace(answer, action=_without(answer.action, unnamed, is_exempt)) for answer in one.answers
    ]
    return dataclasses.replace(one, exempt=is_exempt, answers=tuple(answers))


def _without(words, unnamed, is_exempt) -> str:
    """References without those that may not be named; on what is exempt itself, all may be."""
    if is_exempt:
        return words
    return SEPARATOR.join(reference for reference in words.split(SEPARATOR) if _slug(reference) not in unnamed)


def ids(content: Content) -> dict[str, set[int]]:
    """The rows that `content` shows, as `actions.models.Shown` knows them."""
    findings = [one for review in content.reviews for one in (*review.strengths, *review.areas)]
    asked = content.questions
    # what was asked about or decided on stands there in a line, though it may have no entry
    lines = (*asked, *content.outcomes)
    found = {
        "action": {entry.pk for entry in content.actions} | {line.action for line in lines},
        "update": {pk for entry in content.actions for pk in _updates(entry)},
        "proposal": {asked.pk for entry in content.actions for asked in (entry.proposal, entry.decided) if asked},
        "finding": {finding.pk for finding in findings} | {line.finding for line in lines},
        "resolution": {row.pk for row in content.resolutions}
        | {response.resolution for response in content.responses}
        | {line.resolution for line in lines},
        "review": {review.pk for review in content.reviews},
        "question": {question.pk for question in asked},
        "outcome": {outcome.pk for outcome in content.outcomes},
    }
    return {what: pks - {None} for what, pks in found.items()}


def _updates(entry):
    """The updates whose words or evidence an entry shows."""
    yield from (words.pk for words in (*entry.updates, *entry.latest))
    yield from (file.update for file in entry.evidence)


def _exempt(model, pks, condition) -> set[int]:
    return set(model.objects.filter(condition, pk__in=pks).values_list("pk", flat=True))


def _action(entry, actions, updates):
    is_exempt = entry.exempt or entry.pk in actions

    def words(one):
        mark = one.exempt or is_exempt or one.pk in updates
        return dataclasses.replace(one, exempt=mark, evidence=tuple(file(each) for each in one.evidence))

    def file(one):
        return dataclasses.replace(one, exempt=one.exempt or is_exempt or one.update in updates)

    return dataclasses.replace(
        entry,
        exempt=is_exempt,
        updates=tuple(words(one) for one in entry.updates),
        latest=tuple(words(one) for one in entry.latest),
        evidence=tuple(file(one) for one in entry.evidence),
    )
