"""The work programmes as they are read: on the page, on paper, and as files."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView, View

from actions import programme, programme_files
from actions.forms.work import OrderForm
from actions.models import WordTemplate
from actions.papers import word
from actions.services.updates import next_meetings
from meetings.permissions import can_plan_work
from people.models import Board

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class ProgrammeListView(TemplateView):
    """Each board's programme in figures."""

    template_name = "work/programme_list.html"

    def get_context_data(self, **kwargs):
        standing = self.request.standing
        meetings = {} if standing.is_viewer else next_meetings(standing.day)
        return super().get_context_data(lines=programme.lines(standing, meetings), standing=standing, **kwargs)


class OneProgramme:
    """What the pages of one board's programme share."""

    def get_board(self):
        return get_object_or_404(Board, code=self.kwargs["code"])

    def get_programme(self):
        return programme.of(self.get_board(), self.request.standing)

    def get_context_data(self, **kwargs):
        found = kwargs.pop("programme", None) or self.get_programme()
        standing, board = self.request.standing, found.board
        has_ended = bool(board.active_to and board.active_to < standing.day)
        return super().get_context_data(
            programme=found,
            board=board,
            has_ended=has_ended,
            own_posts=standing.owner_ids,
            can_plan=can_plan_work(standing),
            **kwargs,
        )


class ProgrammeView(OneProgramme, TemplateView):
    """What is to come to a board, meeting by meeting."""

    template_name = "work/programme.html"

    def get_context_data(self, *, form=None, **kwargs):
        context = super().get_context_data(form=form, **kwargs)
        if context["can_plan"]:
            arrange(context["programme"], form)
        return context


def arrange(found, form=None):
    """Give each open item of a programme its form to put it in order; `form` is the one that was sent with errors."""
    for slot in [found.unscheduled, *found.coming]:
        for place, item in enumerate(slot.items, 1):
            item.order_form = form if form and form.item.pk == item.pk else OrderForm(item=item)
            item.is_first, item.is_last = place == 1, place == len(slot.items)
            item.has_others = len(slot.items) > 1


class SlippedView(OneProgramme, TemplateView):
    """What was put off, how often, from where to where and why."""

    template_name = "work/programme_slipped.html"


class PastView(OneProgramme, TemplateView):
    """What was taken at which meeting, year by year, and what was dropped."""

    template_name = "work/programme_past.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        taken = context["programme"].taken
        asked = self.request.GET.get("year", "").replace("-", "/", 1)
        year = asked if asked in taken else next(iter(taken), "")
        return {
            **context,
            "years": [(one, one.replace("/", "-")) for one in taken],
            "year": year,
            "slots": taken.get(year, []),
        }


class ExportView(OneProgramme, View):
    """The whole programme as a file for a spreadsheet."""

    def get(self, request, code):
        found = self.get_programme()
        response = _file(found, request.standing.day, "csv", "text/csv; charset=utf-8")
        response.write("\ufeff")  # without it Excel takes the file for another encoding
        programme_files.write_csv(response, found)
        return response


class WordView(OneProgramme, View):
    """What is to come, as a Word document to put before the board."""

    def get(self, request, code):
        found = self.get_programme()
        paper = programme_files.paper(found, council=settings.COUNCIL_NAME, now=timezone.now())
        response = _file(found, request.standing.day, "docx", WORD)
        response.write(word.write(paper, WordTemplate.objects.in_use()))
        return response


def _file(found, today, ending, content_type):
    name = f"work-programme-{found.board.code.lower()}-{today.isoformat()}.{ending}"
    response = HttpResponse(content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
