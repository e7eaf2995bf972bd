"""Which resolution of the minutes may have the words of what was recorded at the meeting: suggested, never decided."""

from dataclasses import dataclass

from actions.models import Outcome
from meetings.models import Resolution
from meetings.words import fold

# below this nothing is suggested, and nothing that is not this much better than the next
ENOUGH = 0.5
BETTER_BY = 0.1
FOR_ITS_KIND = 0.25
FOR_ITS_SUBJECT = 0.1
# words that every resolution may have
_COMMON = set(
    fold(
        "a agreed all and any as at be been board brought by commission committee for from had has have in into is"
        " it its meeting members of on or provided report reported resolved that the their this to was were which"
        " will with"
    ).split()
)
_KINDS = {
    Outcome.Kind.NOTE: {Resolution.Kind.NOTE},
    Outcome.Kind.KEEP_MONITORING: {Resolution.Kind.NOTE, Resolution.Kind.OTHER},
    Outcome.Kind.PROPOSAL: {Resolution.Kind.APPROVE, Resolution.Kind.OTHER},
    Outcome.Kind.ASK_REPORT: {Resolution.Kind.REQUEST_REPORT},
    Outcome.Kind.REFER: {Resolution.Kind.REFER},
}


@dataclass(frozen=True)
class Candidate:
    """A resolution: `key` is the caller's, `item` the title of what it was decided on."""

    key: str
    words: str
    kind: str
    item: str = ""


def suggest(outcome: Outcome, candidates: list[Candidate]) -> str | None:
    """The key of the one candidate that says what was recorded; None where none does, or two do."""
    ranked = sorted(((score(outcome, one), one.key) for one in candidates), reverse=True)
    if not ranked or ranked[0][0] < ENOUGH:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < BETTER_BY:
        return None
    return ranked[0][1]


def score(outcome: Outcome, candidate: Candidate) -> float:
    """How much of an outcome's own words a candidate has, from 0 to 1; more for being of its kind and on its subject.

    What has no words of its own is known by its action's reference alone: another decision may be on a like subject.
    """
    said, about = _words(outcome.words), _words(_about(outcome))
    there = _words(candidate.words) | _words(candidate.item)
    if not said:
        named = outcome.action and fold(outcome.action.reference) in fold(candidate.words)
        return 1.0 if named else 0.0
    share = len(said & there) / len(said)
    if not share:
        return 0.0
    kinds = _KINDS.get(outcome.kind, {outcome.resolution_kind})
    subject = FOR_ITS_SUBJECT * len(about & there) / len(about) if about else 0.0
    return share + subject + (FOR_ITS_KIND if candidate.kind in kinds else 0.0)


def _about(outcome) -> str:
    """The words of what an outcome is on."""
    if outcome.action:
        return outcome.action.title
    if outcome.on_resolution:
        return f"{outcome.on_resolution.title} {outcome.on_resolution.text}"
    return outcome.finding.text if outcome.finding else ""


def _words(text) -> set[str]:
    """The words that tell texts apart, by their beginnings: "publish" and "published" are one."""
    return {word[:6] for word in fold(text).split() if word not in _COMMON}
