import datetime
import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from people.triggers import append_only


class EventQuerySet(models.QuerySet):
    def of(self, subject):
        """The events of one row of any model, oldest first."""
        return self.filter(stream=stream_of(subject)).order_by("sequence")


def stream_of(subject) -> str:
    """The stream a row's events belong to, such as "action:41"."""
    return f"{subject._meta.model_name}:{subject.pk}"


class Event(models.Model):
    """One thing that happened, for good: the database refuses to change or delete it.

    The events of a stream form a chain: each hash covers the one before. It covers the actor's id
    and never a name or address, so erasing a person's details keeps the chain true.
    """

    stream = models.CharField(max_length=60)
    sequence = models.PositiveIntegerField()
    actor = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    on_behalf_of = models.ForeignKey("people.Owner", models.PROTECT, related_name="+", null=True, blank=True)
    verb = models.CharField(max_length=40)
    old = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    new = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    database_rules = append_only("people_event")

    class Meta:
        ordering = ["stream", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "sequence"], name="people_event_one_place_in_its_stream"),
            models.CheckConstraint(condition=models.Q(sequence__gte=1), name="people_event_counts_from_one"),
            models.CheckConstraint(condition=~models.Q(hash=""), name="people_event_has_a_hash"),
        ]

    def __str__(self):
        return f"{self.stream} {self.sequence}: {self.verb}"

    def digest(self) -> str:
        """The SHA-256, in hexadecimal, that this event's `hash` must be."""
        content = {
            "stream": self.stream,
            "sequence": self.sequence,
            "actor": self.actor_id,
            "on_behalf_of": self.on_behalf_of_id,
            "verb": self.verb,
            "old": self.old,
            "new": self.new,
            "note": self.note,
            "at": self.at.astimezone(datetime.UTC),
            "previous_hash": self.previous_hash,
        }
        canonical = json.dumps(
            content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        return hashlib.sha256(canonical.encode()).hexdigest()
