"""A director clears updates before members see them; the clerk may send any back; nobody edits another's words."""

import csv
import io
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.models import Action, ProgressUpdate
from actions.services import clearing, updates
from people.models import Directorate, Membership
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_holding,
    make_meeting,
    make_membership,
    make_owner,
    make_pack,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db

WORDS = "Marmalade was made."


@pytest.fixture
def world():
    """A directorate whose director clears what its head of service enters, and a board with a member."""
    directorate = Directorate.objects.create(name="Adult Care")
    top = make_owner(name="Director of Adult Care", directorate=directorate)
    Directorate.objects.filter(pk=directorate.pk).update(director=top, clears_updates=True)
    board = make_board()
    post = make_owner(directorate=Directorate.objects.get(pk=directorate.pk))
    return SimpleNamespace(
        board=board,
        meeting=make_meeting(board=board, date=day(20)),
        post=post,
        top=top,
        director=make_holding(owner=top, user=make_user("Dora Director")).user,
        officer=make_holding(owner=post, user=make_user("Cerys Officer")).user,
        member=make_membership(board=board).user,
        chair=make_membership(board=board, kind=Membership.Kind.CHAIR).user,
        clerk=make_clerk(),
    )


def waiting(world, **over):
    action = over.pop("action", None) or make_action(monitoring_board=world.board, owner=world.post)
    return make_update(action, **{"by": world.officer, "progress": WORDS, "now": at(-1), **over})


def url(name, *args):
    return reverse(f"rounds:{name}", args=args)


def ticks(*updates, **more):
    """What the page posts: every update shown, those of `updates` ticked."""
    shown = {f"update-{one.pk}-shown": "yes" for one in ProgressUpdate.objects.all()}
    return {**shown, **{f"update-{one.pk}-clear": "on" for one in updates}, **more}


def outcomes(update):
    return list(update.clearances.values_list("outcome", "by", "reason"))


# clearing


def test_clear_page_shows_what_waits_with_its_words_and_its_new_status(client, world):
    update = waiting(world, status_reported="complete", impact="Toast is better.")
    client.force_login(world.director)

    response = client.get(url("clear", world.meeting.pk))

    assert [row for row, _ in response.context["forms"].rows] == [update]
    for words in (WORDS, "Toast is better.", "Not started", "Complete", url("send_back", update.pk)):
        assert words in response.text


def test_clear_all_clears_everything_in_one_press(client, world):
    found = [waiting(world, status_reported="complete"), waiting(world)]
    client.force_login(world.director)

    response = client.post(url("clear", world.meeting.pk), ticks(all="yes"), follow=True)

    assert "2 updates cleared" in response.text
    assert [outcomes(update) for update in found] == [[("cleared", world.director.pk, "")]] * 2
    assert Action.objects.get(pk=found[0].action_id).status == "complete"


def test_clear_some_leaves_the_rest(client, world):
    one, other = waiting(world), waiting(world)
    client.force_login(world.director)

    client.post(url("clear", world.meeting.pk), ticks(one))

    assert (len(outcomes(one)), len(outcomes(other))) == (1, 0)


def test_clear_leaves_alone_what_came_in_since_the_page_was_shown(client, world):
    shown = waiting(world)
    post = ticks(all="yes")
    newer = waiting(world)
    client.force_login(world.director)

    client.post(url("clear", world.meeting.pk), post)

    assert (len(outcomes(shown)), len(outcomes(newer))) == (1, 0)


def test_clear_with_nothing_ticked_says_so(client, world):
    update = waiting(world)
    client.force_login(world.director)

    response = client.post(url("clear", world.meeting.pk), ticks(), follow=True)

    assert "Nothing was cleared" in response.text
    assert outcomes(update) == []


def test_clear_of_what_does_not_fit_together_clears_none_and_keeps_the_ticks(client, world):
    action = make_action(monitoring_board=world.board, owner=world.post)
    begun, left = waiting(world, action=action, now=at(-2)), waiting(world)
    back = waiting(world, action=action, status_reported="not_started")
    client.force_login(world.director)

    response = client.post(url("clear", world.meeting.pk), ticks(begun, back))

    assert "Nothing was cleared." in response.text
    assert f"{action.reference}: An action that is in progress cannot become not started" in response.text
    assert [outcomes(update) for update in (begun, left, back)] == [[], [], []]
    kept = {update: form["clear"].value() for update, form in response.context["forms"].rows}
    assert kept == {begun: True, left: False, back: True}


@pytest.mark.parametrize("kind", ["acting", "deputy"])
def test_acting_director_and_deputy_clear_as_well(client, world, kind):
    update = waiting(world)
    client.force_login(make_holding(owner=world.top, kind=kind).user)

    client.post(url("clear", world.meeting.pk), ticks(all="yes"))

    assert [outcome for outcome, *_ in outcomes(update)] == ["cleared"]


