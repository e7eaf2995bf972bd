from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from people import second_step, session_limits
from people.services import sessions
from people.standing import standing_of


def standing_middleware(get_response):
    """Give every request its `standing`: what its user holds today, asked for once."""

    def middleware(request):
        request.standing = SimpleLazyObject(lambda: standing_of(request.user, timezone.localdate()))
        return get_response(request)

    return middleware


def session_middleware(get_response):
    """End sessions whose time is over, and note of the others that they are in use.

    Stands below messages, which it leaves one in.
    """

    def middleware(request):
        if request.user.is_authenticated:
            if session_limits.is_over(request.session):
                logout(request)
                messages.info(request, "You were signed out because you had been away for a while. Sign in again.")
            elif session_limits.is_due(request.session):
                session_limits.seen(request.session)
                sessions.note_in_use(request.session.session_key, now=timezone.now())
        return get_response(request)

    return middleware


def second_step_middleware(get_response):
    """Lead whoever must have a second step of signing in, and has none, to where they set one up, before anything
    else. The page they wanted is kept; Django admin is no way round, nor is any other page that needs a sign-in.
    """

    def middleware(request):
        return get_response(request)

    def process_view(request, view, args, kwargs):
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        if request.resolver_match.view_name in second_step.OPEN_WITHOUT or not second_step.is_missing(request):
            return None
        wanted = request.get_full_path() if request.method == "GET" else "/"
        return redirect(f"{reverse('mfa_activate_totp')}?{urlencode({'next': wanted})}")

    middleware.process_view = process_view
    return middleware
