from django.db import models


class ProposalQuerySet(models.QuerySet):
    def waiting(self):
        """Those the board has still to decide, and that were not taken back."""
        return self.filter(granted__isnull=True, taken_back_at__isnull=True)

    def for_board(self, board):
        return self.filter(action__monitoring_board=board)

    def visible_to(self, standing):
        """The proposals on actions that `standing` may see."""
        actions = self.model._meta.get_field("action").related_model.objects
        return self.filter(action__in=actions.visible_to(standing))
