"""What hangs from exempt matter is exempt with it: the one place that follows the thread upwards."""

from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from meetings.querysets import sees_exempt


def of_resolution(prefix="") -> Q:
    """True of resolutions whose agenda item is exempt."""
    return Q(**{f"{prefix}item__is_exempt": True})


def of_review(prefix="") -> Q:
    """True of reviews that are exempt, by themselves or by their agenda item."""
    return Q(**{f"{prefix}is_exempt": True}) | Q(**{f"{prefix}item__is_exempt": True})


def of_update(prefix="") -> Q:
    """True of updates that are exempt, by themselves or by their action."""
    return Q(**{f"{prefix}is_exempt": True}) | of_action(f"{prefix}action__")


def of_finding(prefix="") -> Q:
    """True of findings that are exempt, by themselves or by their review or its agenda item."""
    return Q(**{f"{prefix}is_exempt": True}) | of_review(f"{prefix}review__")


def of_action(prefix="") -> Q:
    """True of actions that are exempt, by themselves or by what they answer.

    One that came of an undertaking or of a decision is exempt with what the question or the decision was on; where
    that was an action, with every action before it. Those are few, so each way to be so is a small question of its
    own: in one of thirty joins the database would think longer about every page than it takes to make it.
    """
    before = apps.get_model("actions.Action").follows.through.objects.values("from_action")
    hidden = [Q(**{f"{prefix}pk__in": before.filter(way)}) for way in [*_ways("to_action__"), *_came_of("to_action__")]]
    return reduce(or_, [*_ways(prefix), *_came_of(prefix), *hidden])


def of_question(prefix="") -> Q:
    """True of questions on something exempt."""
    return of_action(f"{prefix}action__") | _of_what_a_question_is_on(prefix)


def of_outcome(prefix="") -> Q:
    """True of outcomes that are exempt, by themselves, by what they are on, or by the minutes' resolution."""
    return (
        Q(**{f"{prefix}is_exempt": True})
        | of_action(f"{prefix}action__")
        | of_finding(f"{prefix}finding__")
        | Q(**{f"{prefix}on_resolution__item__is_exempt": True})
        | Q(**{f"{prefix}resolution__item__is_exempt": True})
    )


def _ways(prefix) -> list[Q]:
    """The ways for an action to be exempt by itself, or by what was found or decided."""
    return [
        Q(**{f"{prefix}is_exempt": True}),
        of_finding(f"{prefix}finding__"),
        of_resolution(f"{prefix}resolution__"),
        Q(**{f"{prefix}item__is_exempt": True}),
        Q(**{f"{prefix}outcome__is_exempt": True}),
    ]


def _came_of(prefix) -> list[Q]:
    """The ways for an action to be exempt by what the question was on whose answer undertook to do it, and by what the
    decision was on that it was made of, or by the minutes' resolution that has it."""
    answers, outcomes = (apps.get_model(f"actions.{name}").objects.values("pk") for name in ("Answer", "Outcome"))
    asked_on = (of_finding("question__finding__"), of_resolution("question__resolution__"))
    decided_on = (of_finding("finding__"), of_resolution("on_resolution__"), of_resolution("resolution__"))
    return [
        *(Q(**{f"{prefix}undertaking__in": answers.filter(way)}) for way in asked_on),
        *(Q(**{f"{prefix}outcome__in": outcomes.filter(way)}) for way in decided_on),
    ]


def _of_what_a_question_is_on(prefix) -> Q:
    """True of questions on an exempt finding or resolution."""
    return of_finding(f"{prefix}finding__") | of_resolution(f"{prefix}resolution__")


def who_may_see_action(standing, contributions, prefix="") -> Q:
    """True of actions whose exempt matter `standing` may see.

    Members of the board that decided or of the one that monitors, the owner, the contributors, and
    clerks. `contributions` is the model of the actions' contributors.
    """
    return (
        sees_exempt(standing, f"{prefix}monitoring_board", owners=(f"{prefix}owner",))
        | Q(**{f"{prefix}resolution__item__meeting__board__in": standing.exempt_board_ids})
        | Q(**{f"{prefix}finding__review__item__meeting__board__in": standing.exempt_board_ids})
        | Q(**{f"{prefix}item__meeting__board__in": standing.exempt_board_ids})
        | Q(**{f"{prefix}outcome__meeting__board__in": standing.exempt_board_ids})
        | Q(**{f"{prefix}undertaking__question__meeting__board__in": standing.exempt_board_ids})
        | Q(Exists(contributions.filter(action=OuterRef(f"{prefix}pk"), owner__in=standing.owner_ids)))
    )
