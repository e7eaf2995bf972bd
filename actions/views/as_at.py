from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from actions import as_at, timeline
from actions.forms.as_at import AsAtForm
from actions.models import Action, Outcome
from actions.packs.position import end_of


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
            history = timeline.of(action, then.updates, outcomes, until=end_of(day))
            context |= {"then": then, "timeline": history, "latest": next(iter(then.updates), None)}
        return super().get_context_data(**context, **kwargs)
