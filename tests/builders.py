"""Makes rows for tests: real ones, through the services where there are services.

Every builder takes what the test is about and fills in the rest. Days are counted from TODAY.
"""

import datetime
import itertools

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from actions.models import Action, ActionPlan, Answer, Finding, Notice, Outcome, Question, Review
from actions.papers import word_parts
from actions.services import (
    actions,
    decisions,
    endings,
    packs,
    plans,
    reviews,
    supersessions,
    templates,
    updates,
)
from actions.services.supersessions import Choice
from meetings.models import (
    AgendaItem,
    Amendment,
    Circulation,
    Document,
    DocumentVersion,
    Meeting,
    Recommendation,
    Referral,
    Resolution,
    Response,
    WorkItem,
)
from meetings.services import circulations, work
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


def make_decision(proposal, **over):
    """What the board decided on a proposal at a meeting yesterday, unless told at which: agreed, unless told."""
    fields = {"granted": True, "now": at(), **over}
    fields["by"] = fields.get("by") or make_clerk()
    board = proposal.action.monitoring_board
    fields["meeting"] = fields.get("meeting") or make_meeting(board=board, date=day(-1))
    decided = decisions.decide(proposal=proposal, **fields)
    proposal.action.refresh_from_db()
    return decided


def make_plan(*, actions=(), **over):
    fields = {"title": f"Action plan {next(_count)}", **over}
    fields.setdefault("monitored_by", None) or fields.update(monitored_by=make_board())
    plan = ActionPlan.objects.create(**fields)
    plan.actions.set(actions)
    return plan


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


def make_version(**over):
    """A version of a document at an address, of an item."""
    document, item = over.pop("document", None), over.pop("item", None)
    document = document or Document.objects.create(item=item or make_item(), title=f"Paper {next(_count)}")
    fields = {"number": document.versions.count() + 1, "added_at": at(-10), **over}
    if "file" not in fields:
        fields.setdefault("url", f"https://example.org/paper-{next(_count)}")
    return DocumentVersion.objects.create(document=document, **fields)


def _ending(over, kind, **fields):
    """What every ending of a resolution has, for one of `kind`."""
    resolution = over.get("resolution") or make_resolution(kind=kind)
    recorded = {"recorded_by": over.get("recorded_by") or make_clerk(), "recorded_at": at(-10)}
    return {**recorded, **fields, **over, "resolution": resolution}


def make_circulation(**over):
    """A circulation being prepared; sent where `sent_at` says when, to nobody yet."""
    fields = _ending(over, Resolution.Kind.CIRCULATE)
    resolution = fields["resolution"]
    fields.setdefault("number", resolution.circulations.count() + 1)
    fields.setdefault("version", None) or fields.update(version=make_version(item=resolution.item))
    if fields.get("sent_at"):
        fields.setdefault("sent_by", fields["recorded_by"])
    return Circulation.objects.create(**fields)


def send_circulation(*, resolution=None, by=None, content=b"The plan.", title="The plan", **over):
    """A document circulated to the members of the resolution's board, a while ago unless `now` says when."""
    fields = {"must_contain": ["Has completion dates"], "note": "As promised.", "now": at(-3), **over}
    resolution, by, now = (
        resolution or make_resolution(kind=Resolution.Kind.CIRCULATE),
        by or make_clerk(),
        fields["now"],
    )
    added = {"title": title, "file": SimpleUploadedFile("plan.txt", content), **fields.get("added", {})}
    circulation = endings.prepare(
        resolution=resolution,
        version=fields.get("version"),
        added=added,
        must_contain=fields["must_contain"],
        by=by,
        now=now,
    )
    circulation = circulations.check(
        circulation=circulation,
        checks=[(words, words not in fields.get("missing", [])) for words in fields["must_contain"]],
        note=fields["note"],
        without_why=fields.get("without_why", ""),
        seen_revision=None,
        by=by,
        now=now,
    )
    sent = endings.circulate(circulation=circulation, seen_revision=None, by=by, now=now, today=timezone.localdate(now))
    return sent.row


def make_recommendation(**over):
    """A recommendation served 70 days ago on somebody who had 60 days to respond, unless told otherwise."""
    fields = _ending(over, Resolution.Kind.RECOMMEND, served_on=day(-70), response_due_on=day(-10))
    if not (fields.get("to_owner") or fields.get("to_board") or fields.get("to_body")):
        fields["to_body"] = "Cabinet"
    return Recommendation.objects.create(**fields)


def make_response(recommendation, **over):
    fields = {"answer": Response.Answer.ACCEPTED, "received_on": day(-5), "recorded_at": at(-5), **over}
    fields["recorded_by"] = fields.get("recorded_by") or make_clerk()
    fields.setdefault("number", recommendation.responses.count() + 1)
    if fields["answer"] != Response.Answer.ACCEPTED:
        fields.setdefault("reasons", "There is no money for it.")
    return Response.objects.create(recommendation=recommendation, **fields)


def make_referral(**over):
    fields = _ending(over, Resolution.Kind.REFER)
    fields.setdefault("to_board", None) or fields.update(to_board=make_board())
    return Referral.objects.create(**fields)


def make_work_item(**over) -> WorkItem:
    """An item of a board's work programme, planned twenty days ago."""
    fields = {"title": f"Report on attendance, {next(_count)}", "kind": "report", "now": at(-20), **over}
    meeting = fields.get("meeting")
    fields["board"] = fields.get("board") or (meeting.board if meeting else make_board())
    fields["by"] = fields.get("by") or make_clerk()
    return work.plan(**fields)


