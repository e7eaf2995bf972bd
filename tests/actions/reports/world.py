"""Fourteen months of a made-up council at random, told through the services, and a diary of what happened.

The diary is kept beside the database and never read from it: days, and what was done on them. `oracle` counts from it.
"""

import random
from dataclasses import dataclass, field

from actions.models import RequestLine
from actions.services import decisions, turnover
from actions.services.rounds import requests
from actions.services.supersessions import Choice
from meetings.services import meetings
from tests import builders as b

START, MONTH = -420, 30
WORDS = ("Families wait less.", "Nobody waits.", "")


@dataclass
class Kept:
    """What the diary knows of one action. Days are offsets from the tests' today."""

    row: object
    made: int
    board: int
    first_due: int | None
    due: int | None
    finding: int | None = None
    resolution: int | None = None
    moves: list[tuple[int, int]] = field(default_factory=list)
    complete: list[int] = field(default_factory=list)
    status: str = "not_started"
    ended: tuple[int, str] | None = None
    extended: list[tuple[int, int]] = field(default_factory=list)
    impacts: list[int] = field(default_factory=list)
    waiting: object = None
    wanted: int | None = None

    @property
    def now_of(self):
        return self.moves[-1][1] if self.moves else self.board


@dataclass
class Diary:
    """Everything that happened. `meetings` are (day, board, last day for updates, {action: asked on})."""

    actions: dict[int, Kept] = field(default_factory=dict)
    meetings: list = field(default_factory=list)
    received: dict = field(default_factory=dict)
    excused: set = field(default_factory=set)
    recommended: list = field(default_factory=list)
    areas: list = field(default_factory=list)
    boards: list = field(default_factory=list)


