from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.views.generic import DetailView, TemplateView

from actions import permissions
from actions.forms.errors import add_service_error
from actions.forms.mine import answered_at, answers_of, posted_ids
from actions.models import Action
from actions.services import drafts, updates
from actions.services.status import Changed
from actions.statuses import StatusError
from actions.views.rounds import tokens
from meetings.models import Meeting
from people.access import Permitted
from people.models import Owner
from people.standing import standing_of


def keep_drafts(answers, *, by, now):
    """Keep all that was typed, and drop the drafts of what was cleared again."""
    drafts.keep(values={form.action: form.typed for form in answers.posted if form.typed}, by=by, now=now)
    cleared = [form.action for form in answers.posted if form.is_drafted and not form.typed]
    drafts.forget(actions=cleared, by=by)


def pressed(data) -> tuple[str, str]:
    """Which button, and what it is for: "all", "draft" or the id of an action."""
    return next(((name, data[name]) for name in ("no_change", "discard", "save") if name in data), ("save", "all"))


def wants_json(request) -> bool:
    """Whether it is the page's script that sends a draft."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def say_no_change(request, action, version):
    """(the update, "") or (None, why there is none)."""
    if version is None:
        return None, "Nothing was saved. Press “No change” again."
    try:
        update = updates.add_no_change(
            action=action,
            by=request.user,
            now=timezone.now(),
            seen_version=version,
            on_behalf_of=action.spoken_for,
        )
    except Changed:
        return None, "Somebody else has changed this action. Read what they wrote before you answer."
    except (StatusError, ValidationError) as error:
        return None, " ".join(getattr(error, "messages", [str(error)]))
    return update, ""


class OneMeeting:
    def get_queryset(self):
        return Meeting.objects.visible_to(self.request.standing).select_related("board")

    def back(self, form=None):
        """To the page of all that is owed, at the next row if there is one."""
        at = f"?at={form.action.pk}" if form else ""
        return HttpResponseRedirect(reverse("rounds:mine", args=[self.kwargs["pk"]]) + at)


@method_decorator(login_not_required, name="dispatch")
class MineView(OneMeeting, DetailView):
    """All that one's posts owe for a meeting, on one screen.

    Whatever is sent is kept as drafts before anything else happens, also where the session ended meanwhile:
    that is why the view, not the middleware, sends people to sign in.
    """

    template_name = "rounds/mine.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.keep_and_ask_to_sign_in()
        return super().dispatch(request, *args, **kwargs)

    def keep_and_ask_to_sign_in(self):
        request, pk = self.request, self.kwargs["pk"]
        if user := tokens.signed_out_user(request.POST.get("token", ""), pk):
            standing = standing_of(user, timezone.localdate())
            meeting = Meeting.objects.visible_to(standing).select_related("board").filter(pk=pk).first()
            if meeting and permissions.can_answer.test(standing):
                answers = answers_of(standing, meeting, data=request.POST, files=request.FILES)
                keep_drafts(answers, by=user, now=timezone.now())
                messages.info(request, "You had been signed out. What you typed is kept: sign in to go on with it.")
        return redirect_to_login(request.path)

    def get_context_data(self, answers=None, **kwargs):
        standing, meeting = self.request.standing, self.object
        answers = answers or answers_of(standing, meeting)
        asked = answered_at(meeting, standing.day)
        return super().get_context_data(
            form=answers,
            at=answers.of(self.request.GET.get("at", "")),
            next_meeting=asked if asked != meeting else None,
            is_late=bool(meeting.updates_due_on and meeting.updates_due_on < standing.day),
            today=standing.day,
            posts=Owner.objects.filter(pk__in=standing.owner_ids),
            answered=Action.objects.visible_to(standing).of_posts(standing).answered_for(meeting),
            token=tokens.make(self.request.user, meeting),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        if not permissions.can_answer.test(request.standing):
            raise PermissionDenied
        token = request.POST.get("token")
        if token and tokens.opened_by(token, self.object.pk) != request.user.pk:
            messages.error(request, "That page was opened by somebody else. Nothing was saved.")
            return self.back()
        answers = answers_of(request.standing, self.object, data=request.POST, files=request.FILES)
        keep_drafts(answers, by=request.user, now=timezone.now())
        self.tell_what_is_gone(answers)
        too_long = [form for form in answers.touched if form.is_too_long and not form.is_valid()]
        if too_long and not wants_json(request):
            return self.show(too_long)
        name, value = pressed(request.POST)
        return getattr(self, f"press_{name}")(answers, value)

    def tell_what_is_gone(self, answers):
        missing = posted_ids(self.request.POST) - {form.action.pk for form in answers.rows}
        if missing:
            messages.error(self.request, "Something on the page is no longer open to you, and was not saved.")

    def press_discard(self, answers, value):
        if form := answers.of(value):
            drafts.forget(actions=[form.action], by=self.request.user)
            messages.success(self.request, f"Your draft on {form.about} is discarded.")
        return self.back(form)

    def press_no_change(self, answers, value):
        if value == "all":
            return HttpResponseRedirect(reverse("rounds:mine_no_change", args=[self.object.pk]))
        form = answers.of(value)
        if form is None or not form.action.is_owed:
            messages.error(self.request, "That action needs no update any more. Nothing was saved.")
            return self.back()
        if form.is_bound and form.touched:
            form.errors.clear()
            form.add_error(None, "You have written something here. Save it, or clear it to say that nothing changed.")
            return self.show([form])
        update, error = say_no_change(self.request, form.action, form.version_shown)
        if error:
            messages.error(self.request, f"{form.about}: {error}")
            return self.back(form)
        since = date_format(update.no_change_since)
        messages.success(self.request, f"{form.about}: no change since {since}, saved.")
        return self.back(answers.after(form))

    def press_save(self, answers, value):
        if value == "draft":
            return self.say_drafted(answers)
        form = answers.of(value)
        wanted = answers.touched if value == "all" else [form for form in answers.posted if form is answers.of(value)]
        if not wanted:
            messages.info(self.request, "You have changed nothing yet, so nothing was saved.")
            return self.back()
        saved = {form: update for form in wanted if (update := self.send(form))}
        self.tell_saved(saved)
        self.tell_files([form for form in answers.touched if form not in wanted])
        if len(saved) < len(wanted):
            return self.show([form for form in wanted if form not in saved])
        return self.back(None if value == "all" else answers.after(form))

    def send(self, form):
        """The update that a form became, or None: then the form says why."""
        if not form.is_valid():
            return None
        if not permissions.can_update_action.test(self.request.standing, form.action):
            form.add_error(None, "This action is no longer yours to update. Copy what you wrote if you need it.")
            return None
        try:
            return drafts.send(
                action=form.action,
                by=self.request.user,
                now=timezone.now(),
                on_behalf_of=form.action.spoken_for,
                **form.entry(),
            )
        except Changed as changed:
            form.show_changed(changed.action.version)
        except (StatusError, ValidationError) as error:
            add_service_error(form, error)
        return None

    def tell_saved(self, saved):
        if saved:
            references = ", ".join(form.about for form in saved)
            what = "Your update is saved" if len(saved) == 1 else f"{len(saved)} updates are saved"
            waits = any(update.needs_clearance for update in saved.values())
            then = " Your directorate’s director clears it before members see it." if waits else ""
            messages.success(self.request, f"{what}: {references}.{then}")

    def tell_files(self, forms):
        """Say where a chosen file goes no further: browsers do not send it twice, and drafts do not hold it."""
        if references := ", ".join(form.about for form in forms if "evidence" in form.touched):
            messages.info(self.request, f"Files are not kept in drafts. Choose the file again: {references}.")

    def say_drafted(self, answers):
        if wants_json(self.request):
            return JsonResponse({"saved_at": date_format(timezone.localtime(), "H:i")})
        messages.success(self.request, "What you typed is saved as a draft. Nobody else sees it.")
        self.tell_files(answers.touched)
        return self.back()

    def show(self, failed):
        """The page again with what is wrong; what was typed in the other rows comes back as their drafts."""
        answers = answers_of(self.request.standing, self.object, failed=failed)
        return self.render_to_response(self.get_context_data(answers=answers))


class NoChangeView(OneMeeting, Permitted, TemplateView):
    """Say of all that is owed, but what one has begun to write on, that nothing has changed."""

    permission = permissions.can_answer
    template_name = "rounds/mine_no_change.html"

    def get_permission_object(self):
        self.meeting = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        answers = answers_of(self.request.standing, self.meeting)
        return super().get_context_data(
            meeting=self.meeting,
            rows=[form for form in answers.owed if not form.draft],
            begun=[form for form in answers.owed if form.draft],
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        answers = answers_of(request.standing, self.meeting, data=request.POST)
        said = []
        for form in answers.posted:
            if not form.action.is_owed or form.draft:
                continue
            _, error = say_no_change(request, form.action, form.version_shown)
            if error:
                messages.error(request, f"{form.about}: {error}")
            else:
                said.append(form)
        if said:
            count = f"{len(said)} action{'s' if len(said) > 1 else ''}"
            messages.success(request, f"No change on {count}, saved.")
        return self.back()
