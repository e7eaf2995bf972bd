from django.db import models
from django.db.models import Q

from meetings.models.exempt import Exemptible
from meetings.models.sources import Sourced
from meetings.querysets import AgendaItemQuerySet, DocumentQuerySet, DocumentVersionQuerySet
from people.triggers import Refuse


class AgendaItem(Sourced, Exemptible):
    """One item of a meeting's agenda, with the minutes' words."""

    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=400)
    minutes = models.TextField(blank=True, help_text="The minutes' words, draft until a later meeting confirms them.")
    # a copy of the latest amendment's words, kept by services.amendments alone; empty where they stand as written
    amended_minutes = models.TextField(blank=True, help_text="The wording as amended when the minutes were confirmed.")

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [
            *Sourced.Meta.constraints,
            *Exemptible.Meta.constraints,
            models.UniqueConstraint(fields=["meeting", "position"], name="meetings_agendaitem_one_a_position"),
            models.CheckConstraint(condition=~Q(title=""), name="meetings_agendaitem_has_a_title"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}".strip()


class Attendance(models.Model):
    """Somebody at a meeting, or there for one item, by name and post as the minutes have them."""

    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="attendance")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="attendance", null=True, blank=True)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200, blank=True)
    post = models.CharField(max_length=300, blank=True)
    user = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    owner = models.ForeignKey("people.Owner", models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") | ~Q(post=""), name="meetings_attendance_has_a_name_or_a_post"
            ),
        ]

    def __str__(self):
        return ", ".join(part for part in (self.name, self.post) if part)


class Document(models.Model):
    """A paper of an item; what it says is in its versions."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="documents")
    title = models.CharField(max_length=300)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "title"], name="meetings_document_titled_once_an_item"),
            models.CheckConstraint(condition=~Q(title=""), name="meetings_document_has_a_title"),
        ]

    def __str__(self):
        return self.title


class DocumentVersion(Exemptible):
    """One version of a document: a file kept here or an address elsewhere. Never edited; a wrong one leaves a
    tombstone with a reason."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    url = models.URLField(max_length=500, blank=True)
    file = models.FileField(upload_to="documents/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    added_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True)
    added_at = models.DateTimeField()
    removed_reason = models.TextField(blank=True)
    removed_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentVersionQuerySet.as_manager()

    database_rules = (
        Refuse("meetings_documentversion_no_delete", "DELETE", "A version is removed with a reason, never deleted"),
        Refuse(
            "meetings_documentversion_stays_as_given",
            "UPDATE",
            "A version of a document is removed once, with a reason, and never changed",
            columns=(
                "document_id",
                "number",
                "url",
                "file",
                "sha256",
                "added_by_id",
                "added_at",
                "removed_reason",
                "removed_by_id",
                "removed_at",
            ),
            when="OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL OR NEW.document_id <> OLD.document_id"
            " OR NEW.number <> OLD.number OR NEW.sha256 <> OLD.sha256 OR NEW.added_at <> OLD.added_at",
        ),
    )

    class Meta:
        ordering = ["document", "number"]
        constraints = [
            *Exemptible.Meta.constraints,
            models.UniqueConstraint(fields=["document", "number"], name="meetings_documentversion_numbered_once"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True, removed_reason="")
                & (Q(url="") & ~Q(file="") & ~Q(sha256="") | ~Q(url="") & Q(file=""))
                | Q(removed_at__isnull=False, removed_by__isnull=False, url="", file="") & ~Q(removed_reason=""),
                name="meetings_documentversion_is_a_file_or_an_address",
            ),
        ]

    def __str__(self):
        return f"{self.document}, version {self.number}"
