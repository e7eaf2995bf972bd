import django_filters
from django import forms

from meetings.models import Meeting
from people.models import Board


class FilterForm(forms.Form):
    """A form all of whose fields may stay empty, so that no label needs to say so."""

    mark_optional = False


class MeetingFilter(django_filters.FilterSet):
    """Narrows a list of meetings to one board's."""

    board = django_filters.ModelChoiceFilter(queryset=Board.objects.all(), empty_label="All boards")

    class Meta:
        model = Meeting
        fields = ["board"]
        form = FilterForm
