from django.db import models
from django.db.models import Q

from actions.querysets import exempt


class UpdateQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """Those of visible actions; an exempt update for those who may see its action's exempt matter.

        Viewers read what was shown at a meeting that has been held, not what is on its way to one.
        """
        action = self.model._meta.get_field("action").related_model
        may_see = exempt.who_may_see_action(standing, action.contributors.through.objects, "action__")
        hidden = Q(is_exempt=True) | exempt.of_action("action__")
        visible = self.filter(~hidden | may_see)
        if standing.is_viewer:
            return visible.filter(meeting__status="held")
        return visible


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """The evidence of the updates that `standing` may see."""
        updates = self.model._meta.get_field("update").related_model.objects
        return self.filter(update__in=updates.visible_to(standing))
