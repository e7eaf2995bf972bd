"""Somebody's own account: one page for how they sign in and where they are signed in."""

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

from people import second_step
from people.browsers import described
from people.services import sessions, single_sign_on


class AccountView(TemplateView):
    template_name = "people/account.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        held = Authenticator.objects.filter(user=user).order_by("created_at")
        by_type = {kind: [one for one in held if one.type == kind] for kind in Authenticator.Type.values}
        return super().get_context_data(
            app=next(iter(by_type[Authenticator.Type.TOTP]), None),
            passkeys=by_type[Authenticator.Type.WEBAUTHN],
            codes_left=second_step.codes_left(user),
            few_codes=second_step.FEW_CODES,
            is_required=second_step.is_required(self.request.standing),
            session_count=len(sessions.listed(user, now=timezone.now())),
            sign_on_name=settings.OIDC_NAME if settings.SOCIALACCOUNT_PROVIDERS else "",
            sign_on=SocialAccount.objects.filter(user=user).first(),
            **kwargs,
        )


class SessionsView(TemplateView):
    template_name = "people/sessions.html"

    def get_context_data(self, **kwargs):
        here = self.request.session.session_key
        rows = [
            {"session": one, "browser": described(one.user_agent), "is_this": one.session_key == here}
            for one in sessions.listed(self.request.user, now=timezone.now())
        ]
        return super().get_context_data(
            rows=rows,
            others=[row for row in rows if not row["is_this"]],
            hours=settings.SESSION_HOURS,
            minutes=settings.SESSION_IDLE_MINUTES,
            **kwargs,
        )


class EndSessionView(View):
    """One of one's own other sessions; somebody else's does not exist here."""

    http_method_names = ["post"]

    def post(self, request, pk):
        if sessions.end(user=request.user, pk=pk, but=request.session.session_key):
            messages.success(request, "That session was ended.")
        return redirect("sessions")


class EndOtherSessionsView(View):
    http_method_names = ["post"]

    def post(self, request):
        ended = sessions.end(user=request.user, but=request.session.session_key)
        messages.success(request, "You are signed out everywhere else." if ended else "There was no other session.")
        return redirect("sessions")


class SignOutEverywhereView(View):
    http_method_names = ["post"]

    def post(self, request):
        sessions.end(user=request.user, but=request.session.session_key)
        get_adapter(request).logout(request)
        messages.success(request, "You are signed out everywhere.")
        return redirect("account_login")


@method_decorator(reauthentication_required(app="allauth.socialaccount"), name="dispatch")
class DisconnectView(View):
    """Forgets which account at the sign-in service is somebody's; they can still sign in with their password."""

    http_method_names = ["post"]

    def post(self, request):
        if single_sign_on.disconnect(user=request.user, by=request.user, now=timezone.now()):
            messages.success(request, f"Your account is no longer connected to {settings.OIDC_NAME}.")
            template = "socialaccount/email/account_disconnected"
            get_adapter(request).send_notification_mail(template, request.user, {"provider": settings.OIDC_NAME})
        return redirect("account")
