from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from actions.querysets import exempt
from meetings.querysets import sees_exempt


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, standing):
        hidden = Q(is_exempt=True) | Q(item__is_exempt=True)
        return self.filter(~hidden | sees_exempt(standing, "item__meeting__board"))


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
