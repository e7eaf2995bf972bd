from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.generic import DetailView, View
from django_filters.views import FilterView

from actions import permissions, plans, reviews
from actions.filters import ReviewFilter
from actions.models import Action, ActionPlan, Review
from meetings.uploads.serving import serve


class ReviewListView(FilterView):
    """The reviews one may see, with how much of what they asked for is still open; and the plans that answer none."""

    filterset_class = ReviewFilter
    template_name = "reviews/review_list.html"
    paginate_by = 25

    def get_queryset(self):
        return Review.objects.visible_to(self.request.standing).with_counts(self.request.standing)

    def get_filterset_kwargs(self, filterset_class):
        return {**super().get_filterset_kwargs(filterset_class), "standing": self.request.standing}

    def get_context_data(self, **kwargs):
        plans = ActionPlan.objects.visible_to(self.request.standing).filter(review=None)
        return super().get_context_data(
            plans=plans.select_related("monitored_by"),
            can_enter=permissions.can_keep_reviews(self.request.standing),
            **kwargs,
        )


class ReviewDetailView(DetailView):
    """One review: what it found, what is done about each area, and what has changed for people."""

    template_name = "reviews/review_detail.html"

    def get_queryset(self):
        standing = self.request.standing
        return Review.objects.visible_to(standing).with_thread(standing)

    def get_context_data(self, **kwargs):
        standing = self.request.standing
        return super().get_context_data(
            thread=reviews.thread(self.object, standing, today=standing.day),
            can_edit=permissions.can_keep_reviews(standing),
            can_export=permissions.can_export_evidence(standing),
            **kwargs,
        )


class LetterView(View):
    """One version of a review's letter, for those who may see both."""

    http_method_names = ["get", "head"]

    def get(self, request, *args, **kwargs):
        review = get_object_or_404(Review.objects.visible_to(request.standing), slug=kwargs["slug"])
        version = get_object_or_404(reviews.letter_of(review, request.standing), number=kwargs["number"])
        if not version.file:
            raise Http404("This version is kept elsewhere.")
        return serve(version.file, name=reviews.letter_name(review, version))


class PlanDetailView(DetailView):
    """One plan: who oversees, received and approved it, how updates come, and every action that stands in it."""

    template_name = "reviews/plan_detail.html"

    def get_queryset(self):
        return ActionPlan.objects.visible_to(self.request.standing)

    def get_context_data(self, **kwargs):
        standing = self.request.standing
        [plan] = plans.plans_of(ActionPlan.objects.filter(pk=self.object.pk), standing)
        actions = Action.objects.visible_to(standing).filter(plans=plan)
        return super().get_context_data(
            thread=plans.plan_thread(plan, reviews.shown(actions, standing, today=standing.day)),
            can_edit=permissions.can_keep_reviews(standing),
            **kwargs,
        )
