"""Somebody with a name like no other who has done everything here, and what the record says of them."""

from types import SimpleNamespace

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from actions.models import QuestionNotice
from actions.services import answers, decisions, drafts, minutes, questions, reading, turnover
from actions.services import evidence as evidence_services
from actions.services.rounds import requests
from meetings.models import Attendance, MinutesSource
from meetings.services import documents, work
from people.models import Board, Message, User
from people.services import events, invitations
from tests import builders as b
from tests import second_steps

NAME, EARLIER_NAME = "Cllr Zoë Quillfeather", "Zoë Quillfeather-Marr"
ADDRESS, EARLIER_ADDRESS = "zoe.quillfeather@thornburyvale.example", "quillfeather.old@example.org"
# what all of these have in common, in small letters
TRACE = "quillfeather"


def lead(cast) -> User:
    """A member, officer and clerk of the cast's council who left yesterday, having done everything there is to do."""
    person = b.make_clerk(name=EARLIER_NAME, email=EARLIER_ADDRESS, password="a long walk by the canal")
    person.name, person.email = NAME, ADDRESS
    person.save()
    held = [
        b.make_membership(board=cast.lives, user=person),
        b.make_holding(owner=cast.owner, user=person, starts_on=b.day(-399)),
    ]
    scene = SimpleNamespace(**vars(cast), person=person)
    for part in (_signs_in, _answers_for_actions, _asks, _decides, _keeps_the_record, _is_written_to, _is_kept):
        part(scene)
    for row in held:
        row.ends_on = b.day(-1)
        row.save()
    person.is_clerk = False
    person.save()
    return person


def _signs_in(scene):
    person = scene.person
    second_steps.set_up(person)
    second_steps.add_passkey(person, name="Quillfeather’s telephone")
    told = {"userinfo": {"sub": "quillfeather-1", "email": ADDRESS, "name": NAME}}
    SocialAccount.objects.create(user=person, provider="sso", uid="quillfeather-1", extra_data=told)
    EmailAddress.objects.create(user=person, email=ADDRESS)
    session = SessionStore()
    session.update(
        {SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: "any", "account_authentication_methods": [ADDRESS]}
    )
    session.save()
    UserSession.objects.create(
        user=person, ip="192.0.2.7", session_key=session.session_key, user_agent="Quillfeather/5.0"
    )
    # counted against the address, in the cache that all processes share
    Client().post(reverse("account_login"), {"login": ADDRESS, "password": "forgotten"})
    invitations.invite(user=person, by=scene.admin, now=b.at(-300), link="https://example.org/")


def _answers_for_actions(scene):
    person = scene.person
    scene.task = b.make_action(title="Publish the plan", owner=scene.owner, monitoring_board=scene.lives, by=person)
    file = SimpleUploadedFile("figures.txt", b"Figures.")
    b.make_update(scene.task, by=person, progress="The first draft is written.", evidence=file)
    b.make_update(scene.exempt_action, by=person, progress="The Zanzibar lease was read.")
    wrong = b.make_update(scene.task, by=person, evidence=SimpleUploadedFile("wrong.txt", b"Another child."))
    evidence_services.remove(evidence=wrong.evidence.get(), reason="It is of another child.", by=person, now=b.at(-9))
    drafts.keep(values={scene.task: {"progress": f"{NAME} is drafting."}}, by=person, now=b.at(-2))
    quiet = b.make_action(owner=scene.owner, monitoring_board=scene.lives, by=person)
    b.make_proposal(quiet, by=person, reason="It has been done.")
    requests.give_reason(meeting=scene.next, action=scene.action, reason="The system is down.", by=person, now=b.at(-4))


def _asks(scene):
    person, of = scene.person, {"meeting": scene.next, "by": scene.person, "now": b.at(-3)}
    for reach, text in (
        ("private", f"Note to {NAME}: ask again."),
        ("chair", "Who comes?"),
        ("board", "What does it cost?"),
        ("submitted", "Who has read it?"),
    ):
        scene.question = questions.ask(text=text, reach=reach, action=scene.action, **of)
    questions.ask(text="Is the Zanzibar lease signed?", action=scene.exempt_action, **of)
    reading.mark_read(meeting=scene.next, actions=[scene.action], by=person, seen_at=b.at(-3), now=b.at(-3))
    reading.flag(meeting=scene.next, action=scene.action, by=person, now=b.at(-3))
    other = b.make_question(meeting=scene.next, action=scene.action, asked_by=scene.member)
    answers.answer(question=other, text="In June.", by=person, now=b.at(-2), seen_answers=0)


