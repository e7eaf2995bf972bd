"""`manage.py send_due`: what is due is written and sent, once, and run again it goes on where it stopped."""

import threading
from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from actions.models import Notice, RequestLine
from actions.services import meetings, updates
from actions.services.rounds import requests, sending
from people.models import Message
from people.services import outbox
from tests.actions.rounds.stage import (
    ABOVE,
    DIRECTOR,
    FIRST,
    LETTER,
    MEETING,
    OPENS,
    SECOND,
    make_owed,
    make_post,
    make_round,
    run,
)
from tests.builders import at, day, make_clerk, make_holding, make_meeting, make_owner, make_update, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return make_round()


def command(*options, offset=0, hour=12):
    """What the command prints on a day."""
    printed = StringIO()
    with time_machine.travel(at(offset, hour)):
        call_command("send_due", *options, stdout=printed)
    return printed.getvalue().splitlines()


def dump():
    """Every row of every table of ours."""
    models = [model for app in ("people", "meetings", "actions") for model in apps.get_app_config(app).get_models()]
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def sent_to(sink):
    return [(mail.address, mail.subject.split(":")[0]) for mail in sink.mails]


# a run


def test_run_opens_the_round_asks_and_says_what_it_did(sink, meeting):
    for name in ("Cerys", "Dev"):
        make_owed(meeting, make_post(name))

    printed = command()

    assert printed == ["1 open rounds, 2 notices written, 2 sent."]
    assert sink.addresses == ["cerys@example.org", "dev@example.org"]


def test_run_again_does_nothing(sink, meeting):
    make_owed(meeting, make_post("Cerys"))
    command()

    assert command(hour=13) == ["1 open rounds, 0 notices written."]
    assert len(sink.mails) == 1


def test_run_before_the_round_opens_does_nothing(sink, meeting):
    make_owed(meeting, make_post("Cerys"))

    run(OPENS - 1)

    assert (sink.mails, RequestLine.objects.count()) == ([], 0)


def test_round_goes_its_way_by_mail(sink, meeting):
    director = make_post("Director")
    directorate = director.directorate
    directorate.director = director
    directorate.save()
    make_owed(meeting, make_post("Cerys", reports_to=make_post("Above")))

    for offset in range(OPENS, MEETING + 1):
        run(offset)

    assert sent_to(sink) == [
        ("cerys@example.org", "Updates wanted by 16 March 2026"),
        ("cerys@example.org", "Reminder"),
        ("cerys@example.org", "Last reminder"),
        ("cerys@example.org", "Overdue"),
        ("above@example.org", "No update received from a post that reports to you"),
        ("director@example.org", "No update received from your directorate"),
    ]
    assert [message.state for message in Message.objects.filter(notices__kind="letter")] == ["ready"]


def test_letter_goes_once_the_clerk_releases_it(sink, meeting):
    make_owed(meeting, make_post("Cerys"))
    for offset in (OPENS, ABOVE, DIRECTOR, LETTER):
        run(offset)
    letter = Message.objects.get(notices__kind="letter")
    before = len(sink.mails)

    outbox.release(message=letter, by=make_clerk(), now=at(LETTER, 14))
    run(LETTER, 15)

    assert [mail.subject.split(":")[0] for mail in sink.mails[before:]] == ["Letter from the Chair"]


def test_letter_that_is_released_once_everything_has_come_is_not_sent(sink, meeting):
    action = make_owed(meeting, make_post("Cerys"))
    for offset in (OPENS, ABOVE, DIRECTOR, LETTER):
        run(offset)
    letter, before = Message.objects.get(notices__kind="letter"), len(sink.mails)
    make_update(action, now=at(LETTER, 13))

    outbox.release(message=letter, by=make_clerk(), now=at(LETTER, 14))
    run(LETTER, 15)

    assert (Message.objects.get(pk=letter.pk).state, len(sink.mails)) == ("dropped", before)


# what goes wrong


def test_bad_address_stops_nobody_elses(sink, meeting):
    for name in ("Cerys", "Dev", "Esi"):
        make_owed(meeting, make_post(name))
    sink.refused["dev@example.org"] = "550 5.1.1 No such mailbox"

    assert command() == ["1 open rounds, 3 notices written, 1 failed, 2 sent."]
    assert sink.addresses == ["cerys@example.org", "esi@example.org"]


