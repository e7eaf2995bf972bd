from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import ListView, TemplateView, View

from actions import permissions, questions
from actions.exports import write_questions
from actions.models import Question
from meetings.models import Meeting
from people.access import Permitted


class QuestionListView(ListView):
    """The questions one may read, one list at a time and page by page."""

    template_name = "questions/question_list.html"
    paginate_by = 25

    def get_queryset(self):
        self.shows = questions.shows(self.request.standing)
        asked_for = self.request.GET.get("show", "")
        self.show = next((show for show in self.shows if show == asked_for), self.shows[0])
        return questions.listed(self.show, self.request.standing).with_thread(self.request.standing)

    def get_context_data(self, **kwargs):
        standing = self.request.standing
        return super().get_context_data(
            show=self.show,
            shows=[(show, questions.listed(show, standing).count()) for show in self.shows],
            today=standing.day,
            **kwargs,
        )


class OneMeetingsQuestions(Permitted):
    """What the pages share that show a meeting's questions."""

    def get_permission_object(self):
        visible = Meeting.objects.visible_to(self.request.standing).select_related("board")
        self.meeting = get_object_or_404(visible, pk=self.kwargs["pk"])
        return self.meeting


class EnquiryView(OneMeetingsQuestions, TemplateView):
    """A meeting's lines of enquiry and questions by what they are on, with what members flagged; for paper too."""

    permission = permissions.can_see_flags
    template_name = "questions/enquiry.html"

    def get_context_data(self, **kwargs):
        standing = self.request.standing
        return super().get_context_data(
            meeting=self.meeting,
            subjects=questions.of_meeting(self.meeting, standing),
            today=standing.day,
            names_flags=self.meeting.board_id in standing.chaired_board_ids,
            is_member=permissions.can_see_enquiry(standing, self.meeting),
            can_ask=permissions.can_ask(standing, self.meeting),
            can_export=permissions.can_list_questions(standing),
            **kwargs,
        )


class ExportView(OneMeetingsQuestions, View):
    """The questions submitted for a meeting, as a file for a spreadsheet."""

    permission = permissions.can_list_questions
    http_method_names = ["get", "head"]

    def get(self, request, *args, **kwargs):
        found = Question.objects.submitted_for(self.meeting, request.standing)
        when = self.meeting.date or timezone.localdate()
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        name = f"questions-{self.meeting.board.code.lower()}-{when.isoformat()}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response.write("\ufeff")  # without it Excel takes the file for another encoding
        write_questions(response, found)
        return response
