from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Exists, OuterRef, Q


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
        return self if standing.is_clerk else self.filter(public_withdrawn_at__isnull=True)

    def showing(self, **rows):
        """Those that show the public one of some rows, such as `action=` several actions, `update=` several updates."""
        shown = self.model.shown.rel.related_model.objects.filter(pack=OuterRef("pk"), exempt=False)
        any_of_them = reduce(or_, (Q(**{f"{what}__in": those}) for what, those in rows.items()), Q(pk__in=[]))
        return self.filter(Exists(shown.filter(any_of_them)))

    def without_content(self):
        """For lists and links, which show nothing of what a pack says."""
        return self.defer("content", "public_content")


class PackFileQuerySet(models.QuerySet):
    def of(self, pack, form, audience):
        """The file of one form of a pack for an audience; None where none was made yet."""
        return self.filter(pack=pack, form=form, audience=audience).first()
