import django_filters

from meetings.models import Meeting
from people.models import Board


class MeetingFilter(django_filters.FilterSet):
    """Narrows a list of meetings to one board's."""

    board = django_filters.ModelChoiceFilter(queryset=Board.objects.all(), empty_label="All boards")

    class Meta:
        model = Meeting
        fields = ["board"]
