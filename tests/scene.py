"""The cast in a world with one of everything that has an address: for all to see, and exempt."""

from types import SimpleNamespace

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.services import answers, circulating, endings, minutes, packs, questions, reading
from actions.services.supersessions import Choice
from meetings.models import Attendance, Document, DocumentVersion, MinutesSource
from meetings.services import work
from people.models import User
from tests import builders as b
from tests import second_steps
from tests.cast import EXEMPT_WORDS

QUERY_WORDS = "Marigold query"
NOTE_WORDS = "Saffron note"
CHAIR_WORDS = "Teal remark"
ENQUIRY_WORDS = "Ochre enquiry"
NOBODY = "nobody"


def make_scene(cast) -> SimpleNamespace:
    """The cast's own rows by their names, and more. Exempt words stand in every kind of row that can hold them."""
    words, exempt = EXEMPT_WORDS, {"is_exempt": True, "exempt_paragraphs": "3"}
    cast.resolution.clerk_query = f"{QUERY_WORDS}: which service is meant?"
    cast.resolution.save(update_fields=["clerk_query"])
    # before there is anybody who has left: whoever was sent something while a member goes on reading it
    endings = endings_for(cast, words, exempt)
    absent = not_today(cast)
    User.objects.update(password=make_password("a long walk by the canal"))
    return SimpleNamespace(
        **vars(cast),
        everybody={**cast.everybody, **absent, NOBODY: None},
        **updates_for(cast, words, exempt),
        **papers_for(cast, words, exempt),
        **endings,
        **packs_for(cast),
        **reviews_for(cast, words),
        **work_for(cast, words, exempt),
        **decided_for(cast, words, exempt),
        word_template=b.make_word_template(by=cast.clerk),
        **questions_for(cast, words),
        message=b.make_message(meeting=cast.next, owner=cast.owner, recipient=cast.officer),
        **ways_in_for(cast.officer),
    )


def not_today(cast):
    """Who sat on the board and held the post until yesterday, and who does so from tomorrow."""
    former, coming = b.make_user("Cllr Ida Former"), b.make_user("Cllr Jan Coming")
    for user, period in ((former, {"ends_on": b.day(-1)}), (coming, {"starts_on": b.day(1)})):
        b.make_membership(board=cast.lives, user=user, **period)
        b.make_holding(owner=cast.owner, user=user, **period)
    return {"former": former, "coming": coming}


def ways_in_for(user):
    """A second step of signing in, a passkey and a session somewhere else."""
    second_steps.set_up(user)
    session = UserSession.objects.create(user=user, ip="192.0.2.1", session_key="elsewhere", user_agent="Firefox")
    return {"passkey": second_steps.add_passkey(user), "session": session}


def updates_for(cast, words, exempt):
    """A quiet action with an update for all, and one that is exempt while the action is not."""
    quiet = b.make_action(title="Publish the plan", owner=cast.owner, monitoring_board=cast.lives, by=cast.clerk)
    shown = b.make_update(quiet, by=cast.officer, evidence=SimpleUploadedFile("plan.txt", b"The plan."))
    hidden = b.make_update(
        quiet,
        by=cast.officer,
        status_reported="paused",
        status_reason=f"The {words} is disputed.",
        confidence="red",
        confidence_reason=f"The {words} may end.",
        progress=f"The {words} was read.",
        evidence=SimpleUploadedFile(f"{words}.txt", words.encode()),
        **exempt,
    )
    b.make_update(cast.exempt_action, by=cast.officer, progress=f"The {words} was read.")
    b.make_proposal(cast.exempt_action, by=cast.officer, reason=f"The {words} is settled.")
    return {
        "quiet": quiet,
        "shown_update": shown,
        "exempt_update": hidden,
        "evidence": shown.evidence.get(),
        "exempt_evidence": hidden.evidence.get(),
    }


def decided_for(cast, words, exempt):
    """What the last meeting decided: for all to see, on exempt matter, and exempt on an action that is not."""
    at_past = {"meeting": cast.past, "recorded_by": cast.clerk}
    amended = {"meeting": cast.past, "made_by": cast.clerk}
    b.make_amendment(item=cast.exempt_item, words=f"The {words} was discussed.", **amended)
    b.make_amendment(resolution=cast.exempt_resolution, words=f"That the {words} be ended.", **amended)
    hidden = b.make_outcome(action=cast.exempt_action, words=f"Watch the {words}.", **at_past)
    b.make_action(title=f"Cost the {words}", outcome=hidden, owner=cast.owner, monitoring_board=cast.lives)
    return {
        "outcome": b.make_outcome(action=cast.action, words="Come back with figures.", **at_past),
        "exempt_outcome": hidden,
        "outcome_exempt_itself": b.make_outcome(
            action=cast.action, kind="ask_report", words=f"What the {words} costs.", **at_past, **exempt
        ),
        "exempt_resolved": b.make_outcome(
            kind="new_resolution", resolution_kind="approve", words=f"That the {words} be let.", **at_past, **exempt
        ),
    }


