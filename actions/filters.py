"""What the list of actions can be narrowed down to. Every filter stays in the address."""

import django_filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q
from django.http import QueryDict

from actions.models import Action, Review
from actions.querysets import resolutions
from actions.statuses import Confidence, Status
from meetings.filters import FilterForm
from meetings.models import Meeting, Recommendation, Resolution
from people.fields import DayField
from people.models import Board, Message, Owner

ORDERS = {
    "due": "Due date",
    "reference": "Reference",
    "owner": "Owner",
    "status": "Status",
}


class DayFilter(django_filters.Filter):
    field_class = DayField


class OrderFilter(django_filters.OrderingFilter):
    """By the column asked for; actions without a due date come last either way."""

    def filter(self, queryset, value):
        if not value:
            return queryset
        (name,) = value[:1]
        column, falling = name.removeprefix("-"), name.startswith("-")
        by = {
            "due": "due_day",
            "owner": "owner__name",
            "status": "status",
            "reference": "municipal_year",
        }[column]
        first = F(by).desc(nulls_last=True) if falling else F(by).asc(nulls_last=True)
        second = ("-board_code", "-number") if falling and column == "reference" else ("board_code", "number")
        return queryset.order_by(first, *second, "pk")


class ActionFilter(django_filters.FilterSet):
    """Actions that `standing` may see, as of its day. Without an order asked for: one's own first, then by due date."""

    q = django_filters.CharFilter(method="search", label="Words or reference")
    board = django_filters.ModelChoiceFilter(
        field_name="monitoring_board", queryset=Board.objects.all(), label="Monitoring board", empty_label="All boards"
    )
    owner = django_filters.ModelChoiceFilter(queryset=Owner.objects.all(), label="Owner", empty_label="All owners")
    status = django_filters.ChoiceFilter(choices=Status, label="Status", empty_label="All statuses")
    confidence = django_filters.ChoiceFilter(choices=Confidence, label="Confidence", empty_label="Any confidence")
    due_before = DayFilter(method="before", label="Due before")
    overdue = django_filters.BooleanFilter(method="only_overdue", label="Overdue only", widget=forms.CheckboxInput)
    mine = django_filters.BooleanFilter(method="only_mine", label="Only my posts’", widget=forms.CheckboxInput)
    order = OrderFilter(
        fields={name: name for name in ORDERS}, field_labels=ORDERS, label="Order", empty_label="Mine first"
    )

    class Meta:
        model = Action
        form = FilterForm
        fields = []

    def __init__(self, *args, standing, **kwargs):
        super().__init__(*args, **kwargs)
        self.standing = standing
        if not standing.owner_ids:
            del self.filters["mine"]

    def search(self, queryset, name, value):
        """Every word has to stand somewhere: in the action, its owner, or the words it answers."""
        for word in value.split():
            queryset = queryset.filter(
                Q(title__icontains=word)
                | Q(success_measure__icontains=word)
                | Q(owner__name__icontains=word)
                | Q(finding__text__icontains=word)
                | Q(resolution__text__icontains=word)
                | Q(slug__contains=word.lower().replace("/", "-"))
            )
        return queryset

    def before(self, queryset, name, day):
        return queryset.filter(due_day__lt=day) if day else queryset

    def only_overdue(self, queryset, name, wanted):
        return queryset.overdue(self.standing.day) if wanted else queryset

    def only_mine(self, queryset, name, wanted):
        return queryset.of_posts(self.standing) if wanted else queryset


class ResolutionFilter(django_filters.FilterSet):
    """Resolutions that `standing` may see. Without a state asked for: those outstanding."""

    ALL = "all"
    STATES = [
        ("outstanding", "Outstanding"),
        ("done", "Done"),
        ("nothing", "Nothing owed"),
        (ALL, "All"),
    ]

    q = django_filters.CharFilter(method="search", label="Words")
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label="State", empty_label=None)
    kind = django_filters.ChoiceFilter(choices=Resolution.Kind, label="Kind", empty_label="All kinds")
    board = django_filters.ModelChoiceFilter(
        field_name="item__meeting__board", queryset=Board.objects.all(), label="Board", empty_label="All boards"
    )
    meeting = django_filters.ModelChoiceFilter(
        field_name="item__meeting", queryset=Meeting.objects.none(), label="Meeting", empty_label="All meetings"
    )
    overdue = django_filters.BooleanFilter(method="only_overdue", label="Overdue only", widget=forms.CheckboxInput)

    class Meta:
        model = Resolution
        form = FilterForm
        fields = []

    def __init__(self, data=None, *args, standing, **kwargs):
        asked = data.copy() if data else QueryDict(mutable=True)
        asked.setdefault("state", "outstanding")
        super().__init__(asked, *args, **kwargs)
        self.standing = standing
        self.is_narrowed = bool(data)
        resolved = Resolution.objects.visible_to(standing).values("item__meeting")
        meetings = Meeting.objects.visible_to(standing).filter(pk__in=resolved).select_related("board")
        self.filters["meeting"].queryset = meetings.in_order().reverse()

    def search(self, queryset, name, value):
        """Every word has to stand somewhere: in the resolution, its item or the post that answers for it."""
        for word in value.split():
            action = Action.objects.visible_to(self.standing).filter(resolution=OuterRef("pk"))
            queryset = queryset.filter(
                Q(title__icontains=word)
                | Q(text__icontains=word)
                | Q(amended_text__icontains=word)
                | Q(lead__icontains=word)
                | Q(item__title__icontains=word)
                | Q(Exists(action.filter(owner__name__icontains=word)))
            )
        return queryset

    def in_state(self, queryset, name, state):
        return queryset.filter(
            {
                "outstanding": resolutions.outstanding(),
                "done": resolutions.owes() & resolutions.done(),
                "nothing": ~resolutions.owes(),
                self.ALL: Q(),
            }[state]
        )

    def only_overdue(self, queryset, name, wanted):
        return queryset.filter(resolutions.overdue(self.standing.day)) if wanted else queryset


