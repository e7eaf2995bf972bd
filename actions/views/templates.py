"""The council's own Word template: what it is and lacks, a sample in it, another one, the tracker's own again."""

import io

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import FormView, View
from docx import Document

from actions.forms.errors import add_service_error
from actions.forms.templates import SeenForm, WordTemplateForm
from actions.models import WordTemplate
from actions.packs import canonical, sample, word
from actions.papers import word_parts
from actions.permissions import can_choose_word_template
from actions.services import templates
from meetings.uploads import kinds
from meetings.uploads.serving import serve
from people.access import Permitted

CHANGED = (
    "Somebody else chose a template in the meantime. Nothing was changed: look at what is used now, and choose again."
)


class WordTemplateView(Permitted, FormView):
    """The template in use, those before it, and a form for another one."""

    permission = can_choose_word_template
    form_class = WordTemplateForm
    template_name = "packs/word_template.html"

    def get_initial(self):
        return {"version": _version(WordTemplate.objects.current())}

    def get_context_data(self, **kwargs):
        choices = list(WordTemplate.objects.select_related("chosen_by"))
        current = choices[0] if choices else None
        data = current.read() if current else None
        return super().get_context_data(
            choices=choices,
            current=current,
            version=_version(current),
            is_missing=bool(current and current.file and data is None),
            missing_styles=word_parts.missing_styles(Document(io.BytesIO(data))) if data else [],
            **kwargs,
        )

    def form_valid(self, form):
        file = form.cleaned_data["file"]
        try:
            template = templates.choose(
                data=file.read(),
                name=file.name,
                by=self.request.user,
                now=timezone.now(),
                seen_version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            add_service_error(form, error)
        except templates.Changed:
            form.add_error(None, CHANGED)
            # the form that comes back has seen it
            form.data = {**form.data.dict(), "version": _version(WordTemplate.objects.current())}
        else:
            messages.success(self.request, f"Packs in Word are written in {template} from now on.")
            return redirect("packs:word_template")
        return self.form_invalid(form)


class ChooseView(Permitted, View):
    """A choice that takes no file: an earlier one again, or the tracker's own template. Afterwards, the page."""

    permission = can_choose_word_template
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        form = SeenForm(request.POST)
        if form.is_valid():
            try:
                template = self.choose(seen_version=form.cleaned_data["version"], by=request.user, now=timezone.now())
                messages.success(request, f"Packs in Word are written in {_within(template)} from now on.")
            except templates.Changed:
                messages.error(request, CHANGED)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
        return redirect("packs:word_template")


class ChooseDefaultView(ChooseView):
    def choose(self, **given):
        return templates.choose_default(**given)


class ChooseAgainView(ChooseView):
    def get_permission_object(self):
        self.template = get_object_or_404(WordTemplate, version=self.kwargs["version"])

    def choose(self, **given):
        return templates.choose_again(template=self.template, **given)


class DownloadView(Permitted, View):
    """A template's own file; number 0 is the tracker's own."""

    permission = can_choose_word_template
    http_method_names = ["get", "head"]

    def get_permission_object(self):
        number = self.kwargs["version"]
        self.template = get_object_or_404(WordTemplate, version=number) if number else None

    def get(self, request, *args, **kwargs):
        if self.template and self.template.file:
            return serve(self.template.file, name=self.template.name)
        return _given_out(word_parts.default_template(), "scrutiny-template.docx")


class SampleView(DownloadView):
    """An invented pack in a template; number 0 is the tracker's own."""

    def get(self, request, *args, **kwargs):
        template = self.template.read() if self.template else None
        if self.template and self.template.file and template is None:
            raise Http404("The file is not there.")
        now = timezone.now()
        pack = sample.content(now)
        data = word.render(
            pack,
            sha256=canonical.digest(canonical.dump(pack)),
            audience="public",
            version=1,
            published_at=now,
            council=settings.COUNCIL_NAME,
            template=template,
        )
        return _given_out(data, "sample-pack.docx")


def _given_out(data, name):
    """A file that is made here, as those that are stored are given out."""
    response = FileResponse(io.BytesIO(data), as_attachment=True, filename=name)
    response["Content-Type"] = kinds.content_type(name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _version(current):
    return current.version if current else 0


def _within(template):
    return str(template) if template.file else "the tracker’s own template"
