"""A document is prepared, checked, sent once to the members of the day, and acknowledged by each."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from actions.services import endings
from meetings.models import CirculationRecipient, Resolution
from meetings.services import circulations, documents
from meetings.services.minutes import make_exempt
from people.models import Event, Membership, Message
from tests.builders import (
    at,
    day,
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

How = CirculationRecipient.How


@pytest.fixture
def board():
    return make_board()


@pytest.fixture
def resolution(board):
    item = make_item(meeting=make_meeting(board=board, date=day(-28)))
    return make_resolution(item=item, kind=Resolution.Kind.CIRCULATE, text="That the plan, with costs, be circulated.")


def member(board, name, **over):
    user = make_user(name, **over.pop("user", {}))
    return make_membership(board=board, user=user, **over).user


def sent_to(circulation):
    return sorted((one.user.name, one.seat) for one in circulation.recipients.select_related("user"))


def message_of(recipient):
    return recipient.deliveries.order_by("-pk").first().message


def fail(recipient):
    Message.objects.filter(pk=message_of(recipient).pk).update(state="failed", why="No such mailbox.")


# to whom


def test_goes_to_the_members_of_the_day_it_is_sent(board, resolution):
    member(board, "Ann", kind=Membership.Kind.CHAIR)
    member(board, "Ben")
    member(board, "Gone", ends_on=day(-4))
    member(board, "To come", starts_on=day(1))
    member(make_board(), "Of another board")
    member(board, "Left the council", user={"is_active": False})

    circulation = send_circulation(resolution=resolution, now=at(-3))

    assert sent_to(circulation) == [("Ann", "chair"), ("Ben", "member")]


def test_goes_once_to_somebody_with_two_seats(board, resolution):
    user = member(board, "Ann")
    make_membership(board=board, user=user, kind=Membership.Kind.VICE_CHAIR, starts_on=day(-100))

    assert sent_to(send_circulation(resolution=resolution)) == [("Ann", "vice_chair")]


def test_goes_to_the_successor_of_a_board_that_is_over(board, resolution):
    successor = make_board()
    board.active_to = day(-10)
    board.save()
    board.successors.add(successor)
    member(board, "Of the old board")
    member(successor, "Of the new board")

    assert sent_to(send_circulation(resolution=resolution)) == [("Of the new board", "member")]


def test_exempt_matter_goes_to_those_alone_who_may_see_it(board, resolution):
    member(board, "Ann")
    member(board, "Hal", kind=Membership.Kind.CO_OPTEE, sees_exempt=False)

    circulation = send_circulation(resolution=resolution, added={"is_exempt": True, "exempt_paragraphs": "3"})

    assert sent_to(circulation) == [("Ann", "member")]


def test_nobody_to_send_it_to(resolution):
    with pytest.raises(ValidationError, match="no members today"):
        send_circulation(resolution=resolution)


def test_goes_by_e_mail_or_by_hand_to_those_without_an_address(board, resolution):
    member(board, "Ann", user={"email": "ann@example.org"})
    member(board, "Bo", user={"email": None})

    circulation = send_circulation(resolution=resolution)

    found = [
        (one.user.name, delivery.channel, delivery.address, delivery.message is not None)
        for one in circulation.recipients.order_by("user__name")
        for delivery in one.deliveries.all()
    ]
    assert found == [("Ann", "email", "ann@example.org", True), ("Bo", "by_hand", "", False)]


# before it goes


def test_a_version_is_kept_with_its_checksum_and_counted(resolution):
    clerk = make_clerk()
    first = send_circulation_of(resolution, b"%PDF-1.7 one", clerk)
    second = documents.add_version(
        item=resolution.item, document=first.version.document, file=upload(b"%PDF-1.7 two"), by=clerk, now=at()
    )

    assert (first.version.number, second.number) == (1, 2)
    assert len(first.version.sha256) == 64
    assert first.version.sha256 != second.sha256


def upload(content):
    return SimpleUploadedFile("plan.pdf", content)


def send_circulation_of(resolution, content, clerk):
    return endings.prepare(
        resolution=resolution,
        version=None,
        added={"title": "The plan", "file": upload(content)},
        must_contain=[],
        by=clerk,
        now=at(),
    )


def test_the_same_file_is_no_new_version(resolution):
    clerk = make_clerk()
    prepared = send_circulation_of(resolution, b"%PDF-1.7 one", clerk)

    with pytest.raises(ValidationError, match="same as version 1"):
        documents.add_version(
            item=resolution.item,
            document=prepared.version.document,
            file=upload(b"%PDF-1.7 one"),
            by=clerk,
            now=at(),
        )


def test_a_document_is_titled_once_an_item(resolution):
    clerk = make_clerk()
    send_circulation_of(resolution, b"%PDF-1.7 one", clerk)

    with pytest.raises(ValidationError, match="document of that name"):
        documents.add_version(item=resolution.item, title="The Plan!", file=upload(b"%PDF-1.7 x"), by=clerk, now=at())


def test_what_is_not_on_the_checklist_goes_only_with_the_reason(board, resolution):
    member(board, "Ann")

    with pytest.raises(ValidationError, match="Say why"):
        send_circulation(resolution=resolution, must_contain=["Has costs"], missing=["Has costs"])
    resolution.circulations.get().delete()
    circulation = send_circulation(
        resolution=resolution,
        title="Another",
        must_contain=["Has costs"],
        missing=["Has costs"],
        without_why="They come in May.",
    )

    assert circulation.is_sent


def test_who_ticked_what_stays_when_the_rest_is_changed(resolution):
    first, second = make_clerk(), make_clerk()
    circulation = make_circulation(resolution=resolution)
    common = {"note": "", "without_why": ""}
    circulations.check(
        circulation=circulation, checks=[("Has costs", True)], seen_revision=1, by=first, now=at(-2), **common
    )

    circulations.check(
        circulation=circulation,
        checks=[("Has dates", True), ("Has costs", True)],
        seen_revision=2,
        by=second,
        now=at(-1),
        **common,
    )

    found = [(check.words, check.met_by, check.met_at) for check in circulation.checks.all()]
    assert found == [("Has dates", second, at(-1)), ("Has costs", first, at(-2))]


def test_two_clerks_who_check_at_once_do_not_overwrite_each_other(resolution):
    circulation = make_circulation(resolution=resolution)
    common = {"checks": [], "note": "Mine.", "without_why": "", "by": make_clerk(), "now": at()}
    circulations.check(circulation=circulation, seen_revision=1, **common)

    with pytest.raises(ValidationError, match="Somebody else changed this"):
        circulations.check(circulation=circulation, seen_revision=1, **common)


def test_one_is_prepared_at_a_time(resolution):
    make_circulation(resolution=resolution, recorded_by=make_clerk(name="Asha"))

    with pytest.raises(ValidationError, match="Asha is preparing"):
        circulations.prepare(
            resolution=resolution,
            version=make_version(item=resolution.item),
            must_contain=[],
            by=make_clerk(),
            now=at(),
        )


def test_what_is_thrown_away_leaves_the_document(resolution):
    circulation = make_circulation(resolution=resolution)

    circulations.discard(circulation=circulation, by=make_clerk(), now=at())

    assert list(resolution.circulations.all()) == []
    assert resolution.item.documents.get().versions.count() == 1


def test_it_is_sent_once(board, resolution):
    member(board, "Ann")
    circulation = send_circulation(resolution=resolution)

    with pytest.raises(ValidationError, match="sent this already"):
        circulations.send(circulation=circulation, seen_revision=None, by=make_clerk(), now=at(), today=day(0))


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_send_at_once_send_it_once():
    board = make_board()
    resolution = make_resolution(
        item=make_item(meeting=make_meeting(board=board, date=day(-28))), kind=Resolution.Kind.CIRCULATE
    )
    member(board, "Ann")
    circulation, clerk = make_circulation(resolution=resolution), make_clerk()
    start, outcomes = threading.Barrier(2), []

    def send():
        try:
            start.wait(timeout=30)
            endings.circulate(circulation=circulation, seen_revision=1, by=clerk, now=at(), today=day(0))
            outcomes.append("sent")
        except ValidationError as error:
            outcomes.append(error.messages[0])
        finally:
            connection.close()

    senders = [threading.Thread(target=send) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(timeout=60)

    assert sorted(outcomes) == ["Somebody else has sent this already.", "sent"]
    assert Message.objects.count() == 1


# afterwards


def test_acknowledgement_is_recorded_once_with_how_and_when(board, resolution):
    member(board, "Ann")
    recipient = send_circulation(resolution=resolution).recipients.get()

    circulations.acknowledge(recipient=recipient, how=How.LINK, now=at(-2))
    circulations.acknowledge(recipient=recipient, how=How.SIGNED_IN, by=recipient.user, now=at(-1))

    recipient.refresh_from_db()
    assert (recipient.acknowledged_at, recipient.acknowledged_how) == (at(-2), "link")
    opened = Event.objects.of(resolution).filter(verb="circulation_opened").get()
    # a link says whose it is, and not who pressed the button
    assert (opened.actor, opened.new["how"]) == (None, "link")


def test_what_failed_goes_again_to_the_address_of_now(board, resolution):
    user = member(board, "Ann", user={"email": "an@example.org"})
    recipient = send_circulation(resolution=resolution).recipients.get()
    fail(recipient)
    user.email = "ann@example.org"
    user.save()

    circulations.send_again(recipient=recipient, by=make_clerk(), now=at(), today=day(0))

    assert [one.address for one in recipient.deliveries.all()] == ["an@example.org", "ann@example.org"]
    assert message_of(recipient).state == "waiting"


def test_what_did_not_fail_does_not_go_again(board, resolution):
    member(board, "Ann")
    recipient = send_circulation(resolution=resolution).recipients.get()

    with pytest.raises(ValidationError, match="did not fail"):
        circulations.send_again(recipient=recipient, by=make_clerk(), now=at(), today=day(0))


def test_what_failed_does_not_go_again_to_who_left_or_has_no_address(board, resolution):
    user = member(board, "Ann")
    recipient = send_circulation(resolution=resolution).recipients.get()
    fail(recipient)
    common = {"recipient": recipient, "by": make_clerk(), "now": at(), "today": day(0)}

    user.email = None
    user.save()
    with pytest.raises(ValidationError, match="no e-mail address"):
        circulations.send_again(**common)
    user.email = "ann@example.org"
    user.save()
    Membership.objects.update(ends_on=day(-1))
    with pytest.raises(ValidationError, match="no longer a member"):
        circulations.send_again(**common)


def test_given_by_hand_on_a_day_since_it_was_sent(board, resolution):
    member(board, "Bo", user={"email": None})
    recipient = send_circulation(resolution=resolution, now=at(-3)).recipients.get()
    common = {"recipient": recipient, "by": make_clerk(), "now": at(), "today": day(0)}

    for wrong in (day(-4), day(1)):
        with pytest.raises(ValidationError, match="until today"):
            circulations.hand_over(on=wrong, **common)
    circulations.hand_over(on=day(-1), **common)

    assert recipient.deliveries.get().handed_on == day(-1)
    with pytest.raises(ValidationError, match="given it already"):
        circulations.hand_over(on=day(0), **common)


def test_given_by_hand_where_the_e_mail_failed(board, resolution):
    member(board, "Ann")
    recipient = send_circulation(resolution=resolution, now=at(-3)).recipients.get()
    fail(recipient)

    circulations.hand_over(recipient=recipient, on=day(0), by=make_clerk(), now=at(), today=day(0))

    assert [one.channel for one in recipient.deliveries.all()] == ["email", "by_hand"]


# whether it may still be read


@pytest.fixture
def recipient(board, resolution):
    member(board, "Ann")
    return send_circulation(resolution=resolution).recipients.get()


def test_readable_by_a_member_while_it_is_the_latest(recipient):
    assert circulations.is_readable(recipient, today=day(0))


def test_not_readable_once_a_later_one_was_sent(recipient, resolution):
    send_circulation(resolution=resolution, title="A better plan", now=at(-1))

    assert not circulations.is_readable(recipient, today=day(0))


def test_not_readable_once_it_was_taken_back(recipient):
    endings.take_back(ending=recipient.circulation, why="The wrong plan.", by=make_clerk(), now=at())

    assert not circulations.is_readable(recipient, today=day(0))


def test_readable_again_where_the_later_one_was_the_error(recipient, resolution):
    later = send_circulation(resolution=resolution, title="A worse plan", now=at(-1))
    endings.take_back(ending=later, why="The wrong plan.", by=make_clerk(), now=at())

    assert circulations.is_readable(recipient, today=day(0))


def test_not_readable_by_who_is_no_longer_a_member(recipient):
    Membership.objects.update(ends_on=day(-1))

    assert not circulations.is_readable(recipient, today=day(0))


def test_not_readable_once_exempt_by_who_may_not_see_that(recipient, resolution):
    Membership.objects.update(sees_exempt=False)
    assert circulations.is_readable(recipient, today=day(0))

    make_exempt(item=resolution.item, by=make_clerk(), now=at(), exempt_paragraphs="3")

    assert not circulations.is_readable(recipient, today=day(0))
