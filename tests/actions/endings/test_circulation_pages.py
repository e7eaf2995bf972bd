"""The clerk attaches, checks and sends; sees what became of it; and members say that they have opened it."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.forms.endings import AttachForm
from actions.services import circulating
from meetings.models import Circulation, CirculationRecipient, DocumentVersion, Resolution
from meetings.services import documents
from people.models import Membership, Message
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_circulation,
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
def clerk(client):
    user = make_clerk(name="Asha Clerk")
    client.force_login(user)
    return user


@pytest.fixture
def resolution():
    item = make_item(meeting=make_meeting(board=make_board(name="Lives Commission"), date=day(-28)))
    text = "That the service plan, with completion dates, be circulated to members."
    return make_resolution(item=item, kind=Resolution.Kind.CIRCULATE, text=text)


def member(resolution, name, **over):
    user = make_user(name, **over.pop("user", {}))
    return make_membership(board=resolution.item.meeting.board, user=user, **over).user


def url(name, row):
    return reverse(f"resolutions:{name}", args=[row.pk])


def plan(content=b"The plan.", name="plan.txt"):
    return SimpleUploadedFile(name, content)


def errors(response):
    return {field: list(found) for field, found in response.context["form"].errors.items()}


def told(response):
    return [str(message) for message in response.context["messages"]]


# attach


def test_checklist_is_read_from_the_words(client, clerk, resolution):
    response = client.post(
        url("circulate", resolution), {"source": "new", "title": "Service plan", "file": plan()}, follow=True
    )

    circulation = Circulation.objects.get()
    assert response.redirect_chain == [(url("check_circulation", circulation), 302)]
    assert [check.words for check in circulation.checks.all()] == ["Has completion dates"]
    assert (circulation.version.document.title, circulation.version.number) == ("Service plan", 1)
    assert told(response) == ["Service plan, version 1 is attached. Nothing has been sent yet."]


def test_version_that_is_there_is_sent_as_it_is(client, clerk, resolution):
    version = make_version(item=resolution.item)

    client.post(url("circulate", resolution), {"source": f"version:{version.pk}"})

    assert Circulation.objects.get().version == version
    assert DocumentVersion.objects.count() == 1


def test_new_version_of_a_document_by_its_address(client, clerk, resolution):
    version = make_version(item=resolution.item)
    address = "https://www.example.gov.uk/plan.pdf"

    client.post(url("circulate", resolution), {"source": f"document:{version.document_id}", "url": address})

    added = Circulation.objects.get().version
    assert (added.document, added.number, added.url) == (version.document, 2, address)


@pytest.mark.parametrize(
    ("posted", "wrong"),
    [
        ({}, {"source": ["Choose the document, or that it is a new one."]}),
        (
            {"source": "new"},
            {
                "title": ["Enter the title of the new document."],
                "file": ["Choose the file, or enter the address where it is published."],
            },
        ),
        (
            {"source": "new", "title": "Plan", "url": "https://example.org/a", "file": plan()},
            {
                "url": ["Give either a file or an address, not both."],
                "file": ["Choose the file again: browsers do not send it twice."],
            },
        ),
        (
            {"source": "new", "title": "Plan", "url": "nowhere"},
            {"url": ["Enter a whole address, such as https://www.example.gov.uk/plan.pdf."]},
        ),
        (
            {"source": "new", "title": "Plan", "url": "https://example.org/a", "is_exempt": "on"},
            {"exempt_paragraphs": ["Enter the Schedule 12A paragraphs that make it exempt, such as 3."]},
        ),
        (
            {"source": "new", "title": "Plan", "file": plan(b"MZ\0\0", "plan.exe")},
            None,
        ),
        ({"source": "version:999"}, None),
        ({"source": "version:x"}, None),
    ],
)
def test_what_cannot_be_attached_comes_back_with_the_reason(client, clerk, resolution, posted, wrong):
    make_version(item=resolution.item)

    response = client.post(url("circulate", resolution), posted)

    assert response.status_code == 200
    assert errors(response) == wrong if wrong else errors(response)
    assert Circulation.objects.count() == 0
    assert DocumentVersion.objects.count() == 1


def test_titled_like_another_document_comes_back_beside_the_title(client, clerk, resolution):
    known = make_version(item=resolution.item).document.title

    response = client.post(
        url("circulate", resolution), {"source": "new", "title": known, "url": "https://example.org/b"}
    )

    assert list(errors(response)) == ["title"]
    assert DocumentVersion.objects.count() == 1


def test_one_that_is_prepared_is_gone_on_with(client, clerk, resolution):
    prepared = make_circulation(resolution=resolution)

    response = client.get(url("circulate", resolution))

    assert response.url == url("check_circulation", prepared)


# check


def checked(**over):
    fields = {"revision": 1, "rows": 3, "words_1": "Has completion dates", "met_1": "on", "note": "As promised."}
    return {**fields, "without_why": "", **over}


def test_what_was_found_is_kept_with_who_found_it(client, clerk, resolution):
    circulation = make_circulation(resolution=resolution)

    response = client.post(url("check_circulation", circulation), checked(words_2="Has costs"))

    assert response.url == url("check_circulation", circulation)
    found = [(check.words, check.met_by) for check in circulation.checks.all()]
    assert found == [("Has completion dates", clerk), ("Has costs", None)]
    circulation.refresh_from_db()
    assert (circulation.note, circulation.is_sent) == ("As promised.", False)


def test_row_whose_words_are_taken_out_goes(client, clerk, resolution):
    circulation = make_circulation(resolution=resolution)
    client.post(url("check_circulation", circulation), checked())

    client.post(url("check_circulation", circulation), checked(revision=2, words_1="", met_1=""))

    assert list(circulation.checks.all()) == []


def test_somebody_else_who_checked_meanwhile_is_not_overwritten(client, clerk, resolution):
    circulation = make_circulation(resolution=resolution)
    client.post(url("check_circulation", circulation), checked())

    response = client.post(url("check_circulation", circulation), checked(note="Mine."))

    assert "Somebody else changed this while you were looking at it." in response.text
    assert "Mine." in response.text
    circulation.refresh_from_db()
    assert circulation.note == "As promised."


@pytest.mark.parametrize("rows", ["", "x", "-1", "²", "99999999999999999999"])
def test_checklist_of_a_made_up_length(client, clerk, resolution, rows):
    circulation = make_circulation(resolution=resolution)

    assert client.post(url("check_circulation", circulation), checked(rows=rows)).status_code == 200


def test_page_says_who_would_be_sent_it_and_who_would_not(client, clerk, resolution):
    member(resolution, "Cllr Ann")
    member(resolution, "Hal Co-optee", kind=Membership.Kind.CO_OPTEE, sees_exempt=False)
    version = make_version(item=resolution.item, is_exempt=True, exempt_paragraphs="3")
    circulation = make_circulation(resolution=resolution, version=version)

    for page in ("check_circulation", "send_circulation"):
        words = " ".join(client.get(url(page, circulation)).text.split())
        assert "Not sent to Hal Co-optee: this membership does not see exempt matter." in words
        assert "Cllr Ann" in words


def test_thrown_away(client, clerk, resolution):
    circulation = make_circulation(resolution=resolution)

    response = client.post(url("discard_circulation", circulation), follow=True)

    assert response.redirect_chain == [(url("detail", resolution), 302)]
    assert Circulation.objects.count() == 0


# send


def test_sent_to_the_members_and_put_before_the_board(client, clerk, resolution):
    member(resolution, "Cllr Ann")
    action = make_action(resolution=resolution, monitoring_board=resolution.item.meeting.board)
    circulation = make_circulation(resolution=resolution)

    response = client.post(url("send_circulation", circulation), {"revision": 1}, follow=True)

    assert response.redirect_chain == [(url("circulation", circulation), 302)]
    assert told(response) == [
        "It goes to 1 member. The e-mails leave within minutes.",
        f"Complete now, and put before the board to be closed: {action.reference}. You entered this proposal, so "
        "another scrutiny officer has to record what the board decides on it.",
    ]


def test_pressed_twice_it_is_sent_once(client, clerk, resolution):
    member(resolution, "Cllr Ann")
    circulation = make_circulation(resolution=resolution)

    for _ in range(2):
        client.post(url("send_circulation", circulation), {"revision": 1})

    assert Message.objects.count() == 1


def test_without_members_it_is_not_sent(client, clerk, resolution):
    circulation = make_circulation(resolution=resolution)

    response = client.post(url("send_circulation", circulation), {"revision": 1})

    assert "The board has no members today who could be sent this." in response.text


def test_what_was_sent_is_not_checked_or_sent_again(client, clerk, resolution):
    member(resolution, "Cllr Ann")
    circulation = send_circulation(resolution=resolution)

    for page in ("check_circulation", "send_circulation"):
        assert client.get(url(page, circulation)).url == url("circulation", circulation)
    response = client.post(url("check_circulation", circulation), checked())
    assert "Somebody else has sent this already." in response.text


# afterwards


def test_page_of_what_was_sent(client, clerk, resolution):
    member(resolution, "Cllr Ann", user={"email": "ann@example.org"}, kind=Membership.Kind.CHAIR)
    member(resolution, "Cllr Bo", user={"email": None})
    circulation = send_circulation(
        resolution=resolution,
        title="Service plan",
        must_contain=["Has costs"],
        missing=["Has costs"],
        without_why="May.",
    )
    Message.objects.update(state="failed", why="550 No such mailbox")

    words = " ".join(client.get(url("circulation", circulation)).text.split())

    for said in (
        "Circulated: Service plan, version 1",
        circulation.version.sha256,
        "2 members of that day; opened by 0; not reached: 1",
        "Has costs",
        "May.",
        "550 No such mailbox",
        "Send it again to ann@example.org",
        "To hand over",
    ):
        assert said in words


def test_sent_again_handed_over_and_recorded_as_opened(client, clerk, resolution):
    ann = member(resolution, "Cllr Ann", user={"email": "an@example.org"})
    bo = member(resolution, "Cllr Bo", user={"email": None})
    circulation = send_circulation(resolution=resolution, now=at(-3))
    Message.objects.update(state="failed", why="No such mailbox.")
    to_ann, to_bo = circulation.recipients.get(user=ann), circulation.recipients.get(user=bo)

    again = client.post(url("send_again", to_ann), follow=True)
    day_of = {"on_day": "2", "on_month": "3", "on_year": "2026"}
    given = client.post(url("hand_over", to_bo), day_of, follow=True)
    opened = client.post(url("record_opened", to_bo), follow=True)

    assert told(again) == ["It goes to Cllr Ann at an@example.org within minutes."]
    assert told(given) == ["Recorded: Cllr Bo was given it by hand."]
    assert told(opened) == ["Recorded: Cllr Bo has opened it."]
    to_bo.refresh_from_db()
    assert (to_bo.acknowledged_how, to_bo.acknowledged_recorded_by) == ("clerk", clerk)


def test_what_cannot_be_sent_again_is_said(client, clerk, resolution):
    member(resolution, "Cllr Ann")
    recipient = send_circulation(resolution=resolution).recipients.get()

    response = client.post(url("send_again", recipient), follow=True)

    assert told(response) == ["The last message to Cllr Ann did not fail: look at it in the outbox."]


@pytest.mark.parametrize(
    ("posted", "wrong"),
    [
        ({}, "When was it handed over"),
        ({"on_day": "30", "on_month": "2", "on_year": "2026"}, "must be a real date"),
        ({"on_day": "4", "on_month": "3", "on_year": "2026"}, "until today"),
    ],
)
def test_given_by_hand_on_no_such_day(client, clerk, resolution, posted, wrong):
    member(resolution, "Cllr Bo", user={"email": None})
    recipient = send_circulation(resolution=resolution, now=at(-3)).recipients.get()

    response = client.post(url("hand_over", recipient), posted)

    assert response.status_code == 200
    assert errors(response)["on"]
    assert recipient.deliveries.get().handed_on is None


def test_next_version_begins_with_the_last_checklist(client, clerk, resolution):
    member(resolution, "Cllr Ann")
    sent = send_circulation(
        resolution=resolution, must_contain=["Has costs"], without_why="May.", missing=["Has costs"]
    )

    client.post(
        url("circulate", resolution), {"source": f"document:{sent.version.document_id}", "file": plan(b"Better.")}
    )

    prepared = Circulation.objects.prepared().get()
    assert (prepared.number, prepared.version.number) == (2, 2)
    assert [(check.words, check.is_met) for check in prepared.checks.all()] == [("Has costs", False)]


def test_taken_back(client, clerk, resolution):
    member(resolution, "Cllr Ann")
    circulation = send_circulation(resolution=resolution)
    page = reverse("resolutions:take_back", args=["circulations", circulation.pk])

    empty = client.post(page, {"why": ""})
    client.post(page, {"why": "The wrong plan."})

    assert errors(empty) == {"why": ["Say why it was recorded in error."]}
    assert "The wrong plan." in client.get(url("circulation", circulation)).text


# members


def test_member_opens_it_signed_in_and_is_asked_for_it_at_home(client, resolution):
    user = member(resolution, "Cllr Ann")
    circulation = send_circulation(resolution=resolution, title="Service plan")
    client.force_login(user)
    assert "Service plan, version 1" in client.get("/").text

    response = client.post(url("opened", circulation), follow=True)

    assert told(response) == ["Thank you. The scrutiny office sees that you have opened it."]
    recipient = CirculationRecipient.objects.get()
    assert (recipient.acknowledged_how, recipient.acknowledged_recorded_by) == ("signed_in", None)
    assert "Service plan, version 1" not in client.get("/").text


def test_who_was_not_sent_it_has_no_button(client, resolution):
    member(resolution, "Cllr Ann")
    circulation = send_circulation(resolution=resolution)
    client.force_login(make_user())

    page = client.get(url("circulation", circulation))

    assert (page.status_code, "I have opened it" in page.text) == (200, False)
    assert client.post(url("opened", circulation)).status_code == 404


def test_document_is_for_who_may_see_it(client, resolution):
    member(resolution, "Cllr Ann")
    shown = send_circulation(resolution=resolution, title="Service plan").version
    hidden = send_circulation(
        resolution=make_resolution(item=resolution.item, kind="circulate"),
        title="Lease",
        added={"is_exempt": True, "exempt_paragraphs": "3"},
    ).version
    client.force_login(make_user())

    response = client.get(reverse("meetings:document", args=[shown.pk]))

    assert b"".join(response.streaming_content) == b"The plan."
    assert response["Content-Disposition"] == 'attachment; filename="Service plan, version 1.txt"'
    assert client.get(reverse("meetings:document", args=[hidden.pk])).status_code == 404


def test_wrong_document_is_removed_for_good_and_leaves_the_reason(
    client, clerk, resolution, django_capture_on_commit_callbacks
):
    user = member(resolution, "Cllr Ann")
    circulation = send_circulation(resolution=resolution, title="Service plan")
    version = circulation.version
    kept = Path(version.file.path)
    page = reverse("meetings:remove_document", args=[version.pk])

    empty = client.post(page, {"reason": ""})
    assert (errors(empty)["reason"], kept.exists()) == (["Say why it is removed. Members see it in its place."], True)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"reason": "A home address was in it."})
    again = client.post(page, {"reason": "Again."})
    client.force_login(user)
    shown = client.get(reverse("meetings:document", args=[version.pk]))

    assert not kept.exists()
    assert "Somebody else has removed this version meanwhile." in again.text
    assert (shown.status_code, "A home address was in it." in shown.text, version.sha256 in shown.text) == (
        410,
        True,
        True,
    )
    for where in (url("circulation", circulation), resolution.item.meeting.get_absolute_url()):
        assert ", removed" in client.get(where).text


def test_what_was_removed_is_not_prepared_sent_or_sent_again(client, clerk, resolution):
    member(resolution, "Cllr Ann")
    sent = send_circulation(resolution=resolution, title="Service plan")
    prepared = make_circulation(resolution=resolution, version=sent.version)
    Message.objects.update(state="failed", why="No such mailbox.")
    documents.remove(version=sent.version, reason="A home address was in it.", by=clerk, now=at())

    choices = [value for value, _ in AttachForm(resolution=resolution).fields["source"].choices]
    send = client.post(url("send_circulation", prepared), {"revision": 1})
    again = client.post(url("send_again", sent.recipients.get()), follow=True)

    assert choices == [f"document:{sent.version.document_id}", "new"]
    assert "The document was removed meanwhile." in send.text
    assert told(again) == ["The document was removed, so there is nothing to send."]


def test_clerk_is_told_at_home_what_is_prepared_late_and_not_reached(client, clerk, resolution):
    member(resolution, "Cllr Ann")
    member(resolution, "Cllr Bo", user={"email": None})
    send_circulation(resolution=resolution, title="Service plan")
    Message.objects.update(state="failed", why="No such mailbox.")
    prepared = make_resolution(item=resolution.item, kind="circulate")
    make_circulation(resolution=prepared, version=make_version(item=resolution.item), recorded_by=clerk)
    late = make_resolution(item=resolution.item, kind="circulate")
    make_action(resolution=late, monitoring_board=resolution.item.meeting.board, due_on=day(-1))

    words = " ".join(client.get("/").text.split())

    assert "1 document overdue to be circulated" in words
    assert "is prepared by Asha Clerk and not sent" in words
    assert "did not reach 1 member, to be handed to 1 member on paper" in words


@pytest.mark.parametrize("count", [1, 3])
def test_page_query_count(client, clerk, resolution, count, django_assert_num_queries):
    for number in range(count):
        member(resolution, f"Cllr {number}")
    circulation = send_circulation(resolution=resolution, must_contain=[f"Has {one}" for one in range(count)])
    Message.objects.update(state="failed", why="No such mailbox.")

    with django_assert_num_queries(12):
        client.get(url("circulation", circulation))


@pytest.mark.parametrize("count", [1, 3])
def test_page_by_link_query_count(client, resolution, count, django_assert_num_queries):
    for number in range(count):
        member(resolution, f"Cllr {number}")
    circulation = send_circulation(resolution=resolution)
    token = circulating.token_of(circulation.recipients.first().deliveries.get())

    with django_assert_num_queries(5):
        client.get(reverse("circulated:open", args=[token]))
