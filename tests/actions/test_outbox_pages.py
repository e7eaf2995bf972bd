"""The clerk reads the outbox: what was sent, what failed and why, and what waits for a word of theirs."""

import pytest
from django.urls import reverse

from actions.services.rounds import requests
from people.models import Event, Message
from people.services import outbox
from tests.builders import at, day, make_action, make_board, make_clerk, make_holding, make_meeting, make_message

pytestmark = pytest.mark.django_db

FAILED = {"state": "failed", "why": "The mail server refused it: 550 no such user"}
GONE = {"address": "a@example.org", "subject": "Updates wanted", "text": "Dear Cerys,", "html": "<p>Dear Cerys,</p>"}
SENT = {"state": "sent", "sent_at": at(-1), **GONE}
UNCERTAIN = {"state": "uncertain", "why": outbox.UNCERTAIN, **GONE}


@pytest.fixture
def clerk(client):
    user = make_clerk()
    client.force_login(user)
    return user


@pytest.fixture
def meeting():
    return make_meeting(board=make_board(), date=day(20))


def url(name, *args):
    return reverse(f"rounds:{name}", args=args)


def shown(client, query=""):
    return list(client.get(url("outbox") + query).context["object_list"])


# the list


def test_outbox_shows_what_was_sent_and_why_it_was_not(client, clerk, meeting):
    make_message(meeting=meeting, **SENT)
    make_message(meeting=meeting, **FAILED)
    make_message(meeting=meeting, **UNCERTAIN)
    make_message(meeting=meeting)

    text = client.get(url("outbox")).text

    for words in ("550 no such user", "it may have gone out", "Not before", "Perhaps sent", "4 messages"):
        assert words in text


def test_outbox_without_messages_says_so(client, clerk):
    assert "Nothing has been written yet." in client.get(url("outbox")).text


def test_outbox_filters_by_state_board_and_meeting_in_its_address(client, clerk, meeting):
    sent, failed = make_message(meeting=meeting, **SENT), make_message(meeting=meeting, **FAILED)
    ready = make_message(meeting=make_meeting(date=day(30)), kind="letter", state="ready")

    found = {
        query: shown(client, f"?{query}")
        for query in (
            "state=sent",
            "state=look",
            f"board={meeting.board_id}",
            f"meeting={ready.notices.get().meeting_id}",
        )
    }

    assert list(found.values()) == [[sent], [ready, failed], [failed, sent], [ready]]


def test_outbox_with_a_state_there_is_none_of_says_what_is_wrong(client, clerk):
    assert "Select a valid choice" in client.get(url("outbox") + "?state=asleep").text


def test_outbox_has_25_a_page(client, clerk, meeting):
    for _ in range(26):
        make_message(meeting=meeting)

    assert (len(shown(client)), len(shown(client, "?page=2"))) == (25, 1)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_outbox_asks_a_constant_number_of_queries(client, clerk, meeting, count, django_assert_num_queries):
    for _ in range(count):
        make_message(meeting=meeting, **SENT)

    with django_assert_num_queries(11):
        client.get(url("outbox"))


# one message


def test_sent_message_shows_the_text_that_was_handed_over(client, clerk, meeting):
    message = make_message(meeting=meeting, **SENT)

    text = client.get(url("message", message.pk)).text

    assert "This is what was handed to the mail server." in text
    assert "Dear Cerys," in text
    assert url("send_again", message.pk) not in text


def test_waiting_message_shows_what_it_would_say_now(client, clerk, meeting):
    holding = make_holding()
    action = make_action(monitoring_board=meeting.board, owner=holding.owner)
    requests.open_round(meeting=meeting, by=None, now=at(-1))
    message = make_message(meeting=meeting, owner=holding.owner, recipient=holding.user)

    text = client.get(url("message", message.pk)).text

    assert "what it would say if it went now" in text
    assert action.reference in text


def test_waiting_message_that_is_not_needed_says_why(client, clerk, meeting):
    text = client.get(url("message", make_message(meeting=meeting).pk)).text

    assert "it would not go. Nothing is owed any more." in text


