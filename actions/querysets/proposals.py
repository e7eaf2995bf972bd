from django.db import models
from django.db.models import Exists, Prefetch, Q

from actions.querysets.packs import shown_to_everybody


class ProposalQuerySet(models.QuerySet):
    def waiting(self):
        """Those the board has still to decide, and that were not taken back."""
        return self.filter(granted__isnull=True, taken_back_at__isnull=True)

    def for_board(self, board):
        return self.filter(action__monitoring_board=board)

    def proposed_by(self, day):
        """Those that were entered on `day` or before."""
        return self.filter(proposed_at__date__lte=day)

    def in_order_of_actions(self):
        return self.order_by("action__board_code", "action__municipal_year", "action__number", "pk")

    def visible_to(self, standing):
        """The proposals on actions that `standing` may see; for viewers those decided, or that a pack shows."""
        actions = self.model._meta.get_field("action").related_model.objects
        visible = self.filter(action__in=actions.visible_to(standing))
        if standing.is_viewer:
            return visible.filter(Q(granted__isnull=False) | Exists(shown_to_everybody(self.model, "proposal")))
        return visible

    def with_thread(self, standing):
        """What recording a decision shows: the action, and in `latest_updates` its newest that says something."""
        action = self.model._meta.get_field("action").related_model
        updates = action.updates.rel.related_model.objects.visible_to(standing).filter(kind="progress")
        newest = updates.select_related("entered_by").prefetch_related("evidence").order_by("-entered_at", "-pk")[:1]
        return self.select_related(
            "action__owner", "action__due_meeting", "proposed_by", "on_behalf_of", "new_due_meeting"
        ).prefetch_related(Prefetch("action__updates", queryset=newest, to_attr="latest_updates"))
