"""A message goes out once: claimed, handed over and marked, whatever the mail server does in between."""

import datetime

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.db import transaction

from people.models import Event, Message
from people.services import outbox
from people.services.outbox import Content
from tests.builders import at, make_clerk, make_user

pytestmark = pytest.mark.django_db

State = Message.State
SAYS = Content(subject="Updates wanted", text="Please say.", html="<p>Please say.</p>")


@pytest.fixture
def connection(sink):
    connection = get_connection()
    yield connection
    connection.close()


@pytest.fixture
def another(sink):
    """The line of another sender."""
    connection = get_connection()
    yield connection
    connection.close()


def waiting(**over):
    return outbox.put(**{"recipient": make_user(), "now": at(-1), **over})


def send(message, connection, **over):
    message = Message.objects.select_related("recipient").get(pk=message.pk)
    return outbox.send(**{"message": message, "content": lambda _: SAYS, "now": at(), "connection": connection, **over})


def fresh(message):
    return Message.objects.get(pk=message.pk)


def test_message_is_sent_and_kept_as_it_went(sink, connection):
    message = waiting(recipient=make_user("Cerys Officer", email="cerys@example.org"))

    state = send(message, connection)

    kept, [mail] = fresh(message), sink.mails
    assert (state, kept.state, kept.sent_at, kept.claim) == ("sent", "sent", at(), None)
    assert (kept.address, kept.subject, kept.text, kept.html) == (
        "cerys@example.org",
        SAYS.subject,
        SAYS.text,
        SAYS.html,
    )
    assert (mail.address, mail.subject) == ("cerys@example.org", "Updates wanted")
    assert (mail.text.strip(), mail.html.strip()) == ("Please say.", "<p>Please say.</p>")
    assert mail.sender == settings.DEFAULT_FROM_EMAIL


def test_message_that_was_sent_is_not_sent_again(sink, connection):
    message = waiting()
    send(message, connection)

    assert send(message, connection) is None
    assert len(sink.mails) == 1


def test_message_waits_for_its_time(sink, connection):
    message = waiting(send_from=at(1))

    assert send(message, connection, now=at()) is None
    assert send(message, connection, now=at(1)) == "sent"


@pytest.mark.parametrize("state", [state for state in State if state != State.WAITING])
def test_only_a_waiting_message_is_sent(sink, connection, state):
    message = waiting()
    taken = {"claim": "0" * 32, "claimed_until": at(1)} if state in ("claimed", "handed") else {}
    sent = {"sent_at": at()} if state == "sent" else {}
    Message.objects.update(state=state, address="a@example.org", subject="x", why="Because.", **taken, **sent)

    assert send(message, connection) is None
    assert (sink.mails, fresh(message).state) == ([], state)


def test_what_is_not_needed_any_more_is_dropped_with_the_reason(sink, connection):
    message = waiting()

    state = send(message, connection, content=lambda _: "Nothing is owed any more.")

    assert (state, fresh(message).why, sink.mails) == ("dropped", "Nothing is owed any more.", [])


def test_message_to_somebody_who_has_lost_their_address_is_dropped(sink, connection):
    message = waiting(recipient=make_user("Cllr Esi", email=None))

    state = send(message, connection)

    assert (state, fresh(message).why) == ("dropped", "Cllr Esi has no e-mail address.")


# the server says no


def test_message_refused_for_good_fails_with_the_servers_words(sink, connection):
    message = waiting()
    sink.refused[message.recipient.email] = "550 5.1.1 No such mailbox"

    state = send(message, connection)

    assert (state, fresh(message).state) == ("failed", "failed")
    assert fresh(message).why == "The mail server refused it: 550 5.1.1 No such mailbox"


def test_bad_address_stops_nobody_elses(sink, connection):
    messages = [waiting() for _ in range(3)]
    sink.refused[messages[1].recipient.email] = "550 5.1.1 No such mailbox"

    states = [send(message, connection) for message in messages]

    assert states == ["sent", "failed", "sent"]
    assert sink.addresses == sorted([messages[0].recipient.email, messages[2].recipient.email])


@pytest.mark.parametrize("address", ["two@at@example.org", "line\nbreak@example.org", "naïve@exa mple.org"])
def test_address_that_cannot_be_written_fails_and_stops_nobody_elses(sink, connection, address):
    message, other = waiting(), waiting()
    type(message.recipient).objects.filter(pk=message.recipient_id).update(email=address)

    states = [send(one, connection) for one in (message, other)]

    assert states == ["failed", "sent"]
    assert fresh(message).why != ""
    assert sink.addresses == [other.recipient.email]


def test_subject_that_cannot_be_written_fails(sink, connection):
    message = waiting()

    state = send(message, connection, content=lambda _: Content("Two\nlines", "Text", "<p>Text</p>"))

    assert (state, sink.mails) == ("failed", [])


