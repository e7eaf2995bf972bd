"""What comes out of a browser's printer: the pack alone, on pages that are numbered, with its checksum at the end."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.builders import at, day, make_action, make_pack

pytestmark = pytest.mark.browser

NOT_ON_PAPER = (
    "Skip to main content",
    "Signed in as",
    "Sign out",
    "Scrutiny Tracker of",
    "Change password",
    "As a file",
)


def printed(page, address):
    """The text of each page that the browser prints of an address."""
    page.goto(address)
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf())).pages]


@pytest.fixture
def pack(scene):
    for number in range(40):
        make_action(
            title=f"Do number {number}",
            monitoring_board=scene.lives,
            due_on=day(-4),
            owner=scene.owner,
            now=at(-60),
        )
    return make_pack(scene.next, by=scene.clerk, now=at())


def test_pack_is_printed_without_what_surrounds_it(scene, open_as, pack):
    sheets = printed(open_as(scene.member), reverse("meetings:pack", args=[scene.next.pk]))

    text = "\n".join(sheets)
    assert [words for words in NOT_ON_PAPER if words in text] == []
    assert "Pack for the meeting" in sheets[0]


def test_printed_pages_are_numbered(scene, open_as, pack):
    sheets = printed(open_as(scene.member), reverse("meetings:pack", args=[scene.next.pk]))

    for number, sheet in enumerate(sheets, start=1):
        assert f"Page {number} of {len(sheets)}" in sheet


def test_checksum_stands_at_the_end(scene, open_as, pack):
    sheets = printed(open_as(scene.member), reverse("meetings:pack", args=[scene.next.pk]))

    assert "".join(sheets[-1].split()).endswith(pack.sha256)


def test_table_of_several_pages_repeats_its_headings(scene, open_as, pack):
    sheets = printed(open_as(scene.member), reverse("meetings:pack", args=[scene.next.pk]))

    of_overdue = [sheet for sheet in sheets if " ".join(sheet.split()).count("27 February 2026") > 3]
    assert len(of_overdue) > 1
    assert [sheet for sheet in of_overdue if "Action Owner Due Status" not in sheet] == []
