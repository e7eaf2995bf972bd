"""The fixed cast: one person a role on two boards, with an exempt item that only some may see.

Illustrative, every one of them. `cast` is loaded once a test; tests read its attributes.
"""

from dataclasses import dataclass

from actions.models import Action, Finding, Proposal, Review
from meetings.models import AgendaItem, Meeting, Resolution
from people.models import Board, Membership, Owner, User
from tests import builders


@dataclass
class Cast:
    """Two boards: `lives` decides and monitors, `health` is another with a member of its own."""

    lives: Board
    health: Board
    clerk: User
    other_clerk: User
    officer: User
    deputy: User
    member: User
    chair: User
    health_member: User
    co_optee: User
    admin: User
    superuser: User
    viewer: User
    owner: Owner
    past: Meeting
    next: Meeting
    item: AgendaItem
    exempt_item: AgendaItem
    resolution: Resolution
    exempt_resolution: Resolution
    review: Review
    strength: Finding
    area: Finding
    action: Action
    exempt_action: Action
    proposal: Proposal

    @property
    def everybody(self) -> dict[str, User]:
        names = ("clerk", "other_clerk", "officer", "deputy", "member", "chair", "health_member", "co_optee")
        names += ("admin", "superuser", "viewer")
        return {name: getattr(self, name) for name in names}

    @property
    def may_see_exempt(self) -> set[str]:
        """Of `everybody`, those who may see what hangs from the exempt item."""
        return {"clerk", "other_clerk", "officer", "deputy", "member", "chair"}


EXEMPT_WORDS = "Zanzibar lease"


def make_cast() -> Cast:
    b = builders
    lives = b.make_board(code="ILSC", name="Improving Lives Select Commission")
    health = b.make_board(code="HSC", name="Health Select Commission")
    clerk, other_clerk = b.make_clerk(name="Asha Clerk"), b.make_clerk(name="Bram Clerk")
    officer, deputy = b.make_user("Cerys Officer"), b.make_user("Dev Deputy")
    member, chair = b.make_user("Cllr Esi Member"), b.make_user("Cllr Finn Chair")
    health_member, co_optee = b.make_user("Cllr Gwen Health"), b.make_user("Hal Co-optee")
    owner = b.make_owner(name="Head of Service, Inclusion")
    b.make_holding(owner=owner, user=officer)
    b.make_holding(owner=owner, user=deputy, kind="deputy")
    b.make_membership(board=lives, user=member)
    b.make_membership(board=lives, user=chair, kind=Membership.Kind.CHAIR)
    b.make_membership(board=lives, user=co_optee, kind=Membership.Kind.CO_OPTEE, sees_exempt=False)
    b.make_membership(board=health, user=health_member)

    past, upcoming = b.make_meeting(board=lives, date=b.day(-28)), b.make_meeting(board=lives, date=b.day(28))
    item = b.make_item(meeting=past, number="5", title="SEND peer challenge")
    exempt_item = b.make_item(
        meeting=past, number="6", title=f"{EXEMPT_WORDS} item", is_exempt=True, exempt_paragraphs="3"
    )
    resolution = b.make_resolution(item=item, number="2")
    exempt_resolution = b.make_resolution(item=exempt_item, text=f"That the {EXEMPT_WORDS} be reported on.")
    review = b.make_review(title="SEND peer challenge", slug="send-peer-challenge", item=item)
    strength = b.make_finding(review=review, kind=Finding.Kind.STRENGTH, text="Leaders knew their services well.")
    area = b.make_finding(review=review, text="That autism pathways be clearer.")
    common = {"owner": owner, "monitoring_board": lives, "by": clerk}
    action = b.make_action(title="Publish the autism pathway", finding=area, due_on=b.day(60), **common)
    exempt_action = b.make_action(
        title=f"Report on the {EXEMPT_WORDS}", resolution=exempt_resolution, due_on=b.day(-2), **common
    )
    b.make_update(action, by=officer, impact="Families wait less.")
    proposal = b.make_proposal(action, by=officer)
    return Cast(
        lives=lives,
        health=health,
        clerk=clerk,
        other_clerk=other_clerk,
        officer=officer,
        deputy=deputy,
        member=member,
        chair=chair,
        health_member=health_member,
        co_optee=co_optee,
        admin=b.make_user("Ines Admin", is_admin=True),
        superuser=b.make_user("Joss Superuser", is_admin=True, is_superuser=True),
        viewer=b.make_user("Kit Viewer"),
        owner=owner,
        past=past,
        next=upcoming,
        item=item,
        exempt_item=exempt_item,
        resolution=resolution,
        exempt_resolution=exempt_resolution,
        review=review,
        strength=strength,
        area=area,
        action=action,
        exempt_action=exempt_action,
        proposal=proposal,
    )
