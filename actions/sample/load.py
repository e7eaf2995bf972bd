"""Loads the sample as a council would have: minutes through the reader, updates and decisions through the services.

Days are counted from the first run, so that there is always a next meeting. Everything happens at the
moment it says, in order; the last thing written marks the database as a demo.
"""

import datetime
from pathlib import Path

from django.core.mail import get_connection
from django.db import transaction
from django.template.defaultfilters import date as written
from django.utils import timezone

from actions.models import Action, Finding
from actions.sample import deciding, endings, people, programme, questions, reviews
from actions.services import decisions, minutes, packs, updates
from actions.services.rounds import requests, sending
from meetings.models import Meeting
from meetings.services import meetings
from people.models import Board, Event, Holding, Owner
from people.services import events

ROLES = tuple(people.ACCOUNTS)
email_of = people.email_of

FOLDER = Path(__file__).resolve().parent
MARK = "demo_loaded"

# board: weeks before (-) or after the first run in which it meets
CALENDAR = {"ILSC": (-16, -5, 3, 9, 15), "OSMB": (-4, 4, 10), "HSC": (-7, 5, 12)}
PROVISIONAL_WEEKS = 26

# board: when its areas for improvement are due, in weeks as above, the first area first
AREAS_DUE = {"ILSC": (-4, -3, 9, 2), "HSC": (8,)}

INCLUSION = "Head of Service, Inclusion"
PSYCHOLOGY = "Head of Educational Psychology"


def is_loaded() -> bool:
    """Whether the database is a demo that was loaded to its end."""
    return Event.objects.filter(verb=MARK).exists()


def load(*, now: datetime.datetime):
    """Fill an empty database. `now` is the moment of the first run; nothing is written if anything fails."""
    sample = Sample(now)
    with transaction.atomic():
        sample.load()
    # each message is claimed in a transaction of its own
    sample.ask()


