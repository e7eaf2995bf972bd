from django.db import models
from django.db.models import Q


class MessageQuerySet(models.QuerySet):
    def to_send(self, now):
        """Those whose time has come, the oldest first."""
        return self.filter(state=self.model.State.WAITING, send_from__lte=now).order_by("send_from", "pk")

    def left_behind(self, now):
        """Those that a sender took and never came back from: its time for them is over."""
        return self.filter(claimed_until__lt=now, state__in=[self.model.State.CLAIMED, self.model.State.HANDED])

    def for_the_clerk(self):
        """Those that somebody has to look at: not sent, or perhaps sent, or to be read before they go."""
        state = self.model.State
        return self.filter(state__in=[state.READY, state.FAILED, state.UNCERTAIN])


class Message(models.Model):
    """An e-mail to one person: a row of the outbox.

    It is claimed, then handed to the mail server, each by a conditional UPDATE, so that two senders
    cannot both have it. One that was claimed and not handed over waits again; of one that was handed
    over nobody knows, unless the server answered: it is uncertain, and never sent again by itself.
    """

    class State(models.TextChoices):
        READY = "ready", "Ready for the clerk"
        WAITING = "waiting", "Waiting"
        CLAIMED = "claimed", "Being sent"
        HANDED = "handed", "Handed to the mail server"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        UNCERTAIN = "uncertain", "Perhaps sent"
        DROPPED = "dropped", "Not needed"

    recipient = models.ForeignKey("people.User", models.PROTECT, related_name="messages")
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    send_from = models.DateTimeField(help_text="Not before then.")
    created_at = models.DateTimeField()

    # as it was handed over; empty before that
    address = models.EmailField(blank=True)
    subject = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)

    claim = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True, help_text="Why it failed, is uncertain or is not needed.")
    cleared_at = models.DateTimeField(
        null=True, blank=True, help_text="When its words were removed: after the time they are kept, or with a person."
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index("state", "send_from", name="people_message_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["claimed", "handed"], claim__isnull=False, claimed_until__isnull=False)
                | ~Q(state__in=["claimed", "handed"]) & Q(claim__isnull=True, claimed_until__isnull=True),
                name="people_message_claimed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="people_message_sent_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "uncertain", "dropped"]) | ~Q(why=""),
                name="people_message_says_why_it_did_not_go",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["handed", "sent", "uncertain"])
                | ~Q(address="") & ~Q(subject="")
                | Q(cleared_at__isnull=False),
                name="people_message_handed_over_whole",
            ),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True) | Q(state__in=["sent", "dropped"], text="", html=""),
                name="people_message_cleared_when_over",
            ),
        ]

    def __str__(self):
        return f"{self.subject or 'Message'} to {self.recipient}"
