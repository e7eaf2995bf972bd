import re

from actions.forms import linking
from actions.forms.deciding.row import DecideForm
from actions.services.outcomes import Decided

ROW = re.compile(r"((?:action|finding|resolution)-\d{1,9})-seen")


class DecideForms:
    """The forms of all that a page goes down, with those of what is on nothing in it and of the links, as one.

    `data` is what was posted. What came up since the page was shown has nothing in it and is left as it is.
    """

    BLANK = 3

    def __init__(self, walk, *, choices, standing, resolutions, data=None):
        self.walk, self.data = walk, data
        self.sections = [
            (
                section,
                [self._form(row.key, row.seen, row=row, choices=choices, standing=standing) for row in section.rows],
            )
            for section in walk.sections
        ]
        self.further = [
            self._form(f"new-{number}", walk.seen, choices=choices, standing=standing)
            for number in range(1, self.BLANK + 1)
        ]
        self.links = linking.forms_for(walk.outcomes, resolutions, data=data)

    def _form(self, prefix, seen, **kwargs):
        posted = self.data if self.data is not None and f"{prefix}-seen" in self.data else None
        return DecideForm(posted, prefix=prefix, initial={"seen": seen}, **kwargs)

    @property
    def noted(self) -> set[str]:
        """The ids of the sections whose rest is to be noted."""
        ids = (section.id for section, _ in self.sections)
        return {one for one in ids if self.data is not None and self.data.get(f"{one}-noted") == "on"}

    @property
    def decide_forms(self):
        return [form for _, forms_ in self.sections for form in forms_] + self.further

    def __iter__(self):
        yield from self.decide_forms
        yield from self.links

    @property
    def has_errors(self) -> bool:
        return any(form.errors for form in self)

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self if form.is_bound]
        return all(valid)

    def decided(self) -> list[Decided]:
        """All that was filled in, once valid, in the order of the page."""
        found = []
        for section, forms_ in self.sections:
            noted = section.id in self.noted
            found += [one for form in forms_ if form.is_bound for one in form.decided(noted=noted)]
        return found + [one for form in self.further if form.is_bound for one in form.decided()]

    def linked(self) -> list:
        """(outcome, resolution) of what was linked, once valid."""
        return [form.linked() for form in self.links if form.is_bound and form.cleaned_data["resolution"]]

    def add_service_errors(self, refused):
        """Show why the service refused; the next save is made in the knowledge of what the page now shows."""
        forms_ = {form.prefix: form for form in self}
        for key, error in refused.errors.items():
            prefix, _, field = key.rpartition("-")
            forms_[prefix].add_service_errors(error, field)
        for pk, error in refused.links.items():
            forms_[f"link-{pk}"].add_error("resolution", error)
        self.data = self.data.copy()
        for form in self.decide_forms:
            if form.is_bound:
                self.data[form.add_prefix("seen")] = form.initial["seen"]
                form.data = self.data


def posted_keys(data) -> set[str]:
    """The keys of the things that a posted page asked about."""
    return {match[1] for key in data if (match := ROW.fullmatch(key))}
