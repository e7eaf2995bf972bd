"""The sections of what somebody is here: their account, what they hold or held, and how they sign in."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from actions.personal.shapes import Column, Section
from people.models import Holding, Membership, User

PERIOD = (Column("from", "From", "starts_on"), Column("to", "To", "ends_on"))
CHANGED = (Column("changed", "Changed", "history_date"), Column("change", "Change", "get_history_type_display"))

ACCOUNT = (
    Section(
        "account",
        "Account",
        lambda user: User.objects.filter(pk=user.pk),
        (
            Column("number", "Number", "pk"),
            Column("name", "Name"),
            Column("email", "E-mail address"),
            Column("is_clerk", "Scrutiny officer"),
            Column("is_admin", "Administrator"),
            Column("is_active", "Active"),
            Column("entered", "Entered here", "date_joined"),
            Column("last_signed_in", "Last signed in", "last_login"),
            Column("has_password", "Has a password", lambda row: row.has_usable_password()),
            Column("erased", "Details erased", "erased_at"),
        ),
    ),
    Section(
        "account_history",
        "How the account was changed",
        lambda user: User.history.filter(id=user.pk).order_by("history_date"),
        (
            *CHANGED,
            Column("name", "Name"),
            Column("email", "E-mail address"),
            Column("is_clerk", "Scrutiny officer"),
            Column("is_admin", "Administrator"),
            Column("is_active", "Active"),
        ),
    ),
    Section(
        "memberships",
        "Seats on boards",
        lambda user: Membership.objects.filter(user=user).select_related("board"),
        (
            Column("board", "Board", "board.name"),
            Column("as", "As", "get_kind_display"),
            *PERIOD,
            Column("sees_exempt", "Sees exempt matter"),
        ),
        covers=("people.Membership.user",),
    ),
    Section(
        "memberships_history",
        "How the seats were changed",
        lambda user: Membership.history.filter(user=user).select_related("board").order_by("history_date"),
        (*CHANGED, Column("board", "Board", "board.name"), Column("as", "As", "get_kind_display"), *PERIOD),
        covers=("people.HistoricalMembership.user",),
    ),
    Section(
        "posts",
        "Posts held",
        lambda user: Holding.objects.filter(user=user).select_related("owner"),
        (Column("post", "Post", "owner.name"), Column("as", "As", "get_kind_display"), *PERIOD),
        covers=("people.Holding.user",),
    ),
    Section(
        "posts_history",
        "How the posts were changed",
        lambda user: Holding.history.filter(user=user).select_related("owner").order_by("history_date"),
        (*CHANGED, Column("post", "Post", "owner.name"), Column("as", "As", "get_kind_display"), *PERIOD),
        covers=("people.HistoricalHolding.user",),
    ),
    Section(
        "addresses",
        "Further e-mail addresses",
        lambda user: EmailAddress.objects.filter(user=user),
        (Column("email", "E-mail address"), Column("verified", "Verified")),
        covers=("account.EmailAddress.user",),
    ),
    Section(
        "second_steps",
        "Second steps and passkeys",
        lambda user: Authenticator.objects.filter(user=user),
        (
            Column("kind", "Kind", "get_type_display"),
            Column(
                "name", "Name", lambda row: row.data.get("name") if row.type == Authenticator.Type.WEBAUTHN else None
            ),
            Column("since", "Since", "created_at"),
            Column("last_used", "Last used", "last_used_at"),
        ),
        covers=("mfa.Authenticator.user",),
        about="Keys and codes are secrets and are not told.",
    ),
    Section(
        "single_sign_on",
        "Account at the council’s sign-in service",
        lambda user: SocialAccount.objects.filter(user=user),
        (
            Column("service", "Service", "provider"),
            Column("number", "Number there", "uid"),
            Column("since", "Since", "date_joined"),
            Column("last_used", "Last used", "last_login"),
            Column("told", "What it tells", lambda row: (row.extra_data or {}).get("userinfo")),
        ),
        covers=("socialaccount.SocialAccount.user",),
    ),
    Section(
        "sessions",
        "Open sessions",
        lambda user: UserSession.objects.filter(user=user),
        (
            Column("from_address", "From address", "ip"),
            Column("browser", "Browser", "user_agent"),
            Column("since", "Since", "created_at"),
            Column("last_used", "Last used", "last_seen_at"),
        ),
        covers=("usersessions.UserSession.user",),
    ),
)
