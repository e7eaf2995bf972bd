"""What the commission of the sample decided at its last meeting, going down its pack: something of every kind."""

from actions.services import outcomes
from actions.services.outcomes import Decided, Made
from meetings.models import Meeting, Resolution


def decide(sample, meeting, *, now):
    """Record all of it in one save, but for the proposals: `meeting` was held, and nothing of its minutes is here."""
    first, second, third, fourth = sample.areas("ILSC")
    board = sample.boards["ILSC"]
    later = Meeting.objects.get(board=board, date=sample.day(9))
    noted = Resolution.objects.filter(kind=Resolution.Kind.NOTE, item__meeting__board=board).order_by("pk").first()
    write = Made(
        title="Write to the clinic about its own waiting times",
        owner=sample.posts["Head of Democratic Services"],
        due_meeting=Meeting.objects.get(board=board, date=sample.day(3)),
    )
    decided = (
        Decided("report", "ask_report", "Who leads for adult care from Year 9 on", action=second, at_meeting=later),
        Decided(
            "third", "keep_monitoring", "Members want to see a term of the new record before it goes further.", third
        ),
        Decided("fourth", "note", action=fourth),
        Decided("first", "note", "The figures are now where families look for them.", action=first),
        Decided("noted", "note", on_resolution=noted),
        Decided(
            "letter",
            "new_resolution",
            "That the Chair write to the clinic and ask for its own waiting times by the spring.",
            resolution_kind=Resolution.Kind.OTHER,
            make=write,
        ),
        Decided(
            "carers",
            "refer",
            "How young carers are found by surgeries and hospitals",
            referred_to=sample.boards["HSC"],
        ),
        Decided(
            "prices",
            "note",
            "What two firms asked for reports to panels, which members heard in private.",
            is_exempt=True,
            exempt_paragraphs="3",
        ),
    )
    outcomes.record_all(meeting=meeting, decided=decided, by=sample.users["other_clerk"], now=now, today=meeting.date)
