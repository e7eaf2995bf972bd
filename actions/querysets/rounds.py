"""What is owed for a meeting: the one place that says so. Every page, message and count of a round reads it."""

import datetime

from django.db import models
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.db.models.lookups import Exact

from actions.statuses import OPEN

# a plan's frequency → after how many months another update is wanted
MONTHS = {"quarterly": 3, "half_yearly": 6, "annually": 12}


def owed(action, meeting, day: datetime.date) -> Q:
    """True of rows of the model `action` that owe an update for `meeting` on `day`.

    Open actions that its board monitors and that need an update (none since its last meeting, or due by
    this one, or asked for by name), less those updated for this round. Where plans say that updates come
    less often than every meeting, the most frequent of them counts.
    """
    lines = action.request_lines.rel.related_model.objects.filter(action=OuterRef("pk"))
    updates = action.updates.rel.related_model.objects.received().filter(action=OuterRef("pk"))
    named = Exists(lines.filter(request__meeting=meeting, by_name=True))
    answered = Exists(updates.filter(was_for(meeting)))
    recent = Exists(updates.filter(entered_at__date__gt=_last_held_on(meeting)))
    return Q(
        ~Q(answered),
        ~Q(recent) & ~_rests(action, meeting, updates) | _due_by(meeting) | Q(named),
        monitoring_board=meeting.board_id,
        status__in=OPEN,
        created_at__date__lte=day,
    )


def was_for(meeting, *, entered="entered_at") -> Q:
    """True of updates for `meeting`: entered for it, or for one of its board's that was cancelled on the way to it.

    An update keeps the meeting it was entered for; where that one is cancelled, the next one has it. So does a
    question. `entered` names the field that says when the row was entered.
    """
    kept = type(meeting).objects.filter(board=meeting.board_id, date__lt=_falls_on(meeting)).exclude(status="cancelled")
    before = kept.exclude(pk=meeting.pk).order_by("-date").values("date")[:1]
    return Q(meeting=meeting) | Q(
        meeting__board=meeting.board_id,
        meeting__status="cancelled",
        **{
            f"{entered}__date__gt": Coalesce(Subquery(before), Value(datetime.date(1, 1, 1))),
            f"{entered}__date__lte": _falls_on(meeting),
        },
    )


def _falls_on(meeting) -> datetime.date:
    """The day of a meeting, or the last of its month while only that is known."""
    if meeting.date:
        return meeting.date
    return (meeting.month + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)


def _last_held_on(meeting):
    """The day of the meeting that its board held before this one, in SQL; the first of all days if there is none."""
    held = type(meeting).objects.past().filter(board=meeting.board_id, date__lt=_falls_on(meeting))
    return Coalesce(Subquery(held.exclude(pk=meeting.pk).values("date")[:1]), Value(datetime.date(1, 1, 1)))


def _due_by(meeting) -> Q:
    by = _falls_on(meeting)
    return Q(due_on__lte=by) | Q(due_meeting__date__lte=by) | Q(due_meeting__month__lte=by)


def _rests(action, meeting, updates) -> Q:
    """True of actions whose plans want no update yet: fewer months have passed since the last one."""
    months = Case(*(When(frequency=frequency, then=n) for frequency, n in MONTHS.items()), default=0)
    plans = action.plans.rel.related_model.objects.filter(actions=OuterRef("pk")).exclude(frequency="")
    least = plans.annotate(months=months).order_by("months").values("months")[:1]
    # no plan is no rest: NULL would make the whole question NULL, and nothing owed
    most_frequent = Coalesce(Subquery(least, output_field=IntegerField()), 0)
    # an update counts from the meeting it was for, whenever in its month that was, else from its own day
    said = updates.annotate(said_for=Coalesce("meeting__date", "meeting__month", TruncDate("entered_at")))
    rests = Q(pk__in=[])
    for count in MONTHS.values():
        since = _months_before(_falls_on(meeting), count - 1)
        rests |= Q(Exists(said.filter(said_for__gte=since))) & Q(Exact(most_frequent, count))
    return rests


def _months_before(day: datetime.date, count: int) -> datetime.date:
    """The first of the month `count` months before a day's: meetings do not fall on the same day each time."""
    months = day.year * 12 + day.month - 1 - count
    return datetime.date(months // 12, months % 12 + 1, 1)


class RequestLineQuerySet(models.QuerySet):
    def of_meeting(self, meeting):
        return self.filter(request__meeting=meeting)

    def visible_to(self, standing):
        """The lines on actions that `standing` may see."""
        action = self.model._meta.get_field("action").related_model
        return self.filter(action__in=action.objects.visible_to(standing))


class NoticeQuerySet(models.QuerySet):
    def of_meeting(self, meeting):
        return self.filter(meeting=meeting)
