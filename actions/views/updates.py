from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.views.generic import FormView, View

from actions import permissions
from actions.forms.errors import add_service_error
from actions.forms.updates import UpdateForm
from actions.services import updates
from actions.services.status import Changed
from actions.statuses import StatusError
from actions.views.actions import OneAction


class AddUpdateView(OneAction, FormView):
    """An officer's update on one action."""

    permission = permissions.can_update_action
    form_class = UpdateForm
    template_name = "actions/update_form.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "action": self.action, "user": self.request.user}

    def get_initial(self):
        return {"version": self.action.version, "status": self.action.status, "confidence": self.action.confidence}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            meeting=updates.next_meeting(self.action, self.request.standing.day),
            on_behalf_of=permissions.speaks_for_owner(self.request.standing, self.action),
            **kwargs,
        )

    def form_valid(self, form):
        entry = dict(form.cleaned_data)
        try:
            update = updates.add(
                action=self.action,
                by=self.request.user,
                now=timezone.now(),
                seen_version=entry.pop("version"),
                status_reported=entry.pop("status"),
                on_behalf_of=permissions.speaks_for_owner(self.request.standing, self.action),
                **entry,
            )
        except Changed as changed:
            return self.show_changed(form, changed)
        except (StatusError, ValidationError) as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        goes_to = f" Members see it at the meeting of {update.meeting.when}." if update.meeting else ""
        messages.success(self.request, f"Your update on {self.action.reference} is saved.{goes_to}")
        return HttpResponseRedirect(self.action.get_absolute_url())


class AddNoChangeView(OneAction, View):
    """Say that nothing has changed, in one click."""

    permission = permissions.can_update_action
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        try:
            version = int(request.POST.get("version", ""))
            update = updates.add_no_change(
                action=self.action,
                by=request.user,
                now=timezone.now(),
                seen_version=version,
                on_behalf_of=permissions.speaks_for_owner(request.standing, self.action),
            )
        except ValueError:
            messages.error(request, "Nothing was saved. Press “No change” again.")
        except Changed:
            messages.error(request, "Somebody else has changed this action. Read what they wrote before you answer.")
        except (StatusError, ValidationError) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
        else:
            since = f"{update.no_change_since.day} {update.no_change_since:%B %Y}"
            messages.success(request, f"{self.action.reference}: no change since {since}, saved.")
        return HttpResponseRedirect(self.action.get_absolute_url())
