from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from actions.querysets import exempt
from meetings.querysets import sees_exempt


class OutcomeQuerySet(models.QuerySet):
    def visible_to(self, standing):
        """All that is not exempt, by itself, by what it is on or by the minutes' resolution; exempt ones for members
        of the board that decided, for those who may see the action's exempt matter or own one made of it, for clerks.
        """
        action = self.model._meta.get_field("action").related_model
        contributions = action.contributors.through.objects
        may_see = sees_exempt(standing, "meeting__board") | Q(action__isnull=False) & exempt.who_may_see_action(
            standing, contributions, "action__"
        )
        may_see |= Q(Exists(action.objects.filter(outcome=OuterRef("pk"), owner__in=standing.owner_ids)))
        return self.filter(~exempt.of_outcome() | may_see)

    def with_exempt(self):
        """Annotate `exempt`: whether the outcome is, by itself or by what it hangs from."""
        return self.annotate(exempt=Case(When(exempt.of_outcome(), then=Value(True)), default=Value(False)))

    def in_force(self):
        """Those that no further outcome corrects, less what was recorded by mistake."""
        return self.filter(correction__isnull=True).exclude(kind=self.model.Kind.STRUCK)

    def as_recorded_by(self, moment):
        """Those in force at a moment: recorded by then, and not corrected by then."""
        corrected = self.model.objects.filter(corrects=OuterRef("pk"), recorded_at__lte=moment)
        return self.filter(~Exists(corrected), recorded_at__lte=moment).exclude(kind=self.model.Kind.STRUCK)

    def of(self, meeting):
        return self.filter(meeting=meeting)

    def outdated(self):
        """Those that a further outcome corrects, and what was recorded by mistake."""
        return self.filter(Q(correction__isnull=False) | Q(kind=self.model.Kind.STRUCK))

    def unlinked(self):
        """In force, and not linked with a resolution of the minutes."""
        return self.in_force().filter(resolution__isnull=True)

    def not_in_the_minutes(self):
        """Unlinked, and of a kind that minutes have a resolution for."""
        return self.unlinked().filter(kind__in=self.model.MINUTED)

    def with_subject(self):
        """What a line of a list shows, in one query: what it is on, who recorded it, where it stands in the minutes."""
        return (
            self.with_exempt()
            .select_related(
                "meeting",
                "action",
                "on_resolution__item__meeting",
                "finding__review",
                "proposal__new_due_meeting",
                "referred_to",
                "at_meeting",
                "recorded_by",
                "resolution__item",
                "correction",
            )
            .order_by("recorded_at", "pk")
        )
