from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.views.generic import DetailView, FormView, View
from django_filters.views import FilterView

from actions import agenda, meeting_page, programme
from actions.forms.errors import add_service_error
from actions.forms.meetings import CancelMeetingForm, ConfirmMinutesForm, PlanMeetingForm, SetDayForm, later_held
from actions.models import Outcome, Pack, Proposal
from actions.packs import published
from actions.permissions import (
    can_chase,
    can_make_actions,
    can_mark_exempt,
    can_publish,
    can_read_draft_pack,
    can_record_decisions,
    can_see_flags,
)
from actions.services import meetings
from meetings.filters import MeetingFilter
from meetings.models import Meeting, WorkItem
from meetings.permissions import can_manage_meetings, can_plan_work, can_see_clerk_queries
from meetings.services import confirmation
from meetings.services import meetings as calendar
from people.access import Permitted


class MeetingListView(FilterView):
    """The meetings to come, those waiting to be recorded as held, and page by page those that were."""

    filterset_class = MeetingFilter
    template_name = "meetings/meeting_list.html"
    paginate_by = 25

    def get_queryset(self):
        return Meeting.objects.visible_to(self.request.standing).with_published().select_related("board")

    def get_context_data(self, *, object_list, **kwargs):
        today = timezone.localdate()
        return super().get_context_data(
            object_list=object_list.over(),
            upcoming=object_list.upcoming(today),
            past_their_day=object_list.past_their_day(today),
            is_viewer=self.request.standing.is_viewer,
            can_manage=can_manage_meetings(self.request.standing),
            can_read_draft=can_read_draft_pack(self.request.standing),
            **kwargs,
        )


class MeetingDetailView(DetailView):
    """What a meeting was about, what it decided and what has come of it."""

    template_name = "meetings/meeting_detail.html"

    def get_queryset(self):
        meetings = Meeting.objects.visible_to(self.request.standing)
        return meetings.select_related("board", "minutes_confirmed_at__board")

    def get_context_data(self, **kwargs):
        standing, meeting = self.request.standing, self.object
        items = list(agenda.items(meeting, standing))
        planned = programme.at(meeting, standing)
        packs = Pack.objects.visible_to(standing)
        facts = {
            "decided": list(agenda.decided_at(meeting, standing)),
            "has_minutes": any(item.visible_resolutions for item in items),
            "not_taken": sum(item.is_open for item in planned) if meeting.status == Meeting.Status.HELD else 0,
            # only of a pack to come is shown what it counts
            "pack": (packs if meeting.is_open else packs.without_content()).latest_for(meeting),
        }
        return super().get_context_data(
            items=items,
            planned=planned,
            **facts,
            steps=self.get_steps(**facts),
            counts=self.get_counts(facts["pack"]),
            came_of=meeting_page.came_of(items, standing.day) if items else None,
            attendance=list(meeting.attendance.filter(item=None)),
            due_here=list(agenda.due_at(meeting, standing).with_thread(standing)),
            own_posts=standing.owner_ids,
            confirmed_here=agenda.confirmed_at(meeting, standing),
            recorded_wrongly=list(Outcome.objects.visible_to(standing).of(meeting).outdated().with_subject()),
            is_viewer=standing.is_viewer,
            history=[] if standing.is_viewer else meeting_page.history(meeting, items),
            **self.get_permissions(),
            **kwargs,
        )

    def get_permissions(self):
        standing, meeting = self.request.standing, self.object
        can_decide = can_record_decisions(standing) and meeting.status == Meeting.Status.HELD
        return {
            "can_manage": can_manage_meetings(standing),
            "can_plan": can_plan_work(standing),
            "can_chase": can_chase(standing),
            "can_see_questions": can_see_flags(standing, meeting),
            "can_make_actions": can_make_actions(standing),
            "can_mark": can_mark_exempt(standing),
            "can_see_queries": can_see_clerk_queries(standing),
            "can_decide": can_decide,
            "can_correct": can_decide,
            "can_read_draft": can_read_draft_pack(standing),
            "can_publish": can_publish(standing),
        }

    def get_steps(self, *, decided, has_minutes, not_taken, pack):
        standing, meeting = self.request.standing, self.object
        waiting = 0
        if meeting.status == Meeting.Status.HELD and can_record_decisions(standing):
            proposals = Proposal.objects.visible_to(standing).waiting().for_board(meeting.board_id)
            waiting = proposals.proposed_by(meeting.date).count()
        return meeting_page.steps(
            meeting,
            standing,
            waiting=waiting,
            not_taken=not_taken,
            has_minutes=has_minutes,
            has_decisions=bool(decided),
            pack=pack,
        )

    def get_counts(self, pack):
        """What the pack for a meeting to come counts, in the form its reader gets."""
        if pack is None or not self.object.is_open:
            return None
        return published.counts(pack, published.audience_of(self.request.standing, self.object))


