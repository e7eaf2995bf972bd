"""Who somebody is on a day follows from what they hold on that day, and from nothing else."""

import pytest
from django.contrib.auth.models import AnonymousUser

from people.models import Membership
from people.standing import standing_of
from tests.builders import day, make_board, make_clerk, make_holding, make_membership, make_owner, make_user, standing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("offset", "held"), [(-11, False), (-10, True), (0, True), (5, True), (6, False)], ids=lambda value: str(value)
)
def test_holding_and_membership_count_from_their_first_day_to_their_last(offset, held):
    user = make_user()
    make_holding(user=user, starts_on=day(-10), ends_on=day(5))
    make_membership(user=user, starts_on=day(-10), ends_on=day(5))

    asked = standing(user, offset)

    assert (bool(asked.owner_ids), bool(asked.board_ids)) == (held, held)


def test_membership_without_an_end_lasts():
    membership = make_membership(starts_on=day(-1))

    assert standing(membership.user, 4000).board_ids == {membership.board_id}


def test_ended_membership_opens_no_exempt_matter():
    membership = make_membership(ends_on=day(-1))

    assert standing(membership.user).exempt_board_ids == frozenset()
    assert standing(membership.user, -1).exempt_board_ids == {membership.board_id}


def test_two_seats_on_one_board_that_follow_each_other_are_one_at_a_time():
    board, user = make_board(), make_user()
    make_membership(board=board, user=user, kind=Membership.Kind.CHAIR, ends_on=day(-1))
    make_membership(board=board, user=user, starts_on=day(0))

    assert standing(user, -1).roles == ("chair", "member")
    assert standing(user).roles == ("member",)


@pytest.mark.parametrize("kind", ["chair", "vice_chair"])
def test_chairs_are_members_as_well(kind):
    membership = make_membership(kind=kind)

    assert standing(membership.user).roles == ("chair", "member")


def test_co_optee_who_may_not_see_exempt_matter_is_a_member_all_the_same():
    membership = make_membership(kind=Membership.Kind.CO_OPTEE, sees_exempt=False)

    asked = standing(membership.user)

    assert (asked.board_ids, asked.exempt_board_ids) == ({membership.board_id}, frozenset())


@pytest.mark.parametrize("kind", ["holder", "acting", "deputy"])
def test_every_kind_of_holding_makes_an_officer(kind):
    holding = make_holding(kind=kind)

    asked = standing(holding.user)

    assert asked.roles == ("officer",)
    assert asked.owner_ids == {holding.owner_id}
    assert asked.deputy_owner_ids == ({holding.owner_id} if kind == "deputy" else frozenset())


def test_deputy_who_is_now_acting_is_no_longer_a_deputy():
    owner, user = make_owner(), make_user()
    make_holding(owner=owner, user=user, kind="deputy")
    make_holding(owner=owner, user=user, kind="acting", starts_on=day(-1))

    assert standing(user).deputy_owner_ids == frozenset()
    assert standing(user, -2).deputy_owner_ids == {owner.pk}


def test_abolished_post_makes_nobody_an_officer():
    holding = make_holding(owner=make_owner(active=False))

    assert standing(holding.user).roles == ("viewer",)


def test_inactive_user_holds_nothing():
    user = make_clerk(is_admin=True, is_active=False)
    make_holding(user=user)
    make_membership(user=user)

    asked = standing(user)

    assert (asked.roles, asked.is_clerk, asked.is_admin) == (("viewer",), False, False)
    assert (asked.owner_ids, asked.exempt_board_ids) == (frozenset(), frozenset())


def test_somebody_not_signed_in_holds_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        asked = standing_of(AnonymousUser(), day(0))

    assert (asked.owner_ids, asked.board_ids) == (frozenset(), frozenset())


def test_roles_add_up_the_most_urgent_first():
    user = make_clerk(is_admin=True)
    make_holding(user=user)
    make_membership(user=user, kind=Membership.Kind.CHAIR)

    assert standing(user).roles == ("officer", "clerk", "chair", "member", "admin")


def test_superuser_without_anything_is_a_viewer():
    assert standing(make_user(is_superuser=True)).roles == ("viewer",)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_standing_costs_two_queries(count, django_assert_num_queries):
    user = make_user()
    for _ in range(count):
        make_holding(user=user)
        make_membership(user=user)

    with django_assert_num_queries(2):
        asked = standing(user)

    assert (len(asked.owner_ids), len(asked.board_ids)) == (count, count)
