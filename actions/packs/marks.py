"""What is exempt now: a pack's content with the marks that its rows have got since it was put together."""

import dataclasses

from actions.models import Action, Finding, Outcome, ProgressUpdate, Review
from actions.packs.shapes import Content
from actions.querysets import exempt
from meetings.models import Resolution


def as_now(content: Content) -> Content:
    """`content`, with everything marked that is exempt now. A mark that was there stays. Six queries."""
    pks = ids(content)
    actions = _exempt(Action, pks["action"], exempt.of_action())
    updates = _exempt(ProgressUpdate, pks["update"], exempt.of_update())
    findings = _exempt(Finding, pks["finding"], exempt.of_finding())
    resolutions = _exempt(Resolution, pks["resolution"], exempt.of_resolution())
    reviews = _exempt(Review, pks["review"], exempt.of_review())
    outcomes = _exempt(Outcome, pks["outcome"], exempt.of_outcome())
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
        outcomes=tuple(dataclasses.replace(one, exempt=one.exempt or one.pk in outcomes) for one in content.outcomes),
        responses=tuple(
            dataclasses.replace(one, exempt=one.exempt or one.resolution in resolutions) for one in content.responses
        ),
        questions=tuple(
            dataclasses.replace(
                one,
                exempt=one.exempt or one.action in actions or one.finding in findings or one.resolution in resolutions,
            )
            for one in content.questions
        ),
    )


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
