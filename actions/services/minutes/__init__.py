"""Minutes come in: a text is read into a private draft, mended by its clerk, and confirmed into records.

The page, `manage.py import_minutes` and the demo all come through here:

    draft = start(text=…, origin=…, by=…, now=…)
    settle(draft, board=…, date=…)         what the text does not say
    choose(draft, {outcome.pk: entry's id})  which resolution has the words of what was recorded at the meeting
    for proposal in proposed(draft, today=…): …
    answer(draft, {proposal.id: {**proposal.answers, "owner": owner.pk, "wanted": True}})
    made = confirm(draft, by=…, now=…, today=…)
"""

from actions.services.minutes.confirming import Made, confirm, made_by
from actions.services.minutes.drafts import answer, delete_expired, discard, save, settle, start
from actions.services.minutes.links import choose, offered, waiting
from actions.services.minutes.matching import found_for
from actions.services.minutes.proposals import Proposed, proposed
from actions.services.minutes.summary import Summary, summary

__all__ = [
    "Made",
    "Proposed",
    "Summary",
    "answer",
    "choose",
    "confirm",
    "delete_expired",
    "discard",
    "found_for",
    "made_by",
    "offered",
    "proposed",
    "save",
    "settle",
    "start",
    "summary",
    "waiting",
]
