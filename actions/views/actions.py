from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, F, Prefetch, Value, When, prefetch_related_objects
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import DetailView, FormView
from django_filters.views import FilterView

from actions import permissions, questions, timeline
from actions.exports import write_csv
from actions.filters import ActionFilter
from actions.forms.actions import EditActionForm, MakeActionForm
from actions.forms.errors import add_service_error
from actions.models import Action, ActionPlan, Finding, Outcome, ProgressUpdate, Proposal, Review
from actions.packs.published import told_until
from actions.querysets import resolutions
from actions.resolutions import position
from actions.services import actions
from actions.services.status import Changed
from actions.services.updates import next_meeting
from meetings.models import Resolution
from people.access import Permitted
from people.models import Holding


def holders(today) -> Prefetch:
    """Who answers for each action's post on a day, in `owner.current_holdings`."""
    current = Holding.objects.on(today).select_related("user").order_by("-kind", "user__name")
    return Prefetch("owner__holdings", queryset=current, to_attr="current_holdings")


class ActionListView(FilterView):
    """The actions one may see, narrowed down, sorted and page by page."""

    filterset_class = ActionFilter
    template_name = "actions/action_list.html"
    paginate_by = 25

    def get_queryset(self):
        standing = self.request.standing
        mine_first = Case(When(owner__in=standing.owner_ids, then=Value(0)), default=Value(1))
        return (
            Action.objects.visible_to(standing)
            .with_thread(standing)
            .prefetch_related(holders(standing.day))
            .order_by(mine_first, F("due_day").asc(nulls_last=True), "board_code", "municipal_year", "number")
        )

    def get_filterset_kwargs(self, filterset_class):
        return {**super().get_filterset_kwargs(filterset_class), "standing": self.request.standing}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        standing = self.request.standing
        for action in context["object_list"]:
            action.overdue = action.is_overdue(standing.day)
            action.is_mine = action.owner_id in standing.owner_ids
        return {**context, "can_make_actions": permissions.can_make_actions(standing)}


class ActionExportView(ActionListView):
    """The same list, whole, as a file for a spreadsheet."""

    paginate_by = None

    def render_to_response(self, context, **kwargs):
        today = self.request.standing.day
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="actions-{today.isoformat()}.csv"'
        response.write("\ufeff")  # without it Excel takes the file for another encoding
        write_csv(response, context["object_list"], today=today)
        return response


class ActionDetailView(DetailView):
    """One action with its whole thread: what it answers, where it stands, and everything that happened."""

    template_name = "actions/action_detail.html"

    def get_queryset(self):
        standing = self.request.standing
        return (
            Action.objects.visible_to(standing)
            .with_thread(standing)
            .select_related(
                "finding__review__item__meeting__board",
                "resolution__item__meeting__board",
                "item__meeting__board",
                "undertaking__question__meeting__board",
                "undertaking__answered_by",
                "undertaking__on_behalf_of",
                "outcome__meeting__board",
                "owner__directorate__director",
            )
            .prefetch_related("contributors", holders(standing.day))
        )

    def get_context_data(self, **kwargs):
        standing, action = self.request.standing, self.object
        updates = ProgressUpdate.objects.visible_to(standing).filter(action=action)
        updates = updates.select_related("entered_by", "on_behalf_of", "meeting")
        updates = list(updates.prefetch_related("evidence", "clearances__by"))
        outcomes = Outcome.objects.visible_to(standing).filter(action=action).with_subject()
        proposals = Proposal.objects.visible_to(standing).filter(action=action)
        proposals = list(proposals.select_related("proposed_by", "decided_at_meeting", "new_due_meeting"))
        waiting = next((p for p in proposals if permissions.is_undecided(standing, p)), None)
        # the owner of an exempt action need not be somebody who may see all of the resolution
        seen = resolutions.with_thread(resolutions.of_meetings_seen_by(standing), standing)
        resolution = seen.filter(pk=action.resolution_id).first() if action.resolution_id else None
        return super().get_context_data(
            timeline=timeline.of(action, updates, outcomes, until=told_until(action, standing)),
            latest=next(iter(updates), None),
            today=standing.day,
            overdue=action.is_overdue(standing.day),
            meeting=next_meeting(action, standing.day),
            resolution=resolution,
            position=resolution and position(resolution, today=standing.day),
            proposals=proposals,
            waiting=waiting,
            can_update=permissions.can_update_action(standing, action),
            can_propose=permissions.can_propose(standing, action) and not waiting,
            can_take_back=waiting and permissions.can_take_back(standing, waiting),
            can_edit=permissions.can_edit_action(standing, action),
            can_mark=permissions.can_mark_exempt(standing),
            can_remove_any_evidence=permissions.can_remove_any_evidence(standing),
            questions=questions.on(action, standing),
            can_read_undertaking=questions.can_read_undertaking(action, standing),
            can_ask=permissions.is_member(standing),
            can_enter_question=permissions.can_enter_question(standing),
            is_owner=permissions.owns(standing, action),
            **self.get_thread_upwards(),
            can_hand_over=permissions.can_hand_over(standing) and action.is_open,
            can_hand_on=permissions.can_hand_on(standing) and action.is_open and action.monitoring_board.active_to,
            **kwargs,
        )

    def get_thread_upwards(self):
        """What it stands in and what took its place, as far as the reader may see them."""
        standing, action = self.request.standing, self.object
        review = action.finding and Review.objects.visible_to(standing).filter(pk=action.finding.review_id).first()
        return {
            "review": review,
            "plans": ActionPlan.objects.visible_to(standing).filter(actions=action),
            "replaced_by": Action.objects.visible_to(standing)
            .filter(supersession_lines_of_others__action=action)
            .first(),
        }


