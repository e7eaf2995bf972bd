from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import FormView

from actions import permissions
from actions.forms.actions import MakeActionForm
from actions.forms.errors import add_service_error
from actions.forms.questions import AnswerForm, ClerkAnswerForm
from actions.models import Answer
from actions.services import answers
from actions.services.question_notices import posts_of
from actions.views.questions.one import OneQuestion
from people.access import Permitted
from people.models import Owner


class AnswerView(OneQuestion, FormView):
    """Answer a question: for the post one holds or deputises for, or, as a clerk, for any."""

    permission = permissions.can_answer_question
    template_name = "questions/answer_form.html"

    def get_permission_object(self):
        question = super().get_permission_object()
        standing = self.request.standing
        self.asked_posts = posts_of(question)
        self.own_posts = [post for post in self.asked_posts if post.pk in standing.owner_ids]
        # whoever holds the post answers for it, though they be a clerk as well
        self.as_clerk = standing.is_clerk and not self.own_posts
        return question

    def get_form_class(self):
        return ClerkAnswerForm if self.as_clerk else AnswerForm

    def get_form_kwargs(self):
        standing = self.request.standing
        posts = Owner.objects.filter(active=True)
        if not self.as_clerk:
            posts = posts.filter(pk__in=standing.owner_ids)
        more = {"posts": posts, "board": self.question.meeting.board_id, "today": standing.day}
        return {**super().get_form_kwargs(), **more}

    def get_initial(self):
        post = next(iter(self.own_posts or self.asked_posts), None)
        seen = len(self.question.answers.all())
        return {"seen_answers": seen, "undertaking_owner": post, "on_behalf_of": post}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            answers=self.question.answers.all(),
            as_clerk=self.as_clerk,
            on_behalf_of=None if self.as_clerk else self.get_on_behalf_of(),
            **kwargs,
        )

    def get_on_behalf_of(self):
        return permissions.answers_for(self.request.standing, self.own_posts[0])

    def form_valid(self, form):
        given = {"on_behalf_of": None if self.as_clerk else self.get_on_behalf_of(), **form.cleaned_data}
        by, now = self.request.user, timezone.now()
        try:
            answer = answers.answer(
                question=self.question, by=by, now=now, make_action=self.request.standing.is_clerk, **given
            )
        except answers.AnsweredMeanwhile as meanwhile:
            return self.show_answered(form, meanwhile)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, self.get_said(answer))
        return HttpResponseRedirect(self.question.get_absolute_url())

    def get_said(self, answer) -> str:
        if action := answer.actions.first():
            return f"Your answer is saved, and the undertaking is an action: {action.reference}."
        if answer.undertaking:
            return "Your answer is saved. The scrutiny office makes the undertaking an action."
        return "Your answer is saved. Members read it now."

    def show_answered(self, form, meanwhile):
        """Show what somebody else answered meanwhile; what was typed stays, and can be sent beside it."""
        self.get_permission_object()
        form.data = form.data.copy()
        form.data["seen_answers"] = len(self.question.answers.all())
        form.add_error(
            None,
            "Somebody else has answered this question while you were writing. Read their answer above; what you typed "
            "is still here. Save it if it should stand beside theirs.",
        )
        return self.form_invalid(form)


class MakeUndertakingActionView(Permitted, FormView):
    """Make the action that an undertaking promises, as it was said or put more plainly."""

    permission = permissions.can_make_undertaking_action
    form_class = MakeActionForm
    template_name = "questions/undertaking_action.html"

    def get_permission_object(self):
        readable = Answer.objects.visible_to(self.request.standing).undertakings().with_question()
        self.answer = get_object_or_404(readable, pk=self.kwargs["pk"])
        return self.answer

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "today": self.request.standing.day}

    def get_initial(self):
        return answers.proposed(self.answer)

    def get_context_data(self, **kwargs):
        return super().get_context_data(answer=self.answer, question=self.answer.question, **kwargs)

    def form_valid(self, form):
        try:
            action = answers.make_action(
                answer=self.answer, by=self.request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"{action.reference} is made.")
        return HttpResponseRedirect(action.get_absolute_url())
