from django.db import models
from django.db.models import Q

from meetings.models.endings import Ending, set_once
from meetings.querysets.endings import CirculationQuerySet, RecipientQuerySet
from people.models import Membership
from people.triggers import Refuse, append_only

# true where the circulation that a row belongs to has gone out
_SENT = "EXISTS (SELECT 1 FROM meetings_circulation c WHERE c.id = {row}.circulation_id AND c.sent_at IS NOT NULL)"
_OF_SENT = "What was sent, and what it was checked for, is never changed"


class Circulation(Ending):
    """One version of a document, sent to the members of a board. Prepared first; once sent it is never changed."""

    number = models.PositiveSmallIntegerField()
    version = models.ForeignKey("meetings.DocumentVersion", models.PROTECT, related_name="circulations")
    note = models.TextField("what members are told", blank=True)
    without_why = models.TextField("why it goes without what is missing", blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    sent_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = CirculationQuerySet.as_manager()

    database_rules = (
        Refuse(
            "meetings_circulation_stays_as_sent",
            "UPDATE",
            _OF_SENT,
            columns=(
                "resolution_id",
                "number",
                "version_id",
                "note",
                "without_why",
                "sent_by_id",
                "sent_at",
                "recorded_by_id",
                "recorded_at",
            ),
            when="OLD.sent_at IS NOT NULL",
        ),
        Refuse(
            "meetings_circulation_no_delete",
            "DELETE",
            "A circulation that was sent is never deleted",
            when="OLD.sent_at IS NOT NULL",
        ),
        set_once("meetings_circulation", "withdrawn_at", "withdrawn_by_id", "withdrawn_why"),
    )

    class Meta:
        ordering = ["resolution", "number"]
        constraints = [
            *Ending.Meta.constraints,
            models.UniqueConstraint(fields=["resolution", "number"], name="meetings_circulation_numbered_once"),
            models.UniqueConstraint(
                fields=["resolution"],
                condition=Q(sent_at__isnull=True),
                name="meetings_circulation_one_prepared",
                violation_error_message="Another circulation of this resolution is being prepared.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True, withdrawn_at__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="meetings_circulation_sent_by_somebody",
            ),
        ]

    def __str__(self):
        return f"Circulation {self.number}: {self.version}"

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None


class CirculationCheck(models.Model):
    """One thing a document must contain before it is circulated, and who found it there."""

    circulation = models.ForeignKey(Circulation, models.CASCADE, related_name="checks")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)
    met_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)

    database_rules = (
        Refuse("meetings_circulationcheck_no_update", "UPDATE", _OF_SENT, when=_SENT.format(row="OLD")),
        Refuse("meetings_circulationcheck_no_delete", "DELETE", _OF_SENT, when=_SENT.format(row="OLD")),
        Refuse("meetings_circulationcheck_no_insert", "INSERT", _OF_SENT, when=_SENT.format(row="NEW")),
    )

    class Meta:
        ordering = ["circulation", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["circulation", "position"], name="meetings_circulationcheck_one_a_position"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="meetings_circulationcheck_has_words"),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True, met_by__isnull=True) | Q(met_at__isnull=False, met_by__isnull=False),
                name="meetings_circulationcheck_met_by_somebody",
            ),
        ]

    def __str__(self):
        return self.words

    @property
    def is_met(self) -> bool:
        return self.met_at is not None


class CirculationRecipient(models.Model):
    """A member on the day of sending. `seat` is what they were then: chair, member, co-optee."""

    class How(models.TextChoices):
        LINK = "link", "By the link in the e-mail"
        SIGNED_IN = "signed_in", "Signed in"
        CLERK = "clerk", "Recorded by the scrutiny office"

    circulation = models.ForeignKey(Circulation, models.PROTECT, related_name="recipients")
    user = models.ForeignKey("people.User", models.PROTECT, related_name="circulations")
    seat = models.CharField(max_length=20, choices=Membership.Kind)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_how = models.CharField(max_length=20, choices=How, blank=True)
    acknowledged_recorded_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", null=True, blank=True)

    objects = RecipientQuerySet.as_manager()

    database_rules = (
        *append_only("meetings_circulationrecipient", ("circulation_id", "user_id", "seat")),
        set_once("meetings_circulationrecipient", "acknowledged_at", "acknowledged_how", "acknowledged_recorded_by_id"),
    )

    class Meta:
        ordering = ["circulation", "user__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["circulation", "user"], name="meetings_circulationrecipient_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_how="", acknowledged_recorded_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_recorded_by__isnull=False, acknowledged_how="clerk")
                | Q(
                    acknowledged_at__isnull=False,
                    acknowledged_recorded_by__isnull=True,
                    acknowledged_how__in=["link", "signed_in"],
                ),
                name="meetings_circulationrecipient_acknowledged_somehow",
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.circulation}"


class CirculationDelivery(models.Model):
    """One sending to one recipient: by e-mail to the address of then, or by hand. The last one counts.

    The address is empty by e-mail only where the recipient's details were erased.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "E-mail"
        BY_HAND = "by_hand", "By hand or on paper"

    recipient = models.ForeignKey(CirculationRecipient, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=20, choices=Channel)
    address = models.EmailField(blank=True)
    message = models.OneToOneField("people.Message", models.PROTECT, related_name="circulation", null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    # by hand: the day it was handed over or posted, once it was
    handed_on = models.DateField(null=True, blank=True)

    database_rules = (
        *append_only("meetings_circulationdelivery", ("recipient_id", "channel", "message_id", "at", "by_id")),
        Refuse(
            "meetings_circulationdelivery_has_its_address",
            "INSERT",
            "What goes by e-mail has an address",
            when="NEW.channel = 'email' AND NEW.address = ''",
        ),
        Refuse(
            "meetings_circulationdelivery_keeps_its_address",
            "UPDATE",
            "The address something was sent to is never changed, and goes only with the details of who was sent it",
            columns=("address",),
            when="NEW.address <> OLD.address AND (NEW.address <> '' OR NOT EXISTS (SELECT 1"
            " FROM meetings_circulationrecipient r JOIN people_user u ON u.id = r.user_id"
            " WHERE r.id = OLD.recipient_id AND u.erased_at IS NOT NULL))",
        ),
        set_once("meetings_circulationdelivery", "handed_on"),
    )

    class Meta:
        ordering = ["recipient", "pk"]
        verbose_name_plural = "circulation deliveries"
        constraints = [
            models.CheckConstraint(
                condition=Q(channel="email", message__isnull=False, handed_on__isnull=True)
                | Q(channel="by_hand", message__isnull=True, address=""),
                name="meetings_circulationdelivery_by_one_way",
            ),
        ]

    def __str__(self):
        return f"{self.get_channel_display()}: {self.recipient}"
