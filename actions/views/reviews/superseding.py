from django.template.defaultfilters import pluralize

from actions.forms.superseding import LaterForm, SupersedeForm
from actions.models import Action, Review
from actions.services import supersessions
from actions.views.reviews.edits import OneReview


class SupersedeView(OneReview):
    """Record that a later review took the place of this one: first which, then what becomes of each open action.

    Which one is asked for stands in the address, so that the second page can be sent and come back to.
    """

    form_class = SupersedeForm
    template_name = "reviews/review_supersede.html"

    def get_permission_object(self):
        super().get_permission_object()
        standing = self.request.standing
        choices = supersessions.later_reviews(self.review).filter(pk__in=Review.objects.visible_to(standing))
        asked = self.request.GET if "later" in self.request.GET else None
        self.later_form = LaterForm(asked, later=choices, initial={"later": self.review.superseded_by_id})
        self.later = self.later_form.cleaned_data["later"] if self.later_form.is_valid() else None

    def post(self, request, *args, **kwargs):
        # without a later review there is nothing to send yet
        return super().post(request, *args, **kwargs) if self.later else self.get(request, *args, **kwargs)

    def get_open(self, review):
        """The open actions of a review, with what a line about each shows."""
        actions = Action.objects.visible_to(self.request.standing).of_review(review).open().with_exempt()
        return actions.select_related("owner", "due_meeting").order_by("board_code", "municipal_year", "number")

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if self.later is None:
            return {**kwargs, "actions": [], "theirs": [], "plans": []}
        return {
            **kwargs,
            "actions": self.get_open(self.review),
            "theirs": self.get_open(self.later),
            "plans": self.later.plans.all(),
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(later=self.later, later_form=self.later_form, **kwargs)

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except supersessions.Refused as refused:
            by_id = {action.pk: action for action in form.actions}
            for pk, error in refused.errors.items():
                for name, errors in error.error_dict.items():
                    form.add_error_of(by_id[pk], name, errors)
            return self.form_invalid(form)

    def save(self, form, values, **seen):
        choices = form.choices()
        supersessions.supersede(
            review=self.review, later=self.later, choices=choices, note=form.cleaned_data["note"], **seen
        )
        ended = sum(choice.became == "superseded" for choice in choices)
        said = f" {ended} action{pluralize(ended)} superseded." if ended else ""
        return f"It is recorded that {self.later} took the place of this review.{said}"
