"""What a member opens by the link in an e-mail, without signing in. Nothing exempt is ever here.

The address is the key, so these pages are kept out of search engines, caches and referrers.
"""

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

from actions.services import circulating
from actions.views.documents import served
from meetings.models import CirculationRecipient
from meetings.services import circulations

GONE = 410


@method_decorator(login_not_required, name="dispatch")
class ByLink(View):
    """What the pages behind a link share: whose link it is, asked anew every time."""

    def dispatch(self, request, *args, **kwargs):
        try:
            self.recipient = circulating.opened_by(kwargs["token"], today=timezone.localdate())
        except signing.BadSignature:
            raise Http404("Not a link of ours.") from None
        except circulating.Gone:
            return _private(render(request, "resolutions/link_gone.html", status=GONE))
        self.circulation = self.recipient.circulation
        return _private(super().dispatch(request, *args, **kwargs))


class OpenByLinkView(ByLink, TemplateView):
    """What one member was sent, and the button that says they have opened it: scanners of mail follow links too."""

    template_name = "resolutions/circulated.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            recipient=self.recipient,
            circulation=self.circulation,
            resolution=self.circulation.resolution,
            missing=[check for check in self.circulation.checks.all() if not check.is_met],
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        how = CirculationRecipient.How.LINK
        circulations.acknowledge(recipient=self.recipient, how=how, now=timezone.now())
        return HttpResponseRedirect(reverse("circulated:open", args=[kwargs["token"]]))


class DocumentByLinkView(ByLink):
    """The document itself."""

    http_method_names = ["get", "head"]

    def get(self, request, *args, **kwargs):
        return served(self.circulation.version)


def _private(response):
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "private, no-store"
    # never to another site; not "no-referrer", with which a browser names no origin and the button is refused
    response["Referrer-Policy"] = "same-origin"
    return response