class Sample:
    """One loading: who is there, when it all happens, and the story in order."""

    def __init__(self, now):
        self.now = now
        self.today = timezone.localdate(now)
        self.tuesday = self.today - datetime.timedelta(days=(self.today.weekday() - 1) % 7)

    def load(self):
        self.users = people.make(since=self.day(-60))
        self.clerk = self.users["clerk"]
        self.boards = {board.code: board for board in Board.objects.all()}
        self.posts = {post.name: post for post in Owner.objects.all()}
        self.plan_meetings()
        programme.plan(self)
        reviews.tell_of_the_older_one(self)
        self.import_minutes("ILSC", -16, "peer_challenge.txt")
        reviews.tell_of_the_later_one(self)
        self.import_minutes("HSC", -7, "health_commission.txt")
        programme.put_off(self, 3, moved=-6, why="The survey of schools came back late.")
        self.answer_before_the_last_meeting()
        self.import_minutes("OSMB", -4, "overview_board.txt")
        programme.settle(self)
        programme.put_off(
            self, 9, moved=-2, why="Young carers sit examinations until then, and members want to hear them."
        )
        self.record_endings()
        self.open_rounds(self.at(-2))
        self.answer_since_the_last_meeting()
        questions.ask(self)
        events.record(subject=self.boards["ILSC"], actor=self.clerk, verb=MARK, now=self.now)

    # when

    def day(self, weeks: int) -> datetime.date:
        """The Tuesday some weeks after (or before) the first run's week."""
        return self.tuesday + datetime.timedelta(weeks=weeks)

    def at(self, weeks: int, days: int = 0) -> datetime.datetime:
        """Eleven in the morning, some days after such a Tuesday, and never later than the first run."""
        day = self.day(weeks) + datetime.timedelta(days=days)
        return min(timezone.make_aware(datetime.datetime.combine(day, datetime.time(11))), self.now)

    # what happened

    def plan_meetings(self):
        for code, weeks in CALENDAR.items():
            for week in weeks:
                meetings.plan(
                    board=self.boards[code],
                    date=self.day(week),
                    starts_at=datetime.time(17, 30),
                    venue="Council Chamber, Town Hall",
                    by=self.clerk,
                    now=self.at(-17),
                )
        meetings.plan(board=self.boards["ILSC"], month=self.day(PROVISIONAL_WEEKS), by=self.clerk, now=self.at(-17))

    def import_minutes(self, code, week, file, dues=None):
        """Hold a meeting and import its minutes two days later, with an action for everything proposed."""
        meeting = Meeting.objects.get(board__code=code, date=self.day(week))
        meetings.hold(meeting=meeting, by=self.clerk, now=self.at(week, 1), today=self.day(week))
        moment = self.at(week, 2)
        when = {"by": self.clerk, "now": moment, "today": timezone.localdate(moment)}
        draft = minutes.start(text=self.written(file, week), origin=file, by=self.clerk, now=moment)
        minutes.settle(draft, board=meeting.board, date=meeting.date, venue=meeting.venue)
        posts, dues = self.posts_for(code), iter(dues or AREAS_DUE.get(code, ()))
        answers = {}
        for proposed in minutes.proposed(draft, today=when["today"]):
            answers[proposed.id] = {
                **proposed.answers,
                "wanted": True,
                "owner": next(posts).pk,
                "success_measure": "Members see evidence that it works.",
            }
            if proposed.kind == "finding" and (weeks := next(dues, None)) is not None:
                answers[proposed.id]["due_on"] = self.day(weeks).isoformat()
        minutes.answer(draft, answers)
        return minutes.confirm(draft, **when)

    def written(self, file, week) -> str:
        """A sample text with its days filled in."""
        on_site = self.day(week - 8)
        return (
            (FOLDER / file)
            .read_text()
            .format(
                meeting_date=written(self.day(week), "j F Y"),
                review_start=written(on_site, "j F Y"),
                review_end=written(on_site + datetime.timedelta(days=3), "j F Y"),
                report_month=written(self.day(9), "F Y"),
                deadline=written(self.day(-2), "j F Y"),
            )
        )

    def posts_for(self, code):
        """Posts to give actions to, round and round."""
        names = {
            "ILSC": (INCLUSION, PSYCHOLOGY),
            "HSC": ("Head of Adult Commissioning", "Director of Public Health"),
            "OSMB": ("Head of Democratic Services", "Assistant Chief Executive"),
        }[code]
        while True:
            yield from (self.posts[name] for name in names)

    def answer_before_the_last_meeting(self):
        """What officers sent before the commission's last meeting, and what it decided there."""
        first, second, third, _ = self.areas("ILSC")
        self.update(first, -8, "The first quarter’s waiting times are on the Council’s website.")
        self.update(
            second,
            -8,
            "Housing has named a lead; adult care has not.",
            confidence="amber",
            confidence_reason="Without adult care the Year 9 reviews cannot start.",
        )
        self.update(third, -8, "Two teams try the new record for a term.")
        endings.circulate(by=self.clerk, now=self.at(-9))
        to_close = self.answering("circulate", "ILSC").proposals.get()
        more_time = self.propose(first, -7, "extend", "The clinic’s own figures come later.", new_due_on=self.day(12))
        meeting = Meeting.objects.get(board=self.boards["ILSC"], date=self.day(-5))
        self.publish(meeting)
        moment = self.at(-5, 1)
        meetings.hold(meeting=meeting, by=self.clerk, now=moment, today=timezone.localdate(moment))
        for proposal, by in ((to_close, self.users["other_clerk"]), (more_time, self.clerk)):
            decisions.decide(proposal=proposal, granted=True, meeting=meeting, by=by, now=moment)
        deciding.decide(self, meeting, now=moment)

    def record_endings(self):
        """What became of resolutions that do not end with an officer’s update."""
        endings.recommend(by=self.clerk, late=self.at(-15), served=self.at(-3), answered=self.at(-1))
        endings.refer(by=self.clerk, now=self.at(-3))

    def publish(self, meeting):
        """Publish the pack of a meeting in the afternoon of its last day for that."""
        moment = timezone.make_aware(datetime.datetime.combine(meeting.publish_on, datetime.time(15)))
        packs.publish(meeting=meeting, by=self.clerk, now=moment)

    def open_rounds(self, moment):
        for meeting in requests.due_to_open(timezone.localdate(moment)):
            requests.open_round(meeting=meeting, by=None, now=moment)

    def ask(self):
        """Ask and remind who is missing. The messages stand in the outbox as sent, and went nowhere."""
        nowhere = get_connection("django.core.mail.backends.dummy.EmailBackend")
        sending.send_waiting(sending.Report(), clock=lambda: self.at(-9), connection=nowhere)
        for moment in (self.at(-2), self.now):
            sending.run(clock=lambda moment=moment: moment, connection=nowhere)

    def answer_since_the_last_meeting(self):
        """What officers have sent for the next meeting; the second area is late and nobody has said why."""
        first, _, third, fourth = self.areas("ILSC")
        self.update(
            first,
            -1,
            "The clinic’s figures are promised for the spring.",
            impact="Parents told the helpline that they now know how long they will wait.",
        )
        updates.add_no_change(action=third, by=self.holder(third), now=self.at(-1, 1), seen_version=None)
        self.update(
            fourth,
            -2,
            "Eleven young people made a film with their key workers; the Board watched it.",
            status_reported="complete",
            impact="Two transport routes were changed because of what the film showed.",
        )
        self.propose(fourth, -1, "close", "The film is shown, and the method is in the plan for every year.")
        self.update(
            self.answering("recommend", "ILSC"),
            -1,
            "Waiting for the Cabinet’s budget meeting.",
            status_reported="paused",
            status_reason="Cabinet sets its budget first.",
            confidence="amber",
            confidence_reason="The money is not certain.",
        )
        self.update(
            self.areas("HSC")[0], -1, "Every clinic now asks again after a year; the first figures come in spring."
        )
        housing = self.areas("HSC")[-1]
        self.propose(housing, -1, "extend", "The housing provider changes in spring.", new_due_on=self.day(20))

    # by whom, on what

    def areas(self, code):
        """The actions that answer the areas of a board's latest review, in the order of the minutes."""
        areas = Finding.objects.areas().filter(review__superseded_by=None)
        actions = Action.objects.filter(monitoring_board=self.boards[code], finding__in=areas)
        return list(actions.order_by("finding__number"))

    def answering(self, kind, code):
        return Action.objects.get(monitoring_board=self.boards[code], resolution__kind=kind)

    def holder(self, action):
        """Who answers for an action's post: the officer one can sign in as, or an illustrative colleague."""
        return Holding.objects.filter(owner=action.owner, kind=Holding.Kind.HOLDER).get().user

    def update(self, action, weeks, progress, *, status_reported="in_progress", confidence="green", **more):
        return updates.add(
            action=action,
            by=self.holder(action),
            now=self.at(weeks),
            seen_version=None,
            status_reported=status_reported,
            confidence=confidence,
            progress=progress,
            **more,
        )

    def propose(self, action, weeks, kind, reason, **more):
        return decisions.propose(
            action=action,
            kind=kind,
            reason=reason,
            by=self.holder(action),
            now=self.at(weeks, 1),
            seen_version=None,
            **more,
        )
