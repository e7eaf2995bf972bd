"""A round on the tests' calendar: a board with its defaults, whose meeting is on 31 March 2026.

23 February   day -8   the round opens
 3 March      day  0   the tests' today
 5 March      day  2   first reminder
12 March      day  9   second reminder
16 March      day 13   updates are due
17 March      day 14   overdue
18 March      day 15   to the post above
20 March      day 17   to the director
24 March      day 21   the chair's letter
31 March      day 28   the meeting
"""

import datetime

from django.utils import timezone

from actions.services.rounds import notices, requests, sending
from people.reach import Directory
from tests.builders import at, day, make_action, make_board, make_holding, make_meeting, make_owner, make_user

OPENS, FIRST, SECOND, DUE, OVERDUE, ABOVE, DIRECTOR, LETTER, MEETING = -8, 2, 9, 13, 14, 15, 17, 21, 28


def make_round(**over):
    """The meeting of 31 March, and nothing owed for it yet."""
    return make_meeting(**{"board": make_board(), "date": day(MEETING), **over})


def make_post(name, **over):
    """A post held by somebody of that name."""
    owner = make_owner(**over)
    make_holding(owner=owner, user=make_user(name, email=f"{name.lower()}@example.org"))
    return owner


def make_owed(meeting, owner, **over):
    """An action of `owner` that owes an update for `meeting`."""
    return make_action(**{"monitoring_board": meeting.board, "owner": owner, "now": at(-60), "today": day(-60), **over})


def write(meeting, offset, hour=12):
    """Open the round and write the notices of a day. Returns [(kind, post, person), …] in their order."""
    now = at(offset, hour)
    requests.open_round(meeting=meeting, by=None, now=now)
    written = notices.write(meeting=meeting, now=now, directory=Directory(day(offset)))
    return [(notice.kind, notice.owner, notice.recipient.name) for notice in written]


def run(offset, hour=12):
    """What `manage.py send_due` does on a day."""
    return sending.run(clock=lambda: at(offset, hour))


def make_real_round(names):
    """A round that is open on the real clock, with one action owed by each of `names`; returns its meeting."""
    now = timezone.now()
    today = timezone.localdate(now)
    board = make_board(round_opens_days=90, first_reminder_days=3, second_reminder_days=2)
    meeting = make_meeting(board=board, date=today + datetime.timedelta(days=70), status="scheduled")
    before = today - datetime.timedelta(days=10)
    for name in names:
        post = make_owner()
        make_holding(owner=post, user=make_user(name, email=f"{name.lower()}@example.org"), starts_on=before)
        make_owed(meeting, post, now=now - datetime.timedelta(days=1), today=before)
    return meeting
