import datetime
import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format


def draft_period() -> datetime.timedelta:
    """How long a draft may be kept that was not confirmed."""
    return datetime.timedelta(days=settings.KEEP_IMPORTS_DAYS)


class MinutesImportQuerySet(models.QuerySet):
    def drafts_of(self, user, now):
        """A clerk's own imports that are neither confirmed nor older than they may be kept."""
        return self.filter(started_by=user, meeting__isnull=True, started_at__gt=now - draft_period())

    def kept_for(self, user, now):
        """A clerk's own imports: the drafts that may still be kept, and all that were confirmed."""
        return self.filter(
            models.Q(meeting__isnull=False) | models.Q(started_at__gt=now - draft_period()), started_by=user
        )

    def expired(self, now):
        """Drafts that may no longer be kept."""
        return self.filter(meeting__isnull=True, started_at__lte=now - draft_period())


class MinutesImport(models.Model):
    """A private draft of an import: the text, and what the clerk made of what was read from it.

    Nothing of it is a record before it is confirmed; from then on `meeting` says where it went.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.TextField()
    origin = models.CharField(max_length=255)
    entries = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # nobody, where the tracker itself imports: manage.py import_minutes
    started_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    started_at = models.DateTimeField()
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="+", null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    made = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = MinutesImportQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]

    def __str__(self):
        return f"{self.origin}, {date_format(timezone.localdate(self.started_at), 'j F Y')}"

    def get_absolute_url(self):
        return reverse("minutes:preview", args=[self.pk])

    @property
    def kept_until(self) -> datetime.date:
        """The last whole day a draft is kept."""
        return timezone.localdate(self.started_at + draft_period()) - datetime.timedelta(days=1)
