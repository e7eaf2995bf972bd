from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from actions.querysets import exempt
from meetings.querysets import sees_exempt


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, standing):
        hidden = Q(is_exempt=True) | Q(item__is_exempt=True)
        return self.filter(~hidden | sees_exempt(standing, "item__meeting__board"))

    def with_open_areas(self, standing):
        """Those with an area that is still open, as far as `standing` can see."""
        return self.filter(Exists(self._findings(standing).still_open(standing)))

    def saying(self, word, standing):
        """Those in whose facts a word stands, or in what they found, as far as `standing` may see it."""
        found = self._findings(standing).filter(Q(text__icontains=word) | Q(theme__icontains=word))
        own = Q(title__icontains=word) | Q(scheme__icontains=word) | Q(lead__icontains=word)
        return self.filter(own | Exists(found))

    def with_counts(self, standing):
        """What a line of a list shows: annotates `strengths`, `areas` and `open_areas`, of what `standing` may see."""
        findings = self._findings(standing)
        return self.select_related("item__meeting__board", "superseded_by").annotate(
            strengths=_count(findings.strengths()),
            areas=_count(findings.areas()),
            open_areas=_count(findings.still_open(standing)),
        )

    def with_thread(self, standing):
        """What its own page shows of it: where it was reported, and in `visible_findings` what it found."""
        findings = self._findings_model().objects.visible_to(standing).order_by("kind", "number")
        return self.select_related("item__meeting__board", "letter").prefetch_related(
            Prefetch("findings", queryset=findings, to_attr="visible_findings")
        )

    def _findings_model(self):
        return self.model.findings.rel.related_model

    def _findings(self, standing):
        return self._findings_model().objects.visible_to(standing).filter(review=OuterRef("pk"))


def _count(findings):
    counted = findings.order_by().values("review").values(count=Count("pk", distinct=True))
    return Coalesce(Subquery(counted), 0)


class FindingQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """Exempt findings are for the deciding board, the monitoring boards of their actions and their owners."""
        actions = self.model._meta.get_field("actions").related_model.objects
        answered = Q(monitoring_board__in=standing.exempt_board_ids) | Q(owner__in=standing.owner_ids)
        return self.filter(
            ~exempt.of_finding()
            | sees_exempt(standing, "review__item__meeting__board")
            | Q(Exists(actions.filter(answered, finding=OuterRef("pk"))))
        )

    def strengths(self):
        return self.filter(kind=self.model.Kind.STRENGTH)

    def areas(self):
        return self.filter(kind=self.model.Kind.AREA)

    def without_action(self):
        """Areas that nobody has been asked to do anything about."""
        return self.areas().annotate(action_count=Count("actions")).filter(action_count=0)

    def still_open(self, standing):
        """Areas with nothing done about them yet, or not all of it: no action that `standing` sees, or an open one."""
        actions = self.model._meta.get_field("actions").related_model.objects.visible_to(standing)
        answering = actions.filter(finding=OuterRef("pk"))
        return self.areas().filter(~Exists(answering) | Exists(answering.open()))
