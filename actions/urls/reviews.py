from django.urls import path

from actions.views import as_at
from actions.views.reviews import edits, entering, evidence, pages, plans, superseding

app_name = "reviews"
urlpatterns = [
    path("", pages.ReviewListView.as_view(), name="list"),
    path("new/", entering.ReviewEnterView.as_view(), name="enter"),
    path("plans/<int:pk>/", pages.PlanDetailView.as_view(), name="plan"),
    path("plans/<int:pk>/as-at/", as_at.PlanAsAtView.as_view(), name="plan_as_at"),
    path("plans/<int:pk>/edit/", plans.PlanEditView.as_view(), name="edit_plan"),
    path("plans/<int:pk>/actions/", plans.AddActionsView.as_view(), name="add_actions"),
    path("plans/<int:pk>/actions/<slug:slug>/take-out/", plans.TakeOutActionView.as_view(), name="take_out_action"),
    path("plans/<int:pk>/approvals/", plans.AddApprovalView.as_view(), name="add_approval"),
    path("plans/<int:pk>/approvals/<int:approval>/", plans.ApprovalEditView.as_view(), name="edit_approval"),
    path("plans/<int:pk>/approvals/<int:approval>/remove/", plans.RemoveApprovalView.as_view(), name="remove_approval"),
    path("<slug:slug>/", pages.ReviewDetailView.as_view(), name="detail"),
    path("<slug:slug>/edit/", edits.ReviewEditView.as_view(), name="edit"),
    path("<slug:slug>/themes/", edits.ThemesView.as_view(), name="themes"),
    path("<slug:slug>/findings/", entering.AddFindingsView.as_view(), name="add_findings"),
    path("<slug:slug>/findings/<int:finding>/", entering.CorrectFindingView.as_view(), name="correct_finding"),
    path("<slug:slug>/letter/", edits.AddLetterView.as_view(), name="add_letter"),
    path("<slug:slug>/letter/<int:number>/file/", pages.LetterView.as_view(), name="letter"),
    path("<slug:slug>/plan/", plans.AddPlanView.as_view(), name="add_plan"),
    path("<slug:slug>/supersede/", superseding.SupersedeView.as_view(), name="supersede"),
    path("<slug:slug>/evidence/", evidence.EvidenceExportView.as_view(), name="evidence"),
]
