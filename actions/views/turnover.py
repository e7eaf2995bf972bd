from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import pluralize
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.generic import FormView, TemplateView

from actions import turnover
from actions.forms.errors import add_service_error
from actions.forms.turnover import HandOnForm, HandOverForm
from actions.models import Action
from actions.permissions import can_hand_on, can_hand_over
from actions.services import turnover as services
from meetings.models import Meeting
from people.access import Permitted
from people.models import Board, Holding, Owner


class TurnoverView(Permitted, TemplateView):
    """The posts and boards whose open actions need somebody else to answer for them."""

    permission = can_hand_over
    template_name = "turnover/turnover_list.html"

    def get_context_data(self, **kwargs):
        standing = self.request.standing
        return super().get_context_data(
            posts=turnover.posts(standing, today=standing.day),
            boards=turnover.boards(standing, today=standing.day),
            **kwargs,
        )


class HandingView(Permitted, FormView):
    """What handing over and handing on share: the open actions, and a service that takes them all or none."""

    success_url = reverse_lazy("turnover:list")

    def get_open_actions(self, **of):
        standing = self.request.standing
        actions = Action.objects.visible_to(standing).open().filter(**of).with_exempt().select_related("due_meeting")
        return actions.order_by("board_code", "municipal_year", "number")

    def form_valid(self, form):
        try:
            done = self.hand(form, by=self.request.user, now=timezone.now())
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, done)
        return HttpResponseRedirect(self.success_url)


class HandOverView(HandingView):
    """Give the open actions of one post to another."""

    permission = can_hand_over
    form_class = HandOverForm
    template_name = "turnover/hand_over.html"

    def get_permission_object(self):
        self.owner = get_object_or_404(Owner.objects.select_related("directorate", "reports_to"), pk=self.kwargs["pk"])

    def get_form_kwargs(self):
        actions = self.get_open_actions(owner=self.owner)
        return {**super().get_form_kwargs(), "owner": self.owner, "actions": actions}

    def get_initial(self):
        return {"actions": self.get_open_actions(owner=self.owner)}  # all ticked

    def hand(self, form, *, by, now):
        handed = services.hand_over(from_owner=self.owner, by=by, now=now, **form.cleaned_data)
        to_owner = form.cleaned_data["to_owner"]
        return f"{_counted(handed)} of {self.owner} handed over to {to_owner}: {_references(handed)}."

    def get_context_data(self, **kwargs):
        holdings = Holding.objects.on(self.request.standing.day).filter(owner=self.owner, user__is_active=True)
        return super().get_context_data(owner=self.owner, holdings=holdings.select_related("user"), **kwargs)


class HandOnView(HandingView):
    """Give the open actions of a board that ends to others, action by action."""

    permission = can_hand_on
    form_class = HandOnForm
    template_name = "turnover/hand_on.html"

    def get_permission_object(self):
        self.board = get_object_or_404(Board.objects.prefetch_related("successors"), pk=self.kwargs["pk"])

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "board": self.board,
            "actions": self.get_open_actions(monitoring_board=self.board),
            "boards": services.may_follow(self.board, self.request.standing.day),
        }

    def hand(self, form, *, by, now):
        reason = form.cleaned_data["reason"]
        handed = services.hand_on(board=self.board, choices=form.choices(), reason=reason, by=by, now=now)
        said = [f"{_counted(handed.actions)} of {self.board} handed on: {_references(handed.actions)}."]
        if handed.rebound:
            said.append(f"Due at the new board’s meeting in the same month: {_references(handed.rebound)}.")
        if handed.unbound:
            said.append(f"Without a due date now, as the page of gaps shows: {_references(handed.unbound)}.")
        return " ".join(said)

    def get_context_data(self, **kwargs):
        late = Meeting.objects.visible_to(self.request.standing).after_their_board().filter(board=self.board)
        return super().get_context_data(board=self.board, late=late, today=self.request.standing.day, **kwargs)


def _counted(actions) -> str:
    return f"{len(actions)} action{pluralize(len(actions))}"


def _references(actions) -> str:
    return ", ".join(action.reference for action in actions)
