"""Who may do what: every permission against every role of the cast, and what a role follows from."""

import pytest

from actions import permissions as actions
from meetings import permissions as meetings
from people import permissions as people
from people.standing import standing_of
from tests.builders import (
    day,
    make_action,
    make_board,
    make_holding,
    make_membership,
    make_owner,
    make_user,
    standing,
)

pytestmark = pytest.mark.django_db

CLERKS = {"clerk", "other_clerk"}
ADMINS = {"admin", "superuser"}
OWNERS = {"officer", "deputy"}


def allowed(permission, cast, *row):
    return {name for name, user in cast.everybody.items() if permission.test(standing(user), *row)}


# permissions, role by role


@pytest.mark.parametrize(
    ("permission", "who"),
    [
        (people.can_invite_user, ADMINS),
        (people.is_admin, ADMINS),
        (people.is_clerk, CLERKS),
        (people.is_member, {"member", "chair", "health_member", "co_optee"}),
        (meetings.can_manage_meetings, CLERKS),
        (meetings.can_import_minutes, CLERKS),
        (meetings.can_see_clerk_queries, CLERKS),
        (actions.can_make_actions, CLERKS),
        (actions.can_see_gaps, CLERKS),
        (actions.can_record_decisions, CLERKS),
    ],
)
def test_permission_without_a_row_is_for(cast, permission, who):
    assert allowed(permission, cast) == who


@pytest.mark.parametrize(
    ("permission", "who"),
    [
        (actions.can_edit_action, CLERKS),
        (actions.can_update_action, CLERKS | OWNERS),
        (actions.can_propose, CLERKS | OWNERS),
    ],
)
def test_permission_on_an_action_is_for(cast, permission, who):
    assert allowed(permission, cast, cast.action) == who


@pytest.mark.parametrize(
    ("permission", "who"),
    [(actions.can_take_back, OWNERS), (actions.can_decide, CLERKS)],
)
def test_permission_on_a_proposal_is_for(cast, permission, who):
    assert allowed(permission, cast, cast.proposal) == who


def test_can_decide_is_not_for_the_clerk_who_entered_the_proposal(cast):
    cast.proposal.proposed_by = cast.clerk

    assert allowed(actions.can_decide, cast, cast.proposal) == {"other_clerk"}


def test_contributor_may_update_and_not_propose():
    contributor = make_owner()
    user = make_holding(owner=contributor).user
    action = make_action(contributors=[contributor])

    assert actions.can_update_action.test(standing(user), action)
    assert not actions.can_propose.test(standing(user), action)


@pytest.mark.parametrize("permission", [actions.can_edit_action, actions.can_update_action, actions.can_propose])
def test_permission_ends_with_the_action(cast, permission):
    cast.action.status = "closed"

    assert allowed(permission, cast, cast.action) == set()


def test_superuser_alone_may_do_nothing(cast):
    superuser = make_user(is_superuser=True)

    roles = standing(superuser).roles

    assert roles == ("viewer",)


# what a role follows from


@pytest.mark.parametrize(
    ("offset", "roles"), [(-1, ("viewer",)), (0, ("officer",)), (10, ("officer",)), (11, ("viewer",))]
)
def test_officer_from_the_first_day_of_holding_a_post_to_the_last(offset, roles):
    user = make_holding(starts_on=day(0), ends_on=day(10)).user

    assert standing(user, offset).roles == roles


def test_officer_of_an_abolished_post_is_a_viewer():
    user = make_holding(owner=make_owner(active=False)).user

    assert standing(user).roles == ("viewer",)


def test_roles_add_up_the_most_urgent_first():
    user = make_user(is_admin=True, is_clerk=True)
    make_membership(user=user, kind="vice_chair")
    make_holding(user=user)

    assert standing(user).roles == ("officer", "clerk", "chair", "member", "admin")


def test_somebody_inactive_holds_nothing():
    user = make_user(is_active=False, is_clerk=True, is_admin=True)
    make_membership(user=user)

    held = standing(user)

    assert (held.roles, held.board_ids) == (("viewer",), frozenset())


def test_deputy_of_a_post_held_in_full_as_well_is_no_deputy():
    user, owner = make_user(), make_owner()
    make_holding(user=user, owner=owner, kind="deputy", starts_on=day(-9))
    make_holding(user=user, owner=owner, kind="acting", starts_on=day(-1))

    held = standing(user)

    assert (held.owner_ids, held.deputy_owner_ids) == ({owner.pk}, frozenset())


def test_co_optee_who_may_not_is_left_out_of_the_boards_exempt_matter():
    board = make_board()
    user = make_membership(board=board, kind="co_optee", sees_exempt=False).user

    held = standing(user)

    assert (held.board_ids, held.exempt_board_ids) == ({board.pk}, frozenset())


def test_standing_costs_two_queries(django_assert_num_queries, today):
    user = make_user()
    make_membership(user=user)
    make_holding(user=user)

    with django_assert_num_queries(2):
        standing_of(user, today)
