"""Who there is in the sample: one person to sign in as for each role, and others who only hold something.

Every name is invented and illustrative.
"""

import datetime

from people.models import Board, Directorate, Holding, Membership, Owner, User

# role: (name, what is given in admin)
ACCOUNTS = {
    "admin": ("Ines Abara", {"is_admin": True}),
    "clerk": ("Tom Whitlock", {"is_clerk": True}),
    "officer": ("Priya Raman", {}),
    "member": ("Cllr Edwin Marsh", {}),
    "chair": ("Cllr Josephine Adeyemi", {}),
    "viewer": ("Sam Oyelaran", {}),
}

BOARDS = {
    "ILSC": ("Improving Lives Select Commission", Board.Kind.SCRUTINY),
    "OSMB": ("Overview and Scrutiny Management Board", Board.Kind.MANAGEMENT),
    "HSC": ("Health Select Commission", Board.Kind.SCRUTINY),
    "CAB": ("Cabinet", Board.Kind.EXECUTIVE),
    "SENDB": ("SEND Strategic Board", Board.Kind.STRATEGIC),
}

CHILDREN = "Children and Young People’s Services"
ADULTS = "Adult Care, Housing and Public Health"
CORPORATE = "Corporate Services"

# post: (directorate, the post it reports to)
POSTS = {
    "Strategic Director, Children and Young People’s Services": (CHILDREN, None),
    "Joint Assistant Director, Commissioning and Inclusion": (
        CHILDREN,
        "Strategic Director, Children and Young People’s Services",
    ),
    "Head of Service, Inclusion": (CHILDREN, "Joint Assistant Director, Commissioning and Inclusion"),
    "Head of Educational Psychology": (CHILDREN, "Joint Assistant Director, Commissioning and Inclusion"),
    "Director of Public Health": (ADULTS, None),
    "Head of Adult Commissioning": (ADULTS, "Director of Public Health"),
    "Assistant Chief Executive": (CORPORATE, None),
    "Head of Democratic Services": (CORPORATE, "Assistant Chief Executive"),
}

# post: who holds it, beside the officer one signs in as
HOLDERS = {
    "Strategic Director, Children and Young People’s Services": "Helena Frost",
    "Joint Assistant Director, Commissioning and Inclusion": "Marcus Bello",
    "Director of Public Health": "Dr Anwen Pryce",
    "Head of Adult Commissioning": "Gareth Quill",
    "Head of Democratic Services": "Noor Siddiqui",
}

# directorate: (the post at its head, whether that clears its updates before members see them)
DIRECTORS = {
    CHILDREN: ("Strategic Director, Children and Young People’s Services", False),
    ADULTS: ("Director of Public Health", True),
    CORPORATE: ("Assistant Chief Executive", False),
}

OFFICERS_POSTS = ("Head of Service, Inclusion", "Head of Educational Psychology")


def email_of(role: str) -> str:
    """Where the person of a role signs in; `.example` belongs to nobody (RFC 2606)."""
    return f"{role}@thornbury-vale.example"


def make(*, since: datetime.date) -> dict[str, User]:
    """Everybody, with what they hold since `since`; the accounts by role, and `other_clerk`."""
    users = {
        role: User.objects.create_user(email_of(role), name=f"{name} (illustrative)", **given)
        for role, (name, given) in ACCOUNTS.items()
    }
    boards = {code: Board.objects.create(code=code, name=name, kind=kind) for code, (name, kind) in BOARDS.items()}
    posts = _make_posts(since)
    for post in OFFICERS_POSTS:
        Holding.objects.create(owner=posts[post], user=users["officer"], starts_on=since)
    Holding.objects.create(
        owner=posts["Head of Service, Inclusion"],
        user=_colleague("Rhys Calder"),
        kind=Holding.Kind.DEPUTY,
        starts_on=since,
    )
    # the second key: who entered a proposal does not record the decision on it
    users["other_clerk"] = _colleague("Leah Brandt", is_clerk=True)
    _seat(boards["ILSC"], users["chair"], Membership.Kind.CHAIR, since)
    _seat(boards["OSMB"], users["chair"], Membership.Kind.MEMBER, since)
    _seat(boards["ILSC"], users["member"], Membership.Kind.MEMBER, since)
    for code, name, kind in (
        ("ILSC", "Cllr Bronwen Tate", Membership.Kind.VICE_CHAIR),
        ("OSMB", "Cllr Stephen Okafor", Membership.Kind.CHAIR),
        ("HSC", "Cllr Miriam Lyle", Membership.Kind.CHAIR),
        ("ILSC", "Joan Hartnell", Membership.Kind.CO_OPTEE),
    ):
        person = User.objects.create_user(name=f"{name} (illustrative)")
        _seat(boards[code], person, kind, since, sees_exempt=kind != Membership.Kind.CO_OPTEE)
    return users


def _make_posts(since):
    posts = {}
    for name, (directorate, above) in POSTS.items():
        posts[name] = Owner.objects.create(
            name=name,
            directorate=Directorate.objects.get_or_create(name=directorate)[0],
            reports_to=posts.get(above),
        )
    for post, name in HOLDERS.items():
        Holding.objects.create(owner=posts[post], user=_colleague(name), starts_on=since)
    for name, (post, clears) in DIRECTORS.items():
        Directorate.objects.filter(name=name).update(director=posts[post], clears_updates=clears)
    return posts


def _colleague(name, **given):
    """Somebody who is written to, and has not chosen a password yet."""
    return User.objects.create_user(email_of(name.lower().replace(" ", ".")), name=f"{name} (illustrative)", **given)


def _seat(board, user, kind, since, *, sees_exempt=True):
    Membership.objects.create(board=board, user=user, kind=kind, starts_on=since, sees_exempt=sees_exempt)
