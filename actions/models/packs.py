from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from actions.querysets.packs import PackFileQuerySet, PackQuerySet
from people.triggers import Refuse, append_only


class Audience(models.TextChoices):
    """Who a form of a pack is for: everybody, or those who may see the exempt matter in it."""

    PUBLIC = "public", "Public"
    FULL = "full", "Full"


class Pack(models.Model):
    """What members were shown for a meeting, frozen when published; a correction is a further version.

    `content` and `public_content` are the canonical JSON of `actions.packs.canonical`, each with the SHA-256
    of its UTF-8 bytes. The public form holds no exempt matter. Where matter in it became exempt later it is
    withdrawn, once and for good, and the version stays with the clerks.
    """

    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="packs")
    version = models.PositiveSmallIntegerField()
    schema = models.PositiveSmallIntegerField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    public_content = models.TextField()
    public_sha256 = models.CharField(max_length=64)
    # nobody, where the tracker itself made a version because matter had become exempt
    published_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    published_at = models.DateTimeField()
    publish_by = models.DateField(help_text="The last day its meeting’s papers might be published, as it stood then.")
    correction = models.TextField(blank=True, help_text="What is corrected, and why.")

    public_withdrawn_at = models.DateTimeField(null=True, blank=True)
    public_withdrawn_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    public_withdrawn_why = models.TextField(blank=True)

    objects = PackQuerySet.as_manager()

    database_rules = (
        *append_only(
            "actions_pack",
            columns=(
                "meeting_id",
                "version",
                "schema",
                "content",
                "sha256",
                "public_content",
                "public_sha256",
                "published_by_id",
                "published_at",
                "publish_by",
                "correction",
            ),
        ),
        Refuse(
            "actions_pack_withdrawn_once",
            "UPDATE",
            "A public form that was withdrawn stays withdrawn, as it was",
            columns=("public_withdrawn_at", "public_withdrawn_by_id", "public_withdrawn_why"),
            when="OLD.public_withdrawn_at IS NOT NULL",
        ),
        Refuse(
            "actions_pack_follows_its_versions",
            "INSERT",
            "A version of a pack follows the one before it",
            when="NEW.version > 1 AND NOT EXISTS (SELECT 1 FROM actions_pack earlier"
            " WHERE earlier.meeting_id = NEW.meeting_id AND earlier.version = NEW.version - 1)",
        ),
    )

    class Meta:
        ordering = ["meeting", "version"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="actions_pack_numbered_once_a_meeting"),
            models.CheckConstraint(
                condition=Q(version=1, correction="") | Q(version__gt=1) & ~Q(correction=""),
                name="actions_pack_correction_says_why",
                violation_error_message="Say what is corrected, and why.",
            ),
            models.CheckConstraint(
                condition=Q(version__gt=1) | Q(published_by__isnull=False), name="actions_pack_first_is_somebodys"
            ),
            models.CheckConstraint(
                condition=~Q(content="") & ~Q(sha256="") & ~Q(public_content="") & ~Q(public_sha256=""),
                name="actions_pack_has_both_forms",
            ),
            models.CheckConstraint(
                condition=Q(public_withdrawn_at__isnull=True, public_withdrawn_by__isnull=True, public_withdrawn_why="")
                | Q(public_withdrawn_at__isnull=False) & ~Q(public_withdrawn_why=""),
                name="actions_pack_withdrawn_says_why",
            ),
        ]

    def __str__(self):
        return f"Pack of {self.meeting}, version {self.version}"

    def get_absolute_url(self):
        return reverse("meetings:pack_version", args=[self.meeting_id, self.version])

    @property
    def published_on(self):
        """The day it was published, in the council's time zone."""
        return timezone.localdate(self.published_at)

    @property
    def is_late(self) -> bool:
        """Whether it came later than the clear days before its meeting allow (Local Government Act 1972, s.100B)."""
        return self.version == 1 and self.published_on > self.publish_by

    @property
    def published_when(self) -> str:
        """When it was published, in words."""
        return date_format(timezone.localtime(self.published_at), "j F Y, H:i")

    @property
    def holds_exempt_matter(self) -> bool:
        """Whether there is anything in it that the public form leaves out."""
        return self.sha256 != self.public_sha256

    def text(self, audience: str) -> str:
        """The canonical JSON for an audience."""
        return self.content if audience == Audience.FULL else self.public_content

    def checksum(self, audience: str) -> str:
        """The SHA-256, in hexadecimal, of the canonical JSON for an audience."""
        return self.sha256 if audience == Audience.FULL else self.public_sha256


class PackFile(models.Model):
    """A form of a published pack as a file, made once and kept."""

    class Form(models.TextChoices):
        PDF = "pdf", "PDF"
        WORD = "word", "Word"
        EXCEL = "excel", "Excel"

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="files")
    form = models.CharField(max_length=10, choices=Form)
    audience = models.CharField(max_length=10, choices=Audience)
    file = models.FileField(upload_to="packs/%Y/%m/", max_length=300)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    objects = PackFileQuerySet.as_manager()

    database_rules = append_only("actions_packfile")

    class Meta:
        ordering = ["pack", "form", "audience"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "form", "audience"], name="actions_packfile_made_once"),
            models.CheckConstraint(condition=Q(form__in=["pdf", "word", "excel"]), name="actions_packfile_form_known"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="actions_packfile_audience_known"),
            models.CheckConstraint(condition=~Q(file="") & ~Q(sha256=""), name="actions_packfile_has_a_file"),
        ]

    def __str__(self):
        return f"{self.pack}: {self.get_form_display()}, {self.get_audience_display().lower()}"


# what a pack can show: the names of fields of `Shown`
SHOWN = ("action", "update", "proposal", "finding", "resolution", "review", "question", "outcome")


def _just_one(*names) -> Q:
    """True of rows of which one of these fields is given, and no other."""
    return reduce(or_, (Q(**{f"{name}__isnull": name != given for name in names}) for given in names))


class Shown(models.Model):
    """That a published pack shows a row, and whether as exempt: the way from what is recorded to the packs it is in."""

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="shown")
    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="shown_in", null=True)
    update = models.ForeignKey("actions.ProgressUpdate", models.PROTECT, related_name="shown_in", null=True)
    proposal = models.ForeignKey("actions.Proposal", models.PROTECT, related_name="shown_in", null=True)
    finding = models.ForeignKey("actions.Finding", models.PROTECT, related_name="shown_in", null=True)
    resolution = models.ForeignKey("meetings.Resolution", models.PROTECT, related_name="shown_in", null=True)
    review = models.ForeignKey("actions.Review", models.PROTECT, related_name="shown_in", null=True)
    question = models.ForeignKey("actions.Question", models.PROTECT, related_name="shown_in", null=True)
    outcome = models.ForeignKey("actions.Outcome", models.PROTECT, related_name="shown_in", null=True)
    exempt = models.BooleanField()

    database_rules = append_only("actions_shown")

    class Meta:
        ordering = ["pack", "pk"]
        verbose_name_plural = "shown"
        constraints = [
            models.CheckConstraint(condition=_just_one(*SHOWN), name="actions_shown_is_one_thing"),
            *(
                models.UniqueConstraint(fields=["pack", what], name=f"actions_shown_{what}_once_a_pack")
                for what in SHOWN
            ),
        ]

    def __str__(self):
        return f"{self.pack}: {next(filter(None, (getattr(self, what) for what in SHOWN)))}"
