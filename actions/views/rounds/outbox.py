from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View
from django_filters.views import FilterView

from actions import outbox as reading
from actions import permissions
from actions.filters import MessageFilter
from actions.forms.chasing import HoldBackForm
from actions.forms.errors import add_service_error
from people.access import Permitted
from people.services import outbox


class OutboxView(Permitted, FilterView):
    """What was sent, what failed and why, what waits and what is to be read before it goes, page by page."""

    permission = permissions.can_see_outbox
    filterset_class = MessageFilter
    template_name = "rounds/outbox.html"
    paginate_by = 25

    def get_queryset(self):
        return reading.messages()

    def get_context_data(self, **kwargs):
        return super().get_context_data(counts=reading.counts(), **kwargs)


class OneMessage(Permitted):
    """What the pages of one message share."""

    permission = permissions.can_see_outbox

    def get_permission_object(self):
        self.message = get_object_or_404(reading.messages(), pk=self.kwargs["pk"])
        return self.message

    def get_success_url(self):
        return reverse("rounds:message", args=[self.message.pk])


class MessageView(OneMessage, TemplateView):
    """One message: what it says, what it tells of, and what the clerk may do about it."""

    template_name = "rounds/message.html"

    def get_context_data(self, **kwargs):
        read = reading.read(self.message, now=timezone.now())
        return super().get_context_data(message=self.message, read=read, **kwargs)


class MessageActView(OneMessage, View):
    """A press of a button on one message: `act` calls the service and returns what to tell the clerk."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        try:
            said = self.act(message=self.message, by=request.user, now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, said)
        return HttpResponseRedirect(self.get_success_url())


class SendAgainView(MessageActView):
    """Put one that failed, or perhaps did not arrive, back among those to send."""

    def act(self, **what):
        outbox.send_again(**what)
        return "The message goes out again within minutes, and says what holds then."


class ReleaseView(MessageActView):
    """Let a letter go that was made ready."""

    def act(self, **what):
        outbox.release(**what)
        return "The letter goes out within minutes."


class HoldBackView(OneMessage, FormView):
    """Keep a message from going, for good."""

    form_class = HoldBackForm
    template_name = "rounds/hold_back.html"

    def get_context_data(self, **kwargs):
        can = self.message.state in reading.CAN_HOLD_BACK
        return super().get_context_data(message=self.message, can_hold_back=can, **kwargs)

    def form_valid(self, form):
        try:
            outbox.hold_back(message=self.message, by=self.request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "The message is held back and will not go.")
        return super().form_valid(form)
