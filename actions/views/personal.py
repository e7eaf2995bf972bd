"""What is held about a person: given to them, or erased."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView, View

from actions.forms.errors import add_service_error
from actions.forms.personal import EraseForm
from actions.personal.collect import collect
from actions.services import erasure
from actions.services import personal as services
from people import mentions
from people.access import Permitted
from people.models import User
from people.permissions import can_keep_personal_data
from people.services.erasure import pseudonym, reasons_not_to
from people.standing import standing_of


def _counts(user, readers):
    return collect(user, readers=readers, now=timezone.now()).counts


def _zip(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@method_decorator(never_cache, name="dispatch")
class OwnDataView(TemplateView):
    """What the tracker holds about whoever asks."""

    template_name = "personal/own.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(counts=_counts(self.request.user, [self.request.standing]), **kwargs)


@method_decorator(never_cache, name="dispatch")
class DownloadOwnView(View):
    http_method_names = ["post"]

    def post(self, request):
        now, user = timezone.now(), request.user
        data = services.export(user=user, by=user, readers=[request.standing], now=now)
        return _zip(data, f"my-data-{timezone.localdate(now).isoformat()}.zip")


@method_decorator(never_cache, name="dispatch")
class OfPerson(Permitted):
    """What the pages about one person share."""

    permission = can_keep_personal_data

    def get_permission_object(self):
        self.person = get_object_or_404(User, pk=self.kwargs["pk"])

    def get_readers(self):
        """Those whom what they get has to be for: the person, and who makes it for them."""
        return [self.request.standing, standing_of(self.person, self.request.standing.day)]

    def get_success_url(self):
        return reverse("personal:person", args=[self.person.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(person=self.person, **kwargs)


class PersonView(OfPerson, TemplateView):
    """What is held about one person, for an administrator who was asked for it."""

    template_name = "personal/person.html"

    def get_context_data(self, **kwargs):
        counts = [] if self.person.erased_at else _counts(self.person, self.get_readers())
        return super().get_context_data(counts=counts, **kwargs)


class DownloadView(OfPerson, View):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        now = timezone.now()
        try:
            data = services.export(user=self.person, by=request.user, readers=self.get_readers(), now=now)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(self.get_success_url())
        return _zip(data, f"personal-data-{self.person.pk}-{timezone.localdate(now).isoformat()}.zip")


class EraseView(OfPerson, FormView):
    """Erase somebody's details in two steps: why, then a page that says what goes and what stays."""

    form_class = EraseForm
    template_name = "personal/erase.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "person": self.person}

    def get_context_data(self, **kwargs):
        kwargs.setdefault("is_meant", False)
        found = erasure.still_named(self.person, mentions.words_of(self.person))
        return super().get_context_data(
            reasons_not_to=reasons_not_to(self.person, today=self.request.standing.day),
            pseudonym=pseudonym(self.person),
            named=[mentions.in_words(*one) for one in found],
            **kwargs,
        )

    def form_valid(self, form):
        if "confirmed" not in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, is_meant=True))
        try:
            erased = erasure.erase(
                user=self.person, by=self.request.user, now=timezone.now(), reason=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"Their details were erased. They are {erased.name} from now on.")
        return super().form_valid(form)
