from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import FormView

from actions.forms.errors import add_service_error
from actions.forms.reviews import LetterForm, ReviewForm, ThemesForm
from actions.models import Review
from actions.permissions import can_keep_reviews
from actions.services import reviews
from people.access import Permitted

CHANGED = (
    "Somebody else has changed this while you were writing. Read what it says now, above the form; what you typed is "
    "still here. Send it again if it should stand."
)


class KeepingView(Permitted, FormView):
    """What the pages share that change a review or a plan: fetched through what one may see, and not unseen.

    `row` is what carries the version; `save` calls the service and returns what to tell the person.
    """

    permission = can_keep_reviews

    def get_initial(self):
        return {"version": self.row.version}

    def get_context_data(self, **kwargs):
        return super().get_context_data(row=self.row, **kwargs)

    def form_valid(self, form):
        values = dict(form.cleaned_data)
        seen = {"by": self.request.user, "now": timezone.now(), "seen_version": values.pop("version")}
        try:
            message = self.save(form, values, **seen)
        except reviews.Changed as changed:
            return self.show_changed(form, changed)
        except ValidationError as error:
            add_service_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, message)
        return HttpResponseRedirect(self.get_success_url())

    def show_changed(self, form, changed):
        """Show what it says now; what was typed stays, and can be sent on top."""
        self.get_permission_object()
        form.data = form.data.copy()
        form.data["version"] = changed.row.version
        form.add_error(None, CHANGED)
        return self.render_to_response(self.get_context_data(form=form, was_changed=True))


class OneReview(KeepingView):
    """What the pages share that change one review."""

    def get_permission_object(self):
        standing = self.request.standing
        visible = Review.objects.visible_to(standing).with_thread(standing)
        self.review = self.row = get_object_or_404(visible, slug=self.kwargs["slug"])

    def get_success_url(self):
        return self.review.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(review=self.review, **kwargs)


class ReviewEditView(OneReview):
    """Change the facts of a review."""

    form_class = ReviewForm
    template_name = "reviews/review_edit.html"

    def get_initial(self):
        return {**super().get_initial(), **{name: getattr(self.review, name) for name in reviews.EDITABLE}}

    def save(self, form, values, **seen):
        review = reviews.edit(review=self.review, **values, **seen)
        return f"{review} is changed."


class ThemesView(OneReview):
    """Give what a review found its themes, all on one page."""

    form_class = ThemesForm
    template_name = "reviews/review_themes.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "findings": self.review.visible_findings}

    def save(self, form, values, **seen):
        count = reviews.set_themes(review=self.review, themes=form.themes(), **seen)
        return f"The themes are saved: {count} changed." if count else "No theme was changed."


class AddLetterView(OneReview):
    """Add the letter of a review, or a further version of it."""

    form_class = LetterForm
    template_name = "reviews/review_letter.html"

    def save(self, form, values, **seen):
        version = reviews.add_letter(review=self.review, **values, **seen)
        return f"The letter is added, version {version.number}."
