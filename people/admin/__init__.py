"""Django admin: administrators keep boards, posts and people here; all else can only be looked at."""

import allauth.account.admin  # these register what is unregistered below
import allauth.mfa.admin
import allauth.socialaccount.admin
import allauth.usersessions.admin  # noqa: F401
import django.contrib.auth.admin  # noqa: F401
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.views.generic import RedirectView

from people.admin.access import printable_terms_only
from people.admin.boards import BoardAdmin, MembershipAdmin
from people.admin.events import EventAdmin
from people.admin.owners import DirectorateAdmin, HoldingAdmin, OwnerAdmin
from people.admin.users import UserAdmin

__all__ = ["BoardAdmin", "DirectorateAdmin", "EventAdmin", "HoldingAdmin", "MembershipAdmin", "OwnerAdmin", "UserAdmin"]

admin.site.site_header = admin.site.site_title = f"{settings.SERVICE_NAME}: administration"
admin.site.index_title = "What you keep, and what you can look up"
# one door: the page everybody signs in at, with its limit on attempts
admin.site.login = secure_admin_login(admin.site.login)
admin.site.password_change = RedirectView.as_view(pattern_name="account_change_password")
admin.site.autocomplete_view = printable_terms_only(admin.site.autocomplete_view)
# their pages ask Django's permissions, of which a superuser has all; and nothing here rests on either
admin.site.unregister([EmailAddress, Group, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession])
