"""Single sign-on: off to the council's sign-in service, and back."""

import logging

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from people.adapters.single_sign_on import AWAY, FAILED, refusal

logger = logging.getLogger(__name__)

# what is raised over an answer that is none: no JSON, a field missing, or of another kind
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ImproperlyConfigured)


@login_not_required
@never_cache
@require_POST
def leave(request):
    """Lead to the sign-in service, by a page: as a redirect our policy would refuse it, being the answer to a form."""
    try:
        provider = get_adapter(request).get_provider(request, provider=settings.OIDC_PROVIDER_ID)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    try:
        answer = provider.redirect(request, process=AuthProcess.LOGIN, next_url=get_next_redirect_url(request))
    except RequestException as error:
        return _failed(request, AWAY, error)
    except UNREADABLE as error:
        return _failed(request, FAILED, error)
    if not isinstance(answer, HttpResponseRedirect):
        return answer
    return render(request, "socialaccount/leave.html", {"name": provider.name, "href": answer.url})


@login_not_required
@never_cache
@require_safe
def come_back(request, provider_id):
    """Where the sign-in service sends people back to, with a code that says who they are."""
    try:
        return views.callback(request, provider_id)
    except RequestException as error:
        return _failed(request, AWAY, error)
    except UNREADABLE as error:
        return _failed(request, FAILED, error)


def _failed(request, why, error):
    logger.warning("Single sign-on failed: %s", type(error).__name__)
    return refusal(request, why)
