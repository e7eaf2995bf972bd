"""An officer's update: what can be said, by whom, on whose behalf, and what happens when two write at once."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.models import Evidence, ProgressUpdate
from tests.builders import at, make_action, make_holding, make_membership, make_proposal, make_update, make_user
from tests.meetings.uploads import files

pytestmark = pytest.mark.django_db

LETTER = files.pdf()


@pytest.fixture
def holding():
    return make_holding()


@pytest.fixture
def action(holding):
    return make_action(owner=holding.owner)


@pytest.fixture
def officer(client, holding):
    client.force_login(holding.user)
    return holding.user


def url(name, action):
    return reverse(f"actions:{name}", args=[action.slug])


def typed(action, **over):
    return {
        "version": action.version,
        "status": "in_progress",
        "confidence": "green",
        "progress": "The pathway is drafted.",
        **over,
    }


def errors(response):
    return response.context["form"].errors


def test_update_is_saved_and_becomes_the_actions_status(client, officer, action):
    response = client.post(url("add_update", action), typed(action, impact="Families know whom to ask."))

    update = ProgressUpdate.objects.get()
    action.refresh_from_db()
    assert response.url == action.get_absolute_url()
    assert (update.progress, update.impact) == ("The pathway is drafted.", "Families know whom to ask.")
    assert (update.entered_by, update.on_behalf_of) == (officer, None)
    assert (action.status, action.confidence) == ("in_progress", "green")


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"progress": ""}, "progress"),
        ({"confidence": ""}, "confidence"),
        ({"confidence": "red"}, "confidence_reason"),
        ({"status": "paused"}, "status_reason"),
        ({"status": "closed"}, "status"),
        ({"forecast_on_day": "31", "forecast_on_month": "2", "forecast_on_year": "2026"}, "forecast_on"),
        ({"is_exempt": "on"}, "exempt_paragraphs"),
        ({"is_exempt": "on", "exempt_paragraphs": "9"}, "exempt_paragraphs"),
    ],
)
def test_update_that_cannot_stand_says_why_beside_the_field_and_keeps_the_rest(client, officer, action, over, field):
    response = client.post(url("add_update", action), typed(action, impact="Kept words.", **over))

    assert list(errors(response)) == [field]
    assert b"Kept words." in response.content
    assert not ProgressUpdate.objects.exists()


def test_update_by_a_deputy_shows_on_whose_behalf(client, action):
    deputy = make_user()
    make_holding(owner=action.owner, user=deputy, kind="deputy")
    client.force_login(deputy)

    client.post(url("add_update", action), typed(action))

    assert ProgressUpdate.objects.get().on_behalf_of == action.owner


def test_update_by_a_contributor_is_in_their_own_name(client, action):
    contributor = make_holding()
    action.contributors.add(contributor.owner)
    client.force_login(contributor.user)

    client.post(url("add_update", action), typed(action))

    assert ProgressUpdate.objects.get().on_behalf_of is None


def test_update_of_what_somebody_wrote_meanwhile_shows_it_and_keeps_what_was_typed(client, officer, action):
    mine = typed(action, progress="My words.")
    make_update(action, progress="Their words.")

    response = client.post(url("add_update", action), mine)
    again = client.post(url("add_update", action), {**mine, "version": response.context["form"]["version"].value()})

    assert response.status_code == 200
    assert b"Their words." in response.content
    assert b"My words." in response.content
    assert again.status_code == 302
    assert [update.progress for update in action.updates.all()] == ["My words.", "Their words."]


def test_update_sent_twice_is_saved_once(client, officer, action):
    entry = typed(action)

    client.post(url("add_update", action), entry)
    client.post(url("add_update", action), entry)

    assert ProgressUpdate.objects.count() == 1


def test_update_that_would_undo_a_proposal_to_close_is_refused(client, officer, action):
    make_proposal(action, by=officer)

    response = client.post(url("add_update", action), typed(action))

    assert list(errors(response)) == ["status"]


def test_update_with_evidence_keeps_the_file_and_its_checksum(client, officer, action):
    file = SimpleUploadedFile("Letter to families.pdf", LETTER)

    client.post(url("add_update", action), typed(action, evidence=file))

    evidence = Evidence.objects.get()
    download = client.get(reverse("actions:evidence", args=[evidence.pk]))
    assert evidence.sha256 == hashlib.sha256(LETTER).hexdigest()
    assert b"".join(download.streaming_content) == LETTER
    assert download["Content-Disposition"] == 'attachment; filename="Letter to families.pdf"'
    assert download["X-Content-Type-Options"] == "nosniff"
    assert download["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("tool.exe", b"MZ", "not accepted"),
        ("letter.pdf", b"MZ disguised", "not what its name says"),
        ("list.csv", b"a\0b", "not a text file"),
        ("empty.pdf", b"", "empty"),
    ],
)
def test_update_with_a_wrong_file_says_what_to_do(client, officer, action, name, content, says):
    file = SimpleUploadedFile(name, content)

    response = client.post(url("add_update", action), typed(action, evidence=file))

    assert says in errors(response)["evidence"][0]


def test_update_refused_asks_for_the_file_again(client, officer, action):
    file = SimpleUploadedFile("letter.pdf", LETTER)

    response = client.post(url("add_update", action), typed(action, progress="", evidence=file))

    assert list(errors(response)) == ["progress", "evidence"]


def test_evidence_of_an_exempt_update_is_not_found_by_others(client, officer, action):
    file = SimpleUploadedFile("letter.pdf", LETTER)
    client.post(url("add_update", action), typed(action, evidence=file, is_exempt="on", exempt_paragraphs="3"))
    client.force_login(make_user(is_admin=True))

    response = client.get(reverse("actions:evidence", args=[Evidence.objects.get().pk]))

    assert response.status_code == 404


def test_correction_names_what_it_corrects(client, officer, action):
    first = make_update(action, by=officer, progress="Wrong figure.")

    client.post(url("add_update", action), typed(action, corrects=first.pk, progress="Right figure."))

    assert ProgressUpdate.objects.first().corrects == first


def test_no_change_is_one_post_and_says_since_when(client, officer, action):
    make_update(action, now=at(-9), confidence="amber", confidence_reason="Staff are leaving.")

    client.post(url("add_no_change", action), {"version": action.version})

    update = action.updates.first()
    assert (update.kind, str(update.no_change_since)) == ("no_change", "2026-02-22")
    assert (update.status, update.confidence, update.confidence_reason) == (
        "in_progress",
        "amber",
        "Staff are leaving.",
    )


@pytest.mark.parametrize("version", ["", "x", "0", "999999999999999999999"])
def test_no_change_of_something_else_saves_nothing(client, officer, action, version):
    response = client.post(url("add_no_change", action), {"version": version})

    assert response.status_code == 302
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize("name", ["add_update", "add_no_change", "propose"])
def test_update_pages_are_for_the_owner(client, cast, name):
    outcomes = {}
    for who in ("member", "viewer", "superuser"):
        client.force_login(getattr(cast, who))
        outcomes[who] = client.post(url(name, cast.action)).status_code

    assert outcomes == {"member": 403, "viewer": 404, "superuser": 403}


def test_update_pages_of_an_exempt_action_are_not_found_by_others(client, cast):
    client.force_login(cast.health_member)

    answers = [client.post(url(name, cast.exempt_action)).status_code for name in ("add_update", "propose")]

    assert answers == [404, 404]


def test_no_change_is_not_for_following_a_link(client, officer, action):
    assert client.get(url("add_no_change", action)).status_code == 405


def test_update_by_a_former_holder_is_refused(client, action, holding):
    holding.ends_on = at(-1).date()
    holding.save()
    # who still sees it, as members of any board do
    make_membership(user=holding.user)
    client.force_login(holding.user)

    assert client.post(url("add_update", action), typed(action)).status_code == 403
