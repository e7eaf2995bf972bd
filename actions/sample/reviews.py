"""What the sample tells of reviews: an older one with its plan, and how the peer challenge took its place."""

import datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from actions.models import Action, Review
from actions.services import decisions, plans, reviews, supersessions, updates
from actions.services.supersessions import Choice
from meetings.models import Meeting
from meetings.services import meetings

WEEK, FILE, DUES = -40, "transition_review.txt", (-18, -6, 6)
REPORT = b"Illustrative. Of thirty families asked, twenty-eight had a letter that names their worker.\n"
LETTER = b"Illustrative. The peer team thanks everybody who gave up their time, and sets out what it found.\n"


def tell_of_the_older_one(sample):
    """The inspection and what came of it until the peer challenge: one action is closed, two are still open."""
    board = sample.boards["ILSC"]
    meetings.plan(
        board=board,
        date=sample.day(WEEK),
        starts_at=datetime.time(17, 30),
        venue="Council Chamber, Town Hall",
        by=sample.clerk,
        now=sample.at(WEEK - 4),
    )
    sample.import_minutes("ILSC", WEEK, FILE, dues=DUES)
    letters, early, record = _answering(_reported(sample, WEEK))
    sample.update(letters, -30, "The letter is written with the parent carer forum and goes out each September.")
    updates.add(
        action=letters,
        by=sample.holder(letters),
        now=sample.at(-21),
        seen_version=None,
        status_reported="complete",
        confidence="green",
        progress="Every family of a young person who turned eighteen this year has had the letter.",
        impact="Of thirty families asked, twenty-eight knew whom to ring; the year before it was nine.",
        evidence=ContentFile(REPORT, name="Survey of families.txt"),
    )
    sample.update(early, -21, "Adult care takes part from Year 10 in two schools.")
    sample.update(
        record,
        -21,
        "The first young people are asked in autumn.",
        confidence="amber",
        confidence_reason="No system yet.",
    )


def tell_of_the_later_one(sample):
    """The peer challenge's plan and letter; and what became of the audit's actions when it took its place."""
    older, later = _reported(sample, WEEK), _reported(sample, -16)
    _close_the_first(sample, older)
    when = {"by": sample.clerk, "now": sample.at(-15)}
    reviews.edit(
        review=later,
        seen_version=None,
        by=sample.clerk,
        now=sample.at(-15),
        title=later.title,
        kind=later.kind,
        started_on=later.started_on,
        ended_on=later.ended_on,
        scheme="Regional sector-led improvement (illustrative)",
        lead="A director of children’s services from a neighbouring council",
    )
    themes = ("Waiting times", "Preparing for adult life", "Recording impact", "Young people’s voice")
    areas = later.findings.areas().order_by("number")
    reviews.set_themes(
        review=later,
        themes=dict(zip(areas.values_list("pk", flat=True), themes, strict=False)),
        seen_version=None,
        **when,
    )
    reviews.add_letter(review=later, file=ContentFile(LETTER, name="letter.txt"), seen_version=None, **when)
    plan = later.plans.get()
    _agree_how(sample, plan, when)
    _, early, record = _answering(older)
    takes_over = _answering(later)[1]
    supersessions.supersede(
        review=older,
        later=later,
        choices=[
            Choice(early, "superseded", by_action=takes_over),
            Choice(record, "carried_on", plan=plan),
        ],
        note="Agreed with the Chair after the meeting: one plan, not two.",
        seen_version=None,
        **when,
    )


def _agree_how(sample, plan, when):
    """The plan's update protocol, and of its two bodies the day on which one received and approved it."""
    plans.edit(
        plan=plan,
        seen_version=None,
        overseen_by=sample.boards["SENDB"],
        protocol="report",
        frequency="every_meeting",
        **when,
    )
    body = plan.approvals.order_by("body").first().body
    for approval in plan.approvals.filter(body=body):
        plans.edit_approval(approval=approval, on=sample.day(-18), seen_version=None, **when)


def _close_the_first(sample, older):
    letters = _answering(older)[0]
    proposal = sample.propose(letters, -17, "close", "Every family has the letter, and the survey shows that it helps.")
    moment = sample.at(-16, 1)
    meeting = Meeting.objects.get(board=sample.boards["ILSC"], date=sample.day(-16))
    meetings.hold(meeting=meeting, by=sample.clerk, now=moment, today=timezone.localdate(moment))
    decisions.decide(proposal=proposal, granted=True, meeting=meeting, by=sample.clerk, now=moment)


def _reported(sample, week):
    return Review.objects.get(item__meeting__date=sample.day(week))


def _answering(review):
    """The actions that answer a review's areas, in the order of the areas."""
    return list(Action.objects.filter(finding__review=review).order_by("finding__number"))
