"""The link in the e-mail: whose it is, signed; it opens what is no secret, to a member, while it is the latest."""

import pytest
import time_machine
from django.core import signing
from django.urls import reverse

from actions.services import circulating, endings
from meetings.models import DocumentVersion, Resolution
from meetings.services import circulations, documents
from meetings.services.minutes import make_exempt
from people.models import Membership, Message
from tests.builders import (
    at,
    day,
    make_board,
    make_clerk,
    make_item,
    make_meeting,
    make_membership,
    make_resolution,
    make_user,
    make_version,
    send_circulation,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def resolution():
    item = make_item(meeting=make_meeting(board=make_board(), date=day(-28)))
    return make_resolution(item=item, kind=Resolution.Kind.CIRCULATE, text="That the plan be circulated.")


@pytest.fixture
def recipient(resolution):
    make_membership(board=resolution.item.meeting.board, user=make_user("Cllr Ann Member"))
    return send_circulation(resolution=resolution, title="Service plan").recipients.get()


@pytest.fixture
def token(recipient):
    return circulating.token_of(recipient.deliveries.get())


def opened(client, token, what="open"):
    """The answer to following a link, read to its end."""
    response = client.get(reverse(f"circulated:{what}", args=[token]))
    response.body = b"".join(response.streaming_content) if response.streaming else response.content
    return response


# what it opens


def test_link_opens_what_was_sent_without_signing_in(client, token):
    response = opened(client, token)

    assert response.status_code == 200
    assert "Circulated to you: Service plan" in response.text
    assert "For Cllr Ann Member." in response.text
    assert "That the plan be circulated." in response.text


def test_link_opens_the_file_itself(client, token):
    response = opened(client, token, "document")

    assert response.body == b"The plan."
    assert response["Content-Disposition"] == 'attachment; filename="Service plan, version 1.txt"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_link_leads_to_what_is_published_elsewhere_and_does_not_say_from_where(client, resolution):
    make_membership(board=resolution.item.meeting.board)
    version = make_version(item=resolution.item, url="https://www.example.gov.uk/plan.pdf")
    circulation = send_circulation(resolution=resolution, version=version)
    token = circulating.token_of(circulation.recipients.get().deliveries.get())

    response = opened(client, token)

    assert '<a class="govuk-link" href="https://www.example.gov.uk/plan.pdf" rel="noreferrer">' in response.text
    assert opened(client, token, "document").status_code == 404


@pytest.mark.parametrize("what", ["open", "document"])
def test_what_a_link_opens_is_kept_out_of_search_engines_caches_and_referrers(client, token, what):
    response = opened(client, token, what)

    assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "same-origin"


# opened is a button pressed


def test_following_the_link_acknowledges_nothing(client, recipient, token):
    opened(client, token)
    opened(client, token, "document")

    recipient.refresh_from_db()
    assert recipient.acknowledged_at is None


def test_pressing_the_button_does(client, recipient, token):
    response = client.post(reverse("circulated:open", args=[token]), follow=True)

    recipient.refresh_from_db()
    assert (recipient.acknowledged_at is None, recipient.acknowledged_how) == (False, "link")
    assert "You opened it on 3 March 2026." in response.text


# what it does not open


@pytest.mark.parametrize("what", ["open", "document"])
@pytest.mark.parametrize(
    "spoilt",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "x",
        lambda token: signing.dumps(1, salt="rounds:mine"),
        lambda token: token.split(":")[0],
        lambda token: "é" * 300,
    ],
    ids=["one letter changed", "nonsense", "signed for another purpose", "signature cut off", "other letters"],
)
def test_link_that_is_not_ours_opens_nothing(client, token, spoilt, what):
    assert opened(client, spoilt(token), what).status_code == 404


@pytest.mark.parametrize("value", ["1", [1], None, {"pk": 1}, -1, 10**12])
def test_something_else_under_our_signature_opens_nothing(client, token, value):
    assert opened(client, signing.dumps(value, salt=circulating.SALT)).status_code == 410


def gone(client, token):
    """Whether the link opens nothing, by no way, and the answer names nothing."""
    answers = [opened(client, token), opened(client, token, "document")]
    answers.append(client.post(reverse("circulated:open", args=[token])))
    named = any("Service plan" in answer.text or "Cllr Ann" in answer.text for answer in answers)
    return [answer.status_code for answer in answers] == [410, 410, 410] and not named


def test_link_expires(client, recipient, token, settings):
    settings.CIRCULATION_LINK_DAYS = 60
    with time_machine.travel(at(59)):
        assert opened(client, token).status_code == 200

    with time_machine.travel(at(61)):
        assert gone(client, token)


def test_link_is_gone_once_a_later_version_was_sent(client, recipient, token, resolution):
    later = send_circulation(resolution=resolution, title="Service plan again", now=at(-1))

    assert gone(client, token)
    newer = circulating.token_of(later.recipients.get().deliveries.get())
    assert opened(client, newer).status_code == 200


def test_link_is_gone_once_it_was_sent_to_another_address(client, recipient, token):
    Message.objects.update(state="failed", why="No such mailbox.")
    delivery = circulations.send_again(recipient=recipient, by=make_clerk(), now=at(), today=day(0))

    assert gone(client, token)
    assert opened(client, circulating.token_of(delivery)).status_code == 200


def test_link_is_gone_once_it_was_sent_in_error(client, recipient, token):
    endings.take_back(ending=recipient.circulation, why="The wrong plan.", by=make_clerk(), now=at())

    assert gone(client, token)


def test_link_is_gone_once_the_seat_is(client, recipient, token):
    Membership.objects.update(ends_on=day(-1))

    assert gone(client, token)


def test_link_is_gone_once_the_account_is(client, recipient, token):
    recipient.user.is_active = False
    recipient.user.save()

    assert gone(client, token)


def test_link_is_gone_as_soon_as_the_item_is_exempt(client, recipient, token, resolution):
    assert opened(client, token).status_code == 200

    make_exempt(item=resolution.item, by=make_clerk(), now=at(), exempt_paragraphs="3")

    assert gone(client, token)
    recipient.refresh_from_db()
    assert recipient.acknowledged_at is None


def test_link_is_gone_as_soon_as_the_document_is_exempt(client, recipient, token):
    DocumentVersion.objects.update(is_exempt=True, exempt_paragraphs="3")

    assert gone(client, token)


def test_link_is_gone_once_the_document_was_removed(client, recipient, token):
    version = recipient.circulation.version
    documents.remove(version=version, reason="A home address was in it.", by=make_clerk(), now=at())

    assert gone(client, token)


def test_what_was_sent_is_still_there_for_a_member_who_signs_in(client, recipient, token, resolution):
    make_exempt(item=resolution.item, by=make_clerk(), now=at(), exempt_paragraphs="3")
    client.force_login(recipient.user)

    page = client.get(reverse("resolutions:circulation", args=[recipient.circulation_id]))
    client.post(reverse("resolutions:opened", args=[recipient.circulation_id]))

    recipient.refresh_from_db()
    assert (page.status_code, recipient.acknowledged_how) == (200, "signed_in")
