"""Which posts and boards have open actions and nobody to answer for them, today or soon."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Q

from actions.models import Action
from meetings.models import Meeting, WorkItem
from people.models import Board, Holding, Owner
from people.reach import Directory, Reached

HOLDING_ENDS_SOON = datetime.timedelta(days=30)
BOARD_ENDS_SOON = datetime.timedelta(days=90)


@dataclass(frozen=True)
class Post:
    """A post with open actions. `holdings` are today's, `to_come` those that begin within 30 days;
    `reached` are those its mail goes to instead, where nobody in it can be reached."""

    owner: Owner
    holdings: list[Holding]
    to_come: list[Holding]
    reached: list[Reached]
    is_unreached: bool
    is_vacant: bool
    ends_soon: bool
    open: int
    overdue: int


@dataclass(frozen=True)
class EndingBoard:
    """A board that has ended or ends within 90 days. `late` counts the meetings planned after its last day, `planned`
    what is still on its work programme."""

    board: Board
    has_ended: bool
    open: int
    late: int
    planned: int


def posts(standing, *, today: datetime.date) -> list[Post]:
    """The posts with open actions: first those that nobody holds, then those somebody is leaving."""
    actions = Action.objects.visible_to(standing).open()
    open_, overdue = _count(actions, "owner"), _count(actions.overdue(today), "owner")
    directory, holdings = Directory(today), defaultdict(list)
    current = Holding.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), user__is_active=True)
    current = current.filter(owner__in=open_, starts_on__lte=today + HOLDING_ENDS_SOON)
    for holding in current.select_related("user").order_by("-kind", "user__name"):
        holdings[holding.owner_id].append(holding)
    owners = Owner.objects.filter(pk__in=open_).select_related("directorate")
    found = [_post(one, holdings[one.pk], directory, today, open_[one.pk], overdue[one.pk]) for one in owners]
    return sorted(found, key=lambda post: (not post.is_vacant, not post.ends_soon, post.owner.name))


def _post(owner, holdings, directory, today, open_, overdue) -> Post:
    now = [holding for holding in holdings if holding.starts_on <= today]
    is_unreached = directory.is_vacant(owner.pk)
    return Post(
        owner=owner,
        holdings=now,
        to_come=[holding for holding in holdings if holding.starts_on > today],
        reached=directory.reached(owner.pk) if is_unreached else [],
        is_unreached=is_unreached,
        is_vacant=not (owner.active and now),
        ends_soon=any(one.ends_on and one.ends_on <= today + HOLDING_ENDS_SOON for one in now),
        open=open_,
        overdue=overdue,
    )


def boards(standing, *, today: datetime.date) -> list[EndingBoard]:
    """The boards that have ended or soon will, with open actions, meetings planned for later or a work programme."""
    ending = Board.objects.filter(active_to__lte=today + BOARD_ENDS_SOON).prefetch_related("successors")
    open_ = _count(Action.objects.visible_to(standing).open(), "monitoring_board")
    late = Counter(Meeting.objects.after_their_board().order_by().values_list("board", flat=True))
    planned = _count(WorkItem.objects.visible_to(standing).open(), "board")
    found = [
        EndingBoard(one, one.active_to < today, open_[one.pk], late[one.pk], planned[one.pk])
        for one in ending.order_by("active_to")
    ]
    return [one for one in found if one.open or one.late or one.planned]


def _count(rows, by) -> Counter:
    """How many actions or items a post, or a board, has: by its id."""
    return Counter(rows.order_by().values_list(by, flat=True))
