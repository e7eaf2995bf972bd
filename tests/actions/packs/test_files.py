"""Forms of a published pack as files: made once, kept, and given to whoever may read them."""

import hashlib
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from actions.models import Pack, PackFile
from actions.papers import pdf as pdf_papers
from actions.services import pack_files, packs
from tests.builders import at, make_action, make_clerk, make_meeting, make_pack
from tests.cast import EXEMPT_WORDS

pytestmark = pytest.mark.django_db


def get(client, user, pack, audience, form):
    client.force_login(user)
    return client.get(reverse("meetings:pack_file", args=[pack.meeting_id, pack.version, audience, form]))


def read(pack, form="word", audience="public"):
    return pack_files.read(pack=pack, form=form, audience=audience, now=at())


@pytest.mark.parametrize("form", ["word", "excel"])
def test_file_is_made_at_the_first_request_and_kept(cast, form):
    pack = make_pack(cast.next)

    first, second = read(pack, form), read(pack, form)

    [row] = PackFile.objects.all()
    assert first == second
    assert (row.pack, row.form, row.audience, row.made_at) == (pack, form, "public", at())
    assert row.sha256 == hashlib.sha256(first).hexdigest()


def test_file_kept_is_read_and_not_made_again(cast, monkeypatch):
    pack = make_pack(cast.next)
    first = read(pack)
    monkeypatch.setattr(pack_files, "RENDER", {})

    assert read(pack) == first


def test_file_is_of_the_frozen_content(cast):
    pack = make_pack(cast.next)
    make_action(monitoring_board=cast.lives, title="Mend the roof")

    with zipfile.ZipFile(BytesIO(read(pack))) as archive:
        words = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))

    assert (cast.action.title in words, "Mend the roof" in words) == (True, False)
    assert pack.public_sha256 in words


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_the_same_file():
    meeting = make_meeting()
    make_action(monitoring_board=meeting.board)
    pack = make_pack(meeting)

    def read_elsewhere(_):
        try:
            return read(Pack.objects.get())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        first, second = both.map(read_elsewhere, range(2))

    assert first == second
    assert PackFile.objects.filter(pack=pack).count() == 1


def test_file_that_was_changed_is_not_given(client, cast):
    pack = make_pack(cast.next)
    read(pack)
    with open(PackFile.objects.get().file.path, "ab") as file:
        file.write(b" ")

    response = get(client, cast.member, pack, "public", "word")

    assert response.url == pack.get_absolute_url()
    assert "its checksum does not fit" in client.get(response.url).text


def test_file_that_is_gone_is_said_to_be(client, cast):
    pack = make_pack(cast.next)
    read(pack)
    row = PackFile.objects.get()
    row.file.storage.delete(row.file.name)

    assert get(client, cast.member, pack, "public", "word").status_code == 302


def test_pdf_where_it_cannot_be_made_says_what_to_install(client, cast, monkeypatch):
    def unavailable():
        raise pdf_papers.Unavailable("PDF files cannot be made here, because Pango is missing.")

    monkeypatch.setattr(pdf_papers, "_weasyprint", unavailable)
    pack = make_pack(cast.next)

    response = get(client, cast.member, pack, "public", "pdf")

    assert "Pango is missing" in client.get(response.url).text
    assert not PackFile.objects.exists()


@pytest.mark.rendered
def test_pdf_is_made_where_pango_is(client, cast):
    response = get(client, cast.member, make_pack(cast.next), "public", "pdf")

    assert (response.status_code, response.content[:5]) == (200, b"%PDF-")


@pytest.mark.parametrize("audience", ["public", "full"])
def test_data_is_the_very_text_whose_checksum_was_published(client, cast, audience):
    pack = make_pack(cast.next)

    response = get(client, cast.member, pack, audience, "json")

    assert response.content.decode() == pack.text(audience)
    assert hashlib.sha256(response.content).hexdigest() == pack.checksum(audience)
    assert json.loads(response.content)["schema"] == 2


@pytest.mark.parametrize(
    ("audience", "form", "name"),
    [
        ("public", "json", "ilsc-2026-03-31-pack-v1.json"),
        ("public", "word", "ilsc-2026-03-31-pack-v1.docx"),
        ("full", "excel", "ilsc-2026-03-31-pack-v1-not-for-publication.xlsx"),
    ],
)
def test_file_is_saved_under_a_name_that_says_what_it_is(client, cast, audience, form, name):
    response = get(client, cast.member, make_pack(cast.next), audience, form)

    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"


def test_pack_without_exempt_matter_is_named_for_everybody(client, cast):
    meeting = make_meeting(board=cast.health)
    make_action(monitoring_board=cast.health)

    response = get(client, cast.clerk, make_pack(meeting), "full", "json")

    assert "not-for-publication" not in response["Content-Disposition"]


@pytest.mark.parametrize("role", ["officer", "co_optee", "health_member", "admin", "superuser", "viewer"])
def test_full_form_is_refused_to_who_reads_the_public_one(client, cast, role):
    pack = make_pack(cast.next)

    user = getattr(cast, role)

    statuses = {one: get(client, user, pack, one, "json").status_code for one in ("public", "full")}

    assert statuses == {"public": 200, "full": 403}


def test_public_data_has_no_exempt_word(client, cast):
    pack = make_pack(cast.next)

    assert EXEMPT_WORDS not in get(client, cast.viewer, pack, "public", "json").text
    assert EXEMPT_WORDS in get(client, cast.member, pack, "full", "json").text


@pytest.mark.parametrize(("audience", "form"), [("public", "exe"), ("everybody", "word"), ("full", "html")])
def test_form_that_there_is_not_is_not_found(client, cast, audience, form):
    assert get(client, cast.clerk, make_pack(cast.next), audience, form).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("clerk", 200), ("member", 404), ("viewer", 404)])
def test_files_of_a_withdrawn_version_stay_with_the_clerks(client, cast, role, status):
    pack = make_pack(cast.next)
    make_pack(cast.next, correction="A name.")
    packs.withdraw_public(pack=pack, why="Exempt.", by=make_clerk(), now=at())

    statuses = {get(client, getattr(cast, role), pack, "public", form).status_code for form in ("json", "word")}

    assert statuses == {status}


def test_database_refuses_a_second_file_of_the_same_form_and_any_change(cast):
    read(make_pack(cast.next))
    row = PackFile.objects.get()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        PackFile.objects.update(sha256="0" * 64)
    row.pk = None
    with pytest.raises(IntegrityError, match="made_once"), transaction.atomic():
        row.save(force_insert=True)
