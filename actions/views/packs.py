import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, FormView, View

from actions import reading
from actions.forms.errors import add_service_error
from actions.forms.packs import CorrectForm, PublishForm
from actions.models import Audience, Pack, PackFile, ProgressUpdate
from actions.packs import chart, content, published, since
from actions.packs.pdf import Unavailable
from actions.permissions import can_publish, can_read_draft_pack, can_read_full_pack, can_read_pack
from actions.services import pack_files, packs
from meetings.calendar import clear_working_days_between
from meetings.models import Meeting
from people.access import Permitted

logger = logging.getLogger(__name__)

JSON = "json"
TYPES = {
    JSON: "application/json",
    PackFile.Form.PDF: "application/pdf",
    PackFile.Form.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PackFile.Form.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NOT_AS_PUBLISHED = "This is not what was published: its checksum does not fit. It is not shown; tell an administrator."


class PackPage(DetailView):
    """What the pages of a meeting's pack share: the meeting, and the versions published for it."""

    template_name = "actions/pack.html"

    def get_queryset(self):
        return Meeting.objects.visible_to(self.request.standing).select_related("board")

    def get_context_data(self, **kwargs):
        versions = list(Pack.objects.without_content().filter(meeting=self.object).select_related("published_by"))
        standing = self.request.standing
        return super().get_context_data(
            versions=versions,
            can_publish=can_publish(standing)
            and not packs.why_not(self.object, is_published=bool(versions), today=standing.day),
            can_read_draft=can_read_draft_pack(standing),
            **kwargs,
        )

    def show(self, pack, **context):
        """The context of one published version, in the form that its reader gets."""
        standing, now = self.request.standing, timezone.now()
        pack.meeting = self.object
        may_choose = pack.holds_exempt_matter and can_read_full_pack(standing, self.object)
        audience = Audience.FULL if may_choose and self.request.GET.get("form") != "public" else Audience.PUBLIC
        try:
            shown = published.read(pack, audience)
        except published.Altered as altered:
            logger.error("%s", altered)
            return {"notice": NOT_AS_PUBLISHED, **context}
        return {
            "pack": shown,
            "chart": chart.of(shown.statuses),
            "published": pack,
            "checksum": pack.checksum(audience),
            "audience": audience,
            "audiences": [Audience.FULL, Audience.PUBLIC] if may_choose else [Audience.PUBLIC],
            "may_choose": may_choose,
            "forms": PackFile.Form,
            "since": since.since(pack, shown, standing, now=now) if context.get("is_latest") else None,
            **self.reading(shown, now),
            **context,
        }

    def show_live(self, shown, **context):
        return {"pack": shown, "chart": chart.of(shown.statuses), **self.reading(shown, timezone.now()), **context}

    def reading(self, shown, now):
        """What a member of the board has done with the actions that are shown."""
        standing, actions = self.request.standing, [entry.pk for entry in shown.current]
        return {"reading": reading.of(self.object, standing, actions=actions, now=now), "today": standing.day}


class PackView(PackPage):
    """What members see for a meeting: the version that holds or, before there is one, the draft for who works on it."""

    def get_context_data(self, **kwargs):
        standing, meeting, now = self.request.standing, self.object, timezone.now()
        pack = Pack.objects.visible_to(standing).select_related("published_by").latest_for(meeting)
        if pack:
            return super().get_context_data(**self.show(pack, is_latest=True), **kwargs)
        if meeting.status == Meeting.Status.CANCELLED:
            raise Http404("A meeting that was cancelled has no pack.")
        if meeting.status == Meeting.Status.HELD and not standing.is_viewer:
            return super().get_context_data(**self.show_live(content.pack(meeting, standing, now=now)), **kwargs)
        if meeting.is_open and can_read_draft_pack(standing):
            return super().get_context_data(**self.show_live(draft(meeting, standing, now)), **kwargs)
        return super().get_context_data(**kwargs)


class PackDraftView(PackPage):
    """What would be published now, for those who work on it: before there is a version, and for a correction."""

    def get_context_data(self, **kwargs):
        standing = self.request.standing
        if not can_read_draft_pack(standing):
            raise PermissionDenied
        if self.object.status == Meeting.Status.CANCELLED:
            raise Http404("A meeting that was cancelled has no draft of a pack.")
        shown = draft(self.object, standing, timezone.now())
        return super().get_context_data(**self.show_live(shown), **kwargs)


class PackVersionView(PackPage):
    """One version of a published pack, whatever has corrected it since."""

    def get_context_data(self, **kwargs):
        pack = get_object_or_404(
            Pack.objects.select_related("published_by"), meeting=self.object, version=self.kwargs["version"]
        )
        if not can_read_pack(self.request.standing, pack):
            return super().get_context_data(withdrawn=pack, **kwargs)
        latest = Pack.objects.without_content().latest_for(self.object)
        return super().get_context_data(**self.show(pack, is_latest=pack == latest), **kwargs)


def draft(meeting, standing, now):
    """What publishing would freeze, or as much of it as `standing` may see."""
    if can_read_full_pack(standing, meeting):
        return content.for_members(meeting, now=now)
    return content.pack(meeting, standing, now=now)


class PublishPackView(Permitted, FormView):
    """Publish a meeting's pack, or a further version of it that corrects the last."""

    permission = can_publish
    template_name = "actions/pack_publish.html"

    def get_permission_object(self):
        visible = Meeting.objects.visible_to(self.request.standing).select_related("board")
        self.meeting = get_object_or_404(visible, pk=self.kwargs["pk"])
        self.latest = Pack.objects.without_content().select_related("published_by").latest_for(self.meeting)

    def get_form_class(self):
        # whoever had no version before them corrects nothing, even if there is one by now
        had_none = self.request.POST.get("seen") == "0" if self.request.method == "POST" else not self.latest
        return PublishForm if had_none else CorrectForm

    def get_initial(self):
        return {"seen": self.latest.version if self.latest else 0}

    def get_context_data(self, **kwargs):
        meeting, today = self.meeting, self.request.standing.day
        why_not = packs.why_not(meeting, is_published=bool(self.latest), today=today)
        if not why_not:
            waiting = ProgressUpdate.objects.waiting_for_clearance().for_meetings([meeting])
            shown = content.for_members(meeting, now=timezone.now())
            kwargs |= {
                "pack": shown,
                "exempt": sum(entry.exempt for entry in shown.current),
                "waiting": waiting.count(),
                "days": clear_working_days_between(today, meeting.date),
                "is_late": not self.latest and today > meeting.publish_on,
            }
        return super().get_context_data(
            meeting=meeting,
            latest=self.latest,
            next_version=self.latest.version + 1 if self.latest else 1,
            why_not=why_not,
            **kwargs,
        )

    def form_valid(self, form):
        address = reverse("meetings:pack", args=[self.meeting.pk])
        try:
            pack = packs.publish(meeting=self.meeting, by=self.request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            self.get_permission_object()
            if self.latest and "correction" not in form.fields:
                messages.error(self.request, " ".join(error.messages))
                return HttpResponseRedirect(address)
            # what was typed stays, and can be sent again by whoever has read what came in between
            form.data = {**form.data.dict(), **self.get_initial()}
            add_service_error(form, error)
            return self.form_invalid(form)
        corrected = f"Version {pack.version} is published. It corrects the one before."
        messages.success(self.request, "The pack is published." if pack.version == 1 else corrected)
        return HttpResponseRedirect(address)


class PackFileView(View):
    """A published version as a file: for printing, for working on, or as data whose checksum anybody can verify."""

    http_method_names = ["get", "head"]

    def get(self, request, *args, pk, version, audience, form):
        standing = request.standing
        visible = Pack.objects.visible_to(standing).filter(meeting__in=Meeting.objects.visible_to(standing))
        pack = get_object_or_404(visible.select_related("meeting__board"), meeting=pk, version=version)
        if audience not in Audience.values or form not in TYPES:
            raise Http404("There is no such form of a pack.")
        if audience == Audience.FULL and not can_read_full_pack(standing, pack.meeting):
            raise PermissionDenied
        try:
            data = self.data(pack, audience, form)
        except Unavailable as unavailable:
            return self.refuse(pack, str(unavailable))
        except (published.Altered, pack_files.Damaged) as damaged:
            logger.error("%s", damaged)
            return self.refuse(pack, NOT_AS_PUBLISHED)
        suffix = pack_files.SUFFIX.get(form, JSON)
        response = HttpResponse(data, content_type=TYPES[form])
        name = published.file_name(pack, audience, suffix)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["Cache-Control"] = "private, no-store"
        return response

    def data(self, pack, audience, form) -> bytes:
        if form == JSON:
            return published.text(pack, audience).encode()
        return pack_files.read(pack=pack, form=form, audience=audience, now=timezone.now())

    def refuse(self, pack, why):
        messages.error(self.request, why)
        return HttpResponseRedirect(pack.get_absolute_url())
