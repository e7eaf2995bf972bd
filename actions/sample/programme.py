"""The work programmes of the sample's boards: what came, what is to come, and what was put off twice."""

from actions.services import endings
from meetings.models import Meeting, Resolution, WorkItem
from meetings.services import work

# board: (weeks of the meeting it is planned for, or None; title; kind; the post that brings it; what members want)
PLANNED = {
    "ILSC": (
        (3, "Home to school transport: the first year of the new policy", "review", "Assistant Chief Executive", ""),
        (
            9,
            "Educational psychology: how long families wait",
            "report",
            "Head of Educational Psychology",
            "To see whether waiting times have fallen since the second post was asked for.",
        ),
        (15, "Setting lines of enquiry for the coming year", "item", "Head of Democratic Services", ""),
        (None, "School exclusions: scope of a task-and-finish review", "review", None, ""),
    ),
    "OSMB": (
        (4, "Budget monitoring, third quarter", "report", "Assistant Chief Executive", ""),
        (10, "Scrutiny’s own annual report", "item", "Head of Democratic Services", ""),
    ),
    "HSC": (
        (5, "Winter pressures in hospital discharge", "report", "Head of Adult Commissioning", ""),
        (12, "NHS dentistry: access in the north of the borough", "item", "Director of Public Health", ""),
    ),
}

# board: (weeks of the meeting that took it, title, the post)
YEARLY = {
    "ILSC": (-5, "Corporate parenting: yearly report", "Joint Assistant Director, Commissioning and Inclusion"),
    "OSMB": (-4, "Complaints and compliments: yearly report", "Head of Democratic Services"),
    "HSC": (-7, "Director of Public Health’s yearly report", "Director of Public Health"),
}


CARERS = "Young carers: what support reaches them"
CARERS_PURPOSE = "To hear from young carers themselves, and to see what schools know of them."


def plan(sample):
    """Plan the year with the sample's clerk: `sample` is the `Sample` that is being loaded."""
    for code, (weeks, title, post) in YEARLY.items():
        _plan(sample, code, weeks, title, "annual_update", post, recurs_months=12)
    _plan(sample, "ILSC", -5, CARERS, "report", "Head of Service, Inclusion", purpose=CARERS_PURPOSE)
    for code, rows in PLANNED.items():
        for weeks, title, kind, post, purpose in rows:
            _plan(sample, code, weeks, title, kind, post, purpose=purpose)


def put_off(sample, weeks, *, moved, why):
    """Bring what is on young carers to a later meeting of the commission."""
    item = WorkItem.objects.get(title=CARERS)
    work.move(item=item, meeting=_meeting(sample, "ILSC", weeks), why=why, by=sample.clerk, now=sample.at(moved))


def settle(sample):
    """What the last meetings took, and the report they asked for."""
    for code, (weeks, title, _) in YEARLY.items():
        item, meeting = WorkItem.objects.get(title=title), _meeting(sample, code, weeks)
        work.take(item=item, meeting=meeting, by=sample.clerk, now=sample.at(weeks, 2))
    endings.request_report(
        resolution=Resolution.objects.get(item__meeting__board__code="ILSC", kind=Resolution.Kind.REQUEST_REPORT),
        board=sample.boards["ILSC"],
        meeting=_meeting(sample, "ILSC", 9),
        title="SEND Peer Challenge: progress on the actions",
        owner=sample.posts["Head of Service, Inclusion"],
        by=sample.clerk,
        now=sample.at(-4),
    )


def _plan(sample, code, weeks, title, kind, post, **more):
    work.plan(
        board=sample.boards[code],
        meeting=None if weeks is None else _meeting(sample, code, weeks),
        title=title,
        kind=kind,
        owner=post and sample.posts[post],
        by=sample.clerk,
        now=sample.at(-17, 1),
        **more,
    )


def _meeting(sample, code, weeks) -> Meeting:
    return Meeting.objects.get(board__code=code, date=sample.day(weeks))
