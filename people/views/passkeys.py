"""Passkeys: a way to sign in beside the password, for whoever has an authenticator app as well."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode

from people import second_step
from people.services import second_step as services


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class AddView(views.AddWebAuthnView):
    def dispatch(self, request, *args, **kwargs):
        if not second_step.has_app(request.user):
            messages.info(request, "Set up an authenticator app first, so that you can also sign in without a passkey.")
            return redirect(f"{reverse('mfa_activate_totp')}?{urlencode({'next': request.path})}")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "js_data": {"creation_options": auth.begin_registration(self.request.user, passwordless=True)}
        }

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        # by its key: people name passkeys after themselves, and events are for good
        added = Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.WEBAUTHN).latest("pk")
        values = {"new": {"passkey": added.pk}}
        services.note(user=self.request.user, verb="added_passkey", now=timezone.now(), **values)
        return response

    def get_success_url(self):
        return reverse("account")


class ReauthenticateView(views.ReauthenticateWebAuthnView):
    def form_invalid(self, form):
        # back to this page, where allauth leads to the sign-in page
        super().form_invalid(form)
        return redirect(self.passthrough_next_url(self.request.path))


class RenameView(views.EditWebAuthnView):
    success_url = reverse_lazy("account")


class RemoveView(views.RemoveWebAuthnView):
    success_url = reverse_lazy("account")

    @transaction.atomic
    def form_valid(self, form):
        values = {"old": {"passkey": self.object.pk}}
        services.note(user=self.request.user, verb="removed_passkey", now=timezone.now(), **values)
        return super().form_valid(form)
