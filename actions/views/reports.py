from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from actions.forms.reports import HalfYearForm
from actions.models import WordTemplate
from actions.permissions import can_see_reports
from actions.reports import excel, half_year, word
from people.access import Permitted

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class HalfYearView(Permitted, TemplateView):
    """The half-year report as a page. What is asked for stands in the address."""

    permission = can_see_reports
    template_name = "reports/half_year.html"

    def get_form(self):
        # a missing half is the one that is running, so that the bare address shows something
        asked = self.request.GET.copy()
        form = HalfYearForm(today=self.request.standing.day)
        asked.setdefault("from", form.fields["from"].initial)
        return HalfYearForm(asked, today=self.request.standing.day)

    def get_report(self, form):
        standing, asked = self.request.standing, form.cleaned_data
        return half_year.report(standing, form.period, board=asked["board"], today=standing.day, public=asked["public"])

    def get_context_data(self, **kwargs):
        form = self.get_form()
        report = self.get_report(form) if form.is_valid() else None
        return super().get_context_data(form=form, report=report, **kwargs)


class HalfYearFileView(HalfYearView):
    """The same report as a file; where what is asked for cannot be, the page that says so."""

    def render_to_response(self, context, **kwargs):
        report = context["report"]
        if report is None:
            return super().render_to_response(context, **kwargs)
        response = HttpResponse(content_type=self.content_type_of_file)
        board = context["form"].cleaned_data["board"]
        whose = board.code.lower() if board else "all-boards"
        name = f"half-year-{report.period.first}-to-{report.period.last}-{whose}.{self.ending}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "private, no-store"
        response.write(self.render_file(report, council=settings.COUNCIL_NAME, made_at=timezone.now()))
        return response


class HalfYearWordView(HalfYearFileView):
    content_type_of_file, ending = WORD, "docx"

    def render_file(self, report, **of):
        return word.render(report, template=WordTemplate.objects.in_use(), **of)


class HalfYearExcelView(HalfYearFileView):
    content_type_of_file, ending = EXCEL, "xlsx"

    def render_file(self, report, **of):
        return excel.render(report, **of)
