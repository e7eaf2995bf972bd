from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView

from actions.forms.errors import add_service_error
from actions.forms.tables import PasteForm, RowFormSet
from actions.permissions import can_make_actions
from actions.services import actions
from people.access import Permitted


class PasteTableView(Permitted, FormView):
    """Paste a table of actions, see what was read of it, correct it, and make all of them or none.

    The page carries everything that was typed, so that nothing is kept on the way and nothing is lost.
    """

    permission = can_make_actions
    form_class = PasteForm
    template_name = "actions/paste_form.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "standing": self.request.standing}

    def form_valid(self, form):
        shared = {"review": form.cleaned_data["review"], "today": self.request.standing.day}
        if "confirm" not in self.request.POST:
            return self.show_rows(form, RowFormSet(initial=form.rows(), form_kwargs=shared))
        rows = RowFormSet(self.request.POST, form_kwargs=shared)
        return self.make(form, rows) if rows.is_valid() else self.show_rows(form, rows)

    def make(self, form, rows):
        common = {
            "monitoring_board": form.cleaned_data["monitoring_board"],
            "by": self.request.user,
            "now": timezone.now(),
            "today": self.request.standing.day,
        }
        try:
            made = actions.create_all([row.cleaned_data for row in rows], **common)
        except actions.RowError as refused:
            add_service_error(rows.forms[refused.number], refused.error)
            return self.show_rows(form, rows)
        references = f"{made[0].reference} to {made[-1].reference}" if len(made) > 1 else made[0].reference
        messages.success(self.request, f"{len(made)} actions are made: {references}.")
        return HttpResponseRedirect(reverse("actions:list"))

    def show_rows(self, form, rows):
        return self.render_to_response(self.get_context_data(form=form, rows=rows))
