from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from actions import as_at, plans_as_at, timeline
from actions.forms.as_at import AsAtForm
from actions.models import Action, ActionPlan, Outcome
from actions.packs.position import end_of
from actions.packs.published import told_until


class ActionAsAtView(TemplateView):
    """One action as it stood at the end of a past day."""

    template_name = "actions/action_as_at.html"

    def get_context_data(self, **kwargs):
        standing = self.request.standing
        visible = Action.objects.visible_to(standing).select_related("owner", "monitoring_board")
        action = get_object_or_404(visible, slug=self.kwargs["slug"])
        made_on = timezone.localdate(action.created_at)
        form = AsAtForm(self.request.GET or None, today=standing.day, first=made_on)
        context = {"form": form, "action": action}
        if form.is_valid():
            day = form.cleaned_data["on"]
            [then] = as_at.stood(visible.filter(pk=action.pk), standing, day=day)
            outcomes = Outcome.objects.visible_to(standing).filter(action=action).with_subject()
            until = min(filter(None, (end_of(day), told_until(action, standing))))
            history = timeline.of(action, then.updates, outcomes, until=until)
            context |= {"then": then, "timeline": history, "latest": next(iter(then.updates), None)}
        return super().get_context_data(**context, **kwargs)


class PlanAsAtView(TemplateView):
    """One plan as it stood at the end of a past day."""

    template_name = "reviews/plan_as_at.html"

    def get_context_data(self, **kwargs):
        standing = self.request.standing
        plan = get_object_or_404(ActionPlan.objects.visible_to(standing).select_related("review"), pk=self.kwargs["pk"])
        made_at = plans_as_at.made_at(plan)
        first = made_at and timezone.localdate(made_at)
        form = AsAtForm(self.request.GET or None, today=standing.day, first=first)
        context = {"form": form, "plan": plan}
        if form.is_valid():
            context["then"] = plans_as_at.stood(plan, standing, day=form.cleaned_data["on"])
        return super().get_context_data(**context, **kwargs)
