"""Whom a message about a post reaches on a day.

The holder, whoever is acting and the deputies: all may enter for the post. Where none of them can be
reached, the post it reports to, and so on upwards: a vacant post's mail is never lost.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from people.models import Holding, Owner, User


@dataclass(frozen=True)
class Reached:
    """One person reached for a post. `through` is the post they hold, another one where mail went upwards."""

    user: User
    through: Owner
    kind: str


class Directory:
    """Who is reached for every post on `day`: two queries, whatever is asked. A post made since reaches nobody yet."""

    def __init__(self, day: datetime.date):
        self.day = day
        self.owners = {owner.pk: owner for owner in Owner.objects.select_related("directorate")}
        self.held = defaultdict(list)
        holdings = Holding.objects.on(day).filter(user__is_active=True, user__email__isnull=False)
        for holding in holdings.select_related("user").order_by("user__name", "user_id"):
            self.held[holding.owner_id].append(holding)

    def reached(self, owner_id: int | None) -> list[Reached]:
        """The people reached for a post, each once; none where nobody up the line can be."""
        passed = set()
        while owner_id in self.owners and owner_id not in passed:
            passed.add(owner_id)
            owner = self.owners[owner_id]
            if owner.active and self.held[owner_id]:
                people = {held.user_id: Reached(held.user, owner, held.kind) for held in self.held[owner_id]}
                return list(people.values())
            owner_id = owner.reports_to_id
        return []

    def above(self, owner_id: int) -> list[Reached]:
        """The people reached for the post above, without those already reached for this one."""
        return self._others(owner_id, lambda owner: owner.reports_to_id)

    def director(self, owner_id: int) -> list[Reached]:
        """The people reached for the post at the head of its directorate, without its own."""
        return self._others(owner_id, lambda owner: owner.directorate.director_id)

    def is_vacant(self, owner_id: int) -> bool:
        """Whether its mail goes to another post."""
        return not (self.owners[owner_id].active and self.held[owner_id])

    def _others(self, owner_id: int, asked) -> list[Reached]:
        if owner_id not in self.owners:
            return []
        own = {reached.user.pk for reached in self.reached(owner_id)}
        return [one for one in self.reached(asked(self.owners[owner_id])) if one.user.pk not in own]
