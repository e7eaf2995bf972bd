"""A simulated year: the council's mornings, its officers' answers, and `send_due` twice a day, killed at random.

After every day on which the last run came to its end the mail server's book is compared with what the oracle
says: who had to be written to has been, about all that they owe, and nobody else.
"""

import datetime
import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from actions.models import Clearance, Notice, ProgressUpdate, RequestLine
from actions.services import clearing, decisions, updates
from actions.services.rounds import notices, requests, sending
from meetings.models import Meeting
from meetings.services import meetings as planning
from people.models import Message
from people.services import outbox
from tests.actions.rounds.council import END, START, Council, after, moment
from tests.actions.rounds.oracle import Oracle

A_DAY = datetime.timedelta(days=1)
# where a run is killed: before or after any of these
STAGES = [
    (requests, "open_round"),
    (notices, "write"),
    (outbox, "put"),
    (outbox, "_committed"),
    (sending, "content_of"),
    (EmailBackend, "send_messages"),
]


class Killed(BaseException):
    """Nothing of ours catches it: whatever was being done stops there."""


@dataclass(frozen=True)
class Book:
    """One e-mail as the mail server has it, and the day it came. `meeting` is known of those to be answered."""

    day: datetime.date
    address: str
    meeting: int | None
    posts: frozenset[str]
    references: frozenset[str]
    text: str


class Killer:
    """Kills a run at a stage, the n-th time it is come to, and remembers what that leaves uncertain."""

    def __init__(self, monkeypatch, random):
        self.random, self.armed, self.kills = random, None, Counter()
        self.taken = False
        # message → whether the mail server had it
        self.handed = {}
        for where, name in STAGES:
            monkeypatch.setattr(where, name, self._wrapped(getattr(where, name), name))

    def arm(self):
        """Set the next kill: at random among the points that have had the fewest, so that a year meets them all."""
        points = [f"{when} {name}" for _, name in STAGES for when in ("before", "after")]
        fewest = min(self.kills[point] for point in points)
        self.armed = self.random.choice([point for point in points if self.kills[point] == fewest])
        self.left = self.random.randint(1, 8)

    def _wrapped(self, real, name):
        def stage(*args, **kwargs):
            if name == "content_of":
                # of the next message the server has nothing yet
                self.taken = False
            self._strike(f"before {name}")
            result = real(*args, **kwargs)
            if name == "send_messages":
                self.taken = True
            self._strike(f"after {name}")
            return result

        return stage

    def _strike(self, point):
        if self.armed != point:
            return
        self.left -= 1
        if self.left == 0:
            self.armed = None
            self.kills[point] += 1
            for pk in Message.objects.filter(state="handed").exclude(pk__in=self.handed).values_list("pk", flat=True):
                self.handed[pk] = self.taken
            raise Killed(point)


