"""What the tracker holds about somebody, given to them: complete, readable, and nothing in it that is not theirs."""

import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from actions.personal import acts
from actions.personal.collect import ALL, collect
from actions.personal.sections import SECTIONS
from people.models import Event
from tests.actions.personal import life
from tests.builders import at, make_action, make_question, make_update, make_user, standing

pytestmark = pytest.mark.django_db

NOTE = f"Note to {life.NAME}: ask again."


@pytest.fixture
def person(cast):
    return life.lead(cast)


def of(archive: bytes):
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.namelist() == ["index.html", "personal-data.json"]
        return json.loads(opened.read("personal-data.json")), opened.read("index.html").decode()


def rows(data, key):
    return data["sections"][key]["rows"]


def test_every_column_that_leads_to_a_person_is_told_of():
    covered = [link for section in SECTIONS for link in section.covers]
    told = {*covered, *(acts.name(*link) for link in acts.uncovered())}

    assert told == {acts.name(*link) for link in acts.links()}
    assert len(covered) == len(set(covered))


def test_every_section_has_something_of_somebody_who_did_everything(person):
    collected = collect(person, readers=[standing(person)], now=at())

    empty = {key for key, section in collected.content["sections"].items() if not section["rows"]}
    assert empty == set()
    assert list(collected.content["sections"]) == [section.key for section in ALL]


def test_own_data_is_downloaded_and_recorded(client, person):
    client.force_login(person)

    response = client.post(reverse("personal:download_own"))

    data, page = of(response.content)
    assert response["Content-Disposition"] == 'attachment; filename="my-data-2026-03-03.zip"'
    assert "no-store" in response["Cache-Control"]
    assert data["person"] == {"number": person.pk, "name": life.NAME, "email": life.ADDRESS}
    assert life.NAME in page
    event = Event.objects.of(person).last()
    assert (event.verb, event.actor) == ("personal_data_exported", person)


def test_own_data_has_ones_own_words(client, person):
    client.force_login(person)

    data, _ = of(client.post(reverse("personal:download_own")).content)

    assert NOTE in [row["question"] for row in rows(data, "questions")]
    assert "The first draft is written." in [row["progress"] for row in rows(data, "updates")]
    assert [row["name"] for row in rows(data, "second_steps")] == [None, None, "Quillfeather’s telephone"]
    assert rows(data, "memberships")[0]["as"] == "Member"


def test_whoever_has_left_is_not_given_what_they_wrote_on_exempt_matter(client, cast, person):
    client.force_login(person)

    response = client.post(reverse("personal:download_own"))

    data, page = of(response.content)
    left_out = [row for row in rows(data, "updates") if row["progress"] == "[left out]"]
    assert [(row["action"], row["status"]) for row in left_out] == [("[left out]", "In progress")]
    for word in ("Zanzibar", cast.exempt_action.reference):
        assert word not in json.dumps(data)
        assert word not in page


def test_somebody_who_still_sees_it_is_given_it(cast, person):
    collected = collect(cast.member, readers=[standing(cast.member)], now=at())

    assert collected.left_out == 0


def test_secrets_are_not_in_it(client, person):
    client.force_login(person)

    data, page = of(client.post(reverse("personal:download_own")).content)

    # the key of the app, a passkey's, the session's, the link to what was circulated
    for secret in (person.password, "JBSWY3DPEHPK3PXP", "jaGQaQ_rF_", client.session.session_key, "/circulated/ey"):
        assert secret not in json.dumps(data)
        assert secret not in page


def test_administrator_is_not_given_notes_marks_and_drafts(client, cast, person):
    client.force_login(cast.admin)

    response = client.post(reverse("personal:download", args=[person.pk]))

    data, page = of(response.content)
    assert NOTE not in json.dumps(data, ensure_ascii=False)
    assert "is drafting" not in page
    assert rows(data, "read") == []
    assert data["words_left_out"] > 1
    event = Event.objects.of(person).last()
    assert (event.verb, event.actor) == ("personal_data_exported", cast.admin)


def test_command_writes_it_for_the_person(tmp_path, person, capsys):
    file = tmp_path / "data.zip"

    call_command("export_person", life.ADDRESS.upper(), to=file)

    data, _ = of(file.read_bytes())
    assert NOTE in [row["question"] for row in rows(data, "questions")]
    assert file.stat().st_mode & 0o777 == 0o600
    assert Event.objects.of(person).last().actor is None


def test_command_overwrites_nothing_and_knows_whom_it_knows(tmp_path, person):
    file = tmp_path / "data.zip"
    file.write_text("Kept.")

    with pytest.raises(CommandError, match="File exists"):
        call_command("export_person", life.ADDRESS, to=file)
    with pytest.raises(CommandError, match="Nobody here has the address"):
        call_command("export_person", "nobody@example.org", to=tmp_path / "other.zip")

    assert file.read_text() == "Kept."
    assert list(tmp_path.iterdir()) == [file]


def test_markup_in_what_somebody_typed_stays_text(client):
    person = make_user("<script>alert(1)</script>")
    client.force_login(person)

    _, page = of(client.post(reverse("personal:download_own")).content)

    assert "<script>" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_own_page_asks_the_same_however_much_there_is(client, cast, django_assert_num_queries, number):
    for _ in range(number):
        action = make_action(monitoring_board=cast.lives, owner=cast.owner)
        make_update(action, by=cast.member)
        make_question(meeting=cast.next, action=action, asked_by=cast.member)
    client.force_login(cast.member)

    with django_assert_num_queries(QUERIES):
        client.get(reverse("personal:own"))


# a section is one, with what it joins; and one for each other column that leads to a person
QUERIES = 81
