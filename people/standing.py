"""Who somebody is on a day: what follows from the seats and posts they hold then.

Every `visible_to` and every `can_…` takes a Standing, so that "as of yesterday" is a question of
the day given and not of when it is asked.
"""

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from people.models import Holding, Membership, User

OFFICER = "officer"
CLERK = "clerk"
CHAIR = "chair"
MEMBER = "member"
ADMIN = "admin"
VIEWER = "viewer"

# the most urgent first: the order in which the home page takes them
ROLES = (OFFICER, CLERK, CHAIR, MEMBER, ADMIN, VIEWER)


@dataclass(frozen=True)
class Standing:
    """What one user holds on one day. Ids, so that it costs two queries and no more."""

    user: User
    day: datetime.date
    owner_ids: frozenset[int] = frozenset()
    deputy_owner_ids: frozenset[int] = frozenset()
    board_ids: frozenset[int] = frozenset()
    chaired_board_ids: frozenset[int] = frozenset()
    exempt_board_ids: frozenset[int] = frozenset()

    @property
    def is_clerk(self) -> bool:
        return self.user.is_active and self.user.is_clerk

    @property
    def is_admin(self) -> bool:
        return self.user.is_active and self.user.is_admin

    @property
    def is_viewer(self) -> bool:
        """Whether they hold nothing at all: they read what a meeting has seen."""
        return self.roles == (VIEWER,)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles held, most urgent first; somebody with none is a viewer."""
        held = {
            OFFICER: bool(self.owner_ids),
            CLERK: self.is_clerk,
            CHAIR: bool(self.chaired_board_ids),
            MEMBER: bool(self.board_ids),
            ADMIN: self.is_admin,
        }
        return tuple(role for role in ROLES if held.get(role)) or (VIEWER,)


def seat_on(board, day: datetime.date) -> Standing:
    """What a seat on `board` that sees exempt matter opens on a day, whoever sits there."""
    return Standing(
        user=AnonymousUser(), day=day, board_ids=frozenset({board.pk}), exempt_board_ids=frozenset({board.pk})
    )


def standing_of(user: User, day: datetime.date) -> Standing:
    """What `user` holds on `day`. Somebody inactive or not signed in holds nothing."""
    if not user.is_authenticated or not user.is_active:
        return Standing(user=user, day=day)
    holdings = Holding.objects.on(day).filter(user=user, owner__active=True).values_list("owner_id", "kind")
    memberships = Membership.objects.on(day).filter(user=user).values_list("board_id", "kind", "sees_exempt")
    holdings, memberships = list(holdings), list(memberships)
    chairs = (Membership.Kind.CHAIR, Membership.Kind.VICE_CHAIR)
    return Standing(
        user=user,
        day=day,
        owner_ids=frozenset(owner for owner, _ in holdings),
        deputy_owner_ids=frozenset(owner for owner, kind in holdings if kind == Holding.Kind.DEPUTY)
        - frozenset(owner for owner, kind in holdings if kind != Holding.Kind.DEPUTY),
        board_ids=frozenset(board for board, _, _ in memberships),
        chaired_board_ids=frozenset(board for board, kind, _ in memberships if kind in chairs),
        exempt_board_ids=frozenset(board for board, _, exempt in memberships if exempt),
    )
