"""What a circulation's e-mails say, over a real mail server: once, to the address of now, and nothing exempt."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from actions import circulations as reading
from actions.services import endings
from actions.services.rounds import sending
from meetings.models import Resolution
from meetings.services import circulations
from meetings.services.minutes import make_exempt
from people.models import Membership, Message
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_item,
    make_meeting,
    make_membership,
    make_resolution,
    make_user,
    send_circulation,
    standing,
)

pytestmark = pytest.mark.django_db

LINK = re.compile(r"http://127\.0\.0\.1:8000(/circulated/[\w:-]+/)")


@pytest.fixture
def board():
    return make_board(name="Improving Lives Select Commission")


@pytest.fixture
def resolution(board):
    item = make_item(meeting=make_meeting(board=board, date=day(-28)))
    return make_resolution(item=item, kind=Resolution.Kind.CIRCULATE, text="That the plan be circulated.")


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "http://127.0.0.1:8000/"


def member(board, address, **over):
    user = make_user(f"Cllr {address.split('@')[0].title()}", email=address)
    return make_membership(board=board, user=user, **over).user


def send(offset=0):
    return sending.run(clock=lambda: at(offset))


def outcomes(circulation):
    return {
        one.recipient.user.email: (one.outcome.words, one.can_send_again) for one in reading.recipients(circulation)
    }


def test_each_member_gets_one_with_a_link_of_their_own(board, resolution, sink, client):
    member(board, "ann@example.org")
    member(board, "bo@example.org")
    circulation = send_circulation(
        resolution=resolution,
        title="Service plan",
        note="As promised.",
        must_contain=["Has costs"],
        missing=["Has costs"],
        without_why="They come in May.",
        now=at(),
    )

    send()
    send()

    assert sink.addresses == ["ann@example.org", "bo@example.org"]
    mail = next(mail for mail in sink.mails if mail.address == "ann@example.org")
    assert mail.subject == "Circulated: Service plan: Improving Lives Select Commission"
    for words in ("That the plan be circulated.", "As promised.", "missing: Has costs. They come in May.", "60 days"):
        assert words in mail.text
        assert words in re.sub(r"\s+", " ", mail.html)
    links = {LINK.search(mail.text)[1] for mail in sink.mails}
    assert len(links) == 2
    for link in links:
        client.post(link)
    assert circulation.recipients.filter(acknowledged_how="link").count() == 2


def test_mail_about_exempt_matter_names_nothing_and_leads_behind_the_sign_in(board, resolution, sink, client):
    user = member(board, "ann@example.org")
    circulation = send_circulation(
        resolution=resolution,
        title="Zanzibar lease",
        note="The Zanzibar lease ends.",
        must_contain=["Has the Zanzibar rent"],
        added={"is_exempt": True, "exempt_paragraphs": "3"},
        now=at(),
    )

    send()

    [mail] = sink.mails
    whole = mail.subject + mail.text + mail.html
    assert mail.subject == "Exempt papers circulated: Improving Lives Select Commission"
    assert "Zanzibar" not in whole
    assert "That the plan be circulated" not in whole
    assert "/circulated/" not in whole
    page = reverse("resolutions:circulation", args=[circulation.pk])
    assert f"http://127.0.0.1:8000{page}" in mail.text
    assert client.get(page).url.startswith(reverse("account_login"))
    client.force_login(user)
    assert client.get(page).status_code == 200


def test_mail_that_waits_while_the_matter_becomes_exempt_names_nothing(board, resolution, sink):
    member(board, "ann@example.org")
    member(board, "hal@example.org", kind=Membership.Kind.CO_OPTEE, sees_exempt=False)
    send_circulation(resolution=resolution, title="Service plan", now=at())
    make_exempt(item=resolution.item, by=make_clerk(), now=at(), exempt_paragraphs="3")

    send()

    [mail] = sink.mails
    assert (mail.address, mail.subject) == (
        "ann@example.org",
        "Exempt papers circulated: Improving Lives Select Commission",
    )
    dropped = Message.objects.get(recipient__email="hal@example.org")
    assert (dropped.state, "no longer a member who may see it" in dropped.why) == ("dropped", True)


@pytest.mark.parametrize("what", ["taken back", "replaced", "left"])
def test_mail_that_is_not_needed_any_more_does_not_go(board, resolution, sink, what):
    member(board, "ann@example.org")
    circulation = send_circulation(resolution=resolution, now=at(-1))
    if what == "taken back":
        endings.take_back(ending=circulation, why="The wrong plan.", by=make_clerk(), now=at())
    elif what == "replaced":
        send_circulation(resolution=resolution, title="A better plan", now=at())
    else:
        Membership.objects.update(ends_on=day(-1))

    send()

    first = circulation.recipients.get().deliveries.get().message
    assert first.state == "dropped"
    assert [mail.subject for mail in sink.mails] == (
        ["Circulated: A better plan: Improving Lives Select Commission"] if what == "replaced" else []
    )


def test_failed_and_perhaps_sent_show_and_go_again_to_a_mended_address(board, resolution, sink):
    wrong, lost = member(board, "an@example.org"), member(board, "lost@example.org")
    member(board, "bo@example.org")
    sink.refused["an@example.org"] = "550 5.1.1 No such mailbox"
    sink.drops_after.add("lost@example.org")
    circulation = send_circulation(resolution=resolution, now=at())

    send()

    assert outcomes(circulation) == {
        "an@example.org": ("Failed", True),
        "bo@example.org": ("Sent", False),
        "lost@example.org": ("Perhaps sent", True),
    }
    wrong.email = "ann@example.org"
    wrong.save()
    again = {"by": make_clerk(), "now": at(), "today": day(0)}
    circulations.send_again(recipient=circulation.recipients.get(user=wrong), **again)
    send()

    assert sink.addresses == ["ann@example.org", "bo@example.org", "lost@example.org"]
    assert outcomes(circulation)["ann@example.org"] == ("Sent", False)
    first, second = circulation.recipients.get(user=wrong).deliveries.order_by("pk")
    assert (first.address, first.message.state, second.message.address) == (
        "an@example.org",
        "failed",
        "ann@example.org",
    )
    assert circulation.recipients.get(user=lost).deliveries.count() == 1


def test_address_mended_before_it_goes_is_the_one_it_goes_to(board, resolution, sink):
    user = member(board, "an@example.org")
    circulation = send_circulation(resolution=resolution, now=at())
    user.email = "ann@example.org"
    user.save()

    send()

    assert sink.addresses == ["ann@example.org"]
    assert circulation.recipients.get().deliveries.get().message.address == "ann@example.org"


def test_server_that_is_away_keeps_it_waiting(board, resolution, sink):
    member(board, "ann@example.org")
    circulation = send_circulation(resolution=resolution, now=at())
    sink.answers["ann@example.org"] = "451 4.7.1 Later"

    send()

    assert outcomes(circulation) == {"ann@example.org": ("On its way", False)}
    with pytest.raises(ValidationError, match="did not fail"):
        circulations.send_again(recipient=circulation.recipients.get(), by=make_clerk(), now=at(), today=day(0))


@pytest.mark.parametrize(
    ("due", "said", "late"),
    [
        (day(-5), "It was sent 2 days after it was due.", True),
        (day(-3), "", True),
        (day(0), "", False),
        (None, "", False),
    ],
)
def test_late_is_after_the_day_its_action_was_due(board, resolution, sink, client, due, said, late):
    member(board, "ann@example.org")
    make_action(resolution=resolution, monitoring_board=board, due_on=due)
    circulation = send_circulation(resolution=resolution, now=at(-3))
    # the mail server was away until today
    send()
    client.force_login(make_clerk())

    words = " ".join(client.get(reverse("resolutions:circulation", args=[circulation.pk])).text.split())

    [one] = reading.recipients(circulation, due=reading.due_on(circulation, standing(make_clerk())))
    assert one.late == late
    assert ("after it was due" in words, said in words) == (bool(said), True)


def test_outbox_shows_the_clerk_what_it_says_but_not_the_link(board, resolution, sink, client):
    member(board, "ann@example.org")
    send_circulation(resolution=resolution, title="Service plan", now=at())
    client.force_login(make_clerk())
    page = reverse("rounds:message", args=[Message.objects.get().pk])

    before = client.get(page).text
    send()
    after = client.get(page).text

    for text in (before, after):
        assert "Circulated: Service plan" in text
        assert "/circulated/(their own link)/" in text
        assert LINK.search(text) is None
    assert "Service plan, version 1" in client.get(reverse("rounds:outbox")).text


def test_outbox_is_narrowed_down_to_the_board_that_circulated(board, resolution, client):
    member(board, "ann@example.org")
    send_circulation(resolution=resolution)
    client.force_login(make_clerk())
    outbox = reverse("rounds:outbox")

    found = [len(client.get(outbox, {"board": one.pk}).context["object_list"]) for one in (board, make_board())]

    assert found == [1, 0]