def _decides(scene):
    person = scene.person
    decisions.decide(proposal=scene.proposal, granted=True, meeting=scene.past, by=person, now=b.at(-3), note="Agreed.")
    b.make_outcome(meeting=scene.past, recorded_by=person)
    b.make_amendment(item=scene.item, meeting=b.make_meeting(board=scene.lives, date=b.day(-2)), made_by=person)
    recommendation = b.make_recommendation(recorded_by=person)
    b.make_response(recommendation, recorded_by=person)
    b.make_referral(recorded_by=person)
    b.make_supersession(review=b.make_review(), later=b.make_review(), by=person)


def _keeps_the_record(scene):
    person = scene.person
    b.make_pack(scene.next, by=person)
    b.send_circulation(resolution=b.make_resolution(item=scene.item, kind="circulate"), by=person)
    item = b.make_work_item(board=scene.lives, by=person)
    work.drop(item=item, why="Not needed.", by=person, now=b.at(-4))
    b.make_word_template(by=person)
    minutes.start(text=f"Present: {NAME}", origin="minutes.txt", by=person, now=b.at(-1))
    version = documents.add_version(item=scene.item, by=person, now=b.at(-5), title="Plan", url="https://example.org/")
    documents.remove(version=version, reason="The wrong plan.", by=person, now=b.at(-4))
    to_owner = b.make_owner()
    turnover.hand_over(from_owner=scene.owner, to_owner=to_owner, reason="A new post.", by=person, now=b.at(-2))
    events.record(subject=scene.lives, actor=person, verb="looked_after", now=b.at(-1))


def _is_written_to(scene):
    person, words = scene.person, {"subject": f"For {NAME}", "text": f"Dear {NAME},", "html": f"<p>Dear {NAME},</p>"}
    to_them = {"recipient": person, "meeting": scene.next}
    b.make_message(**to_them, kind="reminder", state="sent", sent_at=b.at(-1), address=ADDRESS, **words)
    b.make_message(**to_them, kind="failed", state="failed", why=f"550 <{ADDRESS}>: no such user", **words)
    told = b.make_message(**to_them, kind="request")
    answer = b.make_answer(scene.question, answered_by=scene.officer)
    QuestionNotice.objects.create(
        question=scene.question, answer=answer, recipient=person, message=told, written_on=b.day(-1)
    )
    Message.objects.create(
        recipient=scene.officer,
        created_at=b.at(-1),
        send_from=b.at(-1),
        state="sent",
        sent_at=b.at(-1),
        address=scene.officer.email,
        subject=f"{NAME} asks you",
        text=f"{NAME} ({ADDRESS}) asks.",
        html=f"<p>{NAME} asks.</p>",
        why=f"{EARLIER_ADDRESS} was tried first.",
    )


def _is_kept(scene):
    """What the council keeps of them: the minutes' own words, and admin's log of what was done to their rows."""
    person = scene.person
    Attendance.objects.create(meeting=scene.past, position=9, name=NAME, user=person)
    scene.item.minutes = f"{NAME} asked about waiting times."
    scene.item.save(update_fields=["minutes"])
    MinutesSource.objects.create(
        meeting=scene.past,
        text=f"Present: {NAME}",
        sha256="2" * 64,
        origin="pasted",
        added_by=person,
        added_at=b.at(-20),
    )
    events.record(
        subject=scene.action, actor=scene.clerk, verb="edited", now=b.at(-1), note=f"As {NAME} told the office."
    )
    for model, row, text in (
        (User, person, '[{"changed": {"fields": ["Full name"]}}]'),
        (
            Board,
            scene.lives,
            '[{"added": {"name": "membership", "object": "Cllr Zo\\u00eb Quillfeather, Member"}}]',
        ),
    ):
        LogEntry.objects.create(
            user=scene.admin,
            action_time=b.at(-5),
            content_type=ContentType.objects.get_for_model(model),
            object_id=str(row.pk),
            object_repr=str(row),
            action_flag=CHANGE,
            change_message=text,
        )
