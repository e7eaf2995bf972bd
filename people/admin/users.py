from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from people import second_step
from people.admin.access import WrittenAdmin
from people.admin.boards import MembershipInline
from people.admin.owners import HoldingInline
from people.models import Event, Holding, Membership, User
from people.permissions import can_invite_user
from people.services import invitations
from people.services import second_step as services
from people.services import single_sign_on as sign_on


@admin.register(User)
class UserAdmin(WrittenAdmin):
    """People. Passwords are chosen by their owners and never seen here; roles are ticks, and no groups."""

    fields = [
        "name",
        "email",
        "is_clerk",
        "is_admin",
        "is_active",
        "invited",
        "last_login",
        "has_second_step",
        "single_sign_on",
        "personal_data",
    ]
    list_display = ["name", "email", "holds", "given", "is_active", "last_login"]
    list_filter = ["is_active", "is_clerk", "is_admin"]
    search_fields = ["name", "email"]
    inlines = [MembershipInline, HoldingInline]
    actions = ["invite_selected"]

    def get_queryset(self, request):
        today = timezone.localdate()
        seats = Membership.objects.on(today).select_related("board")
        posts = Holding.objects.on(today).select_related("owner")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                Prefetch("memberships", seats, to_attr="seats_today"),
                Prefetch("holdings", posts, to_attr="posts_today"),
            )
        )

    def get_readonly_fields(self, request, obj=None):
        # nobody shuts the door on themselves
        own = ["is_admin", "is_active"] if obj == request.user else []
        return ["invited", "last_login", "has_second_step", "single_sign_on", "personal_data", *own]

    def has_change_permission(self, request, obj=None):
        # nothing is entered again for somebody whose details were erased; the database would refuse it
        return super().has_change_permission(request, obj) and not (obj and obj.erased_at)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    @admin.display(description="Holds today")
    def holds(self, user):
        seats = [f"{seat.get_kind_display()}, {seat.board.code}" for seat in user.seats_today]
        return "; ".join(seats + [held.owner.name for held in user.posts_today])

    @admin.display(description="Roles given")
    def given(self, user):
        roles = {"Scrutiny officer": user.is_clerk, "Administrator": user.is_admin}
        return ", ".join(role for role, has in roles.items() if has)

    @admin.display(description="Last invited")
    def invited(self, user):
        event = Event.objects.of(user).filter(verb="invited").last()
        return f"{timezone.localtime(event.at):%-d %B %Y} by {event.actor}" if event else "Not yet"

    @admin.display(description="Second step of signing in")
    def has_second_step(self, user):
        app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
        return f"Set up on {timezone.localtime(app.created_at):%-d %B %Y}" if app else "None"

    @admin.display(description="Single sign-on")
    def single_sign_on(self, user):
        account = SocialAccount.objects.filter(user=user).first()
        return f"Connected on {timezone.localtime(account.date_joined):%-d %B %Y}" if account else "Not connected"

    @admin.display(description="Personal data")
    def personal_data(self, user):
        if user.pk is None:
            return "Nothing yet"
        words = f"Erased on {timezone.localtime(user.erased_at):%-d %B %Y}" if user.erased_at else "Give out or erase"
        return format_html('<a href="{}">{}</a>', reverse("personal:person", args=[user.pk]), words)

    # the buttons on a person's page, beside Save

    def render_change_form(self, request, context, obj=None, **kwargs):
        if obj is not None:
            context["can_reset"] = obj != request.user and second_step.has_app(obj)
            context["can_disconnect"] = SocialAccount.objects.filter(user=obj).exists()
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def response_add(self, request, obj, post_url_continue=None):
        self._do_what_is_asked(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self._do_what_is_asked(request, obj)
        return super().response_change(request, obj)

    def _do_what_is_asked(self, request, user):
        if "_invite" in request.POST:
            self._invite(request, user)
        if "_reset_second_step" in request.POST:
            self._reset_second_step(request, user)
        if "_disconnect" in request.POST and sign_on.disconnect(user=user, by=request.user, now=timezone.now()):
            self.message_user(request, f"{user} is no longer connected to single sign-on.", messages.SUCCESS)

    def _reset_second_step(self, request, user):
        try:
            told = services.reset(user=user, by=request.user, now=timezone.now())
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return
        self.message_user(
            request, f"The second step of {user} was reset. They set up another one next.", messages.SUCCESS
        )
        if not told:
            self.message_user(request, "The e-mail that says so could not be sent: tell them.", messages.WARNING)

    # the action on the list

    def has_invite_permission(self, request):
        return can_invite_user(request.standing)

    @admin.action(description="Invite by e-mail", permissions=["invite"])
    def invite_selected(self, request, queryset):
        for user in queryset:
            self._invite(request, user)

    def _invite(self, request, user):
        link = request.build_absolute_uri(invitations.path_to_choose_password(user))
        try:
            invitations.invite(user=user, by=request.user, now=timezone.now(), link=link)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        else:
            self.message_user(request, f"{user} was invited at {user.email}.", messages.SUCCESS)
