from django.utils import timezone
from django.views.generic import DetailView

from actions.packs import content
from meetings.models import Meeting


class PackView(DetailView):
    """What members see for a meeting, live."""

    template_name = "actions/pack.html"

    def get_queryset(self):
        meetings = Meeting.objects.visible_to(self.request.standing).select_related("board")
        return meetings.exclude(status=Meeting.Status.CANCELLED)

    def get_context_data(self, **kwargs):
        pack = content.pack(self.object, self.request.standing, now=timezone.now())
        return super().get_context_data(pack=pack, **kwargs)
