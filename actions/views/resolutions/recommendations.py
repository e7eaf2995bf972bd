"""Recommendations and their responses, reports asked for, and referrals: each a form of its own."""

from django.template.defaultfilters import date as written
from django.utils import timezone

from actions.forms.endings import (
    AnswerReferralForm,
    ReferForm,
    ReportedForm,
    RequestReportForm,
    RespondForm,
    ServeForm,
    TakeReportForm,
)
from actions.services import endings
from actions.views.resolutions.one import EndingFormView, OfResolution, OneResolution
from meetings.models import Recommendation, Referral, Response, WorkItem
from meetings.services import recommendations


class RecommendView(OneResolution, EndingFormView):
    """Record on whom a resolution was served."""

    form_class = ServeForm
    template_name = "resolutions/recommend.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "today": timezone.localdate()}

    def get_initial(self):
        return {"served_on": timezone.localdate()}

    def save(self, form, *, by, now):
        effect = self.effect = endings.serve(resolution=self.resolution, by=by, now=now, **form.cleaned_data)
        served = effect.row
        return f"Served on {served.respondent}. The response is due by {written(served.response_due_on, 'j F Y')}."


class RespondView(OfResolution, EndingFormView):
    """Record what a respondent answered."""

    form_class = RespondForm
    template_name = "resolutions/respond.html"

    def get_rows(self):
        return Recommendation.objects.visible_to(self.request.standing).with_thread()

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "recommendation": self.row}

    def get_initial(self):
        return {"seen": len(self.row.responses.all()), "received_on": timezone.localdate()}

    def save(self, form, *, by, now):
        effect = self.effect = endings.respond(recommendation=self.row, by=by, now=now, **form.cleaned_data)
        if effect.row.is_final:
            return f"The response is recorded: {effect.row.get_answer_display().lower()}."
        return f"The response is deferred. It is due again by {written(effect.row.new_due_on, 'j F Y')}."


class ReportResponseView(OfResolution, EndingFormView):
    """Record to which meeting a response was reported."""

    path = "recommendation__resolution"
    form_class = ReportedForm
    template_name = "resolutions/report_response.html"

    def get_rows(self):
        seen = Response.objects.visible_to(self.request.standing)
        return seen.select_related("recommendation__resolution__item__meeting__board", "reported_at")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "response": self.row}

    def save(self, form, *, by, now):
        response = recommendations.report(response=self.row, by=by, now=now, **form.cleaned_data)
        return f"Reported to the meeting of {response.reported_at.when}."


class RequestReportView(OneResolution, EndingFormView):
    """Put the report that a resolution asks for into a work programme."""

    form_class = RequestReportForm
    template_name = "resolutions/request_report.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "today": timezone.localdate()}

    def get_initial(self):
        action = self.resolution.actions.open().select_related("due_meeting").order_by("pk").first()
        meeting = action and action.due_meeting
        return {
            "title": str(self.resolution)[:300],
            "board": self.resolution.item.meeting.board_id,
            "meeting": meeting.pk if meeting and meeting.is_open else None,
            "owner": action and action.owner_id,
        }

    def save(self, form, *, by, now):
        effect = self.effect = endings.request_report(resolution=self.resolution, by=by, now=now, **form.cleaned_data)
        return f"It is in the work programme of {effect.row.board}{f', {effect.row.when}' if effect.row.when else ''}."


class TakeReportView(OfResolution, EndingFormView):
    """Record that a meeting took the report that a resolution asked for."""

    form_class = TakeReportForm
    template_name = "resolutions/take_report.html"

    def get_rows(self):
        items = WorkItem.objects.visible_to(self.request.standing).filter(resolution__isnull=False)
        return items.select_related("resolution__item__meeting", "board", "meeting", "taken_at")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "item": self.row}

    def get_initial(self):
        return {"meeting": self.row.meeting_id}

    def save(self, form, *, by, now):
        meeting = form.cleaned_data["meeting"]
        self.effect = endings.take_report(item=self.row, meeting=meeting, by=by, now=now)
        return f"Recorded: taken at the meeting of {meeting.when}."


class ReferView(OneResolution, EndingFormView):
    """Record that a resolution was referred to another board."""

    form_class = ReferForm
    template_name = "resolutions/refer.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "resolution": self.resolution, "today": timezone.localdate()}

    def save(self, form, *, by, now):
        effect = self.effect = endings.refer(resolution=self.resolution, by=by, now=now, **form.cleaned_data)
        return f"It is referred to {effect.row.to_board}, and stands in its work programme."


class AnswerReferralView(OfResolution, EndingFormView):
    """Record whether the other board took what was referred to it."""

    form_class = AnswerReferralForm
    template_name = "resolutions/answer_referral.html"

    def get_rows(self):
        seen = Referral.objects.visible_to(self.request.standing)
        return seen.select_related("to_board", "at_meeting", "resolution__item__meeting")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "referral": self.row}

    def save(self, form, *, by, now):
        effect = self.effect = endings.answer_referral(referral=self.row, by=by, now=now, **form.cleaned_data)
        return f"Recorded: {effect.row.to_board} {'took it' if effect.row.taken else 'did not take it'}."
