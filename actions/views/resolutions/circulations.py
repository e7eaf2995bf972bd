from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from actions import circulations as reading
from actions.forms.endings import AttachForm, ChecklistForm, HandOverForm, SendForm
from actions.querysets.resolutions import of_meetings_seen_by
from actions.services import endings
from actions.views.resolutions.one import EndingFormView, EndingPressView, OfResolution, OneResolution
from meetings.checklist import suggest
from meetings.models import Circulation, CirculationRecipient
from meetings.permissions import can_record_endings
from meetings.services import circulations
from people.access import Permitted


class CirculateView(OneResolution, EndingFormView):
    """Attach the document that a resolution asks to be circulated; what it must contain is read from the words."""

    form_class = AttachForm
    template_name = "resolutions/circulate.html"

    def get(self, request, *args, **kwargs):
        if prepared := self.resolution.circulations.prepared().first():
            return redirect("resolutions:check_circulation", prepared.pk)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "resolution": self.resolution}

    def get_context_data(self, **kwargs):
        return super().get_context_data(must_contain=self.get_checklist(), **kwargs)

    def get_checklist(self):
        """What the last circulation of it was checked for; the first time, what the words ask for."""
        if last := self.resolution.circulations.order_by("-number").first():
            return [check.words for check in last.checks.all()]
        return suggest(self.resolution.words)

    def save(self, form, *, by, now):
        self.circulation = endings.prepare(
            resolution=self.resolution,
            version=form.cleaned_data["version"],
            added=form.added,
            must_contain=self.get_checklist(),
            by=by,
            now=now,
        )
        return f"{self.circulation.version} is attached. Nothing has been sent yet."

    def get_success_url(self):
        return reverse("resolutions:check_circulation", args=[self.circulation.pk])


class OneCirculation(OfResolution):
    """A page on one circulation."""

    def get_rows(self):
        seen = Circulation.objects.visible_to(self.request.standing)
        return seen.select_related(
            "version__document__item", "resolution__item__meeting__board", "recorded_by", "sent_by", "withdrawn_by"
        ).prefetch_related("checks__met_by")

    def get_members(self):
        """(who would be sent it, who may not see it)."""
        exempt = circulations.is_exempt(self.row)
        return circulations.members(self.resolution, day=timezone.localdate(), exempt=exempt)


class CheckCirculationView(OneCirculation, EndingFormView):
    """Check the document for what it must contain, and write what members are told; then see who would be sent it."""

    form_class = ChecklistForm
    template_name = "resolutions/check_circulation.html"

    def get(self, request, *args, **kwargs):
        if self.row.is_sent:
            return redirect("resolutions:circulation", self.row.pk)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "circulation": self.row}

    def get_context_data(self, **kwargs):
        to, hidden = self.get_members()
        exempt = circulations.is_exempt(self.row)
        return super().get_context_data(circulation=self.row, members=to, hidden_from=hidden, exempt=exempt, **kwargs)

    def save(self, form, *, by, now):
        cleaned = form.cleaned_data
        circulations.check(
            circulation=self.row,
            checks=cleaned["checks"],
            note=cleaned["note"],
            without_why=cleaned["without_why"],
            seen_revision=cleaned["revision"],
            by=by,
            now=now,
        )
        return "Saved. Nothing has been sent yet."

    def get_success_url(self):
        page = "send_circulation" if "go_on" in self.request.POST else "check_circulation"
        return reverse(f"resolutions:{page}", args=[self.row.pk])


class SendCirculationView(OneCirculation, EndingFormView):
    """See once more what goes to whom, and send it."""

    form_class = SendForm
    template_name = "resolutions/send_circulation.html"

    def get(self, request, *args, **kwargs):
        if self.row.is_sent:
            return redirect("resolutions:circulation", self.row.pk)
        return super().get(request, *args, **kwargs)

    def get_initial(self):
        return {"revision": self.row.revision}

    def get_context_data(self, **kwargs):
        to, hidden = self.get_members()
        return super().get_context_data(
            circulation=self.row,
            by_email=[seat for seat in to if seat.user.email],
            by_hand=[seat for seat in to if not seat.user.email],
            hidden_from=hidden,
            missing=[check for check in self.row.checks.all() if not check.is_met],
            exempt=circulations.is_exempt(self.row),
            **kwargs,
        )

    def save(self, form, *, by, now):
        effect = self.effect = endings.circulate(
            circulation=self.row,
            seen_revision=form.cleaned_data["revision"],
            by=by,
            now=now,
            today=timezone.localdate(now),
        )
        count = effect.row.recipients.count()
        return f"It goes to {count} member{pluralize(count)}. The e-mails leave within minutes."

    def get_success_url(self):
        return reverse("resolutions:circulation", args=[self.row.pk])


