from django.db import models
from django.db.models import Q

from actions.querysets.templates import WordTemplateQuerySet
from people.triggers import append_only


class WordTemplate(models.Model):
    """That papers in Word are written in a template of the council's, or again in the tracker's own: without a file.

    The row with the highest version holds; none is ever changed, so that what packs looked like stays known.
    """

    version = models.PositiveIntegerField(unique=True)
    file = models.FileField(upload_to="word-templates/%Y/", max_length=300, blank=True)
    name = models.CharField("file name", max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    chosen_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    objects = WordTemplateQuerySet.as_manager()

    database_rules = append_only("actions_wordtemplate")

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file="", name="", sha256="") | ~Q(file="") & ~Q(name="") & ~Q(sha256=""),
                name="actions_wordtemplate_is_a_file_or_the_default",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="actions_wordtemplate_counts_from_one"),
        ]

    def __str__(self):
        return self.name or "The tracker’s own template"

    def read(self) -> bytes | None:
        """The template as a .docx; None for the tracker's own, and where the file is not there any more."""
        if not self.file:
            return None
        try:
            with self.file.open("rb") as file:
                return file.read()
        except FileNotFoundError:
            return None