def test_clear_does_not_reach_another_directorates_updates(client, world):
    update = waiting(world)
    other = make_owner(directorate=Directorate.objects.create(name="Housing"))
    Directorate.objects.filter(name="Housing").update(director=other, clears_updates=True)
    client.force_login(make_holding(owner=other).user)

    client.post(url("clear", world.meeting.pk), ticks(all="yes"))

    assert outcomes(update) == []


def test_clear_is_not_for_officers_or_members(client, world):
    for user in (world.officer, world.member, world.chair):
        client.force_login(user)
        assert client.get(url("clear", world.meeting.pk)).status_code == 403


def test_exempt_update_is_cleared_by_the_clerk_since_the_director_may_not_see_it(client, world):
    plain = waiting(world)
    hidden = waiting(world, is_exempt=True, exempt_paragraphs="3")
    client.force_login(world.director)
    client.post(url("clear", world.meeting.pk), ticks(all="yes"))
    before = (outcomes(plain) != [], outcomes(hidden))
    client.force_login(world.clerk)

    client.post(url("clear", world.meeting.pk), ticks(all="yes"))

    assert before == (True, [])
    assert outcomes(hidden) == [("cleared", world.clerk.pk, "")]


def test_clerk_does_not_clear_what_is_the_directors(client, world):
    update = waiting(world)
    client.force_login(world.clerk)

    client.post(url("clear", world.meeting.pk), ticks(all="yes"))

    assert outcomes(update) == []


@pytest.mark.parametrize("gone", ["nobody", "left", "inactive", "abolished", "no longer one"])
def test_clerk_clears_where_no_director_can(client, world, gone):
    update, holding = waiting(world), world.director.holdings.get()
    if gone == "nobody":
        holding.delete()
    if gone == "left":
        type(holding).objects.update(ends_on=day(-1))
    if gone == "inactive":
        type(world.director).objects.filter(pk=world.director.pk).update(is_active=False)
    if gone == "abolished":
        type(world.top).objects.filter(pk=world.top.pk).update(active=False)
    if gone == "no longer one":
        Directorate.objects.update(director=None, clears_updates=False)
    client.force_login(world.clerk)

    chase = client.get(url("chase", world.meeting.pk)).text
    client.post(url("clear", world.meeting.pk), ticks(all="yes"))

    assert url("clear", world.meeting.pk) in chase
    assert outcomes(update) == [("cleared", world.clerk.pk, "")]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_clear_page_asks_a_constant_number_of_queries(client, world, count, django_assert_num_queries):
    for _ in range(count):
        waiting(world, evidence=SimpleUploadedFile("jar.txt", b"A jar."))
    client.force_login(world.director)

    with django_assert_num_queries(9):
        client.get(url("clear", world.meeting.pk))


# sending back


@pytest.mark.parametrize("who", ["director", "clerk"])
def test_send_back_with_a_reason(client, world, who):
    update = waiting(world)
    client.force_login(getattr(world, who))

    response = client.post(url("send_back", update.pk), {"reason": "How many jars?"})

    assert response.status_code == 302
    assert outcomes(update) == [("sent_back", getattr(world, who).pk, "How many jars?")]


def test_send_back_without_a_reason_asks_for_one(client, world):
    update = waiting(world)
    client.force_login(world.clerk)

    response = client.post(url("send_back", update.pk), {"reason": " "})

    assert "Say what is missing or wrong" in response.text
    assert outcomes(update) == []


def test_send_back_a_second_time_is_refused(client, world):
    update = waiting(world)
    clearing.send_back(update=update, reason="How many?", by=world.clerk, now=at())
    client.force_login(world.clerk)

    response = client.post(url("send_back", update.pk), {"reason": "Again."})

    assert "was sent back already" in response.text
    assert len(outcomes(update)) == 1


def test_send_back_after_the_meeting_is_too_late(client, world):
    past = make_meeting(board=world.board, date=day(-10), status="scheduled")
    update = waiting(world, now=at(-12))
    type(past).objects.filter(pk=past.pk).update(status="held")
    client.force_login(world.clerk)

    response = client.post(url("send_back", update.pk), {"reason": "How many?"})

    assert "Members have had this update at a meeting" in response.text
    assert outcomes(update) == []


def test_send_back_is_not_found_by_who_may_not_see_it_and_refused_to_the_rest(client, world):
    update = waiting(world)
    found = {}
    for who in ("member", "officer"):
        client.force_login(getattr(world, who))
        found[who] = client.post(url("send_back", update.pk), {"reason": "No."}).status_code

    assert found == {"member": 404, "officer": 403}
    assert outcomes(update) == []