class World:
    """One council, from START until today. `dice` decides everything."""

    def __init__(self, seed):
        self.dice, self.diary = random.Random(seed), Diary()
        self.boards = [b.make_board(name=name) for name in ("Arts", "Buses")]
        self.ending = b.make_board(name="Coast", active_to=b.day(-90))
        self.all = [*self.boards, self.ending]
        self.diary.boards = [board.pk for board in self.all]
        self.owner, self.officer, self.clerk = b.make_owner(), b.make_user(), b.make_clerk()
        self.review, self.later = b.make_review(), b.make_review()

    def live(self) -> Diary:
        held = {
            START + 5 + index * 7 + step * 2 * MONTH: board for index, board in enumerate(self.all) for step in range(7)
        }
        self.meetings = {
            when: b.make_meeting(board=board, date=b.day(when), status="scheduled") for when, board in held.items()
        }
        for today in range(START, 1):
            for when, meeting in self.meetings.items():
                if when == today + 20 and self.dice.random() < 0.8:
                    self.ask(meeting, today, when)
            for _ in range(self.dice.choice((0, 0, 0, 0, 1, 1, 2))):
                self.something(today)
            if today in self.meetings and today < 0:
                self.meet(self.meetings[today], today)
            if today == -80:
                self.hand_on(today)
            if today == -60:
                self.supersede(today)
        return self.diary

    def something(self, today):
        act = self.dice.choice(
            (self.make, self.make, self.update, self.update, self.update, self.propose, self.propose)
        )
        act(today)

    # what happens

    def make(self, today):
        board = self.dice.choice(self.boards if today > -91 else self.all)
        due = {}
        if self.dice.random() < 0.8:
            due = {"due_on": b.day(today + self.dice.randrange(10, 150))}
        answers, kind = {}, self.dice.choice(("recommend", "finding", "area", ""))
        if kind == "recommend":
            answers["resolution"] = self.recommend(board, today)
        elif kind:
            answers["finding"] = self.area(board, today)
        row = b.make_action(
            monitoring_board=board,
            owner=self.owner,
            by=self.clerk,
            now=b.at(today),
            today=b.day(today),
            **due,
            **answers,
        )
        offset = (due["due_on"] - b.day(0)).days if due else None
        kept = Kept(row, today, board.pk, offset, offset)
        if answers:
            [(name, answered)] = answers.items()
            setattr(kept, name, answered.pk)
        self.diary.actions[row.pk] = kept

    def recommend(self, board, today):
        """A resolution of a meeting on its own, served or not, and answered or not, now or later."""
        day = today - self.dice.randrange(0, 3)
        meeting = b.make_meeting(board=self.other_board(board, day), date=b.day(day), status="held")
        resolution = b.make_resolution(kind="recommend", item=b.make_item(meeting=meeting))
        served = []
        for _ in range(self.dice.choice((0, 1, 1, 2))):
            due = today + 60
            row = b.make_recommendation(
                resolution=resolution, served_on=b.day(today), response_due_on=b.day(due), recorded_by=self.clerk
            )
            responses, when = [], today
            for _ in range(self.dice.choice((0, 1, 1, 2))):
                when += self.dice.randrange(1, 90)
                answer = self.dice.choice(("accepted", "partly", "rejected", "deferred"))
                until = when + 40 if answer == "deferred" else None
                b.make_response(
                    row,
                    answer=answer,
                    received_on=b.day(when),
                    new_due_on=until and b.day(until),
                    recorded_by=self.clerk,
                )
                responses.append((when, answer, until))
            served.append((today, due, responses))
        self.diary.recommended.append((resolution.pk, meeting.board_id, day, served))
        return resolution

    def other_board(self, board, day):
        """A board of its own for a meeting, so that no two of a board fall on a day: counted like any other."""
        other = b.make_board()
        self.diary.boards.append(other.pk)
        return other

    def area(self, board, today):
        review = self.review
        if self.dice.random() < 0.5:
            meeting = b.make_meeting(board=self.other_board(board, today), date=b.day(today), status="held")
            review = b.make_review(item=b.make_item(meeting=meeting))
            reported = (today, meeting.board_id)
        else:
            reported = (None, None)
        finding = b.make_finding(review=review)
        self.diary.areas.append((finding.pk, *reported))
        return finding

    def update(self, today):
        kept = self.one_open()
        if kept is None:
            return
        status = "complete" if kept.waiting else self.dice.choice(("in_progress", "in_progress", "complete"))
        impact = self.dice.choice(WORDS)
        update = b.make_update(
            kept.row,
            by=self.officer,
            now=b.at(today, hour=10),
            status_reported=status,
            impact=impact,
        )
        if status == "complete" != kept.status:
            kept.complete.append(today)
        kept.status = status
        if impact:
            kept.impacts.append(today)
        if update.meeting_id:
            self.diary.received.setdefault((update.meeting_id, kept.row.pk), []).append(today)

    def propose(self, today):
        kept = self.one_open()
        if kept is None or kept.waiting:
            return
        kind, more = self.dice.choice(("close", "close", "extend", "withdraw")), {}
        before = kept.status
        if kind == "extend":
            kept.wanted = today + self.dice.randrange(30, 200)
            more["new_due_on"] = b.day(kept.wanted)
        kept.waiting = b.make_proposal(kept.row, by=self.officer, kind=kind, now=b.at(today, hour=11), **more), before
        if kind == "close":
            if kept.status != "complete":
                kept.complete.append(today)
            kept.status = "complete"

    def one_open(self):
        standing = [kept for kept in self.diary.actions.values() if kept.ended is None]
        return self.dice.choice(standing) if standing else None

    def meet(self, meeting, today):
        """The meeting is held, and some of what waits is decided; it is recorded up to three days later."""
        meetings.hold(meeting=meeting, by=self.clerk, now=b.at(today, hour=18), today=b.day(today))
        meeting.refresh_from_db()
        for kept in self.diary.actions.values():
            if kept.waiting and kept.now_of == meeting.board_id and self.dice.random() < 0.7:
                self.decide(kept, meeting, today)

    def decide(self, kept, meeting, today):
        (proposal, before), granted = kept.waiting, self.dice.random() < 0.7
        decisions.decide(proposal=proposal, granted=granted, meeting=meeting, by=self.clerk, now=b.at(today, hour=19))
        kept.row.refresh_from_db()
        kept.waiting = None
        if granted and proposal.kind == "extend":
            kept.extended.append((today, meeting.board_id))
            kept.due = kept.wanted
        elif granted:
            kept.ended = today, "closed" if proposal.kind == "close" else "withdrawn"
        elif proposal.kind == "close":
            kept.status = before

    def ask(self, meeting, today, when):
        requests.open_round(meeting=meeting, by=None, now=b.at(today, hour=8))
        # what is owed is another test's question; what comes of it is this one's
        asked = RequestLine.objects.filter(request__meeting=meeting).values_list("action", flat=True)
        last = (meeting.updates_due_on - b.day(0)).days
        self.diary.meetings.append((meeting.pk, when, meeting.board_id, last, dict.fromkeys(asked, today)))
        for action in self.dice.sample(list(asked), k=len(asked) // 4):
            row = self.diary.actions[action].row
            requests.give_reason(meeting=meeting, action=row, reason="Ill.", by=self.clerk, now=b.at(today, hour=9))
            self.diary.excused.add((meeting.pk, action))

    def hand_on(self, today):
        moving = {
            kept.row: self.dice.choice(self.boards)
            for kept in self.diary.actions.values()
            if kept.ended is None and kept.now_of == self.ending.pk
        }
        if moving:
            turnover.hand_on(board=self.ending, choices=moving, reason="It ends.", by=self.clerk, now=b.at(today))
        for row, board in moving.items():
            row.refresh_from_db()
            self.diary.actions[row.pk].moves.append((today, board.pk))

    def supersede(self, today):
        """Half of what is open of one review gets another's action in its place."""
        standing = [
            kept
            for kept in self.diary.actions.values()
            if kept.finding and kept.ended is None and kept.row.finding.review_id == self.review.pk and not kept.waiting
        ]
        if not standing:
            return
        finding = b.make_finding(review=self.later)
        self.diary.areas.append((finding.pk, None, None))
        instead = b.make_action(
            monitoring_board=self.boards[0],
            owner=self.owner,
            by=self.clerk,
            finding=finding,
            now=b.at(today),
            today=b.day(today),
        )
        self.diary.actions[instead.pk] = Kept(instead, today, self.boards[0].pk, None, None, finding=finding.pk)
        ended = standing[::2]
        b.make_supersession(
            review=self.review,
            later=self.later,
            choices=[Choice(kept.row, "superseded", by_action=instead) for kept in ended],
            by=self.clerk,
            now=b.at(today),
        )
        for kept in ended:
            kept.ended = today, "superseded"