class DiscardCirculationView(OneCirculation, EndingPressView, View):
    """Throw away what is being prepared."""

    def act(self, *, by, now):
        circulations.discard(circulation=self.row, by=by, now=now)
        return "What was being prepared is thrown away. The document stays with its item."


class CirculationView(OneCirculation, TemplateView):
    """One circulation that was sent: what went, to whom, and who has opened it. Names are for the scrutiny office."""

    permission = None
    template_name = "resolutions/circulation_detail.html"

    def get(self, request, *args, **kwargs):
        if not self.row.is_sent:
            return redirect("resolutions:check_circulation", self.row.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        standing, circulation = self.request.standing, self.row
        can_record = can_record_endings(standing)
        due = reading.due_on(circulation, standing)
        recipients = reading.recipients(circulation, due=due)
        late = (timezone.localdate(circulation.sent_at) - due).days if due else 0
        latest = Circulation.objects.latest().filter(resolution=self.resolution).first()
        return super().get_context_data(
            circulation=circulation,
            resolution=self.resolution,
            exempt=circulations.is_exempt(circulation),
            recipients=recipients if can_record else [],
            counts=reading.counts(recipients),
            own=next((one for one in recipients if one.recipient.user_id == standing.user.pk), None),
            later=latest if latest and latest.number > circulation.number else None,
            is_latest=latest is not None and latest.pk == circulation.pk,
            days_late=max(late, 0),
            can_record=can_record,
            **kwargs,
        )


class OpenedView(Permitted, View):
    """A signed-in member says that they have opened what they were sent."""

    http_method_names = ["post"]

    def get_permission_object(self):
        seen = CirculationRecipient.objects.visible_to(self.request.standing).filter(user=self.request.user)
        seen = seen.filter(circulation__resolution__in=of_meetings_seen_by(self.request.standing))
        self.recipient = get_object_or_404(seen, circulation=self.kwargs["pk"])

    def post(self, request, *args, **kwargs):
        how = CirculationRecipient.How.SIGNED_IN
        circulations.acknowledge(recipient=self.recipient, how=how, by=request.user, now=timezone.now())
        messages.success(request, "Thank you. The scrutiny office sees that you have opened it.")
        return HttpResponseRedirect(reverse("resolutions:circulation", args=[self.recipient.circulation_id]))


class OneRecipient(OfResolution):
    """A page on what was sent to one member."""

    path = "circulation__resolution"

    def get_rows(self):
        seen = CirculationRecipient.objects.visible_to(self.request.standing)
        return seen.select_related("user", "circulation__resolution")

    def get_success_url(self):
        return reverse("resolutions:circulation", args=[self.row.circulation_id])


class SendAgainView(OneRecipient, EndingPressView, View):
    """Send it once more to a member whom it did not reach."""

    def act(self, *, by, now):
        delivery = circulations.send_again(recipient=self.row, by=by, now=now, today=timezone.localdate(now))
        return f"It goes to {self.row.user} at {delivery.address} within minutes."


class HandOverView(OneRecipient, EndingFormView):
    """Record that a member was given it by hand, or had it put in the post."""

    form_class = HandOverForm
    template_name = "resolutions/hand_over.html"

    def get_initial(self):
        return {"on": timezone.localdate()}

    def save(self, form, *, by, now):
        today = timezone.localdate(now)
        circulations.hand_over(recipient=self.row, on=form.cleaned_data["on"], by=by, now=now, today=today)
        return f"Recorded: {self.row.user} was given it by hand."


class RecordOpenedView(OneRecipient, EndingPressView, View):
    """Record that a member said they have opened it."""

    def act(self, *, by, now):
        circulations.acknowledge(recipient=self.row, how=CirculationRecipient.How.CLERK, by=by, now=now)
        return f"Recorded: {self.row.user} has opened it."