def make_approval(plan, **over):
    """That a body received a plan, on a day that is not known."""
    fields = {"body": f"Body {next(_count)}", "what": "received", "now": at(-10), "seen_version": None, **over}
    fields["by"] = fields.get("by") or make_clerk()
    return plans.add_approval(plan=plan, **fields)


def make_letter(review, text="Dear colleagues,", **over):
    """A version of a review's letter, a text file; the review has to be of an item."""
    fields = {"file": SimpleUploadedFile("letter.txt", text.encode()), "now": at(-10), "seen_version": None, **over}
    fields["by"] = fields.get("by") or make_clerk()
    version = reviews.add_letter(review=review, **fields)
    review.refresh_from_db()
    return version


def make_supersession(*, review, later, choices=(), **over):
    """A later review in a review's place; the actions that no choice is given for stay."""
    fields = {"now": at(-1), "seen_version": None, **over}
    fields["by"] = fields.get("by") or make_clerk()
    given = {choice.action.pk for choice in choices}
    open_ones = Action.objects.of_review(review).open()
    stay = [Choice(action=action, became="stayed") for action in open_ones if action.pk not in given]
    act = supersessions.supersede(review=review, later=later, choices=[*choices, *stay], **fields)
    for row in (review, *(choice.action for choice in choices)):
        row.refresh_from_db()
    return act


def make_superseded(action, **over):
    """End an action as one of a review that a later one took the place of. Returns what takes its own."""
    review, later = make_review(), make_review()
    make_plan(review=review, actions=[action])
    by_action = make_action(finding=make_finding(review=later))
    make_supersession(review=review, later=later, choices=[Choice(action, "superseded", by_action)], **over)
    action.refresh_from_db()
    return by_action


def make_outcome(**over):
    """What a held meeting decided: by itself that something was noted."""
    fields = {"kind": Outcome.Kind.NOTE, "recorded_at": at(-1), **over}
    action = fields.get("action")
    fields["meeting"] = fields.get("meeting") or make_meeting(board=action and action.monitoring_board, date=day(-1))
    fields["recorded_by"] = fields.get("recorded_by") or make_clerk()
    if not any(fields.get(subject) for subject in ("action", "on_resolution", "finding")):
        fields.setdefault("words", f"That the report be noted, {next(_count)}.")
    return Outcome.objects.create(**fields)


def make_amendment(**over):
    """How words of draft minutes were amended at a later meeting; of an item or of a `resolution`."""
    fields = {"words": "The Committee noted the report, as amended.", "made_at": at(-1), **over}
    if not fields.get("resolution"):
        fields["item"] = fields.get("item") or make_item()
    item = fields.get("item") or fields["resolution"].item
    fields["meeting"] = fields.get("meeting") or make_meeting(board=item.meeting.board, date=day(-1))
    fields["made_by"] = fields.get("made_by") or make_clerk()
    return Amendment.objects.create(**fields)


def make_question(**over):
    """A member's question, submitted unless `reach` differs, on an action unless something else is given."""
    fields = {"text": f"What is still to do, {next(_count)}?", "reach": "submitted", "asked_at": at(-3), **over}
    fields["meeting"] = fields.get("meeting") or make_meeting()
    board = fields["meeting"].board
    if not fields.get("asked_by"):
        fields["asked_by"] = make_membership(board=board).user
    if not (fields.get("action") or fields.get("resolution") or fields.get("finding")):
        fields["action"] = make_action(monitoring_board=board)
    if fields["reach"] == "submitted":
        fields.setdefault("submitted_at", fields["asked_at"])
    fields.setdefault("asked_on", timezone.localdate(fields["asked_at"]))
    return Question.objects.create(**fields)


def make_answer(question=None, **over):
    """An answer to a submitted question; with `undertaking` it needs an `undertaking_owner`, made where not given."""
    fields = {"text": f"It is in hand, {next(_count)}.", "answered_at": at(-2), **over}
    fields["answered_by"] = fields.get("answered_by") or make_user()
    if fields.get("undertaking"):
        fields["undertaking_owner"] = fields.get("undertaking_owner") or make_owner()
    return Answer.objects.create(question=question or make_question(), **fields)


def make_pack(meeting, **over):
    """A published version of a meeting's pack. The first of one that was held, as it was published before its day."""
    fields = {"now": at(), **over}
    fields["by"] = fields.get("by") or make_clerk()
    if meeting.status != Meeting.Status.HELD or meeting.packs.exists():
        return packs.publish(meeting=meeting, **fields)
    fields["now"] = over.get("now") or at((meeting.date - TODAY).days - 10)
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.SCHEDULED)
    pack = packs.publish(meeting=meeting, **fields)
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.HELD)
    return pack


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


def make_word_template(data=None, **over):
    """That papers are written in a template of the council's from now on: one with all styles, unless told which."""
    fields = {"name": "council.docx", "by": None, "now": at(-1), "seen_version": 0, **over}
    fields["by"] = fields["by"] or make_clerk()
    return templates.choose(data=data or word_parts.default_template(), **fields)


def standing(user, offset: int = 0):
    """What a user holds `offset` days from the tests' today."""
    return standing_of(user, day(offset))
