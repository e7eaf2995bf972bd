from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View

from actions import chase, permissions
from actions.forms.chasing import AskForm, PostForm, ReasonForm
from actions.forms.errors import add_service_error
from actions.models import Action
from actions.services.rounds import chasing, requests
from actions.views.meetings import OneMeeting
from people.access import Permitted
from people.reach import Directory


class RoundListView(Permitted, TemplateView):
    """The rounds of the boards' next meetings: for clerks what has come, for officers where to answer."""

    permission = permissions.can_see_rounds
    template_name = "rounds/list.html"

    def get_context_data(self, **kwargs):
        standing = self.request.standing
        return super().get_context_data(
            rounds=chase.next_rounds(standing) if permissions.can_chase(standing) else None,
            mine=chase.mine(standing),
            today=standing.day,
            **kwargs,
        )


class OneRound(OneMeeting):
    """What the pages of one round share: the clerk's, and which meeting's."""

    permission = permissions.can_chase

    def get_success_url(self):
        return reverse("rounds:chase", args=[self.meeting.pk])


class ChaseView(OneRound, TemplateView):
    """Who owes what for a meeting, who was asked when, what has come, and what goes next."""

    template_name = "rounds/chase.html"

    def get_context_data(self, **kwargs):
        asked_for = self.request.GET.get("state", "")
        state = asked_for if asked_for in chase.State.values else ""
        page = chase.page(self.meeting, self.request.standing, now=timezone.now(), state=state)
        return super().get_context_data(
            meeting=self.meeting,
            page=page,
            round=page.round,
            figures=[(each, page.round.counts[each]) for each in chase.State],
            always=(chase.State.MISSING, chase.State.LATE, chase.State.RECEIVED, chase.State.NO_CHANGE),
            state=state,
            shown=chase.State(state) if state else None,
            **kwargs,
        )


class RoundActView(OneRound, View):
    """A press of a button: `act` calls the service and returns what to tell the clerk."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        now = timezone.now()
        try:
            said = self.act(by=request.user, now=now, directory=Directory(timezone.localdate(now)))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, said)
        return HttpResponseRedirect(self.get_success_url())


class OpenView(RoundActView):
    """Open the round before its day."""

    def act(self, **when):
        written = chasing.open_now(meeting=self.meeting, **when)
        return f"The round is open. {_told(written)}"


class RemindView(RoundActView):
    """Remind everybody whose update is missing, or the one post that was sent along."""

    def act(self, **when):
        owners = None
        if "owner" in self.request.POST:
            form = PostForm(self.request.POST)
            if not form.is_valid():
                raise ValidationError("There is no such post, so nobody was reminded.")
            owners = {form.cleaned_data["owner"].pk}
        written = chasing.remind(meeting=self.meeting, owners=owners, **when)
        if not written:
            return "Nobody was reminded: nothing is missing, nobody can be reached, or they were reminded today."
        return _told(written)


class AskView(OneRound, FormView):
    """Ask for an update that nothing else asks for."""

    form_class = AskForm
    template_name = "rounds/ask.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "meeting": self.meeting, "standing": self.request.standing}

    def get_context_data(self, **kwargs):
        return super().get_context_data(meeting=self.meeting, **kwargs)

    def form_valid(self, form):
        action, now = form.cleaned_data["action"], timezone.now()
        when = {"by": self.request.user, "now": now, "directory": Directory(timezone.localdate(now))}
        try:
            written = chasing.ask_now(meeting=self.meeting, action=action, **when)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"{action.owner} is asked about {action.reference}. {_told(written)}")
        return super().form_valid(form)


class ReasonView(OneRound, FormView):
    """Note why there will be no update on an action."""

    form_class = ReasonForm
    template_name = "rounds/reason.html"

    def get_permission_object(self):
        visible = Action.objects.visible_to(self.request.standing).select_related("owner")
        meeting = super().get_permission_object()
        self.action = get_object_or_404(visible, slug=self.kwargs["slug"], monitoring_board=meeting.board_id)
        return meeting

    def get_context_data(self, **kwargs):
        return super().get_context_data(meeting=self.meeting, action=self.action, **kwargs)

    def form_valid(self, form):
        said = {**form.cleaned_data, "by": self.request.user, "now": timezone.now()}
        try:
            requests.give_reason(meeting=self.meeting, action=self.action, **said)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"The reason is noted: nobody is chased for {self.action.reference} any more.")
        return super().form_valid(form)


def _told(written) -> str:
    """How many people messages go to, in words."""
    count = len({notice.message_id for notice in written})
    if not count:
        return "No message was written: they are told with the next one, or nobody can be reached."
    return f"{count} message{pluralize(count)} wait{pluralize(count, 's,')} in the outbox and go within minutes."
