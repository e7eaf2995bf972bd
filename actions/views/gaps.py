from django import forms
from django.views.generic import TemplateView

from actions import gaps
from actions.permissions import can_see_gaps
from people.access import Permitted
from people.models import Board


class BoardForm(forms.Form):
    mark_optional = False

    board = forms.ModelChoiceField(Board.objects.all(), required=False, empty_label="All boards", label="Board")


class GapsView(Permitted, TemplateView):
    """What nobody has been asked to do, and what nobody can tell when it is done."""

    permission = can_see_gaps
    template_name = "actions/gaps.html"

    def get_context_data(self, **kwargs):
        form = BoardForm(self.request.GET)
        board = form.cleaned_data["board"] if form.is_valid() else None
        standing = self.request.standing
        return super().get_context_data(form=form, gaps=gaps.find(standing, today=standing.day, board=board), **kwargs)
