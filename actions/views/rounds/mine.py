from django.views.generic import DetailView

from meetings.models import Meeting


class MineView(DetailView):
    """All that one's posts owe for a meeting, on one screen."""

    template_name = "rounds/mine.html"

    def get_queryset(self):
        return Meeting.objects.visible_to(self.request.standing).select_related("board")
