"""A pack's content as canonical JSON: the same bytes each time, and nothing of what is exempt in the public form."""

import dataclasses
import hashlib
import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.models import Pack
from actions.packs import canonical, content, published
from actions.packs.shapes import counted
from tests.actions.packs.filled import Filler
from tests.builders import at, make_action, make_finding, make_pack, make_update, standing
from tests.cast import EXEMPT_WORDS

# what a text of the database can hold
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@st.composite
def contents(draw):
    """A content with something in every field, the texts and the marks of exempt matter as it may happen."""
    texts, marks = draw(st.lists(TEXT, min_size=3)), draw(st.lists(st.booleans(), min_size=20))
    return varied(Filler().content(actions=3), itertools.cycle(texts), itertools.cycle(marks), {})


def varied(value, texts, marks, made, name=""):
    """`value` with other texts and marks; what is one action stays one, wherever it stands."""
    if isinstance(value, tuple):
        return tuple(varied(one, texts, marks, made, name) for one in value)
    if dataclasses.is_dataclass(value):
        if id(value) not in made:
            fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
            changed = {name: varied(one, texts, marks, made, name) for name, one in fields.items()}
            made[id(value)] = type(value)(**changed)
        return made[id(value)]
    if isinstance(value, bool):
        return next(marks)
    if isinstance(value, str) and name not in ("slug", "sections", "status", "confidence"):
        return next(texts)
    return value


@given(contents())
def test_content_comes_back_as_it_was_and_gives_the_same_bytes(made):
    text = canonical.dump(made)

    assert canonical.load(text) == made
    assert canonical.dump(canonical.load(text)) == text


@given(contents())
def test_public_form_holds_nothing_that_is_marked_and_counts_what_is_left(made):
    public = canonical.public(made)

    assert marked(public) == []
    assert public.counts == counted(public.actions)
    assert canonical.public(public) == public


def marked(value):
    """Everything in a content that says it is exempt."""
    if isinstance(value, tuple):
        return [one for each in value for one in marked(each)]
    if not dataclasses.is_dataclass(value):
        return []
    found = [value] if getattr(value, "exempt", False) else []
    return found + [one for field in dataclasses.fields(value) for one in marked(getattr(value, field.name))]


def test_every_field_of_every_shape_is_in_the_json():
    filler = Filler()
    text = canonical.dump(filler.content())

    assert [word for word in filler.words if word not in text] == []
    assert [day for day in filler.days if day.isoformat() not in text] == []


def test_json_is_sorted_tight_and_says_its_schema():
    text = canonical.dump(Filler().content())

    whole = json.loads(text)
    assert text == json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert whole["schema"] == canonical.SCHEMA


def test_an_action_stands_once_whatever_shows_it():
    made = Filler().content(actions=2)

    text = canonical.dump(made)

    assert [text.count(f'"{entry.title}"') for entry in made.actions] == [1, 1]
    assert [entry["slug"] for entry in json.loads(text)["pack"]["actions"]] == [entry.slug for entry in made.actions]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"schema":3,"pack":{}}',
        '{"schema":2,"pack":{}}',
        '{"schema":1,"pack":{}}',
        '{"schema":1,"pack":{"actions":[]}}',
    ],
)
def test_what_is_no_pack_is_refused(text):
    with pytest.raises(canonical.NotCanonical):
        canonical.load(text)


def test_pack_of_before_outcomes_were_in_it_is_still_read():
    made = dataclasses.replace(Filler().content(), outcomes=())
    whole = json.loads(canonical.dump(made))
    del whole["pack"]["outcomes"]

    assert canonical.load(json.dumps({**whole, "schema": 1})) == made


def test_a_fraction_is_refused():
    with pytest.raises(TypeError):
        canonical.dump(dataclasses.replace(Filler().content(), meeting_pk=1.5))


@pytest.mark.django_db
def test_same_content_twice_is_the_same_bytes(cast):
    first, second = (canonical.dump(content.for_members(cast.next, now=at())) for _ in range(2))

    assert first == second


@pytest.mark.django_db
def test_stored_text_has_the_checksum_that_stands_beside_it(cast):
    make_pack(cast.next)

    pack = Pack.objects.get()

    assert hashlib.sha256(pack.content.encode()).hexdigest() == pack.sha256
    assert hashlib.sha256(pack.public_content.encode()).hexdigest() == pack.public_sha256
    assert canonical.dump(published.read(pack, "full")) == pack.content
    assert canonical.dump(published.read(pack, "public")) == pack.public_content


@pytest.mark.django_db
def test_stored_text_that_was_changed_is_not_read(cast):
    pack = make_pack(cast.next)
    pack.public_content = pack.public_content.replace("autism", "anything")

    with pytest.raises(published.Altered):
        published.read(pack, "public")


@pytest.mark.django_db
def test_public_form_is_what_somebody_without_exempt_matter_would_be_shown(cast):
    action = make_action(owner=cast.owner, monitoring_board=cast.lives, by=cast.clerk)
    make_update(action, by=cast.officer, progress="For all.", now=at(-9))
    make_update(
        action, progress=f"The {EXEMPT_WORDS}.", is_exempt=True, exempt_paragraphs="3", impact="Secret.", now=at(-8)
    )
    make_finding(review=cast.review, text=f"That the {EXEMPT_WORDS} end.", is_exempt=True, exempt_paragraphs="3")
    full = content.for_members(cast.next, now=at())

    public = canonical.public(full)

    assert public == content.pack(cast.next, standing(cast.co_optee), now=at())
    assert (EXEMPT_WORDS in repr(full), EXEMPT_WORDS in repr(public)) == (True, False)
    assert (full.counts.overdue, public.counts.overdue) == (1, 0)
    assert (full.counts.impact, public.counts.impact) == (2, 1)
    [entry] = [entry for entry in public.actions if entry.reference == action.reference]
    assert entry.last_update.progress == "For all."
