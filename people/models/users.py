from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from people.triggers import Refuse


class UserManager(BaseUserManager):
    """Makes people, with or without an account."""

    @classmethod
    def normalize_email(cls, email):
        """In small letters throughout, as allauth looks addresses up."""
        return super().normalize_email(email).lower()

    def create_user(self, email=None, password=None, *, name="", **fields):
        """A person. Without a password they cannot sign in until an invitation sets one."""
        user = self.model(email=self.normalize_email(email) or None, name=name or email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_admin=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. A councillor exists before an account does, so the address may be absent.

    What a person may do follows from what they hold on a day (`people.standing`); only the clerk's
    and the admin's role are given here.
    """

    email = models.EmailField(
        "e-mail address", unique=True, null=True, blank=True, help_text="Leave empty for somebody who does not sign in."
    )
    name = models.CharField("full name", max_length=200)
    is_clerk = models.BooleanField(
        "scrutiny officer (clerk)",
        default=False,
        help_text="Runs meetings, minutes, rounds and packs, and sees exempt matter.",
    )
    is_admin = models.BooleanField(
        "administrator",
        default=False,
        help_text="Keeps boards, memberships, owners, holders and users here. Opens no exempt matter.",
    )
    is_active = models.BooleanField(
        "active", default=True, help_text="Untick instead of deleting, so that the record of what they did stays."
    )
    date_joined = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When their details were erased: for good."
    )

    objects = UserManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    database_rules = (
        Refuse(
            "people_user_stays_erased",
            "UPDATE",
            "Somebody whose details were erased gets no others",
            columns=("name", "email", "password", "is_active", "is_clerk", "is_admin", "is_superuser", "erased_at"),
            when="OLD.erased_at IS NOT NULL",
        ),
    )

    class Meta:
        verbose_name = "user"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="people_user_email_unique_whatever_its_case"),
            models.CheckConstraint(condition=~models.Q(email=""), name="people_user_email_absent_not_empty"),
            models.CheckConstraint(condition=~models.Q(name=""), name="people_user_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True)
                | models.Q(email__isnull=True, is_active=False, is_clerk=False, is_admin=False, is_superuser=False),
                name="people_user_erased_is_no_account",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_staff(self):
        """Whether Django admin lets them in."""
        return self.is_admin

    def clean(self):
        super().clean()
        self.email = type(self).objects.normalize_email(self.email) or None

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name
