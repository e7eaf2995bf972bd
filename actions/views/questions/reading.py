from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import View

from actions import permissions
from actions.forms.questions import MarksForm
from actions.models import Action
from actions.services import reading
from meetings.models import Meeting
from people.access import Permitted


class MarkView(Permitted, View):
    """A press of a button in a pack, which leads back to where it was pressed."""

    http_method_names = ["post"]

    def get_permission_object(self):
        visible = Meeting.objects.visible_to(self.request.standing).select_related("board")
        self.meeting = get_object_or_404(visible, pk=self.kwargs["pk"])
        return self.meeting

    def post(self, request, *args, **kwargs):
        form = MarksForm(request.POST)
        if form.is_valid():
            try:
                self.mark(form.cleaned_data, by=request.user, now=timezone.now())
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
        else:
            messages.error(request, "Nothing was marked. Press the button again.")
        return HttpResponseRedirect(self.get_way_back(form))

    def get_actions(self):
        """The actions that were pressed on, as far as one may see them; none that is not a number."""
        asked = {int(pk) for pk in self.request.POST.getlist("action") if pk.isdecimal() and len(pk) < 19}
        return Action.objects.visible_to(self.request.standing).filter(pk__in=asked)

    def get_way_back(self, form):
        page, place = form.cleaned_data.get("page"), form.cleaned_data.get("place")
        if not (page and page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)):
            page = reverse("meetings:pack", args=[self.meeting.pk])
        return f"{page}#{place}" if place else page


class ReadView(MarkView):
    """Mark actions as read, or as unread again."""

    permission = permissions.can_read_for

    def mark(self, asked, *, by, now):
        if asked["undo"]:
            reading.mark_unread(meeting=self.meeting, actions=self.get_actions(), by=by)
        else:
            actions = self.get_actions()
            reading.mark_read(meeting=self.meeting, actions=actions, by=by, seen_at=asked["seen"], now=now)


class FlagView(MarkView):
    """Flag an action for discussion, or take one's own flag down."""

    permission = permissions.can_flag

    def mark(self, asked, *, by, now):
        act = reading.take_down if asked["undo"] else reading.flag
        for action in self.get_actions():
            act(meeting=self.meeting, action=action, by=by, now=now)
