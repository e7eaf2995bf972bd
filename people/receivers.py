"""What follows from signing in, whichever way somebody did."""

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from people import second_step, session_limits


@receiver(user_logged_in)
def start_the_session(request, **kwargs):
    session_limits.start(request.session)


@receiver(authenticator_used)
def warn_when_few_codes_are_left(request, user, authenticator, **kwargs):
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        return
    left = second_step.codes_left(user)
    if left <= second_step.FEW_CODES:
        messages.warning(
            request,
            f"You have {left or 'no'} recovery {'code' if left == 1 else 'codes'} left. "
            "Make new ones under Your account, so that you can still sign in without your telephone.",
        )
