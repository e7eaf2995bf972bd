from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from actions.forms.plans import AddActionsForm, ApprovalForm, EditPlanForm, PlanForm
from actions.models import Action, ActionPlan
from actions.permissions import can_keep_reviews
from actions.services import plans
from actions.services.reviews import Changed
from actions.views.reviews.edits import KeepingView, OneReview
from people.access import Permitted


class AddPlanView(OneReview):
    """A new plan that answers a review."""

    form_class = PlanForm
    template_name = "reviews/plan_edit.html"

    def get_initial(self):
        board = self.review.item and self.review.item.meeting.board
        return {"title": f"Action plan: {self.review}"[:300], "monitored_by": board}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "today": self.request.standing.day}

    def form_valid(self, form):
        # nothing that is there is changed, so there is no version to have seen
        form.cleaned_data["version"] = None
        return super().form_valid(form)

    def save(self, form, values, *, by, now, seen_version):
        plan = plans.add(review=self.review, by=by, now=now, **values)
        count = plan.actions.count()
        return f"The plan is made, with {count} action{pluralize(count)} in it."


class OnePlan(KeepingView):
    """What the pages share that change one plan."""

    def get_permission_object(self):
        visible = ActionPlan.objects.visible_to(self.request.standing)
        visible = visible.select_related("review", "overseen_by", "monitored_by")
        self.plan = self.row = get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_success_url(self):
        return self.plan.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(plan=self.plan, **kwargs)


class PlanEditView(OnePlan):
    """Change what a plan is called, who oversees and monitors it, and how updates come."""

    form_class = EditPlanForm
    template_name = "reviews/plan_edit.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "today": self.request.standing.day, "plan": self.plan}

    def get_initial(self):
        return {**super().get_initial(), **{name: getattr(self.plan, name) for name in plans.EDITABLE}}

    def save(self, form, values, **seen):
        return f"{plans.edit(plan=self.plan, **values, **seen)} is changed."


class AddApprovalView(OnePlan):
    """Record that a body received or approved a plan."""

    form_class = ApprovalForm
    template_name = "reviews/approval_edit.html"

    def save(self, form, values, **seen):
        approval = plans.add_approval(plan=self.plan, **values, **seen)
        return f"It is recorded that {approval.body} {approval.get_what_display().lower()} the plan."


class ApprovalEditView(OnePlan):
    """Mend what is recorded of a body, such as its day once that is known."""

    form_class = ApprovalForm
    template_name = "reviews/approval_edit.html"

    def get_permission_object(self):
        super().get_permission_object()
        self.approval = get_object_or_404(self.plan.approvals.select_related("board"), pk=self.kwargs["approval"])

    def get_initial(self):
        names = ("body", "board", "what", "on")
        return {**super().get_initial(), **{name: getattr(self.approval, name) for name in names}}

    def get_context_data(self, **kwargs):
        return super().get_context_data(approval=self.approval, **kwargs)

    def save(self, form, values, **seen):
        approval = plans.edit_approval(approval=self.approval, **values, **seen)
        return f"What is recorded of {approval.body} is changed."


class AddActionsView(OnePlan):
    """Put actions into a plan."""

    form_class = AddActionsForm
    template_name = "reviews/plan_add_actions.html"

    def get_form_kwargs(self):
        visible = Action.objects.visible_to(self.request.standing).select_related("due_meeting")
        answering = visible.filter(finding__review__plans=self.plan).exclude(plans=self.plan)
        return {**super().get_form_kwargs(), "answering": answering, "visible": visible}

    def save(self, form, values, **seen):
        added = plans.add_actions(plan=self.plan, actions=form.chosen(), **seen)
        if not added:
            return "They stand in this plan already."
        return f"Added to the plan: {', '.join(action.reference for action in added)}."


class PlanButtonView(Permitted, View):
    """What a button on a plan's page does: `press` calls the service and returns what to tell the person."""

    permission = can_keep_reviews
    http_method_names = ["post"]

    def get_permission_object(self):
        self.plan = get_object_or_404(ActionPlan.objects.visible_to(self.request.standing), pk=self.kwargs["pk"])

    def post(self, request, *args, **kwargs):
        try:
            seen = int(request.POST.get("version", ""))
            messages.success(request, self.press(by=request.user, now=timezone.now(), seen_version=seen))
        except ValueError:
            messages.error(request, "Nothing was changed. Press the button again.")
        except Changed:
            messages.error(request, "Somebody else has changed this plan. Look at it again before you change it.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("reviews:plan", args=[self.plan.pk]))


class RemoveApprovalView(PlanButtonView):
    """Take out what was recorded of a body by mistake."""

    def get_permission_object(self):
        super().get_permission_object()
        self.approval = get_object_or_404(self.plan.approvals, pk=self.kwargs["approval"])

    def press(self, **seen):
        plans.remove_approval(approval=self.approval, **seen)
        return f"What was recorded of {self.approval.body} is taken out. The plan’s history keeps it."


class TakeOutActionView(PlanButtonView):
    """Take an action out of a plan; it stays an action."""

    def get_permission_object(self):
        super().get_permission_object()
        visible = Action.objects.visible_to(self.request.standing).filter(plans=self.plan)
        self.action = get_object_or_404(visible, slug=self.kwargs["slug"])

    def press(self, **seen):
        plans.take_out(plan=self.plan, action=self.action, **seen)
        return f"{self.action.reference} is taken out of this plan. It is still followed."
