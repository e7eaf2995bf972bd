"""The questions asked of a work programme."""

import datetime

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from meetings.querysets import sees_exempt


class WorkItemQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """All that is not exempt, by itself or by the resolution it answers; exempt ones for those who may see them."""
        hidden = Q(is_exempt=True) | Q(resolution__item__is_exempt=True)
        decided = Q(resolution__item__meeting__board__in=standing.exempt_board_ids)
        return self.filter(~hidden | sees_exempt(standing, "board", owners=("owner",)) | decided)

    def with_exempt(self):
        """Annotate `exempt`: whether the item is, by itself or by the resolution it answers."""
        hidden = Q(is_exempt=True) | Q(resolution__item__is_exempt=True)
        return self.annotate(exempt=Case(When(hidden, then=Value(True)), default=Value(False)))

    def with_times_slipped(self):
        """Annotate `times_slipped`: how often it was put off to a later meeting or month, or to none."""
        return self.annotate(times_slipped=Count("moves", filter=Q(moves__slipped=True), distinct=True))

    def in_order(self):
        """By meeting, then month, then unscheduled; within each by position. Annotates `falls_on`."""
        falls_on = Coalesce("meeting__date", "meeting__month", "month")
        return self.annotate(falls_on=falls_on).order_by(
            F("falls_on").asc(nulls_last=True), F("meeting").asc(nulls_last=True), "position", "pk"
        )

    def open(self):
        """Still to come: neither taken nor dropped."""
        return self.filter(taken_at__isnull=True, dropped_at__isnull=True)

    def taken(self):
        return self.filter(taken_at__isnull=False)

    def dropped(self):
        return self.filter(dropped_at__isnull=False)

    def unscheduled(self):
        return self.open().filter(meeting__isnull=True, month__isnull=True)

    def left_behind(self, today: datetime.date):
        """Open, though their meeting was held or their month is over: the clerk says what became of them."""
        return self.open().filter(Q(meeting__status="held") | Q(month__lt=today.replace(day=1)))

    def for_the_clerk(self, today: datetime.date):
        """Those left behind, and those without a place because their meeting was cancelled."""
        moves = self.model.moves.rel.related_model.objects.filter(item=OuterRef("pk"))
        cancelled = Q(Exists(moves.filter(from_meeting__status="cancelled")), meeting__isnull=True, month__isnull=True)
        left = Q(pk__in=self.model.objects.left_behind(today).values("pk"))
        return self.open().filter(left | cancelled)
