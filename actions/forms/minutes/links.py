"""The step between reading minutes and choosing actions: which resolution has the words of what was recorded."""

from django import forms

from actions.forms.shared import SharedChoiceField, SharedChoices
from actions.services.minutes.links import ASK, Offer, Offers

LONGEST = 90


class LinkedForm(forms.Form):
    """One outcome: the entry that has its words, or none of them."""

    mark_optional = False

    entry = SharedChoiceField(label="In the minutes as", required=False)

    def __init__(self, *args, offer: Offer, shared, complete=False, **kwargs):
        super().__init__(*args, prefix=f"outcome-{offer.outcome.pk}", initial={"entry": offer.chosen}, **kwargs)
        self.offer, self.complete = offer, complete
        self.fields["entry"].share(shared)
        if offer.suggested:
            self.fields["entry"].help_text = "Suggested by its words: check that it says the same."

    @property
    def about(self) -> str:
        return self.offer.outcome.said

    def clean_entry(self):
        if self.complete and self.cleaned_data["entry"] == ASK:
            raise forms.ValidationError("Choose the resolution, or “Not in these minutes”.")
        return self.cleaned_data["entry"]


class LinkedForms:
    """The forms of all that was recorded at the meeting, as one: `is_valid()`, then `links()`."""

    def __init__(self, offers: Offers, data=None, *, complete=False):
        # in the order of what is asked first: the choice that nobody has made
        choices = [(ASK, "Choose"), ("", "Not in these minutes"), *_grouped(offers.candidates)]
        shared = SharedChoices(choices)
        self.all = [
            LinkedForm(
                # one that was recorded in the meantime was not on the page that sent this
                data if data is not None and f"outcome-{offer.outcome.pk}-entry" in data else None,
                offer=offer,
                shared=shared,
                complete=complete,
            )
            for offer in offers.offers
        ]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self if form.is_bound]
        return all(valid)

    def __iter__(self):
        return iter(self.all)

    @property
    def has_errors(self) -> bool:
        return any(form.errors for form in self)

    def links(self) -> dict[str, str]:
        return {str(form.offer.outcome.pk): form.cleaned_data["entry"] for form in self if form.is_bound}


def _grouped(candidates):
    """The resolutions under the items they were decided on."""
    groups = {}
    for item, entry in candidates:
        name = f"{item['number']} {item['title']}".strip()[:LONGEST]
        groups.setdefault((item["id"], name), []).append((entry["id"], _in_words(entry)))
    return [(name, entries) for (_, name), entries in groups.items()]


def _in_words(entry) -> str:
    words = " ".join(entry["text"].split())
    number = f"{entry['number'].rstrip('.')}. " if entry["number"] else ""
    return f"{number}{words if len(words) <= LONGEST else words[: LONGEST - 1] + '…'}"
