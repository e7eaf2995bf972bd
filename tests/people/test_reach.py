"""Whom a message about a post reaches: those who answer for it on the day, else whom it reports to."""

import pytest

from people.models import Directorate, Owner
from people.reach import Directory
from tests.builders import day, make_holding, make_owner, make_user

pytestmark = pytest.mark.django_db


def reached(owner, offset=0):
    """The names of who is reached, sorted."""
    return sorted(one.user.name for one in Directory(day(offset)).reached(owner.pk))


def held_by(name, **over):
    return make_holding(user=make_user(name), **over).owner


def test_holder_acting_and_deputies_are_reached():
    post = held_by("Holder")
    held_by("Acting", owner=post, kind="acting")
    held_by("Deputy", owner=post, kind="deputy")

    found = Directory(day(0)).reached(post.pk)

    assert [(one.user.name, one.kind, one.through) for one in found] == [
        ("Acting", "acting", post),
        ("Deputy", "deputy", post),
        ("Holder", "holder", post),
    ]


def test_person_who_holds_a_post_twice_is_reached_once():
    person, post = make_user("Holder"), make_owner()
    make_holding(owner=post, user=person, starts_on=day(-10))
    make_holding(owner=post, user=person, starts_on=day(-5), kind="acting")

    assert reached(post) == ["Holder"]


@pytest.mark.parametrize(("offset", "expected"), [(-1, ["Former"]), (0, ["Former"]), (1, ["New"]), (2, ["New"])])
def test_turnover_is_on_its_day(offset, expected):
    post = held_by("Former", ends_on=day(0))
    held_by("New", owner=post, starts_on=day(1))

    assert reached(post, offset) == expected


def test_vacant_posts_mail_goes_up_the_line():
    top = held_by("Director")
    middle = make_owner(reports_to=top)
    post = make_owner(reports_to=middle)

    [one] = Directory(day(0)).reached(post.pk)

    assert (one.user.name, one.through, one.kind) == ("Director", top, "holder")


@pytest.mark.parametrize("unreachable", ["no address", "inactive person", "abolished post"])
def test_mail_goes_up_the_line_where_nobody_in_the_post_can_be_reached(unreachable):
    top = held_by("Director")
    person = make_user(
        "Holder",
        email=None if unreachable == "no address" else "h@example.org",
        is_active=unreachable != "inactive person",
    )
    post = make_owner(reports_to=top, active=unreachable != "abolished post")
    make_holding(owner=post, user=person)

    assert reached(post) == ["Director"]


def test_deputy_alone_is_reached_and_nobody_above():
    post = held_by("Deputy", owner=make_owner(reports_to=held_by("Director")), kind="deputy")

    assert reached(post) == ["Deputy"]


def test_nobody_is_reached_where_the_whole_line_is_vacant():
    assert reached(make_owner(reports_to=make_owner())) == []


def test_line_that_goes_round_comes_to_an_end():
    first, second = make_owner(), make_owner()
    Owner.objects.filter(pk=first.pk).update(reports_to=second)
    Owner.objects.filter(pk=second.pk).update(reports_to=first)

    assert reached(first) == []
    held_by("Second", owner=second)
    assert reached(first) == ["Second"]


def test_vacancy_says_that_mail_goes_elsewhere():
    top = held_by("Director")
    directory = Directory(day(0))

    assert (directory.is_vacant(top.pk), Directory(day(-500)).is_vacant(top.pk)) == (False, True)


def test_post_above_is_reached_without_those_reached_for_the_post_itself():
    top = held_by("Director")
    both = make_user("Both")
    make_holding(owner=top, user=both)
    post = make_owner(reports_to=top)
    make_holding(owner=post, user=both)

    assert [one.user.name for one in Directory(day(0)).above(post.pk)] == ["Director"]


def test_nobody_is_above_a_vacant_post_whose_mail_went_there_already():
    post = make_owner(reports_to=held_by("Director"))

    assert Directory(day(0)).above(post.pk) == []


def test_director_is_the_post_at_the_head_of_the_directorate():
    directorate = Directorate.objects.create(name="Adult Care")
    head = held_by("Strategic Director", owner=make_owner(directorate=directorate))
    directorate.director = head
    directorate.save()
    post = held_by("Holder", owner=make_owner(directorate=directorate))

    directory = Directory(day(0))

    assert [one.user.name for one in directory.director(post.pk)] == ["Strategic Director"]
    assert directory.director(head.pk) == []


def test_directorate_without_a_director_reaches_nobody():
    post = held_by("Holder")

    assert Directory(day(0)).director(post.pk) == []


def test_post_made_since_the_directory_was_reaches_nobody_yet():
    directory = Directory(day(0))
    post = held_by("Holder")

    assert (directory.reached(post.pk), directory.above(post.pk), directory.director(post.pk)) == ([], [], [])
    assert reached(post) == ["Holder"]


@pytest.mark.parametrize("posts", [1, 10])
def test_directory_is_two_queries(django_assert_num_queries, posts):
    post = held_by("Director")
    for _ in range(posts):
        post = make_owner(reports_to=post)

    with django_assert_num_queries(2):
        directory = Directory(day(0))
        found = [directory.reached(owner) for owner in directory.owners]

    assert len(found) == posts + 1
