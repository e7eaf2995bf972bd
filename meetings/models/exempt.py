from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q


class Exemptible(models.Model):
    """Matter that may be kept from the public.

    Exempt information is described by Local Government Act 1972, Schedule 12A, paragraphs 1 to 7;
    confidential information by section 100A(3).
    """

    is_exempt = models.BooleanField("exempt or confidential", default=False)
    exempt_paragraphs = models.CharField(
        "Schedule 12A paragraphs",
        max_length=30,
        blank=True,
        validators=[RegexValidator(r"^[1-7](, [1-7])*\Z", "Write the paragraphs as 3 or 1, 3.")],
        help_text="Of the Local Government Act 1972, such as 3 or 1, 2.",
    )
    is_confidential = models.BooleanField("confidential (section 100A)", default=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(is_exempt=False, exempt_paragraphs="", is_confidential=False)
                | Q(is_exempt=True) & (~Q(exempt_paragraphs="") | Q(is_confidential=True)),
                name="%(app_label)s_%(class)s_exempt_says_why",
                violation_error_message="Exempt matter needs its Schedule 12A paragraphs, or to be confidential.",
            )
        ]