def test_address_deferred_is_tried_later_and_goes_once(sink, meeting):
    make_owed(meeting, make_post("Cerys"))
    sink.refused["cerys@example.org"] = "451 4.7.1 Greylisted"

    first = command()
    sink.refused.clear()

    assert first == ["1 open rounds, 1 notices written, 1 to try again."]
    assert command(hour=13) == ["1 open rounds, 0 notices written, 1 sent."]


def test_server_that_is_away_leaves_everything_for_the_next_run(sink, meeting, settings):
    for name in ("Cerys", "Dev"):
        make_owed(meeting, make_post(name))
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1

    with pytest.raises(CommandError, match="what waits goes next time"):
        command()

    assert [(message.state, message.tries) for message in Message.objects.all()] == [("waiting", 0)] * 2
    settings.EMAIL_PORT = port
    assert command(hour=13) == ["1 open rounds, 0 notices written, 2 sent."]


def test_server_that_was_away_for_weeks_brings_one_message_that_speaks_as_the_latest(sink, meeting, settings):
    make_owed(meeting, make_post("Cerys"))
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    for offset in range(OPENS, SECOND):
        assert run(offset).unreachable != ""

    settings.EMAIL_PORT = port
    run(SECOND)

    assert sent_to(sink) == [("cerys@example.org", "Last reminder")]


def test_server_that_drops_the_line_leaves_one_uncertain_and_sends_the_others(sink, meeting):
    for name in ("Cerys", "Dev", "Esi"):
        make_owed(meeting, make_post(name))
    sink.drops_after.add("cerys@example.org")

    printed = command()
    for hour in range(13, 20):
        run(0, hour)

    assert printed == ["1 open rounds, 3 notices written, 2 sent, 1 perhaps sent."]
    assert sink.addresses == ["cerys@example.org", "dev@example.org", "esi@example.org"]


def test_run_says_what_a_killed_sender_left(sink, meeting):
    for name in ("Cerys", "Dev"):
        make_owed(meeting, make_post(name))
    requests.open_round(meeting=meeting, by=None, now=at())
    sending.notices.write(meeting=meeting, now=at(), directory=sending.Directory(day(0)))
    for message, state in zip(Message.objects.order_by("pk"), ("claimed", "handed"), strict=True):
        taken = {"claim": "0" * 32, "claimed_until": at(0, 11), "address": "a@example.org", "subject": "x"}
        Message.objects.filter(pk=message.pk).update(state=state, **taken)

    printed = command()

    assert printed == [
        "1 open rounds, 0 notices written, 1 sent, 1 taken up again, 1 uncertain: look at /rounds/outbox/."
    ]


def test_meeting_cancelled_while_the_run_comes_to_it_stops_no_other_boards(sink, meeting, monkeypatch):
    other = make_meeting(date=day(MEETING + 1))
    make_owed(meeting, make_post("Cerys"))
    make_owed(other, make_post("Dev"))
    open_round = requests.open_round

    def cancel_meanwhile(**kwargs):
        if kwargs["meeting"] == meeting:
            meetings.cancel(meeting=meeting, reason="Snow.", by=make_clerk(), now=at())
        return open_round(**kwargs)

    monkeypatch.setattr(requests, "open_round", cancel_meanwhile)

    assert run(0).opened == [other]
    assert sink.addresses == ["dev@example.org"]


def test_messages_of_a_cancelled_meeting_are_dropped(sink, meeting, settings):
    make_owed(meeting, make_post("Cerys"))
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    run(0)
    settings.EMAIL_PORT = port

    meetings.cancel(meeting=meeting, reason="Snow.", by=make_clerk(), now=at())
    run(0, 13)

    message = Message.objects.get()
    assert (message.state, message.why, sink.mails) == ("dropped", "The meeting is cancelled.", [])


def test_former_holder_is_not_mailed_though_the_message_was_waiting(sink, meeting, settings):
    post = make_owner()
    make_holding(owner=post, user=make_user("Former"), ends_on=day(0))
    make_holding(owner=post, user=make_user("New", email="new@example.org"), starts_on=day(1))
    make_owed(meeting, post)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    run(0)
    settings.EMAIL_PORT = port

    run(1)

    assert sink.addresses == ["new@example.org"]
    dropped = Message.objects.get(state="dropped")
    assert (dropped.recipient.name, dropped.why) == ("Former", "Former no longer answers for it.")


