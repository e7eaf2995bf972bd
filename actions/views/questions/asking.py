import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, View

from actions import permissions
from actions import questions as shown
from actions.forms.errors import add_service_error
from actions.forms.questions import EnterForm, QuestionForm, ReachForm, WithdrawForm
from actions.models import Question
from actions.services import questions
from actions.views.questions.one import OneQuestion
from meetings.models import Meeting
from people.access import Permitted

Reach = Question.Reach

ID, SLUG = re.compile("[0-9]{1,18}"), re.compile("[a-z0-9-]{1,60}")

SAID = {
    Reach.PRIVATE: "It is a private note: only you read it.",
    Reach.CHAIR: "The chair and vice-chair read it now.",
    Reach.BOARD: "All members of the board read it now, as a line of enquiry.",
    Reach.SUBMITTED: "Your question is submitted. Whoever answers for it is asked, and the scrutiny office sees it.",
}


def subject_of(request) -> dict:
    """What the address says a question is on, as one argument of the services: {"action": …}. Else 404."""
    asked, visible = request.GET, shown.subjects(request.standing)
    named = [name for name in visible if asked.get(name)]
    if len(named) != 1:
        raise Http404("A question is on one action, resolution or finding.")
    [name] = named
    rows, key = visible[name], "slug" if name == "action" else "pk"
    if not (SLUG if key == "slug" else ID).fullmatch(asked[name]):
        raise Http404("There is no such thing to ask about.")
    return {name: get_object_or_404(rows, **{key: asked[name]})}


class OnSomething(Permitted):
    """What the pages share on which a new question is written: what it is on, and the meeting it is for."""

    def get_permission_object(self):
        self.subject = subject_of(self.request)
        self.meeting = self.get_meeting()
        return self.meeting

    def get_meeting(self):
        named = self.request.GET.get("meeting", "")
        visible = Meeting.objects.visible_to(self.request.standing).select_related("board")
        if not ID.fullmatch(named):
            raise Http404("A question is for a meeting.")
        return get_object_or_404(visible, pk=named)

    def get_context_data(self, **kwargs):
        # drawn as a question's own page draws what it is on
        question = Question(meeting=self.meeting, **self.subject)
        question.exempt = question.subject.exempt
        return super().get_context_data(
            question=question, subject=question.subject, meeting=self.meeting, today=self.request.standing.day, **kwargs
        )


class AskView(OnSomething, FormView):
    """Write a question on something, for oneself, for others or for an answer."""

    form_class = QuestionForm
    template_name = "questions/question_form.html"

    def get_permission_object(self):
        super().get_permission_object()
        if not self.request.standing.board_ids:
            raise PermissionDenied("Members of boards ask.")
        if self.meeting and not permissions.can_ask(self.request.standing, self.meeting):
            raise PermissionDenied("Questions are asked for a meeting to come of a board one sits on.")

    def get_meeting(self):
        """The meeting the address names; without one, the next of the boards that the member sits on."""
        if self.request.GET.get("meeting"):
            return super().get_meeting()
        standing = self.request.standing
        upcoming = Meeting.objects.upcoming(standing.day).filter(board__in=standing.board_ids).select_related("board")
        action = self.subject.get("action")
        preferred = [one for one in upcoming if action and one.board_id == action.monitoring_board_id]
        return next(iter(preferred or upcoming), None)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "standing": self.request.standing}

    def get_initial(self):
        return {"meeting": self.meeting, "reach": self.request.GET.get("reach") or Reach.PRIVATE}

    def form_valid(self, form):
        written = {**form.cleaned_data, **self.subject, "by": self.request.user, "now": timezone.now()}
        written.pop("version")
        try:
            question = questions.ask(**written)
        except questions.TooLate as late:
            return self.keep(written, late, form)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, SAID[question.reach])
        return HttpResponseRedirect(question.get_absolute_url())

    def keep(self, written, late, form):
        """Too late to submit: what was written is kept as a private note, and the page says whom to ask."""
        question = questions.ask(**{**written, "reach": Reach.PRIVATE})
        messages.error(self.request, f"{' '.join(late.messages)} What you wrote is kept as a private note.")
        return HttpResponseRedirect(question.get_absolute_url())


