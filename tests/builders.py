"""Makes rows for tests: real ones, through the services where there are services.

Every builder takes what the test is about and fills in the rest. Days are counted from TODAY.
"""

import datetime
import itertools

from django.utils import timezone

from actions.models import Finding, Notice, Review
from actions.services import actions, decisions, updates
from meetings.models import AgendaItem, Meeting, Resolution
from people.models import Board, Directorate, Holding, Membership, Message, Owner, User
from people.standing import standing_of
from tests.conftest import TODAY

_count = itertools.count(1)


def day(offset: int) -> datetime.date:
    """The day `offset` days from the tests' today."""
    return TODAY + datetime.timedelta(days=offset)


def at(offset: int = 0, hour: int = 12) -> datetime.datetime:
    """A moment `offset` days from the tests' today, in the council's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day(offset), datetime.time(hour)))


def make_user(name="", **over):
    n = next(_count)
    return User.objects.create_user(**{"email": f"person{n}@example.org", "name": name or f"Person {n}", **over})


def make_clerk(**over):
    return make_user(**{"is_clerk": True, **over})


def make_board(**over):
    n = next(_count)
    return Board.objects.create(**{"code": f"B{n}", "name": f"Board {n}", **over})


def make_membership(**over):
    fields = {"kind": Membership.Kind.MEMBER, "starts_on": day(-400), **over}
    fields.setdefault("board", None) or fields.update(board=make_board())
    fields.setdefault("user", None) or fields.update(user=make_user())
    return Membership.objects.create(**fields)


def make_owner(**over):
    n = next(_count)
    directorate = over.pop("directorate", None) or Directorate.objects.get_or_create(name="Children’s Services")[0]
    return Owner.objects.create(**{"name": f"Head of Service {n}", "directorate": directorate, **over})


def make_holding(**over):
    fields = {"kind": Holding.Kind.HOLDER, "starts_on": day(-400), **over}
    fields["owner"] = fields.get("owner") or make_owner()
    fields["user"] = fields.get("user") or make_user()
    return Holding.objects.create(**fields)


def make_meeting(**over):
    """A meeting of a board: in the past it is held, else scheduled, unless `status` says otherwise."""
    fields = {"date": day(28), **over}
    fields["board"] = fields.get("board") or make_board()
    if fields.get("month"):
        fields["date"] = None
        fields.setdefault("status", Meeting.Status.PROVISIONAL)
    elif fields["date"] < TODAY:
        fields.setdefault("status", Meeting.Status.HELD)
    return Meeting.objects.create(**fields)


def make_item(**over):
    fields = {"title": f"Item {next(_count)}", **over}
    fields["meeting"] = fields.get("meeting") or make_meeting(date=day(-28))
    fields.setdefault("position", fields["meeting"].items.count() + 1)
    return AgendaItem.objects.create(**fields)


def make_resolution(**over):
    fields = {"text": f"That a report be brought back, {next(_count)}.", "kind": Resolution.Kind.REQUEST_REPORT, **over}
    fields["item"] = fields.get("item") or make_item()
    fields.setdefault("position", fields["item"].resolutions.count() + 1)
    return Resolution.objects.create(**fields)


def make_review(**over):
    n = next(_count)
    fields = {"title": f"Peer challenge {n}", "slug": f"peer-challenge-{n}", "kind": Review.Kind.PEER_CHALLENGE, **over}
    return Review.objects.create(**fields)


def make_finding(**over):
    fields = {"kind": Finding.Kind.AREA, "text": f"That recording be clearer, {next(_count)}.", **over}
    fields["review"] = fields.get("review") or make_review()
    fields.setdefault("number", fields["review"].findings.filter(kind=fields["kind"]).count() + 1)
    return Finding.objects.create(**fields)


def make_action(**over):
    fields = {"title": f"Do what was asked, {next(_count)}", "now": at(-20), "today": day(-20), **over}
    fields["owner"] = fields.get("owner") or make_owner()
    fields["monitoring_board"] = fields.get("monitoring_board") or make_board()
    fields["by"] = fields.get("by") or make_clerk()
    return actions.create(**fields)


def make_update(action, **over):
    fields = {
        "status_reported": "in_progress",
        "confidence": "green",
        "progress": "Half of it is done.",
        "now": at(-10),
        "seen_version": None,
        **over,
    }
    fields["by"] = fields.get("by") or make_user()
    update = updates.add(action=action, **fields)
    action.refresh_from_db()
    return update


def make_proposal(action, **over):
    fields = {"kind": "close", "reason": "It is done.", "now": at(-5), "seen_version": None, **over}
    fields["by"] = fields.get("by") or make_user()
    proposal = decisions.propose(action=action, **fields)
    action.refresh_from_db()
    return proposal


def make_message(*, meeting, owner=None, kind="request", **over):
    """A message of a round, with the notice it carries."""
    fields = {"created_at": at(-1), "send_from": at(-1), **over}
    fields["recipient"] = fields.get("recipient") or make_user()
    message = Message.objects.create(**fields)
    Notice.objects.create(
        meeting=meeting,
        owner=owner or make_owner(),
        kind=kind,
        recipient=message.recipient,
        message=message,
        written_on=day(-1),
    )
    return message


def standing(user, offset: int = 0):
    """What a user holds `offset` days from the tests' today."""
    return standing_of(user, day(offset))
