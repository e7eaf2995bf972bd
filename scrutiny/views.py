from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from actions import home
from people import standing

# role → the fragment it is shown in, and what fills it; chairs and members read the same
SECTIONS = {
    standing.OFFICER: ("scrutiny/_home_officer.html", home.officer),
    standing.CLERK: ("scrutiny/_home_clerk.html", home.clerk),
    standing.CHAIR: ("scrutiny/_home_board.html", home.board_member),
    standing.MEMBER: ("scrutiny/_home_board.html", home.board_member),
    standing.ADMIN: ("scrutiny/_home_admin.html", home.admin),
    standing.VIEWER: ("scrutiny/_home_viewer.html", home.viewer),
}


class HomeView(TemplateView):
    """Where everybody starts: what their roles ask of them, the most urgent first."""

    template_name = "scrutiny/home.html"

    def get_context_data(self, **kwargs):
        now, who = timezone.now(), self.request.standing
        wanted = dict.fromkeys(SECTIONS[role] for role in who.roles)
        sections = [{"template": template, "content": ask(who, now=now)} for template, ask in wanted]
        return super().get_context_data(sections=sections, today=timezone.localdate(now), **kwargs)


@login_not_required
@never_cache
@require_safe
def healthz(request):
    """200 while the database answers, 503 while it does not: for whatever watches the server."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("database unreachable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
