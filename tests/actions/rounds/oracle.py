"""What ought to be owed and who ought to be reached on a day, in plain Python and apart from the code under test.

Written from issue and design, over rows as they are; slow, and simple enough to be believed.
"""

import datetime
from collections import defaultdict

from django.utils import timezone

from actions.models import Action, NoUpdateReason, ProgressUpdate
from meetings import calendar
from meetings.models import Meeting
from people.models import Holding, Owner

OPEN = ("not_started", "in_progress", "complete", "paused")
MONTHS = {"every_meeting": 0, "quarterly": 3, "half_yearly": 6, "annually": 12}


class Oracle:
    """The council as it stands on `today`."""

    def __init__(self, today: datetime.date):
        self.today = today
        self.owners = {owner.pk: owner for owner in Owner.objects.select_related("directorate")}
        self.by_name = {owner.name: owner for owner in self.owners.values()}
        self.holders = defaultdict(set)
        for holding in Holding.objects.select_related("user"):
            ended = holding.ends_on is not None and holding.ends_on < today
            if holding.starts_on <= today and not ended and holding.user.is_active and holding.user.email:
                self.holders[holding.owner_id].add(holding.user)
        self.meetings = list(Meeting.objects.select_related("board"))

    def reached(self, owner_id) -> set:
        """The people reached for a post: its own, else those of the first post up the line that has any."""
        while owner_id:
            owner = self.owners[owner_id]
            if owner.active and self.holders[owner_id]:
                return self.holders[owner_id]
            owner_id = owner.reports_to_id
        return set()

    def open_rounds(self) -> list[Meeting]:
        """Of each board its next dated meeting, once the day to ask for updates has come."""
        found = []
        for board in {meeting.board_id for meeting in self.meetings}:
            planned = [one for one in self.meetings if one.board_id == board and one.status == "scheduled"]
            coming = sorted((one for one in planned if one.date >= self.today), key=lambda one: one.date)
            if coming and self.opens_on(coming[0]) <= self.today:
                found.append(coming[0])
        return found

    def opens_on(self, meeting):
        return calendar.working_days_before(meeting.updates_due_on, meeting.board.round_opens_days)

    def steps(self, meeting) -> dict:
        """Kind of reminder → its day."""
        due, board = meeting.updates_due_on, meeting.board
        return {
            "first_reminder": calendar.working_days_before(due, board.first_reminder_days),
            "second_reminder": calendar.working_days_before(due, board.second_reminder_days),
            "overdue": calendar.working_days_after(due, 1),
        }

    def owed(self, meeting) -> list[Action]:
        """The open actions that owe an update for a meeting; those with a reason for none are marked `excused`."""
        held = [one.date for one in self.meetings if one.board_id == meeting.board_id and one.status == "held"]
        last = max((day for day in held if day < meeting.date), default=datetime.date.min)
        said = defaultdict(list)
        updates = ProgressUpdate.objects.filter(action__monitoring_board=meeting.board_id).select_related("meeting")
        for update in updates.exclude(clearances__outcome="sent_back"):
            said[update.action_id].append(update)
        excused = set(NoUpdateReason.objects.filter(meeting=meeting).values_list("action", flat=True))
        rows = Action.objects.filter(monitoring_board=meeting.board_id, status__in=OPEN)
        found = []
        for action in rows.select_related("due_meeting", "owner").prefetch_related("plans").order_by("pk"):
            if self._is_owed(action, meeting, last, said[action.pk]):
                action.excused = action.pk in excused
                found.append(action)
        return found

    def _is_owed(self, action, meeting, last, said) -> bool:
        if timezone.localdate(action.created_at) > self.today:
            return False
        if any(self._is_for(update, meeting) for update in said):
            return False
        due = action.due_on or (action.due_meeting and (action.due_meeting.date or action.due_meeting.month))
        if due and due <= meeting.date:
            return True
        if any(timezone.localdate(update.entered_at) > last for update in said):
            return False
        every = min((MONTHS[plan.frequency] for plan in action.plans.all()), default=0)
        return not any(_month(meeting.date) - _month(_said_for(update)) < every for update in said)

    def _is_for(self, update, meeting) -> bool:
        """Whether it was entered for a meeting, or on the way to it for one that was cancelled."""
        if update.meeting is None or update.meeting.board_id != meeting.board_id:
            return False
        if update.meeting.status != "cancelled":
            return update.meeting_id == meeting.pk
        kept = [one.date for one in self.meetings if one.board_id == meeting.board_id and one.status != "cancelled"]
        before = max((day for day in kept if day and day < meeting.date), default=datetime.date.min)
        return before < timezone.localdate(update.entered_at) <= meeting.date

    def next_meeting(self, board_id):
        """The meeting an update entered today is for: that of the open round, else the next planned."""
        for meeting in self.open_rounds():
            if meeting.board_id == board_id:
                return meeting
        coming = [
            one
            for one in self.meetings
            if (one.board_id == board_id and (one.status == "scheduled" and one.date >= self.today))
            or (one.status == "provisional" and one.board_id == board_id and one.month >= self.today.replace(day=1))
        ]
        return min(coming, key=lambda one: one.date or one.month, default=None)


def _said_for(update) -> datetime.date:
    if update.meeting:
        return update.meeting.date or update.meeting.month
    return timezone.localdate(update.entered_at)


def _month(day) -> int:
    return day.year * 12 + day.month
