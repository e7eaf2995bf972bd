"""The second step of signing in: allauth's pages, each with what this council asks for besides."""

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from people import second_step
from people.forms.second_step import CodesForm
from people.services import second_step as services


class AuthenticateView(base.AuthenticateView):
    """Between the password and being signed in."""

    def get_context_data(self, **kwargs):
        user = self.stage.login.user
        passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
        return super().get_context_data(**kwargs) | {"has_passkeys": passkeys.exists()}


@method_decorator(never_cache, name="dispatch")
@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class SetUpAppView(totp.ActivateTOTPView):
    """Sets an authenticator app up, or another one in its place, which works until the new one does."""

    def dispatch(self, request, *args, **kwargs):
        # past allauth's own, which sends whoever has an app to the page that removes it
        return super(totp.ActivateTOTPView, self).dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {
            "key": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
            "is_missing": second_step.is_missing(self.request),
            "is_replacing": second_step.has_app(self.request.user),
            "next": get_next_redirect_url(self.request) or "",
        }

    @transaction.atomic
    def form_valid(self, form):
        user, replaced = self.request.user, second_step.has_app(self.request.user)
        if replaced:
            services.forget_app(user=user)
        response = super().form_valid(form)
        services.was_set_up(
            user=user, replaced=replaced, now=timezone.now(), session_key=self.request.session.session_key
        )
        return response

    def get_success_url(self):
        if self.did_generate_recovery_codes:
            return passthrough_next_redirect_url(self.request, reverse("mfa_view_recovery_codes"), "next")
        return get_next_redirect_url(self.request) or reverse("account")


class TurnOffView(totp.DeactivateTOTPView):
    success_url = reverse_lazy("account")

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_required=second_step.is_required(self.request.standing), **kwargs)

    @transaction.atomic
    def form_valid(self, form):
        services.turn_off(user=self.request.user, now=timezone.now())
        return super().form_valid(form)


@method_decorator(never_cache, name="dispatch")
class CodesView(codes.ViewRecoveryCodesView):
    """Recovery codes, shown once."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "next": get_next_redirect_url(self.request) or reverse("account"),
            "codes": " ".join(context["unused_codes"]) if context["can_view_codes"] else "",
        }


class NewCodesView(codes.GenerateRecoveryCodesView):
    def dispatch(self, request, *args, **kwargs):
        if not second_step.has_app(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @transaction.atomic
    def form_valid(self, form):
        services.note(user=self.request.user, verb="made_recovery_codes", now=timezone.now())
        return super().form_valid(form)


@method_decorator(never_cache, name="dispatch")
class DownloadCodesView(FormView):
    """The codes that a page has just shown, as a file. Whoever does not send them along does not get them."""

    form_class = CodesForm
    http_method_names = ["post"]

    def form_valid(self, form):
        held = Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.RECOVERY_CODES).first()
        unused = held.wrap().get_unused_codes() if held else []
        if not unused or not constant_time_compare(" ".join(unused), form.cleaned_data["codes"]):
            raise BadRequest("These are not the recovery codes that were shown last.")
        text = "\n".join([f"Recovery codes for {self.request.get_host()}, {self.request.user.email}", "", *unused, ""])
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
        return response

    def form_invalid(self, form):
        raise BadRequest("There are no recovery codes in what was sent.")
