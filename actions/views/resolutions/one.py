"""What the pages that record how one resolution ended share."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView

from actions.forms.errors import add_service_error
from actions.querysets.resolutions import of_meetings_seen_by
from actions.statuses import StatusError
from meetings.models import Circulation, Recommendation, Referral
from meetings.permissions import can_record_endings
from people.access import Permitted


class OneResolution(Permitted):
    """A page that changes one resolution: which, fetched through what one may see, and who may."""

    permission = can_record_endings

    def get_permission_object(self):
        visible = of_meetings_seen_by(self.request.standing).select_related("item__meeting__board")
        self.resolution = get_object_or_404(visible, pk=self.kwargs["pk"])
        return self.resolution

    def get_success_url(self):
        return reverse("resolutions:detail", args=[self.resolution.pk])


class OfResolution(OneResolution):
    """A page on a row that belongs to a resolution: `get_row` fetches it through what one may see."""

    # how the row leads to its resolution
    path = "resolution"

    def get_permission_object(self):
        self.row = get_object_or_404(self.get_rows(), pk=self.kwargs["pk"])
        resolution = self.row
        for step in self.path.split("__"):
            resolution = getattr(resolution, step)
        seen = of_meetings_seen_by(self.request.standing).select_related("item__meeting__board")
        self.resolution = get_object_or_404(seen, pk=resolution.pk)
        return self.resolution


class EndingFormView(FormView):
    """A form that records something: `save` calls the service, and returns what to tell the person.

    Where that did something to the actions, it keeps the effect, to be told as well.
    """

    effect = None

    def get_context_data(self, **kwargs):
        return super().get_context_data(resolution=self.resolution, row=getattr(self, "row", None), **kwargs)

    def form_valid(self, form):
        try:
            said = self.save(form, by=self.request.user, now=timezone.now())
        except (ValidationError, StatusError) as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, said)
        if self.effect:
            tell(self.request, self.effect)
        return HttpResponseRedirect(self.get_success_url())


class EndingPressView:
    """The press of a button: `act` calls the service, and returns what to tell the person."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        try:
            said = self.act(by=request.user, now=timezone.now())
        except (ValidationError, StatusError) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
        else:
            messages.success(request, said)
        return HttpResponseRedirect(self.get_success_url())


def tell(request, effect):
    """Tell the clerk what an ending did to the actions."""
    if effect.asked:
        messages.info(
            request,
            f"Complete now, and put before the board to be closed: {_references(effect.asked)}. You entered this "
            "proposal, so another scrutiny officer has to record what the board decides on it.",
        )
    if effect.asked_before:
        messages.info(request, f"The board had been asked already to close {_references(effect.asked_before)}.")
    if effect.held_up:
        messages.warning(
            request,
            f"Complete now: {_references(effect.held_up)}. The board has another proposal on it to decide first; ask "
            "it to close the action after that.",
        )
    if effect.taken_back:
        messages.info(request, f"The board is no longer asked to close {_references(effect.taken_back)}.")


def _references(actions) -> str:
    return ", ".join(action.reference for action in actions)


# what may be taken back, by the word in its address
TAKEN_BACK = {"circulations": Circulation, "recommendations": Recommendation, "referrals": Referral}
