from django.db.models import F, Prefetch
from django.http import HttpResponse
from django.utils import timezone
from django.views.generic import DetailView
from django_filters.views import FilterView

from actions import resolutions as reading
from actions.exports import write_resolutions
from actions.filters import ResolutionFilter, ResponseFilter
from actions.forms.endings import DescribeForm, EndingTakeBackForm
from actions.permissions import can_make_actions
from actions.querysets.resolutions import of_meetings_seen_by, with_thread
from actions.services import endings
from actions.views.resolutions.one import TAKEN_BACK, EndingFormView, OfResolution, OneResolution
from meetings.models import Recommendation, Response
from meetings.permissions import can_record_endings, can_see_clerk_queries
from meetings.services.minutes import without


class ResolutionListView(FilterView):
    """The resolutions one may see, what is outstanding of each and whose that is; the latest meeting's first."""

    filterset_class = ResolutionFilter
    template_name = "resolutions/resolution_list.html"
    paginate_by = 25

    def get_queryset(self):
        resolutions = with_thread(of_meetings_seen_by(self.request.standing), self.request.standing)
        return resolutions.order_by(F("item__meeting__date").desc(nulls_last=True), "item__position", "position", "pk")

    def get_filterset_kwargs(self, filterset_class):
        return {**super().get_filterset_kwargs(filterset_class), "standing": self.request.standing}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for resolution in context["object_list"]:
            resolution.position_now = reading.position(resolution, today=self.request.standing.day)
        return {**context, "can_record": can_record_endings(self.request.standing)}


class ResolutionExportView(ResolutionListView):
    """The same list, whole, as a file for a spreadsheet."""

    paginate_by = None

    def render_to_response(self, context, **kwargs):
        today = self.request.standing.day
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="resolutions-{today.isoformat()}.csv"'
        response.write("\ufeff")  # without it Excel takes the file for another encoding
        write_resolutions(response, context["object_list"])
        return response


class ResolutionDetailView(DetailView):
    """The golden thread of one resolution: its words, what answers it, how it ended, and everything that happened."""

    template_name = "resolutions/resolution_detail.html"

    def get_queryset(self):
        standing = self.request.standing
        responses = Response.objects.select_related("recorded_by", "reported_at__board").order_by("-number")
        return (
            with_thread(of_meetings_seen_by(standing), standing)
            .select_related("source")
            .prefetch_related(
                Prefetch("visible_recommendations__responses", responses, to_attr="answers"),
            )
        )

    def get_context_data(self, **kwargs):
        standing, resolution = self.request.standing, self.object
        for circulation in resolution.visible_circulations:
            circulation.days_late = reading.days_late(circulation, resolution.visible_actions)
        for recommendation in resolution.visible_recommendations:
            recommendation.overdue = recommendation.due_on < standing.day and not recommendation.is_answered
        # the passage as it stands in the source may hold the clerk's drafting note
        passage = without(resolution.passage, resolution.clerk_query) if resolution.clerk_query else resolution.passage
        return super().get_context_data(
            position=reading.position(resolution, today=standing.day),
            passage=passage.strip(),
            history=reading.history(resolution, standing),
            can_record=can_record_endings(standing),
            sees_planned=not standing.is_viewer,
            can_make_actions=can_make_actions(standing) and resolution.owes_something,
            can_see_queries=can_see_clerk_queries(standing),
            **kwargs,
        )


class DescribeView(OneResolution, EndingFormView):
    """Change the working title or the kind of a resolution."""

    form_class = DescribeForm
    template_name = "resolutions/describe.html"

    def get_initial(self):
        kind = self.resolution.kind
        return {"title": self.resolution.title, "kind": kind, "seen_kind": kind}

    def save(self, form, *, by, now):
        self.effect = endings.describe(resolution=self.resolution, by=by, now=now, **form.cleaned_data)
        return "The resolution is changed. Its words are as they were."


class TakeBackEndingView(OfResolution, EndingFormView):
    """Say that something was recorded in error."""

    form_class = EndingTakeBackForm
    template_name = "resolutions/take_back.html"

    def get_rows(self):
        return TAKEN_BACK[self.kwargs["kind"]].objects.visible_to(self.request.standing).select_related("resolution")

    def save(self, form, *, by, now):
        self.effect = endings.take_back(ending=self.row, by=by, now=now, **form.cleaned_data)
        return "It is taken back, and stays in the history."


class ResponseListView(FilterView):
    """Who has to respond to what, and by when: the longest overdue first."""

    filterset_class = ResponseFilter
    template_name = "resolutions/response_list.html"
    paginate_by = 25

    def get_queryset(self):
        seen = Recommendation.objects.visible_to(self.request.standing)
        seen = seen.filter(resolution__in=of_meetings_seen_by(self.request.standing))
        return seen.in_force().with_thread().order_by("due_on", "pk")

    def get_filterset_kwargs(self, filterset_class):
        return {**super().get_filterset_kwargs(filterset_class), "today": timezone.localdate()}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for recommendation in context["object_list"]:
            recommendation.overdue = recommendation.due_on < timezone.localdate() and not recommendation.is_answered
        return {**context, "can_record": can_record_endings(self.request.standing)}