class MeetingPlanView(Permitted, FormView):
    """Plan a meeting on a day, or in a month."""

    permission = can_manage_meetings
    form_class = PlanMeetingForm
    template_name = "meetings/meeting_plan.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "today": timezone.localdate()}

    def form_valid(self, form):
        try:
            meeting = calendar.plan(by=self.request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"The meeting of {meeting} is planned.")
        return HttpResponseRedirect(meeting.get_absolute_url())


class OneMeeting(Permitted):
    """What the pages that change one meeting share: who may, and which."""

    permission = can_manage_meetings

    def get_permission_object(self):
        visible = Meeting.objects.visible_to(self.request.standing).select_related("board")
        self.meeting = get_object_or_404(visible, pk=self.kwargs["pk"])
        return self.meeting


class MeetingFormView(OneMeeting, FormView):
    """A form that changes one meeting: `save` calls the service with the valid form and returns what to tell them."""

    def get_context_data(self, **kwargs):
        due_here = agenda.due_at(self.meeting, self.request.standing)
        planned = programme.at(self.meeting, self.request.standing)
        return super().get_context_data(meeting=self.meeting, due_here=due_here, planned=planned, **kwargs)

    def form_valid(self, form):
        try:
            message = self.save(form, by=self.request.user, now=timezone.now())
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, message)
        return HttpResponseRedirect(self.meeting.get_absolute_url())


class MeetingSetDayView(MeetingFormView):
    """Give a provisional meeting its day, or move one; what is due at it moves with it."""

    form_class = SetDayForm
    template_name = "meetings/meeting_set_day.html"

    def get_initial(self):
        meeting = self.meeting
        now = {"date": meeting.date, "starts_at": meeting.starts_at, "venue": meeting.venue}
        return {**now, "seen": meeting.date or meeting.month}

    def save(self, form, *, by, now):
        moved = meetings.set_day(meeting=self.meeting, by=by, now=now, **form.cleaned_data)
        return f"The meeting is on {moved.when}."


class MeetingHoldView(OneMeeting, View):
    """Record that a meeting took place."""

    http_method_names = ["post"]

    def post(self, request, pk):
        try:
            calendar.hold(meeting=self.meeting, by=request.user, now=timezone.now(), today=timezone.localdate())
            messages.success(request, "The meeting is recorded as held. Its decisions can be recorded now.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        # from the page of the decisions one goes on there
        if request.POST.get("then") == "decide":
            return redirect("meetings:decide", pk=self.meeting.pk)
        return HttpResponseRedirect(self.meeting.get_absolute_url())


class MeetingCancelView(MeetingFormView):
    """Cancel a meeting; what was due at it is put before the clerk."""

    form_class = CancelMeetingForm
    template_name = "meetings/meeting_cancel.html"

    def save(self, form, *, by, now):
        unbound = meetings.cancel(meeting=self.meeting, by=by, now=now, **form.cleaned_data)
        lost = WorkItem.objects.unscheduled().filter(moves__from_meeting=self.meeting).distinct().count()
        said = ["The meeting is cancelled."]
        if unbound:
            references = ", ".join(action.reference for action in unbound)
            said.append(f"Give these a new date: {references}.")
        if lost:
            said.append(
                f"{lost} item{pluralize(lost)} of the work programme {pluralize(lost, 'has,have')} no place now."
            )
        return " ".join(said if unbound or lost else [*said, "Nothing was due at it."])


class MeetingConfirmMinutesView(MeetingFormView):
    """Record which later meeting confirmed the minutes, and how it amended their words."""

    form_class = ConfirmMinutesForm
    template_name = "meetings/meeting_confirm_minutes.html"

    def get_initial(self):
        confirmed_at = self.meeting.minutes_confirmed_at_id
        return {"at_meeting": confirmed_at, "seen": confirmed_at or ""}

    def get_form_kwargs(self):
        items = agenda.words(self.meeting, self.request.standing)
        return {**super().get_form_kwargs(), "meeting": self.meeting, "items": items}

    def get_context_data(self, **kwargs):
        return super().get_context_data(can_confirm=later_held(self.meeting).exists(), **kwargs)

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except confirmation.AmendedMeanwhile as meanwhile:
            form.show_changed(meanwhile.rows)
            return self.form_invalid(form)

    def save(self, form, *, by, now):
        at_meeting, seen = form.cleaned_data["at_meeting"], form.cleaned_data["seen"]
        confirmation.confirm_minutes(
            meeting=self.meeting, at_meeting=at_meeting, amended=form.amended(), seen=seen, by=by, now=now
        )
        return f"The minutes are recorded as confirmed on {at_meeting.when}."

    def form_invalid(self, form):
        # the next save is made in the knowledge of what the page now says
        form.data = form.data.copy()
        form.data["seen"] = self.get_initial()["seen"]
        return super().form_invalid(form)
