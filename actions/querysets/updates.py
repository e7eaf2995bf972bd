from django.db import models
from django.db.models import BigIntegerField, Case, Exists, OuterRef, Q, Value, When

from actions.querysets import exempt, rounds
from actions.querysets.packs import shown_to_everybody


def _works_on_it(standing, contributions) -> Q:
    """True of updates on the actions of one's posts, of those one contributes to, and of one's directorate."""
    posts = standing.owner_ids
    return (
        Q(action__owner__in=posts)
        | Q(action__owner__directorate__director__in=posts)
        | Q(Exists(contributions.filter(action=OuterRef("action"), owner__in=posts)))
    )


class UpdateQuerySet(models.QuerySet):
    def received(self):
        """Those that answer what was asked: not sent back."""
        return self.filter(~self._has("sent_back"))

    def accepted(self):
        """Those that members see: not sent back, and cleared where the directorate wants it."""
        return self.filter(self._is_accepted())

    def for_meetings(self, meetings):
        """Those for one of `meetings`: see `actions.querysets.rounds.was_for`. Annotates `round_id`, which one's."""
        whose = [When(rounds.was_for(meeting), then=Value(meeting.pk)) for meeting in meetings]
        if not whose:
            return self.none().annotate(round_id=Value(None, output_field=BigIntegerField()))
        return self.annotate(round_id=Case(*whose)).filter(round_id__isnull=False)

    def waiting_for_clearance(self):
        return self.filter(~self._has("cleared"), ~self._has("sent_back"), needs_clearance=True)

    def to_be_cleared_by(self, standing):
        """Those that wait for `standing`: for directors their directorate's, for clerks those that no director can
        clear: on exempt matter, which is not shown to one for being director, and where nobody holds that post."""
        theirs = Q(action__owner__directorate__director__in=standing.owner_ids)
        if standing.is_clerk:
            theirs |= Q(is_exempt=True) | exempt.of_action("action__") | ~self._has_a_director(standing.day)
        return self.visible_to(standing).waiting_for_clearance().filter(theirs)

    def awaiting_rewrite(self):
        """Those sent back, with nothing received on their action since."""
        later = self.model.objects.received().filter(action=OuterRef("action"), entered_at__gt=OuterRef("entered_at"))
        return self.filter(self._has("sent_back"), ~Exists(later))

    def _is_accepted(self) -> Q:
        return ~Q(self._has("sent_back")) & (Q(needs_clearance=False) | Q(self._has("cleared")))

    def _has_a_director(self, day) -> Q:
        """True of updates whose directorate's head is a post that somebody holds on `day`."""
        owner = self.model._meta.get_field("action").related_model._meta.get_field("owner").related_model
        holdings = owner.holdings.rel.related_model.objects.on(day).filter(user__is_active=True, owner__active=True)
        return Q(Exists(holdings.filter(owner=OuterRef("action__owner__directorate__director"))))

    def _has(self, outcome):
        clearances = self.model.clearances.rel.related_model.objects
        return Exists(clearances.filter(update=OuterRef("pk"), outcome=outcome))

    def visible_to(self, standing):
        """Those of visible actions; an exempt update for those who may see its action's exempt matter.

        What waits for clearance, or was sent back, is for those who work on it and for clerks.

        Viewers read those that a published pack shows.
        """
        action = self.model._meta.get_field("action").related_model
        contributions = action.contributors.through.objects
        may_see = exempt.who_may_see_action(standing, contributions, "action__")
        hidden = Q(is_exempt=True) | exempt.of_action("action__")
        visible = self.filter(~hidden | may_see)
        if not standing.is_clerk:
            visible = visible.filter(self._is_accepted() | _works_on_it(standing, contributions))
        if standing.is_viewer:
            return visible.filter(Exists(shown_to_everybody(self.model, "update")))
        return visible


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """The evidence of the updates that `standing` may see."""
        updates = self.model._meta.get_field("update").related_model.objects
        return self.filter(update__in=updates.visible_to(standing))