class ResponseFilter(django_filters.FilterSet):
    """Recommendations by whether their response has come, as of `today`. Without a state asked for: those to come."""

    WAITING, OVERDUE, ANSWERED, ALL = "waiting", "overdue", "answered", "all"

    state = django_filters.ChoiceFilter(
        choices=[
            (WAITING, "To come"),
            (OVERDUE, "Overdue"),
            (ANSWERED, "Answered"),
            (ALL, "All"),
        ],
        method="in_state",
        label="Response",
        empty_label=None,
    )
    board = django_filters.ModelChoiceFilter(
        field_name="resolution__item__meeting__board",
        queryset=Board.objects.all(),
        label="Recommended by",
        empty_label="All boards",
    )

    class Meta:
        model = Recommendation
        form = FilterForm
        fields = []

    def __init__(self, data=None, *args, today, **kwargs):
        asked = data.copy() if data else QueryDict(mutable=True)
        asked.setdefault("state", self.WAITING)
        super().__init__(asked, *args, **kwargs)
        self.today = today

    def in_state(self, queryset, name, state):
        asked = {
            self.WAITING: Recommendation.objects.unanswered(),
            self.OVERDUE: Recommendation.objects.overdue(self.today),
            self.ANSWERED: Recommendation.objects.answered(),
        }
        return queryset.filter(pk__in=asked[state].order_by().values("pk")) if state in asked else queryset


class ReviewFilter(django_filters.FilterSet):
    """Reviews that `standing` may see, by what stands in them and what is still open."""

    q = django_filters.CharFilter(method="search", label="Words")
    kind = django_filters.ChoiceFilter(choices=Review.Kind, label="Kind", empty_label="All kinds")
    board = django_filters.ModelChoiceFilter(
        field_name="item__meeting__board",
        queryset=Board.objects.all(),
        label="Reported to",
        empty_label="All boards",
    )
    open = django_filters.BooleanFilter(
        method="only_open", label="Only with open areas for improvement", widget=forms.CheckboxInput
    )

    class Meta:
        model = Review
        form = FilterForm
        fields = []

    def __init__(self, *args, standing, **kwargs):
        super().__init__(*args, **kwargs)
        self.standing = standing

    def search(self, queryset, name, value):
        for word in value.split():
            queryset = queryset.saying(word, self.standing)
        return queryset

    def only_open(self, queryset, name, wanted):
        return queryset.with_open_areas(self.standing) if wanted else queryset


class MessageFilter(django_filters.FilterSet):
    """The messages of the outbox by where they stand, and by the board or the meeting they are about."""

    LOOK = "look"

    state = django_filters.ChoiceFilter(
        choices=[(LOOK, "Those to look at"), *Message.State.choices],
        method="in_state",
        label="State",
        empty_label="All states",
    )
    board = django_filters.ModelChoiceFilter(
        method="about_board", queryset=Board.objects.all(), label="Board", empty_label="All boards"
    )
    meeting = django_filters.ModelChoiceFilter(
        method="about_meeting",
        queryset=Meeting.objects.filter(Q(notices__isnull=False) | Q(questions__notices__isnull=False))
        .distinct()
        .select_related("board")
        .order_by("-date", "pk"),
        label="Meeting",
        empty_label="All meetings",
    )

    class Meta:
        model = Message
        form = FilterForm
        fields = []

    def in_state(self, queryset, name, state):
        return queryset.for_the_clerk() if state == self.LOOK else queryset.filter(state=state)

    def about_board(self, queryset, name, board):
        """Of its rounds, of what it circulated, and of questions for its meetings."""
        circulated = Q(circulation__recipient__circulation__resolution__item__meeting__board=board)
        asked = Q(question_notices__question__meeting__board=board)
        return queryset.filter(Q(notices__meeting__board=board) | circulated | asked).distinct()

    def about_meeting(self, queryset, name, meeting):
        """Of its round, and of questions for it."""
        return queryset.filter(Q(notices__meeting=meeting) | Q(question_notices__question__meeting=meeting)).distinct()
