"""Which of the minutes' resolutions has the words of what was recorded at the meeting."""

from django import forms

from actions.forms.shared import SharedChoiceField, SharedChoices
from actions.services.outcomes.matching import Candidate, suggest


class LinkForm(forms.Form):
    """Of one outcome: only what is chosen is linked. `suggested` is said, and chosen by nobody but the clerk."""

    mark_optional = False

    resolution = SharedChoiceField(label="In the minutes as", required=False)

    def __init__(self, *args, outcome, rows, shared, suggested=None, **kwargs):
        super().__init__(*args, prefix=f"link-{outcome.pk}", **kwargs)
        self.outcome, self.rows = outcome, rows
        self.fields["resolution"].share(shared)
        if suggested:
            self.fields["resolution"].help_text = f"Perhaps: {suggested}"

    @property
    def about(self) -> str:
        return f"In the minutes, “{self.outcome.said}”"

    def linked(self) -> tuple:
        return self.outcome, self.rows[self.cleaned_data["resolution"]]


def forms_for(outcomes, resolutions, *, data=None) -> list[LinkForm]:
    """A form for each of `outcomes` that is not linked yet; none where the meeting has no minutes."""
    if not resolutions:
        return []
    rows = {str(row.pk): row for row in resolutions}
    shared = SharedChoices([("", "Not linked"), *((pk, in_words(row)) for pk, row in rows.items())])
    candidates = [Candidate(pk, row.words, row.kind, row.item.title) for pk, row in rows.items()]
    found = []
    for outcome in outcomes:
        if outcome.resolution_id is None:
            posted = data if data is not None and f"link-{outcome.pk}-resolution" in data else None
            best = suggest(outcome, candidates)
            words = in_words(rows[best]) if best else None
            found.append(LinkForm(posted, outcome=outcome, rows=rows, shared=shared, suggested=words))
    return found


def in_words(resolution) -> str:
    """A resolution as one of several to choose from."""
    item = f"Item {resolution.item.number}" if resolution.item.number else resolution.item.title[:40]
    number = f", resolution {resolution.number}" if resolution.number else ""
    words = " ".join(resolution.words.split())
    return f"{item}{number}: {words if len(words) <= 90 else words[:89] + '…'}"
