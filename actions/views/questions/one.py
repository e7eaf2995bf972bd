from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from actions import permissions
from actions import questions as shown
from actions.models import Question
from people.access import Permitted


class OneQuestion(Permitted):
    """What the pages of one question share: which, fetched through what one may read."""

    def get_permission_object(self):
        readable = Question.objects.visible_to(self.request.standing).with_thread(self.request.standing)
        self.question = get_object_or_404(readable, pk=self.kwargs["pk"])
        return self.question

    def get_context_data(self, **kwargs):
        question = self.question
        return super().get_context_data(
            question=question,
            subject=question.subject,
            meeting=question.meeting,
            today=self.request.standing.day,
            **kwargs,
        )


class QuestionView(OneQuestion, TemplateView):
    """One question: what it is on, what was answered, what happened to it and what one can do about it."""

    template_name = "questions/question_detail.html"

    def get_context_data(self, **kwargs):
        standing, question = self.request.standing, self.question
        answers = question.answers.all()
        return super().get_context_data(
            answers=answers,
            history=shown.history(question),
            is_own=permissions.asked(standing, question),
            is_to_come=permissions.is_to_come(standing, question.meeting),
            is_clerk=standing.is_clerk,
            can_revise=permissions.can_revise_question(standing, question),
            can_share=permissions.can_revise_question(standing, question)
            and permissions.can_ask(standing, question.meeting),
            can_discard=permissions.can_discard_question(standing, question),
            can_withdraw=permissions.can_withdraw_question(standing, question) and not answers,
            can_answer=permissions.can_answer_question(standing, question),
            can_see_list=bool(shown.shows(standing)[1:]) or permissions.asked(standing, question),
            to_make=[one.pk for one in answers if one.undertaking and not one.has_action] if standing.is_clerk else [],
            **kwargs,
        )