def test_holder_who_leaves_while_the_run_sends_is_not_mailed(sink, meeting, monkeypatch):
    first, second = make_post("Cerys"), make_post("Dev")
    for post in (first, second):
        make_owed(meeting, post)
    send = outbox.send

    def leave_meanwhile(**kwargs):
        state = send(**kwargs)
        second.holdings.update(ends_on=day(-1))
        return state

    monkeypatch.setattr(outbox, "send", leave_meanwhile)
    run(0)

    assert sink.addresses == ["cerys@example.org"]


def test_run_that_goes_past_midnight_mails_whoever_holds_the_post_then(sink, meeting):
    post = make_owner()
    make_holding(owner=post, user=make_user("Former"), ends_on=day(0))
    make_owed(meeting, post)
    moments = iter([at(0, 23), at(0, 23), at(1, 0)])

    report = sending.run(clock=lambda: next(moments))

    assert (dict(report.states), sink.mails) == ({"dropped": 1}, [])


# a rehearsal


def test_dry_run_prints_what_would_go_and_changes_nothing(sink, meeting):
    gone = make_owner()
    make_holding(owner=gone, user=make_user("Gone", email="gone@example.org"), ends_on=day(0))
    for post in (make_post("Cerys"), gone):
        make_owed(meeting, post)
    before = dump()

    printed = command("--dry-run")

    subject = f"Updates wanted by 16 March 2026: {meeting.board}, 31 March 2026"
    assert sorted(printed) == [
        "2 messages would go. Nothing was written or sent.",
        f"cerys@example.org: {subject}",
        f"gone@example.org: {subject}",
    ]
    assert dump() == before
    assert sink.mails == []


def test_dry_run_says_what_is_no_longer_needed(sink, meeting, settings):
    post = make_owner()
    make_holding(owner=post, user=make_user("Gone", email="gone@example.org"), ends_on=day(0))
    make_owed(meeting, post)
    settings.EMAIL_PORT = 1
    run(0)
    before = dump()

    printed = command("--dry-run", offset=1)

    assert printed == [
        "gone@example.org: not needed any more: Gone no longer answers for it.",
        "0 messages would go. Nothing was written or sent.",
    ]
    assert dump() == before


def test_what_is_sent_is_what_the_rehearsal_said(sink, meeting):
    for name in ("Cerys", "Dev"):
        make_owed(meeting, make_post(name))
    said = [(message.recipient.email, content.text) for message, content in sending.rehearse(now=at())]

    run(0)

    assert [(mail.address, mail.text) for mail in sink.mails] == said


# two at once


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_every_message_once(sink, meeting):
    names = [f"Officer{n}" for n in range(12)]
    for name in names:
        make_owed(meeting, make_post(name))
    sink.slow = 0.02
    errors = []

    def go():
        try:
            for hour in (9, 10, 11):
                run(FIRST, hour)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    senders = [threading.Thread(target=go) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(timeout=60)

    assert errors == []
    assert sink.addresses == sorted(f"{name.lower()}@example.org" for name in names)
    assert Notice.objects.count() == len(names)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["update", "cancel"])
def test_opening_round_and_another_writer_do_not_lock_each_other_out(meeting, first):
    action = make_owed(meeting, make_post("Cerys"), due_meeting=meeting)
    officer = make_user()
    asked, entered, errors = threading.Event(), threading.Event(), []

    def other():
        try:
            with transaction.atomic():
                if first == "update":
                    updates.add_no_change(action=action, by=officer, now=at(), seen_version=None)
                else:
                    # the lock that moving and cancelling a meeting take first
                    meetings._due_at(meeting)
                entered.set()
                asked.wait(timeout=20)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=other)
    with transaction.atomic():
        requests.open_round(meeting=meeting, by=None, now=at())
        writer.start()
        entered.wait(timeout=20)
        asked.set()
    writer.join(timeout=30)

    assert errors == []
    assert RequestLine.objects.get().action == action


# how much it costs


@pytest.mark.parametrize("size", [1, 3, 30])
def test_run_with_nothing_to_do_takes_a_constant_number_of_queries(sink, meeting, size, django_assert_num_queries):
    for n in range(size):
        post = make_post(f"Officer{n}")
        make_owed(meeting, post)
        make_update(make_owed(meeting, post), now=at(-1))
    run(0)

    with django_assert_num_queries(QUERIES):
        report = run(0, 13)

    assert (report.written, dict(report.states)) == (0, {})


# per meeting: what is owed, asked and told, under a lock each; besides, what was left behind and what waits
QUERIES = 20
