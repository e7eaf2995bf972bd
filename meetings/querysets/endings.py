"""The questions asked of how resolutions end. What hangs from an exempt item is exempt with it."""

import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from meetings.querysets import sees_exempt


def of_visible_resolutions(standing, path="resolution__") -> Q:
    """True of rows whose resolution, which `path` leads to, `standing` may see."""
    open_to_all = Q(**{f"{path}item__is_exempt": False})
    return open_to_all | sees_exempt(standing, f"{path}item__meeting__board")


class EndingQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """Those of the resolutions that `standing` may see."""
        return self.filter(of_visible_resolutions(standing))

    def in_force(self):
        """Those that were not taken back as recorded in error."""
        return self.filter(withdrawn_at__isnull=True)


class CirculationQuerySet(EndingQuerySet):
    def visible_to(self, standing):
        """Of visible resolutions; one of an exempt version is exempt with it, its note and its checklist too.

        What is prepared and not sent is for clerks.
        """
        exempt = Q(version__is_exempt=True) | Q(version__document__item__is_exempt=True)
        visible = super().visible_to(standing)
        visible = visible.filter(~exempt | sees_exempt(standing, "resolution__item__meeting__board"))
        return visible if standing.is_clerk else visible.sent()

    def prepared(self):
        """Those that have not been sent yet."""
        return self.filter(sent_at__isnull=True)

    def sent(self):
        return self.filter(sent_at__isnull=False)

    def latest(self):
        """Of those sent and not taken back, each resolution's last: what it replaces is no longer to be read."""
        counts = self.model.objects.sent().in_force()
        later = counts.filter(resolution=OuterRef("resolution"), number__gt=OuterRef("number"))
        return self.sent().in_force().filter(~Exists(later))


class RecipientQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """Those of the circulations that `standing` may see."""
        circulation = self.model._meta.get_field("circulation").related_model
        return self.filter(circulation__in=circulation.objects.visible_to(standing))

    def unacknowledged(self):
        return self.filter(acknowledged_at__isnull=True)


class RecommendationQuerySet(EndingQuerySet):
    def with_answer(self):
        """Annotate `answer`, that of the last response (None without any), and `due_on`: when a response is due,
        which a deferral moves to the day it names."""
        responses = self.model.responses.rel.related_model.objects.filter(recommendation=OuterRef("pk"))
        last = responses.order_by("-number")
        return self.annotate(
            answer=Subquery(last.values("answer")[:1]),
            due_on=Coalesce(Subquery(last.values("new_due_on")[:1]), "response_due_on"),
        )

    def unanswered(self):
        """Those that wait for a response, or for the one that a deferral put off. Annotates as `with_answer`."""
        return self.in_force().with_answer().filter(Q(answer__isnull=True) | Q(answer="deferred"))

    def answered(self):
        """Those accepted, accepted in part or rejected. Annotates as `with_answer`."""
        return self.in_force().with_answer().filter(answer__isnull=False).exclude(answer="deferred")

    def due(self, today: datetime.date):
        """Those that wait for a response still to come: due today or later, the earliest first."""
        return self.unanswered().filter(due_on__gte=today).order_by("due_on", "pk")

    def overdue(self, today: datetime.date):
        """Those whose response should have come before `today`, the longest overdue first."""
        return self.unanswered().filter(due_on__lt=today).order_by("due_on", "pk")

    def with_thread(self):
        """What a line of a list shows, in a constant number of queries."""
        return (
            self.with_answer()
            .select_related("to_owner", "to_board", "resolution__item__meeting__board")
            .prefetch_related("responses__recorded_by", "responses__reported_at__board")
        )


class ResponseQuerySet(models.QuerySet):
    def visible_to(self, standing):
        return self.filter(of_visible_resolutions(standing, "recommendation__resolution__"))


class ReferralQuerySet(EndingQuerySet):
    def waiting(self):
        """Those that the other board has neither taken nor declined."""
        return self.in_force().filter(taken__isnull=True)


def ended(resolution) -> Q:
    """True of rows of the model `resolution` whose ending has been recorded: what their kind asks for has come.

    A circulation was sent; every recommendation served has its answer; every report asked for was taken at a
    meeting; another board took it. Of other kinds nothing is recorded: they are done when their actions are.
    """

    def of(name):
        related = resolution._meta.get_field(name).related_model
        return related.objects.filter(resolution=OuterRef("pk"))

    recommendations, referrals = of("recommendations"), of("referrals")
    # a regular update that comes again is another than was asked for
    reports = of("work_items").filter(follows__isnull=True)
    Kind = resolution.Kind
    return (
        Q(Exists(of("circulations").sent().in_force()), kind=Kind.CIRCULATE)
        | Q(Exists(recommendations.answered()), ~Exists(recommendations.unanswered()), kind=Kind.RECOMMEND)
        | Q(Exists(reports.taken()), ~Exists(reports.open()), kind=Kind.REQUEST_REPORT)
        | Q(Exists(referrals.in_force().filter(taken=True)), ~Exists(referrals.waiting()), kind=Kind.REFER)
    )
