"""A council for the simulated year: three boards, forty posts in four directorates, two hundred actions.

What will happen in the year is in its rows where a row can say so (who holds a post from when to when), else
in `happenings`: day → what is done that morning.
"""

import datetime
import random
from collections import defaultdict

from django.utils import timezone

from actions.models import ActionPlan
from actions.services import actions, meetings, turnover
from meetings import calendar
from meetings.models import Meeting
from meetings.services import meetings as planning
from people.models import Board, Directorate, Holding, Owner, User
from tests.builders import make_clerk

START, END = datetime.date(2025, 9, 1), datetime.date(2026, 8, 31)
EXEMPT_WORDS = "Zanzibar lease"
ACTIONS, MADE_IN_THE_YEAR = 200, 30


def moment(day, hour=6, minute=0):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


def after(days):
    return START + datetime.timedelta(days=days)


def working_day(day):
    return day if calendar.is_working_day(day) else calendar.working_days_after(day, 1)


class Council:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.happenings = defaultdict(list)
        self.clerk, self.other_clerk = make_clerk(name="Asha Clerk"), make_clerk(name="Bram Clerk")
        self._make_boards()
        self._make_posts()
        self._make_turnover()
        self._make_meetings()
        self._make_actions()

    def on(self, day, what):
        """Let `what(now)` happen on the morning of a day."""
        self.happenings[day].append(what)

    def _make_boards(self):
        days = [
            {},
            {"round_opens_days": 10, "first_reminder_days": 5, "second_reminder_days": 1},
            {"updates_lead_days": 3, "escalate_days": 1, "director_days": 2, "letter_days": 3},
        ]
        self.boards = [
            Board.objects.create(code=f"BRD{n}", name=f"Commission {n}", **over) for n, over in enumerate(days)
        ]

    def _make_posts(self):
        """In each directorate a director, two managers under them, and seven heads of service under those."""
        self.directorates = [Directorate.objects.create(name=f"Directorate {n}") for n in range(4)]
        self.heads, self.managers, self.directors = [], [], []
        count = 0
        for directorate in self.directorates:
            posts = []
            for place in range(10):
                above = None if place == 0 else posts[0] if place < 3 else posts[1 + place % 2]
                posts.append(Owner.objects.create(name=f"Post {count:02}", directorate=directorate, reports_to=above))
                count += 1
            directorate.director, directorate.clears_updates = posts[0], directorate == self.directorates[0]
            directorate.save()
            self.directors.append(posts[0])
            self.managers += posts[1:3]
            self.heads += posts[3:]
        self.posts = [*self.directors, *self.managers, *self.heads]

    def _person(self, **over):
        n = User.objects.count()
        return User.objects.create_user(**{"email": f"p{n:03}@council.example", "name": f"Person {n:03}", **over})

    def _hold(self, post, first=-400, last=None, kind="holder", user=None):
        ends_on = last if last is None else after(last)
        user = user or self._person()
        return Holding.objects.create(owner=post, user=user, kind=kind, starts_on=after(first), ends_on=ends_on)

    def _make_turnover(self):
        """Posts change hands, stand vacant, are acted in and deputised for; all but those named keep one holder."""
        heads = self.random.sample(self.heads, 20)
        self.vacant_manager = self.managers[3]
        for post in heads[:6]:
            left = self.random.randint(20, 330)
            self._hold(post, last=left)
            self._hold(post, first=left + 1)
        for post in heads[6:10]:
            left = self.random.randint(20, 280)
            self._hold(post, last=left)
            self._hold(post, first=left + self.random.randint(10, 60))
        for post in heads[10:13]:
            left = self.random.randint(20, 280)
            self._hold(post, last=left)
            self._hold(post, first=left + 15, kind="acting")
        for post in heads[13:18]:
            self._hold(post)
            self._hold(post, first=self.random.randint(-100, 200), kind="deputy")
        self._hold(heads[18], user=self._person(email=None))
        leaver = self._hold(heads[19]).user
        self.on(after(150), lambda now: User.objects.filter(pk=leaver.pk).update(is_active=False))
        twice = [post for post in self.heads if post not in heads][:2]
        both = self._person()
        for post in twice:
            self._hold(post, user=both)
        for post in self.posts:
            if post not in (*heads, *twice, self.vacant_manager):
                self._hold(post)
        spare = [post for post in self.heads if post not in (*heads, *twice)]
        self.bad_address = self._hold(spare[0], kind="deputy").user.email
        abolished = spare[1]
        self.on(after(200), lambda now: Owner.objects.filter(pk=abolished.pk).update(active=False))

    def _make_meetings(self):
        """Eight a board, about every six weeks: some known by their month alone, some moved, some cancelled."""
        cancelled = {(0, 2): -12, (1, 7): -45, (2, 2): -25}
        # meeting → (how long before it that is decided, by how many days)
        moved = {1: (-20, 14), 4: (-40, -7), 5: (-8, 7)}
        self.meetings = []
        for b, board in enumerate(self.boards):
            for k in range(8):
                day = working_day(after(38 + 43 * k + 5 * b))
                provisional = k in (3, 6)
                when = {"month": day} if provisional else {"date": day}
                meeting = planning.plan(board=board, by=self.clerk, now=moment(START), **when)
                self.meetings.append(meeting)
                if provisional:
                    self._set_day_on(day - datetime.timedelta(days=60 if k == 3 else 25), meeting, day)
                if k in moved:
                    before, by = moved[k]
                    to = working_day(day + datetime.timedelta(days=by))
                    self._set_day_on(day + datetime.timedelta(days=before), meeting, to)
                if (b, k) in cancelled:
                    self._cancel_on(day + datetime.timedelta(days=cancelled[b, k]), meeting)

    def _set_day_on(self, day, meeting, to):
        self.on(day, lambda now: meetings.set_day(meeting=meeting, date=to, by=self.clerk, now=now))

    def _cancel_on(self, day, meeting):
        self.on(day, lambda now: meetings.cancel(meeting=meeting, reason="Not quorate.", by=self.clerk, now=now))

    def _make_actions(self):
        plans = [
            ActionPlan.objects.create(title=f"Plan {frequency}", monitored_by=self.boards[0], frequency=frequency)
            for frequency in ("every_meeting", "quarterly", "half_yearly", "annually")
        ]
        made = [self._make_action(n, moment(START)) for n in range(ACTIONS - MADE_IN_THE_YEAR)]
        for plan, count in zip(plans, (10, 25, 15, 10), strict=True):
            plan.actions.set(self.random.sample(made, count))
        for n in range(MADE_IN_THE_YEAR):
            self.on(after(self.random.randint(10, 340)), lambda now, n=n: self._make_action(1000 + n, now))
        for former, new in zip(self.heads[3:9], self.heads[12:18], strict=True):
            self._hand_over_on(after(self.random.randint(30, 320)), former, new)

    def _make_action(self, n, now):
        board = self.random.choice(self.boards)
        exempt = {"is_exempt": True, "exempt_paragraphs": "3"} if n % 40 == 0 else {}
        return actions.create(
            title=f"{EXEMPT_WORDS} {n}" if exempt else f"Do what was asked, {n}",
            owner=self.random.choice(self.posts),
            monitoring_board=board,
            by=self.clerk,
            now=now,
            today=timezone.localdate(now),
            **self._due(board, timezone.localdate(now)),
            **exempt,
        )

    def _due(self, board, today):
        kind = self.random.random()
        if kind < 0.4:
            return {"due_on": today + datetime.timedelta(days=self.random.randint(20, 330))}
        if kind < 0.55:
            coming = Meeting.objects.upcoming(today).filter(board=board)
            return {"due_meeting": self.random.choice(list(coming))} if coming else {}
        return {}

    def _hand_over_on(self, day, former, new):
        def hand_over(now):
            if former.actions.open().exists():
                turnover.hand_over(from_owner=former, to_owner=new, reason="Reorganised.", by=self.clerk, now=now)

        self.on(day, hand_over)
