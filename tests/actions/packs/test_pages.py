"""The pages of a pack: who reads the draft, who what was published, and what they are told around it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.models import Action, Pack
from actions.services import meetings, packs
from meetings.models import Meeting
from tests.builders import (
    at,
    day,
    make_action,
    make_finding,
    make_meeting,
    make_membership,
    make_outcome,
    make_pack,
    make_proposal,
    make_resolution,
    make_update,
)
from tests.cast import EXEMPT_WORDS

pytestmark = pytest.mark.django_db

EXEMPT = {"is_exempt": True, "exempt_paragraphs": "3"}
SECTIONS = (
    "changed",
    "overdue",
    "not-moving",
    "no-update",
    "complete",
    "more-time",
    "withdraw",
    "no-change",
    "impact",
)
OTHERS = ("decided", "unanswered", "resolutions", "responses", "questions", "strengths", "findings", "actions")


def get(client, user, name, *args, query=""):
    client.force_login(user)
    return client.get(reverse(f"meetings:{name}", args=[getattr(arg, "pk", arg) for arg in args]) + query)


def post(client, user, name, meeting, **data):
    client.force_login(user)
    return client.post(reverse(f"meetings:{name}", args=[meeting.pk]), data)


# before publication


@pytest.mark.parametrize("role", ["clerk", "officer", "deputy"])
def test_draft_is_for_who_works_on_it(client, cast, role):
    response = get(client, getattr(cast, role), "pack", cast.next)

    assert "Draft: not published yet" in response.text
    assert response.context["pack"].counts.complete == 1


@pytest.mark.parametrize("role", ["member", "chair", "co_optee", "health_member", "admin"])
def test_others_are_told_when_it_has_to_be_published(client, cast, role):
    response = get(client, getattr(cast, role), "pack", cast.next)

    assert "The pack is not published yet." in response.text
    assert "It has to be published by Monday 23 March 2026, 5 clear working days before the meeting" in response.text
    assert "pack" not in response.context


def test_pack_of_a_coming_meeting_is_not_there_for_viewers(client, cast):
    assert get(client, cast.viewer, "pack", cast.next).status_code == 404


def test_clerks_draft_is_what_will_be_frozen(client, cast):
    response = get(client, cast.clerk, "pack", cast.next)
    pack = make_pack(cast.next, now=response.context["pack"].as_of)

    frozen = get(client, cast.clerk, "pack", cast.next).context["pack"]

    assert (response.context["pack"], pack.version) == (frozen, 1)


def test_meeting_held_without_a_pack_shows_how_its_actions_stood(client, cast):
    response = get(client, cast.member, "pack", cast.past)

    assert "No pack was published for this meeting." in response.text
    assert response.context["pack"].held


def test_meeting_held_without_a_pack_shows_viewers_none(client, cast):
    response = get(client, cast.viewer, "pack", cast.past)

    assert "No pack was published for this meeting." in response.text
    assert "pack" not in response.context


def test_meeting_that_was_cancelled_without_a_pack_has_none(client, cast):
    meetings.cancel(meeting=cast.next, reason="Snow.", by=cast.clerk, now=at())

    assert get(client, cast.clerk, "pack", cast.next).status_code == 404
    assert get(client, cast.clerk, "pack_draft", cast.next).status_code == 404


def test_meeting_without_its_day_says_so(client, cast):
    month = make_meeting(board=cast.lives, month=day(90).replace(day=1))

    assert "The day of the meeting is not known yet" in get(client, cast.member, "pack", month).text
    assert "It can be published once the day of the meeting is known." in get(client, cast.clerk, "pack", month).text


def test_pack_without_signing_in_asks_to(client, cast):
    response = client.get(reverse("meetings:pack", args=[cast.next.pk]))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("published", [False, True])
def test_pack_shows_every_section_once_and_leads_to_it(client, cast, published):
    if published:
        make_pack(cast.next)

    text = get(client, cast.clerk, "pack", cast.next).text

    for section in (*SECTIONS, *OTHERS):
        assert text.count(f'id="{section}"') == 1
        assert f'href="#{section}"' in text


def test_chart_says_in_words_and_in_a_table_what_it_draws(client, cast):
    text = get(client, cast.clerk, "pack", cast.next).text

    assert 'role="img" aria-labelledby="chart-title chart-desc"' in text
    assert "A bar for each delivery status: not started 1, complete 1." in text
    assert [
        (figure.label, figure.number) for figure in get(client, cast.clerk, "pack", cast.next).context["pack"].statuses
    ] == [("Not started", 1), ("Complete", 1)]


def test_what_the_board_is_asked_stands_with_all_its_evidence(client, cast):
    files = (SimpleUploadedFile(name, b"As it was agreed.") for name in ("first.txt", "second.txt"))
    for days, file in zip((-9, -8), files, strict=True):
        make_update(cast.action, by=cast.officer, status_reported="complete", evidence=file, now=at(days))

    card = get(client, cast.clerk, "pack", cast.next).text.split("All evidence on this action:")[1].split("</ul>")[0]

    assert card.index("second.txt") < card.index("first.txt")


# publishing


def test_publishing_page_says_what_will_be_in_it(client, cast):
    text = get(client, cast.clerk, "publish_pack", cast.next).text

    assert "It has to be published by 23 March 2026. Published today it leaves 19 clear working days" in text
    assert "2, of which 1 exempt: in the full form alone." in text
    assert "This is late." not in text


def test_publishing_page_warns_when_it_is_late(client, cast):
    Meeting.objects.filter(pk=cast.next.pk).update(date=day(7))

    text = get(client, cast.clerk, "publish_pack", cast.next).text

    assert "This is late. It had to be published by 2 March 2026, to leave 5 clear working days" in text
    assert "today leaves 4. The pack will say that it was published late." in text
    assert "Local Government Act 1972, section 100B" in text


def test_publishing_publishes(client, cast):
    response = post(client, cast.clerk, "publish_pack", cast.next, seen="0")

    pack = Pack.objects.get()
    assert response.url == reverse("meetings:pack", args=[cast.next.pk])
    assert (pack.meeting, pack.version, pack.published_by) == (cast.next, 1, cast.clerk)


def test_publishing_what_somebody_else_has_just_published_leads_to_it(client, cast):
    make_pack(cast.next, by=cast.other_clerk)

    response = post(client, cast.clerk, "publish_pack", cast.next, seen="0")

    assert response.url == reverse("meetings:pack", args=[cast.next.pk])
    assert "Somebody else has published version 1" in client.get(response.url).text
    assert Pack.objects.count() == 1


def test_correcting_asks_what_is_corrected(client, cast):
    make_pack(cast.next)

    response = post(client, cast.clerk, "publish_pack", cast.next, seen="1", correction=" ")

    assert "Say what is corrected, and why. It stands on the new version." in response.text
    assert Pack.objects.count() == 1


def test_correcting_makes_a_further_version(client, cast):
    make_pack(cast.next)

    post(client, cast.clerk, "publish_pack", cast.next, seen="1", correction="A date was wrong.")

    assert list(Pack.objects.values_list("version", "correction")) == [(1, ""), (2, "A date was wrong.")]


def test_correcting_on_top_of_anothers_correction_keeps_what_was_typed(client, cast):
    make_pack(cast.next)
    make_pack(cast.next, correction="Theirs.")

    response = post(client, cast.clerk, "publish_pack", cast.next, seen="1", correction="Mine.")
    form = response.context["form"]

    assert "Somebody else has published version 2" in response.text
    assert (form["correction"].value(), form["seen"].value()) == ("Mine.", 2)
    assert Pack.objects.count() == 2


@pytest.mark.parametrize("seen", ["", "x", "99999999999999999999", "-1"])
def test_publishing_with_a_form_that_was_tampered_with_publishes_nothing(client, cast, seen):
    response = post(client, cast.clerk, "publish_pack", cast.next, seen=seen)

    assert response.status_code == 200
    assert not Pack.objects.exists()


def test_publishing_page_of_a_meeting_that_is_over_says_why_not(client, cast):
    text = get(client, cast.clerk, "publish_pack", cast.past).text

    assert "The day of this meeting is over" in text
    assert "<form" not in text[text.index("<main") :]


# after publication


@pytest.mark.parametrize("role", ["clerk", "member", "chair"])
def test_full_form_is_for_clerks_and_the_boards_members_who_see_exempt_matter(client, cast, role):
    pack = make_pack(cast.next)

    response = get(client, getattr(cast, role), "pack", cast.next)

    assert (response.context["audience"], response.context["checksum"]) == ("full", pack.sha256)
    assert EXEMPT_WORDS in response.text
    assert pack.sha256 in response.text
    assert "Not for publication:" in response.text


@pytest.mark.parametrize("role", ["officer", "deputy", "co_optee", "health_member", "admin", "superuser", "viewer"])
def test_public_form_is_for_everybody_else(client, cast, role):
    pack = make_pack(cast.next)

    response = get(client, getattr(cast, role), "pack", cast.next)

    assert (response.context["audience"], response.context["checksum"]) == ("public", pack.public_sha256)
    assert pack.public_sha256 in response.text
    assert EXEMPT_WORDS not in response.text.split('id="since"')[0]


def test_who_reads_the_full_form_can_look_at_the_public_one(client, cast):
    make_pack(cast.next)

    response = get(client, cast.member, "pack", cast.next, query="?form=public")

    assert response.context["audience"] == "public"
    assert EXEMPT_WORDS not in response.text


def test_nobody_gets_the_full_form_by_asking_for_it(client, cast):
    make_pack(cast.next)

    assert get(client, cast.viewer, "pack", cast.next, query="?form=full").context["audience"] == "public"


@pytest.mark.parametrize(("offset", "audience"), [(-1, "public"), (0, "full")])
def test_who_no_longer_sits_on_the_board_reads_the_public_form(client, cast, offset, audience):
    make_pack(cast.next)
    former = make_membership(board=cast.lives, ends_on=day(offset)).user

    assert get(client, former, "pack", cast.next).context["audience"] == audience


def test_published_page_says_when_by_whom_and_that_it_was_late(client, cast):
    Meeting.objects.filter(pk=cast.next.pk).update(date=day(7))
    cast.next.refresh_from_db()
    make_pack(cast.next, by=cast.clerk)

    text = get(client, cast.member, "pack", cast.next).text

    assert "Version 1, on 3 March 2026 at 12:00, by Asha Clerk" in text
    assert "It had to be published by 2 March 2026 (Local Government Act 1972, section 100B)." in text


def test_published_page_stays_as_it_was_and_says_what_came_since(client, cast):
    make_pack(cast.next, now=at(-1))
    make_update(cast.action, by=cast.officer, status_reported="complete", progress="All of it is done.", now=at())

    response = get(client, cast.member, "pack", cast.next)

    [entry] = [entry for entry in response.context["pack"].actions if entry.pk == cast.action.pk]
    assert [words.progress for words in entry.updates] == ["Half of it is done."]
    assert [update.progress for update in response.context["since"].updates] == ["All of it is done."]
    assert response.text.index("All of it is done.") > response.text.index('id="since"')


def test_corrected_version_stays_and_says_that_it_was_corrected(client, cast):
    make_pack(cast.next)
    make_pack(cast.next, correction="A date was wrong.")

    first, latest = get(client, cast.viewer, "pack_version", cast.next, 1), get(client, cast.viewer, "pack", cast.next)

    assert "This version has been corrected." in first.text
    assert "A date was wrong." in first.text
    assert (latest.context["published"].version, first.context["published"].version) == (2, 1)
    assert first.context["since"] is None


def test_withdrawn_version_leaves_a_notice_and_stays_with_clerks(client, cast):
    make_pack(cast.next)
    Action.objects.filter(pk=cast.action.pk).update(**EXEMPT)
    packs.withdraw_exempt(by=cast.clerk, now=at())

    notice = get(client, cast.member, "pack_version", cast.next, 1)
    kept = get(client, cast.clerk, "pack_version", cast.next, 1)

    assert "Version 1 was withdrawn" in notice.text
    assert cast.action.title not in notice.text
    assert "Withdrawn from the public" in kept.text
    assert cast.action.title in kept.text
    assert get(client, cast.viewer, "pack", cast.next).context["published"].version == 2


def test_pack_of_a_meeting_that_was_cancelled_later_stays_and_says_so(client, cast):
    make_pack(cast.next)
    meetings.cancel(meeting=cast.next, reason="Snow.", by=cast.clerk, now=at())

    text = get(client, cast.member, "pack", cast.next).text

    assert "The meeting was cancelled.</strong> Snow." in text
    assert "Publish a correction" not in text


def test_pack_that_is_not_as_it_was_published_is_not_shown(client, cast, monkeypatch):
    make_pack(cast.next)
    monkeypatch.setattr(Pack, "checksum", lambda *_: "0" * 64)

    response = get(client, cast.member, "pack", cast.next)

    assert "This is not what was published: its checksum does not fit." in response.text
    assert "pack" not in response.context
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("version", [0, 2, 99999])
def test_version_that_was_never_published_is_not_found(client, cast, version):
    make_pack(cast.next)

    assert get(client, cast.clerk, "pack_version", cast.next, version).status_code == 404


def test_draft_of_a_correction_is_for_who_works_on_it(client, cast):
    make_pack(cast.next)

    assert "Draft of a correction" in get(client, cast.clerk, "pack_draft", cast.next).text
    assert get(client, cast.member, "pack_draft", cast.next).status_code == 403


# where else it shows


def test_meeting_page_leads_to_the_pack_once_it_is_published(client, cast):
    make_pack(cast.next)

    assert "Version 1, published on 3 March 2026" in get(client, cast.member, "detail", cast.next).text


def test_meeting_page_offers_publishing_to_clerks(client, cast):
    address = reverse("meetings:publish_pack", args=[cast.next.pk])

    offered = {
        role: address in get(client, getattr(cast, role), "detail", cast.next).text for role in ("clerk", "member")
    }

    assert offered == {"clerk": True, "member": False}


def test_meetings_list_says_what_is_published(client, cast):
    make_pack(cast.next)
    make_meeting(board=cast.health, date=day(20))

    text = get(client, cast.member, "list").text

    assert text.count(">Published</strong>") == 1
    assert "Not published yet" in text


def test_files_of_both_forms_say_which_they_are_to_who_may_choose(client, cast):
    make_pack(cast.next)

    full = get(client, cast.member, "pack", cast.next).text
    public = get(client, cast.member, "pack", cast.next, query="?form=public").text
    of_viewer = get(client, cast.viewer, "pack", cast.next).text

    assert ("<li>Full:</li>" in full, "<li>Public:</li>" in full, "<li>Public:</li>" in of_viewer) == (
        True,
        True,
        False,
    )
    assert ("Show the full form" in public, "Show the full form" in of_viewer) == (True, False)


# how much it asks of the database


def fill(cast, count):
    for _ in range(count):
        finding = make_finding(review=cast.review)
        action = make_action(owner=cast.owner, monitoring_board=cast.lives, finding=finding, by=cast.clerk)
        make_update(action, by=cast.officer, impact="Better.")
        make_proposal(action, by=cast.officer)
        resolution = make_resolution(item=cast.item)
        make_action(owner=cast.owner, monitoring_board=cast.lives, resolution=resolution, by=cast.clerk)
        make_outcome(meeting=cast.past, action=action)
        make_outcome(meeting=cast.past, on_resolution=resolution)
        make_outcome(meeting=cast.past, finding=finding)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_draft_asks_a_constant_number_of_queries(client, cast, count, django_assert_num_queries):
    fill(cast, count)
    client.force_login(cast.clerk)

    with django_assert_num_queries(29):
        response = client.get(reverse("meetings:pack", args=[cast.next.pk]))

    assert response.context["pack"].counts.complete == count + 1


@pytest.mark.parametrize("count", [1, 3, 30])
def test_published_pack_asks_a_constant_number_of_queries(client, cast, count, django_assert_num_queries):
    fill(cast, count)
    make_pack(cast.next)
    for number in range(min(count, 3)):
        make_pack(cast.next, correction=f"Correction {number}.")
    client.force_login(cast.member)

    with django_assert_num_queries(18):
        response = client.get(reverse("meetings:pack", args=[cast.next.pk]))

    assert response.context["pack"].counts.complete == count + 1


@pytest.mark.parametrize("count", [1, 3])
def test_publishing_page_asks_a_constant_number_of_queries(client, cast, count, django_assert_num_queries):
    fill(cast, count)
    client.force_login(cast.clerk)

    with django_assert_num_queries(29):
        client.get(reverse("meetings:publish_pack", args=[cast.next.pk]))
