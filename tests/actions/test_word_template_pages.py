"""The page of the council's Word template: what a clerk sees, uploads, gets back, and goes back to."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from actions.models import WordTemplate
from actions.papers import templates as checks
from actions.papers import word_parts
from meetings.uploads import offices
from tests.builders import make_clerk, make_word_template
from tests.reading import members

pytestmark = pytest.mark.django_db

PAGE = "/packs/word-template/"


@pytest.fixture
def clerk():
    return make_clerk(name="Asha Clerk")


@pytest.fixture
def client(client, clerk):
    client.force_login(clerk)
    return client


def upload(client, *, data=None, name="council.docx", version=0):
    file = SimpleUploadedFile(name, word_parts.default_template() if data is None else data)
    return client.post(PAGE, {"file": file, "version": version})


def in_plain(response):
    return response.content.decode()


def downloaded(client, name, version):
    response = client.get(reverse(f"packs:{name}", args=[version]))
    return response, b"".join(response.streaming_content)


def test_page_says_that_the_trackers_own_is_used_until_somebody_chose(client):
    response = client.get(PAGE)

    assert response.status_code == 200
    assert response.context["current"] is None
    assert "The tracker’s own" in in_plain(response)
    assert reverse("packs:word_template_sample", args=[0]) in in_plain(response)


def test_uploaded_template_is_used(client, clerk):
    response = upload(client)

    assert response["Location"] == PAGE
    current = WordTemplate.objects.current()
    assert (current.version, current.name, current.chosen_by) == (1, "council.docx", clerk)
    page = client.get(PAGE)
    assert "Packs in Word are written in council.docx from now on." in in_plain(page)
    assert page.context["missing_styles"] == []


def test_page_says_which_styles_the_template_lacks(client):
    document = Document(io.BytesIO(word_parts.default_template()))
    document.styles["List Bullet"].delete()
    document.styles["Heading 4"].delete()
    made = io.BytesIO()
    document.save(made)
    upload(client, data=made.getvalue())

    page = client.get(PAGE)

    assert page.context["missing_styles"] == ["Heading 4", "List Bullet"]
    assert "<li>Heading 4</li><li>List Bullet</li>" in in_plain(page)


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"name": "council.docm"}, checks.OTHER_KINDS[".docm"]),
        ({"data": b"PK not a zip"}, offices.DAMAGED.format(name="Word", program="Word")),
        ({"data": b""}, "The file is empty. Choose another."),
        ({"data": b"x" * (checks.MAX_BYTES + 1)}, checks.TOO_LARGE),
        ({"name": "c" * 250 + ".docx"}, "Ensure this filename has at most 200 characters (it has 255)."),
    ],
)
def test_file_that_cannot_serve_is_refused_beside_the_field(client, sent, error):
    response = upload(client, **sent)

    assert (response.status_code, response.context["form"].errors) == (200, {"file": [error]})
    assert WordTemplate.objects.count() == 0


def test_file_in_which_nothing_can_be_written_is_refused(client):
    from actions.services.templates import CANNOT
    from tests.actions.papers.test_templates import remade

    response = upload(client, data=remade(replace={"word/styles.xml": ("w:styles", "w:stiles")}))

    assert response.context["form"].errors == {"file": [CANNOT]}


def test_without_a_file_the_form_asks_for_one(client):
    response = client.post(PAGE, {"version": 0})

    assert response.context["form"].errors == {"file": ["Choose a Word document."]}


@pytest.mark.parametrize("version", ["", "x", "-1"])
def test_version_that_was_tampered_with_is_refused(client, version):
    response = upload(client, version=version)

    assert response.status_code == 200
    assert WordTemplate.objects.count() == 0


def test_choice_that_somebody_else_made_first_is_not_overwritten(client):
    make_word_template(name="theirs.docx")

    response = upload(client, name="mine.docx", version=0)

    assert "Somebody else chose a template in the meantime." in in_plain(response)
    assert WordTemplate.objects.current().name == "theirs.docx"
    assert 'name="version" value="1"' in in_plain(response)


def test_clerk_goes_back_to_the_trackers_own(client):
    make_word_template()

    response = client.post(reverse("packs:choose_default_template"), {"version": 1}, follow=True)

    assert "Packs in Word are written in the tracker’s own template from now on." in in_plain(response)
    assert WordTemplate.objects.in_use() is None
    assert WordTemplate.objects.count() == 2


def test_clerk_uses_an_earlier_one_again(client):
    make_word_template(name="first.docx")
    make_word_template(name="second.docx", seen_version=1)

    client.post(reverse("packs:choose_template_again", args=[1]), {"version": 2})

    assert [choice.name for choice in WordTemplate.objects.all()] == ["first.docx", "second.docx", "first.docx"]


@pytest.mark.parametrize("address", ["choose_default_template", "choose_template_again"])
def test_choice_on_a_page_that_is_out_of_date_changes_nothing(client, address):
    make_word_template()
    make_word_template(seen_version=1)
    args = [1] if address == "choose_template_again" else []

    response = client.post(reverse(f"packs:{address}", args=args), {"version": 1}, follow=True)

    assert "Somebody else chose a template in the meantime." in in_plain(response)
    assert WordTemplate.objects.count() == 2


def test_template_whose_file_is_gone_is_said_to_be(client):
    template = make_word_template()
    template.file.storage.delete(template.file.name)

    page = client.get(PAGE)

    assert page.context["is_missing"]
    assert "The file of council.docx is not there any more." in in_plain(page)
    assert client.get(reverse("packs:word_template_file", args=[1])).status_code == 404
    again = client.post(reverse("packs:choose_template_again", args=[1]), {"version": 1}, follow=True)
    assert "The file of council.docx is not there any more. Upload it again." in in_plain(again)


@pytest.mark.parametrize("version", [0, 1])
def test_template_can_be_downloaded(client, version):
    make_word_template()

    response, data = downloaded(client, "word_template_file", version)

    assert data == word_parts.default_template()
    name = "council.docx" if version else "scrutiny-template.docx"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("version", [0, 1])
def test_sample_pack_is_written_in_the_template(client, version):
    make_word_template()

    _, data = downloaded(client, "word_template_sample", version)

    assert "Sample Select Commission, 3 March 2026" in members(data)["word/document.xml"]
    assert [style.name for style in Document(io.BytesIO(data)).styles if style.name == "Scrutiny Table"] == [
        "Scrutiny Table"
    ]


@pytest.mark.parametrize("name", ["word_template_file", "word_template_sample"])
def test_number_that_was_never_chosen_is_not_found(client, name):
    assert client.get(reverse(f"packs:{name}", args=[7])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_page_query_count(client, count, django_assert_num_queries):
    for version in range(count):
        make_word_template(seen_version=version)

    with django_assert_num_queries(6):
        client.get(PAGE)
