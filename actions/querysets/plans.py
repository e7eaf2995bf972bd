from django.db import models
from django.db.models import Q


class PlanQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """A plan hangs from its review, and is seen where that is; one that answers a report by everybody."""
        reviews = self.model._meta.get_field("review").related_model.objects
        return self.filter(Q(review__isnull=True) | Q(review__in=reviews.visible_to(standing)))
