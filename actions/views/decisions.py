from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.views.generic import FormView

from actions.forms.decisions import DecisionForms, posted_ids
from actions.models import Proposal
from actions.permissions import can_record_decisions
from actions.services import decisions
from meetings.models import Meeting
from people.access import Permitted


class DecideView(Permitted, FormView):
    """Record what the board decided on each proposal, all in one save."""

    permission = can_record_decisions
    form_class = DecisionForms
    template_name = "meetings/meeting_decide.html"

    def get_permission_object(self):
        visible = Meeting.objects.visible_to(self.request.standing).select_related("board")
        self.meeting = get_object_or_404(visible, pk=self.kwargs["pk"])
        return self.meeting

    def get_form_kwargs(self):
        standing, data = self.request.standing, self.request.POST if self.request.method == "POST" else None
        of_board = Proposal.objects.visible_to(standing).for_board(self.meeting.board_id)
        # one that was decided meanwhile still shows, to say so
        asked = of_board.waiting() | of_board.filter(pk__in=posted_ids(data or {}))
        proposals = asked.with_thread(standing).in_order_of_actions()
        return {"proposals": proposals, "standing": standing, "data": data}

    def form_valid(self, form):
        by, now = self.request.user, timezone.now()
        try:
            count = decisions.decide_all(choices=form.choices(), meeting=self.meeting, by=by, now=now)
        except decisions.Refused as refused:
            form.add_errors(refused.errors)
            return self.form_invalid(form)
        if count:
            messages.success(self.request, f"{count} decision{pluralize(count)} recorded.")
        else:
            messages.info(self.request, "No decision was recorded: every proposal was left waiting.")
        return HttpResponseRedirect(self.meeting.get_absolute_url())

    def get_context_data(self, **kwargs):
        held = self.meeting.status == Meeting.Status.HELD
        return super().get_context_data(meeting=self.meeting, held=held, **kwargs)
