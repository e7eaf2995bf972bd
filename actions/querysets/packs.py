from django.db import models
from django.db.models import Exists, OuterRef, Q

from actions.querysets import exempt


def shown_to_everybody(model, what: str):
    """That a pack shows a row of `model` to everybody: rows of `model.shown_in`, whose field for it is `what`."""
    shown = model.shown_in.rel.related_model.objects
    return shown.filter(pack__public_withdrawn_at__isnull=True, exempt=False, **{what: OuterRef("pk")})


class PackQuerySet(models.QuerySet):
    def latest_for(self, meeting):
        """The version of a meeting's pack that holds now; None before it is published."""
        return self.filter(meeting=meeting).order_by("-version").first()

    def latest(self):
        """Of each meeting the version that holds now."""
        later = self.model.objects.filter(meeting=OuterRef("meeting"), version__gt=OuterRef("version"))
        return self.filter(~Exists(later))

    def visible_to(self, standing):
        """All that were published; what had to be withdrawn from the public stays with the clerks."""
        return self if standing.is_clerk else self.public()

    def public(self):
        """Those whose public form was not withdrawn."""
        return self.filter(public_withdrawn_at__isnull=True)

    def showing_exempt_matter(self):
        """Those that show the public something that is exempt by now, whichever way it became so."""
        shown = self.model.shown.rel.related_model.objects.filter(pack=OuterRef("pk"), exempt=False)
        outcomes = self.model.shown.rel.related_model._meta.get_field("outcome").related_model.objects
        is_exempt = (
            Q(outcome__in=outcomes.filter(exempt.of_outcome()))
            | exempt.of_action("action__")
            | exempt.of_update("update__")
            | exempt.of_action("proposal__action__")
            | exempt.of_finding("finding__")
            | exempt.of_resolution("resolution__")
            | exempt.of_review("review__")
        )
        return self.public().filter(Exists(shown.filter(is_exempt)))

    def without_content(self):
        """For lists and links, which show nothing of what a pack says."""
        return self.defer("content", "public_content")


class PackFileQuerySet(models.QuerySet):
    def of(self, pack, form, audience):
        """The file of one form of a pack for an audience; None where none was made yet."""
        return self.filter(pack=pack, form=form, audience=audience).first()
