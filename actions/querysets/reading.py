from django.db import models


class ReadMarkQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """One's own, and nobody else's: what a member has read is their business."""
        return self.filter(user=standing.user.pk)


class FlagQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """Flags on actions one may see: one's own, and those for meetings of the boards one sits on; all for clerks."""
        action = self.model._meta.get_field("action").related_model
        flags = self.filter(action__in=action.objects.visible_to(standing))
        if standing.is_clerk:
            return flags
        return flags.filter(models.Q(user=standing.user.pk) | models.Q(meeting__board__in=standing.board_ids))
