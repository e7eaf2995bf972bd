"""The hunt: a word of its own in every exempt field there is, looked for in every form that is for everybody.

It looks first where the words have to be, so that it is known to find them.
"""

import datetime

import pytest

from actions.packs import canonical, content, excel, pdf, word
from tests.actions.packs.world import HUNTED, make_world
from tests.builders import at, standing
from tests.reading import all_of_pdf, members, squeezed, text_of_pdf

pytestmark = pytest.mark.django_db

PUBLISHED_AT = datetime.datetime(2026, 3, 24, 10, 15, tzinfo=datetime.UTC)


@pytest.fixture
def world(cast):
    world = make_world(cast)
    world.full = content.pack(world.meeting, standing(cast.clerk), now=at())
    world.public = canonical.public(world.full)
    return world


def made(form, shown, audience):
    return form.render(
        shown,
        sha256=canonical.digest(canonical.dump(shown)),
        audience=audience,
        version=1,
        published_at=PUBLISHED_AT,
        council="Thornbury Vale Borough Council",
    )


def all_of_office(data):
    return "\n".join(members(data).values())


OFFICE = [pytest.param(word, id="word"), pytest.param(excel, id="excel")]


@pytest.mark.parametrize("form", OFFICE)
def test_exempt_words_are_in_the_full_office_file_and_nowhere_in_the_public_one(world, form):
    full, public = (all_of_office(made(form, *which)) for which in ((world.full, "full"), (world.public, "public")))

    assert {where for where, word in world.words.items() if word not in full} == set()
    assert found(public) == set()


@pytest.mark.rendered
def test_exempt_words_are_in_the_full_pdf_and_nowhere_in_the_public_one(world):
    full, public = made(pdf, world.full, "full"), made(pdf, world.public, "public")

    read = squeezed(text_of_pdf(full))
    assert {where for where, word in world.words.items() if word not in read} == set()
    # titles stand among the bookmarks too, where the hunt has to find them
    assert world.words["action"] in all_of_pdf(full)
    assert found(all_of_pdf(public)) == set()


def test_exempt_words_are_in_the_full_json_and_nowhere_in_the_public_one(world):
    full, public = canonical.dump(world.full), canonical.dump(world.public)

    assert {where for where, word in world.words.items() if word not in full} == set()
    assert found(public) == set()


def found(text):
    """The hunted words in a text, whatever is between their letters, large or small."""
    return {HUNTED} if HUNTED.lower() in squeezed(text).lower() else set()
