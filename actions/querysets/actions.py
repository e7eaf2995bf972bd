import datetime
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from actions.querysets import exempt, rounds
from actions.querysets.packs import shown_to_everybody
from actions.statuses import OPEN, UNFINISHED, Status


class ActionQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """All that is not exempt, and exempt actions for those who may see them; for viewers what a pack shows."""
        contributions = self.model.contributors.through.objects
        visible = self.filter(~exempt.of_action() | exempt.who_may_see_action(standing, contributions))
        return visible.filter(Exists(shown_to_everybody(self.model, "action"))) if standing.is_viewer else visible

    def with_exempt(self):
        """Annotate `exempt`: whether the action is, by itself or by what it answers."""
        return self.annotate(exempt=Case(When(exempt.of_action(), then=Value(True)), default=Value(False)))

    def of_posts(self, standing):
        """Those whose owner is a post that `standing` holds."""
        return self.filter(owner__in=standing.owner_ids)

    def of_review(self, review):
        """Those that answer a finding of `review`, or stand in a plan that answers it."""
        plans = self.model.plans.rel.related_model.objects.filter(review=review, actions=OuterRef("pk"))
        return self.filter(Q(finding__review=review) | Q(Exists(plans)))

    def open(self):
        """Neither closed, withdrawn nor superseded."""
        return self.filter(status__in=OPEN)

    def complete(self):
        """Said by the officer to be done, and not yet agreed by the board."""
        return self.filter(status=Status.COMPLETE)

    def overdue(self, today: datetime.date):
        """Due before `today` and not said to be done. A provisional meeting's month has to be over."""
        return self.filter(
            Q(due_on__lt=today) | Q(due_meeting__date__lt=today) | Q(due_meeting__month__lt=today.replace(day=1)),
            status__in=UNFINISHED,
        )

    def due_before(self, day: datetime.date):
        return self.with_due_day().filter(due_day__lt=day)

    def with_due_day(self):
        """Annotate `due_day`, for sorting: a meeting's day, or the first of its month while provisional."""
        return self.annotate(due_day=Coalesce("due_on", "due_meeting__date", "due_meeting__month"))

    def of_vacant_posts(self, today: datetime.date):
        """Those whose post is abolished, or held by nobody on `today`."""
        holdings = self.model._meta.get_field("owner").related_model.holdings.rel.related_model.objects.on(today)
        held = Exists(holdings.filter(owner=OuterRef("owner"), user__is_active=True))
        return self.filter(Q(owner__active=False) | ~held)

    def with_times_extended(self):
        """Annotate `times_extended`: how often the board agreed to more time."""
        proposals = self.model.proposals.rel.related_model.objects
        agreed = proposals.filter(action=OuterRef("pk"), kind="extend", granted=True).order_by().values("action")
        return self.annotate(times_extended=Coalesce(Subquery(agreed.values(count=Count("pk"))), 0))

    def without_due(self):
        return self.filter(due_on__isnull=True, due_meeting__isnull=True)

    def without_success_measure(self):
        return self.filter(success_measure="")

    def owed_for(self, meeting, day: datetime.date):
        """Those that owe an update for `meeting` on `day`: see `actions.querysets.rounds.owed`."""
        return self.filter(rounds.owed(self.model, meeting, day))

    def owed_for_any(self, meetings, day: datetime.date):
        """Those that owe an update for one of `meetings`, each of a board of its own."""
        return self.filter(reduce(or_, (rounds.owed(self.model, meeting, day) for meeting in meetings), Q(pk__in=[])))

    def with_thread(self, standing):
        """What a line of a list shows, in a constant number of queries: owner, board, due, and in
        `latest_updates` the newest update that `standing` may see."""
        updates = self.model.updates.rel.related_model.objects.visible_to(standing)
        newest = updates.select_related("entered_by").order_by("-entered_at", "-pk")[:1]
        return (
            self.with_exempt()
            .with_due_day()
            .with_times_extended()
            .select_related("owner", "owner__directorate", "monitoring_board", "due_meeting")
            .prefetch_related(Prefetch("updates", queryset=newest, to_attr="latest_updates"))
        )

    def to_answer(self, standing, meeting, *, posted=frozenset()):
        """What answering for `meeting` on one screen shows: what one's posts owe (annotated `is_owed`), what one
        has a draft on, and `posted`, ids just sent. The longest without an update first, then the earliest made.
        """
        drafts = self.model.drafts.rel.related_model.objects.filter(action=OuterRef("pk"), user=standing.user)
        own = Q(owner__in=standing.owner_ids)
        owed = Q(own, rounds.owed(self.model, meeting, standing.day))
        drafted = Q(own, Exists(drafts), monitoring_board=meeting.board_id, status__in=OPEN)
        return (
            self.visible_to(standing)
            .annotate(is_owed=Case(When(owed, then=Value(True)), default=Value(False)))
            .filter(Q(is_owed=True) | drafted | Q(pk__in=posted))
            .with_answering(standing)
            .order_by(F("last_said_at").asc(nulls_first=True), "created_at", "pk")
        )

    def with_answering(self, standing):
        """What the form of an answer needs: in `latest_updates` the newest update with what became of it, in
        `own_updates` those that one may correct, since when nothing moved, and whether the board was asked to close.
        """
        updates = self.model.updates.rel.related_model.objects
        said = updates.received().filter(action=OuterRef("pk"))
        moved = said.filter(kind="progress")
        proposals = self.model.proposals.rel.related_model.objects.waiting()
        newest = updates.visible_to(standing).select_related("entered_by", "on_behalf_of")
        newest = newest.prefetch_related("evidence", "clearances__by").order_by("-entered_at", "-pk")[:1]
        return (
            self.with_exempt()
            .with_times_extended()
            .annotate(
                last_said_at=Subquery(said.values("entered_at")[:1]),
                moved_at=Coalesce(Subquery(moved.values("entered_at")[:1]), F("created_at")),
                asked_to_close=Exists(proposals.filter(action=OuterRef("pk"), kind="close")),
            )
            .select_related("owner__directorate", "monitoring_board", "due_meeting")
            .prefetch_related(
                "contributors",
                Prefetch("updates", queryset=newest, to_attr="latest_updates"),
                Prefetch("updates", queryset=updates.filter(entered_by=standing.user), to_attr="own_updates"),
            )
        )

    def answered_for(self, meeting):
        """Those updated for `meeting`, with these updates in `answers`, the newest first."""
        updates = self.model.updates.rel.related_model.objects.received().for_meetings([meeting])
        answers = updates.select_related("entered_by", "on_behalf_of").order_by("-entered_at", "-pk")
        return (
            self.filter(Exists(updates.filter(action=OuterRef("pk"))))
            .with_exempt()
            .prefetch_related(Prefetch("updates", queryset=answers, to_attr="answers"))
        )