def work_for(cast, words, exempt):
    """Work items at the next meeting, taken and dropped; exempt by themselves and by a resolution, and one for all."""
    common = {"board": cast.lives, "by": cast.clerk, "owner": cast.owner}
    b.make_work_item(**common, title=f"The {words}", purpose=f"To see the {words}.", meeting=cast.next, **exempt)
    hidden = b.make_work_item(**common, title=f"Report on the {words}", resolution=cast.exempt_resolution)
    work.move(item=hidden, meeting=cast.next, by=cast.clerk, now=b.at(-6))
    work.move(item=hidden, by=cast.clerk, now=b.at(-5), why=f"The {words} is not ready.")
    for end in (work.drop, lambda why, **item: work.take(meeting=cast.past, **item)):
        ended = b.make_work_item(**common, title=f"The old {words}", **exempt)
        end(item=ended, why=f"The {words} ended.", by=cast.clerk, now=b.at(-4))
    return {
        "work_item": b.make_work_item(**common, title="Autism pathway", meeting=cast.next, resolution=cast.resolution),
        "exempt_work_item": hidden,
    }


def endings_for(cast, words, exempt):
    """How resolutions ended: circulated, recommended, reported on and referred; for all, and exempt."""

    def resolved(kind, item=cast.item):
        text = "That it be done." if item == cast.item else f"That the {words} be dealt with."
        return b.make_resolution(item=item, kind=kind, text=text)

    common = {"by": cast.clerk, "now": b.at(-3)}
    open_one = b.send_circulation(resolution=resolved("circulate"), by=cast.clerk)
    hidden = b.send_circulation(
        resolution=resolved("circulate"), by=cast.clerk, title="Plan for members", note=f"The {words}.", added=exempt
    )
    exempt_one = b.send_circulation(
        resolution=resolved("circulate", cast.exempt_item),
        by=cast.clerk,
        title=f"{words} plan",
        note=f"The {words}.",
        must_contain=[f"Has the {words}"],
        missing=[f"Has the {words}"],
        without_why=f"The {words} is not valued.",
    )
    prepared = b.make_circulation(resolution=resolved("circulate"), version=open_one.version)
    exempt_prepared = b.make_circulation(
        resolution=resolved("circulate", cast.exempt_item), version=exempt_one.version, note=f"The {words}."
    )
    recommendation = b.make_recommendation(resolution=resolved("recommend"))
    exempt_recommendation = b.make_recommendation(
        resolution=resolved("recommend", cast.exempt_item), to_body=f"{words} company", note=f"The {words}."
    )
    report = endings.request_report(
        resolution=cast.resolution, board=cast.lives, title="Progress", meeting=cast.next, **common
    )
    exempt_report = endings.request_report(
        resolution=cast.exempt_resolution, board=cast.lives, title=f"The {words}", meeting=cast.next, **common
    )
    referral = endings.refer(resolution=resolved("refer"), to_board=cast.health, **common)
    exempt_referral = endings.refer(
        resolution=resolved("refer", cast.exempt_item), to_board=cast.health, why=f"The {words}.", **common
    )

    def first(circulation):
        return circulation.recipients.get(user=cast.member)

    return {
        "circulation": open_one,
        "hidden_circulation": hidden,
        "exempt_circulation": exempt_one,
        "prepared": prepared,
        "exempt_prepared": exempt_prepared,
        "sent_to": first(open_one),
        "exempt_sent_to": first(exempt_one),
        "token": circulating.token_of(first(open_one).deliveries.get()),
        "exempt_token": circulating.token_of(first(exempt_one).deliveries.get()),
        "hidden_token": circulating.token_of(first(hidden).deliveries.get()),
        "recommendation": recommendation,
        "exempt_recommendation": exempt_recommendation,
        "response": b.make_response(recommendation),
        "exempt_response": b.make_response(exempt_recommendation, answer="rejected", reasons=f"The {words}."),
        "report": report.row,
        "exempt_report": exempt_report.row,
        "referral": referral.row,
        "exempt_referral": exempt_referral.row,
    }


