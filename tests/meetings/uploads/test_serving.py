"""A stored file goes out to be saved, never to be run; by ourselves, or by nginx once we have let somebody through."""

from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import Http404

from actions.models import Evidence
from meetings.uploads.serving import serve


@pytest.fixture
def stored():
    """A file as a row refers to it."""
    name = default_storage.save("evidence/2026/03/Plan ä.pdf", ContentFile(b"%PDF-1.7"))
    yield FieldFile(None, Evidence._meta.get_field("file"), name)
    default_storage.delete(name)


def headers(response):
    kept = ("Content-Type", "Content-Disposition", "Content-Security-Policy", "X-Content-Type-Options", "Cache-Control")
    return [response[name] for name in kept]


SAFE = [
    "application/pdf",
    "attachment; filename*=utf-8''Plan%20%C3%A4.pdf",
    "default-src 'none'; sandbox",
    "nosniff",
    "private, no-store",
]


def test_file_is_streamed_to_be_saved(stored):
    response = serve(stored, name="Plan ä.pdf")

    assert headers(response) == SAFE
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    response.file_to_stream.close()


def test_nginx_is_told_where_it_is(stored, settings):
    settings.SERVE_FILES_FROM = "/files/"

    response = serve(stored, name="Plan ä.pdf")

    assert headers(response) == SAFE
    assert (response["X-Accel-Redirect"], response.content) == (f"/files/{quote(stored.name)}", b"")


@pytest.mark.parametrize("location", ["", "/files/"])
def test_file_that_is_gone_is_not_found(stored, settings, location):
    settings.SERVE_FILES_FROM = location
    default_storage.delete(stored.name)

    with pytest.raises(Http404):
        serve(stored, name="Plan.pdf")


def test_name_is_made_safe_once_more(stored):
    response = serve(stored, name="a/b\r\nX: y.html")
    response.file_to_stream.close()

    assert response["Content-Disposition"] == 'attachment; filename="b X- y.html"'
