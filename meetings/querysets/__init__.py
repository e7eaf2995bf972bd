"""The questions asked of meetings and what they decided."""

import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce


class MeetingQuerySet(models.QuerySet):
    def in_order(self):
        """By day, a provisional meeting by the first of its month; annotates `falls_on`."""
        return self.annotate(falls_on=Coalesce("date", "month")).order_by("falls_on", "starts_at", "pk")

    def upcoming(self, today: datetime.date):
        """Planned and still to be held: today's and later, and those provisional in this month or later."""
        return self.in_order().filter(
            Q(status=self.model.Status.SCHEDULED, date__gte=today)
            | Q(status=self.model.Status.PROVISIONAL, month__gte=today.replace(day=1))
        )

    def past_their_day(self, today: datetime.date):
        """Planned for a day or month that is over, and neither recorded as held nor cancelled."""
        return self.in_order().filter(
            Q(status=self.model.Status.SCHEDULED, date__lt=today)
            | Q(status=self.model.Status.PROVISIONAL, month__lt=today.replace(day=1))
        )

    def after_their_board(self):
        """Planned for after the last day of their board, and neither held nor cancelled."""
        states = [self.model.Status.SCHEDULED, self.model.Status.PROVISIONAL]
        return self.in_order().filter(status__in=states, falls_on__gt=F("board__active_to"))

    def past(self):
        return self.filter(status=self.model.Status.HELD).order_by("-date", "-pk")

    def over(self):
        """Held or cancelled, the latest first."""
        return self.in_order().filter(status__in=[self.model.Status.HELD, self.model.Status.CANCELLED]).reverse()

    def with_last_held(self):
        """Annotate `last_held_id` and `last_held_on`: the meeting its board held before this one."""
        before = (
            self.model.objects.past()
            .filter(board=OuterRef("board"), date__lt=Coalesce(OuterRef("date"), Value(datetime.date.max)))
            .exclude(pk=OuterRef("pk"))
        )
        return self.annotate(
            last_held_id=Subquery(before.values("pk")[:1]), last_held_on=Subquery(before.values("date")[:1])
        )

    def with_published(self):
        """Annotate `is_published`: whether a pack was published for it."""
        return self.annotate(is_published=Exists(self._packs()))

    def visible_to(self, standing):
        """Viewers read what was published or held; everybody with a role sees what is planned as well."""
        if standing.is_viewer:
            published = Exists(self._packs().filter(public_withdrawn_at__isnull=True))
            return self.filter(Q(status=self.model.Status.HELD) | published)
        return self

    def _packs(self):
        # packs live a storey up and are known here by the name of their relation alone
        return self.model.packs.rel.related_model.objects.filter(meeting=OuterRef("pk"))


def sees_exempt(standing, board_path: str, *, owners: tuple[str, ...] = ()) -> Q:
    """Whether `standing` may see exempt matter decided by the board that `board_path` leads to.

    Members of the board whose membership does not say otherwise, and clerks. `owners` are paths to
    posts whose holders may see it too. Being admin or superuser is not among them.
    """
    if standing.is_clerk:
        return Q(pk__isnull=False)
    allowed = Q(**{f"{board_path}__in": standing.exempt_board_ids})
    for path in owners:
        allowed |= Q(**{f"{path}__in": standing.owner_ids})
    return allowed


class AgendaItemQuerySet(models.QuerySet):
    def visible_to(self, standing):
        return self.filter(Q(is_exempt=False) | sees_exempt(standing, "meeting__board"))


class ResolutionQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """What hangs from an exempt item is exempt with it."""
        return self.filter(Q(item__is_exempt=False) | sees_exempt(standing, "item__meeting__board"))

    def owing(self):
        """Those of a kind that owes something: noting and approving owe nothing."""
        return self.exclude(kind__in=[self.model.Kind.NOTE, self.model.Kind.APPROVE])


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """One that the minutes only name has no version; one whose versions are all exempt stays away with them."""
        versions = self.model.versions.rel.related_model.objects.filter(document=OuterRef("pk"))
        is_open = Q(item__is_exempt=False) & (Exists(versions.filter(is_exempt=False)) | ~Exists(versions))
        return self.filter(is_open | sees_exempt(standing, "item__meeting__board"))


class DocumentVersionQuerySet(models.QuerySet):
    def visible_to(self, standing):
        hidden = Q(is_exempt=True) | Q(document__item__is_exempt=True)
        return self.filter(~hidden | sees_exempt(standing, "document__item__meeting__board"))


class AmendmentQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """What hangs from an exempt item is exempt with it."""
        exempt = Q(item__is_exempt=True) | Q(resolution__item__is_exempt=True)
        return self.filter(
            ~exempt
            | sees_exempt(standing, "item__meeting__board")
            | sees_exempt(standing, "resolution__item__meeting__board")
        )