def test_send_back_is_not_for_a_director_who_clears_nothing(client, world):
    Directorate.objects.update(clears_updates=False)
    update = waiting(world)
    client.force_login(world.director)

    assert client.post(url("send_back", update.pk), {"reason": "No."}).status_code == 403
    assert outcomes(update) == []


def test_nobody_changes_anothers_words(client, world):
    update = waiting(world)
    client.force_login(world.director)

    client.post(url("clear", world.meeting.pk), ticks(all="yes", progress="Jam was made."))

    update.refresh_from_db()
    assert update.progress == WORDS


# what members see


def evidence_status(client, update):
    response = client.get(reverse("actions:evidence", args=[update.evidence.get().pk]))
    response.close()
    return response.status_code


def pages(client, world, update):
    """Where members could meet an update: address → what it answers."""
    slug = update.action.slug
    addresses = [
        reverse("home"),
        reverse("actions:list"),
        reverse("actions:detail", args=[slug]),
        reverse("actions:export"),
        reverse("meetings:pack", args=[world.meeting.pk]),
        reverse("meetings:detail", args=[world.meeting.pk]),
    ]
    return {address: client.get(address).content.decode() for address in addresses}


@pytest.mark.parametrize("who", ["member", "chair"])
@pytest.mark.parametrize("state", ["waiting", "sent_back"])
def test_members_see_nothing_of_an_update_that_is_not_cleared(client, world, who, state):
    update = waiting(world, evidence=SimpleUploadedFile("jar.txt", b"A jar."), status_reported="complete")
    if state == "sent_back":
        clearing.send_back(update=update, reason="The marmalade is not ours.", by=world.director, now=at())
    client.force_login(getattr(world, who))

    found = pages(client, world, update)
    evidence = evidence_status(client, update)

    assert [address for address, text in found.items() if "armalade" in text] == []
    assert "Complete" not in found[reverse("actions:detail", args=[update.action.slug])]
    assert evidence == 404


@pytest.mark.parametrize("who", ["member", "chair"])
def test_members_see_an_update_once_it_is_cleared(client, world, who):
    update = waiting(world, evidence=SimpleUploadedFile("jar.txt", b"A jar."))
    clearing.clear(update=update, by=world.director, now=at())
    make_pack(world.meeting)
    client.force_login(getattr(world, who))

    found = pages(client, world, update)
    evidence = evidence_status(client, update)

    for address in (
        reverse("actions:detail", args=[update.action.slug]),
        reverse("meetings:pack", args=[world.meeting.pk]),
    ):
        assert WORDS in found[address]
    [row] = csv.DictReader(io.StringIO(found[reverse("actions:export")].lstrip("\ufeff")))
    assert row["What was done"] == WORDS
    assert evidence == 200


def test_members_miss_an_update_that_was_cleared_and_sent_back(client, world):
    update = waiting(world)
    clearing.clear(update=update, by=world.director, now=at(-1))
    clearing.send_back(update=update, reason="The figures are wrong.", by=world.clerk, now=at())
    client.force_login(world.member)

    found = pages(client, world, update)

    assert [address for address, text in found.items() if WORDS in text or "figures are wrong" in text] == []


# what the others see


def timeline(client, user, update):
    client.force_login(user)
    return " ".join(client.get(reverse("actions:detail", args=[update.action.slug])).text.split())


def test_history_says_who_has_to_clear_who_did_and_why_it_went_back(client, world):
    update = waiting(world)
    before = timeline(client, world.officer, update)
    clearing.clear(update=update, by=world.director, now=at(-1))
    cleared = timeline(client, world.officer, update)
    clearing.send_back(update=update, reason="How many jars?", by=world.clerk, now=at())

    after = timeline(client, world.officer, update)

    assert "Waiting to be cleared by Director of Adult Care" in before
    assert "Cleared by Dora Director, 2 March 2026." in cleared
    assert "Update cleared for members to see" in cleared
    assert "How many jars?" in after
    assert "Update sent back" in after


def test_officer_home_shows_first_what_was_sent_back_until_it_is_written_again(client, world):
    update = waiting(world)
    clearing.send_back(update=update, reason="How many jars?", by=world.director, now=at())
    client.force_login(world.officer)

    before = client.get("/").text
    updates.add_no_change(action=update.action, by=world.officer, now=at(), seen_version=None)
    after = client.get("/").text

    assert before.index("How many jars?") < before.index("need")
    assert "How many jars?" not in after


def test_director_home_counts_what_waits_and_leads_there(client, world):
    waiting(world)
    waiting(world)
    client.force_login(world.director)

    text = client.get("/").text

    assert "2 updates wait for you to clear" in text
    assert url("clear", world.meeting.pk) in text


def test_director_home_without_anything_waiting_says_nothing_of_it(client, world):
    client.force_login(world.director)

    assert "for you to clear" not in client.get("/").text