class Year:
    def __init__(self, sink, settings, monkeypatch, seed):
        self.council = Council(seed)
        self.random, self.sink, self.settings = self.council.random, sink, settings
        self.killer = Killer(monkeypatch, self.random)
        self.day, self.books, self.figures = START, [], Counter()
        # (meeting, address) → the e-mails to be answered
        self.to_answer = defaultdict(list)
        # (meeting, action) → what its officer will do, and when
        self.answers, self.sent_back_at, self.attributed = {}, {}, {}
        self.no_runs = self._spells(5, 6)
        self.no_mail = self._spells(5, 5) - self.no_runs
        self.up = sink.port
        sink.refused[self.council.bad_address] = "550 5.1.1 No such mailbox"

    def _spells(self, count, longest):
        days = set()
        for _ in range(count):
            first = self.random.randint(40, 340)
            days |= {after(first + n) for n in range(self.random.randint(1, longest))}
        return days

    def live(self):
        while self.day <= END:
            self._morning()
            clean = self._run(moment(self.day, 7))
            self._at_noon()
            clean = self._run(moment(self.day, 15)) and clean
            if clean:
                self._check()
            self._evening()
            self.day += A_DAY

    # what people do

    def _morning(self):
        for happens in self.council.happenings[self.day]:
            happens(moment(self.day))
        now = moment(self.day)
        for letter in Message.objects.filter(state="ready"):
            if self.random.random() < 0.6:
                outbox.release(message=letter, by=self.council.clerk, now=now)
                self.figures["letters released"] += 1
        for update in ProgressUpdate.objects.filter(
            pk__in=[pk for pk, day in self.sent_back_at.items() if day == self.day]
        ):
            if update.meeting is None or update.meeting.is_open:
                clearing.send_back(update=update, reason="Say how many.", by=self.council.clerk, now=now)
                self.answers[update.meeting_id, update.action_id] = self._choose(again=True)
                self.figures["sent back"] += 1
        waiting = ProgressUpdate.objects.waiting_for_clearance()
        if self.day.weekday() == 4:
            self.figures["cleared"] += len(clearing.clear_all(updates=waiting, by=self.council.clerk, now=now))
        # a few addresses are deferred for some days, and now and then the line is dropped
        self.sink.refused = {self.council.bad_address: "550 5.1.1 No such mailbox"}
        if self.day.day in (2, 3, 16):
            self.sink.refused["p010@council.example"] = "451 4.7.1 Greylisted"
        self.sink.drops_after, self.sink.drops_before = set(), set()
        if self.day.day % 9 == 0:
            drops = self.random.choice([self.sink.drops_after, self.sink.drops_before])
            drops.add(f"p{self.random.randint(0, 60):03}@council.example")

    def _choose(self, again=False):
        """What an officer will do, and on which day."""
        kinds = ["progress"] * 8 + ["no change"] * 5 + ["never"] * 3 + ["reason"] + ([] if again else ["sent back"] * 2)
        return self.random.choice(kinds), self.day + datetime.timedelta(days=self.random.randint(0, 28))

    def _at_noon(self):
        now, oracle = moment(self.day, 12), Oracle(self.day)
        for meeting in oracle.open_rounds():
            for action in oracle.owed(meeting):
                key = (meeting.pk, action.pk)
                kind, day = self.answers.setdefault(key, self._choose())
                if day <= self.day and kind != "never" and not action.excused:
                    self._answer(kind, action, meeting, oracle, now)

    def _answer(self, kind, action, meeting, oracle, now):
        people = sorted(oracle.reached(action.owner_id), key=lambda user: user.pk)
        by = people[0] if people else self.council.clerk
        self.figures[kind] += 1
        self.figures["late"] += self.day > meeting.updates_due_on
        if kind == "reason":
            requests.give_reason(meeting=meeting, action=action, reason="Sick.", by=self.council.clerk, now=now)
            return
        common = {"action": action, "by": by, "now": now, "seen_version": None}
        if kind == "no change":
            update = updates.add_no_change(**common)
        else:
            update = updates.add(status_reported="in_progress", confidence="green", progress="Some of it.", **common)
        if kind == "sent back":
            self.sent_back_at[update.pk] = self.day + A_DAY
        expected = oracle.next_meeting(action.monitoring_board_id)
        self.attributed[update.pk] = (expected.pk, meeting.pk)

    def _evening(self):
        now = moment(self.day, 20)
        for meeting in self.council.meetings:
            meeting.refresh_from_db()
            if meeting.status == "scheduled" and meeting.date == self.day - A_DAY * (meeting.pk % 3 == 0):
                planning.hold(meeting=meeting, by=self.council.clerk, now=now, today=self.day)
                self.figures["meetings held"] += 1
                self._close_some(meeting, now)

    def _close_some(self, meeting, now):
        said = meeting.board.actions.filter(status="in_progress", proposals=None).order_by("pk")[:2]
        for action in said:
            common = {"reason": "It is done.", "by": self.council.clerk, "now": now, "seen_version": None}
            proposal = decisions.propose(action=action, kind="close", **common)
            decisions.decide(proposal=proposal, granted=True, meeting=meeting, by=self.council.other_clerk, now=now)
            self.figures["closed"] += 1

    # what the machine does

    def _run(self, now) -> bool:
        """Run send_due until one comes to its end, killing some. Whether everything that could go has gone."""
        if self.day in self.no_runs:
            return False
        self.settings.EMAIL_PORT = 1 if self.day in self.no_mail else self.up
        while True:
            if self.random.random() < 0.3:
                self.killer.arm()
            try:
                report = sending.run(clock=lambda now=now: now)
            except Killed:
                # cron comes again before the claim has run out, or after
                now += datetime.timedelta(minutes=self.random.choice([3, 11]))
                continue
            finally:
                self.killer.armed = None
                self._read()
            self.figures["runs"] += 1
            self.figures["mail server away"] += bool(report.unreachable)
            if not Message.objects.filter(state__in=["claimed", "handed"]).exists():
                return not report.unreachable
            now += datetime.timedelta(minutes=11)

    def _read(self):
        for mail in self.sink.mails[len(self.books) :]:
            upwards = mail.subject.startswith(("No update received", "Letter from the Chair"))
            book = Book(
                day=self.day,
                address=mail.address,
                meeting=None if upwards else self._meeting_in(mail.subject),
                posts=frozenset(re.findall(r"^(Post \d\d)", mail.text, re.MULTILINE)),
                references=frozenset(re.findall(r"^- (\S+ \S+)", mail.text, re.MULTILINE)),
                text=mail.subject + mail.text + mail.html,
            )
            self.books.append(book)
            self.to_answer[book.meeting, book.address].append(book)

    def _meeting_in(self, subject):
        """The meeting that a subject names at its end: "…: Commission 0, 9 October 2025"."""
        board, day = subject.rsplit(": ", 1)[1].split(", ")
        planned = Meeting.objects.filter(board__name=board, date__isnull=False).exclude(status="cancelled")
        return next(meeting.pk for meeting in planned if meeting.when == day)

    # what has to be so at the end of a day

    def _check(self):
        oracle = Oracle(self.day)
        self.figures["days checked"] += 1
        self._check_who_was_written_to(oracle)
        for meeting in oracle.open_rounds():
            self._check_round(oracle, meeting)

    def _check_who_was_written_to(self, oracle):
        """Nobody who does not answer for the post that day; and nobody twice a day about one meeting."""
        today = [book for book in self.books[-400:] if book.day == self.day]
        for book in today:
            for owner in (oracle.by_name[name] for name in book.posts):
                people = oracle.reached(owner.pk)
                if book.meeting is None:
                    people = (
                        people | oracle.reached(owner.reports_to_id) | oracle.reached(owner.directorate.director_id)
                    )
                assert book.address in {user.email for user in people}, (self.day, book)
        times = Counter((book.meeting, book.address) for book in today if book.meeting)
        assert set(times.values()) <= {1}, (self.day, times)

    def _check_round(self, oracle, meeting):
        owed = oracle.owed(meeting)
        lines = RequestLine.objects.of_meeting(meeting).values_list("request__owner", "action")
        assert {(action.owner_id, action.pk) for action in owed} <= set(lines), (self.day, meeting)
        # action → the day on which what had come for it was sent back last
        back = Clearance.objects.filter(outcome="sent_back", update__meeting=meeting).order_by("at")
        self.back = {action: timezone.localdate(at) for action, at in back.values_list("update__action", "at")}
        by_post = defaultdict(list)
        for action in owed:
            if not action.excused:
                by_post[action.owner_id].append(action)
        rows = defaultdict(list)
        for row in Notice.objects.of_meeting(meeting).filter(kind__in=Notice.TO_OWNERS).select_related("message"):
            rows[row.recipient_id].append(row)
        for owner_id, actions in by_post.items():
            for user in oracle.reached(owner_id):
                told = rows[user.pk]
                if any(self._is_excuse(row.message) for row in told):
                    self.figures["excused"] += 1
                else:
                    self._check_person(oracle, meeting, oracle.owners[owner_id], actions, user, told)

    @staticmethod
    def _is_excuse(message):
        """Whether the mail server gave a reason why somebody may not have it."""
        return message.state in ("failed", "uncertain") or (message.state == "waiting" and message.tries > 0)

    def _check_person(self, oracle, meeting, owner, actions, user, told):
        books = [book for book in self.to_answer[meeting.pk, user.email] if owner.name in book.posts]
        for action in actions:
            back = self.back.get(action.pk, START)
            named = [book for book in books if action.reference in book.references and book.day >= back]
            assert named, (self.day, str(meeting), owner.name, user.email, action.reference, back)
            self.figures["told of a line"] += 1
        before = [book.day for book in books if book.day < self.day]
        if not before:
            return
        used = {row.kind for row in told if row.owner_id == owner.pk and row.written_on < self.day}
        came = {kind: day for kind, day in oracle.steps(meeting).items() if max(before) < day <= self.day}
        if came and (kind := max(came, key=came.get)) not in used:
            assert self.day in {book.day for book in books}, (self.day, kind, owner.name, user.email)
            self.figures["reminded"] += 1