class EnterView(OnSomething, FormView):
    """A scrutiny officer puts a question for a member: one that comes late, or was asked at the meeting."""

    permission = permissions.can_enter_question
    form_class = EnterForm
    template_name = "questions/question_enter.html"

    def get_form_kwargs(self):
        held = self.meeting.status == Meeting.Status.HELD
        day = self.meeting.date if held else self.request.standing.day
        return {**super().get_form_kwargs(), "meeting": self.meeting, "day": day}

    def form_valid(self, form):
        entered = {**form.cleaned_data, **self.subject, "by": self.request.user, "now": timezone.now()}
        try:
            question = questions.enter(meeting=self.meeting, **entered)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"The question of {question.asked_by} is entered, and says that you entered it.")
        return HttpResponseRedirect(question.get_absolute_url())


class EditView(OneQuestion, FormView):
    """Change a question of one's own that is not submitted: its words, its meeting or who reads it; or submit it."""

    permission = permissions.can_revise_question
    form_class = QuestionForm
    template_name = "questions/question_form.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "standing": self.request.standing, "question": self.question}

    def get_initial(self):
        question = self.question
        return {
            "version": question.version,
            "text": question.text,
            "meeting": question.meeting,
            "reach": question.reach,
        }

    def form_valid(self, form):
        revised = dict(form.cleaned_data)
        version = revised.pop("version")
        when = {"by": self.request.user, "now": timezone.now()}
        try:
            question = questions.revise(question=self.question, seen_version=version, **when, **revised)
        except questions.Changed as changed:
            return self.show_changed(form, changed)
        except questions.TooLate as late:
            return self.keep(form, revised, version, late, when)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, SAID[question.reach] if "reach" in form.changed_data else "It is saved.")
        return HttpResponseRedirect(question.get_absolute_url())

    def show_changed(self, form, changed):
        """Somebody, oneself on another page perhaps, changed it: what was typed stays, and can be sent on top."""
        form.data = form.data.copy()
        form.data["version"] = changed.question.version
        form.add_error(
            None,
            "This question was changed on another page while you were writing. It says now: "
            f"“{changed.question.text}” What you typed is still here. Save it again if it should stand instead.",
        )
        return self.form_invalid(form)

    def keep(self, form, revised, version, late, when):
        """Too late to submit: the words are kept, and whoever read it goes on reading it."""
        kept = {**revised, "reach": self.question.reach}
        try:
            question = questions.revise(question=self.question, seen_version=version, **when, **kept)
        except (questions.Changed, ValidationError):
            add_service_error(form, late)
            return self.form_invalid(form)
        messages.error(self.request, f"{' '.join(late.messages)} What you wrote is kept as it was, unsubmitted.")
        return HttpResponseRedirect(question.get_absolute_url())


class ShareView(OneQuestion, View):
    """A press of a button: another reach for a question of one's own."""

    permission = permissions.can_revise_question
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        form = ReachForm(request.POST)
        if not form.is_valid():
            messages.error(request, "Nothing was changed. Press the button again.")
            return HttpResponseRedirect(self.question.get_absolute_url())
        when = {"by": request.user, "now": timezone.now(), "seen_version": form.cleaned_data["version"]}
        try:
            questions.revise(question=self.question, reach=form.cleaned_data["reach"], **when)
        except questions.Changed:
            messages.error(request, "This question was changed on another page. Read it before you share it.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, SAID[form.cleaned_data["reach"]])
        return HttpResponseRedirect(self.question.get_absolute_url())


class WithdrawView(OneQuestion, FormView):
    """Withdraw a submitted question; a clerk does so for the member, and it shows."""

    permission = permissions.can_withdraw_question
    form_class = WithdrawForm
    template_name = "questions/question_withdraw.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "is_own": permissions.asked(self.request.standing, self.question)}

    def form_valid(self, form):
        try:
            questions.withdraw(question=self.question, by=self.request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "The question is withdrawn.")
        return HttpResponseRedirect(self.question.get_absolute_url())


class DiscardView(OneQuestion, FormView):
    """Throw a private note away, once one has been asked whether one means it."""

    permission = permissions.can_discard_question
    template_name = "questions/question_discard.html"

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=None, **kwargs)

    def post(self, request, *args, **kwargs):
        try:
            questions.discard(question=self.question)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "The note is thrown away.")
        return HttpResponseRedirect(f"{reverse('questions:list')}?show=mine")
