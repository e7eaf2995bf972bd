"""The hunt: a word of its own in every exempt field there is, looked for in everything that is for everybody.

A pack is published of a world full of them, and all its forms are asked for as pages and files are. It looks
first where the words have to be, so that it is known to find them there.
"""

import pytest
from django.test import Client
from django.urls import reverse

from tests.actions.packs.world import HUNTED, make_world
from tests.builders import at, make_pack, make_word_template
from tests.reading import all_of_pdf, members, squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast):
    world = make_world(cast)
    world.pack = make_pack(world.meeting, by=cast.clerk, now=at())
    world.sees_all, world.sees_public = cast.member, cast.viewer
    return world


def page(world, user, **query):
    client = Client()
    client.force_login(user)
    return client.get(reverse("meetings:pack_version", args=[world.meeting.pk, world.pack.version]), query)


def file(world, user, audience, form):
    client = Client()
    client.force_login(user)
    return client.get(reverse("meetings:pack_file", args=[world.meeting.pk, world.pack.version, audience, form]))


def all_of_office(data):
    return "\n".join(members(data).values())


def all_of_text(data):
    return data.decode()


FORMS = [
    ("word", all_of_office),
    ("excel", all_of_office),
    ("json", all_of_text),
    pytest.param("pdf", all_of_pdf, marks=pytest.mark.rendered),
]


@pytest.mark.parametrize(("form", "read"), FORMS)
def test_exempt_words_are_in_the_full_file_and_nowhere_in_the_public_one(world, form, read):
    full, public = file(world, world.sees_all, "full", form), file(world, world.sees_public, "public", form)

    assert (full.status_code, public.status_code) == (200, 200)
    assert not_in(read(full.content), world.words) == set()
    assert found_in(public, read) == set()


@pytest.mark.parametrize(("form", "read"), FORMS[:1])
def test_exempt_words_are_in_no_public_file_of_the_councils_template(world, form, read):
    make_word_template()

    assert found_in(file(world, world.sees_public, "public", form), read) == set()


def test_exempt_words_are_on_the_full_page_and_nowhere_on_the_public_one(world):
    full = page(world, world.sees_all)

    assert not_in(full.content.decode(), world.words) == set()
    assert found_in(page(world, world.sees_public), all_of_text) == set()
    assert found_in(page(world, world.sees_all, form="public"), all_of_text) == set()


@pytest.mark.parametrize("form", ["word", "excel", "json", "pdf"])
def test_full_file_is_not_for_those_who_may_not_see_all_of_it(world, form):
    response = file(world, world.sees_public, "full", form)

    assert response.status_code == 403
    assert found_in(response, all_of_text) == set()


def not_in(text, words):
    """Where the words stand that are not in a text."""
    text = squeezed(text)
    return {where for where, word in words.items() if word not in text}


def found_in(response, read):
    """The hunted word, if it is in an answer or its headers, whatever stands between its letters, large or small."""
    everything = f"{response.headers} {read(response.content)}"
    return {HUNTED} if HUNTED.lower() in squeezed(everything).lower() else set()