def test_exempt_action_stands_in_a_message_by_its_reference_alone(client, clerk, meeting):
    holding = make_holding()
    action = make_action(
        monitoring_board=meeting.board,
        owner=holding.owner,
        title="Sell the Zanzibar",
        is_exempt=True,
        exempt_paragraphs="3",
    )
    requests.open_round(meeting=meeting, by=None, now=at(-1))
    message = make_message(meeting=meeting, owner=holding.owner, recipient=holding.user)

    text = client.get(url("message", message.pk)).text

    assert (action.reference in text, "Zanzibar" in text) == (True, False)


def test_uncertain_message_warns_that_it_may_arrive_twice(client, clerk, meeting):
    uncertain, failed = make_message(meeting=meeting, **UNCERTAIN), make_message(meeting=meeting, **FAILED)

    pages = [client.get(url("message", message.pk)).text for message in (uncertain, failed)]

    assert ["it may arrive twice" in text for text in pages] == [True, False]


@pytest.mark.parametrize("fields", [FAILED, UNCERTAIN])
def test_send_again_puts_a_message_back_and_records_it(client, clerk, meeting, fields):
    message = make_message(meeting=meeting, **fields)

    response = client.post(url("send_again", message.pk), follow=True)

    message.refresh_from_db()
    assert "The message goes out again" in response.text
    assert (message.state, message.why) == ("waiting", "")
    assert Event.objects.of(message).get().actor == clerk


@pytest.mark.parametrize(("name", "fields"), [("send_again", SENT), ("release", SENT), ("send_again", {})])
def test_what_has_gone_or_waits_is_not_touched(client, clerk, meeting, name, fields):
    message = make_message(meeting=meeting, **fields)
    before = message.state

    response = client.post(url(name, message.pk), follow=True)

    message.refresh_from_db()
    assert "no longer there to be changed" in response.text
    assert message.state == before


def test_release_lets_a_letter_go(client, clerk, meeting):
    letter = make_message(meeting=meeting, kind="letter", state="ready")

    assert url("release", letter.pk) in client.get(url("message", letter.pk)).text
    client.post(url("release", letter.pk))

    letter.refresh_from_db()
    assert letter.state == "waiting"


def test_hold_back_keeps_a_message_with_its_reason(client, clerk, meeting):
    letter = make_message(meeting=meeting, kind="letter", state="ready")

    response = client.post(url("hold_back", letter.pk), {"why": "They rang me."}, follow=True)

    letter.refresh_from_db()
    assert (letter.state, letter.why) == ("dropped", "They rang me.")
    assert "They rang me." in response.text


def test_hold_back_without_a_reason_asks_for_one(client, clerk, meeting):
    letter = make_message(meeting=meeting, kind="letter", state="ready")

    response = client.post(url("hold_back", letter.pk), {"why": " "})

    letter.refresh_from_db()
    assert "Say why it is not to be sent." in response.text
    assert letter.state == "ready"


def test_hold_back_of_what_was_sent_meanwhile_keeps_what_was_typed(client, clerk, meeting):
    message = make_message(meeting=meeting, **SENT)

    response = client.post(url("hold_back", message.pk), {"why": "They rang me."})

    message.refresh_from_db()
    assert "can no longer be held back" in response.text
    assert message.state == "sent"


@pytest.mark.parametrize("role", ["officer", "member", "chair", "admin", "superuser", "viewer"])
def test_outbox_is_the_clerks_alone(client, cast, role):
    message = make_message(meeting=cast.next, **FAILED)
    client.force_login(getattr(cast, role))

    found = [client.get(url("outbox")), client.get(url("message", message.pk))]
    found += [client.post(url(name, message.pk)) for name in ("send_again", "release", "hold_back")]

    assert [response.status_code for response in found] == [403] * 5
    assert Message.objects.get().state == "failed"


def test_home_tells_the_clerk_what_to_look_at(client, clerk, meeting):
    make_message(meeting=meeting, **FAILED)

    assert "1 message to look at in the outbox" in client.get("/").text