@pytest.mark.parametrize("stage", ["refused", "answers"])
def test_message_deferred_waits_and_is_tried_later(sink, connection, stage):
    message = waiting()
    getattr(sink, stage)[message.recipient.email] = "451 4.7.1 Greylisted"

    state = send(message, connection)

    kept = fresh(message)
    assert (state, kept.state, kept.tries, kept.send_from) == ("waiting", "waiting", 1, at() + outbox.WAIT)
    getattr(sink, stage).clear()
    assert send(message, connection, now=at()) is None
    assert send(message, connection, now=at() + outbox.WAIT) == "sent"
    assert fresh(message).why == ""


def test_message_deferred_for_days_fails_in_the_end(sink, connection):
    message = waiting()
    sink.refused[message.recipient.email] = "451 4.7.1 Greylisted"
    Message.objects.update(tries=outbox.MOST_TRIES - 1)

    state = send(message, connection)

    assert state == "failed"
    assert datetime.timedelta(days=4) <= outbox.MOST_TRIES * outbox.WAIT


def test_server_that_refuses_us_and_not_the_address_is_tried_again(sink, connection, settings):
    message = waiting()
    connection.open()
    connection.connection.mail = lambda *_: (530, b"Authentication required")

    state = send(message, connection)

    assert (state, fresh(message).state, fresh(message).tries) == ("waiting", "waiting", 1)
    assert fresh(message).why == "The mail server refused the sender: 530 Authentication required"


# the server goes away


def test_nothing_is_claimed_where_the_server_cannot_be_reached(sink, connection):
    message = waiting()
    sink.stop()

    with pytest.raises(OSError, match="refused"):
        send(message, connection)

    assert (fresh(message).state, fresh(message).tries) == ("waiting", 0)


def test_line_that_went_dead_between_two_messages_is_opened_again(sink, connection):
    first, second = waiting(), waiting()
    send(first, connection)
    sink.hang_up()

    state = send(second, connection)

    assert (state, len(sink.mails)) == ("sent", 2)


def test_server_that_says_goodbye_between_two_messages_is_called_again(sink, connection):
    first, second = waiting(), waiting()
    send(first, connection)
    line = connection.connection
    line.noop = lambda: (421, b"Too many messages on this line")

    state = send(second, connection)

    assert (state, len(sink.mails)) == ("sent", 2)
    assert connection.connection is not line


@pytest.mark.parametrize(("dropped", "taken"), [("drops_before", 0), ("drops_after", 1)])
def test_message_is_uncertain_where_the_line_is_dropped_and_never_sent_by_itself(sink, connection, dropped, taken):
    message, other = waiting(), waiting()
    getattr(sink, dropped).add(message.recipient.email)

    states = [send(one, connection) for one in (message, other)]
    outbox.recover(at(10))

    assert states == ["uncertain", "sent"]
    assert (fresh(message).state, sink.addresses.count(message.recipient.email)) == ("uncertain", taken)
    assert send(message, connection, now=at(10)) is None


def test_slow_server_is_waited_for_well_within_the_claim():
    # connecting is done before; then MAIL, RCPT, DATA, the message, its answer, and RSET where one was refused
    answers = 6

    assert answers * datetime.timedelta(seconds=settings.EMAIL_TIMEOUT) < outbox.CLAIM


def test_server_that_does_not_answer_in_time_leaves_the_message_uncertain(sink, settings):
    settings.EMAIL_TIMEOUT = 0.2
    sink.slow = 1
    message = waiting()

    state = send(message, get_connection())

    assert (state, fresh(message).state) == ("uncertain", "uncertain")


# two senders, and one that was killed


def test_claim_is_committed_before_the_server_is_spoken_to(connection):
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        send(waiting(), connection)


def test_message_that_another_sender_has_is_left_to_it(sink, connection, another):
    message = waiting()
    states = []

    def meanwhile(_):
        states.append(send(message, another))
        return SAYS

    states.append(send(message, connection, content=meanwhile))

    assert states == [None, "sent"]
    assert len(sink.mails) == 1


def test_sender_that_outlived_its_claim_leaves_the_message_to_the_next(sink, connection, another):
    message, later = waiting(), at() + outbox.CLAIM + datetime.timedelta(minutes=1)
    states = []

    def meanwhile(_):
        outbox.recover(later)
        states.append(send(message, another, now=later))
        return SAYS

    states.append(send(message, connection, content=meanwhile))

    assert states == ["sent", None]
    assert len(sink.mails) == 1


def test_sender_that_outlived_its_claim_while_handing_over_leaves_it_uncertain(sink, connection, monkeypatch):
    message, later = waiting(), at() + outbox.CLAIM + datetime.timedelta(minutes=1)
    hand_over = type(connection).send_messages

    def slowly(self, messages):
        outbox.recover(later)
        return hand_over(self, messages)

    monkeypatch.setattr(type(connection), "send_messages", slowly)

    state = send(message, connection)

    assert state is None
    assert (fresh(message).state, fresh(message).why) == ("uncertain", outbox.UNCERTAIN)
    assert len(sink.mails) == 1