def questions_for(cast, words):
    """A member's questions of every reach, one answered with an undertaking, and the same on an exempt action."""
    ask = {"meeting": cast.next, "by": cast.member, "now": b.at(-3)}
    on_action, on_exempt = {"action": cast.action, **ask}, {"action": cast.exempt_action, **ask}
    for action in (cast.action, cast.exempt_action):
        reading.mark_read(meeting=cast.next, actions=[action], by=cast.member, seen_at=b.at(-3), now=b.at(-3))
        reading.flag(meeting=cast.next, action=action, by=cast.member, now=b.at(-3))
    for reach in ("chair", "board"):
        questions.ask(text=f"Who pays for the {words}?", reach=reach, **on_exempt)
    promised = {"undertaking_owner": cast.owner, "by": cast.officer, "now": b.at(-2), "seen_answers": 0}
    answered = questions.ask(text="Is it published?", reach="submitted", **on_action)
    hidden = questions.ask(text=f"Is the {words} signed?", reach="submitted", **on_exempt)
    done = questions.ask(text=f"When does the {words} end?", reach="submitted", **on_exempt)
    ended = answers.answer(
        question=done, text=f"The {words} ends.", undertaking=f"End the {words}.", make_action=True, **promised
    )
    return {
        "note": questions.ask(text=f"{NOTE_WORDS}: is this the third time?", **on_action),
        "to_chair": questions.ask(text=f"{CHAIR_WORDS}: who comes?", reach="chair", **on_action),
        "enquiry": questions.ask(text=f"{ENQUIRY_WORDS}: what does it cost?", reach="board", **on_action),
        "question": questions.ask(text="Who reads it?", reach="submitted", **on_action),
        "answer": answers.answer(question=answered, text="Not yet.", undertaking="Publish it.", **promised),
        "exempt_question": questions.ask(text=f"What is the {words}?", reach="submitted", **on_exempt),
        "exempt_answer": answers.answer(
            question=hidden, text=f"The {words} is signed.", undertaking=f"Publish the {words}.", **promised
        ),
        "undertaken": ended.actions.get(),
    }


def packs_for(cast):
    """A coming meeting whose pack is published, and one whose pack had to be withdrawn from the public."""
    published, withdrawn = (b.make_meeting(board=cast.lives, date=b.day(offset)) for offset in (35, 42))
    taken_away = b.make_pack(withdrawn, by=cast.clerk)
    packs.withdraw_public(pack=taken_away, why="Matter in it has become exempt.", by=cast.clerk, now=b.at())
    return {
        "published": published,
        "withdrawn": withdrawn,
        "pack": b.make_pack(published, by=cast.clerk),
        "withdrawn_pack": taken_away,
    }


def papers_for(cast, words, exempt):
    """Reviews, plans, papers, minutes and a draft, each with exempt words in it somewhere."""
    hidden = b.make_finding(review=cast.review, text=f"That the {words} be looked into.", **exempt)
    Attendance.objects.create(meeting=cast.past, item=cast.exempt_item, position=1, name=f"{words} adviser")
    paper = Document.objects.create(item=cast.item, title="Report")
    Document.objects.create(item=cast.exempt_item, title=f"{words} report")
    url = f"https://example.org/{words.replace(' ', '-')}"
    DocumentVersion.objects.create(document=paper, number=1, url=url, added_at=b.at(-30), **exempt)
    other = b.make_meeting(board=cast.health, date=b.day(-60))
    MinutesSource.objects.create(
        meeting=other, text="1. Apologies\n", sha256="1" * 64, origin="pasted", added_at=b.at()
    )
    MinutesSource.objects.create(
        meeting=cast.past, text=f"6. The {words}\n", sha256="0" * 64, origin=f"{words}.txt", added_at=b.at(-20)
    )
    return {
        "paper": paper,
        "hidden_finding": hidden,
        "draft": minutes.start(
            text=f"RESOLVED: That the {words} be noted.", origin="pasted", by=cast.clerk, now=b.at()
        ),
    }


def reviews_for(cast, words):
    """An exempt review in the place of one that is not; an exempt plan beside another, with an action of both."""
    audit = b.make_review(title=f"Audit of the {words}", slug="audit", item=cast.exempt_item, lead=f"{words} auditor")
    finding = b.make_finding(review=audit, text=f"That the {words} be mended.", theme=f"{words} theme")
    mended = b.make_action(title=f"Mend the {words}", finding=finding, monitoring_board=cast.lives)
    old = b.make_review(title="Health check", slug="health-check", item=cast.item)
    earlier = b.make_action(title="Keep the register", finding=b.make_finding(review=old), monitoring_board=cast.lives)
    plan = b.make_plan(title="Plan for autism", review=cast.review, monitored_by=cast.lives, actions=[cast.action])
    audit_plan = b.make_plan(
        title=f"Plan for the {words}", review=audit, monitored_by=cast.lives, actions=[mended, cast.action]
    )
    b.make_supersession(
        review=old,
        later=audit,
        choices=[Choice(earlier, "superseded", by_action=mended)],
        note=f"The {words} comes first.",
        by=cast.clerk,
    )
    sold = b.make_action(title=f"Sell the {words}", finding=finding, monitoring_board=cast.lives)
    b.make_update(sold, by=cast.officer, impact=f"Nobody pays for the {words}.")
    b.make_decision(b.make_proposal(sold, by=cast.officer), meeting=cast.past, by=cast.clerk)
    letters = {
        name: b.make_letter(review, text)
        for name, review, text in (("letter", cast.review, "The letter."), ("exempt_letter", audit, words))
    }
    return {
        "audit": audit,
        "audit_finding": finding,
        "old_review": old,
        "exempt_finding": finding,
        "plan": plan,
        "approval": b.make_approval(plan, body="Senior Leadership Team"),
        "audit_plan": audit_plan,
        "exempt_approval": b.make_approval(audit_plan, body=f"{words} board"),
        "mended": mended,
        **letters,
    }
