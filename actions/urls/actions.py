from django.urls import path

from actions.views import actions, as_at, evidence, gaps, proposals, tables, updates

app_name = "actions"
urlpatterns = [
    path("", actions.ActionListView.as_view(), name="list"),
    path("export/", actions.ActionExportView.as_view(), name="export"),
    path("gaps/", gaps.GapsView.as_view(), name="gaps"),
    path("paste/", tables.PasteTableView.as_view(), name="paste"),
    path("evidence/<int:pk>/", evidence.EvidenceView.as_view(), name="evidence"),
    path("evidence/<int:pk>/remove/", evidence.RemoveEvidenceView.as_view(), name="remove_evidence"),
    path("for-resolution/<int:pk>/", actions.MakeForResolutionView.as_view(), name="make_for_resolution"),
    path("for-finding/<int:pk>/", actions.MakeForFindingView.as_view(), name="make_for_finding"),
    path("<slug:slug>/", actions.ActionDetailView.as_view(), name="detail"),
    path("<slug:slug>/as-at/", as_at.ActionAsAtView.as_view(), name="as_at"),
    path("<slug:slug>/update/", updates.AddUpdateView.as_view(), name="add_update"),
    path("<slug:slug>/no-change/", updates.AddNoChangeView.as_view(), name="add_no_change"),
    path("<slug:slug>/propose/", proposals.ProposeView.as_view(), name="propose"),
    path("<slug:slug>/take-back/", proposals.TakeBackView.as_view(), name="take_back"),
    path("<slug:slug>/edit/", actions.ActionEditView.as_view(), name="edit"),
]
