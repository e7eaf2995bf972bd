"""The council's own Word template: chosen, kept, and never overwritten."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from actions.models import WordTemplate
from actions.papers import word_parts
from actions.services import templates
from people.models import Event
from tests.builders import at, make_clerk, make_word_template

pytestmark = pytest.mark.django_db


def test_template_is_used_from_its_choosing_on():
    clerk = make_clerk()

    template = make_word_template(by=clerk, now=at())

    assert (template.version, template.chosen_by, template.chosen_at) == (1, clerk, at())
    assert WordTemplate.objects.in_use() == word_parts.default_template()
    assert [event.verb for event in Event.objects.of(template)] == ["chosen"]


def test_before_anybody_chose_there_is_none():
    assert WordTemplate.objects.current() is None
    assert WordTemplate.objects.in_use() is None


def test_going_back_to_the_default_keeps_what_was_chosen():
    template = make_word_template()

    templates.choose_default(by=make_clerk(), now=at(), seen_version=1)

    assert WordTemplate.objects.in_use() is None
    assert template.read() == word_parts.default_template()


def test_earlier_template_can_be_chosen_again():
    template = make_word_template()
    templates.choose_default(by=make_clerk(), now=at(), seen_version=1)

    again = templates.choose_again(template=template, by=make_clerk(), now=at(), seen_version=2)

    assert (again.version, again.name, again.sha256, again.file.name) == (
        3,
        template.name,
        template.sha256,
        template.file.name,
    )
    assert WordTemplate.objects.in_use() == word_parts.default_template()


def test_two_files_of_one_name_are_both_kept():
    first = make_word_template()
    second = make_word_template(seen_version=1)

    assert first.file.name != second.file.name


def test_whoever_did_not_see_the_last_choice_is_told():
    make_word_template()

    with pytest.raises(templates.Changed):
        make_word_template(seen_version=0)

    assert WordTemplate.objects.count() == 1


def test_what_cannot_serve_is_not_kept():
    with pytest.raises(ValidationError, match="can hold macros"):
        make_word_template(name="council.docm")

    assert WordTemplate.objects.count() == 0


def test_file_that_is_gone_leaves_the_default():
    template = make_word_template()
    template.file.storage.delete(template.file.name)

    assert WordTemplate.objects.in_use() is None


@pytest.mark.parametrize("change", [lambda rows: rows.update(name="other.docx"), lambda rows: rows.delete()])
def test_choice_is_never_changed(change):
    make_word_template()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change(WordTemplate.objects.all())
