"""What was recorded at the meeting, offered to be linked with the resolutions of its minutes: never by itself."""

import datetime
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from actions.models import MinutesImport, Outcome
from actions.services import outcomes
from actions.services.minutes.drafts import save
from actions.services.minutes.entries import kept
from actions.services.outcomes import linking
from actions.services.outcomes.matching import Candidate, suggest

# the clerk has to say which; "" says that the minutes do not have it
ASK = "ask"


@dataclass
class Offer:
    """One outcome, and where the minutes have it as far as is known: `chosen` is an entry's id, "" for none, or ASK.

    `suggested` says that nobody chose it yet, and its words speak for it.
    """

    outcome: Outcome
    chosen: str
    suggested: bool = False


@dataclass
class Offers:
    """The outcomes to be linked, and the `candidates`: (item, resolution entry) of a draft."""

    offers: list[Offer] = field(default_factory=list)
    candidates: list[tuple[dict, dict]] = field(default_factory=list)


def waiting(draft: MinutesImport):
    """What was recorded of the meeting that a draft's minutes are of, and is not linked yet."""
    meeting = draft.entries["meeting"]
    if not meeting["board"] or not meeting["date"]:
        return Outcome.objects.none()
    day = datetime.date.fromisoformat(meeting["date"])
    return Outcome.objects.unlinked().filter(meeting__board=meeting["board"], meeting__date=day)


def offered(draft: MinutesImport) -> Offers:
    """What a draft's clerk is asked to link, in the order it was recorded in. Reads only."""
    candidates = [
        (item, entry)
        for item in kept("items", draft.entries["items"])
        for entry in kept("resolutions", item["resolutions"])
    ]
    ids = {entry["id"] for _, entry in candidates}
    texts = [Candidate(entry["id"], entry["text"], entry["kind"], item["title"]) for item, entry in candidates]
    found = Offers(candidates=candidates)
    for outcome in waiting(draft).with_subject():
        chosen = draft.entries.get("links", {}).get(str(outcome.pk))
        if chosen == "" or chosen in ids:
            found.offers.append(Offer(outcome, chosen))
            continue
        best = suggest(outcome, texts)
        # that something was noted need not have a resolution of its own
        unknown = ASK if outcome.is_minuted else ""
        found.offers.append(Offer(outcome, best or unknown, suggested=bool(best)))
    return found


def choose(draft: MinutesImport, links: dict[str, str]) -> MinutesImport:
    """Keep which entry each outcome is linked with, by the outcome's id.

    A resolution that an action of the outcome answers is not to have a second one, so what was said of that is dropped.
    """
    linked = {**draft.entries.get("links", {}), **links}
    made = Outcome.objects.filter(pk__in=[pk for pk, entry in links.items() if entry], actions__isnull=False)
    answered = {linked[str(pk)] for pk in made.values_list("pk", flat=True)}
    answers = {entry: answer for entry, answer in draft.entries["answers"].items() if entry not in answered}
    return save(draft, {**draft.entries, "links": linked, "answers": answers})


def chosen(draft: MinutesImport) -> list[tuple[Outcome, str]]:
    """(outcome, entry's id) of what is to be linked when a draft is confirmed."""
    links = {int(pk): entry for pk, entry in draft.entries.get("links", {}).items() if entry and entry != ASK}
    rows = Outcome.objects.filter(pk__in=links).select_related("meeting").order_by("pk")
    return [(outcome, links[outcome.pk]) for outcome in rows]


def lock(links, rows):
    """Lock what linking touches, before the meeting: `rows` are the resolutions on record already, by entry's id."""
    pairs = [(outcome, rows[entry]) for outcome, entry in links if entry in rows]
    made = [pk for outcome, _ in links for pk in outcome.actions.values_list("pk", flat=True)]
    linking.lock(pairs, besides=made)


def carry_out(links, rows, *, by, now) -> int:
    """Link outcomes with the resolutions that their entries have become. Returns how many are new.

    Raises ValidationError.
    """
    new = 0
    for outcome, entry in links:
        if entry not in rows:
            raise ValidationError(f"The resolution that “{outcome}” was linked with is left out. Choose another.")
        new += outcomes.link(outcome=outcome, resolution=rows[entry], by=by, now=now)
    return new