def test_claim_of_a_live_sender_is_not_taken_from_it(sink, connection):
    message = waiting()
    recovered = []

    def meanwhile(_):
        recovered.append(outbox.recover(at() + outbox.CLAIM))
        return SAYS

    state = send(message, connection, content=meanwhile)

    assert (recovered, state) == ([(0, 0)], "sent")


def test_killed_senders_messages_wait_again_or_are_uncertain():
    claimed, handed, alive = waiting(), waiting(), waiting()
    for message, state, until in ((claimed, "claimed", -1), (handed, "handed", -1), (alive, "claimed", 1)):
        Message.objects.filter(pk=message.pk).update(
            state=state, claim="0" * 32, claimed_until=at(until), address="a@example.org", subject="x"
        )

    assert outbox.recover(at()) == (1, 1)
    assert [fresh(one).state for one in (claimed, handed, alive)] == ["waiting", "uncertain", "claimed"]
    assert fresh(handed).why == outbox.UNCERTAIN


def test_message_that_cannot_be_made_waits_behind_the_others(sink, connection):
    message = waiting()

    def broken(_):
        raise ZeroDivisionError("in a template")

    with pytest.raises(ZeroDivisionError):
        send(message, connection, content=broken)

    kept = fresh(message)
    assert (kept.state, kept.send_from, kept.tries) == ("waiting", at() + outbox.WAIT, 1)
    assert kept.why == "It could not be made: ZeroDivisionError: in a template"


# the clerk


@pytest.mark.parametrize("state", ["failed", "uncertain"])
def test_clerk_sends_again_what_failed_or_may_not_have_arrived(sink, connection, state):
    message, clerk = waiting(), make_clerk()
    Message.objects.update(state=state, why="It broke.", tries=3, address="a@example.org", subject="x")

    outbox.send_again(message=message, by=clerk, now=at())

    event = Event.objects.of(message).get()
    assert (event.verb, event.actor, event.old, event.new) == (
        "sent_again",
        clerk,
        {"state": state},
        {"state": "waiting"},
    )
    assert (fresh(message).tries, fresh(message).why) == (0, "")
    assert send(message, connection) == "sent"


def test_clerk_does_not_send_again_what_was_sent(sink, connection):
    message = waiting()
    send(message, connection)

    with pytest.raises(ValidationError, match="sent"):
        outbox.send_again(message=message, by=make_clerk(), now=at())


def test_message_ready_for_the_clerk_goes_only_once_released(sink, connection):
    message, clerk = waiting(state=State.READY), make_clerk()
    before = send(message, connection)

    outbox.release(message=message, by=clerk, now=at())

    assert (before, send(message, connection)) == (None, "sent")
    assert [(event.verb, event.actor) for event in Event.objects.of(message)] == [("released", clerk)]


@pytest.mark.parametrize("state", ["ready", "waiting", "failed", "uncertain"])
def test_message_held_back_never_goes(sink, connection, state):
    message, clerk = waiting(), make_clerk()
    Message.objects.update(state=state, why="It broke.", address="a@example.org", subject="x")

    outbox.hold_back(message=message, why="Told on the telephone.", by=clerk, now=at())

    assert (fresh(message).state, fresh(message).why) == ("dropped", "Told on the telephone.")
    assert [(event.verb, event.note) for event in Event.objects.of(message)] == [
        ("held_back", "Told on the telephone.")
    ]
    assert send(message, connection) is None


def test_message_is_not_held_back_without_a_reason():
    message = waiting()

    with pytest.raises(ValidationError, match="Say why"):
        outbox.hold_back(message=message, why=" ", by=make_clerk(), now=at())

    assert fresh(message).state == "waiting"


def test_message_being_sent_cannot_be_held_back(sink, connection):
    message, refusals = waiting(), []

    def meanwhile(_):
        try:
            outbox.hold_back(message=message, why="Too late.", by=make_clerk(), now=at())
        except ValidationError as error:
            refusals.append(error.messages)
        return SAYS

    state = send(message, connection, content=meanwhile)

    assert (state, len(refusals)) == ("sent", 1)


def test_uncertain_failed_and_ready_messages_are_for_the_clerk():
    messages = {state: waiting(state=State.READY) for state in ("ready", "failed", "uncertain", "dropped", "waiting")}
    for state, message in messages.items():
        Message.objects.filter(pk=message.pk).update(state=state, why="Why.", address="a@example.org", subject="x")

    assert {message.state for message in Message.objects.for_the_clerk()} == {"ready", "failed", "uncertain"}