class OneAction(Permitted):
    """What the pages that change one action share: which, fetched through what one may see."""

    def get_permission_object(self):
        visible = Action.objects.visible_to(self.request.standing).with_thread(self.request.standing)
        visible = visible.select_related("due_meeting__board").prefetch_related("contributors")
        self.action = get_object_or_404(visible, slug=self.kwargs["slug"])
        return self.action

    def get_context_data(self, **kwargs):
        latest = next(iter(self.action.latest_updates), None)
        prefetch_related_objects([latest] if latest else [], "evidence", "clearances__by")
        return super().get_context_data(action=self.action, latest=latest, **kwargs)

    def show_changed(self, form, changed):
        """Show what somebody else wrote meanwhile; what was typed stays, and can be sent on top."""
        self.get_permission_object()
        form.data = form.data.copy()
        form.data["version"] = changed.action.version
        form.add_error(
            None,
            "Somebody else has changed this action while you were writing. Read what they wrote below; "
            "what you typed is still here. Send it again if it should stand on top of theirs.",
        )
        return self.render_to_response(self.get_context_data(form=form, was_changed=True))


class MakeActionView(Permitted, FormView):
    """Make an action from the words it answers: a resolution's, or a finding's."""

    permission = permissions.can_make_actions
    form_class = MakeActionForm
    template_name = "actions/action_make.html"

    def get_permission_object(self):
        self.answers = self.get_answered()

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "today": self.request.standing.day}

    def form_valid(self, form):
        made_of = {**form.cleaned_data, **self.get_link()}
        try:
            action = actions.create(
                by=self.request.user, now=timezone.now(), today=self.request.standing.day, **made_of
            )
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"{action.reference} is made.")
        return HttpResponseRedirect(action.get_absolute_url())


class MakeForResolutionView(MakeActionView):
    def get_answered(self):
        visible = Resolution.objects.visible_to(self.request.standing).select_related("item__meeting__board")
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_link(self):
        return {"resolution": self.answers}

    def get_initial(self):
        board = self.answers.item.meeting.board
        return {"title": str(self.answers)[:300], "monitoring_board": board, "due_phrase": self.answers.due_phrase}

    def get_context_data(self, **kwargs):
        return super().get_context_data(words=self.answers.text, item=self.answers.item, **kwargs)


class MakeForFindingView(MakeActionView):
    def get_answered(self):
        visible = Finding.objects.visible_to(self.request.standing).select_related("review__item__meeting__board")
        return get_object_or_404(visible, pk=self.kwargs["pk"], kind=Finding.Kind.AREA)

    def get_link(self):
        return {"finding": self.answers}

    def get_initial(self):
        item = self.answers.review.item
        return {"title": self.answers.text[:300], "monitoring_board": item and item.meeting.board}

    def get_context_data(self, **kwargs):
        return super().get_context_data(words=self.answers.text, item=self.answers.review.item, **kwargs)


class ActionEditView(OneAction, FormView):
    """Change what a clerk may change."""

    permission = permissions.can_edit_action
    form_class = EditActionForm
    template_name = "actions/action_edit.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "action": self.action, "today": self.request.standing.day}

    def get_initial(self):
        action = self.action
        return {
            "version": action.version,
            "title": action.title,
            "owner": action.owner,
            "contributors": action.contributors.all(),
            "success_measure": action.success_measure,
            "due_phrase": action.due_phrase,
        }

    def form_valid(self, form):
        changes = dict(form.cleaned_data)
        version = changes.pop("version")
        try:
            actions.edit(action=self.action, by=self.request.user, now=timezone.now(), seen_version=version, **changes)
        except Changed as changed:
            return self.show_changed(form, changed)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"{self.action.reference} is changed.")
        return HttpResponseRedirect(self.action.get_absolute_url())
