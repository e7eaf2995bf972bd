from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import FormView, View

from actions import permissions
from actions.forms.errors import add_service_error
from actions.forms.proposals import ProposalForm
from actions.models import Proposal
from actions.services import decisions
from actions.services.status import Changed
from actions.services.updates import next_meeting
from actions.statuses import StatusError
from actions.views.actions import OneAction
from people.access import Permitted


class ProposeView(OneAction, FormView):
    """Ask the board to close an action, give it more time or withdraw it."""

    permission = permissions.can_propose
    form_class = ProposalForm
    template_name = "actions/proposal_form.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "action": self.action, "today": self.request.standing.day}

    def get_initial(self):
        return {"version": self.action.version, "kind": self.request.GET.get("kind", "")}

    def get_context_data(self, **kwargs):
        return super().get_context_data(meeting=next_meeting(self.action, self.request.standing.day), **kwargs)

    def form_valid(self, form):
        proposal = dict(form.cleaned_data)
        try:
            decisions.propose(
                action=self.action,
                by=self.request.user,
                now=timezone.now(),
                seen_version=proposal.pop("version"),
                on_behalf_of=permissions.speaks_for_owner(self.request.standing, self.action),
                **proposal,
            )
        except Changed as changed:
            return self.show_changed(form, changed)
        except (StatusError, ValidationError) as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"The board will be asked. It decides on {self.action.reference} at a meeting.")
        return HttpResponseRedirect(self.action.get_absolute_url())


class TakeBackView(Permitted, View):
    """Take a waiting proposal back."""

    permission = permissions.can_take_back
    http_method_names = ["post"]

    def get_permission_object(self):
        waiting = Proposal.objects.visible_to(self.request.standing).waiting().select_related("action")
        self.proposal = get_object_or_404(waiting, action__slug=self.kwargs["slug"])
        return self.proposal

    def post(self, request, *args, **kwargs):
        action = self.proposal.action
        try:
            decisions.take_back(proposal=self.proposal, by=request.user, now=timezone.now())
        except (StatusError, ValidationError) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
        else:
            messages.success(request, f"The proposal on {action.reference} is taken back.")
        return HttpResponseRedirect(action.get_absolute_url())
